using DmSc.Engine.Journal;

namespace DmSc.Tests.Engine.Journal;

public sealed class RedactorTests
{
    [TestCase("the PIN is 12345678.", "the PIN is (sensitive).")]
    [TestCase("octets 3132333435363738FF", "octets (sensitive)FF")]
    [TestCase("nothing", "nothing")]
    public void A_secret_is_masked_in_plain_and_as_octets(string text, string clean) =>
        Assert.That(new Redactor(["12345678"]).Clean(text), Is.EqualTo(clean));

    [TestCase("A1B2C3D4E5F6")]
    [TestCase("a1b2c3d4e5f6")]
    [TestCase("a1 b2 c3 d4 e5 f6")]
    public void A_secret_written_in_hexadecimal_is_masked_as_the_octets_it_names(string secret)
    {
        var redactor = new Redactor([secret]);
        byte[] frame = [0x00, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6, 0x01];
        Assert.That(redactor.Clean(frame), Is.True);
        Assert.That(Convert.ToHexString(frame), Is.EqualTo("0058585858585801"));
        Assert.That(redactor.Clean("data a1b2C3D4E5F6"), Is.EqualTo("data (sensitive)"));
    }

    [Test]
    public void The_beginning_of_a_secret_at_the_cut_of_a_text_is_masked() =>
        Assert.That(new Redactor(["correct horse battery"]).Clean("got correct hors... (90 octets)"), Is.EqualTo("got (sensitive)... (90 octets)"));

    [Test]
    [CancelAfter(5000)]
    public void A_secret_made_of_the_mask_itself_is_no_endless_loop(CancellationToken ct)
    {
        var octets = "aXXXXXXXXa"u8.ToArray();
        Assert.That(new Redactor(["XXXX"]).Clean(octets), Is.True);
        Assert.That(ct.IsCancellationRequested, Is.False);
    }

    [Test]
    public void A_secret_too_short_to_hide_is_left() => Assert.That(new Redactor(["12"]).Clean("12 octets"), Is.EqualTo("12 octets"));
}

using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Wire.Pkcs15;

public sealed class AuthenticationObjectDirectoryTests
{
    private const string Pin1 = "302B300A0C0450494E31030206C030030401 01A11830160302020C0A01010201040201080201088001010401FF";

    [Test]
    public void A_PIN_object_leads_from_its_identifier_to_the_key_reference()
    {
        var directory = Parse(Pin1 + "FFFF");

        var entry = directory.WithAuthId(new byte[] { 1 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(directory.Length, Is.EqualTo(45));
            Assert.That((entry!.Kind, entry.Label), Is.EqualTo((AuthenticationObjectKind.Pin, "PIN1")));
            Assert.That(entry.Pin, Is.EqualTo(new Pkcs15Pin(0b110000, Pkcs15PinType.AsciiNumeric, 4, 8, 8, 0x01, 0xFF, null)));
            Assert.That(entry.Remarks, Is.Empty);
            Assert.That(directory.WithAuthId(new byte[] { 2 }), Is.Null);
        }
    }

    [TestCase("80020081", 0)]
    [TestCase("800181", 1)]
    public void A_local_PIN_in_one_octet_is_understood_with_a_remark(string reference, int remarks)
    {
        var rest = "0302020C0A0101020104020108" + reference;
        var attributes = $"30{rest.Length / 2:X2}{rest}";
        var body = $"3000" + "3003040102" + $"A1{attributes.Length / 2:X2}{attributes}";

        var entry = Parse($"30{body.Length / 2:X2}{body}").Entries.Single();

        Assert.That((entry.Pin!.Reference, entry.Pin.MaxLength, entry.Remarks.Count), Is.EqualTo(((byte)0x81, (int?)null, remarks)));
    }

    [TestCase("A006300030003000", "DerTag", Description = "a biometric template without type attributes")]
    [TestCase("0400", "AodfTag")]
    [TestCase("302B300A0C0450494E31030206C03003040101A11830160302020C0A01070201040201080201088001010401FF", "PinType")]
    [TestCase("302B300A0C0450494E31030206C03003040101A11830160302020C0A01010201FF0201080201088001010401FF", "PinLength")]
    public void A_malformed_entry_is_refused(string hex, string code) =>
        Assert.That(() => Parse(hex), Throws.TypeOf<WireFormatException>().With.Property("Error").Property("Code").EqualTo(code));

    private static AuthenticationObjectDirectory Parse(string hex) =>
        AuthenticationObjectDirectory.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}

using DmSc.Wire.Cat;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class TextTests
{
    [TestCase("hellohello", "E8329BFD4697D9EC37")]
    [TestCase("1234567", "31D98C56B3DD1A")]
    [TestCase("", "")]
    [TestCase("[€]", "1BDEA6BCF101")]
    public void Packed_text_is_in_septets(string text, string packed)
    {
        var coded = TextString.OfPacked(text);

        Assert.That(CatVectors.Hex(coded.Octets), Is.EqualTo(packed));
        Assert.That(coded.Text, Is.EqualTo(text));
    }

    [TestCase("04" + "48690D", "Hi\r")]
    [TestCase("04" + "1B65", "€")]
    [TestCase("08" + "04220435", "Те")]
    [TestCase("", "")]
    [TestCase("04" + "1B", null)]
    [TestCase("04" + "80", null)]
    [TestCase("08" + "04", null)]
    [TestCase("1741", null)]
    public void Text_follows_its_coding_scheme(string hex, string? text)
    {
        var parsed = (TextString)CatObject.Parse(new ComprehensionTlv(CatTags.TextString, true, CatVectors.Hex(hex)));

        Assert.That(parsed.Text, Is.EqualTo(text));
        Assert.That(CatVectors.Hex(parsed.ToValue()), Is.EqualTo(hex));
    }

    [TestCase("534357", "SCW")]
    [TestCase("8004220435", "Те")]
    [TestCase("810208B541", "еA")]
    [TestCase("820204008541", "ЅA")]
    [TestCase("8103043085", null)]
    public void Alpha_identifiers_have_four_codings(string hex, string? text) =>
        Assert.That(new AlphaIdentifier(CatVectors.Hex(hex)).Text, Is.EqualTo(text));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Text_reads_back_the_same() => Prop.ForAll(
        Gen.Elements('a', 'Z', '0', '@', '€', '{', 'Δ', 'é', 'Т').ListOf().Select(list => string.Concat(list)).ToArbitrary(),
        text => TextString.Of(text).Text == text && AlphaIdentifier.Of(text).Text == text);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Packed_text_reads_back_the_same() => Prop.ForAll(
        Gen.Elements('a', 'Z', '0', '@', '€', '{', 'Δ').ListOf().Select(list => string.Concat(list)).ToArbitrary(),
        text => TextString.OfPacked(text).Text == text);

    [TestCase("+44777809", "91447787" + "90")]
    [TestCase("12*#a", "8121BA" + "FC")]
    public void Numbers_are_swapped_digits(string number, string hex)
    {
        Assert.That(CatVectors.Hex(Address.Of(number).ToValue()), Is.EqualTo(hex));
        Assert.That(Address.Of(number).Number, Is.EqualTo(number));
    }

    [TestCase("02646D076578616D706C65", "dm.example")]
    [TestCase("03646D", null)]
    [TestCase("00", null)]
    [TestCase("022E6D", null)]
    public void Access_names_are_labels(string hex, string? name)
    {
        Assert.That(new NetworkAccessName(CatVectors.Hex(hex)).Name, Is.EqualTo(name));
        if (name is not null)
            Assert.That(CatVectors.Hex(NetworkAccessName.Of(name).Octets), Is.EqualTo(hex));
    }
}

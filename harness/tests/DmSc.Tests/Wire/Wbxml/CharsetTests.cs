using System.Text;
using DmSc.Wire;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class CharsetTests
{
    [TestCase("02A40104006D6C7103E9FF000101" + "01", "éÿ", TestName = "ISO-8859-1")]
    [TestCase("02A4018777006D6C710300E920ACD800DF4800000101" + "01", "é€\U00010348", TestName = "UTF-16 without mark is big-endian")]
    [TestCase("02A4018777006D6C7103FFFEE900AC2000000101" + "01", "é€", TestName = "UTF-16 with a little-endian mark")]
    [TestCase("02A4018777006D6C7103FEFF00E900000101" + "01", "é", TestName = "UTF-16 with a big-endian mark")]
    [TestCase("02A40104024100" + "6D6C7183000101" + "01", "A", TestName = "ISO-8859-1 out of the string table")]
    [TestCase("02A40187770600E900620000" + "6D6C7183000101" + "01", "éb", TestName = "UTF-16 out of the string table")]
    public void Text_of_another_character_set_is_read_as_the_same_text(string hex, string expected)
    {
        var root = WbxmlDocument.Parse(Convert.FromHexString(hex)).Root;

        Assert.That(root.Elements.Single().Elements.Single().Text, Is.EqualTo(expected));
    }

    [Test]
    public void A_literal_name_survives_the_text_behind_it()
    {
        // Table "Fo" in UTF-16; LITERAL_C 0 { "xyz" }.
        var root = WbxmlDocument.Parse(Convert.FromHexString("02A401877706" + "0046006F0000" + "6D" + "4400" + "0300780079007A0000" + "01" + "01")).Root;

        Assert.That((root.Elements.Single().Name, root.Elements.Single().Text), Is.EqualTo(("Fo", "xyz")));
    }

    [TestCase("02A401040" + "06D6C7103410200", WbxmlErrors.IllegalXmlChar, 10, TestName = "Control character in ISO-8859-1")]
    [TestCase("02A40104006D6C710341", WbxmlErrors.UnterminatedString, 8, TestName = "No terminator in ISO-8859-1")]
    [TestCase("02A4018777006D6C71030041D80000410000", WbxmlErrors.BadCharacterData, 12, TestName = "Half a surrogate pair")]
    [TestCase("02A4018777006D6C71030041DC000000", WbxmlErrors.BadCharacterData, 12, TestName = "The other half")]
    [TestCase("02A4018777006D6C7103FFFF0000", WbxmlErrors.IllegalXmlChar, 10, TestName = "No character")]
    [TestCase("02A4018777006D6C71030041004200", WbxmlErrors.UnterminatedString, 9, TestName = "One octet is no terminator of UTF-16")]
    [TestCase("02A40187770141" + "6D6C7183000101" + "01", WbxmlErrors.BadCharacterData, 6, TestName = "Half a character in the string table")]
    public void Bad_text_of_another_character_set_is_refused_with_its_place(string hex, string code, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [TestCase(0x05u)]
    [TestCase(0x11u)]
    [TestCase(0x7Eu)]
    public void Other_character_sets_are_refused_at_their_field(uint charset)
    {
        byte[] octets = [0x02, 0xA4, 0x01, (byte)charset, 0x00, 0x2D];

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.UnsupportedCharset, 3)));
    }

    [Test]
    public void The_formal_public_identifier_is_in_the_character_set_as_well()
    {
        var identifier = Encoding.BigEndianUnicode.GetBytes("-//SYNCML//DTD SyncML 1.2//EN\0");
        byte[] octets = [0x02, 0x00, 0x00, 0x87, 0x77, (byte)identifier.Length, .. identifier, 0x2D];

        Assert.That(WbxmlDocument.Parse(octets).CodeSpace, Is.SameAs(WbxmlCodeSpace.SyncMl12));
    }
}

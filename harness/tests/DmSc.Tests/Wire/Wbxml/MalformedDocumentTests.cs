using DmSc.Wire;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class MalformedDocumentTests
{
    private const string Nested65 =
        "5454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454545454"
        + "0101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101";

    [TestCase("", "EmptyInput", 0, TestName = "M01 empty input")]
    [TestCase("02", "UnexpectedEnd", 1, TestName = "M02 only version")]
    [TestCase("00A401006D6C7103310001016B120101", "UnsupportedVersion", 0, TestName = "M03 version 1.0 (no charset field)")]
    [TestCase("04A4016A006D6C7103310001016B120101", "UnsupportedVersion", 0, TestName = "M04 version 1.4 / 2.x")]
    [TestCase("02A4", "UnexpectedEnd", 2, TestName = "M05 public id truncated")]
    [TestCase("028180808080016A006D01", "MbIntTooLong", 5, TestName = "M06 public id 6 octets")]
    [TestCase("02FFFFFFFF7F6A006D01", "MbIntOverflow", 1, TestName = "M07 public id > 2 to the 32")]
    [TestCase("0281EE776A006D01", "UnknownPublicId", 1, TestName = "M08 public id unregistered")]
    [TestCase("02016A006D6C7103310001016B120101", "UnknownPublicId", 1, TestName = "M09 public id 0x01 without hint")]
    [TestCase("0200506A0541424344006D01", "StringTableIndexOutOfRange", 1, TestName = "M10 public id string index outside table")]
    [TestCase("02A4017E006D6C7103310001016B120101", "UnsupportedCharset", 3, TestName = "M11 charset 0x7E not supported")]
    [TestCase("02A4016A7F6D01", "StringTableTooLong", 4, TestName = "M12 string table longer than document")]
    [TestCase("02A4016A8FFFFFFF7F6D01", "StringTableTooLong", 4, TestName = "M13 string table declared 4 GiB")]
    [TestCase("02A4016A04414243006D6C71830401016B120101", "StringTableIndexOutOfRange", 12, TestName = "M14 STR_T index = table length")]
    [TestCase("02A4016A006D6C7103313233", "UnterminatedString", 8, TestName = "M15 STR_I without NUL")]
    [TestCase("02A4016A006D6C71C37F3132", "OpaqueTooLong", 8, TestName = "M16 OPAQUE past end")]
    [TestCase("02A4016A006D6C71C381", "UnexpectedEnd", 10, TestName = "M17 OPAQUE length truncated")]
    [TestCase("02A4016A006D6C71C3FFFFFFFF7F313201", "MbIntOverflow", 9, TestName = "M18 OPAQUE length overflow")]
    [TestCase("02A4016A006D6C71C3808080808000313201", "MbIntTooLong", 13, TestName = "M19 OPAQUE length 6 octets")]
    [TestCase("02A4016A0001", "EndWithoutOpenTag", 5, TestName = "M20 END instead of root")]
    [TestCase("02A4016A006D6C7103310001016B12010101", "TrailingBytes", 17, TestName = "M21 surplus END after root")]
    [TestCase("02A4016A006D6C7103310001016B120101DEADBEEF", "TrailingBytes", 17, TestName = "M22 trailing octets")]
    [TestCase("02A4016A006D6C7103310001016B12", "UnexpectedEnd", 15, TestName = "M23 missing END(s)")]
    [TestCase("02A4016A00", "UnexpectedEnd", 5, TestName = "M24 header only, no body")]
    [TestCase("02A4016A006D6C7F03310001016B120101", "UnknownTag", 7, TestName = "M25 unknown tag 0x3F page 0")]
    [TestCase("02A4016A006D6C000771033100010100006B120101", "UnknownCodePage", 9, TestName = "M26 unknown code page 7")]
    [TestCase("02A4016A006D6C7003310001016B120101", "UnknownTag", 7, TestName = "M27 tag code 0x30 reserved (page 0)")]
    [TestCase("02A4016A006D6C00", "UnexpectedEnd", 8, TestName = "M28 SWITCH_PAGE truncated")]
    [TestCase("02A4016A006D6C710331000001010100006B120101", "MisplacedSwitchPage", 11, TestName = "M29 SWITCH_PAGE before END")]
    [TestCase("02A4016A006D6C710001033100010000016B120101", "MisplacedSwitchPage", 8, TestName = "M30 SWITCH_PAGE before STR_I")]
    [TestCase("02A4016A00ED05036100016C7103310001016B120101", "UnknownAttribute", 6, TestName = "M31 attribute token on SyncML tag")]
    [TestCase("02A4016A034142006D6C442003310001016B120101", "StringTableIndexOutOfRange", 10, TestName = "M32 LITERAL_C index outside table")]
    [TestCase("02A4016A006D6C71020001016B120101", "BadEntity", 8, TestName = "M33 ENTITY 0")]
    [TestCase("02A4016A006D6C710283B00001016B120101", "BadEntity", 8, TestName = "M34 ENTITY surrogate D800")]
    [TestCase("02A4016A006D6C7102C4800001016B120101", "BadEntity", 8, TestName = "M35 ENTITY 0x110000")]
    [TestCase("02A4016A006D6C7140610001016B120101", "UnsupportedExtension", 8, TestName = "M36 EXT_I_0 in SyncML")]
    [TestCase("02A4016A006D6C71C001016B120101", "UnsupportedExtension", 8, TestName = "M37 EXT_0 in SyncML")]
    [TestCase("02A4016A006D6C7103FFFE0001016B120101", "BadCharacterData", 9, TestName = "M38 invalid UTF-8")]
    [TestCase("02A4016A006D6C7103020001016B120101", "IllegalXmlChar", 9, TestName = "M39 control char in text")]
    [TestCase("02A4016A000331006D01", "UnexpectedToken", 5, TestName = "M40 text before root")]
    [TestCase("02A4016A00" + Nested65, "DepthLimit", 69, TestName = "M41 nesting 65 (limit 64)")]
    [TestCase("030B6A00C5AB0101", "UnexpectedToken", 5, TestName = "M42 CP: value token as attrStart")]
    [TestCase("030B6A00C57F0101", "UnknownAttribute", 5, TestName = "M43 CP: unknown attrStart 0x7F")]
    [TestCase("030B6A00C54601C65501871006FE010101", "UnknownAttributeValue", 13, TestName = "M44 CP: unknown value token 0xFE")]
    [TestCase("030B6A00C546460101", "DuplicateAttribute", 6, TestName = "M45 CP: duplicate attribute")]
    [TestCase("030B6A00C546", "UnexpectedEnd", 6, TestName = "M46 CP: attribute list without END")]
    [TestCase("030B6A00C54601C60001570187330682010101", "UnexpectedToken", 15, TestName = "M47 CP: draft value tokens 80-83 (page 1)")]
    [TestCase("030B6A00C54601C655018710068D010101", "UnknownAttributeValue", 13, TestName = "M48 CP: value token of other page")]
    public void A_malformed_document_is_refused_with_code_and_offset(string hex, string code, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [TestCase("02A4016A04414243006D6C71830401016B120101", WbxmlErrors.StringTableIndexOutOfRange, 12)]
    [TestCase("02A4016A006D6C7103FFFE0001016B120101", WbxmlErrors.BadCharacterData, 9)]
    [TestCase("02A4016A006D6C7F03310001016B120101", WbxmlErrors.UnknownTag, 7)]
    [TestCase("02A4016A006D6C7103310001016B120101DEADBEEF", WbxmlErrors.TrailingBytes, 17)]
    [TestCase("02A4016A006D6C7103310001016B12", WbxmlErrors.UnexpectedEnd, 15)]
    public void Leniency_excuses_no_defect_that_loses_content(string hex, string code, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets, WbxmlOptions.FromPeer));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [TestCase("0200006A006D01", WbxmlErrors.StringTableIndexOutOfRange, 1, TestName = "Public identifier refers into an empty table")]
    [TestCase("02A4016A0043", WbxmlErrors.UnexpectedEnd, 6, TestName = "Processing instruction ends with the input")]
    [TestCase("02A4016A024100430400034100", WbxmlErrors.UnexpectedEnd, 13, TestName = "Processing instruction without END")]
    [TestCase("02A4016A00430101", WbxmlErrors.UnexpectedToken, 6, TestName = "Processing instruction without a name")]
    [TestCase("02A4016A006D6C8005", WbxmlErrors.UnsupportedExtension, 7, TestName = "EXT_T")]
    [TestCase("010B6A00C545C3013101", WbxmlErrors.UnexpectedToken, 6, TestName = "OPAQUE in an attribute of WBXML 1.1")]
    [TestCase("030B6A00C50101", WbxmlErrors.UnexpectedToken, 5, TestName = "Empty attribute list")]
    [TestCase("030B6A00C5033100", WbxmlErrors.UnexpectedToken, 5, TestName = "Attribute value before any start")]
    [TestCase("030B6A00C54601C6550187060331000603320001", WbxmlErrors.DuplicateAttribute, 15, TestName = "Duplicate value attribute")]
    [TestCase("02A4016A006D6C7103EDA08000", WbxmlErrors.BadCharacterData, 9, TestName = "Lone surrogate in UTF-8")]
    [TestCase("02A4016A006D6C7103C0AF00", WbxmlErrors.BadCharacterData, 9, TestName = "Overlong UTF-8")]
    [TestCase("02A4016A006D6C710341C3BF00FF", WbxmlErrors.UnknownTag, 13, TestName = "Two octets of UTF-8 are text")]
    [TestCase("02A402036A", WbxmlErrors.UnknownPublicId, 1, TestName = "Registered, but of no use here")]
    [TestCase("02A401030D6D6C7103C3A900", WbxmlErrors.StringTableTooLong, 4, TestName = "String table one octet too long for the rest")]
    [TestCase("02A40103006D6C7103C3A900", WbxmlErrors.BadCharacterData, 9, TestName = "UTF-8 in US-ASCII")]
    [TestCase("02A4016A006D006D", WbxmlErrors.UnexpectedEnd, 8, TestName = "Switch of pages at the end")]
    [TestCase("02A4016A006D0000000100", WbxmlErrors.MisplacedSwitchPage, 6, TestName = "Two switches of pages in a row")]
    [TestCase("02A4016A006D6C7102020001", WbxmlErrors.IllegalXmlChar, 8, TestName = "Entity of a control character")]
    [TestCase("029F536A006D7501", WbxmlErrors.UnknownTag, 6, TestName = "SyncML 1.1 has no Field")]
    [TestCase("02A4016A01006D0400", WbxmlErrors.UnexpectedToken, 7, TestName = "Empty literal name")]
    public void Further_malformed_documents_are_refused(string hex, string code, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void A_nesting_bomb_is_refused_at_the_first_tag_too_many()
    {
        var octets = new byte[200_000];
        Array.Fill(octets, (byte)0x54);
        WbxmlVectors.Hex("02A4016A00").CopyTo(octets, 0);

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.DepthLimit, 69)));
    }

    [Test]
    public void A_string_table_above_the_limit_is_refused_although_it_is_there()
    {
        byte[] octets = [0x02, 0xA4, 0x01, 0x6A, 0x84, 0x80, 0x01, .. new byte[65537], 0x6D];

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.LimitExceeded, 4)));
    }

    [Test]
    public void Too_many_elements_are_refused_at_the_first_too_many()
    {
        var octets = Convert.FromHexString("02A4016A006D6B1212120101");
        var options = new WbxmlOptions { Limits = new WbxmlLimits { MaxElements = 4 } };

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets, options));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.LimitExceeded, 9)));
    }

    [Test]
    public void A_document_above_the_size_limit_is_refused_unread()
    {
        var options = new WbxmlOptions { Limits = new WbxmlLimits { MaxSize = 16 } };

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(new byte[17], options));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.LimitExceeded, 16)));
    }

    [TestCase(0)]
    [TestCase(257)]
    public void A_depth_limit_that_would_not_protect_is_refused(int depth) =>
        Assert.That(() => new WbxmlLimits { MaxDepth = depth }, Throws.InstanceOf<ArgumentOutOfRangeException>());
}

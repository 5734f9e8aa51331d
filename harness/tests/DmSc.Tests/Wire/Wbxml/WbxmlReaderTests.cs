using System.Text;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class WbxmlReaderTests
{
    [Test]
    public void The_skeleton_gives_its_tokens_with_offsets_and_depths()
    {
        Assert.That(Tokens("02A4016A006D6C7103312E320001016B120101"), Is.EqualTo(new[]
        {
            "5:1 StartElement SyncML",
            "6:2 StartElement SyncHdr",
            "7:3 StartElement VerDTD",
            "8:3 Text 1.2",
            "13:3 EndElement",
            "14:2 EndElement",
            "15:2 StartElement SyncBody",
            "16:3 StartElement Final",
            "16:3 EndElement",
            "17:2 EndElement",
            "18:1 EndElement",
        }));
    }

    [TestCase("02A4016A006D01", 0u, TestName = "Numeric public identifier")]
    [TestCase("0200006A1E2D2F2F53594E434D4C2F2F4454442053796E634D4C20312E322F2F454E006D01", 30u, TestName = "Public identifier as text with NUL")]
    [TestCase("0200006A1D2D2F2F53594E434D4C2F2F4454442053796E634D4C20312E322F2F454E6D01", 29u, TestName = "Public identifier as text without NUL")]
    public void SyncML_1_2_is_known_by_number_and_by_text(string hex, uint tableLength)
    {
        var reader = new WbxmlReader(Convert.FromHexString(hex));

        Assert.That(reader.CodeSpace, Is.SameAs(WbxmlCodeSpace.SyncMl12));
        Assert.That(reader.Header.StringTableLength, Is.EqualTo(tableLength));
        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.Name, Is.EqualTo("SyncML"));
        Assert.That(reader.Namespace, Is.EqualTo("SYNCML:SYNCML1.2"));
    }

    [Test]
    public void SyncML_1_1_has_a_namespace_of_its_own()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("019F536A006D01"));

        Assert.That((document.Header.Version, document.Root.Namespace), Is.EqualTo(((byte)1, "SYNCML:SYNCML1.1")));
    }

    [Test]
    public void An_unknown_public_identifier_is_settled_by_the_media_type()
    {
        var octets = Convert.FromHexString("02016A00000260770331000101");

        var document = WbxmlDocument.Parse(octets, new WbxmlOptions { Hint = WbxmlCodeSpace.DmDdf12 });

        Assert.That(document.Root.Name, Is.EqualTo("MgmtTree"));
        Assert.That(document.Remarks, Is.Empty);
    }

    [Test]
    public void A_public_identifier_that_contradicts_the_media_type_wins_with_a_remark()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D01"), new WbxmlOptions { Hint = WbxmlCodeSpace.DmDdf12 });

        Assert.That(document.CodeSpace, Is.SameAs(WbxmlCodeSpace.SyncMl12));
        Assert.That(document.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("PublicIdMismatch", 1) }));
    }

    [Test]
    public void Text_comes_from_inline_strings_the_table_even_amid_an_entry_and_entities()
    {
        // Table "ABC", STR_I "x", STR_T 1, ENTITY 20AC, OPAQUE "z".
        var document = WbxmlDocument.Parse(Convert.FromHexString("02A4016A04414243006D6C710378008301" + "02C12C" + "C3017A" + "010101"));

        Assert.That(document.Root.Elements.Single().Elements.Single().Text, Is.EqualTo("xBC€z"));
    }

    [Test]
    public void A_literal_tag_takes_its_name_from_the_string_table()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("02A4016A03466F006D44000378000101"));

        var literal = document.Root.Elements.Single();
        Assert.That((literal.Namespace, literal.Name, literal.Text), Is.EqualTo(("", "Fo", "x")));
    }

    [Test]
    public void A_processing_instruction_is_passed_over_with_a_remark()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("02A4016A02410043040003780001" + "6D01" + "4304000101"[..8]));

        Assert.That(document.Root.Name, Is.EqualTo("SyncML"));
        Assert.That(document.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("ProcessingInstruction", 7), ("ProcessingInstruction", 16) }));
    }

    [Test]
    public void An_integer_with_leading_zeros_is_read_with_a_remark()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("0280A4016A006D01"));

        Assert.That(document.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("NonCanonicalInteger", 1) }));
    }

    [TestCase("02A4016A006D6C710331000001010100006B120101", 11, TestName = "Before END")]
    [TestCase("02A4016A006D6C710001033100010000016B120101", 8, TestName = "Before STR_I")]
    public void A_misplaced_switch_of_pages_is_accepted_from_a_peer_with_a_remark(string hex, int offset)
    {
        var octets = Convert.FromHexString(hex);

        // In the second row the stray switch leaves page 1 in force, until the next switch says 0 again.
        var remarks = Remarks(octets);

        Assert.That(remarks[0], Is.EqualTo(("MisplacedSwitchPage", offset)));
    }

    [Test]
    public void A_literal_xmlns_attribute_without_a_table_is_ignored_from_a_peer_and_refused_strictly()
    {
        var octets = Convert.FromHexString("02A4016A00ED04000353594E434D4C3A53594E434D4C312E3200016B120101");

        var document = WbxmlDocument.Parse(octets, WbxmlOptions.FromPeer);

        Assert.That(document.Root.Attributes, Is.Empty);
        Assert.That(document.Root.Elements.Single().Name, Is.EqualTo("SyncBody"));
        Assert.That(document.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("IgnoredLiteralAttribute", 6) }));
        Assert.That(() => WbxmlDocument.Parse(octets), Throws.TypeOf<DmSc.Wire.WireFormatException>());
    }

    [TestCase("")]
    [TestCase("FFFFFFFF")]
    [TestCase("00000000")]
    [TestCase("DEADBEEF")]
    public void Reading_stops_behind_the_root_when_asked_and_tells_the_octets_used(string trailing)
    {
        var octets = Convert.FromHexString("02A4016A006D6C7103310001016B120101" + trailing);

        var document = WbxmlDocument.Parse(octets, new WbxmlOptions { TolerateTrailing = true });

        Assert.That((document.OctetsUsed, document.Octets.Length), Is.EqualTo((17, 17)));
    }

    [Test]
    public void Switches_of_attribute_pages_may_stand_before_starts_and_values()
    {
        var document = WbxmlDocument.Parse(WbxmlVectors.SmallProvisioningDocument);

        var application = document.Root.Elements.Single();
        Assert.That(Attributes(application), Is.EqualTo("type=APPLICATION"));
        Assert.That(application.Elements.Take(3).Select(Attributes), Is.EqualTo(new[]
        {
            "name=APPID value=w7",
            "name=PROVIDER-ID value=dm.example.com",
            "name=ADDR value=https://dm.example.com/dm",
        }));
        Assert.That(application.Elements.Last().Elements.Select(Attributes), Is.EqualTo(new[]
        {
            "name=AAUTHLEVEL value=APPSRV",
            "name=AAUTHTYPE value=DIGEST",
            "name=AAUTHNAME value=dev-001",
            "name=AAUTHSECRET value=c-secret",
        }));
    }

    [Test]
    public void Pieces_of_an_attribute_value_are_put_together()
    {
        // BEARER = token AB (GSM-GPRS) followed by an empty string; then, on attribute page 1, AAUTHTYPE = 91 92.
        var document = WbxmlDocument.Parse(Convert.FromHexString("030B6A00C5460187" + "1006AB030001" + "87000133069192" + "0101"));

        Assert.That(document.Root.Elements.Select(Attributes), Is.EqualTo(new[] { "name=BEARER value=GSM-GPRS", "name=AAUTHTYPE value=HTTP-BASIC" }));
    }

    [Test]
    public void Reading_allocates_nothing_per_token()
    {
        var octets = WbxmlVectors.PackageOne;
        Count(octets);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var tokens = Count(octets);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(tokens, Is.GreaterThan(100));
    }

    private static int Count(byte[] octets)
    {
        var reader = new WbxmlReader(octets);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    private static (string, int)[] Remarks(byte[] octets)
    {
        var reader = new WbxmlReader(octets, WbxmlOptions.FromPeer);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (DmSc.Wire.WireFormatException)
        {
            // The rest of the document is not this test's concern.
        }

        return [.. reader.Remarks.Select(remark => (remark.Code, remark.Offset))];
    }

    private static string Attributes(WbxmlElement element) => string.Join(' ', element.Attributes.Select(attribute => $"{attribute.Name}={attribute.Value}"));

    private static string[] Tokens(string hex)
    {
        var reader = new WbxmlReader(Convert.FromHexString(hex));
        var tokens = new List<string>();
        while (reader.Read())
        {
            var what = reader.Kind switch
            {
                WbxmlTokenKind.StartElement => " " + reader.Name,
                WbxmlTokenKind.Text => " " + Encoding.UTF8.GetString(reader.Value),
                _ => "",
            };
            tokens.Add($"{reader.Offset}:{reader.Depth} {reader.Kind}{what}");
        }

        return [.. tokens];
    }
}

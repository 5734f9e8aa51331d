using System.Text;
using System.Xml;
using DmSc.Wire;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

/// <summary>The scanner accepts what System.Xml accepts with document types prohibited, reads the same in it, and refuses the rest.</summary>
[TestFixture]
public sealed class XmlScannerTests
{
    private static readonly string[] Pieces =
    [
        "<", ">", "&", ";", "&amp;", "&lt;", "&gt;", "&apos;", "&quot;", "&#x41;", "&#65;", "&#32;", "&#13;", "&#x1F600;", "&#0;", "&#xD800;", "&#x110000;",
        "&#;", "&#x;", "&#X41;", "&none;", "]]>", "]]", "]", "<![CDATA[", "<![CDATA[]]>", "<![CDATA[ <&\r\n]]>", "\r\n", "\r", "\n", "\t", "  ", "<!---->",
        "<!-- a\r\n- b -->", "--", "<?a?>", "<?a  b ?>", "<?a?b?>", "<?a:b c?>", "<?xml ?>", "<?XmL a?>", "<?wbxml text?>", " xmlns=''", " xmlns:p='u'",
        " xmlns:p=''", " xmlns:xml='http://www.w3.org/XML/1998/namespace'", " xmlns='http://www.w3.org/XML/1998/namespace'",
        " xmlns:q='http://www.w3.org/2000/xmlns/'", " xmlns:xmlns='u'", "p:", "xml:", "xmlns:", ":", " p:a='1'", " q:a='2' xmlns:q='u'", " xml:space='preserve'",
        " xml:space='x'", " xml:lang='en'", " a='1'", " a=\"'\"", " b = 'x\r\ny\tz'", "b='<'", "/", "=", "'", "\"", "!", "?", "-", ".", "_", "1", "a",
        "\u00E9", "\u20AC", "\u0345", "\u0E31", "\u00B7", "\uFFFD", "\U0001F600", "\uFEFF", "<a/>", "<a>", "</a>", "<p:a xmlns:p='u'/>", "<!DOCTYPE a>", "</a \n>",
    ];

    private static readonly string[] Names = ["a", "SyncML", "Data", "a-b.c_1", "\u00E9t\u00E9", "averyveryverylongname", "p:x", "_"];

    private static readonly string[] Heads = ["", "", "\uFEFF", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8' standalone = \"no\" ?>\r\n", "<!-- -->\n<?a b?>"];

    private static readonly int Size = FuzzTests.Setting("DMSC_FUZZ", 3000);

    private static readonly int Seed = FuzzTests.Setting("DMSC_FUZZ_SEED", 1);

    [Test]
    public void Generated_documents_read_as_System_Xml_reads_them()
    {
        var random = new Random(Seed + 10);
        var accepted = 0;
        for (var i = 0; i < Size; i++)
            accepted += Compare(Encoding.UTF8.GetBytes(Heads[random.Next(Heads.Length)] + Element(random, 0))) ? 1 : 0;

        // Should the generator only make what both refuse, this test would prove nothing.
        Assert.That(accepted, Is.GreaterThan(Size / 2));
    }

    [Test]
    public void Mutated_documents_are_accepted_and_refused_as_System_Xml_does()
    {
        var random = new Random(Seed + 11);
        var refused = 0;
        for (var i = 0; i < 3 * Size; i++)
        {
            var head = Encoding.UTF8.GetBytes(Heads[random.Next(Heads.Length)]);
            refused += Compare([.. head, .. Mutated(Encoding.UTF8.GetBytes(Element(random, 0)), random)]) ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(Size));
    }

    [TestCase("<?xml version='1.0'?><a/>", true)]
    [TestCase("<?xml version='1.0' standalone='yes' ?><a/>", true)]
    [TestCase("<?xml version='1.1'?><a/>", false)]
    [TestCase("<?xml encoding='utf-8'?><a/>", false)]
    [TestCase("<?xml version='1.0' standalone='no' encoding='utf-8'?><a/>", false)]
    [TestCase("<?xml version='1.0' standalone='maybe'?><a/>", false)]
    [TestCase("<?xml version='1.0'encoding='utf-8'?><a/>", false)]
    [TestCase("<?xml?><a/>", false)]
    [TestCase("<?xml version='1.0\"?><a/>", false)]
    [TestCase(" <?xml version='1.0'?><a/>", false)]
    [TestCase("<?xml-stylesheet a?><a/>", true)]
    [TestCase("<!DOCTYPE a><a/>", false)]
    [TestCase("<a/><a/>", false)]
    [TestCase("<a/>text", false)]
    [TestCase("", false)]
    public void Declarations_and_what_stands_around_the_root_are_judged_as_System_Xml_does(string xml, bool accepted) =>
        Assert.That(Compare(Encoding.UTF8.GetBytes(xml)), Is.EqualTo(accepted));

    [Test]
    public void A_version_is_read_to_its_end()
    {
        // System.Xml looks at its first three characters only.
        var failure = Assert.Throws<WireFormatException>(() => Read("<?xml version='1.0beta'?><a/>"u8.ToArray()));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.BadXml, 15)));
    }

    [Test]
    public void An_error_names_line_column_and_octet()
    {
        var failure = Assert.Throws<WireFormatException>(() => Read(Encoding.UTF8.GetBytes("<a>\r\n\u00E9\r\u00E9\U0001F600 &x;</a>")));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.BadXml, 15)));
        Assert.That(failure.Error.Reason, Does.EndWith("(line 3, column 5)"));
    }

    [Test]
    public void Attributes_and_prefixes_beyond_the_bound_are_refused()
    {
        var attributes = "<a" + string.Concat(Enumerable.Range(0, 65).Select(i => $" a{i}=''")) + "/>";
        var prefixes = string.Concat(Enumerable.Range(0, 33).Select(i => $"<a xmlns:p{i}='u' xmlns:q{i}='u'>"));

        Assert.That(Assert.Throws<WireFormatException>(() => Read(Encoding.UTF8.GetBytes(attributes)))!.Error.Code, Is.EqualTo(WbxmlErrors.LimitExceeded));
        Assert.That(Assert.Throws<WireFormatException>(() => Read(Encoding.UTF8.GetBytes(prefixes)))!.Error.Code, Is.EqualTo(WbxmlErrors.LimitExceeded));
    }

    private static string Element(Random random, int depth)
    {
        var text = new StringBuilder();
        var name = Names[random.Next(Names.Length)];
        text.Append('<').Append(name);
        if (depth == 0)
            text.Append(" xmlns:p='SYNCML:SYNCML1.2'").Append(random.Next(2) == 0 ? " xmlns=\"syncml:metinf\"" : "");
        for (var i = random.Next(3); i > 0; i--)
            text.Append(" a").Append(i).Append(random.Next(2) == 0 ? "='v&lt;\"\r\n'" : "=\"some value that is long\"");
        if (random.Next(4) == 0)
            return text.Append(random.Next(2) == 0 ? "/>" : " />").ToString();
        text.Append('>');
        for (var i = random.Next(4); i > 0; i--)
        {
            text.Append(random.Next(6) switch
            {
                0 when depth < 5 => Element(random, depth + 1),
                1 => "plain text of some length, \u20AC",
                2 => "\n  ",
                3 => "<![CDATA[<x>]]>",
                4 => "&amp;&#x20AC; ]] \r\n",
                _ => "<!-- c --><?a b?>",
            });
        }

        return text.Append("</").Append(name).Append('>').ToString();
    }

    private static byte[] Mutated(byte[] source, Random random)
    {
        var octets = source.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(octets.Count);
            switch (random.Next(6))
            {
                case 0:
                    octets[at] = (byte)random.Next(256);
                    break;
                case 1 when octets.Count > 1:
                    octets.RemoveAt(at);
                    break;
                case 2:
                    octets.Insert(at, (byte)random.Next(0x20, 0x7F));
                    break;
                case 3:
                    octets.InsertRange(random.Next(octets.Count), octets.GetRange(at, Math.Min(random.Next(1, 30), octets.Count - at)));
                    break;
                default:
                    octets.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. octets];
    }

    /// <summary>Whether both accept; fails when they differ.</summary>
    private static bool Compare(byte[] xml)
    {
        List<string>? ours = null;
        List<string>? theirs = null;
        try
        {
            ours = Read(xml);
        }
        catch (WireFormatException failure)
        {
            Assert.That(failure.Error.Offset, Is.InRange(0, xml.Length));
        }

        try
        {
            theirs = ReadBySystem(xml);
        }
        catch (Exception failure) when (failure is XmlException or DecoderFallbackException)
        {
            // Theirs stays null.
        }

        Assert.That(ours, Is.EqualTo(theirs), () => Encoding.UTF8.GetString(xml));
        return ours is not null;
    }

    private static List<string> Read(byte[] xml)
    {
        var tokens = new List<string>();
        var scanner = new XmlScanner(xml, WbxmlLimits.Default);
        while (scanner.Read())
        {
            switch (scanner.Kind)
            {
                case XmlTokenKind.StartElement:
                    tokens.Add($"start {scanner.Namespace} {Encoding.UTF8.GetString(scanner.Name)} {scanner.IsEmptyElement}");
                    for (var i = 0; i < scanner.AttributeCount; i++)
                    {
                        if (scanner.IsPlainAttribute(i))
                            tokens.Add($"attribute {Encoding.UTF8.GetString(scanner.AttributeName(i))} {Encoding.UTF8.GetString(scanner.AttributeValue(i))}");
                    }

                    break;
                case XmlTokenKind.Text:
                    tokens.Add($"text {scanner.IsWhiteSpace} {Encoding.UTF8.GetString(scanner.Value)}");
                    break;
                case XmlTokenKind.Instruction:
                    tokens.Add($"instruction {Encoding.UTF8.GetString(scanner.Name)} {Encoding.UTF8.GetString(scanner.Value)}");
                    break;
                case XmlTokenKind.CData:
                    tokens.Add($"cdata {Encoding.UTF8.GetString(scanner.Value)}");
                    break;
                default:
                    tokens.Add("end");
                    break;
            }
        }

        return tokens;
    }

    private static List<string> ReadBySystem(byte[] xml)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(xml.AsSpan().StartsWith("\uFEFF"u8) ? xml.AsSpan(3) : xml);
        var tokens = new List<string>();
        using var reader = XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    tokens.Add($"start {reader.NamespaceURI} {reader.LocalName} {reader.IsEmptyElement}");
                    while (reader.MoveToNextAttribute())
                    {
                        if (reader.NamespaceURI.Length == 0)
                            tokens.Add($"attribute {reader.LocalName} {reader.Value}");
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                    tokens.Add($"text {reader.NodeType != XmlNodeType.Text} {reader.Value}");
                    break;
                case XmlNodeType.ProcessingInstruction:
                    tokens.Add($"instruction {reader.Name} {reader.Value}");
                    break;
                case XmlNodeType.CDATA:
                    tokens.Add($"cdata {reader.Value}");
                    break;
                case XmlNodeType.EndElement:
                    tokens.Add("end");
                    break;
            }
        }

        return tokens;
    }
}

using System.Xml;
using System.Xml.Linq;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.Wbxml;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Our conversion between XML text and WBXML beside that of libwbxml, for each kind of document. What was read is compared.</summary>
[TestFixture]
public sealed class LibWbxmlConversionTests
{
    private const string Package = "libwbxml2-utils";
    private static readonly WbxmlXmlOptions Plain = new() { Annotate = false };

    private static readonly Dictionary<string, (string Identifier, string Xml)> Documents = new(StringComparer.Ordinal)
    {
        ["package 1"] = ("-//SYNCML//DTD SyncML 1.2//EN", """
            <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1A2B</SessionID><MsgID>1</MsgID><Target><LocURI>https://dm.example.com/dm</LocURI></Target><Source><LocURI>IMEI:353918051234563</LocURI><LocName>dev-001</LocName></Source><Meta><MaxMsgSize xmlns="syncml:metinf">16384</MaxMsgSize></Meta></SyncHdr><SyncBody><Alert><CmdID>1</CmdID><Data>1200</Data></Alert><Replace><CmdID>2</CmdID><Item><Source><LocURI>./DevInfo/Man</LocURI></Source><Data>Acme &amp; Söhne</Data></Item></Replace><Final/></SyncBody></SyncML>
            """),
        ["package 2"] = ("-//SYNCML//DTD SyncML 1.2//EN", """
            <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1A2B</SessionID><MsgID>1</MsgID><Target><LocURI>IMEI:353918051234563</LocURI></Target><Source><LocURI>https://dm.example.com/dm</LocURI></Source><RespURI>https://dm.example.com/dm?s=77</RespURI></SyncHdr><SyncBody><Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status><Atomic><CmdID>4</CmdID><Get><CmdID>5</CmdID><Item><Target><LocURI>./DevDetail/FwV</LocURI></Target></Item></Get></Atomic><Exec><CmdID>6</CmdID><Correlator>c</Correlator><Item><Target><LocURI>./A</LocURI></Target></Item></Exec><Final/></SyncBody></SyncML>
            """),
        ["TNDS"] = ("-//OMA//DTD-DM-DDF 1.2//EN", """
            <MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>Mail</NodeName><RTProperties><Format><node/></Format><Type><DDFName>com.example/1.0/Mail</DDFName></Type></RTProperties><Node><NodeName>Host</NodeName><RTProperties><ACL>Get=*&amp;Replace=dm.example.com</ACL><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>mail.example.com</Value></Node></Node></MgmtTree>
            """),
        ["DDF"] = ("-//OMA//DTD-DM-DDF 1.2//EN", """
            <MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Man>M</Man><Node><NodeName>DevInfo</NodeName><DFProperties><AccessType><Get/></AccessType><Description>Device</Description><DFFormat><node/></DFFormat><Occurrence><One/></Occurrence><Scope><Permanent/></Scope><DFType><DDFName/></DFType><CaseSense><CS/></CaseSense></DFProperties></Node></MgmtTree>
            """),
    };

    private static IEnumerable<string> Kinds => Documents.Keys;

    [TestCaseSource(nameof(Kinds))]
    public async Task We_read_what_libwbxml_wrote(string kind)
    {
        Rig.ForeignTool.Require("xml2wbxml", Package);
        var (identifier, xml) = Documents[kind];
        using var folder = new TemporaryFolder();
        var (source, made) = (folder.File("source.xml"), folder.File("made.wbxml"));
        await File.WriteAllTextAsync(source, $"<?xml version=\"1.0\"?><!DOCTYPE {XElement.Parse(xml).Name.LocalName} PUBLIC \"{identifier}\" \"x\">{xml}");

        await Rig.ForeignTool.SucceedAsync("xml2wbxml", "-v", "1.2", "-o", made, source);

        Assert.That(WbxmlXml.ToXml(await File.ReadAllBytesAsync(made), Plain), Is.EqualTo(xml));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task Libwbxml_reads_what_we_wrote(string kind)
    {
        Rig.ForeignTool.Require("wbxml2xml", Package);
        var xml = Documents[kind].Xml;
        using var folder = new TemporaryFolder();
        foreach (var share in new[] { false, true })
        {
            var (made, read) = (folder.File($"{share}.wbxml"), folder.File($"{share}.xml"));
            await File.WriteAllBytesAsync(made, WbxmlXml.FromXml(xml, new WbxmlXmlOptions { Writing = new WbxmlWriterOptions { ShareStrings = share } }));

            await Rig.ForeignTool.SucceedAsync("wbxml2xml", "-o", read, made);

            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
            using var reader = XmlReader.Create(read, settings);
            Assert.That(Lines(XElement.Load(reader)), Is.EqualTo(Lines(XElement.Parse(xml))), $"shared strings: {share}");
        }
    }

    private static string[] Lines(XElement root) =>
        [.. root.DescendantsAndSelf().Select(element => $"{element.Ancestors().Count()} {element.Name} {(element.HasElements ? "" : element.Value.Trim())}")];
}

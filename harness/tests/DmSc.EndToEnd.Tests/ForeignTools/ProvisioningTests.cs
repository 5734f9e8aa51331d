using System.Text;
using System.Xml;
using System.Xml.Linq;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Wbxml;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Provisioning documents against libwbxml, both ways.</summary>
[TestFixture]
public sealed class ProvisioningTests
{
    private const string Package = "libwbxml2-utils";

    private static readonly string[] Names = [nameof(Account), nameof(Network)];

    private static ProvisioningDocument Account => new(
        "1.1",
        new Characteristic(
            "NAPDEF",
            new Parm("NAPID", "NAP1"),
            new Parm("BEARER", "GSM-GPRS"),
            new Parm("NAME", "Ex GPRS"),
            new Parm("NAP-ADDRESS", "internet"),
            new Parm("NAP-ADDRTYPE", "APN"),
            new Characteristic("NAPAUTHINFO", new Parm("AUTHTYPE", "PAP"), new Parm("AUTHNAME", "u"), new Parm("AUTHSECRET", "p"))),
        new Characteristic(
            "APPLICATION",
            new Parm("APPID", "w7"),
            new Parm("PROVIDER-ID", "com.example.dm"),
            new Parm("NAME", "Ex DM"),
            new Parm("TO-NAPID", "NAP1"),
            new Parm("INIT"),
            new Characteristic(
                "APPADDR",
                new Parm("ADDR", "http://dm.example.com/dm?a=1&b=2"),
                new Characteristic("PORT", new Parm("PORTNBR", "80"))),
            new Characteristic(
                "APPAUTH",
                new Parm("AAUTHLEVEL", "APPSRV"),
                new Parm("AAUTHTYPE", "DIGEST"),
                new Parm("AAUTHNAME", "dev1"),
                new Parm("AAUTHSECRET", "devpw"),
                new Parm("AAUTHDATA", "Y25vbmNlMQ==")),
            new Characteristic("APPAUTH", new Parm("AAUTHLEVEL", "CLIENT"), new Parm("AAUTHTYPE", "BASIC"), new Parm("AAUTHNAME", "srv1"))));

    private static ProvisioningDocument Network => new(
        "1.0",
        new Characteristic(
            "PXLOGICAL",
            new Parm("PROXY-ID", "P"),
            new Parm("NAME", "Prüfstand"),
            new Characteristic("PORT", new Parm("PORTNBR", "9201"), new Parm("SERVICE", "CO-WSP")),
            new Characteristic(
                "PXPHYSICAL",
                new Parm("PHYSICAL-PROXY-ID", "PP"),
                new Parm("PXADDR", "192.0.2.9"),
                new Parm("PXADDRTYPE", "IPV4"),
                new Parm("TO-NAPID", "INTERNET"))),
        new Characteristic(
            "APPLICATION",
            new Parm("APPID", "w2"),
            new Parm("TO-PROXY", "P"),
            new Characteristic("RESOURCE", new Parm("URI", "http://www.example.com"), new Parm("NAME", "Home"), new Parm("STARTPAGE", ""))));

    [TestCaseSource(nameof(Names))]
    public async Task We_read_what_libwbxml_makes_of_our_text(string name)
    {
        ForeignTool.Require("xml2wbxml", Package);
        var ours = Named(name);
        using var folder = new TemporaryFolder();
        var (source, made) = (folder.File("ours.xml"), folder.File("theirs.wbxml"));
        await File.WriteAllBytesAsync(source, ours.ToXml());

        await ForeignTool.SucceedAsync("xml2wbxml", "-v", "1.3", "-o", made, source);

        var theirs = ProvisioningDocument.FromWbxml(await File.ReadAllBytesAsync(made), WbxmlOptions.Strict);
        Assert.That(theirs.Remarks, Is.Empty);
        Assert.That(Lines(theirs.ToXml()), Is.EqualTo(Lines(ours.ToXml())));
    }

    [TestCaseSource(nameof(Names))]
    public async Task Libwbxml_reads_what_we_wrote(string name)
    {
        ForeignTool.Require("wbxml2xml", Package);
        var ours = Named(name);
        using var folder = new TemporaryFolder();
        var (source, made) = (folder.File("ours.wbxml"), folder.File("theirs.xml"));
        await File.WriteAllBytesAsync(source, ours.ToWbxml());

        await ForeignTool.SucceedAsync("wbxml2xml", "-o", made, source);

        var theirs = await File.ReadAllBytesAsync(made);
        Assert.That(Lines(theirs), Is.EqualTo(Lines(ours.ToXml())));
        Assert.That(ProvisioningDocument.FromXml(theirs).ToWbxml(), Is.EqualTo(ours.ToWbxml()));
    }

    private static ProvisioningDocument Named(string name) => name == nameof(Account) ? Account : Network;

    /// <summary>Elements with their attributes, one a line.</summary>
    private static string[] Lines(byte[] xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml)), settings);
        return
        [
            .. XDocument.Load(reader).Root!.DescendantsAndSelf().Select(element =>
                $"{element.Ancestors().Count()} {element.Name} {string.Join(' ', element.Attributes().OrderBy(one => one.Name.LocalName).Select(one => $"{one.Name}='{one.Value}'"))}"),
        ];
    }
}

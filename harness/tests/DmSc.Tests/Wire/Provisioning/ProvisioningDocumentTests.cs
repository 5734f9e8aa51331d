using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Wbxml;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Provisioning;

[TestFixture]
public sealed class ProvisioningDocumentTests
{
    private const string Declaration = "<!DOCTYPE wap-provisioningdoc PUBLIC \"-//WAPFORUM//DTD PROV 1.0//EN\" \"http://www.wapforum.org/DTD/prov.dtd\">";

    private static readonly string[] Texts = ["w7", "NAP1", "HTTP-BASIC,DIGEST", "a&b<c>\"'", "é€𐍈", " tab\tline\nend\r", "", "APPSRV", "IPV4", "VALUE"];

    private static readonly string[] ParmNames = ["APPID", "NAME", "INIT", "TO-NAPID", "PORTNBR", "AAUTHTYPE", "AAUTHLEVEL", "BEARER", "X-VENDOR", "ADDR"];

    private static readonly string[] Types = ["APPLICATION", "NAPDEF", "PORT", "APPAUTH", "VENDORCONFIG", "X-UNKNOWN"];

    private static readonly Gen<ProvisioningPart> AnyParm =
        from name in Gen.Elements(ParmNames)
        from value in Gen.Elements([.. Texts, null])
        select (ProvisioningPart)new Parm(name, value);

    private static readonly Gen<ProvisioningDocument> AnyDocument = Gen.Sized(size =>
        from version in Gen.Elements("1.0", "1.1", null)
        from all in AnyCharacteristic(Math.Min(size, 3)).ArrayOf()
        select new ProvisioningDocument(version, all));

    [Test]
    public void The_small_document_says_what_its_octets_say()
    {
        var document = ProvisioningDocument.FromWbxml(WbxmlVectors.SmallProvisioningDocument);

        var expected = new ProvisioningDocument(
            "1.1",
            new Characteristic(
                "APPLICATION",
                new Parm("APPID", "w7"),
                new Parm("PROVIDER-ID", "dm.example.com"),
                new Parm("ADDR", "https://dm.example.com/dm"),
                new Characteristic(
                    "APPAUTH",
                    new Parm("AAUTHLEVEL", "APPSRV"),
                    new Parm("AAUTHTYPE", "DIGEST"),
                    new Parm("AAUTHNAME", "dev-001"),
                    new Parm("AAUTHSECRET", "c-secret"))));
        Assert.That(Dump(document), Is.EqualTo(Dump(expected)));
        Assert.That(document.Remarks, Is.Empty);
        Assert.That(ProvisioningRules.Check(document), Is.Empty);
        Assert.That(document.OctetsUsed, Is.EqualTo(145));
    }

    [Test]
    public void The_long_document_is_written_as_it_was_read()
    {
        var document = ProvisioningDocument.FromWbxml(WbxmlVectors.ProvisioningDocument);

        Assert.That(document.ToWbxml(), Is.EqualTo(WbxmlVectors.ProvisioningDocument));
        Assert.That(document.Remarks, Is.Empty);
        Assert.That(ProvisioningRules.Check(document), Is.Empty);
    }

    [Test]
    public void The_long_document_offers_its_access_point_and_its_account()
    {
        var document = ProvisioningDocument.FromWbxml(WbxmlVectors.ProvisioningDocument);

        var accessPoint = document.NetworkAccessPoints.Single();
        Assert.That((accessPoint.NapId, accessPoint.Name, accessPoint.Address, accessPoint.AddressType), Is.EqualTo(("NAP1", "Ex GPRS", "internet", "APN")));
        Assert.That(accessPoint.Bearers, Is.EqualTo(new[] { "GSM-GPRS" }));
        Assert.That(accessPoint.Credentials.Single()["AUTHTYPE"], Is.EqualTo("PAP"));
        var account = document.DmAccounts.Single();
        Assert.That((account.ProviderId, account.Name, account.StartsSession), Is.EqualTo(("com.example.dm", "Ex DM", true)));
        Assert.That(account.ToNapIds, Is.EqualTo(new[] { "NAP1" }));
        var address = account.Addresses.Single();
        Assert.That((address.Address, address.AddressType, address.Ports.Single().Number), Is.EqualTo(("http://dm.example.com/dm", (string?)null, "80")));
        Assert.That(account.Credentials.Select(one => (one.Level, one.Types.Single(), one.UserName, one.Secret, one.Data)), Is.EqualTo(new[]
        {
            ("APPSRV", "DIGEST", "dev1", "devpw", "Y25vbmNlMQ=="),
            ("CLIENT", "BASIC", "srv1", "srvpw", (string?)null),
        }));
        Assert.That($"{document} {account} {account.Credentials[0]}", Does.Not.Contain("devpw"));
    }

    [Test]
    public void A_proxy_is_offered_with_its_physical_proxies()
    {
        var document = FromXml("""
            <wap-provisioningdoc version="1.1"><characteristic type="PXLOGICAL"><parm name="PROXY-ID" value="P"/><parm name="NAME" value="Proxy"/>
            <parm name="TRUST"/><characteristic type="PORT"><parm name="PORTNBR" value="9201"/><parm name="SERVICE" value="CO-WSP"/></characteristic>
            <characteristic type="PXPHYSICAL"><parm name="PHYSICAL-PROXY-ID" value="PP"/><parm name="PXADDR" value="192.0.2.9"/>
            <parm name="TO-NAPID" value="INTERNET"/></characteristic></characteristic></wap-provisioningdoc>
            """);

        var proxy = document.Proxies.Single();
        Assert.That((proxy.ProxyId, proxy.Name, proxy.IsTrusted, proxy.StartPage), Is.EqualTo(("P", "Proxy", true, (string?)null)));
        Assert.That((proxy.Ports.Single().Number, proxy.Ports.Single().Services.Single()), Is.EqualTo(("9201", "CO-WSP")));
        var physical = proxy.PhysicalProxies.Single();
        Assert.That((physical.PhysicalProxyId, physical.Address, physical.AddressType, physical.ToNapIds.Single()), Is.EqualTo(("PP", "192.0.2.9", "IPV4", "INTERNET")));
        Assert.That(ProvisioningRules.Check(document), Is.Empty);
    }

    [Test]
    public void An_elementary_file_may_be_longer_than_the_document()
    {
        byte[] file = [.. WbxmlVectors.SmallProvisioningDocument, 0xFF, 0xFF, 0x00];

        Assert.That(ProvisioningDocument.FromWbxml(file, WbxmlOptions.FromFile).OctetsUsed, Is.EqualTo(145));
        Assert.That(Code(() => ProvisioningDocument.FromWbxml(file)), Is.EqualTo(WbxmlErrors.TrailingBytes));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property What_is_written_as_WBXML_reads_back_the_same() => Prop.ForAll(
        AnyDocument.ToArbitrary(),
        document => Dump(ProvisioningDocument.FromWbxml(document.ToWbxml())) == Dump(document));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property What_is_written_as_XML_reads_back_the_same() => Prop.ForAll(
        AnyDocument.ToArbitrary(),
        document => Dump(ProvisioningDocument.FromXml(document.ToXml())) == Dump(document));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property What_is_read_and_written_again_does_not_change_any_more() => Prop.ForAll(
        AnyDocument.ToArbitrary(),
        document =>
        {
            var (wbxml, xml) = (document.ToWbxml(), document.ToXml());
            return ProvisioningDocument.FromXml(xml).ToWbxml().AsSpan().SequenceEqual(wbxml)
                && ProvisioningDocument.FromWbxml(wbxml).ToXml().AsSpan().SequenceEqual(xml);
        });

    [TestCase("")]
    [TestCase("<?xml version=\"1.0\"?>\n<!-- made by > [somebody] -->\n")]
    [TestCase("\uFEFF")]
    public void A_declaration_that_names_the_type_is_no_harm(string prolog) =>
        Assert.That(FromXml(prolog + Declaration + "\n<wap-provisioningdoc/>").Characteristics, Is.Empty);

    [TestCase("<!DOCTYPE wap-provisioningdoc [<!ENTITY a \"b\">]><wap-provisioningdoc version='&a;'/>", WbxmlErrors.BadXml, TestName = "Internal subset")]
    [TestCase("<!DOCTYPE wap-provisioningdoc PUBLIC \"a\" \"b\" [<!ENTITY a \"b\">]><wap-provisioningdoc/>", WbxmlErrors.BadXml, TestName = "Identifier and internal subset")]
    [TestCase("<!DOCTYPE a><!DOCTYPE b><wap-provisioningdoc/>", WbxmlErrors.BadXml, TestName = "Two declarations")]
    [TestCase("<wap-provisioningdoc>", WbxmlErrors.BadXml, TestName = "Not closed")]
    [TestCase("", WbxmlErrors.BadXml, TestName = "Nothing")]
    [TestCase("<characteristic type='PORT'/>", WbxmlErrors.UnexpectedRoot, TestName = "Another root")]
    [TestCase("<wap-provisioningdoc xmlns='urn:x'/>", WbxmlErrors.UnexpectedRoot, TestName = "A namespace")]
    [TestCase("<wap-provisioningdoc version='2.0'/>", ProvisioningErrors.UnsupportedDocumentVersion, TestName = "Version 2")]
    [TestCase("<wap-provisioningdoc>text</wap-provisioningdoc>", WbxmlErrors.UnexpectedText, TestName = "Text")]
    [TestCase("<wap-provisioningdoc><parm name='A'/></wap-provisioningdoc>", WbxmlErrors.UnexpectedElement, TestName = "Parm in the root")]
    [TestCase("<wap-provisioningdoc><characteristic/></wap-provisioningdoc>", ProvisioningErrors.MissingAttribute, TestName = "No type")]
    [TestCase("<wap-provisioningdoc><characteristic type='A'><parm value='v'/></characteristic></wap-provisioningdoc>", ProvisioningErrors.MissingAttribute, TestName = "No name")]
    [TestCase("<wap-provisioningdoc><characteristic type='A'><parm name='v'><parm name='w'/></parm></characteristic></wap-provisioningdoc>", WbxmlErrors.UnexpectedElement, TestName = "Parm in parm")]
    public void A_broken_document_is_one_error(string xml, string code) => Assert.That(Code(() => FromXml(xml)), Is.EqualTo(code));

    [Test]
    public void Nesting_and_size_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<characteristic type='A'>", 65)) + string.Concat(Enumerable.Repeat("</characteristic>", 65));

        Assert.That(Code(() => FromXml($"<wap-provisioningdoc>{deep}</wap-provisioningdoc>")), Is.EqualTo(WbxmlErrors.DepthLimit));
        Assert.That(
            Code(() => ProvisioningDocument.FromXml(Encoding.UTF8.GetBytes(Declaration + new string(' ', 2000)), new WbxmlLimits { MaxSize = 1000 })),
            Is.EqualTo(WbxmlErrors.LimitExceeded));
    }

    [Test]
    public void What_the_document_type_does_not_have_is_left_out_with_a_remark()
    {
        var document = FromXml("<wap-provisioningdoc lang='en'><other/><characteristic type='PORT' id='1'/></wap-provisioningdoc>");

        Assert.That(document.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "UnknownAttribute", "UnknownElement", "UnknownAttribute" }));
        Assert.That(document.Characteristics.Single().Type, Is.EqualTo("PORT"));
    }

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Mutated_documents_never_crash_the_reader() => Prop.ForAll(
        HostileOctets.Mutations(
        [
            WbxmlVectors.ProvisioningDocument,
            WbxmlVectors.SmallProvisioningDocument,
            ProvisioningDocument.FromWbxml(WbxmlVectors.SmallProvisioningDocument).ToXml(),
        ]).ToArbitrary(),
        Decode);

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Random_octets_never_crash_the_reader() => Prop.ForAll(HostileOctets.Octet.ArrayOf().ToArbitrary(), Decode);

    internal static ProvisioningDocument FromXml(string xml) => ProvisioningDocument.FromXml(Encoding.UTF8.GetBytes(xml));

    private static Gen<Characteristic> AnyCharacteristic(int depth) =>
        from type in Gen.Elements(Types)
        from parts in (depth == 0 ? AnyParm : Gen.OneOf(AnyParm, AnyCharacteristic(depth - 1).Select(one => (ProvisioningPart)one))).ArrayOf(3)
        select new Characteristic(type, [.. parts]);

    private static void Decode(byte[] input)
    {
        foreach (var decode in (Func<byte[], ProvisioningDocument>[])[octets => ProvisioningDocument.FromWbxml(octets, WbxmlOptions.FromFile), octets => ProvisioningDocument.FromXml(octets)])
        {
            ProvisioningDocument? document = null;
            HostileOctets.Feed(input, () => document = decode(input));
            if (document is null)
                continue;
            _ = ProvisioningRules.Check(document);
            foreach (var one in document.Characteristics)
                _ = DmAccMapping.Map(one);
            Assert.That(Dump(ProvisioningDocument.FromWbxml(document.ToWbxml())), Is.EqualTo(Dump(document)));
        }
    }

    private static string Code(Action read) => Assert.Throws<WireFormatException>(() => read())!.Error.Code;

    private static string Dump(ProvisioningDocument document) => $"{document.Version ?? "-"}{string.Concat(document.Characteristics.Select(Dump))}";

    private static string Dump(ProvisioningPart part) => part switch
    {
        Parm parm => $"[{parm.Name}{(parm.Value is null ? "" : $"={parm.Value}")}]",
        Characteristic one => $"<{one.Type}{string.Concat(one.Parts.Select(Dump))}>",
        _ => throw new InvalidOperationException(part.ToString()),
    };
}

using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire.Provisioning;

namespace DmSc.Tests.Wire.Provisioning;

[TestFixture]
public sealed class DmAccMappingTests
{
    private static DmAccMapped Map(params ReadOnlySpan<ProvisioningPart> more) => DmAccMapping.Map(new Characteristic(
        "APPLICATION",
        [new Parm("APPID", "w7"), new Parm("PROVIDER-ID", "s"), .. more]));

    private static string[] Lines(DmAccMapped mapped) => [.. mapped.Nodes.Skip(2).Select(node => $"{node.Path}={node.Text}")];

    private static string[] Codes(DmAccMapped mapped) => [.. mapped.Remarks.Select(remark => remark.Code)];

    [Test]
    public void The_long_document_becomes_an_account()
    {
        var mapped = DmAccMapping.Map(ProvisioningDocument.FromWbxml(WbxmlVectors.ProvisioningDocument).DmAccounts.Single().Source);

        Assert.That(mapped.Nodes.Select(node => $"{node.Path} {node.Format} {node.Text}"), Is.EqualTo(new[]
        {
            "AppID chr w7",
            "ServerID chr com.example.dm",
            "Name chr Ex DM",
            "AppAddr/1/Addr chr http://dm.example.com/dm",
            "AppAddr/1/Port/1/PortNbr chr 80",
            "AppAddr/1/AddrType chr URI",
            "AppAuth/1/AAuthLevel chr CLCRED",
            "AppAuth/1/AAuthType chr DIGEST",
            "AppAuth/1/AAuthName chr dev1",
            "AppAuth/1/AAuthSecret chr devpw",
            "AppAuth/1/AAuthData bin Y25vbmNlMQ==",
            "AppAuth/2/AAuthLevel chr SRVCRED",
            "AppAuth/2/AAuthType chr BASIC",
            "AppAuth/2/AAuthName chr srv1",
            "AppAuth/2/AAuthSecret chr srvpw",
            "PrefConRef chr NAP1",
        }));
        Assert.That(mapped.Nodes.Single(node => node.Format == "bin").Value.ToArray(), Is.EqualTo("cnonce1"u8.ToArray()));
        Assert.That(mapped.StartsSession, Is.True);
        Assert.That(mapped.Remarks, Is.Empty);
        Assert.That(string.Join(' ', mapped.Nodes), Does.Not.Contain("devpw"));
    }

    [Test]
    public void The_small_document_becomes_an_account_with_one_address()
    {
        var mapped = DmAccMapping.Map(ProvisioningDocument.FromWbxml(WbxmlVectors.SmallProvisioningDocument).DmAccounts.Single().Source);

        Assert.That(Lines(mapped), Is.EqualTo(new[]
        {
            "AppAddr/1/Addr=https://dm.example.com/dm", "AppAddr/1/AddrType=URI", "AppAuth/1/AAuthLevel=CLCRED", "AppAuth/1/AAuthType=DIGEST",
            "AppAuth/1/AAuthName=dev-001", "AppAuth/1/AAuthSecret=c-secret",
        }));
        Assert.That(mapped.StartsSession, Is.False);
        Assert.That(mapped.Remarks, Is.Empty);
    }

    [Test]
    public void Several_references_keep_their_order()
    {
        var mapped = Map(new Parm("TO-PROXY", "P1"), new Parm("ADDR", "a"), new Parm("TO-NAPID", "INTERNET"), new Parm("TO-PROXY", "P2"));

        Assert.That(Lines(mapped)[2..], Is.EqualTo(new[] { "ToConRef/1/ConRef=P1", "ToConRef/2/ConRef=INTERNET", "ToConRef/3/ConRef=P2" }));
    }

    [Test]
    public void The_client_chooses_what_a_reference_says()
    {
        var application = new Characteristic("APPLICATION", new Parm("APPID", "w7"), new Parm("PROVIDER-ID", "s"), new Parm("ADDR", "a"), new Parm("TO-NAPID", "N"));

        var mapped = DmAccMapping.Map(application, reference => $"./NAP/{reference.Identifier}");

        Assert.That(mapped.Nodes[^1].Text, Is.EqualTo("./NAP/N"));
    }

    [TestCase("IPV4", "IPv4")]
    [TestCase("IPV6", "IPv6")]
    public void Types_of_address_are_translated(string type, string node) => Assert.That(
        Lines(Map(new Characteristic("APPADDR", new Parm("ADDRTYPE", type), new Parm("ADDR", "a")))),
        Is.EqualTo(new[] { $"AppAddr/1/AddrType={node}", "AppAddr/1/Addr=a" }));

    [TestCase("APPSRV", "CLCRED")]
    [TestCase("CLIENT", "SRVCRED")]
    [TestCase("OBEX", "OBEX")]
    [TestCase(null, "HTTP")]
    [TestCase("appsrv", null)]
    public void Levels_are_translated(string? level, string? node) => Assert.That(DmAccMapping.ToLevel(level), Is.EqualTo(node));

    [TestCase("CLCRED", "APPSRV")]
    [TestCase("SRVCRED", "CLIENT")]
    [TestCase("OBEX", "OBEX")]
    [TestCase("HTTP", null)]
    public void Levels_are_translated_back(string node, string? level) => Assert.That(DmAccMapping.FromLevel(node), Is.EqualTo(level));

    [TestCase("HMAC", "HMAC")]
    [TestCase("HTTP-DIGEST", "HTTP-DIGEST")]
    [TestCase("TRANSPORT", null)]
    [TestCase("digest", null)]
    public void Types_of_authentication_are_those_of_w7(string type, string? node) => Assert.That(DmAccMapping.ToType(type), Is.EqualTo(node));

    [Test]
    public void Of_several_types_the_first_known_one_is_taken_and_told()
    {
        var mapped = Map(new Parm("ADDR", "a"), new Characteristic("APPAUTH", new Parm("AAUTHLEVEL", "APPSRV"), new Parm("AAUTHTYPE", "NEW,HMAC,DIGEST")));

        Assert.That(Lines(mapped), Does.Contain("AppAuth/1/AAuthType=HMAC"));
        Assert.That(Codes(mapped), Is.EqualTo(new[] { "SeveralTypes" }));
    }

    [Test]
    public void Credentials_without_level_are_those_of_HTTP_and_told()
    {
        var mapped = Map(new Parm("ADDR", "a"), new Characteristic("APPAUTH", new Parm("AAUTHTYPE", "HTTP-BASIC")));

        Assert.That(Lines(mapped), Does.Contain("AppAuth/1/AAuthLevel=HTTP"));
        Assert.That(Codes(mapped), Is.EqualTo(new[] { "LevelAssumed" }));
    }

    [Test]
    public void What_has_no_node_is_told()
    {
        var mapped = Map(
            new Parm("ADDR", "a"),
            new Parm("ROLE", "1"),
            new Characteristic("RESOURCE", new Parm("URI", "u")),
            new Characteristic("APPADDR", new Parm("ADDR", "b"), new Characteristic("PORT", new Parm("PORTNBR", "1"), new Parm("SERVICE", "CO-WSP"))),
            new Characteristic("APPAUTH", new Parm("AAUTHLEVEL", "APPSRV"), new Parm("AAUTHPREF", "x")));

        Assert.That(Codes(mapped), Is.EqualTo(Enumerable.Repeat("NoMapping", 4)));
        Assert.That(Lines(mapped), Does.Contain("AppAddr/2/Port/1/PortNbr=1"));
    }

    [Test]
    public void Values_that_cannot_be_mapped_are_left_out_and_told()
    {
        var mapped = Map(
            new Characteristic("APPADDR", new Parm("ADDR", "a"), new Parm("ADDRTYPE", "E164")),
            new Characteristic("APPADDR", new Parm("ADDRTYPE", "IPV4")),
            new Characteristic("APPAUTH", new Parm("AAUTHLEVEL", "X"), new Parm("AAUTHTYPE", "Y"), new Parm("AAUTHDATA", "not base64!"), new Parm("AAUTHNAME"), new Parm("AAUTHSECRET", "1"), new Parm("AAUTHSECRET", "2")));

        Assert.That(Codes(mapped), Is.EqualTo(new[] { "UnknownValue", "MissingParm", "UnknownValue", "UnknownValue", "BadBase64", "ParmWithoutValue", "DuplicateParm" }));
        Assert.That(Lines(mapped), Is.EqualTo(new[] { "AppAddr/1/Addr=a", "AppAuth/1/AAuthSecret=1" }));
    }

    [Test]
    public void An_application_of_another_kind_without_server_and_address_is_told() => Assert.That(
        Codes(DmAccMapping.Map(new Characteristic("APPLICATION", new Parm("APPID", "w4")))),
        Is.EqualTo(new[] { "NotDeviceManagement", "MissingParm", "MissingParm" }));

    [Test]
    public void Every_row_is_found_by_its_parameter()
    {
        foreach (var row in DmAccMapping.Rows)
            Assert.That(DmAccMapping.Find(row.Parm), Is.EqualTo(row));
        Assert.That(DmAccMapping.Find("INIT"), Is.Null);
        Assert.That(DmAccMapping.GeneralRows.Single(row => row.Parm == "PROVIDER-ID").Node, Is.EqualTo("ProviderID"));
    }
}

using System.Text;
using DmSc.Dm.Bootstrap;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Bootstrap;

[TestFixture]
public sealed class BootstrapMessageTests
{
    [Test]
    public void The_long_message_gives_its_account()
    {
        var message = BootstrapMessage.Read(WbxmlVectors.LongBootstrapMessage);

        var account = message.Accounts.Single();
        Assert.Multiple(() =>
        {
            Assert.That((message.Message.Header.SessionId, message.Message.Header.MsgId), Is.EqualTo(("0", "0")));
            Assert.That((message.Message.Header.Target!.LocUri, message.Message.Header.Source!.LocUri), Is.EqualTo(("IMEI:353918051234563", "dm.example.com")));
            Assert.That(message.OctetsUsed, Is.EqualTo(1219));
            Assert.That((message.Objects.Single().Target, message.Objects[0].Format, message.Objects[0].Type), Is.EqualTo(("./Inbox", "bin", MediaTypes.TndsWbxml)));
            Assert.That((account.Location, account.ObjectId), Is.EqualTo(("./Inbox/ExampleCo", "urn:oma:mo:oma-dm-dmacc:1.0")));
            Assert.That((account.AppId, account.ServerId, account.Name), Is.EqualTo(("w7", "dm.example.com", "Example DM")));
            Assert.That((account.PrefConRef, account.AuthPreference), Is.EqualTo(("./Inbox/ExampleNap", "DIGEST")));
            Assert.That(account.Acl, Is.EqualTo("Get=dm.example.com&Replace=dm.example.com&Delete=dm.example.com"));
            var address = account.Addresses.Single();
            Assert.That((address.Entry, address.Address, address.AddressType), Is.EqualTo(("1", "https://dm.example.com/dm", "URI")));
            Assert.That(address.Ports, Is.EqualTo(new[] { "443" }));
            Assert.That(account.Credentials.Select(entry => (entry.Level, entry.Type, entry.Name, Reveal(entry.Password))), Is.EqualTo(new[]
            {
                ("CLCRED", "DIGEST", "dev-001", "c-secret"), ("SRVCRED", "DIGEST", "dm.example.com", "s-secret"),
            }));
            Assert.That(message.Remarks, Is.Empty);
        });
    }

    [Test]
    public void A_nonce_is_octets()
    {
        var account = BootstrapMessage.Read(WbxmlVectors.BootstrapMessage).Accounts.Single();

        Assert.That(Reveal(account.Credentials[0].Nonce), Is.EqualTo("cnonce1"));
        Assert.That(account.Credentials[1].Nonce, Is.Null);
    }

    [TestCase(0x00)]
    [TestCase(0xFF)]
    public void Padding_of_the_file_is_no_part_of_the_message(byte padding)
    {
        var file = new byte[2048];
        Array.Fill(file, padding);
        WbxmlVectors.LongBootstrapMessage.CopyTo(file, 0);

        var message = BootstrapMessage.Read(file);

        Assert.That((message.OctetsUsed, message.Trailing.Length, message.IsTrailingPadding), Is.EqualTo((1219, 829, true)));
        Assert.That(message.Remarks, Is.Empty);
    }

    [Test]
    public void Other_octets_behind_the_message_are_remarked()
    {
        var message = BootstrapMessage.Read((byte[])[.. WbxmlVectors.LongBootstrapMessage, 0xFF, 0x41]);

        Assert.That(message.IsTrailingPadding, Is.False);
        Assert.That(message.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("TrailingOctets", 1219) }));
    }

    [Test]
    public void The_tree_may_stand_inline()
    {
        var outer = WbxmlDocument.Parse(WbxmlVectors.BootstrapMessage).Root;
        var inner = WbxmlDocument.Parse(WbxmlVectors.ManagementTree).Root;
        var octets = WbxmlWriter.Encode(WithData(outer, inner), WbxmlCodeSpace.SyncMl12);

        var message = BootstrapMessage.Read(octets);

        Assert.That(message.Accounts.Single().ServerId, Is.EqualTo("com.example.dm"));
        Assert.That(message.Remarks.Select(remark => remark.Code), Does.Contain("InlineTnds"));
    }

    [Test]
    public void The_tree_may_be_XML_text_and_then_binary_values_are_base64()
    {
        var outer = WbxmlDocument.Parse(WbxmlVectors.BootstrapMessage).Root;
        var xml = WbxmlDocument.Parse(WbxmlVectors.ManagementTree).ToXml()
            .Replace("cnonce1", Convert.ToBase64String("cnonce1"u8), StringComparison.Ordinal);
        var octets = WbxmlWriter.Encode(WithData(outer, new WbxmlText(Encoding.UTF8.GetBytes(xml), 0)), WbxmlCodeSpace.SyncMl12);

        var account = BootstrapMessage.Read(octets).Accounts.Single();

        Assert.That((account.ServerId, Reveal(account.Credentials[0].Nonce)), Is.EqualTo(("com.example.dm", "cnonce1")));
    }

    [Test]
    public void An_account_may_be_built_node_by_node()
    {
        string[] nodes =
        [
            "./DMAcc/Ex/AppID=w7", "./DMAcc/Ex/ServerID=dm.example.com", "./DMAcc/Ex/AppAddr/1/Addr=https://dm.example.com/dm",
            "./DMAcc/Ex/AppAuth/1/AAuthLevel=CLCRED", "./DMAcc/Ex/AppAuth/1/AAuthSecret=c-secret",
            "./DMAcc/Other/AppID=w7", "./DMAcc/Other/ServerID=other.example.com",
        ];
        var commands = nodes.Select((node, at) => Element(
            at % 2 == 0 ? "Add" : "Replace",
            Text("CmdID", $"{at + 1}"),
            Element("Item", Element("Target", Text("LocURI", node[..node.IndexOf('=', StringComparison.Ordinal)])), Text("Data", node[(node.IndexOf('=', StringComparison.Ordinal) + 1)..]))));
        var octets = WbxmlWriter.Encode(
            Element("SyncML", Element("SyncHdr", Text("VerDTD", "1.2")), Element("SyncBody", [.. commands, Element("Final")])),
            WbxmlCodeSpace.SyncMl12);

        var accounts = BootstrapMessage.Read(octets).Accounts;

        Assert.That(accounts.Select(account => (account.Location, account.ServerId)), Is.EqualTo(new[]
        {
            ("./DMAcc/Ex", "dm.example.com"), ("./DMAcc/Other", "other.example.com"),
        }));
        Assert.That(accounts[0].Addresses.Single().Address, Is.EqualTo("https://dm.example.com/dm"));
        Assert.That(Reveal(accounts[0].Credentials.Single().Password), Is.EqualTo("c-secret"));
    }

    [Test]
    public void Two_nodes_of_one_name_give_two_accounts_and_a_remark()
    {
        var outer = WbxmlDocument.Parse(WbxmlVectors.BootstrapMessage).Root;
        var inner = WbxmlDocument.Parse(WbxmlVectors.ManagementTree).Root;
        var node = inner.Elements.Last();
        var twice = WbxmlElement.Of(inner.Namespace, inner.Name, [.. inner.Content, node]);
        var octets = WbxmlWriter.Encode(WithData(outer, twice), WbxmlCodeSpace.SyncMl12);

        var message = BootstrapMessage.Read(octets);

        Assert.That(message.Accounts, Has.Length.EqualTo(2));
        Assert.That(message.Remarks.Select(remark => remark.Code), Does.Contain("DuplicateNode"));
    }

    [Test]
    public void An_object_that_cannot_be_read_fails_alone()
    {
        var octets = WbxmlVectors.BootstrapMessage;
        octets[0x9E + 0x35] = 0x7F;

        var message = BootstrapMessage.Read(octets);

        Assert.That(message.Accounts, Is.Empty);
        Assert.That((message.Objects.Single().Tree, message.Objects[0].Error!.Code, message.Objects[0].Error!.Offset), Is.EqualTo(((object?)null, WbxmlErrors.UnknownTag, 0x9E + 0x35)));
        Assert.That(message.Remarks.Select(remark => remark.Code), Does.Contain("UnreadableObject"));
    }

    [Test]
    public void A_hostile_path_does_not_nest_without_bound()
    {
        var path = string.Concat(Enumerable.Repeat("a/", 100_000));
        var octets = WbxmlWriter.Encode(
            Element("SyncML", Element("SyncHdr"), Element("SyncBody", Element("Add", Element("Item", Element("Target", Text("LocURI", path)), Text("Data", "x"))))),
            WbxmlCodeSpace.SyncMl12);

        var message = BootstrapMessage.Read(octets);

        Assert.That(message.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "UnreadableItem" }));
    }

    [Test]
    public void XML_is_no_bootstrap_message() =>
        Assert.That(
            () => BootstrapMessage.Read("<SyncML xmlns='SYNCML:SYNCML1.2'/>"u8.ToArray()),
            Throws.TypeOf<WireFormatException>().With.Property("Error").With.Property("Code").EqualTo(WbxmlErrors.UnsupportedVersion));

    [Test]
    public void No_description_shows_a_secret()
    {
        var message = BootstrapMessage.Read(WbxmlVectors.LongBootstrapMessage);
        var account = message.Accounts.Single();

        var texts = $"{message} {message.Message} {message.Objects[0]} {message.Objects[0].Tree} {account} {account.Credentials[0]} {account.Credentials[1]} {account.Credentials[0].Password}";

        Assert.That(texts, Does.Not.Contain("c-secret").And.Not.Contain("s-secret"));
        Assert.That(texts, Does.Contain("dev-001"));
    }

    private static string? Reveal(SecretOctets? secret) => secret is null ? null : Encoding.UTF8.GetString(secret.Reveal());

    private static WbxmlElement Element(string name, params WbxmlContent[] content) => WbxmlElement.Of(WbxmlNamespaces.SyncMl12, name, [.. content]);

    private static WbxmlElement Text(string name, string text) => WbxmlElement.OfText(WbxmlNamespaces.SyncMl12, name, text);

    /// <summary>The same message with other content in its one Data element.</summary>
    private static WbxmlElement WithData(WbxmlElement element, WbxmlContent data) => element.Name == "Data"
        ? WbxmlElement.Of(element.Namespace, "Data", data)
        : WbxmlElement.Of(element.Namespace, element.Name, [.. element.Content.Select(part => part is WbxmlElement child ? WithData(child, data) : part)]);
}

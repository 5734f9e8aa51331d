using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Tree;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire.Credentials;
using DmSc.Wire.Provisioning;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Bootstrap;

[TestFixture]
public sealed class BootstrapProcessorTests
{
    private static readonly BootstrapOptions s_dm = new(BootstrapProfile.DeviceManagement);
    private static readonly BootstrapOptions s_cp = new(BootstrapProfile.Provisioning);

    private static MgmtNode Account(string name, string server, string? reference = null, string id = StandardObjects.DmAcc, params ImmutableArray<MgmtNode> more) => MgmtNode.Interior(
        name,
        id,
        [
            MgmtNode.Leaf("AppID", "w7"),
            MgmtNode.Leaf("ServerID", server),
            .. reference is null ? ImmutableArray<MgmtNode>.Empty : [MgmtNode.Leaf("PrefConRef", reference)],
            MgmtNode.Interior("AppAddr", "", MgmtNode.Interior("1", "", MgmtNode.Leaf("Addr", $"https://{server}/dm"))),
            .. more,
        ]);

    private static MgmtNode Nap(string name, string id = StandardObjects.Nap) => MgmtNode.Interior(name, id, MgmtNode.Leaf("Name", name));

    private static byte[] Message(params SyncMlItem[] items) => new SyncMlMessage(
        SyncMlHeader.Of("0", "0", "IMEI:353918051234563", "dm.example.com"),
        [.. items.Select((item, i) => SyncMlCommand.Of(SyncMlCommandKind.Add, $"{i + 1}", item))],
        true,
        [],
        []).ToWbxml();

    private static SyncMlItem Inbox(TndsForm form, params MgmtNode[] nodes) => TndsWriter.ToItem("./Inbox", MgmtTree.Of([.. nodes]), form, "bin");

    private static string[] Dispositions(BootstrapOutcome outcome) => [.. outcome.Parts.Select(part => $"{part.Source} {part.Disposition} {part.Uri}".TrimEnd())];

    [Test]
    public void The_worked_message_becomes_an_account()
    {
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(tree, WbxmlVectors.LongBootstrapMessage, s_dm);

        Assert.That((outcome.IsProcessed, outcome.ServerIds.Single(), outcome.Parts.Single().Uri), Is.EqualTo((true, "dm.example.com", "./DMAcc/A1")));
        Assert.That(tree.Find("./DMAcc/A1")!.Acl.ToString(), Is.EqualTo("Get=dm.example.com&Replace=dm.example.com&Delete=dm.example.com"));
        Assert.That(tree.Get("dm.example.com", "./DMAcc/A1/Name?prop=ACL").Got(), Is.Empty);
        Assert.That(tree.Get("other", "./DMAcc/A1/Name").Status, Is.EqualTo(425));
        Assert.That(tree.Get("dm.example.com", "./DMAcc/A1/AppAuth/1/AAuthSecret").Status, Is.EqualTo(405));
        Assert.That(outcome.Remarks.Select(remark => remark.Code), Does.Contain("DanglingReference"));
        var account = TreeAccount.Find(tree, "dm.example.com")!;
        Assert.That((account.ServerUri, account.AuthPreference), Is.EqualTo(("https://dm.example.com/dm", "DIGEST")));
        Assert.That((account.ClientCredential!.Name, Encoding.UTF8.GetString(account.ClientCredential.Password!.Reveal())), Is.EqualTo(("dev-001", "c-secret")));
        Assert.That((account.ServerCredential!.Name, account.ServerCredential.Nonce), Is.EqualTo(("dm.example.com", (SecretOctets?)null)));
        account.WriteNonce(account.ClientCredential, [1, 2, 3]);
        Assert.That(account.ClientCredential.Nonce!.Reveal().ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [TestCase(TndsForm.Document)]
    [TestCase(TndsForm.Inline)]
    [TestCase(TndsForm.Xml)]
    public void References_follow_renamed_objects_in_every_form(TndsForm form)
    {
        var tree = TreeRig.Device();
        tree.AddInterior("./Con/N1");
        var references = MgmtNode.Interior("ToConRef", "", MgmtNode.Interior("1", "", MgmtNode.Leaf("ConRef", "./Inbox/Net/Sub")));

        var outcome = BootstrapProcessor.Apply(tree, Message(Inbox(form, Account("Mine", "s", "./Inbox/Net", more: references), Nap("Net"))), s_dm);

        Assert.That(Dispositions(outcome), Is.EqualTo(new[] { "./Inbox/Mine Accepted ./DMAcc/A1", "./Inbox/Net Accepted ./Con/N2" }));
        Assert.That((tree.Text("./DMAcc/A1/PrefConRef"), tree.Text("./DMAcc/A1/ToConRef/1/ConRef")), Is.EqualTo(("./Con/N2", "./Con/N2/Sub")));
    }

    [Test]
    public void What_is_unknown_or_wrong_does_not_stop_the_rest()
    {
        var tree = TreeRig.Device();
        var extension = MgmtNode.Interior("Ext", "", MgmtNode.Leaf("Odd", "x"));
        var unreadable = SyncMlItem.To("./Inbox") with { Meta = SyncMlMeta.Of("bin", MediaTypes.TndsWbxml), Data = SyncMlData.OfOctets(new byte[] { 2, 0, 0 }) };

        var outcome = BootstrapProcessor.Apply(
            tree,
            Message(
                Inbox(TndsForm.Document, MgmtNode.Interior("Odd", "com.example/1.0/Odd", MgmtNode.Leaf("a", "b"))),
                unreadable,
                Inbox(TndsForm.Document, Account("NoServer", "")),
                Inbox(TndsForm.Document, Account("Mine", "s", more: extension))),
            s_dm);

        Assert.That(Dispositions(outcome), Is.EquivalentTo(new[]
        {
            "./Inbox Failed", "./Inbox/Odd Ignored", "./Inbox/NoServer Failed", "./Inbox/Mine/Ext Ignored", "./Inbox/Mine Accepted ./DMAcc/A1",
        }));
        Assert.That(tree.Find("./DMAcc")!.Children.Single().Find("Ext"), Is.Null);
    }

    [Test]
    public void The_newest_supported_version_counts()
    {
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(
            tree,
            Message(Inbox(TndsForm.Document, Account("Old", "s", id: StandardObjects.LegacyDmAcc)), Inbox(TndsForm.Document, Account("New", "s")), Inbox(TndsForm.Document, Account("Future", "s", id: "urn:oma:mo:oma-dm-dmacc:9.0"))),
            s_dm);

        Assert.That(Dispositions(outcome), Is.EqualTo(new[] { "./Inbox/Old Ignored", "./Inbox/New Accepted ./DMAcc/A1", "./Inbox/Future Ignored" }));
    }

    [Test]
    public void A_second_server_is_added_and_the_same_server_is_renewed()
    {
        var tree = TreeRig.Device();
        BootstrapProcessor.Apply(tree, WbxmlVectors.LongBootstrapMessage, s_dm);
        var acl = tree.Find("./DMAcc/A1")!.Acl;

        BootstrapProcessor.Apply(tree, Message(Inbox(TndsForm.Document, Account("Other", "other"))), s_dm);
        Assert.That(TreeAccount.All(tree).Select(account => account.ServerId), Is.EqualTo(new[] { "dm.example.com", "other" }));
        Assert.That(tree.Find("./DMAcc/A1")!.Acl, Is.EqualTo(acl));
        Assert.That(tree.Find("./DMAcc/A2")!.Acl.IsEmpty, Is.True);
        BootstrapProcessor.Apply(tree, Message(Inbox(TndsForm.Document, Account("Again", "other", "x"))), s_dm);
        Assert.That((TreeAccount.All(tree).Length, tree.Text("./DMAcc/A2/PrefConRef")), Is.EqualTo((2, "x")));
    }

    [Test]
    public void Two_accounts_of_one_server_become_one()
    {
        var tree = TreeRig.Device();

        BootstrapProcessor.Apply(tree, Message(Inbox(TndsForm.Document, Account("One", "s", "1"), Account("Two", "s", "2"))), s_dm);

        Assert.That((TreeAccount.All(tree).Length, tree.Text("./DMAcc/A1/PrefConRef")), Is.EqualTo((1, "2")));
    }

    [Test]
    public void An_account_can_come_node_by_node()
    {
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(
            tree,
            Message(
                SyncMlItem.Node("./Inbox/Mine", StandardObjects.DmAcc),
                SyncMlItem.Leaf("./Inbox/Mine/AppID", "w7"),
                SyncMlItem.Leaf("./Inbox/Mine/ServerID", "s"),
                SyncMlItem.Leaf("./Inbox/Mine/AppAddr/1/Addr", "http://s/"),
                SyncMlItem.Leaf("./Vendor/Leaf", "v")),
            s_dm);

        Assert.That((outcome.ServerIds.Single(), tree.Text("./DMAcc/A1/AppAddr/1/Addr"), tree.Text("./Vendor/Leaf")), Is.EqualTo(("s", "http://s/", "v")));
    }

    [Test]
    public void The_long_provisioning_document_becomes_account_and_access_point()
    {
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(tree, WbxmlVectors.ProvisioningDocument, s_cp);

        Assert.That(outcome.SessionServerIds, Is.EqualTo(new[] { "com.example.dm" }));
        const string Acl = "Get=com.example.dm&Replace=com.example.dm&Delete=com.example.dm";
        Assert.That((tree.Find("./DMAcc/A1")!.Acl.ToString(), tree.Find("./Con/N1")!.Acl.ToString()), Is.EqualTo((Acl, Acl)));
        Assert.That((tree.Find("./Con/N1")!.Type, tree.Text("./DMAcc/A1/AppAuth/1/AAuthLevel")), Is.EqualTo((StandardObjects.Nap, "CLCRED")));
        Assert.That(tree.Get("stranger", "./DMAcc/A1/Name").Status, Is.EqualTo(425));
        Assert.That(tree.Delete("com.example.dm", "./DMAcc/A1").Status, Is.EqualTo(200));
    }

    [Test]
    public void The_small_provisioning_document_becomes_an_account()
    {
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(tree, WbxmlVectors.SmallProvisioningDocument, s_cp);

        var account = TreeAccount.All(tree).Single();
        Assert.That((account.ServerId, account.ServerUri, account.ClientCredential!.Type), Is.EqualTo(("dm.example.com", "https://dm.example.com/dm", "DIGEST")));
        Assert.That(outcome.SessionServerIds, Is.Empty);
    }

    [Test]
    public void Without_w7_nobody_gets_rights()
    {
        var nap = new Characteristic("NAPDEF", new Parm("NAPID", "N"), new Parm("NAME", "Net"), new Parm("NAP-ADDRESS", "apn"));
        var tree = TreeRig.Device();

        BootstrapProcessor.Apply(tree, new ProvisioningDocument("1.1", nap).ToWbxml(), s_cp);

        Assert.That(tree.Text("./Con/N1/Addr"), Is.EqualTo("apn"));
        foreach (var server in new[] { "dm.example.com", "stranger" })
            Assert.That((tree.Get(server, "./Con/N1/Addr").Status, tree.Replace(server, TreeRig.Text("./Con/N1/Addr", "x")).Status, tree.Delete(server, "./Con/N1").Status), Is.EqualTo((425, 425, 425)));
    }

    [Test]
    public void Proxy_and_access_point_are_referenced_by_their_new_uris()
    {
        var document = new ProvisioningDocument(
            "1.1",
            new Characteristic("PXLOGICAL", new Parm("PROXY-ID", "P"), new Parm("NAME", "p"), new Characteristic("PXPHYSICAL", new Parm("PHYSICAL-PROXY-ID", "1"), new Parm("PXADDR", "10.0.0.1"), new Parm("TO-NAPID", "N"))),
            new Characteristic("NAPDEF", new Parm("NAPID", "N"), new Parm("NAME", "n"), new Parm("NAP-ADDRESS", "apn")),
            new Characteristic("APPLICATION", new Parm("APPID", "w7"), new Parm("PROVIDER-ID", "s"), new Parm("ADDR", "http://s/"), new Parm("TO-PROXY", "P")),
            new Characteristic("APPLICATION", new Parm("APPID", "w7"), new Parm("ADDR", "http://s/")));
        var tree = TreeRig.Device();

        var outcome = BootstrapProcessor.Apply(tree, document.ToWbxml(), s_cp);

        Assert.That((tree.Text("./DMAcc/A1/PrefConRef"), tree.Text("./Con/P1/Px/1/ToConRef/1/ConRef")), Is.EqualTo(("./Con/P1", "./Con/N1")));
        Assert.That(outcome.Parts.Count(part => part.Disposition == BootstrapDisposition.Failed), Is.EqualTo(1));
    }

    [Test]
    public void A_card_is_followed_from_power_on_to_power_on()
    {
        var tree = TreeRig.Device();
        BootstrapProcessor.Apply(tree, Message(Inbox(TndsForm.Document, Account("Pushed", "pushed"))), s_dm);
        var first = new CardBootstrap("EF(DM_Bootstrap)", BootstrapProfile.DeviceManagement, Message(Inbox(TndsForm.Document, Account("A", "a", "./Inbox/Net"), Nap("Net")), Inbox(TndsForm.Document, Account("B", "b"))));
        var second = new CardBootstrap("EF(Bootstrap)", BootstrapProfile.Provisioning, WbxmlVectors.SmallProvisioningDocument);

        Assert.That(BootstrapProcessor.ApplyCard(tree, [first, second]).ServerIds, Is.EqualTo(new[] { "a", "b", "dm.example.com" }));
        tree.SetLeaf("./DMAcc/A2/AppAuth/1/AAuthData", new byte[] { 1 }, "bin");
        tree.SetAcl("./DMAcc/A1", Acl.Parse("Get=b+pushed&Replace=b"));
        var before = TreeRig.Octets(tree);

        Assert.That(BootstrapProcessor.ApplyCard(tree, [first, second]).ServerIds, Is.Empty);
        Assert.That(TreeRig.Octets(tree), Is.EqualTo(before));

        var changed = first with { Octets = Message(Inbox(TndsForm.Document, Account("A", "a", "./Inbox/Net"), Nap("Net"))) };
        var outcome = BootstrapProcessor.ApplyCard(tree, [changed]);
        Assert.That(TreeAccount.All(tree).Select(account => account.ServerId), Is.EqualTo(new[] { "pushed", "a" }));
        Assert.That(outcome.Parts.Count(part => part.Disposition == BootstrapDisposition.Removed), Is.EqualTo(2));
        Assert.That(tree.Find("./DMAcc/A1")!.Acl.ToString(), Is.EqualTo("Get=pushed"));

        BootstrapProcessor.ApplyCard(tree, []);
        Assert.That((TreeAccount.All(tree).Single().ServerId, tree.Find("./Con")!.Children.Count()), Is.EqualTo(("pushed", 0)));
    }

    [Test]
    public void The_documented_defects_process_otherwise()
    {
        var two = Message(Inbox(TndsForm.Document, Account("A", "a", "./Inbox/Net"), Nap("Net")), Inbox(TndsForm.Inline, Account("B", "b")));
        Assert.Multiple(() =>
        {
            Assert.That(Servers(two, new BootstrapQuirks()), Is.EqualTo("a b"));
            Assert.That(Servers(two, new BootstrapQuirks { OnlyFirstAdd = true }), Is.EqualTo("a"));
            Assert.That(Servers(two, new BootstrapQuirks { SkipsInbox = true }), Is.Empty);
            Assert.That(Servers(two, new BootstrapQuirks { RejectsInlineTnds = true }), Is.EqualTo("a"));
            Assert.That(Servers(two, new BootstrapQuirks { RejectsSeparateDocument = true }), Is.EqualTo("b"));
            Assert.That(Servers(two, new BootstrapQuirks { AcceptsOnlyCpProfile = true }), Is.Empty);
        });
        var tree = TreeRig.Device();
        BootstrapProcessor.Apply(tree, two, s_dm with { Quirks = new BootstrapQuirks { NoRefRewrite = true } });
        Assert.That(tree.Text("./DMAcc/A1/PrefConRef"), Is.EqualTo("./Inbox/Net"));
        tree = TreeRig.Device();
        BootstrapProcessor.Apply(tree, WbxmlVectors.ProvisioningDocument, s_cp with { Quirks = new BootstrapQuirks { GivesNoCpAcl = true, SwapsCpLevels = true } });
        Assert.That((tree.Find("./DMAcc/A1")!.Acl.IsEmpty, tree.Text("./DMAcc/A1/AppAuth/1/AAuthLevel")), Is.EqualTo((true, "SRVCRED")));
    }

    [Test]
    public void The_defects_of_cards_show()
    {
        var file = new CardBootstrap("EF(DM_Bootstrap)", BootstrapProfile.DeviceManagement, Message(Inbox(TndsForm.Document, Account("A", "a"))));
        var other = file with { Name = "EF(Bootstrap)", Octets = Message(Inbox(TndsForm.Document, Account("B", "b"))) };

        Assert.That(Followed(new BootstrapQuirks()), Is.EqualTo("b | Get=x"));
        Assert.That(Followed(new BootstrapQuirks { KeepsRemovedCardAccounts = true }), Is.EqualTo("a b | Get=a+x"));
        Assert.That(Followed(new BootstrapQuirks { SkipsAclScan = true }), Is.EqualTo("b | Get=a+x"));
        Assert.That(Followed(new BootstrapQuirks { DuplicatesCardAccounts = true, KeepsRemovedCardAccounts = true }), Is.EqualTo("a b b | Get=a+x"));
        Assert.That(Followed(new BootstrapQuirks { ReadsOnlyFirstCardFile = true }), Is.EqualTo("b | Get=x"));
        Assert.That(BootstrapProcessor.ApplyCard(TreeRig.Device(), [file, other], new BootstrapQuirks { ReadsOnlyFirstCardFile = true }).ServerIds, Is.EqualTo(new[] { "a" }));

        string Followed(BootstrapQuirks quirks)
        {
            var tree = TreeRig.Device();
            BootstrapProcessor.ApplyCard(tree, [file, other], quirks with { ReadsOnlyFirstCardFile = false });
            tree.AddInterior("./X");
            tree.SetAcl("./X", Acl.Parse("Get=a+x"));
            BootstrapProcessor.ApplyCard(tree, [other], quirks);
            return $"{string.Join(' ', TreeAccount.All(tree).Select(account => account.ServerId))} | {tree.Find("./X")!.Acl}";
        }
    }

    [Test]
    public void The_defects_of_single_objects_show()
    {
        var extension = MgmtNode.Interior("Ext", "", MgmtNode.Leaf("Odd", "x"));
        var unknownFirst = Message(Inbox(TndsForm.Document, MgmtNode.Interior("Odd", "com.example/1.0/Odd", MgmtNode.Leaf("a", "b"))), Inbox(TndsForm.Document, Account("Mine", "s", more: extension)));
        var versions = Message(Inbox(TndsForm.Document, Account("Old", "s", "old", StandardObjects.LegacyDmAcc)), Inbox(TndsForm.Document, Account("New", "s", "new")));

        Assert.That((Servers(unknownFirst, new BootstrapQuirks()), Servers(unknownFirst, new BootstrapQuirks { StopsAtUnknownMo = true }), Servers(unknownFirst, new BootstrapQuirks { RejectsExt = true })),
            Is.EqualTo(("s", "", "")));
        Assert.That((Preferred(new BootstrapQuirks()), Preferred(new BootstrapQuirks { TakesFirstVersion = true })), Is.EqualTo(("new", "old")));
        Assert.That(BootstrapProcessor.Apply(TreeRig.Device(), "<SyncML/>"u8.ToArray(), s_dm).DiscardReason, Is.EqualTo("XmlInsteadOfWbxml"));
        Assert.That(BootstrapProcessor.Apply(TreeRig.Device(), Encoding.UTF8.GetBytes(WbxmlXml.ToXml(versions)), s_dm with { Quirks = new BootstrapQuirks { AcceptsXml = true } }).ServerIds, Is.EqualTo(new[] { "s" }));
        Assert.That(CpAcl(new BootstrapQuirks { GivesEverybodyCpAcl = true }), Is.EqualTo("Get=*&Replace=*&Delete=*"));
        Assert.That(CpAcl(new BootstrapQuirks { GivesNoCpDelete = true }), Is.EqualTo("Get=com.example.dm&Replace=com.example.dm"));
        Assert.That(BootstrapProcessor.Apply(TreeRig.Device(), WbxmlVectors.ProvisioningDocument, s_cp with { Quirks = new BootstrapQuirks { IgnoresInit = true } }).SessionServerIds, Is.Empty);

        string? Preferred(BootstrapQuirks quirks)
        {
            var tree = TreeRig.Device();
            BootstrapProcessor.Apply(tree, versions, s_dm with { Quirks = quirks });
            return tree.Text("./DMAcc/A1/PrefConRef");
        }

        string CpAcl(BootstrapQuirks quirks)
        {
            var tree = TreeRig.Device();
            BootstrapProcessor.Apply(tree, WbxmlVectors.ProvisioningDocument, s_cp with { Quirks = quirks });
            return tree.Find("./DMAcc/A1")!.Acl.ToString();
        }
    }

    [Test]
    public void The_defects_of_mapping_show()
    {
        var document = new ProvisioningDocument(
            "1.1",
            new Characteristic("NAPDEF", new Parm("NAPID", "1"), new Parm("NAME", "n"), new Parm("NAP-ADDRESS", "apn")),
            new Characteristic("NAPDEF", new Parm("NAPID", "2"), new Parm("NAME", "n"), new Parm("NAP-ADDRESS", "apn")),
            new Characteristic("PXLOGICAL", new Parm("PROXY-ID", "P"), new Parm("NAME", "p")),
            new Characteristic("APPLICATION", new Parm("APPID", "w7"), new Parm("PROVIDER-ID", "s"), new Parm("ADDR", "http://s/"))).ToWbxml();

        Assert.That(Mapped(new BootstrapQuirks()), Is.EqualTo("N1 N2 P1 | old s"));
        Assert.That(Mapped(new BootstrapQuirks { MapsOnlyFirstNap = true }), Is.EqualTo("N1 P1 | old s"));
        Assert.That(Mapped(new BootstrapQuirks { MapsNoProxy = true }), Is.EqualTo("N1 N2 | old s"));
        Assert.That(Mapped(new BootstrapQuirks { RemovesOtherAccounts = true }), Is.EqualTo("N1 N2 P1 | s"));
        Assert.That(Servers(Message(Inbox(TndsForm.Xml, Account("A", "a"))), new BootstrapQuirks { RejectsXmlTnds = true }), Is.Empty);

        string Mapped(BootstrapQuirks quirks)
        {
            var tree = TreeRig.Device();
            BootstrapProcessor.Apply(tree, Message(Inbox(TndsForm.Document, Account("Old", "old"))), s_dm);
            BootstrapProcessor.Apply(tree, document, s_cp with { Quirks = quirks });
            return $"{string.Join(' ', tree.Find("./Con")!.Children.Select(node => node.Name))} | {string.Join(' ', TreeAccount.All(tree).Select(account => account.ServerId))}";
        }
    }

    [Test]
    public void One_object_twice_on_a_card_is_there_once_and_stays()
    {
        var tree = TreeRig.Device();
        var file = new CardBootstrap("EF(DM_Bootstrap)", BootstrapProfile.DeviceManagement, Message(Inbox(TndsForm.Document, Nap("Net")), Inbox(TndsForm.Document, Nap("Net"))));
        BootstrapProcessor.ApplyCard(tree, [file]);
        Assert.That(tree.Find("./Con")!.Children.Count(), Is.EqualTo(1));
        var before = TreeRig.Octets(tree);

        BootstrapProcessor.ApplyCard(tree, [file]);

        Assert.That(TreeRig.Octets(tree), Is.EqualTo(before));
    }

    [Test]
    public void Damaged_documents_never_throw_and_leave_a_whole_tree()
    {
        var random = new Random(20240229);
        foreach (var (document, options) in new[] { (WbxmlVectors.LongBootstrapMessage, s_dm), (WbxmlVectors.BootstrapMessage, s_dm), (WbxmlVectors.ProvisioningDocument, s_cp) })
        {
            for (var round = 0; round < 1500; round++)
            {
                var octets = document.ToArray();
                for (var change = random.Next(1, 4); change > 0; change--)
                    octets[random.Next(octets.Length)] = (byte)random.Next(256);
                var tree = TreeRig.Device();
                var outcome = BootstrapProcessor.Apply(tree, octets.AsMemory(0, random.Next(4) == 0 ? random.Next(octets.Length) : octets.Length), options);
                Assert.That(outcome.ServerIds, Has.Length.EqualTo(TreeAccount.All(tree).Count(account => account.ServerId.Length > 0)));
                Assert.That(() => TreeDocument.Read(TreeDocument.Write(tree), new StillTime()), Throws.Nothing);
            }
        }
    }

    private static string Servers(byte[] message, BootstrapQuirks quirks) =>
        string.Join(' ', BootstrapProcessor.Apply(TreeRig.Device(), message, s_dm with { Quirks = quirks }).ServerIds);
}

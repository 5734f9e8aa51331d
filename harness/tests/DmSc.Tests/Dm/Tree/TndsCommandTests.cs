using DmSc.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

[TestFixture]
public sealed class TndsCommandTests
{
    private const string Server = "dm.example.com";

    private static readonly MgmtNode s_mail = MgmtNode.Interior(
        "Mail",
        "com.example/1.0/Mail",
        MgmtNode.Leaf("Host", TndsValue.OfText("mail.example.com"), acl: "Get=*&Replace=dm.example.com"),
        MgmtNode.Leaf("Port", "25", "int"),
        MgmtNode.Interior("Empty", ""));

    private static ManagementTree Owned(TreeQuirks? quirks = null)
    {
        var tree = Device(new TreeOptions { Quirks = quirks ?? new TreeQuirks() });
        tree.AddInterior("./Acme");
        tree.SetAcl("./Acme", Acl.Parse($"Add={Server}&Delete={Server}&Get={Server}&Replace={Server}"));
        return tree;
    }

    private static string[] Lines(ManagementTree tree, string uri) => [.. tree.Find(uri)!.All().Select(node => $"{node.Uri} {node.Format} {node.Text} [{node.Acl}]")];

    [TestCase(TndsForm.Document)]
    [TestCase(TndsForm.Inline)]
    [TestCase(TndsForm.Xml)]
    public void Add_takes_an_object_in_every_form(TndsForm form)
    {
        var tree = Owned();

        Assert.That(tree.Add(Server, Object("./Acme", form, s_mail)).Status, Is.EqualTo(200));
        Assert.That(Lines(tree, "./Acme/Mail"), Is.EqualTo(new[]
        {
            "./Acme/Mail node  []", "./Acme/Mail/Empty node  []", "./Acme/Mail/Host chr mail.example.com [Get=*&Replace=dm.example.com]", "./Acme/Mail/Port int 25 []",
        }));
        Assert.That(tree.Find("./Acme/Mail")!.Type, Is.EqualTo("com.example/1.0/Mail"));
    }

    [TestCase("Mail")]
    [TestCase("")]
    public void The_topmost_node_can_be_the_target_itself(string name)
    {
        var tree = Owned();

        Assert.That(tree.Add(Server, Object("./Acme/Mail", TndsForm.Document, s_mail with { Name = name })).Status, Is.EqualTo(200));
        Assert.That(tree.Text("./Acme/Mail/Host"), Is.EqualTo("mail.example.com"));
        Assert.That(tree.Add(Server, Object("./Acme/Mail", TndsForm.Document, s_mail with { Name = name })).Status, Is.EqualTo(418));
    }

    [Test]
    public void Nodes_with_a_path_go_on_with_the_tree()
    {
        var tree = Owned();
        var more = MgmtNode.Leaf("User", "u") with { Path = "Mail" };

        Assert.That(tree.Add(Server, Object("./Acme", TndsForm.Document, s_mail, more)).Status, Is.EqualTo(200));
        Assert.That(tree.Text("./Acme/Mail/User"), Is.EqualTo("u"));
    }

    [Test]
    public void An_object_with_a_fault_changes_nothing()
    {
        var bad = MgmtNode.Interior("Bad", "", MgmtNode.Leaf("Fine", "x"), MgmtNode.Leaf("Number", "x", "int"));
        var tree = Owned();
        var before = Octets(tree);

        Assert.That(tree.Add(Server, Object("./Acme", TndsForm.Document, s_mail, bad)).Status, Is.EqualTo(415));
        Assert.That(Octets(tree), Is.EqualTo(before));
        Assert.That(tree.Add(Server, new TreeWrite("./Acme/X", "xml", MediaTypes.TndsXml, SyncMlData.OfText("no tree"))).Status, Is.EqualTo(415));
        var defect = Owned(new TreeQuirks { PartialTnds = true });
        defect.Add(Server, Object("./Acme", TndsForm.Document, s_mail, bad));
        Assert.That(defect.Find("./Acme/Mail"), Is.Not.Null);
    }

    [Test]
    public void Replace_puts_the_new_subtree_in_place_of_the_old()
    {
        var tree = Owned();
        tree.Add(Server, Object("./Acme", TndsForm.Document, s_mail));

        var other = MgmtNode.Interior("Mail", "", MgmtNode.Leaf("Host", "other"));
        Assert.That(tree.Replace(Server, Object("./Acme/Mail", TndsForm.Xml, other)).Status, Is.EqualTo(200));
        Assert.That(Lines(tree, "./Acme/Mail"), Is.EqualTo(new[] { "./Acme/Mail node  []", "./Acme/Mail/Host chr other []" }));
        Assert.That(tree.Replace(Server, Object("./Acme/None", TndsForm.Xml, other)).Status, Is.EqualTo(404));
        Assert.That(tree.Replace(Server, Object(".", TndsForm.Xml, other)).Status, Is.EqualTo(425));
    }

    [TestCase(TndsForm.Document)]
    [TestCase(TndsForm.Inline)]
    [TestCase(TndsForm.Xml)]
    public void What_get_tells_can_be_put_back(TndsForm form)
    {
        var tree = Owned();
        tree.Add(Server, Object("./Acme", TndsForm.Document, s_mail));
        tree.SetLeaf("./Acme/Mail/Raw", new byte[] { 0, 255, 1 }, "bin", "application/octet-stream");
        tree.SetLeaf("./Acme/Mail/Markup", "<a>&amp;</a>", "xml");
        var before = Lines(tree, "./Acme/Mail");

        var told = tree.Get(Server, "./Acme/Mail?list=TNDS").Items.Single().Subtree!;
        Assert.That(tree.Replace(Server, new TreeWrite("./Acme/Mail", "xml", MediaTypes.TndsXml, TndsWriter.ToData(told, form))).Status, Is.EqualTo(200));
        Assert.That(Lines(tree, "./Acme/Mail"), Is.EqualTo(before));
    }

    [Test]
    public void A_list_tells_the_properties_that_were_asked_for()
    {
        var tree = Owned();
        tree.Add(Server, Object("./Acme", TndsForm.Document, s_mail));

        var node = tree.Get(Server, "./Acme/Mail?list=TNDS+Value+ACL").Items.Single().Subtree!.Nodes.Single();
        var host = node.Children.Single(child => child.Name == "Host");
        Assert.That((host.Properties!.Acl, host.Properties.Format, host.Properties.MimeType, host.Value!.Text), Is.EqualTo(("Get=*&Replace=dm.example.com", (string?)null, (string?)null, "mail.example.com")));
        Assert.That(tree.Get(Server, "./Acme/Mail?list=TNDS-Value").Items.Single().Subtree!.Nodes.Single().Children, Has.All.Property(nameof(MgmtNode.Value)).Null);
    }

    [Test]
    public void What_is_told_below_a_hidden_node_comes_with_its_path()
    {
        var tree = Owned();
        tree.AddInterior("./Acme/Hidden");
        tree.SetAcl("./Acme/Hidden", Acl.Parse("Get=other"));
        tree.SetLeaf("./Acme/Hidden/Seen", "x");
        tree.SetAcl("./Acme/Hidden/Seen", Acl.Parse("Get=*"));

        var nodes = tree.Get(Server, "./Acme?list=TNDS").Items.Single().Subtree!.Nodes;
        Assert.That(nodes.Select(node => (node.Name, node.Path)), Is.EqualTo(new[] { ("Acme", (string?)null), ("Seen", "Hidden") }));
    }

    [Test]
    public void The_list_of_a_leaf_needs_replace_on_its_parent()
    {
        var tree = Device();

        var leaf = MgmtNode.Leaf("Single", TndsValue.OfText("x"), acl: "Get=dm.example.com");
        Assert.That(tree.Add(Server, Object("./Single", TndsForm.Document, leaf)).Status, Is.EqualTo(425));
        Assert.That(tree.Find("./Single"), Is.Null);
        Assert.That(Owned(new TreeQuirks { DropTndsAcl = true }) is var lossy && lossy.Add(Server, Object("./Acme", TndsForm.Document, s_mail)).IsSuccess && lossy.Find("./Acme/Mail/Host")!.Acl.IsEmpty, Is.True);
    }

    [Test]
    public void The_inbox_puts_an_account_where_accounts_are()
    {
        var tree = Device();
        var account = MgmtNode.Interior("Mine", StandardObjects.DmAcc, MgmtNode.Leaf("ServerID", "s"), MgmtNode.Leaf("PrefConRef", "./Inbox/Net"));
        var nap = MgmtNode.Interior("Net", StandardObjects.Nap, MgmtNode.Leaf("Name", "n"));

        Assert.That(tree.Add(Server, Object("./Inbox", TndsForm.Document, account, nap)).Status, Is.EqualTo(200));
        Assert.That((tree.Text("./DMAcc/A1/ServerID"), tree.Text("./DMAcc/A1/PrefConRef"), tree.Text("./Con/N1/Name")), Is.EqualTo(("s", "./Con/N1", "n")));
        Assert.That(tree.Add(Server, Object("./Inbox", TndsForm.Document, s_mail)).Status, Is.EqualTo(415));
    }

    [Test]
    public void The_server_of_a_deleted_account_leaves_every_list()
    {
        var tree = Device(new TreeOptions { Quirks = new TreeQuirks() });
        tree.SetLeaf("./DMAcc/A1/AppID", "w7");
        tree.SetLeaf("./DMAcc/A1/ServerID", "gone");
        tree.AddInterior("./X");
        tree.SetAcl("./X", Acl.Parse("Get=gone+stays"));
        tree.SetAcl("./DMAcc/A1", Acl.Parse("Delete=*"));

        Assert.That(tree.Delete(Server, "./DMAcc/A1").Status, Is.EqualTo(200));
        Assert.That(tree.Find("./X")!.Acl.ToString(), Is.EqualTo("Get=stays"));
    }
}

using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

[TestFixture]
public sealed class ManagementTreeTests
{
    private const string Server = "dm.example.com";

    private static ManagementTree Owned(TreeOptions? options = null)
    {
        var tree = Device(options);
        tree.AddInterior("./Acme");
        tree.SetAcl("./Acme", Acl.Parse($"Add={Server}&Delete={Server}&Exec={Server}&Get={Server}&Replace={Server}"));
        tree.SetLeaf("./Acme/Leaf", "value");
        return tree;
    }

    [TestCase("./DevInfo/Man", 200)]
    [TestCase("DevInfo/Man", 200)]
    [TestCase("./DevInfo/%4Dan", 200)]
    [TestCase("./DevInfo/Man/", 404)]
    [TestCase("./DevInfo/../DevInfo/Man", 404)]
    [TestCase("././DevInfo/Man", 404)]
    [TestCase("./DevInfo/./Man", 404)]
    [TestCase("/DevInfo/Man", 404)]
    [TestCase("./DevInfo/man", 404)]
    [TestCase("./DevInfo/M%zz", 404)]
    [TestCase("./", 404)]
    [TestCase("", 404)]
    [TestCase(".", 200)]
    [TestCase("./DevInfo/Man?what=1", 406)]
    public void Uris_are_read_as_the_specification_has_them(string uri, int status)
    {
        Assert.That(Device().Get(Server, uri).Status, Is.EqualTo(status));
    }

    [TestCase("./Acme/a/b", 414)]
    [TestCase("./Acme/abcdefghi", 414)]
    [TestCase("./Acme/abcdefgh", 200)]
    public void Published_limits_are_kept(string uri, int status)
    {
        var tree = Owned(new TreeOptions { Limits = new TreeLimits(MaxDepth: 2, MaxTotLen: 0, MaxSegLen: 8) });

        Assert.That(tree.Add(Server, Text(uri, "x")).Status, Is.EqualTo(status));
    }

    [Test]
    public void A_long_uri_is_refused_with_414()
    {
        var tree = Owned(new TreeOptions { Limits = new TreeLimits(MaxTotLen: 12) });

        Assert.That(tree.Get(Server, "./Acme/Leaf").Status, Is.EqualTo(200));
        Assert.That(tree.Get(Server, "./Acme/Leafs-").Status, Is.EqualTo(414));
        Assert.That(Owned().Get(Server, $"./{new string('a', 20_000)}").Status, Is.EqualTo(414));
    }

    [Test]
    public void An_interior_node_tells_the_names_of_its_children()
    {
        var answer = Device().Get(Server, "./DevInfo");

        Assert.That(answer.Got().Split('/'), Is.EquivalentTo(new[] { "DevId", "Man", "Mod", "DmV", "Lang" }));
        Assert.That(answer.Items[0].Format, Is.EqualTo("node"));
        Assert.That(Device().Get(Server, "./DMAcc").Got(), Is.Empty);
    }

    [Test]
    public void A_leaf_tells_format_type_and_value()
    {
        var item = Device().Get(Server, "./DevDetail/LrgObj").Items.Single();

        Assert.That((item.Source, item.Format, item.Type, Encoding.UTF8.GetString(item.Value!.Value.Span)), Is.EqualTo(("./DevDetail/LrgObj", "bool", "text/plain", "true")));
    }

    [TestCase("ACL", "")]
    [TestCase("Format", "chr")]
    [TestCase("Name", "Leaf")]
    [TestCase("Size", "5")]
    [TestCase("Title", "")]
    [TestCase("TStamp", "20240229T123059Z")]
    [TestCase("Type", "text/plain")]
    [TestCase("VerNo", "0")]
    public void Properties_are_told(string property, string value)
    {
        Assert.That(Owned().Get(Server, $"./Acme/Leaf?prop={property}").Got(), Is.EqualTo(value));
    }

    [TestCase("./Acme?prop=Size", 406)]
    [TestCase("./Acme/Leaf?prop=Colour", 406)]
    [TestCase("./Acme/Leaf?prop=acl", 406)]
    [TestCase("./Acme/Nothing?prop=ACL", 404)]
    public void Properties_that_a_node_does_not_have_are_not_told(string uri, int status)
    {
        Assert.That(Owned().Get(Server, uri).Status, Is.EqualTo(status));
    }

    [TestCase("Title", 200)]
    [TestCase("Format", 405)]
    [TestCase("Size", 405)]
    [TestCase("TStamp", 405)]
    [TestCase("Type", 405)]
    [TestCase("VerNo", 405)]
    [TestCase("Colour", 406)]
    public void Only_some_properties_can_be_replaced_and_none_added(string property, int status)
    {
        Assert.That(Owned().Replace(Server, Text($"./Acme/Leaf?prop={property}", "x")).Status, Is.EqualTo(status));
        Assert.That(Owned().Add(Server, Text($"./Acme/Leaf?prop={property}", "x")).Status, Is.EqualTo(405));
        Assert.That(Owned().Delete(Server, $"./Acme/Leaf?prop={property}").Status, Is.EqualTo(405));
    }

    [Test]
    public void A_new_value_moves_version_and_time()
    {
        var time = new StillTime();
        var tree = new ManagementTree(time);
        tree.SetLeaf("./A", "x");
        tree.SetAcl(".", Acl.Parse("Add=*&Get=*&Replace=*"));
        time.Now = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

        Assert.That(tree.Replace(Server, Text("./A", "1", "int")).Status, Is.EqualTo(200));
        Assert.That(tree.Get(Server, "./A?prop=VerNo").Got(), Is.EqualTo("1"));
        Assert.That(tree.Get(Server, "./A?prop=TStamp").Got(), Is.EqualTo("20250102T030405Z"));
        Assert.That(tree.Get(Server, "./A?prop=Format").Got(), Is.EqualTo("int"));
    }

    [Test]
    public void Rename_moves_the_subtree_and_clashes_with_418()
    {
        var tree = Owned();
        tree.SetLeaf("./Acme/Other", "x");

        Assert.That(tree.Replace(Server, Text("./Acme/Leaf?prop=Name", "Other")).Status, Is.EqualTo(418));
        Assert.That(tree.Replace(Server, Text("./Acme/Leaf?prop=Name", "New")).Status, Is.EqualTo(200));
        Assert.That((tree.Text("./Acme/New"), tree.Find("./Acme/Leaf")), Is.EqualTo(("value", (NodeView?)null)));
    }

    [Test]
    public void Permanent_nodes_are_neither_deleted_nor_renamed()
    {
        var tree = Device(new TreeOptions { Quirks = new TreeQuirks { IgnoreAcl = true } });

        Assert.That(tree.Delete(Server, "./DevInfo").Status, Is.EqualTo(405));
        Assert.That(tree.Delete(Server, "./DevInfo/Man").Status, Is.EqualTo(405));
        Assert.That(tree.Delete(Server, ".").Status, Is.EqualTo(405));
        Assert.That(tree.Replace(Server, Text("./DMAcc?prop=Name", "X")).Status, Is.EqualTo(405));
        Assert.That(tree.Replace(Server, Text("./DevInfo/Man", "X")).Status, Is.EqualTo(405));
    }

    [Test]
    public void A_node_without_delete_goes_with_its_ancestor_only()
    {
        var tree = Owned();
        tree.SetLeaf("./Acme/Fixed", Encoding.UTF8.GetBytes("x"), access: NodeAccess.Get);

        Assert.That(tree.Delete(Server, "./Acme/Fixed").Status, Is.EqualTo(405));
        Assert.That(tree.Delete(Server, "./Acme").Status, Is.EqualTo(200));
        Assert.That(tree.Find("./Acme/Fixed"), Is.Null);
    }

    [Test]
    public void Add_obeys_what_is_there()
    {
        Assert.That(Owned().Add(Server, Text("./Acme/Leaf", "x")).Status, Is.EqualTo(418));
        Assert.That(Owned().Add(Server, Text("./Acme/Leaf/Below", "x")).Status, Is.EqualTo(405));
        Assert.That(Owned().Add(Server, Text("./Acme/New", "x", "unknown")).Status, Is.EqualTo(415));
        Assert.That(Owned().Add(Server, Text("./Acme/New", "x", "int")).Status, Is.EqualTo(415));
        Assert.That(Owned().Add("stranger", Text("./Acme/New", "x")).Status, Is.EqualTo(425));
        Assert.That(Owned().Replace(Server, Text("./Acme/New", "x")).Status, Is.EqualTo(404));
        Assert.That(Owned().Delete(Server, "./Acme/New").Status, Is.EqualTo(404));
    }

    [Test]
    public void Missing_parents_come_with_the_node_and_the_failing_one_is_named()
    {
        var tree = Owned();

        Assert.That(tree.Add(Server, Text("./Acme/P/Q/Leaf", "x")).Status, Is.EqualTo(200));
        Assert.That((tree.Text("./Acme/P/Q/Leaf"), tree.Find("./Acme/P")!.Acl.IsEmpty), Is.EqualTo(("x", true)));
        Assert.That(tree.Add("stranger", Text("./Acme/R/S/Leaf", "x")), Is.EqualTo(new TreeAnswer(425, [], "./Acme/R")).Using<TreeAnswer>((a, b) => (a.Status, a.FailedUri) == (b.Status, b.FailedUri)));
        Assert.That(Owned(new TreeOptions { CreatesParents = false }).Add(Server, Text("./Acme/P/Q", "x")).Status, Is.EqualTo(404));
    }

    [Test]
    public void The_creator_without_replace_on_the_parent_gets_rights_on_the_interior_node()
    {
        var tree = Device();

        Assert.That(tree.Add(Server, Interior("./Vendor")).Status, Is.EqualTo(200));
        Assert.That(tree.Add(Server, Text("./Other/Deep/Leaf", "x")).Status, Is.EqualTo(200));
        Assert.That(tree.Add(Server, Text("./Plain", "x")).Status, Is.EqualTo(200));

        Assert.That(tree.Find("./Vendor")!.Acl.ToString(), Is.EqualTo($"Add={Server}&Delete={Server}&Replace={Server}"));
        Assert.That(tree.Find("./Other")!.Acl.ToString(), Is.EqualTo($"Add={Server}&Delete={Server}&Replace={Server}"));
        Assert.That(tree.Find("./Other/Deep")!.Acl.IsEmpty, Is.True);
        Assert.That(tree.Find("./Plain")!.Acl.IsEmpty, Is.True);
    }

    [Test]
    public void Binary_values_are_octets_whatever_carried_them()
    {
        var tree = Owned();
        tree.Add(Server, new TreeWrite("./Acme/Xml", "b64", "application/octet-stream", SyncMlData.OfText("AQID"), IsXml: true));
        tree.Add(Server, new TreeWrite("./Acme/Wbxml", "bin", "application/octet-stream", SyncMlData.OfOctets(new byte[] { 1, 2, 3 })));

        foreach (var uri in new[] { "./Acme/Xml", "./Acme/Wbxml" })
        {
            var item = tree.Get(Server, uri).Items.Single();
            Assert.That((item.Format, Convert.ToHexString(item.Value!.Value.Span)), Is.EqualTo(("bin", "010203")));
        }

        Assert.That(tree.Add(Server, new TreeWrite("./Acme/Bad", "b64", null, SyncMlData.OfText("?"), IsXml: true)).Status, Is.EqualTo(415));
    }

    [Test]
    public void Sizes_are_bounded()
    {
        var tree = Owned(new TreeOptions { MaxObjectSize = 4, MaxOctets = 200, MaxNodes = 26 });

        Assert.That(tree.Add(Server, Text("./Acme/A", "12345")).Status, Is.EqualTo(413));
        Assert.That(tree.Replace(Server, Text("./Acme/Leaf", "12345")).Status, Is.EqualTo(413));
        var statuses = Enumerable.Range(0, 20).Select(i => tree.Add(Server, Text($"./Acme/n{i}", "1")).Status).Distinct();
        Assert.That(statuses, Is.EqualTo(new[] { 200, 420 }));
    }

    [Test]
    public void Secrets_are_never_told_under_any_name()
    {
        var tree = Owned();
        tree.Add(Server, Text("./Acme/X/AppAuth/1/AAuthSecret", "c-secret"));
        tree.Add(Server, Text("./Acme/X/AppAuth/1/AAuthName", "name"));

        Assert.That(tree.Get(Server, "./Acme/X/AppAuth/1/AAuthSecret").Status, Is.EqualTo(405));
        Assert.That(tree.Copy(Server, "./Acme/X/AppAuth/1/AAuthSecret", "./Acme/Plain").Status, Is.EqualTo(405));
        Assert.That(tree.Copy(Server, "./Acme/X", "./Acme/Y").Status, Is.EqualTo(405));
        Assert.That(tree.Get(Server, "./Acme/X?list=StructData").Items.Select(item => item.Source), Has.None.Contain("AAuthSecret"));
        Assert.That(tree.Replace(Server, Text("./Acme/X/AppAuth/1/AAuthSecret?prop=Name", "Plain")).Status, Is.EqualTo(200));
        Assert.That(tree.Get(Server, "./Acme/X/AppAuth/1/Plain").Status, Is.EqualTo(405));
        var defect = Owned(new TreeOptions { Quirks = new TreeQuirks { SecretsReadable = true } });
        defect.Add(Server, Text("./Acme/AAuthSecret", "c"));
        Assert.That(defect.Get(Server, "./Acme/AAuthSecret").Got(), Is.EqualTo("c"));
    }

    [Test]
    public void Copy_makes_an_independent_node()
    {
        var tree = Owned();

        Assert.That(tree.Copy(Server, "./Acme/Leaf", "./Acme/Twin").Status, Is.EqualTo(200));
        Assert.That(tree.Replace(Server, Text("./Acme/Leaf", "changed")).Status, Is.EqualTo(200));
        Assert.That(tree.Text("./Acme/Twin"), Is.EqualTo("value"));
        Assert.That(tree.Copy(Server, "./Acme/Twin", "./Acme/Leaf").Status, Is.EqualTo(200));
        Assert.That(tree.Text("./Acme/Leaf"), Is.EqualTo("value"));
        Assert.That(tree.Copy(Server, "./Acme/Leaf", "./Acme").Status, Is.EqualTo(403));
        Assert.That(tree.Copy(Server, "./Acme/None", "./Acme/X").Status, Is.EqualTo(404));
        Assert.That(tree.Copy("stranger", "./Acme/Leaf", "./Acme/X").Status, Is.EqualTo(425));
        Assert.That(Owned(new TreeOptions { SupportsCopy = false }).Copy(Server, "./Acme/Leaf", "./Acme/X").Status, Is.EqualTo(406));
    }

    [TestCase("Struct", null)]
    [TestCase("StructData", "value")]
    public void A_structure_alone_tells_no_values(string list, string? told)
    {
        var leaf = Owned().Get(Server, $"./Acme?list={list}").Items.Single(item => item.Source == "./Acme/Leaf");

        Assert.That(leaf.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null, Is.EqualTo(told));
    }

    [Test]
    public void Exec_reaches_the_node_that_has_something_to_do()
    {
        var tree = Owned();
        TreeExec? seen = null;
        tree.OnExec("./Acme/Leaf", exec =>
        {
            seen = exec;
            return TreeAnswer.Of(202);
        });

        Assert.That(tree.Exec(Server, "Acme/Leaf", "go"u8.ToArray(), "c1").Status, Is.EqualTo(202));
        Assert.That((seen!.ServerId, seen.Uri, seen.Correlator), Is.EqualTo((Server, "./Acme/Leaf", "c1")));
        Assert.That(tree.Exec(Server, "./Acme", default, null).Status, Is.EqualTo(405));
        Assert.That(tree.Exec("stranger", "./Acme/Leaf", default, null).Status, Is.EqualTo(425));
    }

    [Test]
    public void The_inbox_takes_objects_and_tells_nothing()
    {
        Assert.That(Device().Get(Server, "./Inbox").Status, Is.EqualTo(405));
        Assert.That(Device().Get(Server, "./Inbox/Any").Status, Is.EqualTo(405));
        Assert.That(Device().Get(Server, "./Inbox?list=Struct").Status, Is.EqualTo(405));
        Assert.That(Device().Delete(Server, "./Inbox").Status, Is.EqualTo(405));
        Assert.That(Device().Replace(Server, Text("./Inbox/x", "y")).Status, Is.EqualTo(405));
        Assert.That(Device().Get(Server, ".?list=Struct").Items.Select(item => item.Source), Has.None.EqualTo("./Inbox"));
        Assert.That(Device(new TreeOptions { Quirks = new TreeQuirks { InboxReadable = true } }).Get(Server, "./Inbox").Status, Is.EqualTo(200));
    }

    [Test]
    public void A_transaction_is_taken_back_unless_kept()
    {
        var tree = Owned();
        var before = Octets(tree);
        using (tree.Begin())
        {
            tree.Delete(Server, "./Acme/Leaf");
            tree.Add(Server, Text("./Acme/New", "x"));
            Assert.That(tree.Begin, Throws.InvalidOperationException);
        }

        Assert.That(Octets(tree), Is.EqualTo(before));
        using (var kept = tree.Begin())
        {
            tree.Delete(Server, "./Acme/Leaf");
            kept.Commit();
        }

        Assert.That(tree.Find("./Acme/Leaf"), Is.Null);
    }

    [TestCase("Get=", 400)]
    [TestCase("Get=*&Replace=dm.example.com", 200)]
    [TestCase("", 200)]
    public void A_list_that_breaks_the_grammar_is_a_bad_request(string acl, int status)
    {
        Assert.That(Owned().Replace(Server, Text("./Acme/Leaf?prop=ACL", acl)).Status, Is.EqualTo(status));
    }

    [TestCase("./Acme?list=Everything", 406)]
    [TestCase("./Acme?list=TNDS+Value-ACL", 406)]
    [TestCase("./Acme?list=TNDS+Colour", 406)]
    [TestCase("./Acme?list=TNDS*Value", 406)]
    [TestCase("./Acme?list=TNDS+Value+ACL", 200)]
    [TestCase("./Acme?list=TNDS-Format", 200)]
    [TestCase("./Acme?list=StructData", 200)]
    public void Lists_are_known_or_refused(string uri, int status)
    {
        Assert.That(Owned().Get(Server, uri).Status, Is.EqualTo(status));
    }
}

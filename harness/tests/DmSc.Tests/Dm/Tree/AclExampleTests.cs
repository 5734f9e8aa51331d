using DmSc.Dm.Tree;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

/// <summary>The example of OMA DM Tree and Description 1.2, 7.7.1.6.</summary>
[TestFixture]
public sealed class AclExampleTests
{
    private static ManagementTree Example(TreeQuirks? quirks = null)
    {
        var tree = NewTree(quirks ?? new TreeQuirks());
        foreach (var node in new[] { "./NodeA", "./NodeB", "./NodeB/Node3", "./NodeC" })
            tree.AddInterior(node);
        foreach (var leaf in new[] { "./NodeA/Node1", "./NodeB/Node2", "./NodeB/Node3/Node4", "./NodeB/Node3/Node5" })
            tree.SetLeaf(leaf, "value");
        tree.SetAcl("./NodeA", Acl.Parse("Get=ServerC&Replace=ServerC"));
        tree.SetAcl("./NodeA/Node1", Acl.Parse("Get=*"));
        tree.SetAcl("./NodeB", Acl.Parse("Get=ServerA&Replace=ServerA"));
        tree.SetAcl("./NodeB/Node3", Acl.Parse("Get=ServerB&Replace=ServerB&Delete=ServerB"));
        tree.SetAcl("./NodeB/Node3/Node5", Acl.Parse("Get=ServerA&Replace=ServerA&Get=ServerB"));
        tree.SetAcl("./NodeC", Acl.Parse("Get=ServerA&Replace=ServerA"));
        return tree;
    }

    [TestCase("ServerA")]
    [TestCase("ServerB")]
    [TestCase("ServerC")]
    [TestCase("stranger")]
    public void Anybody_gets_the_value_of_node_1(string server)
    {
        Assert.That(Example().Get(server, "./NodeA/Node1").Got(), Is.EqualTo("value"));
    }

    [TestCase("ServerC", 200)]
    [TestCase("ServerA", 425)]
    [TestCase("ServerB", 425)]
    public void Only_server_c_changes_the_list_of_node_1(string server, int status)
    {
        Assert.That(Example().Replace(server, Text("./NodeA/Node1?prop=ACL", "Get=ServerC")).Status, Is.EqualTo(status));
    }

    [Test]
    public void Nobody_deletes_or_replaces_node_1_directly()
    {
        foreach (var server in new[] { "ServerA", "ServerB", "ServerC", "stranger" })
        {
            Assert.That(Example().Delete(server, "./NodeA/Node1").Status, Is.EqualTo(425));
            Assert.That(Example().Replace(server, Text("./NodeA/Node1", "other")).Status, Is.EqualTo(425));
        }
    }

    [Test]
    public void Server_c_replaces_node_1_in_two_steps()
    {
        var tree = Example();

        Assert.That(tree.Replace("ServerC", Text("./NodeA/Node1?prop=ACL", "Get=*&Replace=ServerC")).Status, Is.EqualTo(200));
        Assert.That(tree.Replace("ServerC", Text("./NodeA/Node1", "other")).Status, Is.EqualTo(200));
        Assert.That(tree.Text("./NodeA/Node1"), Is.EqualTo("other"));
    }

    [Test]
    public void The_property_tells_the_own_list_only()
    {
        Assert.That(Example().Get("ServerC", "./NodeA/Node1?prop=ACL").Got(), Is.EqualTo("Get=*"));
        Assert.That(Example().Get("ServerB", "./NodeB/Node3/Node4?prop=ACL").Got(), Is.Empty);
    }

    [TestCase("ServerA", "./NodeB/Node3/Node5", 200)]
    [TestCase("ServerB", "./NodeB/Node3/Node5", 425)]
    [TestCase("ServerB", "./NodeB/Node3/Node4", 200)]
    [TestCase("ServerA", "./NodeB/Node3/Node4", 425)]
    [TestCase("ServerA", "./NodeB/Node2", 200)]
    [TestCase("ServerB", "./NodeB/Node2", 425)]
    public void Values_are_replaced_by_those_whom_the_nearest_list_names(string server, string node, int status)
    {
        Assert.That(Example().Replace(server, Text(node, "other")).Status, Is.EqualTo(status));
    }

    [TestCase("ServerA", "./NodeB/Node3?prop=ACL", 200, Description = "Replace on the parent")]
    [TestCase("ServerB", "./NodeB/Node3?prop=ACL", 200, Description = "Replace on itself")]
    [TestCase("ServerC", "./NodeB/Node3?prop=ACL", 425)]
    [TestCase("ServerA", "./NodeB/Node3/Node5?prop=ACL", 425, Description = "the own Replace of a leaf is not enough")]
    [TestCase("ServerB", "./NodeB/Node3/Node5?prop=ACL", 200)]
    [TestCase("ServerA", "./NodeB/Node3/Node5?prop=Title", 200, Description = "but gives other properties")]
    [TestCase("ServerB", "./NodeB/Node3/Node5?prop=Title", 425)]
    public void Lists_are_changed_by_those_who_may_replace_them(string server, string property, int status)
    {
        Assert.That(Example().Replace(server, Text(property, "Get=x")).Status, Is.EqualTo(status));
    }

    [Test]
    public void Delete_needs_the_right_on_the_node_not_on_its_children()
    {
        var tree = Example();

        Assert.That(tree.Delete("ServerA", "./NodeB/Node3").Status, Is.EqualTo(425));
        Assert.That(tree.Delete("ServerB", "./NodeB/Node3").Status, Is.EqualTo(200));
        Assert.That(tree.Find("./NodeB/Node3/Node5"), Is.Null);
    }

    [Test]
    public void A_list_tells_only_what_the_server_may_get()
    {
        var seen = Example().Get("ServerA", "./NodeB?list=Struct").Items.Select(item => item.Source);

        Assert.That(seen, Is.EqualTo(new[] { "./NodeB", "./NodeB/Node2", "./NodeB/Node3/Node5" }));
    }

    [Test]
    public void A_removed_server_leaves_every_list_and_empty_ones_inherit()
    {
        var tree = Example();
        tree.RemoveServer("ServerB");

        Assert.That(tree.Find("./NodeB/Node3")!.Acl.IsEmpty, Is.True);
        Assert.That(tree.Find("./NodeB/Node3/Node5")!.Acl.ToString(), Is.EqualTo("Get=ServerA&Replace=ServerA"));
        Assert.That(tree.Get("ServerA", "./NodeB/Node3/Node4").Status, Is.EqualTo(200));
    }

    [Test]
    public void A_command_of_the_root_that_loses_its_last_server_is_for_everybody()
    {
        var tree = Example();
        tree.SetAcl(".", Acl.Parse("Add=ServerA&Get=*"));
        tree.RemoveServer("ServerA");

        Assert.That(tree.Root.Acl.ServersOf(AclCommand.Add), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public void The_documented_defects_answer_otherwise()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Example(new TreeQuirks { IgnoreAcl = true }).Delete("stranger", "./NodeA/Node1").Status, Is.EqualTo(200));
            Assert.That(Example(new TreeQuirks { InheritNothing = true }).Get("ServerB", "./NodeB/Node3/Node4").Status, Is.EqualTo(425));
            Assert.That(Example(new TreeQuirks { MergeAcls = true }).Replace("ServerC", Text("./NodeA/Node1", "x")).Status, Is.EqualTo(200));
            Assert.That(Example(new TreeQuirks { PropAclInherited = true }).Get("ServerB", "./NodeB/Node3/Node4?prop=ACL").Got(), Does.StartWith("Get=ServerB"));
            Assert.That(Example(new TreeQuirks { LeafAclByOwnReplace = true }).Replace("ServerA", Text("./NodeB/Node3/Node5?prop=ACL", "Get=*")).Status, Is.EqualTo(200));
            Assert.That(Example(new TreeQuirks { ParentReplaceDoesNotChangeAcl = true }).Replace("ServerA", Text("./NodeB/Node3?prop=ACL", "Get=*")).Status, Is.EqualTo(425));
            Assert.That(Example(new TreeQuirks { ListIgnoresRights = true }).Get("ServerA", "./NodeB?list=Struct").Items, Has.Length.EqualTo(5));
        });
    }
}

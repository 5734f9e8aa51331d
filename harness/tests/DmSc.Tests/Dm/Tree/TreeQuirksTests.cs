using DmSc.Dm.Tree;
using DmSc.Wire.Tnds;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

/// <summary>Each documented defect shows, and a sound tree does not have it.</summary>
[TestFixture]
public sealed class TreeQuirksTests
{
    private const string Server = "s";

    private static IEnumerable<TestCaseData> Defects()
    {
        yield return Defect("AddOverwrites", new TreeQuirks { AddOverwrites = true }, tree => tree.Add(Server, Text("./A/L", "new")).Status, 418, 200);
        yield return Defect("ReplaceCreates", new TreeQuirks { ReplaceCreates = true }, tree => tree.Replace(Server, Text("./A/New", "x")).Status, 404, 200);
        yield return Defect("DeletePermanent", new TreeQuirks { DeletePermanent = true }, tree => tree.Delete(Server, "./DevInfo").Status, 405, 200);
        yield return Defect("RenamePermanent", new TreeQuirks { RenamePermanent = true }, tree => tree.Replace(Server, Text("./DMAcc?prop=Name", "X")).Status, 405, 200);
        yield return Defect("RenameOverSibling", new TreeQuirks { RenameOverSibling = true }, tree => tree.Replace(Server, Text("./A/L?prop=Name", "M")).Status, 418, 200);
        yield return Defect("AddBelowLeafNotFound", new TreeQuirks { AddBelowLeafNotFound = true }, tree => tree.Add(Server, Text("./A/L/x", "x")).Status, 405, 404);
        yield return Defect("UnknownPropertyNotFound", new TreeQuirks { UnknownPropertyNotFound = true }, tree => tree.Get(Server, "./A?prop=Odd").Status, 406, 404);
        yield return Defect("EmptyInteriorNotFound", new TreeQuirks { EmptyInteriorNotFound = true }, tree => tree.Get(Server, "./DMAcc").Status, 200, 404);
        yield return Defect("IgnoreLimits", new TreeQuirks { IgnoreLimits = true }, tree => tree.Add(Server, Text($"./A/{new string('n', 40)}", "x")).Status, 414, 200);
        yield return Defect("LowerCaseNames", new TreeQuirks { LowerCaseNames = true }, tree => tree.Add(Server, Text("./A/New", "x")).IsSuccess && tree.Find("./A/New") is not null, true, false);
        yield return Defect("NoRollback", new TreeQuirks { NoRollback = true }, RolledBack, true, false);
        yield return Defect("TndsReplaceMerges", new TreeQuirks { TndsReplaceMerges = true }, ReplacedWhole, true, false);
        yield return Defect("CreatorGetsNoAcl", new TreeQuirks { CreatorGetsNoAcl = true }, CreatorHasAcl, true, false);
        yield return Defect("RepeatedAclCommandOverwrites", new TreeQuirks { RepeatedAclCommandOverwrites = true }, RepeatedAcl, "Get=a+b", "Get=b");
        yield return Defect("KeepsRemovedServerInAcls", new TreeQuirks { KeepsRemovedServerInAcls = true }, AclAfterRemoval, "Get=stays", "Get=gone+stays");
    }

    [TestCaseSource(nameof(Defects))]
    public void A_defect_shows(TreeQuirks quirks, Func<ManagementTree, object> act, object sound, object defective)
    {
        Assert.That(act(Rights(new TreeQuirks())), Is.EqualTo(sound));
        Assert.That(act(Rights(quirks)), Is.EqualTo(defective));
    }

    private static TestCaseData Defect<T>(string name, TreeQuirks quirks, Func<ManagementTree, T> act, T sound, T defective)
        where T : notnull => new TestCaseData(quirks, (Func<ManagementTree, object>)(tree => act(tree)), sound, defective).SetArgDisplayNames(name);

    private static ManagementTree Rights(TreeQuirks quirks)
    {
        var tree = Device(new TreeOptions { Quirks = quirks, Limits = new TreeLimits(MaxSegLen: 32) });
        tree.SetAcl(".", Acl.Parse("Add=*&Delete=s&Get=*&Replace=s"));
        tree.SetLeaf("./A/L", "l");
        tree.SetLeaf("./A/M", "m");
        return tree;
    }

    private static bool RolledBack(ManagementTree tree)
    {
        using (tree.Begin())
            tree.Delete(Server, "./A/L");
        return tree.Find("./A/L") is not null;
    }

    private static bool ReplacedWhole(ManagementTree tree)
    {
        tree.Replace(Server, Object("./A", TndsForm.Document, MgmtNode.Interior("A", "", MgmtNode.Leaf("New", "x"))));
        return tree.Find("./A/L") is null;
    }

    private static bool CreatorHasAcl(ManagementTree tree)
    {
        tree.Add("stranger", Interior("./B"));
        return !tree.Find("./B")!.Acl.IsEmpty;
    }

    private static string RepeatedAcl(ManagementTree tree)
    {
        tree.Replace(Server, Text("./A?prop=ACL", "Get=a&Get=b"));
        return tree.Find("./A")!.Acl.ToString();
    }

    private static string AclAfterRemoval(ManagementTree tree)
    {
        tree.SetAcl("./A", Acl.Parse("Get=gone+stays"));
        tree.RemoveServer("gone");
        return tree.Find("./A")!.Acl.ToString();
    }
}

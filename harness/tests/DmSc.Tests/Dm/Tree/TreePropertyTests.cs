using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using FsCheck;
using FsCheck.Fluent;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

[TestFixture]
public sealed class TreePropertyTests
{
    private static readonly string[] s_servers = ["a", "b", "c"];
    private static readonly string[] s_uris =
    [
        ".", "./x", "./x/y", "./x/y/z", "x/w", "./DMAcc", "./DMAcc/q", "./DevInfo/Man", "./Inbox", "./Inbox/o", "./x?prop=ACL", "./x/y?prop=Name", "./x?prop=Title",
        ".?prop=ACL", "./x?list=Struct", ".?list=TNDS", "./x/", "", "./%41", "./x/y?prop=ACL", "./x/AAuthSecret",
    ];

    private static readonly string[] s_texts =
        ["", "x", "w", "true", "Get=*", "Add=*&Get=*&Replace=*&Delete=*", "Replace=a&Get=b", "Get=", "12", "%%", "<MgmtTree/>", "a/b"];

    private static readonly string?[] s_formats = [null, "chr", "node", "int", "bin", "b64", "null", "xml", "odd"];

    private static Arbitrary<int[]> Commands => Gen.Choose(0, int.MaxValue - 1).ListOf().Select(list => list.ToArray()).ToArbitrary();

    private static void Run(ManagementTree tree, int code)
    {
        var random = new System.Random(code);
        string Uri() => s_uris[random.Next(s_uris.Length)];
        var server = s_servers[random.Next(s_servers.Length)];
        var text = s_texts[random.Next(s_texts.Length)];
        var write = new TreeWrite(Uri(), s_formats[random.Next(s_formats.Length)], null, random.Next(5) == 0 ? null : SyncMlData.OfText(text), random.Next(2) == 0);
        var answer = random.Next(9) switch
        {
            0 => tree.Get(server, Uri()),
            1 or 2 => tree.Add(server, write),
            3 => tree.Replace(server, write),
            4 => tree.Delete(server, Uri()),
            5 => tree.Copy(server, Uri(), Uri()),
            6 => tree.Exec(server, Uri(), default, null),
            7 => tree.Add(server, Object(Uri(), (TndsForm)random.Next(3), MgmtNode.Interior(random.Next(2) == 0 ? "n" : "y", "", MgmtNode.Leaf("l", text.Replace('<', '_'))))),
            _ => tree.Replace(server, Object(Uri(), (TndsForm)random.Next(3), MgmtNode.Interior("y", "", MgmtNode.Leaf("l", "1")))),
        };
        Assert.That(answer.Status, Is.InRange(200, 499));
    }

    private static bool IsSound(ManagementTree tree)
    {
        var nodes = tree.Root.All().ToArray();
        return !tree.Root.Acl.IsEmpty
            && nodes.All(node => node.IsInterior == (node.Format == "node") && (node.IsInterior || !node.Children.Any()))
            && nodes.All(node => node.Uri == "." || tree.Find(node.Uri) is not null)
            && nodes.Length == tree.Snapshot.Nodes
            && nodes.Sum(node => (long)node.Value.Length) == tree.Snapshot.Octets
            && tree.Find("./DevInfo/Man") is not null && tree.Find("./Inbox") is not null;
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Any_commands_leave_a_sound_tree() => Prop.ForAll(Commands, codes =>
    {
        var tree = Device();
        foreach (var code in codes)
            Run(tree, code);
        return IsSound(tree);
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_transaction_that_is_taken_back_leaves_no_trace() => Prop.ForAll(Commands, codes =>
    {
        var tree = Device();
        foreach (var code in codes.Take(codes.Length / 2))
            Run(tree, code);
        var before = Octets(tree);
        using (tree.Begin())
        {
            foreach (var code in codes.Skip(codes.Length / 2))
                Run(tree, code);
        }

        return Octets(tree) == before;
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_stored_tree_comes_back_as_it_was() => Prop.ForAll(Commands, codes =>
    {
        var tree = Device();
        foreach (var code in codes)
            Run(tree, code);
        var octets = TreeDocument.Write(tree);
        var again = TreeDocument.Read(octets, new StillTime());
        return IsSound(again) && Octets(again) == Encoding.UTF8.GetString(octets);
    });

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property A_failed_command_changes_nothing() => Prop.ForAll(Commands, codes =>
    {
        var tree = Device();
        foreach (var code in codes)
        {
            var before = Octets(tree);
            var answer = tree.Add("a", new TreeWrite(s_uris[code % s_uris.Length], s_formats[code % s_formats.Length], null, SyncMlData.OfText(s_texts[code % s_texts.Length])));
            if (!answer.IsSuccess && Octets(tree) != before)
                return false;
        }

        return true;
    });

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Any_text_is_answered_as_uri_and_as_list() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var tree = Device();
        tree.SetAcl(".", Acl.Parse("Add=*&Get=*&Replace=*&Delete=*"));
        var statuses = new[] { tree.Get("a", text ?? "").Status, tree.Delete("a", text ?? "").Status, tree.Copy("a", "./DevInfo/Man", text ?? "").Status };
        return statuses.All(status => status is >= 200 and < 500) && (!Acl.TryParse(text ?? "", out var acl) || Acl.Parse(acl.ToString()).Equals(acl)) && IsSound(tree);
    });
}

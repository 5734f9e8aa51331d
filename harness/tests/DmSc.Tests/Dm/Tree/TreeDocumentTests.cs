using System.Text;
using DmSc.Dm.Tree;
using static DmSc.Tests.Dm.Tree.TreeRig;

namespace DmSc.Tests.Dm.Tree;

[TestFixture]
public sealed class TreeDocumentTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dmsc-tree-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_file_gives_the_tree_back()
    {
        var file = new TreeFile(Path.Combine(_folder, "tree.json"));
        Assert.That(file.Load(new StillTime()), Is.Null);
        var tree = Device();
        tree.SetLeaf("./X/AAuthSecret", "s");
        file.Save(tree);
        tree.SetLeaf("./X/Raw", new byte[] { 0, 255 }, "bin", "application/octet-stream");
        file.Save(tree);

        var again = file.Load(new StillTime())!;
        Assert.That(Octets(again), Is.EqualTo(Octets(tree)));
        Assert.That(again.Find("./X/AAuthSecret")!.IsSecret, Is.True);
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [TestCase("", "line 1")]
    [TestCase("{", "line 1")]
    [TestCase("null", "version 1 was expected")]
    [TestCase("""{"version":2,"nodes":[]}""", "got version 2")]
    [TestCase("""{"version":1,"nodes":[]}""", "got 0")]
    [TestCase("""{"version":1}""", "line 1")]
    [TestCase("""{"version":1,"nodes":[null]}""", "node 0")]
    [TestCase("""{"version":1,"nodes":[{"uri":"./a","format":"chr"}]}""", "node 0 (./a): the root was expected first")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node"}]}""", "node 0 (.): the root is an interior node with an ACL")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","acl":"Get=*"},{"uri":"./a/b","format":"chr"}]}""", "node 1 (./a/b): its parent")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","acl":"Get=*"},{"uri":"./a","format":"chr"},{"uri":"./a","format":"chr"}]}""", "node 2 (./a): it stands here again")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","acl":"Get=*"},{"uri":"./a","format":"int","value":"eA=="}]}""", "node 1 (./a): its value is none of format int")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","acl":"Get=*"},{"uri":"./a","format":"chr","value":"?"}]}""", "node 1 (./a): its value is no base64")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","acl":"Get"}]}""", "node 0 (.): its ACL is none")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"odd","acl":"Get=*"}]}""", "there is no format odd")]
    [TestCase("""{"version":1,"nodes":[{"uri":".","format":"node","colour":"red"}]}""", "line 1")]
    public void A_damaged_file_is_told_with_its_place(string text, string told)
    {
        var path = Path.Combine(_folder, "tree.json");
        File.WriteAllText(path, text);

        Assert.That(() => new TreeFile(path).Load(new StillTime()), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(path).And.Message.Contains(told));
    }

    [Test]
    public void Every_truncation_is_an_error_and_none_another_exception()
    {
        var octets = Encoding.UTF8.GetBytes(Octets(Device()));
        for (var length = 0; length < octets.Length; length += 7)
            Assert.That(() => TreeDocument.Read(octets.AsSpan(0, length), new StillTime()), Throws.TypeOf<InvalidDataException>());
    }
}

using DmSc.Suite.Composition;

namespace DmSc.Tests.Suite;

public sealed class RunFoldersTests
{
    private DirectoryInfo _root = null!;

    [SetUp]
    public void Create()
    {
        _root = Directory.CreateTempSubdirectory("dmsc-runs-");
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "plan.json"), "{}");
    }

    [TearDown]
    public void Remove() => _root.Delete(recursive: true);

    [Test]
    public void A_run_is_found_by_its_folder_and_by_its_id() =>
        Assert.That((Find(Run), Find("a-run")), Is.EqualTo((Run, Run)));

    [TestCase(true)]
    [TestCase(false, Description = "where links are not allowed")]
    public void The_newest_run_is_found_as_latest(bool link)
    {
        var latest = Path.Combine(_root.FullName, "reports", "latest");
        if (link)
            Directory.CreateSymbolicLink(latest, Path.Combine("runs", "a-run"));
        else
            File.WriteAllText(latest, Run + "\n");
        Assert.That(Directory.GetFiles(Find("latest")).Select(Path.GetFileName), Is.EqualTo(new[] { "plan.json" }));
    }

    [TestCase("latest")]
    [TestCase("another")]
    public void A_run_that_is_not_there_is_one_error(string name) =>
        Assert.That(() => Find(name), Throws.TypeOf<SuiteInputException>().With.Message.StartsWith(name + ": no run there"));

    private string Run => Path.Combine(_root.FullName, "reports", "runs", "a-run");

    private string Find(string name) => RunFolders.Find(name, () => new ProjectFolders(_root.FullName));
}

using DmSc.Peers.Deviations;
using DmSc.Suite.Composition;

namespace DmSc.Conventions.Tests;

public sealed class GeneratedFilesTests
{
    private static readonly ProjectFolders Folders = new(Repository.Root);

    public static IEnumerable<string> Names() => GeneratedFiles.All(Folders).Select(f => f.Key);

    [TestCaseSource(nameof(Names))]
    public void A_generated_file_is_what_the_code_makes_today(string name)
    {
        var made = GeneratedFiles.All(Folders).Single(f => f.Key == name).Value;
        var path = Path.Combine(Repository.Root, name);
        Assert.That(path, Does.Exist, "run: dmsc generate");
        Assert.That(File.ReadAllText(path), Is.EqualTo(made), "run: dmsc generate");
    }

    [Test]
    public void Every_input_file_of_the_repository_is_free_of_complaints()
    {
        Assert.That(ProjectLint.Run(Folders), Is.Empty);
    }

    [Test]
    public void The_described_deviations_are_those_the_reference_implementations_can_have()
    {
        var bag = new Engine.Loading.DiagnosticBag();
        var described = ProjectLint.LoadDeviations(Folders, ProjectData.Load(Folders, bag), bag).Select(d => d.Name);
        Assert.That(described, Is.EquivalentTo(PeerDeviations.All.Select(d => d.Name)));
    }
}

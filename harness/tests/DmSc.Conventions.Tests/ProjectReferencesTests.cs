using System.Xml.Linq;

namespace DmSc.Conventions.Tests;

/// <summary>The picture in harness/README.md, as a table.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["DmSc.Model"] = [],
        ["DmSc.Wire"] = [],
        ["DmSc.Engine"] = ["DmSc.Model"],
        ["DmSc.Reports"] = ["DmSc.Model"],
        ["DmSc.Cards"] = ["DmSc.Wire"],
        ["DmSc.Dm"] = ["DmSc.Wire"],
        ["DmSc.Peers"] = ["DmSc.Wire", "DmSc.Cards", "DmSc.Dm"],
        ["DmSc.Steps"] = ["DmSc.Model", "DmSc.Engine", "DmSc.Wire", "DmSc.Cards", "DmSc.Dm", "DmSc.Peers"],
        ["DmSc.Suite"] = ["DmSc.Model", "DmSc.Engine", "DmSc.Reports", "DmSc.Steps", "DmSc.Peers"],
        ["DmSc.Cli"] = ["DmSc.Model", "DmSc.Engine", "DmSc.Reports", "DmSc.Wire", "DmSc.Cards", "DmSc.Dm", "DmSc.Peers", "DmSc.Steps", "DmSc.Suite"],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["DmSc.Wire"] = ["System.Security.Cryptography.Xml"],
        ["DmSc.Engine"] = ["YamlDotNet"],
        ["DmSc.Suite"] = ["NUnit", "NUnit3TestAdapter", "Microsoft.NET.Test.Sdk"],
        ["DmSc.Cli"] = ["Spectre.Console", "System.CommandLine"],
    };

    public static IEnumerable<string> Projects() => Allowed.Keys;

    [Test]
    public void Every_project_below_src_is_in_the_table()
    {
        var found = Repository.Files("harness/src", "*.csproj").Select(Path.GetFileNameWithoutExtension);
        Assert.That(found, Is.EquivalentTo(Allowed.Keys));
    }

    [TestCaseSource(nameof(Projects))]
    public void A_project_refers_only_to_what_the_picture_allows(string project)
    {
        Assert.That(Named(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))), Is.SubsetOf(Allowed[project]));
    }

    [TestCaseSource(nameof(Projects))]
    public void A_project_uses_only_the_packages_it_has_a_reason_for(string project)
    {
        Assert.That(Named(project, "PackageReference"), Is.SubsetOf(AllowedPackages.GetValueOrDefault(project, [])));
    }

    [Test]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "DmScConformance.sln"));
        var projects = Repository.Files("harness", "*.csproj").Select(Path.GetFileName).Where(p => !p!.Contains("Benchmarks", StringComparison.Ordinal));
        Assert.That(projects.Where(p => !solution.Contains(p!, StringComparison.Ordinal)), Is.Empty);
    }

    private static List<string> Named(string project, string element) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "harness", "src", project, project + ".csproj"))
            .Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>()];
}

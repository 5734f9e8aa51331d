using System.Text.RegularExpressions;

namespace DmSc.Conventions.Tests;

public sealed class DocumentsTests
{
    private static readonly Regex Link = new(@"\]\((?<target>[^)\s]+)\)", RegexOptions.NonBacktracking);

    private static readonly string[] TopFolders = ["harness", "testcases", "fixtures", "reports"];

    [TestCaseSource(nameof(TopFolders))]
    public void Each_top_level_folder_has_a_page(string folder)
    {
        Assert.That(Path.Combine(Repository.Root, folder, "README.md"), Does.Exist);
    }

    [Test]
    public void Relative_links_of_all_pages_lead_somewhere()
    {
        var broken =
            from file in Repository.Files(".", "*.md")
            from Match match in Link.Matches(File.ReadAllText(file))
            let target = match.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
            select $"{Repository.Shown(file)}: {target}";
        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void The_index_of_decisions_holds_every_decision()
    {
        var index = File.ReadAllText(Path.Combine(Repository.Root, "harness", "docs", "adr", "README.md"));
        var decisions = Repository.Files("harness/docs/adr", "0*.md").Select(Path.GetFileName).ToList();
        Assert.That(decisions, Is.Not.Empty);
        Assert.That(decisions.Where(d => !index.Contains($"({d})", StringComparison.Ordinal)), Is.Empty);
    }
}

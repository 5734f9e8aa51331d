using System.Text.RegularExpressions;

namespace DmSc.Conventions.Tests;

public sealed class SourceTextTests
{
    private static readonly Regex Unfinished = new(@"\b(TODO|FIXME|HACK|XXX:)|NotImplementedException", RegexOptions.NonBacktracking);
    private static readonly Regex EmptyName = new(@"\b(class|record|struct|interface)\s+\w*(Manager|Helper|Helpers|Util|Utils|Base)\b", RegexOptions.NonBacktracking);
    private static readonly Regex MachinePath = new("""(?<![\w.])/(home|Users|root|work)/\w""", RegexOptions.Compiled, TimeSpan.FromSeconds(1));

    private static IEnumerable<(string File, int Line, string Text)> Lines(params string[] patterns) =>
        from pattern in patterns
        from file in Repository.Files(".", pattern)
        from line in File.ReadLines(file).Select((text, i) => (i, text))
        where Path.GetFileName(file) != "SourceTextTests.cs"
        select (Repository.Shown(file), line.i + 1, line.text);

    [Test]
    public void Nothing_is_left_unfinished()
    {
        Assert.That(Lines("*.cs", "*.yaml", "*.ps1", "*.props", "*.csproj", "*.sh").Where(l => Unfinished.IsMatch(l.Text)), Is.Empty);
    }

    [Test]
    public void No_type_is_named_after_nothing()
    {
        Assert.That(Lines("*.cs").Where(l => EmptyName.IsMatch(l.Text)), Is.Empty);
    }

    [Test]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        Assert.That(Lines("*.cs", "*.md", "*.yaml", "*.ps1", "*.props", "*.csproj", "*.json").Where(l => MachinePath.IsMatch(l.Text)), Is.Empty);
    }

    [Test]
    public void Time_and_randomness_are_banned_where_they_would_hide()
    {
        var banned = File.ReadAllText(Path.Combine(Repository.Root, "harness", "BannedSymbols.txt"));
        Assert.That(banned, Does.Contain("DateTime.Now").And.Contain("Thread.Sleep").And.Contain("Random.Shared"));
    }
}

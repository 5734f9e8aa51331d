using System.Text.RegularExpressions;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>run-suite.ps1 parses as PowerShell, and maps only options that the command has.</summary>
public sealed class RunSuiteScriptTests
{
    private static readonly Regex Option = new("'(?<option>--[a-z-]+)'", RegexOptions.NonBacktracking);

    private static string Script => Path.Combine(ForeignTool.RepositoryRoot, "run-suite.ps1");

    [Test]
    public async Task The_script_is_correct_PowerShell()
    {
        ForeignTool.RequireNpm("@vscode/tree-sitter-wasm");
        var result = await ForeignTool.RunAsync(ForeignTool.Tools, "node", "parse-powershell.mjs", Script);
        Assert.That(result.ExitCode, Is.Zero, result.ToString);
    }

    [Test]
    public async Task The_grammar_finds_an_error_where_there_is_one()
    {
        ForeignTool.RequireNpm("@vscode/tree-sitter-wasm");
        var spoilt = Path.GetTempFileName();
        await File.WriteAllTextAsync(spoilt, (await File.ReadAllTextAsync(Script)).Replace("param(", "param((", StringComparison.Ordinal));
        var result = await ForeignTool.RunAsync(ForeignTool.Tools, "node", "parse-powershell.mjs", spoilt);
        File.Delete(spoilt);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString);
    }

    [Test]
    public async Task Every_option_the_script_maps_is_an_option_of_run()
    {
        var help = await Dmsc.RunAsync("run", "--help");
        var mapped = Option.Matches(await File.ReadAllTextAsync(Script)).Select(m => m.Groups["option"].Value).Where(o => o != "--project").ToList();
        Assert.That(mapped, Is.Not.Empty);
        Assert.That(mapped.Where(o => !help.Output.Contains(o, StringComparison.Ordinal)), Is.Empty);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using DmSc.Model.Runs;
using DmSc.Suite.Composition;
using DmSc.Suite.Hosting;
using NUnit;
using NUnit.Framework.Api;
using NUnit.Framework.Internal;

namespace DmSc.Benchmarks;

/// <summary>
/// A case of the embedded station (two steps, three checks, a card in process) with journal, evidence and NUnit, against an empty test in
/// the same host. What the card itself computes is counted as overhead too: the number is an upper bound.
/// </summary>
internal static class CaseOverhead
{
    private const int Count = 400;
    private const int Rounds = 5;

    public static async Task<int> RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-bench-");
        try
        {
            var folders = Prepare(folder.FullName);
            var cases = new List<double>();
            var empty = new List<double>();
            for (var round = -1; round < Rounds; round++)
            {
                var mine = await CasesAsync(folders, Path.Combine(folder.FullName, $"run{round + 1}"));
                var theirs = Empty();
                if (round < 0)
                    continue; // warm-up
                cases.Add(mine);
                empty.Add(theirs);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: case {mine:F3} ms, empty NUnit test {theirs:F3} ms"));
            }

            await output.WriteLineAsync();
            await output.WriteLineAsync("| what | median ms |");
            await output.WriteLineAsync("|---|---|");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| a case with journal and evidence | {Median(cases):F3} |"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| an empty NUnit test in the same host | {Median(empty):F3} |"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| overhead per case | {Median(cases.Zip(empty, (c, e) => c - e)):F3} |"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> CasesAsync(ProjectFolders folders, string run)
    {
        var prepared = RunPreparation.Prepare(new RunRequest { Folders = folders, Out = run, AllowPartial = true, Seed = 1 }, TimeProvider.System);
        var passed = 0;
        await using var suite = new ConformanceRun(prepared, TimeProvider.System, CancellationToken.None, Decided);
        void Decided(CaseOutcome outcome) => passed += outcome is { Verdict: Model.Verdicts.Verdict.Pass, Fault: null } ? 1 : 0;
        await suite.SessionAsync();
        var start = Stopwatch.GetTimestamp();
        await InProcessHost.RunAsync(suite, 1, CancellationToken.None);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Count;
        return passed == Count ? time : throw new InvalidOperationException($"{passed} of {Count} cases passed");
    }

    private static double Empty()
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(Assembly.GetExecutingAssembly(), new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [FrameworkPackageSettings.NumberOfTestWorkers] = 1,
            [FrameworkPackageSettings.DefaultTimeout] = 0,
        });
        var start = Stopwatch.GetTimestamp();
        var result = runner.Run(TestListener.NULL, TestFilter.Empty);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Count;
        return result.PassCount == Count ? time : throw new InvalidOperationException($"{result.PassCount} of {Count} empty tests passed");
    }

    /// <summary>A copy of the project's data in which one case stands many times and no other.</summary>
    private static ProjectFolders Prepare(string root)
    {
        var project = ProjectFolders.Find(AppContext.BaseDirectory, Environment.CurrentDirectory)
            ?? throw new InvalidOperationException("no folder with testcases/requirements and fixtures above the program");
        foreach (var from in Directory.EnumerateFiles(project.TestCases, "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(project.Fixtures, "*", SearchOption.AllDirectories)))
        {
            var name = Path.GetRelativePath(project.Root, from);
            if (name.StartsWith(Path.Combine("testcases", "card"), StringComparison.Ordinal))
                continue;
            var to = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }

        var model = File.ReadAllText(Directory.GetFiles(Path.Combine(project.TestCases, "card"), "card-boot-001-*.yaml").Single());
        Directory.CreateDirectory(Path.Combine(root, "testcases", "card"));
        for (var i = 1; i <= Count; i++)
        {
            var number = i.ToString("D3", CultureInfo.InvariantCulture);
            File.WriteAllText(
                Path.Combine(root, "testcases", "card", $"card-bench-{number}.yaml"),
                model.Replace("CARD-BOOT-001", $"CARD-BENCH-{number}", StringComparison.Ordinal));
        }

        return new ProjectFolders(root);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Suite.Composition;
using DmSc.Suite.Hosting;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace DmSc.Suite;

/// <summary>One NUnit test per planned case, and a last one for the gate. NUnit hosts, it does not judge: every outcome comes from the journal.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ConformanceCases
{
    private ISuiteRun? _standalone;

    /// <summary>The tests of the ambient run, or of the run that environment variables describe.</summary>
    public static IEnumerable<ITestCaseData> Cases()
    {
        var ambient = AmbientSuiteRun.Value;
        ISuiteRun? run;
        TestCaseData? refused = null;
        try
        {
            run = ambient ?? StandaloneRun.FromEnvironment();
        }
        catch (SuiteInputException e)
        {
            // Discovery cannot fail with a readable message; a test can.
            run = null;
            refused = new TestCaseData(null, e.Message).SetName("Suite input is valid");
        }

        if (run is null)
        {
            yield return refused!;
            yield break;
        }

        foreach (var planned in run.Plan.Cases)
        {
            var data = new TestCaseData(new SuiteTest(run, planned, ambient is null), null).SetName(planned.Key.Name);
            foreach (var item in planned.Requirements.Select(r => r.Item).Distinct(StringComparer.Ordinal))
                data.SetProperty("Requirement", item).SetCategory(item);
            data.SetProperty("Iut", planned.Key.Iut);
            yield return data;
        }

        if (ambient is null)
        {
            // Not parallel in a parallel fixture: NUnit begins such a test when all parallel ones have ended, so the run is complete.
            // (Were the fixture itself not parallel, it would begin first.)
            var gate = new TestCaseData(new SuiteTest(run, GateOnly, Standalone: true), null).SetName("SCR gate");
            gate.Properties.Set(PropertyNames.ParallelScope, ParallelScope.None);
            yield return gate;
        }
    }

    private static readonly PlannedCase GateOnly = new()
    {
        Key = new CaseKey(string.Empty, "SCR gate", string.Empty),
        Title = "The run meets its gate",
        Requirements = [],
        Spec = string.Empty,
        Checks = [],
        Variables = new Dictionary<string, string>(StringComparer.Ordinal),
        Mutates = [],
        Disposition = Disposition.Executed,
        Reason = DispositionReason.None,
        ReasonText = string.Empty,
        Span = default,
    };

    /// <summary>Runs one case and shows its outcome in NUnit's terms (design table "Case outcome").</summary>
    /// <param name="test">The case; <c>null</c> when the input was refused.</param>
    /// <param name="refusal">Why the input was refused.</param>
    [TestCaseSource(nameof(Cases))]
    public async Task Case(SuiteTest? test, string? refusal)
    {
        if (test is null)
        {
            Assert.Fail(refusal ?? "no input");
            return;
        }

        if (test.Standalone)
            _standalone = test.Run;
        if (ReferenceEquals(test.Case, GateOnly))
        {
            var gate = await test.Run.FinishAsync();
            Assert.That(gate.ExitCode, Is.EqualTo(ExitCode.Conformant), string.Join(Environment.NewLine, gate.Reasons));
            return;
        }

        var session = await test.Run.SessionAsync();

        // Away from NUnit's synchronization context: it would post the continuation of every exchange with a card to another thread.
        var outcome = await Task.Run(async () => await session.RunAsync(test.Case.Key, test.Run.Stop));
        Show(outcome, test.Run.Waived(outcome));
    }

    /// <summary>Under a foreign runner whose filter leaves the gate out: what ran is reported all the same.</summary>
    [OneTimeTearDown]
    public async Task WriteReports()
    {
        if (_standalone is { } run)
            await run.FinishAsync();
    }

    private static void Show(CaseOutcome outcome, WaivedOutcome waived)
    {
        switch (outcome)
        {
            case { Disposition: Disposition.NotApplicable or Disposition.NotSelected }:
                Assert.Ignore($"N/A: {outcome.Reason}");
                break;
            case { Disposition: Disposition.NotRun }:
                Assert.Inconclusive($"NOT RUN: {outcome.Reason}");
                break;
            case { Verdict: Verdict.Fail } when waived.AllFailsWaived:
                Assert.Ignore($"WAIVED {waived.Message}: {outcome.Reason}");
                break;
            case { Verdict: Verdict.Fail }:
                Assert.Fail(outcome.Reason);
                break;
            case { Fault: { } fault }:
                throw new HarnessFaultException(fault);
            case { Verdict: Verdict.Pass } when waived.Stale:
                Assert.Fail($"STALE WAIVER: {waived.Message}");
                break;
            case { Verdict: Verdict.Pass }:
                break;
            default:
                Assert.Inconclusive(outcome.Reason);
                break;
        }
    }
}

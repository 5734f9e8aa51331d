using System.Collections.Concurrent;
using System.Reflection;
using DmSc.Engine.Journal;
using NUnit;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace DmSc.Suite.Hosting;

/// <summary>Runs this assembly's tests inside the calling process, as <c>dmsc run</c> does.</summary>
public static class InProcessHost
{
    /// <summary>Runs every case of a run. The outcome is in the journal; what NUnit thinks is only returned to detect trouble of its own.</summary>
    /// <param name="run">The run.</param>
    /// <param name="workers">How many cases at once: the lanes of the stations.</param>
    /// <param name="ct">Stops the run; cases under way still clean up.</param>
    /// <exception cref="JournalException">The journal could not be written.</exception>
    /// <exception cref="InvalidOperationException">NUnit could not load or run the tests: a defect of the harness.</exception>
    public static async Task RunAsync(ISuiteRun run, int workers, CancellationToken ct)
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        using (AmbientSuiteRun.Enter(run))
        {
            runner.Load(Assembly.GetExecutingAssembly(), new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [FrameworkPackageSettings.NumberOfTestWorkers] = workers,
                [FrameworkPackageSettings.DefaultTimeout] = 0,
            });
        }

        var listener = new TroubleListener();
        await using var stop = ct.Register(() => runner.StopRun());
        await Task.Run(() => runner.Run(listener, TestFilter.Empty), CancellationToken.None);
        if (listener.First is { } message)
            throw new InvalidOperationException(message);
        if (!ct.IsCancellationRequested && listener.Finished < run.Plan.Cases.Count)
            throw new InvalidOperationException($"NUnit ran {listener.Finished} of {run.Plan.Cases.Count} planned cases");
    }

    /// <summary>Looks for errors no outcome explains: a fixture that did not load, an exception outside a case.</summary>
    private sealed class TroubleListener : ITestListener
    {
        private readonly ConcurrentQueue<string> _troubles = new();

        private int _finished;

        public string? First => _troubles.TryPeek(out var first) ? first : null;

        public int Finished => _finished;

        public void TestStarted(ITest test)
        {
        }

        public void TestFinished(ITestResult result)
        {
            if (result.Test.IsSuite)
            {
                // A suite that failed through its tests says nothing new; one that failed by itself does.
                if (result.ResultState is { Status: TestStatus.Failed, Site: FailureSite.SetUp or FailureSite.TearDown or FailureSite.Test } && !IsJournals(result))
                    Add(result);
                return;
            }

            Interlocked.Increment(ref _finished);
            var explained = result.ResultState.Status != TestStatus.Failed
                || result.ResultState.Label.Length == 0
                || result.Message.Contains(nameof(HarnessFaultException), StringComparison.Ordinal)
                || IsJournals(result)
                || result.ResultState == ResultState.Cancelled;
            if (!explained)
                Add(result);
        }

        private static bool IsJournals(ITestResult result) => result.Message.Contains(nameof(JournalException), StringComparison.Ordinal);

        private void Add(ITestResult result) =>
            _troubles.Enqueue($"{result.FullName}: {result.ResultState}: {result.Message}{Environment.NewLine}{result.StackTrace}");

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}

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
        if (listener.JournalTrouble is { } message)
            throw new InvalidOperationException(message);
    }

    /// <summary>Looks for errors no outcome explains: a fixture that did not load, an exception outside a case.</summary>
    private sealed class TroubleListener : ITestListener
    {
        private readonly ConcurrentQueue<string> _troubles = new();

        public string? JournalTrouble => _troubles.TryPeek(out var first) ? first : null;

        public void TestStarted(ITest test)
        {
        }

        public void TestFinished(ITestResult result)
        {
            if (result.Test.IsSuite)
                return;
            var explained = result.ResultState.Status != TestStatus.Failed
                || result.ResultState.Label.Length == 0
                || result.Message.Contains(nameof(HarnessFaultException), StringComparison.Ordinal)
                || result.Message.Contains(nameof(JournalException), StringComparison.Ordinal)
                || result.ResultState == ResultState.Cancelled;
            if (!explained)
                _troubles.Enqueue($"{result.FullName}: {result.ResultState}: {result.Message}{Environment.NewLine}{result.StackTrace}");
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}

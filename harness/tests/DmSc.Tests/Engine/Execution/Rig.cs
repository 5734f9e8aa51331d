using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Tests.Model;

namespace DmSc.Tests.Engine.Execution;

/// <summary>A verb that does what a test says. Its result has the fields <c>sw</c> (main), <c>data</c> and <c>list</c>.</summary>
internal sealed class ScriptedVerb(Func<IStepContext, CancellationToken, ValueTask<StepResult>> script) : IVerb
{
    public static readonly RecordShape Shape = ValueShape.Record(
        new FieldShape("sw", ValueShape.StatusWord, "Status word."),
        new FieldShape("data", ValueShape.Bytes, "Octets."),
        new FieldShape("list", ValueShape.ListOf(ValueShape.Record(new FieldShape("aid", ValueShape.Bytes, "Identifier."), new FieldShape("label", ValueShape.Text, "Label."))), "Items."));

    public static readonly Parameter<byte[]> Octets = Parameter.Hex("octets", "Octets.");

    public VerbInfo Info { get; private init; } = new() { Name = "do", Summary = "Does.", Parameters = [Octets], Result = Shape, MainResult = "sw", Drives = IutRole.Card };

    /// <summary>A verb that waits for the IUT.</summary>
    public static ScriptedVerb Waiting(TimeSpan time, Func<IStepContext, CancellationToken, ValueTask<StepResult>> script) =>
        new(script) { Info = new() { Name = "wait", Summary = "Waits.", Parameters = [Octets], Result = Shape, MainResult = "sw", Drives = IutRole.Card, Waits = (_, _) => time } };

    public List<StepArguments> Calls { get; } = [];

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        lock (Calls)
            Calls.Add(arguments);
        return script(context, ct);
    }
}

/// <summary>What the scripts of verbs say.</summary>
internal static class Says
{
    public static StepResult Answer(string sw, string? data = null, bool? succeeded = null, bool decoded = false, StepValue? list = null) => new(
        Values.Record(("sw", Values.Text(sw)), ("data", data is null ? StepValue.Absent : new BytesValue(Convert.FromHexString(data))), ("list", list ?? StepValue.Absent)),
        succeeded ?? sw == "9000",
        $"answered {sw}",
        decoded);

    public static ScriptedVerb Always(string sw, string? data = null) => new((context, _) =>
    {
        context.Transcript.Add("card", FrameDirection.ToIut, [0x00, 0xA4]);
        context.Transcript.Add("card", FrameDirection.FromIut, Convert.FromHexString(sw));
        return ValueTask.FromResult(Answer(sw, data));
    });

    public static ScriptedVerb Fault(FaultKind kind, byte sent = 0xB0, bool answered = false) => new((context, _) =>
    {
        context.Transcript.Add("card", FrameDirection.ToIut, [0x00, sent]);
        if (answered)
            context.Transcript.Add("card", FrameDirection.FromIut, [0x90, 0x00]);
        throw new StepFaultException(kind, $"{kind} it was");
    });

    /// <summary>Waits until it is told to end, and listens to its deadline.</summary>
    public static ScriptedVerb Forever() => new(async (_, ct) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        return Answer("9000");
    });
}

/// <summary>A lease that counts what is done to it.</summary>
internal sealed class FakeLease(FakeStation station, int lane) : ILease
{
    public IReadOnlyDictionary<string, string> Facts => station.Facts;

    public TimeProvider Time => station.Clock;

    public T? Party<T>()
        where T : class => null;

    public bool RestartsIut => station.RestartsIut;

    public void Attach(ITranscript transcript) => station.Attached.Add(transcript);

    public ValueTask<string?> RecoverAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref station.Recoveries);
        return station.Recover(lane, ct);
    }

    public ValueTask DisposeAsync()
    {
        Interlocked.Decrement(ref station.Lent);
        Interlocked.Exchange(ref station.Busy[lane], 0);
        return station.GiveBack();
    }
}

/// <summary>A station of the test's making.</summary>
internal sealed class FakeStation(TimeProvider clock, int lanes) : IStation
{
    public int Recoveries;
    public int Lent;
    public int Overlaps;
    public readonly int[] Busy = new int[lanes];

    public TimeProvider Clock => clock;

    public List<ITranscript> Attached { get; } = [];

    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal) { ["atr"] = "3B00" };

    public Func<int, CancellationToken, ValueTask<string?>> Recover { get; set; } = (_, _) => ValueTask.FromResult<string?>(null);

    public Func<int, PlannedCase, CancellationToken, ValueTask> Acquiring { get; set; } = (_, _, _) => default;

    public bool RestartsIut { get; set; } = true;

    public Func<ValueTask> GiveBack { get; set; } = () => default;

    public PlannedStation Info { get; } = new("fake", "embedded", "fake.yaml", lanes);

    public StationBudgets Budgets { get; set; } = StationBudgets.Default;

    public async ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct)
    {
        await Acquiring(lane, planned, ct);
        if (Interlocked.Exchange(ref Busy[lane], 1) != 0)
            Interlocked.Increment(ref Overlaps);
        Interlocked.Increment(ref Lent);
        return new FakeLease(this, lane);
    }

    public ValueTask DisposeAsync() => default;
}

/// <summary>Keeps transcripts in memory.</summary>
internal sealed class KeptEvidence : IEvidenceStore
{
    public Dictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

    public string? Keep(CaseKey key, int attempt, ReadOnlySpan<byte> jsonLines)
    {
        lock (Kept)
            Kept[$"{key.Case}/{attempt}"] = System.Text.Encoding.UTF8.GetString(jsonLines);
        return $"{key.Case}/{attempt}";
    }
}

/// <summary>Builds cases out of scripted verbs, runs them, and compares what the session says with what its journal says.</summary>
internal sealed class Rig
{
    private readonly List<ConformanceCase> _cases = [];

    public Rig(int lanes = 1, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Station = new FakeStation(Clock, lanes);
    }

    public TimeProvider Clock { get; }

    public FakeStation Station { get; }

    public KeptEvidence Evidence { get; } = new();

    public MemoryJournal Journal { get; } = new();

    public IJournal? OtherJournal { get; set; }

    public Dictionary<string, string> Ixit { get; } = new(StringComparer.Ordinal);

    public List<string> Secrets { get; } = [];

    public RunPlan Plan => Build.Plan([Build.Iut("card", IutRole.Card, [Build.Item("DM-A-1")])], [.. _cases.Select(c => Planned(c))]);

    public static CheckSpec Check(string id, CheckLevel level = CheckLevel.Must) => Build.Check(id, level, new RequirementRef("DM-A-1"));

    public static Expectation Expect(string id, string path, Matcher matcher, CheckLevel level = CheckLevel.Must) =>
        new(Check(id, level), ValuePath.Parse(path, ScriptedVerb.Shape, "sw", out _)!, matcher, SourceSpan.None);

    public static Expectation Sw(string pattern, string id = "sw", CheckLevel level = CheckLevel.Must) => Expect(id, "sw", new StatusWordMatcher([pattern]), level);

    public static CaseStep Step(ScriptedVerb verb, params Expectation[] expect) => new()
    {
        Verb = verb,
        Arguments = [],
        Expect = expect,
        Save = [],
        Label = "step",
        Span = SourceSpan.None,
    };

    public static CaseStep With(CaseStep step, string octets) =>
        step with { Arguments = [new StepArgument(ScriptedVerb.Octets, Template.Parse(octets, out _)!, SourceSpan.None)] };

    public static CaseStep Saving(CaseStep step, string name, string path) =>
        step with { Save = [new SavedVariable(name, ValuePath.Parse(path, ScriptedVerb.Shape, "sw", out _)!)] };

    public CaseKey Add(string id, IReadOnlyList<CaseStep> steps, IReadOnlyList<CaseStep>? given = null, IReadOnlyList<CaseStep>? last = null)
    {
        var numbered = steps.Select((s, i) => s with { Label = $"steps[{i + 1}] do" }).ToList();
        var all = (given ?? []).Concat(numbered).ToList();
        _cases.Add(new ConformanceCase
        {
            Id = id,
            Title = id,
            Iut = IutRole.Card,
            Requirements = [new RequirementRef("DM-A-1")],
            Spec = "Document, 1",
            ForEach = [],
            Mutates = [],
            Ixit = [],
            Given = [.. (given ?? []).Select((s, i) => s with { Label = $"given[{i + 1}] do" })],
            Steps = numbered,
            Finally = [.. (last ?? []).Select((s, i) => s with { Label = $"finally[{i + 1}] do" })],
            Checks = [.. all.SelectMany(s => s.Expect).Select(e => e.Check), .. all.Select(s => s.WellFormed).OfType<CheckSpec>(), Check(ImplicitChecks.KeepsAnswering)],
            Span = SourceSpan.None,
            Hash = "00",
        });
        return new CaseKey("card", id, string.Empty);
    }

    public RunSession Session(IReadOnlyDictionary<CaseKey, CaseOutcome>? earlier = null) => new(
        new RunSessionParts
        {
            Plan = Plan,
            Cases = _cases.ToDictionary(c => c.Id, StringComparer.Ordinal),
            Stations = new Dictionary<string, IStation>(StringComparer.Ordinal) { ["card"] = Station },
            Journal = OtherJournal ?? Journal,
            Evidence = Evidence,
            Ixit = (_, name) => Ixit.GetValueOrDefault(name),
            Redactor = new Redactor(Secrets),
            Clock = Clock,
            Earlier = earlier ?? new Dictionary<CaseKey, CaseOutcome>(),
        },
        "00");

    /// <summary>Runs one case with these steps.</summary>
    public async Task<CaseOutcome> RunAsync(IReadOnlyList<CaseStep> steps, IReadOnlyList<CaseStep>? given = null, IReadOnlyList<CaseStep>? last = null, CancellationToken ct = default)
    {
        var key = Add($"CARD-{_cases.Count + 1:000}", steps, given, last);
        await using var session = Session();
        var running = session.RunAsync(key, ct);
        var outcome = Clock is ManualTime manual ? await manual.DriveAsync(running) : await running;
        await session.WhenIdleAsync();
        session.End(ct.IsCancellationRequested);
        Assert.That(Station.Lent, Is.Zero, "every lease is given back");
        AssertSame(outcome, RunFold.Fold(Plan, Journal.Events).Outcomes.Single(o => o.Case.Key == key));
        return outcome;
    }

    /// <summary>What the session says of a case is what its journal says.</summary>
    public static void AssertSame(CaseOutcome told, CaseOutcome folded)
    {
        Assert.Multiple(() =>
        {
            Assert.That(told.Disposition, Is.EqualTo(folded.Disposition));
            Assert.That(told.DispositionReason, Is.EqualTo(folded.DispositionReason));
            Assert.That(told.Verdict, Is.EqualTo(folded.Verdict));
            Assert.That(told.Fault, Is.EqualTo(folded.Fault));
            Assert.That(told.Reason, Is.EqualTo(folded.Reason));
            Assert.That(told.Unstable, Is.EqualTo(folded.Unstable));
            Assert.That(told.LastAttempt, Is.EqualTo(folded.LastAttempt));
            Assert.That(told.Attempts, Is.EqualTo(folded.Attempts));
            Assert.That(told.Checks.Select(c => (c.Check, c.Verdict)), Is.EqualTo(folded.Checks.Select(c => (c.Check, c.Verdict))));
        });
    }

    private static PlannedCase Planned(ConformanceCase @case) =>
        Build.Case("card", @case.Id, @case.Requirements, [.. @case.Checks]);
}

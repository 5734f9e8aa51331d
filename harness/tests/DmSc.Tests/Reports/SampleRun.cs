using System.Text.Json;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Reports;
using DmSc.Reports.Projection;

namespace DmSc.Tests.Reports;

/// <summary>A run with one case of every outcome and one item of every status, on as many IUTs as asked for.</summary>
internal sealed class SampleRun
{
    public const string Hostile = "</script><script>alert(1)</script> ]]> <b>&\"'\u0001\u001B[31m \u202Egpj \uD800 -->| `x`";

    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly List<IutIdentity> _iuts = [];
    private readonly List<RequirementItem> _items = [];
    private readonly List<CaseOutcome> _outcomes = [];
    private readonly List<(string Item, string Iut, ItemStatus Status, bool Waived)> _statuses = [];
    private readonly List<WaiverUse> _waivers = [];
    private readonly Dictionary<string, string> _evidence = [];

    public string StationClass { get; init; } = "embedded";

    public string Text { get; init; } = "ordinary text";

    public GateSummary Gate => new(false, 1, [$"DM-BOOT-C-001 failed: {Text}"]);

    /// <summary>One of everything on one card.</summary>
    public static SampleRun Everything(string text = "ordinary text", string station = "embedded")
    {
        var run = new SampleRun { Text = text, StationClass = station };
        run.AddIut("reference-card");
        run.AddAllRows("reference-card");
        return run;
    }

    public SampleRun AddIut(string id)
    {
        _iuts.Add(new IutIdentity(id, IutRole.Card, "Example", $"Card {Text}", "1.0"));
        return this;
    }

    public SampleRun AddAllRows(string iut)
    {
        AddItem(iut, "DM-BOOT-C-001", ItemStatus.Fail);
        AddItem(iut, "DM-BOOT-C-002", ItemStatus.Pass);
        AddItem(iut, "DM-BOOT-C-003", ItemStatus.Fail, waived: true);
        AddItem(iut, "DM-BOOT-C-004", ItemStatus.Inconclusive);
        AddItem(iut, "DM-BOOT-C-005", ItemStatus.NotRun);
        AddItem(iut, "DM-SC-GEN-1", ItemStatus.Untested);
        AddItem(iut, "DM-SC-GEN-2", ItemStatus.Declared);
        AddItem(iut, "DM-SC-GEN-3", ItemStatus.NotClaimed);
        AddItem(iut, "DM-SC-GEN-4", ItemStatus.NotApplicable);

        AddCase(iut, "CASE-PASS", "DM-BOOT-C-002", Verdict.Pass);
        AddCase(iut, "CASE-FAIL", "DM-BOOT-C-001", Verdict.Fail);
        AddCase(iut, "CASE-FAIL-FAULT", "DM-BOOT-C-001", Verdict.Fail, fault: Trouble("ReaderLost"));
        AddCase(iut, "CASE-WAIVED", "DM-BOOT-C-003", Verdict.Fail);
        AddWaiver(iut, "CASE-WAIVED", WaiverState.Used);
        AddCase(iut, "CASE-STALE", "DM-BOOT-C-002", Verdict.Pass);
        AddWaiver(iut, "CASE-STALE", WaiverState.UnexpectedPass);
        AddCase(iut, "CASE-INCONCLUSIVE", "DM-BOOT-C-004", Verdict.Inconclusive);
        AddCase(iut, "CASE-NONE", "DM-BOOT-C-004", Verdict.None);
        AddCase(iut, "CASE-FAULT", "DM-BOOT-C-004", Verdict.None, fault: Trouble("CardMute"));
        AddCase(iut, "CASE-FAULT-AFTER-PASS", "DM-BOOT-C-004", Verdict.Pass, fault: Trouble("CardMute"));
        AddCase(iut, "CASE-NA", "DM-BOOT-C-002", Verdict.None, Disposition.NotApplicable, DispositionReason.AppliesIfFalse);
        AddCase(iut, "CASE-NOT-SELECTED", "DM-BOOT-C-005", Verdict.None, Disposition.NotSelected, DispositionReason.Selection);
        AddCase(iut, "CASE-NOT-RUN", "DM-BOOT-C-005", Verdict.None, Disposition.NotRun, DispositionReason.HostEnded);
        return this;
    }

    public SampleRun AddItem(string iut, string id, ItemStatus status, bool waived = false)
    {
        if (_items.TrueForAll(i => i.Id != id))
        {
            _items.Add(new RequirementItem
            {
                Id = id,
                Title = $"Title of {id} {Text}",
                Text = $"What {id} asks for: {Text}",
                Document = id.StartsWith("DM-BOOT", StringComparison.Ordinal) ? "OMA-TS-DM_Bootstrap 1.2" : "OMA-RD-DM_SC 1.0",
                Section = "5.4",
                Release = "DM 1.2",
                Keyword = "M",
                Obligation = Obligation.Mandatory,
                Roles = [IutRole.Card],
                Expression = id == "DM-BOOT-C-001" ? "DM-BOOT-C-002 AND DM-BOOT-C-003" : null,
            });
        }

        _statuses.Add((id, iut, status, waived));
        return this;
    }

    public SampleRun AddCase(
        string iut, string id, string item, Verdict verdict, Disposition disposition = Disposition.Executed,
        DispositionReason reason = DispositionReason.None, Fault? fault = null, string variant = "")
    {
        var key = new CaseKey(iut, id, variant);
        var executed = disposition == Disposition.Executed;
        var transcript = $"evidence/{iut}-{id}{variant}/attempt-1.frames.jsonl";
        var outcome = new CaseOutcome
        {
            Case = new PlannedCase
            {
                Key = key,
                Title = $"Title of {id} {Text}",
                Requirements = [new RequirementRef(item)],
                Spec = "OMA-TS-DM_Bootstrap 1.2, 5.4.6",
                Checks = [new CheckSpec("selected", CheckLevel.Must, [new RequirementRef(item)], "5.4.6", "steps[1] card.select")],
                Variables = new Dictionary<string, string>(),
                Mutates = [],
                Disposition = executed ? Disposition.Executed : disposition,
                Reason = reason,
                ReasonText = executed ? string.Empty : $"because: {Text}",
                Span = SourceSpan.None,
            },
            Disposition = disposition,
            DispositionReason = reason,
            Verdict = verdict,
            Fault = fault,
            Reason = $"reason of {id}: {Text}",
            Checks = !executed || verdict == Verdict.None ? [] : [Check(key, item, verdict)],
            Attempts = !executed
                ? []
                : [new CaseEnded(Start.AddSeconds(1)) { Key = key, Attempt = 1, Verdict = verdict, Reason = Text, Fault = fault, Duration = TimeSpan.FromMilliseconds(12), Transcript = transcript }],
            StartedAt = executed ? Start : null,
            Duration = executed ? TimeSpan.FromMilliseconds(12) : TimeSpan.Zero,
        };
        _outcomes.Add(outcome);
        if (executed)
            _evidence[transcript] = Frames();
        return this;
    }

    public SampleRun AddWaiver(string iut, string @case, WaiverState state, string check = "selected", string? variant = null)
    {
        var waiver = new Waiver(@case, variant, check, $"known: {Text}", "https://tracker.example/17", new DateOnly(2027, 1, 1), SourceSpan.None);
        _waivers.Add(new WaiverUse(iut, waiver, state, $"the waiver of {@case} is {state}: {Text}"));
        return this;
    }

    public static Fault Trouble(string kind) =>
        JsonSerializer.Deserialize<Fault>(
            $$"""{"kind":{{(int)Enum.Parse<FaultKind>(kind)}},"stage":1,"message":"the reader went away","detail":"code 5"}""", Json)!;

    public RunRecord Record()
    {
        var plan = new RunPlan
        {
            RunId = "2026-03-04-run",
            CreatedAt = Start,
            HarnessVersion = "0.1.0",
            Seed = 42,
            Station = new PlannedStation("bench", StationClass, "fixtures/stations/bench.yaml", 1),
            Iuts = [.. _iuts.Select(i => new PlannedIut
            {
                Identity = i,
                Ics = new Ics { Role = i.Role, Releases = ["DM 1.2"], Answers = new Dictionary<string, ClaimAnswer>() },
                Catalogue = new RequirementCatalogue(_items),
                Ixit = [],
                Waivers = [.. _waivers.Where(w => w.Iut == i.Id).Select(w => w.Waiver)],
            })],
            Cases = [.. _outcomes.Select(o => o.Case)],
            InputHashes = new Dictionary<string, string> { ["testcases/b.yaml"] = "bb", ["testcases/a.yaml"] = "aa" },
        };
        var facts = _iuts.ToDictionary(
            i => i.Id, _ => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["ATR"] = "3B9F96801FC78031A073BE21", ["reader"] = $"Virtual PCD {Text}" });
        return new RunRecord(plan, _outcomes, facts, Start, Start.AddSeconds(30), Complete: true, [new StationBroke(Start, 0, Text)]);
    }

    public RunJudgement Judgement()
    {
        var rows = _items.Select(i =>
        {
            var perIut = _statuses.Where(s => s.Item == i.Id).Select(s => Judged(i, s.Iut, s.Status, s.Waived)).ToList();
            var worst = perIut.MaxBy(p => p.Status)!;
            return new MatrixRow(i, worst.Status, worst.Waived ? "FAIL (waived)" : StatusWords.Of(worst.Status), worst.Reason, perIut);
        }).ToList();
        var iuts = _iuts.Select(i => new IutJudgement(
            i, OverallStatus.Nonconformant, $"DM-BOOT-C-001 failed: {Text}", [.. rows.SelectMany(r => r.PerIut).Where(p => p.Iut == i.Id)])).ToList();
        return new RunJudgement(iuts, rows, _waivers, new CaseCounts(2, 3, 2, 2, 3), OverallStatus.Nonconformant);
    }

    /// <summary>Writes frames, a plan and a journal as the engine would leave them.</summary>
    public void WriteEvidence(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "plan.json"), "{}\n");
        File.WriteAllText(Path.Combine(folder, "journal.jsonl"), "{}\n");
        foreach (var (path, frames) in _evidence)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, frames);
        }
    }

    public void WriteAll(string folder, ReportOptions? options = null)
    {
        WriteEvidence(folder);
        RunReports.WriteAll(Record(), Judgement(), Gate, folder, options);
    }

    private CheckEvaluated Check(CaseKey key, string item, Verdict verdict) => new(Start)
    {
        Key = key,
        Attempt = 1,
        Check = "selected",
        Level = CheckLevel.Must,
        Requirements = [new RequirementRef(item)],
        Verdict = verdict,
        Expected = $"9000 {Text}",
        Observed = $"6A82 {Text}",
        Spec = "ETSI TS 102 221, 11.1.1",
        Step = "steps[1] card.select",
        FirstFrame = 0,
        LastFrame = 1,
    };

    private string Frames() => string.Join('\n', [
        """{"i":0,"t":"00:00:00.0012345","ch":"card","dir":"to-iut","hex":"00A4040C0CA000000063504B43532D3135","note":"SELECT PKCS#15"}""",
        JsonSerializer.Serialize(new { i = 1, t = "00:00:00.0029000", ch = "card", dir = "from-iut", hex = "6A82", note = Text.Replace("\uD800", "", StringComparison.Ordinal) }),
        """{"i":2,"t":"00:00:00.0030000","ch":"card","dir":"note","note":"power off"}""",
        string.Empty]);

    private ItemJudgement Judged(RequirementItem item, string iut, ItemStatus status, bool waived) => new()
    {
        Item = item,
        Iut = iut,
        Status = status,
        Reason = $"reason of {item.Id}: {Text}",
        Waived = waived,
        Waivers = waived ? [.. _waivers.Where(w => w.Iut == iut && w.State == WaiverState.Used).Select(w => w.Waiver)] : [],
        Warnings = [$"warning about {item.Id}: {Text}"],
        Cases = [.. _outcomes.Where(o => o.Case.Key.Iut == iut && o.Case.Requirements.Any(r => r.Item == item.Id)).Select(o => o.Case.Key)],
    };
}

using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Model;

/// <summary>Builds plans and journals in the words of the tests.</summary>
internal static class Build
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static RequirementItem Item(
        string id,
        Obligation obligation = Obligation.Mandatory,
        string? expression = null,
        IutRole[]? roles = null,
        SatisfiedBy satisfiedBy = SatisfiedBy.All,
        string release = "DM 1.2",
        params AspectClause[] aspects) => new()
        {
            Id = id,
            Title = $"Title of {id}",
            Text = $"Text of {id}",
            Document = "Document",
            Section = "1",
            Release = release,
            Keyword = obligation == Obligation.Mandatory ? "SHALL" : "MAY",
            Obligation = obligation,
            Roles = roles ?? [IutRole.Card],
            Expression = expression,
            Aspects = aspects.Length == 0
                ? new Dictionary<IutRole, IReadOnlyList<AspectClause>>()
                : (roles ?? [IutRole.Card]).ToDictionary(r => r, _ => (IReadOnlyList<AspectClause>)aspects),
            SatisfiedBy = satisfiedBy,
            Span = new SourceSpan("items.yaml", 3, 5),
        };

    public static AspectClause Aspect(params string[] anyOf) => new(anyOf);

    public static PlannedIut Iut(string id, IutRole role, IReadOnlyList<RequirementItem> items, params (string Item, ClaimAnswer Answer)[] answers) => new()
    {
        Identity = new IutIdentity(id, role, "Vendor", "Product", "1.0"),
        Ics = new Ics
        {
            Role = role,
            Releases = [.. items.Select(i => i.Release).Distinct(StringComparer.Ordinal)],
            Answers = answers.ToDictionary(a => a.Item, a => a.Answer, StringComparer.Ordinal),
        },
        Catalogue = new RequirementCatalogue(items),
        Ixit = [],
        Waivers = [],
    };

    public static CheckSpec Check(string id, CheckLevel level = CheckLevel.Must, params RequirementRef[] requirements) =>
        new(id, level, requirements, "Document, 1", "steps[1] card.select");

    public static RequirementRef Ref(string item, string? aspect = null) => new(item, aspect);

    public static PlannedCase Case(string iut, string id, IReadOnlyList<RequirementRef> requirements, params CheckSpec[] checks) => new()
    {
        Key = new CaseKey(iut, id, string.Empty),
        Title = $"Title of {id}",
        Requirements = requirements,
        Spec = "Document, 1",
        Checks = checks.Length == 0 ? [Check("c", CheckLevel.Must, [.. requirements])] : checks,
        Variables = new Dictionary<string, string>(),
        Mutates = [],
        Disposition = Disposition.Executed,
        Reason = DispositionReason.None,
        ReasonText = string.Empty,
        Span = new SourceSpan("case.yaml", 1, 1),
    };

    public static PlannedCase LeftOut(this PlannedCase planned, Disposition disposition, DispositionReason reason) =>
        planned with { Disposition = disposition, Reason = reason, ReasonText = $"left out: {reason}" };

    public static RunPlan Plan(IReadOnlyList<PlannedIut> iuts, params PlannedCase[] cases) => new()
    {
        RunId = "run-1",
        CreatedAt = Start,
        HarnessVersion = "0.1.0",
        Seed = 42,
        Station = new PlannedStation("embedded", "embedded", "fixtures/stations/embedded.yaml", 2),
        Iuts = iuts,
        Cases = cases,
        InputHashes = new Dictionary<string, string> { ["a.yaml"] = "00ff" },
    };

    public static Fault Fault(FaultKind kind = FaultKind.CardMute, Stage stage = Stage.Steps) => new(kind, stage, "the card is mute", null);

    public static RunStarted RunStarted(bool resumed = false, string hash = "00") => new(Start, "run-1", hash, resumed);

    public static CaseStarted Started(PlannedCase planned, int attempt = 1) => new(Start.AddSeconds(attempt), planned.Key, attempt, 0);

    public static CheckEvaluated Checked(PlannedCase planned, string check, Verdict verdict, int attempt = 1, bool sideBand = false)
    {
        var spec = planned.Checks.FirstOrDefault(c => c.Id == check) ?? Check(check, CheckLevel.Must, [.. planned.Requirements]);
        return new CheckEvaluated(Start.AddSeconds(attempt + 0.5))
        {
            Key = planned.Key,
            Attempt = attempt,
            Check = check,
            Level = spec.Level,
            Requirements = spec.Requirements,
            Verdict = verdict,
            Expected = "9000",
            Observed = verdict == Verdict.Pass ? "9000" : "6A82",
            Spec = spec.Spec,
            Step = spec.Step,
            SideBand = sideBand,
        };
    }

    public static CaseEnded Ended(PlannedCase planned, Verdict verdict, int attempt = 1, Fault? fault = null, bool willRetry = false) =>
        new(Start.AddSeconds(attempt + 1))
        {
            Key = planned.Key,
            Attempt = attempt,
            Verdict = verdict,
            Reason = $"ended {verdict}",
            Fault = fault,
            WillRetry = willRetry,
            Duration = TimeSpan.FromMilliseconds(12.3456),
        };

    public static RunEnded RunEnded(bool cancelled = false) => new(Start.AddMinutes(1), cancelled);
}

using DmSc.Engine.Cases;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Planning;

/// <summary>One IUT as the planner needs it.</summary>
/// <param name="Identity">Which.</param>
/// <param name="Ics">What is claimed.</param>
/// <param name="Ixit">Its parameters.</param>
/// <param name="Waivers">Known failures.</param>
/// <param name="Catalogue">The items in the wording it is judged by.</param>
public sealed record PlannerIut(IutIdentity Identity, Ics Ics, Ixit Ixit, IReadOnlyList<Waiver> Waivers, RequirementCatalogue Catalogue);

/// <summary>What a plan is made from.</summary>
public sealed record PlannerInput
{
    /// <summary>The loaded cases.</summary>
    public required IReadOnlyList<ConformanceCase> Cases { get; init; }

    /// <summary>The IUTs.</summary>
    public required IReadOnlyList<PlannerIut> Iuts { get; init; }

    /// <summary>The station.</summary>
    public required PlannedStation Station { get; init; }

    /// <summary>The user's selection.</summary>
    public CaseSelection? Selection { get; init; }

    /// <summary>The seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>When the plan is made.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Version of the harness.</summary>
    public required string HarnessVersion { get; init; }

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>SHA-256 of every input file.</summary>
    public required IReadOnlyDictionary<string, string> InputHashes { get; init; }
}

/// <summary>Decides what is run, and why everything else is not. Pure.</summary>
public static class Planner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="input">What it is made from.</param>
    public static RunPlan Plan(PlannerInput input)
    {
        var cases = new List<PlannedCase>();
        foreach (var iut in input.Iuts)
        {
            foreach (var @case in input.Cases.Where(c => c.Iut == iut.Identity.Role))
            {
                foreach (var variant in CaseVariants.Of(@case))
                    cases.Add(Plan(@case, variant, iut, input.Selection));
            }
        }

        return new RunPlan
        {
            RunId = input.RunId,
            CreatedAt = input.Now,
            HarnessVersion = input.HarnessVersion,
            Seed = input.Seed,
            Selection = input.Selection?.Text,
            Station = input.Station,
            Iuts = [.. input.Iuts.Select(Planned)],
            Cases = cases,
            InputHashes = input.InputHashes,
        };
    }

    private static PlannedIut Planned(PlannerIut iut) => new()
    {
        Identity = iut.Identity,
        Ics = iut.Ics,
        Catalogue = iut.Catalogue,
        Ixit = [.. iut.Ixit.Parameters.Values.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new PlannedIxit(p.Name, p.Value is not null, p.Sensitive))],
        Waivers = iut.Waivers,
    };

    private static PlannedCase Plan(ConformanceCase @case, CaseVariant variant, PlannerIut iut, CaseSelection? selection)
    {
        var key = new CaseKey(iut.Identity.Id, @case.Id, variant.Key);
        var (disposition, reason, text) = Decide(@case, key, iut, selection);
        return new PlannedCase
        {
            Key = key,
            Title = @case.Title,
            Requirements = @case.Requirements,
            Mechanism = @case.Mechanism,
            Spec = @case.Spec,
            Checks = @case.Checks,
            Variables = variant.Variables,
            Mutates = @case.Mutates,
            Destructive = @case.Destructive,
            Disposition = disposition,
            Reason = reason,
            ReasonText = text,
            Span = @case.Span,
        };
    }

    private static (Disposition Disposition, DispositionReason Reason, string Text) Decide(ConformanceCase @case, CaseKey key, PlannerIut iut, CaseSelection? selection)
    {
        // Unknown applies-if runs the case (rule 10): only what the claims deny is left out.
        if (@case.AppliesIf is { } condition
            && RequirementExpression.Parse(condition).Evaluate(name => Claimed(iut.Ics, name)) is { Value: Truth.False } denied)
        {
            var because = string.Join(", ", denied.Because.Select(b => $"{b.Operand} is {(b.Value == Truth.True ? "claimed" : "not claimed")}"));
            return (Disposition.NotApplicable, DispositionReason.AppliesIfFalse, $"applies if {condition}: {because}");
        }

        var releases = Items(@case).Select(i => iut.Catalogue.Find(i)?.Release).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (releases.Count > 0 && !releases.Exists(iut.Ics.Releases.Contains))
            return (Disposition.NotApplicable, DispositionReason.ReleaseNotImplemented, $"{string.Join(", ", releases)} is not implemented");
        if (selection is not null && !selection.Includes(@case, key))
            return (Disposition.NotSelected, DispositionReason.Selection, $"not in the selection '{selection.Text}'");
        var missing = @case.Ixit.Where(p => iut.Ixit.Parameters.GetValueOrDefault(p)?.Value is null).ToList();
        if (missing.Count > 0)
            return (Disposition.NotRun, DispositionReason.IxitMissing, $"IXIT parameter {string.Join(", ", missing)} has no value");
        return (Disposition.Executed, DispositionReason.None, string.Empty);
    }

    private static IEnumerable<string> Items(ConformanceCase @case) =>
        @case.Requirements.Select(r => r.Item).Concat(@case.Checks.SelectMany(c => c.Requirements.Select(r => r.Item)));

    private static Truth Claimed(Ics ics, string name)
    {
        var answer = ics.Externals.TryGetValue(name, out var external) ? external.Answer : ics.AnswerFor(name);
        return answer switch { ClaimAnswer.Yes => Truth.True, ClaimAnswer.No => Truth.False, _ => Truth.Unknown };
    }
}

using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>plan.json: everything a run judges and everything a report needs to know about the inputs. Holds no secret.</summary>
public sealed record RunPlan
{
    /// <summary>Version of this format.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format this plan was written in.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The run's id, also its folder name.</summary>
    public required string RunId { get; init; }

    /// <summary>When the plan was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Version of the harness.</summary>
    public required string HarnessVersion { get; init; }

    /// <summary>The seed all randomness of the run comes from.</summary>
    public required long Seed { get; init; }

    /// <summary>The user's selection, or <c>null</c> for everything.</summary>
    public string? Selection { get; init; }

    /// <summary>The station.</summary>
    public required PlannedStation Station { get; init; }

    /// <summary>The IUTs, each with its claims.</summary>
    public required IReadOnlyList<PlannedIut> Iuts { get; init; }

    /// <summary>Every case of the roles on this station, with a reason for each one left out.</summary>
    public required IReadOnlyList<PlannedCase> Cases { get; init; }

    /// <summary>SHA-256 of every input file, by path.</summary>
    public required IReadOnlyDictionary<string, string> InputHashes { get; init; }
}

/// <summary>The rig, as far as results depend on it.</summary>
/// <param name="Id">Station id.</param>
/// <param name="Class"><c>embedded</c>, <c>virtual-reader</c>, <c>real-reader</c> or <c>network</c>: results of one class are comparable.</param>
/// <param name="File">Its file.</param>
/// <param name="Lanes">How many cases can run at once.</param>
public sealed record PlannedStation(string Id, string Class, string File, int Lanes);

/// <summary>One IUT, its claims and what it was judged against.</summary>
public sealed record PlannedIut
{
    /// <summary>Which implementation.</summary>
    public required IutIdentity Identity { get; init; }

    /// <summary>What is claimed.</summary>
    public required Ics Ics { get; init; }

    /// <summary>The items in the wording this IUT is judged by.</summary>
    public required RequirementCatalogue Catalogue { get; init; }

    /// <summary>Names of IXIT parameters and whether each has a value; never the values.</summary>
    public required IReadOnlyList<PlannedIxit> Ixit { get; init; }

    /// <summary>Known failures.</summary>
    public required IReadOnlyList<Waiver> Waivers { get; init; }
}

/// <summary>An IXIT parameter's name in a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasValue">Whether a value was given.</param>
/// <param name="Sensitive">Whether the value is a secret.</param>
public sealed record PlannedIxit(string Name, bool HasValue, bool Sensitive);

/// <summary>One case in one variant on one IUT.</summary>
public sealed record PlannedCase
{
    /// <summary>Its name.</summary>
    public required CaseKey Key { get; init; }

    /// <summary>The case's title.</summary>
    public required string Title { get; init; }

    /// <summary>The items it covers.</summary>
    public required IReadOnlyList<RequirementRef> Requirements { get; init; }

    /// <summary>The mechanism it exercises, for items satisfied by any mechanism.</summary>
    public string? Mechanism { get; init; }

    /// <summary>Document and section.</summary>
    public required string Spec { get; init; }

    /// <summary>The checks it can evaluate.</summary>
    public required IReadOnlyList<CheckSpec> Checks { get; init; }

    /// <summary>Values of its variant's variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>What of the IUT's state it changes.</summary>
    public required IReadOnlyList<string> Mutates { get; init; }

    /// <summary>Whether it may only run on allow-listed hardware.</summary>
    public bool Destructive { get; init; }

    /// <summary><see cref="Disposition.Executed"/> when it is to run.</summary>
    public required Disposition Disposition { get; init; }

    /// <summary>Why it is not to run.</summary>
    public required DispositionReason Reason { get; init; }

    /// <summary>The reason in words; empty when it is to run.</summary>
    public required string ReasonText { get; init; }

    /// <summary>Its place.</summary>
    public required SourceSpan Span { get; init; }
}

using DmSc.Model.Requirements;
using DmSc.Model.Text;

namespace DmSc.Model.Statements;

/// <summary>A vendor's answer for one item.</summary>
public enum ClaimAnswer
{
    /// <summary>No answer was given; never read as no.</summary>
    Unanswered,

    /// <summary>Supported.</summary>
    Yes,

    /// <summary>Not supported.</summary>
    No,
}

/// <summary>What the vendor says about an item outside our catalogue.</summary>
/// <param name="Name">As expressions write it: <c>ProvBoot:ProvBoot-B-C-001</c> or <c>ZYX:MCF</c>.</param>
/// <param name="Answer">Supported or not.</param>
/// <param name="Evidence">Where that was established: a certificate, a report.</param>
public sealed record ExternalClaim(string Name, ClaimAnswer Answer, string? Evidence);

/// <summary>Implementation conformance statement: what is claimed for one IUT.</summary>
public sealed record Ics
{
    /// <summary>The role claimed.</summary>
    public required IutRole Role { get; init; }

    /// <summary>Enabler releases implemented: <c>DM 1.2</c>, <c>DM_SC 1.0</c>, <c>DM 2.0</c>.</summary>
    public required IReadOnlyList<string> Releases { get; init; }

    /// <summary>Which draft wording of the DM-SC requirements is judged; <c>null</c> is the default one.</summary>
    public string? Revision { get; init; }

    /// <summary>Answers by item id; a missing one is <see cref="ClaimAnswer.Unanswered"/>.</summary>
    public required IReadOnlyDictionary<string, ClaimAnswer> Answers { get; init; }

    /// <summary>Claims about items of other enablers, by their qualified name.</summary>
    public IReadOnlyDictionary<string, ExternalClaim> Externals { get; init; } = new Dictionary<string, ExternalClaim>();

    /// <summary>The file it came from.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>The answer for an item.</summary>
    /// <param name="item">Its id.</param>
    public ClaimAnswer AnswerFor(string item) => Answers.GetValueOrDefault(item);
}

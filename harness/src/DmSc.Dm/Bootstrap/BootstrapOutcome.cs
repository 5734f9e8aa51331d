using System.Collections.Immutable;
using DmSc.Wire;

namespace DmSc.Dm.Bootstrap;

/// <summary>What became of a part of a bootstrap.</summary>
public enum BootstrapDisposition
{
    /// <summary>It is in the tree.</summary>
    Accepted,

    /// <summary>It was left out, as the specification allows.</summary>
    Ignored,

    /// <summary>It was wrong and left out.</summary>
    Failed,

    /// <summary>It is no longer on the card and went.</summary>
    Removed,
}

/// <summary>A part of a bootstrap.</summary>
/// <param name="Source">What it is: URI as sent, or characteristic.</param>
/// <param name="ObjectId">Identifier of the management object; empty for none.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Reason">Why; never content, which may be secret.</param>
/// <param name="Uri">Where it is now, or was; <see langword="null"/> when it never was in the tree.</param>
public sealed record BootstrapPart(string Source, string ObjectId, BootstrapDisposition Disposition, string Reason, string? Uri = null);

/// <summary>What became of a bootstrap. A client tells the sender nothing of it.</summary>
/// <param name="DiscardReason">Why the whole was discarded; <see langword="null"/> when it was processed.</param>
/// <param name="Parts">Its parts, in document order, then removed ones.</param>
/// <param name="ServerIds">Servers whose accounts are new or renewed.</param>
/// <param name="SessionServerIds">Servers that ask for a session at once (INIT of w7); the client SHOULD open one with any new server anyway.</param>
/// <param name="Remarks">What was accepted although it should not be so.</param>
public sealed record BootstrapOutcome(
    string? DiscardReason,
    ImmutableArray<BootstrapPart> Parts,
    ImmutableArray<string> ServerIds,
    ImmutableArray<string> SessionServerIds,
    ImmutableArray<FormatRemark> Remarks)
{
    /// <summary>What was said to the protection of each Item of a DM message, in document order.</summary>
    public ImmutableArray<ContentJudgement> Contents { get; init; } = [];

    /// <summary>Whether what became of it rests on a judgement that the specification leaves open: no hard verdict may rest on it.</summary>
    public bool IsUnsettled => Contents.Any(content => content.IsUnsettled);

    /// <summary>Whether it was processed, with whatever result for its parts.</summary>
    public bool IsProcessed => DiscardReason is null;

    /// <summary>Nothing was done.</summary>
    /// <param name="reason">Why.</param>
    public static BootstrapOutcome Discarded(string reason) => new(reason, [], [], [], []);

    /// <inheritdoc />
    public override string ToString() => DiscardReason is { } reason
        ? $"discarded: {reason}"
        : string.Join("; ", Parts.Select(part => $"{part.Source} {part.Disposition}{(part.Uri is null ? "" : $" at {part.Uri}")}: {part.Reason}"));
}

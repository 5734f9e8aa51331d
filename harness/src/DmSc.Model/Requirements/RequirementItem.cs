using DmSc.Model.Text;

namespace DmSc.Model.Requirements;

/// <summary>The role of an implementation under test.</summary>
public enum IutRole
{
    /// <summary>A UICC.</summary>
    Card,

    /// <summary>A DM client.</summary>
    Device,

    /// <summary>A DM server.</summary>
    Server,
}

/// <summary>Whether an item binds everybody or those who claim it.</summary>
public enum Obligation
{
    /// <summary>M, SHALL, MUST.</summary>
    Mandatory,

    /// <summary>O, SHOULD, MAY.</summary>
    Optional,
}

/// <summary>How several mechanisms for one item combine.</summary>
public enum SatisfiedBy
{
    /// <summary>Everything tested under the item must pass.</summary>
    All,

    /// <summary>The item asks for "a mechanism": one that works wholly is enough.</summary>
    AnyMechanism,
}

/// <summary>A part of an item that needs evidence of its own. Any one of the alternatives is enough ("verification and/or signing").</summary>
/// <param name="AnyOf">Names of the alternatives, usually one.</param>
public sealed record AspectClause(IReadOnlyList<string> AnyOf)
{
    /// <inheritdoc />
    public override string ToString() => string.Join(" or ", AnyOf);
}

/// <summary>One requirement item: an SCR row or a requirement sentence, in our own words.</summary>
public sealed record RequirementItem
{
    /// <summary>For example <c>DM-BOOT-C-001</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>What is required, in our own words.</summary>
    public required string Text { get; init; }

    /// <summary>The document, for example <c>OMA-TS-DM_Bootstrap 1.2</c>.</summary>
    public required string Document { get; init; }

    /// <summary>The section of that document.</summary>
    public required string Section { get; init; }

    /// <summary>The enabler release that contains it: <c>DM 1.2</c>, <c>DM_SC 1.0</c>, <c>DM 2.0</c>.</summary>
    public required string Release { get; init; }

    /// <summary>The functional module column of the DM 2.0 requirements, when there is one.</summary>
    public string? FunctionalModule { get; init; }

    /// <summary>The word used: M, O, SHALL, SHOULD, MAY or MUST.</summary>
    public required string Keyword { get; init; }

    /// <summary>What the word means for the roll-up.</summary>
    public required Obligation Obligation { get; init; }

    /// <summary>The roles it obliges.</summary>
    public required IReadOnlyList<IutRole> Roles { get; init; }

    /// <summary>The requirement expression of an SCR row, as text; <c>null</c> for none.</summary>
    public string? Expression { get; init; }

    /// <summary>What needs evidence, per role. A role without an entry needs one passed must-check of any kind.</summary>
    public IReadOnlyDictionary<IutRole, IReadOnlyList<AspectClause>> Aspects { get; init; } =
        new Dictionary<IutRole, IReadOnlyList<AspectClause>>();

    /// <summary>How mechanisms combine.</summary>
    public SatisfiedBy SatisfiedBy { get; init; }

    /// <summary>The draft this wording comes from, for items with several.</summary>
    public string? Revision { get; init; }

    /// <summary>Where the catalogue says so.</summary>
    public SourceSpan Span { get; init; }
}

/// <summary>An item, or one aspect of it, named by a case or check.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Aspect">The aspect's name, or <c>null</c> when the item has none for this role.</param>
public sealed record RequirementRef(string Item, string? Aspect = null)
{
    /// <summary><c>DM-SC-GEN-6</c> or <c>DM-SC-GEN-6/retrieval</c>.</summary>
    public override string ToString() => Aspect is null ? Item : $"{Item}/{Aspect}";
}

namespace DmSc.Engine.Loading;

/// <summary>Complaints about requirement catalogues, IUT folders and deviations.</summary>
public static class StatementRules
{
    /// <summary>An item twice.</summary>
    public static readonly DiagnosticRule DuplicateItem = Rules.Error("REQ001", "Item twice", "An id names one item over all catalogue files.");

    /// <summary>A bad expression.</summary>
    public static readonly DiagnosticRule BadExpression = Rules.Error("REQ002", "Bad requirement expression", "The expression does not parse; the message names the column inside it.");

    /// <summary>An unknown operand.</summary>
    public static readonly DiagnosticRule UnknownOperand = Rules.Error("REQ003", "Unknown operand", "An operand is an item of the catalogue, or is qualified by its enabler as in `ProvBoot:ProvBoot-B-C-001`.");

    /// <summary>A cycle.</summary>
    public static readonly DiagnosticRule Cycle = Rules.Error("REQ004", "Expressions in a circle", "The status of an item would depend on itself.");

    /// <summary>Aspects of a role not obliged.</summary>
    public static readonly DiagnosticRule AspectRole = Rules.Error("REQ005", "Aspects for a role the item does not oblige", "Add the role, or take the aspects away.");

    /// <summary>An aspect twice.</summary>
    public static readonly DiagnosticRule DuplicateAspect = Rules.Error("REQ006", "Aspect twice", "One name, one aspect.");

    /// <summary>Revisions without one default.</summary>
    public static readonly DiagnosticRule RevisionDefault = Rules.Error("REQ007", "Not exactly one default revision", "Exactly one revision of an item is the default, and it is the same draft for all items: wordings of two drafts must not mix.");

    /// <summary>A missing text.</summary>
    public static readonly DiagnosticRule MissingText = Rules.Error("REQ008", "Item without document, release, title or text", "Give it at the item, in each revision, or (document and release) at the top of the file.");

    /// <summary>A role twice.</summary>
    public static readonly DiagnosticRule DuplicateRole = Rules.Error("REQ009", "Role twice", "Once is enough.");

    /// <summary>Folder and id differ.</summary>
    public static readonly DiagnosticRule IutFolderName = Rules.Error("IUT001", "Folder is not named after its IUT", "The folder below fixtures/iuts has the IUT's id as its name.");

    /// <summary>A missing file.</summary>
    public static readonly DiagnosticRule IutFileMissing = Rules.Error("IUT002", "File missing in the IUT folder", "An IUT folder has iut.yaml and ics.yaml; ixit.yaml and waivers.yaml may be missing.");

    /// <summary>An unknown item.</summary>
    public static readonly DiagnosticRule IcsUnknownItem = Rules.Error("ICS001", "Claim about an unknown item", "The catalogue has no such item.");

    /// <summary>A claim of another role.</summary>
    public static readonly DiagnosticRule IcsOtherRole = Rules.Warning("ICS002", "Claim about an item of another role", "The answer has no effect: the item does not oblige this role.");

    /// <summary>An unknown release.</summary>
    public static readonly DiagnosticRule IcsUnknownRelease = Rules.Error("ICS003", "Unknown enabler release", "No item of the catalogue belongs to this release; with a misspelt release nothing would be judged.");

    /// <summary>An unknown revision.</summary>
    public static readonly DiagnosticRule IcsUnknownRevision = Rules.Error("ICS004", "Unknown revision", "The catalogue has no wording of that draft.");

    /// <summary>A role that differs from the IUT's.</summary>
    public static readonly DiagnosticRule IcsRole = Rules.Error("ICS005", "ICS is for another role", "iut.yaml and ics.yaml of one folder name the same role.");

    /// <summary>An external claim without evidence.</summary>
    public static readonly DiagnosticRule IcsNoEvidence = Rules.Error("ICS006", "Claim about another enabler without evidence", "We do not test other enablers: a `yes` needs a certificate or report to rest on.");

    /// <summary>An external claim about our own item.</summary>
    public static readonly DiagnosticRule IcsOwnItem = Rules.Error("ICS007", "External claim about an item of the catalogue", "Answer it under `answers`: it is judged by tests, not by evidence.");

    /// <summary>A literal secret.</summary>
    public static readonly DiagnosticRule IxitLiteralSecret = Rules.Error("IXIT001", "Sensitive value in the file", "Secrets come from the environment: write `env: NAME` instead of `value`.");

    /// <summary>Value and env.</summary>
    public static readonly DiagnosticRule IxitTwoSources = Rules.Error("IXIT002", "More than one source", "A parameter has one source: `value`, `env` or `file`.");

    /// <summary>A published secret of something that is no reference implementation.</summary>
    public static readonly DiagnosticRule IxitPublished = Rules.Error("IXIT003", "Published secret", "Only a reference implementation (`driver: reference`) has secrets that are published, with `env` and `sensitive` beside them; yours come from the environment alone.");

    /// <summary>A file of a parameter that cannot be read.</summary>
    public static readonly DiagnosticRule IxitFile = Rules.Error("IXIT004", "File of a parameter unreadable", "`file` is relative to the folder of ixit.yaml, and UTF-8 text.");

    /// <summary>A waiver twice.</summary>
    public static readonly DiagnosticRule WaiverTwice = Rules.Error("WAIV001", "Waiver twice", "One check of one case and variant has one waiver.");

    /// <summary>A placeholder.</summary>
    public static readonly DiagnosticRule WaiverPlaceholder = Rules.Error("WAIV002", "Placeholder in a waiver", "`<...>` stands for what only a person can say: why the failure is tolerated, and where it is tracked.");

    /// <summary>A deviation twice.</summary>
    public static readonly DiagnosticRule DeviationTwice = Rules.Error("DEV001", "Deviation twice", "A name means one defect.");

    /// <summary>Name and role differ.</summary>
    public static readonly DiagnosticRule DeviationName = Rules.Error("DEV002", "Deviation is not named after its role", "The name starts with the role: `card.dodf-missing`.");

    /// <summary>An unknown item.</summary>
    public static readonly DiagnosticRule DeviationUnknownItem = Rules.Error("DEV003", "Deviation breaks an unknown item", "The catalogue has no such item.");

    /// <summary>An item of another role.</summary>
    public static readonly DiagnosticRule DeviationOtherRole = Rules.Error("DEV004", "Deviation breaks an item of another role", "The item does not oblige the role that has the defect.");

    /// <summary>All, by code.</summary>
    internal static IReadOnlyList<DiagnosticRule> All =>
    [
        DuplicateItem, BadExpression, UnknownOperand, Cycle, AspectRole, DuplicateAspect, RevisionDefault, MissingText, DuplicateRole,
        IutFolderName, IutFileMissing,
        IcsUnknownItem, IcsOtherRole, IcsUnknownRelease, IcsUnknownRevision, IcsRole, IcsNoEvidence, IcsOwnItem,
        IxitLiteralSecret, IxitTwoSources, IxitPublished, IxitFile, WaiverTwice, WaiverPlaceholder, DeviationTwice, DeviationName, DeviationUnknownItem, DeviationOtherRole,
    ];
}

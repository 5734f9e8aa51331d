using static DmSc.Engine.Loading.ValueFormat;

namespace DmSc.Engine.Loading;

/// <summary>Keys of catalogues, of the files of an IUT folder and of deviations.</summary>
internal static class StatementFormats
{
    private static readonly ValueFormat Item = Text(Patterns.Item, "an item id such as DM-BOOT-C-001");

    private static readonly ValueFormat Role = Word(CaseFormats.Roles);

    private static readonly ValueFormat Answer = Word("yes", "no", "unanswered");

    public static readonly MapFormat AnyOf = new("alternative aspects", [new("any-of", ListOf(CaseFormats.Name, 2), "Aspects of which one is enough.", Required: true)]);

    public static readonly MapFormat AspectRoles = new("aspects",
    [
        .. CaseFormats.Roles.Select(r => new KeyFormat(r, ListOf(Either(CaseFormats.Name, Map(AnyOf)), 1), $"What needs evidence of its own for a {r}.")),
    ]);

    public static readonly MapFormat Revision = new("a revision",
    [
        new("default", Boolean(), "true for the draft that is judged when the claims name none."),
        new("title", Text(), "The title in this draft."),
        new("text", Text(), "The wording in this draft."),
        new("aspects", Map(AspectRoles), "The aspects in this draft."),
    ]);

    public static readonly MapFormat RequirementItem = new("a requirement item",
    [
        new("id", Item, "Its id.", Required: true),
        new("title", Text(), "A few words.", Required: true),
        new("text", Text(), "What is required, in our own words; may stand in the revisions instead."),
        new("document", Text(), "The document; the file's by default."),
        new("release", Text(), "The enabler release; the file's by default."),
        new("section", Text(), "Section of the document.", Required: true),
        new("keyword", Word("M", "O", "SHALL", "SHOULD", "MAY", "MUST"), "The word used; M, SHALL and MUST are mandatory.", Required: true),
        new("roles", ListOf(Role, 1), "The roles it obliges.", Required: true),
        new("expression", Text(), "The requirement expression of an SCR row."),
        new("functional-module", Text(), "The functional module column."),
        new("satisfied-by", Word("all", "any-mechanism"), "Whether one mechanism that works wholly is enough; all by default."),
        new("aspects", Map(AspectRoles), "What needs evidence of its own."),
        new("revisions", MapOf(Map(Revision), "a draft's name (lower case, digits, hyphens)", Patterns.Name), "Wordings of several drafts."),
    ]);

    public static readonly MapFormat Catalogue = new("a requirement catalogue",
    [
        new("document", Text(), "The document of all items that name none."),
        new("release", Text(), "The enabler release of all items that name none."),
        new("items", ListOf(Map(RequirementItem), 1), "The items, in the order of the document.", Required: true),
    ]);

    public static readonly MapFormat Iut = new("an IUT file",
    [
        new("id", CaseFormats.Name, "Its id: the folder's name.", Required: true),
        new("role", Role, "What it is.", Required: true),
        new("vendor", Text(), "Who makes it.", Required: true),
        new("product", Text(), "What it is called.", Required: true),
        new("version", Text(), "Immutable version: mask, firmware, build.", Required: true),
        new("driver", CaseFormats.Name, "How the harness reaches it; docs/drivers.md lists the drivers.", Required: true),
        new("settings", Any(), "Settings of the driver."),
    ]);

    public static readonly MapFormat External = new("a claim about another enabler",
    [
        new("answer", Answer, "Supported or not.", Required: true),
        new("evidence", Text(), "Where that was established; needed for yes."),
    ]);

    public static readonly MapFormat Ics = new("an ICS",
    [
        new("role", Role, "The role claimed.", Required: true),
        new("releases", ListOf(Text(), 1), "Enabler releases implemented.", Required: true),
        new("revision", CaseFormats.Name, "The draft whose wording is judged; the catalogue's default by default."),
        new("answers", MapOf(Answer, "an item id such as DM-BOOT-C-001", Patterns.Item), "yes, no or unanswered by item; a missing item is unanswered.", Required: true),
        new("externals", MapOf(Map(External), "a name with its enabler such as ProvBoot:ProvBoot-B-C-001", Patterns.External), "Claims about items of other enablers."),
    ]);

    public static readonly MapFormat IxitParameter = new("an IXIT parameter",
    [
        new("description", Text(), "What it is, for the person who fills it in.", Required: true),
        new("value", Text(), "Its value."),
        new("env", Text(Patterns.Environment, "the name of an environment variable"), "The environment variable that holds it."),
        new("file", Text(), "The file whose text is its value, relative to this file: a key or certificate in PEM."),
        new("sensitive", Boolean(), "true: never shown; comes from the environment, or from a file of its own."),
        new("published", Text(), "What a sensitive parameter of a reference implementation is while its environment variable is not set: no secret."),
    ]);

    public static readonly MapFormat Ixit = new("an IXIT",
    [
        new("parameters", MapOf(Map(IxitParameter), "a name (lower case, digits, hyphens)", Patterns.Name), "The parameters, by name.", Required: true),
    ]);

    public static readonly MapFormat Waiver = new("a waiver",
    [
        new("case", CaseFormats.CaseId, "The case.", Required: true),
        new("variant", Text(), "Its variant such as channel=1, or * for all."),
        new("check", CaseFormats.Name, "The check that fails.", Required: true),
        new("verdict", Word("fail"), "Only a fail can be waived.", Required: true),
        new("reason", Text(), "Why it is tolerated.", Required: true),
        new("link", Text(), "Where it is tracked.", Required: true),
        new("until", Day(), "The last day it counts.", Required: true),
    ]);

    public static readonly MapFormat Waivers = new("a file of waivers", [new("waivers", ListOf(Map(Waiver)), "The waivers.", Required: true)]);

    public static readonly MapFormat Deviation = new("a deviation",
    [
        new("name", Text(Patterns.Deviation, "a name with its role such as card.dodf-missing"), "Its name.", Required: true),
        new("role", Role, "Which reference implementation can have it.", Required: true),
        new("description", Text(), "What is wrong.", Required: true),
        new("breaks", ListOf(Item, 1), "The items it breaks, by the specification.", Required: true),
        new("spec", Text(), "Document and section that say so.", Required: true),
        new("level", Word("must", "should"), "must, the default: it breaks what these items oblige; should: only what the specification recommends, so that no must-check may fail."),
    ]);

    public static readonly MapFormat Deviations = new("a file of deviations", [new("deviations", ListOf(Map(Deviation), 1), "The deviations.", Required: true)]);
}

namespace DmSc.Engine.Loading;

/// <summary>Complaints about case files and the sequences they include.</summary>
public static class CaseRules
{
    /// <summary>An id used twice.</summary>
    public static readonly DiagnosticRule DuplicateId = Rules.Error("CASE001", "Case id used twice", "Ids are permanent and name one case: results and waivers refer to them.");

    /// <summary>File name and id differ.</summary>
    public static readonly DiagnosticRule FileName = Rules.Error("CASE002", "File is not named after its case", "A case stands in a file named after its id: `card-boot-003.yaml`, `card-boot-003-a-few-words.yaml` or `CARD-BOOT-003.yaml`.");

    /// <summary>Role and folder differ.</summary>
    public static readonly DiagnosticRule WrongFolder = Rules.Error("CASE003", "Case in the folder of another role", "Cases stand below `card/`, `device/` or `server/`, by the role they judge.");

    /// <summary>An unknown item.</summary>
    public static readonly DiagnosticRule UnknownItem = Rules.Error("CASE004", "Unknown requirement item", "The catalogue has no such item.");

    /// <summary>An unknown aspect.</summary>
    public static readonly DiagnosticRule UnknownAspect = Rules.Error("CASE005", "Unknown aspect", "The item has no such aspect for the case's role, in any revision.");

    /// <summary>An item of another role.</summary>
    public static readonly DiagnosticRule ItemOfOtherRole = Rules.Error("CASE006", "Item does not concern the role", "An item is judged by cases of the roles it obliges.");

    /// <summary>An item twice.</summary>
    public static readonly DiagnosticRule RepeatedRequirement = Rules.Error("CASE007", "Requirement listed twice", "Once is enough.");

    /// <summary>A bad expression.</summary>
    public static readonly DiagnosticRule BadAppliesIf = Rules.Error("CASE009", "Bad applies-if", "applies-if is a requirement expression over known items or items of other enablers.");

    /// <summary>An unknown verb.</summary>
    public static readonly DiagnosticRule UnknownVerb = Rules.Error("CASE010", "Unknown verb", "docs/verbs.md lists the verbs.");

    /// <summary>Not one verb.</summary>
    public static readonly DiagnosticRule NotOneVerb = Rules.Error("CASE011", "Not exactly one verb in a step", "A step has one verb with its arguments; several actions are several steps.");

    /// <summary>A verb of another role.</summary>
    public static readonly DiagnosticRule VerbOfOtherRole = Rules.Error("CASE012", "Verb drives another role", "A case drives the role it judges; the other parties are ours.");

    /// <summary>An unlisted change of state.</summary>
    public static readonly DiagnosticRule UnlistedMutation = Rules.Error("CASE013", "Change of state not listed", "Whatever of the IUT's state a verb can change stands in the case's `mutates`, so that the station can restore it.");

    /// <summary>A listed state that no verb knows.</summary>
    public static readonly DiagnosticRule UnknownMutation = Rules.Warning("CASE014", "No verb changes this state", "Probably misspelt in `mutates`.");

    /// <summary>An unknown parameter.</summary>
    public static readonly DiagnosticRule UnknownParameter = Rules.Error("CASE015", "Unknown parameter", "The verb has no such parameter.");

    /// <summary>A missing parameter.</summary>
    public static readonly DiagnosticRule MissingParameter = Rules.Error("CASE016", "Missing parameter", "The verb cannot do without it.");

    /// <summary>Not one of a group.</summary>
    public static readonly DiagnosticRule NotOneOfGroup = Rules.Error("CASE017", "Not exactly one of a group of parameters", "The verb takes exactly one of them.");

    /// <summary>A bad argument.</summary>
    public static readonly DiagnosticRule BadArgument = Rules.Error("CASE018", "Bad argument", "The value is not what the parameter takes, for at least one variant of the case.");

    /// <summary>A bad template.</summary>
    public static readonly DiagnosticRule BadTemplate = Rules.Error("CASE019", "Bad variable syntax", "A variable is written `${name}` or `${ixit.name}`; `$${` is a literal `${`.");

    /// <summary>An undefined variable.</summary>
    public static readonly DiagnosticRule UndefinedVariable = Rules.Error("CASE020", "Undefined variable", "A variable comes from `for-each`, from the IXIT, or from `save` of an earlier step.");

    /// <summary>An unused variable.</summary>
    public static readonly DiagnosticRule UnusedVariable = Rules.Error("CASE021", "Unused variable", "What is never used was probably meant to be used.");

    /// <summary>A name taken.</summary>
    public static readonly DiagnosticRule RedefinedVariable = Rules.Error("CASE022", "Variable defined twice", "A name means one thing in a case.");

    /// <summary>A variable of the wrong shape.</summary>
    public static readonly DiagnosticRule WrongShape = Rules.Error("CASE023", "Variable has the wrong shape", "What the step saved cannot be what the parameter or matcher takes.");

    /// <summary>A bad variable name or value.</summary>
    public static readonly DiagnosticRule BadVariable = Rules.Error("CASE024", "Bad variable", "Names are lower case with hyphens; values of `for-each` are distinct scalars without comma, line break or `${`.");

    /// <summary>Too many variants.</summary>
    public static readonly DiagnosticRule TooManyVariants = Rules.Error("CASE025", "Too many variants", "A case has at most 256 variants.");

    /// <summary>A bad path.</summary>
    public static readonly DiagnosticRule BadPath = Rules.Error("CASE026", "Bad path", "The path does not lead to a field of the verb's result.");

    /// <summary>No main result.</summary>
    public static readonly DiagnosticRule NoMainResult = Rules.Error("CASE027", "Verb has no main result", "Say which field to save: `save: { name: path }`.");

    /// <summary>Not one matcher.</summary>
    public static readonly DiagnosticRule NotOneMatcher = Rules.Error("CASE028", "Not exactly one matcher", "An expectation has one of sw, is, equals, one-of, at-least and at-most (together or alone), matches, contains.");

    /// <summary>A bad matcher.</summary>
    public static readonly DiagnosticRule BadMatcher = Rules.Error("CASE029", "Bad matcher", "The matcher is malformed, or permits nothing or everything.");

    /// <summary>A matcher that does not fit.</summary>
    public static readonly DiagnosticRule MatcherDoesNotFit = Rules.Error("CASE030", "Matcher does not fit the value", "The value at this path can never satisfy, or never be compared by, this matcher.");

    /// <summary>A check id twice.</summary>
    public static readonly DiagnosticRule DuplicateCheck = Rules.Error("CASE031", "Check id used twice", "Waivers and results name a check by case and id.");

    /// <summary>No requirement named.</summary>
    public static readonly DiagnosticRule CheckNeedsRequirement = Rules.Error("CASE032", "Check must name its requirement", "When a case covers several items or aspects, each must-check says which of them it is evidence for.");

    /// <summary>A requirement outside the case's.</summary>
    public static readonly DiagnosticRule ForeignRequirement = Rules.Error("CASE033", "Requirement of a check is not the case's", "A case lists every item its checks are evidence for, so that selecting an item selects all its cases.");

    /// <summary>A requirement without evidence.</summary>
    public static readonly DiagnosticRule NoEvidence = Rules.Error("CASE034", "No must-check for a requirement", "The case claims to cover the item or aspect, but none of its must-checks is evidence for it; an item with aspects is proven by aspect.");

    /// <summary>well-formed where nothing is decoded.</summary>
    public static readonly DiagnosticRule NothingDecoded = Rules.Error("CASE035", "Nothing to be well-formed", "The verb decodes no octets of the IUT.");

    /// <summary>An expectation in the clean-up.</summary>
    public static readonly DiagnosticRule JudgingCleanup = Rules.Error("CASE036", "Expectation in the clean-up", "Clean-up never judges; move the step to `steps`.");

    /// <summary>An unknown sequence.</summary>
    public static readonly DiagnosticRule UnknownSequence = Rules.Error("CASE037", "Unknown sequence", "Sequences stand in testcases/sequences, one a file.");

    /// <summary>A nested include.</summary>
    public static readonly DiagnosticRule NestedInclude = Rules.Error("CASE038", "Sequence includes a sequence", "A sequence is plain steps: what a case does can be read in two files at most.");

    /// <summary>A check id the engine uses.</summary>
    public static readonly DiagnosticRule BadCheckId = Rules.Error("CASE008", "Reserved check id", "`keeps-answering` and `well-formed-answer` are checks that the harness adds itself. The ids of well-formed checks contain `well-formed`, those of other checks do not: the judgement expects a well-formed check to be evaluated only when octets were decoded.");

    /// <summary>All, by code.</summary>
    internal static IReadOnlyList<DiagnosticRule> All =>
    [
        DuplicateId, FileName, WrongFolder, UnknownItem, UnknownAspect, ItemOfOtherRole, RepeatedRequirement, BadAppliesIf,
        UnknownVerb, NotOneVerb, VerbOfOtherRole, UnlistedMutation, UnknownMutation, UnknownParameter, MissingParameter, NotOneOfGroup,
        BadArgument, BadTemplate, UndefinedVariable, UnusedVariable, RedefinedVariable, WrongShape, BadVariable, TooManyVariants, BadPath,
        NoMainResult, NotOneMatcher, BadMatcher, MatcherDoesNotFit, DuplicateCheck, CheckNeedsRequirement, ForeignRequirement, NoEvidence,
        NothingDecoded, JudgingCleanup, UnknownSequence, NestedInclude, BadCheckId,
    ];
}

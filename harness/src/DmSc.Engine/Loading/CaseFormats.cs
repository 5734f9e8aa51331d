using static DmSc.Engine.Loading.ValueFormat;

namespace DmSc.Engine.Loading;

/// <summary>Keys of case and sequence files. Verbs and their arguments come from the verb catalogue.</summary>
internal static class CaseFormats
{
    /// <summary>The check that every case has without saying so.</summary>
    public const string KeepsAnswering = "keeps-answering";

    /// <summary>The id of the check of a decoding verb, and a part of the id when the case names it itself.</summary>
    public const string WellFormed = "well-formed";

    /// <summary>The same of steps whose verb decodes what the case is not about.</summary>
    public const string WellFormedAnswer = "well-formed-answer";

    public static readonly IReadOnlyList<string> Roles = ["card", "device", "server"];

    public static readonly ValueFormat RequirementName = Text(Patterns.Requirement, "an item or an aspect of one, such as DM-SC-GEN-2 or DM-SC-GEN-4/integrity,");

    public static readonly ValueFormat Name = Text(Patterns.Name, "a name (lower case, digits, hyphens)");

    public static readonly ValueFormat CaseId = Text(Patterns.CaseId, "a case id such as CARD-BOOT-003");

    public static readonly MapFormat WellFormedMap = new("a well-formed check",
    [
        new("check", Name, "Its id; contains `well-formed`.", Required: true),
        new("level", Word("must", "should"), "How binding it is; must by default."),
        new("req", Either(RequirementName, ListOf(RequirementName, 1)), "What it is evidence for; the case's requirement by default."),
        new("spec", Text(), "Document and section; the case's by default."),
    ]);

    public static readonly MapFormat Expectation = new("an expectation",
    [
        new("check", Name, "Its id, unique in the case.", Required: true),
        new("level", Word("must", "should"), "How binding it is; must by default."),
        new("req", Either(RequirementName, ListOf(RequirementName, 1)), "What it is evidence for; the case's requirement by default, to be named when the case has several."),
        new("spec", Text(), "Document and section; the case's by default."),
        new("path", Text(), "Where in the verb's result; with sw, `sw` by default."),
        new("sw", Either(Text(Patterns.StatusWord, "a status word of four hexadecimal digits, X for any,"), ListOf(Text(Patterns.StatusWord, "a status word of four hexadecimal digits, X for any,"), 1)), "Permitted status words."),
        new("is", Word(Cases.IsMatcher.Words), "Permitted state."),
        new("equals", Any(), "The permitted value."),
        new("one-of", ListOf(Any(), 1), "The permitted values."),
        new("at-least", Integer(long.MinValue, long.MaxValue), "Least number, or length."),
        new("at-most", Integer(long.MinValue, long.MaxValue), "Largest number, or length."),
        new("matches", Text(), "Regular expression (non-backtracking) for the whole text, or for octets in upper-case hexadecimal."),
        new("contains", Any(), "An item of a list, a part of text or of octets."),
    ]);

    public static readonly IReadOnlyList<string> Matchers = ["sw", "is", "equals", "one-of", "at-least", "at-most", "matches", "contains"];

    /// <summary>What a step has beside its verb.</summary>
    public static readonly MapFormat StepExtras = new("a step",
    [
        new("expect", Either(Map(Expectation), ListOf(Map(Expectation), 1)), "What its result must be."),
        new("save", Either(Name, MapOf(Text(), "a name (lower case, digits, hyphens)", Patterns.Name)), "Variables to set: a name for the main result, or names and paths."),
        new("within", Duration(), "Its own deadline: 250ms, 5s, 2m."),
        new("well-formed", Either(Name, Map(WellFormedMap)), "The check that fails when octets of the IUT do not decode."),
    ]);

    public static readonly MapFormat Include = new("an include", [new("include", Name, "The sequence, a file in testcases/sequences.", Required: true)]);

    public static readonly MapFormat Case = new("a case",
    [
        new("id", CaseId, "Permanent, never positional, never reused.", Required: true),
        new("title", Text(), "What it shows, as a sentence.", Required: true),
        new("iut", Word(Roles), "The role it judges.", Required: true),
        new("requirements", ListOf(RequirementName, 1), "The items, or aspects of items, that it covers.", Required: true),
        new("mechanism", Name, "The mechanism it exercises; without one the case is about all of them."),
        new("spec", Text(), "Document and section.", Required: true),
        new("applies-if", Text(), "Requirement expression over the claims; always by default."),
        new("for-each", MapOf(ListOf(Text(), 1), "a name (lower case, digits, hyphens)", Patterns.Name), "Variables and their values: one result for each combination."),
        new("mutates", ListOf(Name), "What of the IUT's state it changes."),
        new("destructive", Boolean(), "true: only on allow-listed cards."),
        new("given", ListOf(Any()), "Preparation."),
        new("steps", ListOf(Any(), 1), "The judged part.", Required: true),
        new("finally", ListOf(Any()), "Clean-up; runs whatever happened."),
    ]);

    public static readonly MapFormat Sequence = new("a sequence",
    [
        new("id", Name, "Its name: the file's."),
        new("title", Text(), "What it does.", Required: true),
        new("steps", ListOf(Any(), 1), "Plain steps, no includes.", Required: true),
    ]);
}

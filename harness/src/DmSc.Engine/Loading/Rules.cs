using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Every complaint the loaders can make. Codes are permanent; docs/diagnostics.md is generated from here.</summary>
public static class Rules
{
    /// <summary>A file cannot be opened or read.</summary>
    public static readonly DiagnosticRule FileUnreadable = Error("FILE001", "File cannot be read", "The file is missing, is a folder, or may not be read.");

    /// <summary>A file is too large.</summary>
    public static readonly DiagnosticRule FileTooLarge = Error("FILE002", "File too large", "An input file has at most 1 MiB. Nothing a person writes is longer.");

    /// <summary>A file is not UTF-8.</summary>
    public static readonly DiagnosticRule FileNotUtf8 = Error("FILE003", "File is not UTF-8", "Save the file as UTF-8.");

    /// <summary>Not YAML.</summary>
    public static readonly DiagnosticRule YamlSyntax = Error("YAML001", "No YAML", "The text does not parse. The place is where the parser gave up; the cause may stand a little before it.");

    /// <summary>A key twice.</summary>
    public static readonly DiagnosticRule YamlDuplicateKey = Error("YAML002", "Key twice in one map", "One of the two would silently lose.");

    /// <summary>An alias.</summary>
    public static readonly DiagnosticRule YamlAlias = Error("YAML003", "Alias", "Aliases are not read: they hide what a file says and can expand without bound. Share steps with `include`.");

    /// <summary>An anchor.</summary>
    public static readonly DiagnosticRule YamlAnchor = Error("YAML004", "Anchor", "Anchors are not read, as nothing may refer to them.");

    /// <summary>A tag.</summary>
    public static readonly DiagnosticRule YamlTag = Error("YAML005", "Tag", "Tags are not read: every scalar is the text that was written.");

    /// <summary>Several documents.</summary>
    public static readonly DiagnosticRule YamlSeveralDocuments = Error("YAML006", "Several documents in a file", "A file holds one document.");

    /// <summary>A tab in the indentation.</summary>
    public static readonly DiagnosticRule YamlTab = Error("YAML007", "Tab in the indentation", "Indent with spaces; parsers disagree about tabs.");

    /// <summary>A control character.</summary>
    public static readonly DiagnosticRule YamlControlCharacter = Error("YAML008", "Control character", "Characters one cannot see change what a file says. Write them as an escape in a double-quoted scalar.");

    /// <summary>A key that is no scalar.</summary>
    public static readonly DiagnosticRule YamlComplexKey = Error("YAML009", "Key is no scalar", "A list or a map cannot be a key here. A value such as `[a]: b` probably lacks quotes.");

    /// <summary>Too deep.</summary>
    public static readonly DiagnosticRule YamlTooDeep = Error("YAML010", "Nested too deeply", "At most 64 levels.");

    /// <summary>Too many nodes.</summary>
    public static readonly DiagnosticRule YamlTooManyNodes = Error("YAML011", "Too many nodes", "At most 100000 nodes in a file.");

    /// <summary>Empty.</summary>
    public static readonly DiagnosticRule YamlEmpty = Error("YAML012", "Empty file", "There is nothing in the file.");

    /// <summary>An unknown key.</summary>
    public static readonly DiagnosticRule UnknownKey = Error("KEY001", "Unknown key", "The key means nothing here, so what it was meant to say would be lost.");

    /// <summary>A missing key.</summary>
    public static readonly DiagnosticRule MissingKey = Error("KEY002", "Missing key", "The key has no default.");

    /// <summary>A list for a map and the like.</summary>
    public static readonly DiagnosticRule WrongKind = Error("KEY003", "Wrong kind of value", "A list, a map or a scalar stands where another of them is expected.");

    /// <summary>A scalar that is not of its format.</summary>
    public static readonly DiagnosticRule BadValue = Error("KEY004", "Bad value", "The value is not of the form expected.");

    /// <summary>All rules, by code.</summary>
    public static IReadOnlyList<DiagnosticRule> All =>
    [
        FileUnreadable, FileTooLarge, FileNotUtf8,
        YamlSyntax, YamlDuplicateKey, YamlAlias, YamlAnchor, YamlTag, YamlSeveralDocuments, YamlTab, YamlControlCharacter,
        YamlComplexKey, YamlTooDeep, YamlTooManyNodes, YamlEmpty,
        UnknownKey, MissingKey, WrongKind, BadValue,
        .. CaseRules.All, .. StatementRules.All,
    ];

    internal static DiagnosticRule Error(string code, string title, string help) => new(code, Severity.Error, title, help);

    internal static DiagnosticRule Warning(string code, string title, string help) => new(code, Severity.Warning, title, help);
}

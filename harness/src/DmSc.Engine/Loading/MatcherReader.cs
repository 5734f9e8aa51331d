using System.Globalization;
using System.Text.RegularExpressions;
using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Reads the path and the matcher of an expectation, and refuses one that can never be met by what the path leads to.</summary>
internal sealed class MatcherReader(VariableScope scope, DiagnosticBag bag)
{
    private const int LongestPattern = 1000;

    /// <summary>The path and matcher, or <c>null</c> after a complaint.</summary>
    public (ValuePath Path, Matcher Matcher)? Read(MapReader map, VerbInfo verb)
    {
        var present = CaseFormats.Matchers.Where(map.Has).ToArray();
        if (present is not ([_] or ["at-least", "at-most"]))
        {
            bag.Add(CaseRules.NotOneMatcher, map.Span, present.Length == 0
                ? $"an expectation needs a matcher: one of {string.Join(", ", CaseFormats.Matchers)}"
                : $"an expectation has one matcher, this has {string.Join(", ", present)}");
            Path(map, verb, byDefault: null);
            return null;
        }

        var path = Path(map, verb, present[0] == "sw" ? "sw" : null);
        Matcher? matcher = present[0] switch
        {
            "sw" => StatusWord(map),
            "is" => map.Text("is") is { } word ? new IsMatcher(word.Value) : null,
            "equals" => Value(map.Any("equals")!, path?.Shape, "equals") is { } value ? new OneOfMatcher([value]) : null,
            "one-of" => OneOf(map, path?.Shape),
            "matches" => Pattern(map),
            "contains" => Contains(map, path?.Shape),
            _ => Range(map),
        };
        if (path is null || matcher is null || !Fits(matcher, path, map.KeySpan(present[0]), present[0]))
            return null;
        return (path, matcher);
    }

    private ValuePath? Path(MapReader map, VerbInfo verb, string? byDefault)
    {
        var written = map.Text("path");
        if (written is null && (map.Has("path") || byDefault is null))
        {
            if (!map.Has("path"))
                bag.Add(Rules.MissingKey, map.Span, "an expectation needs the key 'path', unless its matcher is sw");
            return null;
        }

        var path = ValuePath.Parse(written?.Value ?? byDefault!, verb.Result, verb.MainResult, out var error);
        if (path is null)
            bag.Add(CaseRules.BadPath, written?.Span ?? map.Span, $"{verb.Name}: {error}");
        return path;
    }

    private StatusWordMatcher? StatusWord(MapReader map)
    {
        var patterns = map.Any("sw") is ListNode ? map.Texts("sw") : map.Text("sw") is { } one ? [one] : [];
        var words = patterns.Select(p => p.Value.ToUpperInvariant()).ToArray();
        if (words.Length == 0)
            return null;
        if (!words.Contains("XXXX"))
            return new StatusWordMatcher(words);
        bag.Add(CaseRules.BadMatcher, patterns[0].Span, "XXXX permits every status word");
        return null;
    }

    private OneOfMatcher? OneOf(MapReader map, ValueShape? shape)
    {
        var values = new List<Template>();
        var items = map.List("one-of");
        foreach (var item in items)
        {
            if (Value(item, shape, "one-of") is { } value)
                values.Add(value);
        }

        return values.Count > 0 && values.Count == items.Count ? new OneOfMatcher(values) : null;
    }

    private RangeMatcher? Range(MapReader map)
    {
        var least = map.Integer("at-least");
        var most = map.Integer("at-most");
        if ((map.Has("at-least") && least is null) || (map.Has("at-most") && most is null))
            return null;
        if (least?.Value <= most?.Value || least is null || most is null)
            return new RangeMatcher(least?.Value, most?.Value);
        bag.Add(CaseRules.BadMatcher, map.KeySpan("at-least"), $"nothing is at least {least?.Value} and at most {most?.Value}");
        return null;
    }

    private RegexMatcher? Pattern(MapReader map)
    {
        if (map.Text("matches") is not { } pattern)
            return null;
        if (pattern.Value.Length > LongestPattern)
        {
            bag.Add(CaseRules.BadMatcher, pattern.Span, $"a pattern has at most {LongestPattern} characters");
            return null;
        }

        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        try
        {
            // Alone first: "a)(b" would be made valid by the anchors around it.
            _ = new Regex(pattern.Value, Options);
            return new RegexMatcher(pattern.Value, new Regex($@"\A(?:{pattern.Value})\z", Options));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            bag.Add(CaseRules.BadMatcher, pattern.Span, $"'{pattern.Value}' is no non-backtracking regular expression: {e.Message}");
            return null;
        }
    }

    private ContainsMatcher? Contains(MapReader map, ValueShape? shape)
    {
        var node = map.Any("contains")!;
        if (node is ScalarNode { Text: "" })
        {
            bag.Add(CaseRules.BadMatcher, node.Span, "everything contains nothing");
            return null;
        }

        return Value(node, shape is ListShape list ? list.Item : shape, "contains") is { } part ? new ContainsMatcher(part) : null;
    }

    private Template? Value(SpecNode node, ValueShape? shape, string matcher)
    {
        if (node is not ScalarNode scalar)
        {
            bag.Add(Rules.WrongKind, node.Span, $"a value of '{matcher}' must be a scalar, not {MapReader.KindOf(node)}");
            return null;
        }

        if (scope.Parse(scalar.Text, scalar.Span) is not { } template)
            return null;
        if (shape is not ScalarShape { Kind: var kind })
            return template;

        foreach (var (name, saved) in scope.SavedIn(template))
        {
            if (saved is not ScalarShape s || (template.SoleVariable is not null && !Comparable(s.Kind, kind)))
            {
                bag.Add(CaseRules.WrongShape, scalar.Span, $"variable '{name}' holds {Describe(saved)}; {Describe(shape)} is compared with it");
                return null;
            }
        }

        foreach (var text in scope.TextsOf(template) ?? [])
        {
            if (Problem(text, kind) is { } problem)
            {
                bag.Add(CaseRules.MatcherDoesNotFit, scalar.Span, $"{matcher}: {problem}");
                return null;
            }
        }

        return template;
    }

    private bool Fits(Matcher matcher, ValuePath path, SourceSpan span, string name)
    {
        var kind = path.Shape switch { ScalarShape s => s.Kind, ListShape => "list", _ => "record" };
        var fits = matcher switch
        {
            StatusWordMatcher => kind is "status-word",
            IsMatcher { State: "true" or "false" } => kind is "boolean",
            IsMatcher { State: "empty" or "not-empty" } => kind is "hex" or "text" or "list",
            OneOfMatcher => kind is not ("list" or "record"),
            RangeMatcher => kind is "integer" or "hex" or "text" or "list",
            RegexMatcher => kind is "hex" or "text" or "status-word",
            ContainsMatcher => kind is "hex" or "text" || path.Shape is ListShape { Item: ScalarShape },
            _ => true,
        };
        if (!fits)
            bag.Add(CaseRules.MatcherDoesNotFit, span, $"{name} does not fit '{path.Text}', which is {Describe(path.Shape)}");
        return fits;
    }

    // The values are compared as they are written in reports: octets in any case and spacing, everything else exactly.
    private static string? Problem(string text, string kind) => kind switch
    {
        "hex" => ScalarChecks.Check(text, ValueFormat.Hex()),
        "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n.ToString(CultureInfo.InvariantCulture) == text
            ? null
            : $"a decimal number without leading zeros expected, got '{text}'",
        "boolean" => text is "true" or "false" ? null : $"true or false expected, got '{text}'",
        "status-word" => text.Length == 4 && text.All(char.IsAsciiHexDigitUpper) ? null : $"a status word of four upper-case hexadecimal digits expected, got '{text}'",
        _ => null,
    };

    private static bool Comparable(string saved, string wanted) => saved == wanted || wanted is "text" || (saved is "text" && wanted is not "boolean");

    internal static string Describe(ValueShape shape) => shape switch
    {
        ScalarShape { Kind: "hex" } => "octets",
        ScalarShape { Kind: "integer" } => "an integer",
        ScalarShape { Kind: "text" } => "text",
        ScalarShape { Kind: "boolean" } => "true or false",
        ScalarShape { Kind: "status-word" } => "a status word",
        ListShape list => $"a list ({Describe(list.Item)} each)",
        _ => "a record",
    };
}

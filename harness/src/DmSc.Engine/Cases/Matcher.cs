using System.Text.RegularExpressions;
using DmSc.Engine.Verbs;

namespace DmSc.Engine.Cases;

/// <summary>What an expectation permits. A closed set; every one names the whole permitted set, none means "something else".</summary>
public abstract record Matcher
{
    /// <summary>What is permitted, in words, variables resolved.</summary>
    /// <param name="expand">Resolves a template.</param>
    public abstract string Describe(Func<Template, string> expand);

    /// <summary>Whether the value is permitted.</summary>
    /// <param name="value">What was seen.</param>
    /// <param name="expand">Resolves a template.</param>
    public abstract bool Permits(StepValue value, Func<Template, string> expand);

    /// <summary>Why neither answer of <see cref="Permits"/> would say anything of the IUT; <c>null</c> when it would.</summary>
    /// <param name="value">What was seen.</param>
    /// <param name="expand">Resolves a template.</param>
    public virtual string? WhyNoComparison(StepValue value, Func<Template, string> expand) => null;

    private protected static string? WhyNoOctets(StepValue value, string wanted) =>
        value is BytesValue && !IsHex(wanted) ? $"'{wanted}' is no hexadecimal string and cannot be compared with octets" : null;

    private static bool IsHex(string text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (c == ' ')
                continue;
            if (!char.IsAsciiHexDigit(c))
                return false;
            digits++;
        }

        return digits % 2 == 0;
    }

    internal static bool SameText(StepValue value, string wanted) => value switch
    {
        BytesValue bytes => string.Equals(Convert.ToHexString(bytes.Octets.Span), wanted.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase),
        TextValue text => text.Value == wanted,
        IntegerValue or BooleanValue => value.Describe() == wanted,
        _ => false,
    };
}

/// <summary><c>is: present | absent | empty | not-empty | true | false</c>.</summary>
/// <param name="State">The word.</param>
public sealed record IsMatcher(string State) : Matcher
{
    /// <summary>The words there are.</summary>
    public static readonly IReadOnlyList<string> Words = ["present", "absent", "empty", "not-empty", "true", "false"];

    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) => State;

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand) => State switch
    {
        "present" => value is not AbsentValue,
        "absent" => value is AbsentValue,
        "empty" => Length(value) == 0,
        "not-empty" => Length(value) > 0,
        "true" => value is BooleanValue { Value: true },
        "false" => value is BooleanValue { Value: false },
        _ => false,
    };

    private static int Length(StepValue value) => value switch
    {
        BytesValue bytes => bytes.Octets.Length,
        TextValue text => text.Value.Length,
        ListValue list => list.Items.Count,
        _ => -1,
    };
}

/// <summary><c>equals: value</c> or <c>one-of: [values]</c>.</summary>
/// <param name="Values">The permitted values.</param>
public sealed record OneOfMatcher(IReadOnlyList<Template> Values) : Matcher
{
    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) =>
        Values.Count == 1 ? expand(Values[0]) : $"one of {string.Join(", ", Values.Select(expand))}";

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand) => Values.Any(v => SameText(value, expand(v)));

    /// <inheritdoc />
    public override string? WhyNoComparison(StepValue value, Func<Template, string> expand) =>
        Values.Select(v => WhyNoOctets(value, expand(v))).FirstOrDefault(why => why is not null);
}

/// <summary><c>sw: "9000"</c> or <c>sw: ["6A82", "63CX"]</c>: status words, X for any digit.</summary>
/// <param name="Patterns">Four digits or X each, upper case.</param>
public sealed record StatusWordMatcher(IReadOnlyList<string> Patterns) : Matcher
{
    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) => Patterns.Count == 1 ? $"SW {Patterns[0]}" : $"SW one of {string.Join(", ", Patterns)}";

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand)
    {
        if (value is not TextValue { Value: { Length: 4 } sw })
            return false;
        foreach (var pattern in Patterns)
        {
            var same = true;
            for (var i = 0; i < 4; i++)
                same &= pattern[i] == 'X' || pattern[i] == sw[i];
            if (same)
                return true;
        }

        return false;
    }
}

/// <summary><c>at-least: n</c>, <c>at-most: n</c>: a number, or the length of octets, text or a list.</summary>
/// <param name="Least">Lower bound.</param>
/// <param name="Most">Upper bound.</param>
public sealed record RangeMatcher(long? Least, long? Most) : Matcher
{
    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) =>
        (Least, Most) switch { ({ } l, { } m) => $"{l} to {m}", ({ } l, null) => $"at least {l}", (null, { } m) => $"at most {m}", _ => "anything" };

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand)
    {
        long? n = value switch
        {
            IntegerValue i => i.Value,
            BytesValue b => b.Octets.Length,
            TextValue t => t.Value.Length,
            ListValue l => l.Items.Count,
            _ => null,
        };
        return n is { } number && (Least is not { } least || number >= least) && (Most is not { } most || number <= most);
    }
}

/// <summary><c>matches: regex</c> on text, or on octets written in upper-case hexadecimal; the whole value must match.</summary>
/// <param name="Pattern">As written.</param>
/// <param name="Regex">Compiled, non-backtracking.</param>
public sealed record RegexMatcher(string Pattern, Regex Regex) : Matcher
{
    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) => $"text matching {Pattern}";

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand) => value switch
    {
        TextValue text => Regex.IsMatch(text.Value),
        BytesValue bytes => Regex.IsMatch(Convert.ToHexString(bytes.Octets.Span)),
        _ => false,
    };
}

/// <summary><c>contains: value</c>: an item of a list, a part of text or of octets.</summary>
/// <param name="Part">What must be in it.</param>
public sealed record ContainsMatcher(Template Part) : Matcher
{
    /// <inheritdoc />
    public override string Describe(Func<Template, string> expand) => $"containing {expand(Part)}";

    /// <inheritdoc />
    public override bool Permits(StepValue value, Func<Template, string> expand) => value switch
    {
        ListValue list => list.Items.Any(i => SameText(i, expand(Part))),
        TextValue text => text.Value.Contains(expand(Part), StringComparison.Ordinal),
        BytesValue bytes => ContainsOctets(bytes.Octets.Span, expand(Part)),
        _ => false,
    };

    /// <inheritdoc />
    public override string? WhyNoComparison(StepValue value, Func<Template, string> expand) =>
        expand(Part).Length == 0 ? "an empty part is in everything" : WhyNoOctets(value, expand(Part));

    // On octets, not on their digits: "23" is no part of 12 34.
    private static bool ContainsOctets(ReadOnlySpan<byte> octets, string hex)
    {
        Span<byte> part = new byte[hex.Length];
        return Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal), part, out _, out var written) == System.Buffers.OperationStatus.Done
            && octets.IndexOf(part[..written]) >= 0;
    }
}

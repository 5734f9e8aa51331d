using System.Globalization;

namespace DmSc.Engine.Verbs;

/// <summary>A parameter of a verb, declared once: the loader, the schema and the verb reference all read it.</summary>
public abstract class Parameter
{
    private protected Parameter(string name, string kind, string doc, bool required, IReadOnlyList<string>? choices)
    {
        Name = name;
        Kind = kind;
        Doc = doc;
        Required = required;
        Choices = choices;
    }

    /// <summary>Lower case with hyphens.</summary>
    public string Name { get; }

    /// <summary><c>hex</c>, <c>integer</c>, <c>text</c>, <c>boolean</c> or <c>choice</c>.</summary>
    public string Kind { get; }

    /// <summary>One sentence for the verb reference, with unit and range.</summary>
    public string Doc { get; }

    /// <summary>Whether a step must give it.</summary>
    public bool Required { get; }

    /// <summary>The permitted words of a choice; <c>null</c> otherwise.</summary>
    public IReadOnlyList<string>? Choices { get; }

    /// <summary>The default as text for the reference; <c>null</c> for none.</summary>
    public string? DefaultText { get; private protected init; }

    /// <summary>Turns a literal into a value.</summary>
    /// <param name="text">The scalar's text.</param>
    /// <param name="error">What was expected instead.</param>
    /// <returns>The value, or <c>null</c> with <paramref name="error"/> set.</returns>
    public abstract object? ParseText(string text, out string? error);

    /// <summary>Turns a saved value into one of this parameter.</summary>
    /// <param name="value">The variable's value.</param>
    /// <param name="error">What was expected instead.</param>
    /// <returns>The value, or <c>null</c> with <paramref name="error"/> set.</returns>
    public abstract object? FromValue(StepValue value, out string? error);

    /// <summary>A hexadecimal octet string.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="min">Least number of octets.</param>
    /// <param name="max">Largest number of octets.</param>
    public static Parameter<byte[]> Hex(string name, string doc, bool required = false, int min = 0, int max = 65535) =>
        new(name, "hex", doc, required, null, null, null, text => ParseHex(text, min, max), value => value is BytesValue b ? CheckLength(b.Octets.ToArray(), min, max) : (null, $"octets expected, the variable holds {value.Describe()}"));

    /// <summary>A decimal integer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="min">Least value.</param>
    /// <param name="max">Largest value.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="defaultValue">Value when not given.</param>
    public static Parameter<int> Integer(string name, string doc, int min, int max, bool required = false, int? defaultValue = null)
    {
        (object?, string?) Check(long n) => n >= min && n <= max ? ((int)n, null) : (null, $"a number from {min} to {max} expected, got {n}");
        return new(name, "integer", doc, required, null, defaultValue is { } d ? (object)d : null, defaultValue?.ToString(CultureInfo.InvariantCulture),
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? Check(n) : (null, $"a decimal number expected, got '{text}'"),
            value => value is IntegerValue i ? Check(i.Value) : (null, $"a number expected, the variable holds {value.Describe()}"));
    }

    /// <summary>Text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="defaultValue">Value when not given.</param>
    public static Parameter<string> Text(string name, string doc, bool required = false, string? defaultValue = null) =>
        new(name, "text", doc, required, null, defaultValue, defaultValue, text => (text, null),
            value => value switch { TextValue t => (t.Value, null), IntegerValue or BooleanValue => (value.Describe(), null), _ => (null, $"text expected, the variable holds {value.Describe()}") });

    /// <summary>true or false.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="defaultValue">Value when not given.</param>
    public static Parameter<bool> Boolean(string name, string doc, bool defaultValue = false) =>
        new(name, "boolean", doc, false, null, defaultValue, defaultValue ? "true" : "false",
            text => text switch { "true" => (true, null), "false" => (false, null), _ => (null, $"true or false expected, got '{text}'") },
            value => value is BooleanValue b ? (b.Value, null) : (null, $"true or false expected, the variable holds {value.Describe()}"));

    /// <summary>One word of a closed set, each standing for a value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="doc">What it is.</param>
    /// <param name="choices">Words and values.</param>
    /// <param name="defaultWord">Word when not given; <c>null</c> makes the parameter required.</param>
    public static Parameter<T> Choice<T>(string name, string doc, IReadOnlyList<KeyValuePair<string, T>> choices, string? defaultWord)
    {
        string[] words = [.. choices.Select(c => c.Key)];
        (object?, string?) Find(string word)
        {
            foreach (var choice in choices)
            {
                if (choice.Key == word)
                    return (choice.Value, null);
            }

            return (null, $"one of {string.Join(", ", words)} expected, got '{word}'");
        }

        return new(name, "choice", doc, defaultWord is null, words, defaultWord is null ? null : Find(defaultWord).Item1, defaultWord, Find,
            value => value is TextValue t ? Find(t.Value) : (null, $"one of {string.Join(", ", words)} expected, the variable holds {value.Describe()}"));
    }

    private static (object?, string?) ParseHex(string text, int min, int max)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        if (compact.Length % 2 != 0)
            return (null, $"hexadecimal octets expected, '{text}' has an odd number of digits");
        foreach (var c in compact)
        {
            if (!char.IsAsciiHexDigit(c))
                return (null, $"hexadecimal octets expected, '{text}' contains '{c}'");
        }

        return CheckLength(Convert.FromHexString(compact), min, max);
    }

    private static (object?, string?) CheckLength(byte[] octets, int min, int max) =>
        octets.Length >= min && octets.Length <= max ? (octets, null) : (null, $"{min} to {max} octets expected, got {octets.Length}");
}

/// <summary>A parameter with the type its verb sees.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Parameter<T> : Parameter
{
    private readonly Func<string, (object?, string?)> _parse;
    private readonly Func<StepValue, (object?, string?)> _convert;

    internal Parameter(
        string name,
        string kind,
        string doc,
        bool required,
        IReadOnlyList<string>? choices,
        object? defaultValue,
        string? defaultText,
        Func<string, (object?, string?)> parse,
        Func<StepValue, (object?, string?)> convert)
        : base(name, kind, doc, required, choices)
    {
        _parse = parse;
        _convert = convert;
        Default = defaultValue;
        DefaultText = defaultText;
    }

    /// <summary>Value when not given; <c>null</c> for none.</summary>
    internal object? Default { get; }

    /// <inheritdoc />
    public override object? ParseText(string text, out string? error)
    {
        (var value, error) = _parse(text);
        return value;
    }

    /// <inheritdoc />
    public override object? FromValue(StepValue value, out string? error)
    {
        (var converted, error) = _convert(value);
        return converted;
    }
}

/// <summary>The arguments of one step, all variables resolved.</summary>
/// <param name="values">By parameter name.</param>
public sealed class StepArguments(IReadOnlyDictionary<string, object> values)
{
    /// <summary>Whether the step gave it.</summary>
    /// <param name="parameter">Which.</param>
    public bool Has(Parameter parameter) => values.ContainsKey(parameter.Name);

    /// <summary>The argument, or the parameter's default.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="parameter">Which.</param>
    /// <exception cref="InvalidOperationException">Not given and without default: the verb should have asked <see cref="Has"/>.</exception>
    public T Get<T>(Parameter<T> parameter)
    {
        if (values.TryGetValue(parameter.Name, out var value))
            return (T)value;
        if (parameter.Default is { } standard)
            return (T)standard;
        throw new InvalidOperationException($"parameter '{parameter.Name}' was not given and has no default");
    }
}

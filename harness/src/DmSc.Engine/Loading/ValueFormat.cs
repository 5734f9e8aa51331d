using System.Text.RegularExpressions;

namespace DmSc.Engine.Loading;

/// <summary>What the value of a key looks like. Readers and the generated schemas share it.</summary>
public abstract record ValueFormat
{
    /// <summary>What is expected, in words.</summary>
    public abstract string Describe();

    /// <summary>Text that is not empty.</summary>
    /// <param name="pattern">What the whole text must match; <c>null</c> for anything.</param>
    /// <param name="words">The pattern in words.</param>
    public static ValueFormat Text(Regex? pattern = null, string? words = null) => new TextFormat(pattern, words);

    /// <summary>Octets in hexadecimal; spaces between them are allowed.</summary>
    /// <param name="min">Least number of octets.</param>
    /// <param name="max">Largest number of octets.</param>
    public static ValueFormat Hex(int min = 0, int max = 65535) => new HexFormat(min, max);

    /// <summary>A decimal integer.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Largest value.</param>
    public static ValueFormat Integer(long min, long max) => new IntegerFormat(min, max);

    /// <summary>true or false.</summary>
    public static ValueFormat Boolean() => new BooleanFormat();

    /// <summary>A time such as <c>5s</c>, <c>250ms</c> or <c>2m</c>.</summary>
    public static ValueFormat Duration() => new DurationFormat();

    /// <summary>A day, YYYY-MM-DD.</summary>
    public static ValueFormat Day() => new DayFormat();

    /// <summary>One word of a closed set.</summary>
    /// <param name="words">The words.</param>
    public static ValueFormat Word(params IReadOnlyList<string> words) => new WordFormat(words);

    /// <summary>A list.</summary>
    /// <param name="item">What its items look like.</param>
    /// <param name="min">Least number of items.</param>
    public static ValueFormat ListOf(ValueFormat item, int min = 0) => new ListFormat(item, min);

    /// <summary>A map with known keys.</summary>
    /// <param name="format">Its keys.</param>
    public static ValueFormat Map(MapFormat format) => new NestedFormat(format);

    /// <summary>A map whose keys are names.</summary>
    /// <param name="value">What its values look like.</param>
    /// <param name="keys">What its keys are, in words.</param>
    /// <param name="pattern">What a whole key must match; <c>null</c> for anything.</param>
    public static ValueFormat MapOf(ValueFormat value, string keys, Regex? pattern = null) => new NamesFormat(value, keys, pattern);

    /// <summary>Any of several forms, told apart by the loader.</summary>
    /// <param name="forms">The forms.</param>
    public static ValueFormat Either(params IReadOnlyList<ValueFormat> forms) => new EitherFormat(forms);

    /// <summary>Anything; somebody else reads it.</summary>
    public static ValueFormat Any() => new AnyFormat();
}

/// <summary>Text.</summary>
/// <param name="Pattern">What the whole text must match.</param>
/// <param name="Words">The pattern in words.</param>
public sealed record TextFormat(Regex? Pattern, string? Words) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => Words ?? "text";
}

/// <summary>Octets.</summary>
/// <param name="Min">Least number.</param>
/// <param name="Max">Largest number.</param>
public sealed record HexFormat(int Min, int Max) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => $"{Min} to {Max} hexadecimal octets";
}

/// <summary>An integer.</summary>
/// <param name="Min">Least value.</param>
/// <param name="Max">Largest value.</param>
public sealed record IntegerFormat(long Min, long Max) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => (Min, Max) is (long.MinValue, long.MaxValue) ? "a number" : $"a number from {Min} to {Max}";
}

/// <summary>true or false.</summary>
public sealed record BooleanFormat : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => "true or false";
}

/// <summary>A time.</summary>
public sealed record DurationFormat : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => "a time such as 5s, 250ms or 2m";
}

/// <summary>A day.</summary>
public sealed record DayFormat : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => "a day as YYYY-MM-DD";
}

/// <summary>One word.</summary>
/// <param name="Words">The words there are.</param>
public sealed record WordFormat(IReadOnlyList<string> Words) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => $"one of {string.Join(", ", Words)}";
}

/// <summary>A list.</summary>
/// <param name="Item">What its items look like.</param>
/// <param name="Min">Least number of items.</param>
public sealed record ListFormat(ValueFormat Item, int Min) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => $"a list, each item {Item.Describe()}";
}

/// <summary>A map with known keys.</summary>
/// <param name="Format">Its keys.</param>
public sealed record NestedFormat(MapFormat Format) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => $"a map ({Format.What})";
}

/// <summary>A map whose keys are names.</summary>
/// <param name="Value">What its values look like.</param>
/// <param name="Keys">What its keys are, in words.</param>
/// <param name="Pattern">What a whole key must match.</param>
public sealed record NamesFormat(ValueFormat Value, string Keys, Regex? Pattern) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => $"a map from {Keys} to {Value.Describe()}";
}

/// <summary>Any of several forms.</summary>
/// <param name="Forms">The forms.</param>
public sealed record EitherFormat(IReadOnlyList<ValueFormat> Forms) : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => string.Join(", or ", Forms.Select(f => f.Describe()));
}

/// <summary>Anything.</summary>
public sealed record AnyFormat : ValueFormat
{
    /// <inheritdoc />
    public override string Describe() => "anything";
}

/// <summary>The keys of a map: the loader checks against it, the schema is generated from it.</summary>
/// <param name="What">What it is, with an article: <c>a waiver</c>.</param>
/// <param name="Keys">Its keys, in the order to write them.</param>
public sealed record MapFormat(string What, IReadOnlyList<KeyFormat> Keys)
{
    /// <summary>The key of that name, or <c>null</c>.</summary>
    /// <param name="name">Its name.</param>
    public KeyFormat? Find(string name) => Keys.FirstOrDefault(k => k.Name == name);
}

/// <summary>One key of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What its value looks like.</param>
/// <param name="Doc">What it means, in one sentence.</param>
/// <param name="Required">Whether it must be there.</param>
public sealed record KeyFormat(string Name, ValueFormat Value, string Doc, bool Required = false);

namespace DmSc.Engine.Verbs;

/// <summary>A value a step produced, or a variable holds. A closed set, so that checks and paths need no reflection.</summary>
public abstract record StepValue
{
    /// <summary>Nothing there.</summary>
    public static readonly StepValue Absent = new AbsentValue();

    /// <summary>Short text for people: hexadecimal for octets, at most some hundred characters.</summary>
    public abstract string Describe();

    /// <inheritdoc />
    public sealed override string ToString() => Describe();

    private protected static string Shorten(string text) => text.Length <= 400 ? text : string.Concat(text.AsSpan(0, 397), "...");
}

/// <summary>Nothing there.</summary>
public sealed record AbsentValue : StepValue
{
    /// <inheritdoc />
    public override string Describe() => "(absent)";
}

/// <summary>Octets.</summary>
/// <param name="Octets">The octets.</param>
public sealed record BytesValue(ReadOnlyMemory<byte> Octets) : StepValue
{
    /// <inheritdoc />
    public override string Describe() => Octets.Length <= 64
        ? Convert.ToHexString(Octets.Span)
        : $"{Convert.ToHexString(Octets.Span[..32])}... ({Octets.Length} octets)";

    /// <summary>Equal when the octets are.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(BytesValue? other) => other is not null && Octets.Span.SequenceEqual(other.Octets.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }
}

/// <summary>Text.</summary>
/// <param name="Value">The text.</param>
public sealed record TextValue(string Value) : StepValue
{
    /// <inheritdoc />
    public override string Describe() => Shorten(Value);
}

/// <summary>An integer.</summary>
/// <param name="Value">The number.</param>
public sealed record IntegerValue(long Value) : StepValue
{
    /// <inheritdoc />
    public override string Describe() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A truth value.</summary>
/// <param name="Value">True or false.</param>
public sealed record BooleanValue(bool Value) : StepValue
{
    /// <inheritdoc />
    public override string Describe() => Value ? "true" : "false";
}

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
public sealed record ListValue(IReadOnlyList<StepValue> Items) : StepValue
{
    /// <inheritdoc />
    public override string Describe() => Shorten($"[{string.Join(", ", Items.Take(16).Select(i => i.Describe()))}{(Items.Count > 16 ? ", ..." : "")}]");
}

/// <summary>Named fields, in the order of the verb's shape.</summary>
/// <param name="Fields">Name and value; a field that is not there is <see cref="StepValue.Absent"/>.</param>
public sealed record RecordValue(IReadOnlyList<KeyValuePair<string, StepValue>> Fields) : StepValue
{
    /// <summary>The field of that name, or <see cref="StepValue.Absent"/>.</summary>
    /// <param name="name">Field name.</param>
    public StepValue this[string name]
    {
        get
        {
            foreach (var field in Fields)
            {
                if (field.Key == name)
                    return field.Value;
            }

            return Absent;
        }
    }

    /// <inheritdoc />
    public override string Describe() => Shorten($"{{{string.Join(", ", Fields.Where(f => f.Value is not AbsentValue).Select(f => $"{f.Key}: {f.Value.Describe()}"))}}}");
}

/// <summary>Short ways to make values.</summary>
public static class Values
{
    /// <summary>Octets, or absent for <c>null</c>.</summary>
    /// <param name="octets">The octets.</param>
    public static StepValue Bytes(ReadOnlyMemory<byte>? octets) => octets is { } o ? new BytesValue(o) : StepValue.Absent;

    /// <summary>Text, or absent for <c>null</c>.</summary>
    /// <param name="text">The text.</param>
    public static StepValue Text(string? text) => text is null ? StepValue.Absent : new TextValue(text);

    /// <summary>A number, or absent for <c>null</c>.</summary>
    /// <param name="number">The number.</param>
    public static StepValue Integer(long? number) => number is { } n ? new IntegerValue(n) : StepValue.Absent;

    /// <summary>A truth value, or absent for <c>null</c>.</summary>
    /// <param name="truth">The truth value.</param>
    public static StepValue Boolean(bool? truth) => truth is { } t ? new BooleanValue(t) : StepValue.Absent;

    /// <summary>A list.</summary>
    /// <param name="items">Its items.</param>
    public static StepValue List(IEnumerable<StepValue> items) => new ListValue([.. items]);

    /// <summary>A record.</summary>
    /// <param name="fields">Names and values.</param>
    public static RecordValue Record(params ReadOnlySpan<(string Name, StepValue Value)> fields)
    {
        var list = new KeyValuePair<string, StepValue>[fields.Length];
        for (var i = 0; i < fields.Length; i++)
            list[i] = new(fields[i].Name, fields[i].Value);
        return new RecordValue(list);
    }
}

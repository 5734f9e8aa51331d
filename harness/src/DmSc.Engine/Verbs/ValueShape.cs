namespace DmSc.Engine.Verbs;

/// <summary>What a verb's result looks like, known when a case is loaded: a path to a field that cannot exist is an error there.</summary>
public abstract record ValueShape
{
    /// <summary>Octets; written in hexadecimal.</summary>
    public static readonly ValueShape Bytes = new ScalarShape("hex");

    /// <summary>A status word; written as a pattern of four hexadecimal digits, X for any.</summary>
    public static readonly ValueShape StatusWord = new ScalarShape("status-word");

    /// <summary>Text.</summary>
    public static readonly ValueShape Text = new ScalarShape("text");

    /// <summary>An integer.</summary>
    public static readonly ValueShape Integer = new ScalarShape("integer");

    /// <summary>A truth value.</summary>
    public static readonly ValueShape Boolean = new ScalarShape("boolean");

    /// <summary>A list of one shape.</summary>
    /// <param name="item">Shape of an item.</param>
    public static ValueShape ListOf(ValueShape item) => new ListShape(item);

    /// <summary>A record.</summary>
    /// <param name="fields">Its fields.</param>
    public static RecordShape Record(params IReadOnlyList<FieldShape> fields) => new(fields);
}

/// <summary>A scalar of the named kind: <c>hex</c>, <c>status-word</c>, <c>text</c>, <c>integer</c>, <c>boolean</c>.</summary>
/// <param name="Kind">The kind's name.</param>
public sealed record ScalarShape(string Kind) : ValueShape;

/// <summary>A list.</summary>
/// <param name="Item">Shape of an item.</param>
public sealed record ListShape(ValueShape Item) : ValueShape;

/// <summary>A record.</summary>
/// <param name="Fields">Its fields, in order.</param>
public sealed record RecordShape(IReadOnlyList<FieldShape> Fields) : ValueShape
{
    /// <summary>The field of that name, or <c>null</c>.</summary>
    /// <param name="name">Field name.</param>
    public FieldShape? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
}

/// <summary>A field.</summary>
/// <param name="Name">Lower case with hyphens.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Doc">One sentence for the verb reference.</param>
public sealed record FieldShape(string Name, ValueShape Shape, string Doc);

using System.Globalization;
using DmSc.Model.Cases;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>A value and where it stands.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Span">Where it starts.</param>
public readonly record struct Located<T>(T Value, SourceSpan Span);

/// <summary>
/// Reads a map by its format. Unknown and missing keys are reported when it is opened, a wrong value when it is asked for.
/// Asking for a key that the format does not have throws <see cref="InvalidOperationException"/>: that is a defect of the loader.
/// </summary>
public sealed class MapReader
{
    private readonly MapFormat _format;
    private readonly DiagnosticBag _bag;

    private MapReader(MapNode node, MapFormat format, DiagnosticBag bag)
    {
        Node = node;
        _format = format;
        _bag = bag;
    }

    /// <summary>The map.</summary>
    public MapNode Node { get; }

    /// <summary>Where it starts.</summary>
    public SourceSpan Span => Node.Span;

    /// <summary>Opens a node that must be a map of this format.</summary>
    /// <param name="node">The node; <c>null</c> (already complained about) gives <c>null</c>.</param>
    /// <param name="format">Its format.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The reader, or <c>null</c> when the node is no map.</returns>
    public static MapReader? Open(SpecNode? node, MapFormat format, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(bag);
        if (node is null)
            return null;
        if (node is not MapNode map)
        {
            bag.Add(Rules.WrongKind, node.Span, $"{format.What} must be a map, not {KindOf(node)}");
            return null;
        }

        foreach (var entry in map.Entries)
        {
            if (format.Find(entry.Key) is null)
                bag.Add(Rules.UnknownKey, entry.KeySpan, $"unknown key '{entry.Key}' in {format.What}{Suggestion.For(entry.Key, format.Keys.Select(k => k.Name))}");
        }

        foreach (var key in format.Keys)
        {
            if (key.Required && map.Find(key.Name) is null)
                bag.Add(Rules.MissingKey, map.Span, $"{format.What} needs the key '{key.Name}': {key.Doc}");
        }

        return new MapReader(map, format, bag);
    }

    /// <summary>Whether the key is there.</summary>
    /// <param name="key">Its name.</param>
    public bool Has(string key) => Raw(key, out _) is not null;

    /// <summary>Where the key stands; the map's place when it is not there.</summary>
    /// <param name="key">Its name.</param>
    public SourceSpan KeySpan(string key) => Node.Find(key)?.KeySpan ?? Span;

    /// <summary>The value as it is, or <c>null</c>.</summary>
    /// <param name="key">Its name.</param>
    public SpecNode? Any(string key) => Raw(key, out _);

    /// <summary>Text, a word of a closed set, or the text of any other scalar.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<string>? Text(string key) =>
        Raw(key, out var format) is { } node && TextOf(node, format, $"'{key}' of {_format.What}") is { } text ? new(text, node.Span) : null;

    /// <summary>A word of a closed set, as the value it stands for.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="key">Its name.</param>
    /// <param name="values">The values, in the order of the format's words.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<T>? Word<T>(string key, params ReadOnlySpan<T> values)
    {
        if (Text(key) is not { } word)
            return null;
        var words = ((WordFormat)_format.Find(key)!.Value).Words;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == word.Value)
                return new(values[i], word.Span);
        }

        throw new InvalidOperationException($"'{word.Value}' was accepted as a word of '{key}' and is none");
    }

    /// <summary>Octets.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<byte[]>? Hex(string key) =>
        Text(key) is { } text ? new(Convert.FromHexString(text.Value.Replace(" ", "", StringComparison.Ordinal)), text.Span) : null;

    /// <summary>An integer.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<long>? Integer(string key) =>
        Text(key) is { } text ? new(long.Parse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), text.Span) : null;

    /// <summary>true or false.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<bool>? Boolean(string key) => Text(key) is { } text ? new(text.Value == "true", text.Span) : null;

    /// <summary>A time.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<TimeSpan>? Duration(string key) =>
        Text(key) is { } text && ScalarChecks.ParseDuration(text.Value) is { } time ? new(time, text.Span) : null;

    /// <summary>A day.</summary>
    /// <param name="key">Its name.</param>
    /// <returns><c>null</c> when it is not there or was complained about.</returns>
    public Located<DateOnly>? Day(string key) =>
        Text(key) is { } text && ScalarChecks.ParseDay(text.Value) is { } day ? new(day, text.Span) : null;

    /// <summary>A list of scalars; empty when it is not there. Items that were complained about are left out.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<Located<string>> Texts(string key)
    {
        var texts = new List<Located<string>>();
        foreach (var item in List(key))
        {
            if (TextOf(item, ((ListFormat)FormOf<ListFormat>(key)).Item, $"an item of '{key}' of {_format.What}") is { } text)
                texts.Add(new(text, item.Span));
        }

        return texts;
    }

    /// <summary>A list; empty when it is not there.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<SpecNode> List(string key)
    {
        if (Raw(key, out _) is not { } node)
            return [];
        var format = (ListFormat)FormOf<ListFormat>(key);
        if (node is not ListNode list)
        {
            _bag.Add(Rules.WrongKind, node.Span, $"'{key}' of {_format.What} must be a list, not {KindOf(node)}");
            return [];
        }

        if (list.Items.Count < format.Min)
            _bag.Add(Rules.BadValue, node.Span, $"'{key}' of {_format.What} needs at least {format.Min} item{(format.Min == 1 ? "" : "s")}");
        return list.Items;
    }

    /// <summary>A list of maps; empty when it is not there. Items that are no map are left out after a complaint.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<MapReader> Maps(string key)
    {
        var readers = new List<MapReader>();
        foreach (var item in List(key))
        {
            if (Open(item, ((NestedFormat)((ListFormat)FormOf<ListFormat>(key)).Item).Format, _bag) is { } reader)
                readers.Add(reader);
        }

        return readers;
    }

    /// <summary>A map with known keys, or <c>null</c> when it is not there or was complained about.</summary>
    /// <param name="key">Its name.</param>
    public MapReader? Map(string key) =>
        Raw(key, out _) is { } node ? Open(node, ((NestedFormat)FormOf<NestedFormat>(key)).Format, _bag) : null;

    /// <summary>The entries of a map whose keys are names; empty when it is not there.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<MapEntry> Entries(string key)
    {
        if (Raw(key, out _) is not { } node)
            return [];
        var format = (NamesFormat)FormOf<NamesFormat>(key);
        if (node is not MapNode map)
        {
            _bag.Add(Rules.WrongKind, node.Span, $"'{key}' of {_format.What} must be a map, not {KindOf(node)}");
            return [];
        }

        var good = new List<MapEntry>();
        foreach (var entry in map.Entries)
        {
            if (format.Pattern is { } pattern && !pattern.IsMatch(entry.Key))
                _bag.Add(Rules.BadValue, entry.KeySpan, $"'{entry.Key}' in '{key}' of {_format.What} is not {format.Keys}");
            else
                good.Add(entry);
        }

        return good;
    }

    /// <summary>The entries of a map whose keys are names and whose values are maps; those that were complained about are left out.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<KeyValuePair<Located<string>, MapReader>> NamedMaps(string key)
    {
        var readers = new List<KeyValuePair<Located<string>, MapReader>>();
        foreach (var entry in Entries(key))
        {
            if (Open(entry.Value, ((NestedFormat)((NamesFormat)FormOf<NamesFormat>(key)).Value).Format, _bag) is { } reader)
                readers.Add(new(new(entry.Key, entry.KeySpan), reader));
        }

        return readers;
    }

    /// <summary>The entries of a map whose keys are names and whose values are scalars; those that were complained about are left out.</summary>
    /// <param name="key">Its name.</param>
    public IReadOnlyList<KeyValuePair<Located<string>, Located<string>>> NamedTexts(string key)
    {
        var texts = new List<KeyValuePair<Located<string>, Located<string>>>();
        foreach (var entry in Entries(key))
        {
            if (TextOf(entry.Value, ((NamesFormat)FormOf<NamesFormat>(key)).Value, $"'{entry.Key}' in '{key}' of {_format.What}") is { } text)
                texts.Add(new(new(entry.Key, entry.KeySpan), new(text, entry.Value.Span)));
        }

        return texts;
    }

    /// <summary>A list, a map or a scalar, with its article.</summary>
    internal static string KindOf(SpecNode node) => node switch
    {
        ListNode => "a list",
        MapNode => "a map",
        ScalarNode { Text: "" } => "nothing",
        _ => "a scalar",
    };

    private string? TextOf(SpecNode node, ValueFormat format, string what)
    {
        if (node is not ScalarNode scalar)
        {
            _bag.Add(Rules.WrongKind, node.Span, $"{what} must be {format.Describe()}, not {KindOf(node)}");
            return null;
        }

        if (ScalarChecks.Check(scalar.Text, format) is { } problem)
        {
            _bag.Add(Rules.BadValue, node.Span, $"{what}: {problem}");
            return null;
        }

        return scalar.Text;
    }

    private SpecNode? Raw(string key, out ValueFormat format)
    {
        var known = _format.Find(key) ?? throw new InvalidOperationException($"{_format.What} has no key '{key}'");
        format = known.Value;
        return Node.Find(key)?.Value;
    }

    // A key of several forms is read as the form asked for; its loader looks at the node first.
    private ValueFormat FormOf<T>(string key)
        where T : ValueFormat
    {
        Raw(key, out var format);
        return format is EitherFormat either ? either.Forms.OfType<T>().First() : format;
    }
}

using System.Globalization;
using System.Text.Json;

namespace DmSc.Wire.Annotated;

/// <summary>A value of a JSON text with its path, so that what is wrong with it can be named.</summary>
internal readonly struct JsonPart(JsonElement element, string path)
{
    public JsonPart this[string name] => Find(name) ?? throw Error($"the member \"{name}\" is missing");

    public string Text
    {
        get
        {
            if (element.ValueKind != JsonValueKind.String)
                throw Error("a string was expected");
            try
            {
                return element.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw Error("the string holds half a surrogate pair or octets that are not UTF-8");
            }
        }
    }

    public bool Flag => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error("true or false was expected"),
    };

    public byte[] Octets
    {
        get
        {
            var text = Text.Replace(" ", "", StringComparison.Ordinal);
            return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : throw Error("pairs of hexadecimal digits were expected");
        }
    }

    public byte Octet => Octets is [var only] ? only : throw Error("two hexadecimal digits were expected");

    public int HexNumber => int.TryParse(Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Error("a hexadecimal number was expected");

    public IEnumerable<JsonPart> Items
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Array)
                throw Error("an array was expected");
            var items = new List<JsonPart>();
            foreach (var item in element.EnumerateArray())
                items.Add(new JsonPart(item, $"{path}[{items.Count}]"));
            return items;
        }
    }

    public JsonPart? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error("an object was expected");
        return element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? new JsonPart(found, path.Length == 0 ? name : $"{path}.{name}")
            : null;
    }

    public long Number(long min, long max) => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= min && number <= max
        ? number
        : throw Error($"a whole number of {min} to {max} was expected");

    public WireFormatException Error(string reason) => new("BadContent", 0, path.Length == 0 ? reason : $"{path}: {reason}");
}

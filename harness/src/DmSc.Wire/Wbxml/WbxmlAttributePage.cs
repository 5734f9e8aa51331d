using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>What an attribute start token stands for.</summary>
/// <param name="Name">Attribute name.</param>
/// <param name="NameUtf8">The same in octets.</param>
/// <param name="NameBit">A bit of its own for each name, to see duplicates.</param>
/// <param name="Value">Start of the value, often the whole.</param>
/// <param name="ValueUtf8">The same in octets.</param>
internal sealed record WbxmlAttributeStart(string Name, byte[] NameUtf8, ulong NameBit, string Value, byte[] ValueUtf8);

/// <summary>One attribute code page: start tokens below 80, value tokens from 85.</summary>
internal sealed class WbxmlAttributePage
{
    public static readonly WbxmlAttributePage Empty = new();

    private readonly Dictionary<(string Name, string Value), byte> _startTokens = [];

    public WbxmlAttributeStart?[] Starts { get; } = new WbxmlAttributeStart?[128];

    public byte[]?[] Values { get; } = new byte[]?[256];

    public Dictionary<string, byte> ValueTokens { get; } = new(StringComparer.Ordinal);

    /// <param name="starts">Rows <c>07=name:NAME</c>, or <c>05=name</c> when the value follows.</param>
    /// <param name="values">Rows <c>85=IPV4</c>.</param>
    public static WbxmlAttributePage Parse(string starts, string values)
    {
        var page = new WbxmlAttributePage();
        foreach (var (code, row) in WbxmlTokenTables.Rows(starts))
        {
            var colon = row.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? row : row[..colon];
            var value = colon < 0 ? "" : row[(colon + 1)..];
            var bit = 1ul << Array.IndexOf(WbxmlTokenTables.AttributeNames, name);
            page.Starts[code] = new WbxmlAttributeStart(name, Encoding.UTF8.GetBytes(name), bit, value, Encoding.UTF8.GetBytes(value));
            page._startTokens.TryAdd((name, value), code);
        }

        foreach (var (code, value) in WbxmlTokenTables.Rows(values))
        {
            page.Values[code] = Encoding.UTF8.GetBytes(value);
            page.ValueTokens.Add(value, code);
        }

        return page;
    }

    /// <summary>The start token for exactly this attribute and value, or the one for the name alone; 0 when the page has neither.</summary>
    /// <param name="name">Attribute name.</param>
    /// <param name="value">The whole value; empty to ask for the bare start.</param>
    public byte FindStart(string name, string value) => _startTokens.GetValueOrDefault((name, value));
}

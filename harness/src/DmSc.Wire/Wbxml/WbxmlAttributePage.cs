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
    public static readonly WbxmlAttributePage Empty = Parse("", "");

    private readonly OctetIndex[] _startTokens;
    private readonly OctetIndex _valueTokens;

    private WbxmlAttributePage(WbxmlAttributeStart?[] starts, byte[]?[] values)
    {
        Starts = starts;
        Values = values;
        _startTokens = new OctetIndex[WbxmlTokenTables.AttributeNames.Length];
        for (var i = 0; i < _startTokens.Length; i++)
        {
            var name = WbxmlTokenTables.AttributeNames[i];
            _startTokens[i] = new OctetIndex([.. Starts.Index().Where(start => start.Item?.Name == name).Select(start => (start.Item!.ValueUtf8, (byte)start.Index))]);
        }

        _valueTokens = new OctetIndex([.. Values.Index().Where(value => value.Item is not null).Select(value => (value.Item!, (byte)value.Index))]);
    }

    public WbxmlAttributeStart?[] Starts { get; }

    public byte[]?[] Values { get; }

    /// <param name="starts">Rows <c>07=name:NAME</c>, or <c>05=name</c> when the value follows.</param>
    /// <param name="values">Rows <c>85=IPV4</c>.</param>
    public static WbxmlAttributePage Parse(string starts, string values)
    {
        var startTable = new WbxmlAttributeStart?[128];
        foreach (var (code, row) in WbxmlTokenTables.Rows(starts))
        {
            var colon = row.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? row : row[..colon];
            var value = colon < 0 ? "" : row[(colon + 1)..];
            var bit = 1ul << Array.IndexOf(WbxmlTokenTables.AttributeNames, name);
            startTable[code] = new WbxmlAttributeStart(name, Encoding.UTF8.GetBytes(name), bit, value, Encoding.UTF8.GetBytes(value));
        }

        var valueTable = new byte[]?[256];
        foreach (var (code, value) in WbxmlTokenTables.Rows(values))
            valueTable[code] = Encoding.UTF8.GetBytes(value);
        return new WbxmlAttributePage(startTable, valueTable);
    }

    /// <summary>The start token for exactly this attribute and value; 0 when the page has none.</summary>
    /// <param name="name">Index in <see cref="WbxmlTokenTables.AttributeNames"/>.</param>
    /// <param name="value">The whole value; empty to ask for the bare start.</param>
    public byte FindStart(int name, ReadOnlySpan<byte> value) => _startTokens[name].Find(value);

    /// <summary>The value token for exactly this value, or 0.</summary>
    public byte FindValue(ReadOnlySpan<byte> value) => _valueTokens.Find(value);
}

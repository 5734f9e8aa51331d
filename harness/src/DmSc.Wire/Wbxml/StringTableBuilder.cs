namespace DmSc.Wire.Wbxml;

/// <summary>
/// The body of a document whose string table is only known at its end: octets with gaps, each gap a string that becomes a reference or stands
/// inline.
/// </summary>
internal sealed class StringTableBuilder(bool shareStrings)
{
    // What a reader bounds, a writer must not exceed: see WbxmlLimits.MaxStringTable and MaxTableText.
    private const int MaxTable = 60 * 1024;
    private const int MaxSharedText = 1024 * 1024;
    private const int MinSharedLength = 3;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private readonly List<Gap> _gaps = [];

    /// <summary>A gap in the body.</summary>
    public void Add(int position, string text, bool literal) => _gaps.Add(New(position, text, literal));

    /// <summary>A gap in the body for a literal that <see cref="Fill"/> will name.</summary>
    public int Reserve(int position)
    {
        _gaps.Add(new Gap(position, -1, IsLiteral: true));
        return _gaps.Count - 1;
    }

    public void Fill(int gap, string literal) => _gaps[gap] = New(_gaps[gap].Position, literal, literal: true);

    private Gap New(int position, string text, bool literal)
    {
        if (!_ids.TryGetValue(text, out var id))
        {
            _ids.Add(text, id = _entries.Count);
            _entries.Add(new Entry(TextRules.Encode(text)));
        }

        var entry = _entries[id];
        entry.Count++;
        entry.IsLiteral |= literal;
        return new Gap(position, id, literal);
    }

    /// <summary>Fills the table behind what stands in it already, and writes the document.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="octets">The document with gaps, and with a string table that this one replaces.</param>
    /// <param name="tableStart">Where the string table begins.</param>
    /// <param name="bodyStart">Where it ends.</param>
    /// <param name="formalPublicId">Stands first in the table, unless it is empty.</param>
    public void Write(OctetBuffer output, ReadOnlySpan<byte> octets, int tableStart, int bodyStart, ReadOnlySpan<byte> formalPublicId)
    {
        var table = new OctetBuffer(1024);
        if (formalPublicId.Length > 0)
        {
            table.Write(formalPublicId);
            table.Octet(0);
        }

        var sharedText = 0;
        foreach (var entry in _entries)
        {
            var shared = (long)entry.Count * entry.Octets.Length;
            var worth = shareStrings && entry.Count > 1 && entry.Octets.Length >= MinSharedLength
                && table.Length + entry.Octets.Length < MaxTable && sharedText + shared <= MaxSharedText;
            if (!entry.IsLiteral && !worth)
                continue;
            sharedText += (int)shared;
            entry.Index = table.Length;
            table.Write(entry.Octets);
            table.Octet(0);
        }

        output.Write(octets[..tableStart]);
        output.Integer((uint)table.Length);
        output.Write(table.Written);
        var from = bodyStart;
        foreach (var gap in _gaps)
        {
            output.Write(octets[from..gap.Position]);
            from = gap.Position;
            var entry = _entries[gap.Id];
            if (!gap.IsLiteral)
                output.Octet(entry.Index >= 0 ? WbxmlTokens.StrT : WbxmlTokens.StrI);
            if (entry.Index >= 0)
            {
                output.Integer((uint)entry.Index);
                continue;
            }

            output.Write(entry.Octets);
            output.Octet(0);
        }

        output.Write(octets[from..]);
        table.Return();
    }

    private readonly record struct Gap(int Position, int Id, bool IsLiteral);

    private sealed class Entry(byte[] octets)
    {
        public byte[] Octets { get; } = octets;

        public int Count { get; set; }

        public bool IsLiteral { get; set; }

        public int Index { get; set; } = -1;
    }
}

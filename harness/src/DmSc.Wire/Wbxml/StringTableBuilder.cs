using System.Buffers;
using System.Text;

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

    public ArrayBufferWriter<byte> Body { get; } = new(1024);

    /// <summary>A gap at a place of <see cref="Body"/>, or of a buffer that will be copied there.</summary>
    public void Add(int position, string text, bool literal) => _gaps.Add(New(position, text, literal));

    /// <summary>A literal in front of the last <paramref name="before"/> gaps.</summary>
    public void Insert(int before, int position, string literal) => _gaps.Insert(_gaps.Count - before, New(position, literal, literal: true));

    /// <summary>Moves the last <paramref name="count"/> gaps, when their buffer is copied to the end of <see cref="Body"/>.</summary>
    public void Shift(int count)
    {
        for (var i = _gaps.Count - count; i < _gaps.Count; i++)
            _gaps[i] = _gaps[i] with { Position = _gaps[i].Position + Body.WrittenCount };
    }

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

    /// <summary>Fills the table behind what stands in it already, and writes it and the body.</summary>
    public void Write(IBufferWriter<byte> output, string formalPublicId)
    {
        var table = new ArrayBufferWriter<byte>();
        if (formalPublicId.Length > 0)
        {
            table.Write(Encoding.ASCII.GetBytes(formalPublicId));
            WbxmlWriter.WriteOctet(table, 0);
        }

        var sharedText = 0;
        foreach (var entry in _entries)
        {
            var shared = (long)entry.Count * entry.Octets.Length;
            var worth = shareStrings && entry.Count > 1 && entry.Octets.Length >= MinSharedLength
                && table.WrittenCount + entry.Octets.Length < MaxTable && sharedText + shared <= MaxSharedText;
            if (!entry.IsLiteral && !worth)
                continue;
            sharedText += (int)shared;
            entry.Index = table.WrittenCount;
            table.Write(entry.Octets);
            WbxmlWriter.WriteOctet(table, 0);
        }

        WbxmlWriter.WriteInteger(output, (uint)table.WrittenCount);
        output.Write(table.WrittenSpan);
        var from = 0;
        foreach (var gap in _gaps)
        {
            output.Write(Body.WrittenSpan[from..gap.Position]);
            from = gap.Position;
            var entry = _entries[gap.Id];
            if (!gap.IsLiteral)
                WbxmlWriter.WriteOctet(output, entry.Index >= 0 ? WbxmlTokens.StrT : WbxmlTokens.StrI);
            if (entry.Index >= 0)
            {
                WbxmlWriter.WriteInteger(output, (uint)entry.Index);
                continue;
            }

            output.Write(entry.Octets);
            WbxmlWriter.WriteOctet(output, 0);
        }

        output.Write(Body.WrittenSpan[from..]);
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

namespace DmSc.Cards.Uicc;

/// <summary>Which record a command is about: P2 b3..b1 of READ RECORD and UPDATE RECORD.</summary>
public enum RecordMode
{
    /// <summary>The one behind the current record.</summary>
    Next = 2,

    /// <summary>The one before the current record.</summary>
    Previous = 3,

    /// <summary>The one with the number in P1, or the current record.</summary>
    Absolute = 4,
}

/// <summary>Where a search begins and which way it goes: P2 b3..b1 of a simple search, b3..b1 of the search indication of an enhanced one.</summary>
public enum SearchDirection
{
    /// <summary>Forward from the record in P1.</summary>
    Forward = 4,

    /// <summary>Backward from the record in P1.</summary>
    Backward = 5,

    /// <summary>Forward from the record behind the current one; enhanced search only.</summary>
    ForwardFromNext = 6,

    /// <summary>Backward from the record before the current one; enhanced search only.</summary>
    BackwardFromPrevious = 7,
}

/// <summary>What SEARCH RECORD looks for (ETSI TS 102 221, 11.1.7).</summary>
public sealed record RecordSearch
{
    private RecordSearch(byte record, byte mode, byte[] data)
    {
        Record = record;
        Mode = mode;
        Data = data;
    }

    /// <summary>P1.</summary>
    public byte Record { get; }

    /// <summary>P2 b3..b1.</summary>
    public byte Mode { get; }

    /// <summary>Command data.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Simple search: anywhere in a record.</summary>
    /// <param name="pattern">At least one octet.</param>
    /// <param name="record">Where to begin, or 0 for the current record.</param>
    /// <param name="backward">Towards lower numbers.</param>
    public static RecordSearch Simple(ReadOnlySpan<byte> pattern, byte record = 1, bool backward = false) =>
        new(record, (byte)(backward ? SearchDirection.Backward : SearchDirection.Forward), Checked(pattern));

    /// <summary>Enhanced search: from an offset in each record on.</summary>
    /// <param name="pattern">At least one octet.</param>
    /// <param name="offset">Where in a record the search begins, from 0.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="record">Where to begin, or 0 for the current record.</param>
    public static RecordSearch FromOffset(ReadOnlySpan<byte> pattern, byte offset, SearchDirection direction = SearchDirection.Forward, byte record = 1) =>
        new(record, 6, [(byte)direction, offset, .. Checked(pattern)]);

    /// <summary>Enhanced search: behind the first occurrence of an octet in each record.</summary>
    /// <param name="pattern">At least one octet.</param>
    /// <param name="value">The octet to find first.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="record">Where to begin, or 0 for the current record.</param>
    public static RecordSearch BehindValue(ReadOnlySpan<byte> pattern, byte value, SearchDirection direction = SearchDirection.Forward, byte record = 1) =>
        new(record, 6, [(byte)(0x08 | (int)direction), value, .. Checked(pattern)]);

    private static byte[] Checked(ReadOnlySpan<byte> pattern) => pattern.IsEmpty
        ? throw new ArgumentException("a search has a pattern of at least one octet", nameof(pattern))
        : pattern.ToArray();
}

/// <summary>What SEARCH RECORD brought.</summary>
/// <param name="Result">The exchange.</param>
public sealed record RecordSearchResult(CommandResult Result)
{
    /// <summary>Numbers of the records found, in the order of the card; empty after 6282 (nothing found) and after a refusal.</summary>
    public IReadOnlyList<byte> Records => Result.Sw.IsNormal ? Result.Data.ToArray() : [];

    /// <summary>Whether the search was carried out, with or without success.</summary>
    public bool IsDone => Result.Sw.IsNormal || Result.Sw.Value == 0x6282;
}

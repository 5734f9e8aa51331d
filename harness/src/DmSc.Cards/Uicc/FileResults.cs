using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>What powering the card brought.</summary>
/// <param name="Octets">The ATR.</param>
public sealed record AtrResult(ReadOnlyMemory<byte> Octets)
{
    /// <summary>The ATR decoded.</summary>
    public Decoded<Atr> Atr => Decoded.From(Octets, Wire.Apdu.Atr.Parse);
}

/// <summary>What MANAGE CHANNEL open brought.</summary>
/// <param name="Result">The exchange.</param>
/// <param name="Channel">The channel opened, 1..19; <c>null</c> if the card refused or its answer is malformed.</param>
/// <param name="Malformed">What is wrong with the card's answer, or <c>null</c>.</param>
public sealed record ChannelResult(CommandResult Result, int? Channel, FormatError? Malformed);

/// <summary>What SELECT brought.</summary>
/// <param name="File">What was to be selected.</param>
/// <param name="Returns">What was asked for.</param>
/// <param name="Result">The exchange.</param>
public sealed record SelectResult(FileSelector File, SelectReturn Returns, CommandResult Result)
{
    private Decoded<Fcp>? _fcp;

    /// <summary>Whether the file is selected now: a normal ending, or a warning such as 6283 (deactivated).</summary>
    public bool IsSelected => Result.Sw.IsNormalOrWarning;

    /// <summary>The FCP template, decoded at the first look; neither value nor error when none was asked for or the card refused.</summary>
    public Decoded<Fcp> Fcp => _fcp ??= Returns == SelectReturn.Fcp && IsSelected ? Decoded.From(Result.Data, Wire.Apdu.Fcp.Parse) : default;
}

/// <summary>Why reading a transparent EF ended.</summary>
public enum TransparentReadEnd
{
    /// <summary>All octets asked for, or all that the FCP announces, are there.</summary>
    SizeReached,

    /// <summary>The size was not known, and the card said that the file ends here (6282, 6B00, a short answer).</summary>
    EndOfFile,

    /// <summary>The size was known, and the file ended before it.</summary>
    ShorterThanAnnounced,

    /// <summary>The card refused to read on.</summary>
    Refused,

    /// <summary>Our own bound, or the last offset that READ BINARY can address.</summary>
    BoundReached,
}

/// <summary>What reading a transparent EF brought.</summary>
/// <param name="Data">The octets read, all blocks together.</param>
/// <param name="End">Why it ended.</param>
/// <param name="LastSw">Status word of the last block, which is the failing one unless complete; <c>null</c> if no command was sent.</param>
/// <param name="Blocks">All READ BINARY commands in order.</param>
public sealed record TransparentRead(
    ReadOnlyMemory<byte> Data, TransparentReadEnd End, StatusWord? LastSw, IReadOnlyList<CommandResult> Blocks)
{
    /// <summary>Whether the whole file, or the whole part asked for, was read.</summary>
    public bool IsComplete => End is TransparentReadEnd.SizeReached or TransparentReadEnd.EndOfFile;
}

/// <summary>Why reading records ended.</summary>
public enum RecordReadEnd
{
    /// <summary>All records that the FCP announces are there.</summary>
    CountReached,

    /// <summary>The count was not known, and the card said that there are no more (6A83).</summary>
    EndOfFile,

    /// <summary>The card refused a record that should be there, or answered with no octets.</summary>
    Refused,

    /// <summary>The FCP announces records of no octets: there is nothing to ask for.</summary>
    EmptyRecords,
}

/// <summary>What reading all records brought.</summary>
/// <param name="Records">The records, number 1 first.</param>
/// <param name="End">Why it ended.</param>
/// <param name="LastSw">Status word of the last command; <c>null</c> if none was sent.</param>
/// <param name="Results">All READ RECORD commands in order.</param>
public sealed record RecordRead(
    IReadOnlyList<ReadOnlyMemory<byte>> Records, RecordReadEnd End, StatusWord? LastSw, IReadOnlyList<CommandResult> Results)
{
    /// <summary>Whether all records were read.</summary>
    public bool IsComplete => End is RecordReadEnd.CountReached or RecordReadEnd.EndOfFile;
}

/// <summary>What writing a transparent EF brought.</summary>
/// <param name="Written">Octets that the card took.</param>
/// <param name="Blocks">All UPDATE BINARY commands in order; the last one is the refused one unless complete.</param>
public sealed record TransparentWrite(int Written, IReadOnlyList<CommandResult> Blocks)
{
    /// <summary>Whether all octets were written.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Status word of the last block; <c>null</c> if there was nothing to write.</summary>
    public StatusWord? LastSw => Blocks.Count == 0 ? null : Blocks[^1].Sw;
}

using System.Buffers;
using DmSc.Cards.Link;
using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>
/// The terminal's side of a UICC over one link: commands of ETSI TS 102 221 on any logical channel. Not thread-safe, as the link.
/// A card's refusal is a result. Every method throws <see cref="LinkException"/> when the link fails or a deadline passes, and
/// <see cref="WireFormatException"/> when the card's octets are no response to the command; the observer has seen them by then.
/// The link stays its owner's.
/// </summary>
/// <param name="link">The way to the card.</param>
/// <param name="options">Bounds and clock; <see cref="TerminalOptions.Default"/> if none.</param>
/// <param name="observer">Sees all exchanges.</param>
public sealed partial class UiccTerminal(ICardLink link, TerminalOptions? options = null, IApduObserver? observer = null)
{
    private const int MaxOffset = 32767;
    private const int MaxRecords = 254;
    private readonly TerminalOptions _options = options ?? TerminalOptions.Default;
    private readonly ApduExchanger _exchanger = new(link, options ?? TerminalOptions.Default, observer);

    /// <summary>Whether extended APDUs may be used: T=1 is active and the ATR announces them (ISO/IEC 7816-4, 8.1.1.2.7).</summary>
    public bool SupportsExtendedLength => link.Protocol == 1 && Decoded.From(link.Atr, Atr.Parse).Value?.Capabilities is { HasExtendedLength: true };

    /// <summary>Octets that one READ BINARY asks for when a whole file is read.</summary>
    private int BlockLength => _options.BlockLength > 256 && SupportsExtendedLength ? Math.Min(_options.BlockLength, 65536) : 256;

    /// <summary>Powers the card, or resets it; all volatile card state is lost.</summary>
    /// <param name="reset">Cold or warm.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<AtrResult> PowerOnAsync(CardReset reset, CancellationToken ct) => new(await _exchanger.PowerOnAsync(reset, ct));

    /// <summary>Removes power.</summary>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask PowerOffAsync(CancellationToken ct) => _exchanger.PowerOffAsync(ct);

    /// <summary>Sends octets as they are and returns what comes back: no GET RESPONSE, no repeat, no check of the response.</summary>
    /// <param name="command">Any octets.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<Exchange> TransmitRawAsync(ReadOnlyMemory<byte> command, CancellationToken ct) => _exchanger.TransmitAsync(command, ct);

    /// <summary>
    /// Sends one APDU by the rules of the active protocol. T=0: case 4 goes without Le, and GET RESPONSE fetches what waits, on the
    /// same channel. T=1: the APDU goes as it is. Both: on 6Cxx the command is repeated once with that Le, on 61xx GET RESPONSE follows.
    /// </summary>
    /// <param name="command">The command. Le 256 (65,536 if extended) asks for all there is.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> SendAsync(CommandApdu command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _exchanger.SendAsync(command, ct);
    }

    /// <summary>MANAGE CHANNEL open.</summary>
    /// <param name="number">1..19, or <c>null</c> to let the card choose.</param>
    /// <param name="from">The open channel on which the command is sent; its current DF is inherited unless it is 0.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<ChannelResult> OpenChannelAsync(int? number, int from, CancellationToken ct)
    {
        if (number is < 1 or > ClassByte.MaxChannel)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"a channel to open is 1..{ClassByte.MaxChannel}");
        var result = await SendAsync(new CommandApdu(Cla(from), 0x70, 0x00, (byte)(number ?? 0), Le: number is null ? 1 : null), ct);
        if (!result.Sw.IsNormal)
            return new ChannelResult(result, null, null);
        if (number is not null)
            return new ChannelResult(result, number, null);
        if (result.Data.Length != 1)
            return new ChannelResult(result, null, new FormatError("ChannelNumber", result.Data.Length, $"the card returns one octet, the channel number, got {result.Data.Length}"));
        int given = result.Data.Span[0];
        return given is >= 1 and <= ClassByte.MaxChannel
            ? new ChannelResult(result, given, null)
            : new ChannelResult(result, null, new FormatError("ChannelNumber", 0, $"a channel number is 1..{ClassByte.MaxChannel}, got {given}"));
    }

    /// <summary>MANAGE CHANNEL close.</summary>
    /// <param name="number">The channel to close.</param>
    /// <param name="from">The open channel on which the command is sent.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> CloseChannelAsync(int number, int from, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, ClassByte.MaxChannel);
        return SendAsync(new CommandApdu(Cla(from), 0x70, 0x80, (byte)number), ct);
    }

    /// <summary>SELECT.</summary>
    /// <param name="channel">Logical channel, 0..19.</param>
    /// <param name="file">What, and how.</param>
    /// <param name="returns">FCP or nothing.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<SelectResult> SelectAsync(int channel, FileSelector file, SelectReturn returns, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var p2 = (byte)(file.P2Bits | (returns == SelectReturn.Fcp ? 0x04 : 0x0C));
        var command = new CommandApdu(Cla(channel), 0xA4, file.P1, p2, file.Data, returns == SelectReturn.Fcp ? 256 : null);
        return new SelectResult(file, returns, await SendAsync(command, ct));
    }

    /// <summary>READ BINARY of the current EF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="offset">0..32767.</param>
    /// <param name="le">1..256 octets.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> ReadBinaryAsync(int channel, int offset, int le, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, MaxOffset);
        return SendAsync(new CommandApdu(Cla(channel), 0xB0, (byte)(offset >> 8), (byte)offset, Le: le), ct);
    }

    /// <summary>READ BINARY by short file identifier; the EF becomes the current one.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="sfi">1..30.</param>
    /// <param name="offset">0..255.</param>
    /// <param name="le">1..256 octets.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> ReadBinaryBySfiAsync(int channel, int sfi, byte offset, int le, CancellationToken ct) =>
        SendAsync(new CommandApdu(Cla(channel), 0xB0, (byte)(0x80 | CheckedSfi(sfi, 1)), offset, Le: le), ct);

    /// <summary>Reads the current transparent EF from its start, in blocks of 256 octets (see <see cref="TerminalOptions.BlockLength"/>).</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="size">Its size from the FCP, or <c>null</c> to read until the card says that it ends.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<TransparentRead> ReadWholeTransparentAsync(int channel, long? size, CancellationToken ct) =>
        ReadTransparentAsync(channel, 0, size, ct);

    /// <summary>Reads a part of the current transparent EF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="start">Offset of the first octet.</param>
    /// <param name="length">Number of octets, or <c>null</c> for all up to the end.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<TransparentRead> ReadTransparentAsync(int channel, int start, long? length, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var data = new ArrayBufferWriter<byte>();
        var blocks = new List<CommandResult>();
        var most = BlockLength;
        TransparentRead Ended(TransparentReadEnd end) => new(data.WrittenMemory, end, blocks.Count == 0 ? null : blocks[^1].Sw, blocks);

        while (true)
        {
            var remaining = length - data.WrittenCount;
            if (remaining <= 0)
                return Ended(TransparentReadEnd.SizeReached);
            // The last 255 addressable octets lie behind the last offset: they come with a block that overlaps the one before.
            var next = (long)start + data.WrittenCount;
            var offset = (int)Math.Min(next, MaxOffset);
            var overlap = next - offset;
            var want = Math.Min(most - overlap, Math.Min(remaining ?? most, _options.MaxTransparentOctets - data.WrittenCount));
            if (want <= 0)
                return Ended(TransparentReadEnd.BoundReached);

            var block = await ReadBinaryAsync(channel, offset, (int)(overlap + want), ct);
            blocks.Add(block);
            if (block.Sw.Value == 0x6B00 && data.WrittenCount > 0)
                return Ended(length is null ? TransparentReadEnd.EndOfFile : TransparentReadEnd.ShorterThanAnnounced);
            if (!block.Sw.IsNormal && block.Sw.Value != 0x6282)
                return Ended(TransparentReadEnd.Refused);

            var fresh = (int)Math.Clamp(block.Data.Length - overlap, 0, want);
            data.Write(block.Data.Span.Slice(fresh == 0 ? 0 : (int)overlap, fresh));
            if (fresh == want)
                continue;
            if (length is null)
                return Ended(TransparentReadEnd.EndOfFile);
            if (fresh == 0 || block.Sw.Value == 0x6282)
                return Ended(TransparentReadEnd.ShorterThanAnnounced);
        }
    }

    /// <summary>READ RECORD, absolute mode.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="record">1..254, or 0 for the current record.</param>
    /// <param name="le">1..256 octets.</param>
    /// <param name="sfi">Short file identifier 1..30, or 0 for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> ReadRecordAsync(int channel, byte record, int le, int sfi, CancellationToken ct) =>
        SendAsync(new CommandApdu(Cla(channel), 0xB2, record, (byte)((CheckedSfi(sfi, 0) << 3) | 0x04), Le: le), ct);

    /// <summary>Reads all records of the current record EF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="recordLength">Record length from the FCP, or <c>null</c> if unknown.</param>
    /// <param name="recordCount">Number of records from the FCP, or <c>null</c> to read until the card says that there are no more.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<RecordRead> ReadAllRecordsAsync(int channel, int? recordLength, int? recordCount, CancellationToken ct)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var results = new List<CommandResult>();
        RecordRead Ended(RecordReadEnd end) => new(records, end, results.Count == 0 ? null : results[^1].Sw, results);

        if (recordLength is <= 0)
            return Ended(RecordReadEnd.EmptyRecords);
        var last = Math.Min(recordCount ?? MaxRecords, MaxRecords);
        for (var number = 1; number <= last; number++)
        {
            var result = await ReadRecordAsync(channel, (byte)number, Math.Min(recordLength ?? 256, 256), 0, ct);
            results.Add(result);
            if (result.Sw.Value == 0x6A83 && recordCount is null)
                return Ended(RecordReadEnd.EndOfFile);
            if (!result.Sw.IsNormal || result.Data.IsEmpty)
                return Ended(RecordReadEnd.Refused);
            records.Add(result.Data);
        }

        return Ended(RecordReadEnd.CountReached);
    }

    private static byte EtsiCla(int channel) => ClassByte.OnChannel(0x80, channel);

    private static byte Cla(int channel) => ClassByte.OnChannel(0x00, channel);

    private static int CheckedSfi(int sfi, int least) => sfi >= least && sfi <= 30
        ? sfi
        : throw new ArgumentOutOfRangeException(nameof(sfi), sfi, $"a short file identifier is {least}..30");
}

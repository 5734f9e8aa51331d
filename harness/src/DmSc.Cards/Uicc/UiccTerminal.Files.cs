using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>Commands that change files or search them (ETSI TS 102 221, 11.1.4, 11.1.6 to 11.1.8, 11.1.14, 11.1.15).</summary>
public sealed partial class UiccTerminal
{
    /// <summary>UPDATE BINARY of the current EF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="offset">0..32767.</param>
    /// <param name="data">At least one octet; more than 255 make an extended APDU.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> UpdateBinaryAsync(int channel, int offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, MaxOffset);
        return SendAsync(new CommandApdu(Cla(channel), 0xD6, (byte)(offset >> 8), (byte)offset, NotEmpty(data)), ct);
    }

    /// <summary>UPDATE BINARY by short file identifier; the EF becomes the current one.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="sfi">1..30.</param>
    /// <param name="offset">0..255.</param>
    /// <param name="data">At least one octet.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> UpdateBinaryBySfiAsync(int channel, int sfi, byte offset, ReadOnlyMemory<byte> data, CancellationToken ct) =>
        SendAsync(new CommandApdu(Cla(channel), 0xD6, (byte)(0x80 | CheckedSfi(sfi, 1)), offset, NotEmpty(data)), ct);

    /// <summary>Writes a part of the current transparent EF in blocks, and stops at the first one that the card refuses.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="start">Offset of the first octet.</param>
    /// <param name="content">The octets; they end at most 255 octets behind offset 32,767.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">UPDATE BINARY does not reach that far.</exception>
    public async ValueTask<TransparentWrite> UpdateTransparentAsync(int channel, int start, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, MaxOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + content.Length, MaxOffset + 255L, nameof(content));
        var blocks = new List<CommandResult>();
        var most = Math.Max(255, BlockLength - 1);
        var written = 0;
        while (written < content.Length)
        {
            var at = start + written;
            var count = Math.Min(most, content.Length - written);
            // What lies behind the last offset can only come with a block that starts there or before.
            if (count < content.Length - written)
                count = Math.Min(count, MaxOffset - at);
            var block = await UpdateBinaryAsync(channel, at, content.Slice(written, count), ct);
            blocks.Add(block);
            if (!block.Sw.IsNormal)
                break;
            written += count;
        }

        return new TransparentWrite(written, blocks) { IsComplete = written == content.Length };
    }

    /// <summary>UPDATE RECORD.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="mode">Which record; a cyclic EF takes <see cref="RecordMode.Previous"/> only, and the record becomes number 1.</param>
    /// <param name="record">1..254, or 0 for the current record; 0 for the other modes.</param>
    /// <param name="data">The whole record.</param>
    /// <param name="sfi">Short file identifier 1..30, or 0 for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> UpdateRecordAsync(
        int channel, RecordMode mode, byte record, ReadOnlyMemory<byte> data, int sfi, CancellationToken ct) =>
        SendAsync(new CommandApdu(Cla(channel), 0xDC, record, (byte)((CheckedSfi(sfi, 0) << 3) | (int)mode), NotEmpty(data)), ct);

    /// <summary>SEARCH RECORD.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="search">What to look for, and where.</param>
    /// <param name="sfi">Short file identifier 1..30, or 0 for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<RecordSearchResult> SearchRecordAsync(int channel, RecordSearch search, int sfi, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(search);
        var p2 = (byte)((CheckedSfi(sfi, 0) << 3) | search.Mode);
        return new RecordSearchResult(await SendAsync(new CommandApdu(Cla(channel), 0xA2, search.Record, p2, search.Data, 256), ct));
    }

    /// <summary>INCREASE of the current cyclic EF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="value">What to add, most significant octet first.</param>
    /// <param name="sfi">Short file identifier 1..30, or 0 for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>Data: the new record, then the value added.</returns>
    public ValueTask<CommandResult> IncreaseAsync(int channel, ReadOnlyMemory<byte> value, int sfi, CancellationToken ct) => SendAsync(
        new CommandApdu(EtsiCla(channel), 0x32, (byte)(sfi == 0 ? 0 : 0x80 | CheckedSfi(sfi, 1)), 0x00, NotEmpty(value), 256), ct);

    /// <summary>ACTIVATE FILE.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="file">By identifier or by path; <c>null</c> for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> ActivateFileAsync(int channel, FileSelector? file, CancellationToken ct) => LifeCycleAsync(channel, 0x44, file, ct);

    /// <summary>DEACTIVATE FILE.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="file">By identifier or by path; <c>null</c> for the current EF.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> DeactivateFileAsync(int channel, FileSelector? file, CancellationToken ct) => LifeCycleAsync(channel, 0x04, file, ct);

    private ValueTask<CommandResult> LifeCycleAsync(int channel, byte ins, FileSelector? file, CancellationToken ct) =>
        file is null or { P1: 0x00 or 0x08 or 0x09 }
            ? SendAsync(new CommandApdu(Cla(channel), ins, file?.P1 ?? 0x00, 0x00, file?.Data ?? default), ct)
            : throw new ArgumentException($"ACTIVATE FILE and DEACTIVATE FILE take an identifier or a path, not {file}", nameof(file));

    private static ReadOnlyMemory<byte> NotEmpty(ReadOnlyMemory<byte> data) => data.IsEmpty
        ? throw new ArgumentException("the command carries at least one octet", nameof(data))
        : data;
}

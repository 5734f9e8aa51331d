using DmSc.Cards.Link;
using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>What a file's security attributes say, wherever they are.</summary>
/// <param name="File">Selection of the file; <c>null</c> if its response was none.</param>
/// <param name="Arr">Selection of the EF(ARR) that the file refers to; <c>null</c> if it refers to none, or none was found.</param>
/// <param name="Record">READ RECORD of the EF(ARR); <c>null</c> if none was sent.</param>
/// <param name="Rules">The rules; neither value nor error where they could not be had.</param>
/// <param name="Malformed">What was wrong with a response, or <c>null</c>.</param>
public sealed record AccessReading(
    SelectResult? File, SelectResult? Arr, CommandResult? Record, Decoded<IReadOnlyList<AccessRule>> Rules, FormatError? Malformed)
{
    /// <summary>Whether the rules are known.</summary>
    public bool IsKnown => Rules.Value is not null;

    /// <summary>The condition of reading: <c>null</c> while the rules are unknown, never if they are known and do not mention it.</summary>
    public AccessCondition? ToRead => To(AccessRule.Read);

    /// <summary>The condition of updating, as <see cref="ToRead"/>.</summary>
    public AccessCondition? ToUpdate => To(AccessRule.Update);

    /// <summary>The condition of an operation.</summary>
    /// <param name="modeBit">One bit, for example <see cref="AccessRule.Read"/>.</param>
    public AccessCondition? To(byte modeBit) =>
        Rules.Value is { } rules ? AccessRule.For(rules, modeBit) ?? new AccessCondition.Never() : null;
}

/// <summary>
/// Finds out which key an access to a file needs: from the FCP (8C, AB), or from the EF(ARR) to which the FCP refers (8B; ETSI TS 102 221,
/// 9.2.4 and 11.1.1.4.7). The card's refusals and malformed octets are data; only <see cref="LinkException"/> and cancellation are thrown.
/// </summary>
/// <param name="terminal">The terminal to use.</param>
public sealed class AccessRuleReader(UiccTerminal terminal)
{
    /// <summary>Reads the rules of a file and leaves it selected.</summary>
    /// <param name="channel">Logical channel; for a file of the application, that is the channel's current ADF.</param>
    /// <param name="file">The file.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <param name="environment">Security environment whose record is taken where the FCP names several: 1 while the application's PIN is enabled, else 0.</param>
    /// <param name="selected">Selection of the file with its FCP, where it was selected before; <c>null</c> to select it here.</param>
    public async ValueTask<AccessReading> ReadAsync(
        int channel, FileAddress file, CancellationToken ct, byte environment = 1, SelectResult? selected = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var select = selected;
        SelectResult? arr = null;
        try
        {
            select ??= await terminal.SelectAsync(channel, FileSelector.At(file), SelectReturn.Fcp, ct);
            if (select.Fcp.Error is { } error)
                return Failed(error);
            switch (select.Fcp.Value?.Security)
            {
                case [SecurityAttributes.Compact compact, ..]:
                    return new AccessReading(select, null, null, new(compact.Rules, null), null);
                case [SecurityAttributes.Expanded expanded, ..]:
                    return new AccessReading(select, null, null, new(expanded.Rules, null), null);
                case [SecurityAttributes.Referenced reference, ..]:
                    arr = await SelectArrAsync(channel, file, select, reference.ArrFileId, ct);
                    if (arr is not { IsSelected: true })
                        break;
                    var length = arr.Fcp.Value?.Descriptor?.RecordLength ?? 256;
                    var record = await terminal.ReadRecordAsync(channel, RecordOf(reference, environment), Math.Clamp(length, 1, 256), 0, ct);
                    var rules = record.Sw.IsNormal ? Decoded.From(record.Data, octets => AccessRule.ParseExpanded(octets)) : default;
                    await terminal.SelectAsync(channel, FileSelector.At(file), SelectReturn.NoData, ct);
                    return new AccessReading(select, arr, record, rules, null);
            }

            return new AccessReading(select, arr, null, default, null);
        }
        catch (WireFormatException e)
        {
            return Failed(e.Error);
        }

        AccessReading Failed(FormatError error) => new(select, arr, null, default, error);
    }

    private static byte RecordOf(SecurityAttributes.Referenced reference, byte environment)
    {
        foreach (var (named, record) in reference.References)
        {
            if (named is null || named == environment)
                return record;
        }

        return reference.References[0].Record;
    }

    /// <summary>Selects the EF(ARR) in the file's directory, else in the nearest one above that has it; last in the MF.</summary>
    private async ValueTask<SelectResult?> SelectArrAsync(int channel, FileAddress file, SelectResult select, int? fileId, CancellationToken ct)
    {
        // Without an identifier the file is the EF(ARR) of its directory: 2F06 in the MF, 6F06 elsewhere.
        var isDirectory = select.Fcp.Value is { IsDirectory: true };
        SelectResult? last = null;
        for (var depth = isDirectory ? file.FileIds.Length : Math.Max(0, file.FileIds.Length - 2); depth >= 0; depth -= 2)
        {
            var inMf = file.Origin == PathOrigin.Mf && depth == 0;
            last = await SelectAsync(file.Origin, file.FileIds[..depth], fileId ?? (inMf ? 0x2F06 : 0x6F06));
            if (last.IsSelected)
                return last;
        }

        return file.Origin == PathOrigin.Mf ? last : await SelectAsync(PathOrigin.Mf, default, fileId ?? 0x2F06);

        ValueTask<SelectResult> SelectAsync(PathOrigin origin, ReadOnlyMemory<byte> directory, int id)
        {
            byte[] path = [.. directory.Span, (byte)(id >> 8), (byte)id];
            return terminal.SelectAsync(channel, FileSelector.At(new FileAddress(origin, path)), SelectReturn.Fcp, ct);
        }
    }
}

using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>Reads transparent EFs where PKCS#15 paths lead; refusals and malformed responses are data.</summary>
/// <param name="terminal">The terminal to use.</param>
internal sealed class TransparentFileReader(UiccTerminal terminal)
{
    /// <summary>The file, or the part of it that a path names.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="name">Which file it is, for people.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="part">The path with index and length of the part; <c>null</c> for the whole file.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<FileReading> ReadAsync(int channel, string name, FileAddress address, Pkcs15Path? part, CancellationToken ct)
    {
        SelectResult? select = null;
        try
        {
            select = await terminal.SelectAsync(channel, FileSelector.At(address), SelectReturn.Fcp, ct);
            if (!select.IsSelected)
                return new FileReading(name, select, null, null);
            var length = part?.Length ?? select.Fcp.Value?.FileSize;
            var content = await terminal.ReadTransparentAsync(channel, part?.Index ?? 0, length, ct);
            return new FileReading(name, select, content, null);
        }
        catch (WireFormatException e)
        {
            return new FileReading(name, select, null, e.Error);
        }
    }
}

using System.Text;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Client;

/// <summary>A command that waits for a message with room for it. Its CmdID comes with the message.</summary>
/// <param name="command">The command without CmdID.</param>
internal sealed class Outgoing(SyncMlCommand command)
{
    private readonly bool _isOpaque = command.Items is [{ Data.HasOpaque: true }];
    private readonly ReadOnlyMemory<byte> _octets = command.Items is [{ Data: { } data }] ? data.Octets : default;
    private int _sent;

    public SyncMlCommand Command { get; } = command;

    /// <summary>Whether a part of it has been sent, so that nothing else may come before the rest.</summary>
    public bool IsBegun => _sent > 0;

    /// <summary>Whether it can be sent in chunks: Results with one Item whose data are no elements.</summary>
    public bool CanBeChunked => Command.Kind == SyncMlCommandKind.Results && Command.Items is [{ Data: { } data }]
        && !data.Element.Elements.Any() && _octets.Length - _sent > 1;

    public int Left => _octets.Length - _sent;

    /// <summary>What is left of it, as last or only message part.</summary>
    public SyncMlCommand Rest => _sent == 0 ? Command : Part(Left, more: false);

    /// <summary>A chunk of at most so many octets, which ends between characters; <see langword="null"/> when not one character fits.</summary>
    public SyncMlCommand? Chunk(int octets, out int length)
    {
        length = octets;
        if (!_isOpaque)
        {
            while (length > 0 && _sent + length < _octets.Length && (_octets.Span[_sent + length] & 0xC0) == 0x80)
                length--;
        }

        return length > 0 && length < Left ? Part(length, more: true) : null;
    }

    public void Advance(int octets) => _sent += octets;

    /// <summary>Takes back the last chunk, which has to be sent again.</summary>
    public void Retreat(int octets) => _sent -= octets;

    private SyncMlCommand Part(int length, bool more)
    {
        var piece = _octets.Slice(_sent, length);
        var item = Command.Items[0];
        var meta = _sent == 0 ? (item.Meta ?? new SyncMlMeta()) with { Size = $"{_octets.Length}" } : item.Meta;
        var data = _isOpaque ? SyncMlData.OfOctets(piece) : SyncMlData.OfText(Encoding.UTF8.GetString(piece.Span));
        return Command with { Items = [item with { Meta = meta, Data = data, MoreData = more }] };
    }
}

using System.Globalization;
using System.Text;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Client;

/// <summary>A large object of which the last chunk has not come (DM Protocol 1.2, 7).</summary>
/// <param name="command">The command with the first chunk.</param>
/// <param name="item">Its Item.</param>
/// <param name="size">Size that it announced.</param>
internal sealed class IncomingObject(SyncMlCommand command, SyncMlItem item, int size)
{
    private readonly List<byte> _octets = [];
    private bool _isOpaque;

    public int Size { get; } = size;

    public string? Target { get; } = item.Target?.LocUri;

    public int Length => _octets.Count;

    public static int? SizeOf(SyncMlCommand command, SyncMlItem item) =>
        int.TryParse(item.Meta?.Size ?? command.Meta?.Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    public SyncMlCommandKind Kind => command.Kind;

    /// <summary>Whether an Item is the next chunk. One with a Size begins anew: no later chunk has it.</summary>
    public bool ContinuesWith(SyncMlCommandKind kind, SyncMlItem next) => kind == Kind && next.Target?.LocUri == Target && next.Meta?.Size is null;

    public void Append(SyncMlItem chunk)
    {
        if (chunk.Data is not { } data)
            return;
        _octets.AddRange(data.Octets.Span);
        _isOpaque |= data.HasOpaque;
    }

    /// <summary>The object as if it had come whole.</summary>
    public SyncMlItem Whole() => item with
    {
        Meta = item.Meta,
        MoreData = false,
        Data = _isOpaque ? SyncMlData.OfOctets(_octets.ToArray()) : SyncMlData.OfText(Encoding.UTF8.GetString([.. _octets])),
    };

    public SyncMlMeta? CommandMeta => command.Meta;
}

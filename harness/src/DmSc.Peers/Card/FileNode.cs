using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>A file while the card lives: what the image said, with content and life cycle that commands change.</summary>
internal sealed class FileNode
{
    /// <summary>A directory; <see cref="Structure"/> is <c>null</c>.</summary>
    public FileNode(DirectoryFile file, FileNode? parent, string path, IReadOnlyList<byte> pinStatus)
    {
        Parent = parent;
        Path = path;
        Fid = parent is null ? (ushort)0x3F00 : file.Fid;
        Aid = file.Aid;
        PinStatus = [.. pinStatus];
        LifeCycle = file.LifeCycle;
    }

    /// <summary>An elementary file.</summary>
    public FileNode(ElementaryFile file, FileNode parent, string path, byte[] content, int recordLength)
    {
        Parent = parent;
        Path = path;
        Fid = file.Fid;
        Structure = file.Structure;
        Sfi = file.EffectiveSfi ?? 0;
        TellsSfi = !file.SfiFromFid;
        Content = content;
        RecordLength = recordLength;
        ReportedSize = file.ReportedSize ?? content.Length;
        LifeCycle = file.LifeCycle;
    }

    public FileNode? Parent { get; }

    public string Path { get; }

    public ushort? Fid { get; }

    public byte[]? Aid { get; }

    public byte[] PinStatus { get; } = [];

    public List<FileNode> Children { get; } = [];

    public FileStructure? Structure { get; }

    public bool IsDirectory => Structure is null;

    public byte Sfi { get; }

    /// <summary>Whether the FCP has tag 88.</summary>
    public bool TellsSfi { get; }

    /// <summary>The octets; records one after the other, record 1 first.</summary>
    public byte[] Content { get; } = [];

    public int RecordLength { get; }

    public int RecordCount => RecordLength == 0 ? 0 : Content.Length / RecordLength;

    public int ReportedSize { get; }

    public LifeCycle LifeCycle { get; set; }

    public ushort ArrFid { get; set; }

    public byte ArrRecord { get; set; }

    public Span<byte> Record(int number) => Content.AsSpan((number - 1) * RecordLength, RecordLength);

    public FileNode? Child(ushort fid)
    {
        foreach (var child in Children)
        {
            if (child.Fid == fid)
                return child;
        }

        return null;
    }
}

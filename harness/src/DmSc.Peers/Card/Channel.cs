namespace DmSc.Peers.Card;

/// <summary>One logical channel: its own selection and its own response that waits for GET RESPONSE.</summary>
internal sealed class Channel
{
    /// <summary>An FCP of at most 258 octets, or the longest record and value of INCREASE.</summary>
    private const int MaxWaiting = 255 + 127;

    private readonly byte[] _waiting = new byte[MaxWaiting];

    public bool IsOpen { get; set; }

    /// <summary>The current directory; the MF after opening.</summary>
    public FileNode Directory { get; private set; } = null!;

    /// <summary>The application last selected by AID, target of 7FFF, or <c>null</c>.</summary>
    public FileNode? Application { get; set; }

    public FileNode? File { get; private set; }

    /// <summary>Current record number, 0 when undefined.</summary>
    public int Record { get; set; }

    /// <summary>Octets that wait for GET RESPONSE.</summary>
    public ReadOnlySpan<byte> Waiting => _waiting.AsSpan(WaitingFrom, WaitingLength);

    private int WaitingFrom { get; set; }

    private int WaitingLength { get; set; }

    public void Open(FileNode directory, FileNode? application)
    {
        IsOpen = true;
        Directory = directory;
        Application = application;
        File = null;
        Record = 0;
        Discard();
    }

    public void Select(FileNode file)
    {
        Record = 0;
        if (file.IsDirectory)
        {
            Directory = file;
            File = null;
        }
        else
        {
            Directory = file.Parent!;
            File = file;
        }
    }

    public void CopySelection(Channel other)
    {
        Directory = other.Directory;
        Application = other.Application;
        File = other.File;
        Record = other.Record;
    }

    public void Keep(ReadOnlySpan<byte> response)
    {
        response.CopyTo(_waiting);
        WaitingFrom = 0;
        WaitingLength = response.Length;
    }

    public void Take(int count)
    {
        WaitingFrom += count;
        WaitingLength -= count;
    }

    public void Discard() => WaitingLength = 0;
}

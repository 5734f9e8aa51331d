using System.Buffers;
using DmSc.Model.Runs;

namespace DmSc.Engine.Journal;

/// <summary>
/// journal.jsonl: one line per event, handed to the operating system at once, so that it survives kill -9; synchronised with the disk in
/// the background after a case ends, several cases at a time. After a write error the file is cut back to its last whole line.
/// </summary>
public sealed class JournalFile : IJournal
{
    private const string LockSuffix = ".lock";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly FileStream _only;
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly SemaphoreSlim _syncWanted = new(0);
    private readonly Task _syncing;
    private long _length;
    private bool _syncPending;
    private bool _closing;
    private bool _told;
    private JournalException? _broken;

    private JournalFile(string path, FileStream stream, FileStream only)
    {
        _only = only;
        _path = path;
        _stream = stream;
        _length = stream.Length;
        stream.Position = _length;
        _syncing = Task.Run(SyncAsync);
    }

    /// <summary>Opens or creates a journal for appending; one writer at a time.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="keep">How many octets of an existing journal are whole lines; the rest is cut off.</param>
    /// <exception cref="JournalException">It cannot be opened.</exception>
    public static JournalFile Open(string path, long keep)
    {
        FileStream? stream = null;
        FileStream? only = null;
        try
        {
            // On Unix FileShare.Read keeps no second writer out, and FileShare.None would keep readers out: a file of its own does both.
            only = new FileStream(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            if (HasLineFeed(stream, keep))
                throw new IOException($"whole lines follow octet {keep}: another run has written here since the journal was read.");
            stream.SetLength(Math.Min(keep, stream.Length));
            return new JournalFile(path, stream, only);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            only?.Dispose();
            throw new JournalException(path, e);
        }
    }

    // What is cut off must be a torn line, never somebody's events.
    private static bool HasLineFeed(FileStream stream, long from)
    {
        var chunk = new byte[16 * 1024];
        stream.Position = Math.Min(from, stream.Length);
        while (stream.Read(chunk) is > 0 and var read)
        {
            if (chunk.AsSpan(0, read).Contains((byte)'\n'))
                return true;
        }

        return false;
    }

    /// <inheritdoc />
    public void Append(JournalEvent entry)
    {
        lock (_lock)
        {
            if (_broken is not null)
            {
                _told = true;
                throw _broken;
            }

            if (_closing)
                throw new JournalException(_path, new ObjectDisposedException(nameof(JournalFile)));
            _line.ResetWrittenCount();
            RunJson.WriteEvent(_line, entry);
            if (_line.WrittenCount > JournalReader.MaxLine)
                throw new JournalException(_path, new IOException($"an event of {_line.WrittenCount} octets could not be read back; the limit is {JournalReader.MaxLine}."));
            try
            {
                _stream.Write(_line.WrittenSpan);
                _length += _line.WrittenCount;
            }
            catch (IOException e)
            {
                _broken = new JournalException(_path, e);
                _told = true;
                CutToWholeLines();
                throw _broken;
            }

            if (entry is CaseEnded or RunEnded && !_syncPending)
            {
                _syncPending = true;
                _syncWanted.Release();
            }
        }
    }

    /// <summary>Synchronises with the disk and closes.</summary>
    /// <exception cref="JournalException">The disk did not take what was written, and no call of <see cref="Append"/> has told so.</exception>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closing)
                return;
            _closing = true;
            _syncWanted.Release();
        }

        await _syncing;
        _syncWanted.Dispose();
        await _stream.DisposeAsync();
        await _only.DisposeAsync();

        // The last synchronisation may fail when nobody appends any more.
        if (_broken is not null && !_told)
            throw _broken;
    }

    private void CutToWholeLines()
    {
        try
        {
            _stream.SetLength(_length);
        }
        catch (IOException)
        {
            // The tail stays torn; the reader tolerates exactly that.
        }
    }

    private async Task SyncAsync()
    {
        while (true)
        {
            await _syncWanted.WaitAsync();
            bool closing;
            lock (_lock)
            {
                _syncPending = false;
                closing = _closing;
            }

            try
            {
                _stream.Flush(flushToDisk: true);
            }
            catch (IOException e)
            {
                lock (_lock)
                    _broken ??= new JournalException(_path, e);
            }

            if (closing)
                return;
        }
    }
}

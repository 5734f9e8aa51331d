using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using DmSc.Cards.Link;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// A lock over processes for one reader, or for the PC/SC service and the ports of its virtual reader. The operating system ends
/// it with the process that holds it, however that dies. All users of the machine share it.
/// </summary>
public sealed class ReaderLock : IDisposable
{
    private const string ServiceFile = "dmsc-pcscd.lock";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _held;

    private ReaderLock(string subject, FileStream held)
    {
        Subject = subject;
        _held = held;
    }

    /// <summary>What is locked: a reader name, or <c>PC/SC service</c>.</summary>
    public string Subject { get; }

    /// <summary>Locks one reader.</summary>
    /// <param name="reader">Its exact PC/SC name.</param>
    /// <param name="deadline">How long to wait for another holder.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="LinkException">Still held at the deadline (Shared); the message names the holder's process, start and command.</exception>
    public static ValueTask<ReaderLock> AcquireAsync(string reader, TimeSpan deadline, TimeProvider time, CancellationToken ct) =>
        AcquireAsync(Directory, FileOf(reader), reader, deadline, time, ct);

    /// <summary>Locks the PC/SC service with the TCP ports of its virtual reader: for whoever starts, stops or needs all of them.</summary>
    /// <inheritdoc cref="AcquireAsync(string, TimeSpan, TimeProvider, CancellationToken)" />
    public static ValueTask<ReaderLock> AcquireServiceAsync(TimeSpan deadline, TimeProvider time, CancellationToken ct) =>
        AcquireAsync(Directory, ServiceFile, "PC/SC service", deadline, time, ct);

    /// <summary>Which process of ours holds a reader now: its number, start and command.</summary>
    /// <param name="reader">Its exact PC/SC name.</param>
    /// <returns><c>null</c> when none does, whatever other programs do with the reader.</returns>
    public static string? HolderOf(string reader)
    {
        var path = Path.Combine(Directory, FileOf(reader));
        if (!File.Exists(path))
            return null;
        try
        {
            var (held, _) = TryOpen(path);
            held?.Dispose();
            return held is null ? ReadOwner(path) : null;
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's lock file that we may not open tells nothing.
            return null;
        }
    }

    /// <summary>Where the lock files are; never the user's own temporary folder, since that would lock out nobody else.</summary>
    internal static string Directory =>
        OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "dmsc-locks")
            : System.IO.Directory.Exists("/run/lock") ? "/run/lock" : "/tmp/dmsc-locks";

    /// <summary>A file name for a reader name: legible, and with a digest because names differ in characters that files cannot have.</summary>
    internal static string FileOf(string reader)
    {
        var legible = new string(Array.ConvertAll(reader.ToCharArray(), c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(reader)).AsSpan(0, 4));
        return $"dmsc-reader-{(legible.Length > 64 ? legible[..64] : legible)}-{digest}.lock";
    }

    internal static async ValueTask<ReaderLock> AcquireAsync(
        string directory, string file, string subject, TimeSpan deadline, TimeProvider time, CancellationToken ct)
    {
        Prepare(directory);
        var path = Path.Combine(directory, file);
        var start = time.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (held, why) = TryOpen(path);
            if (held is not null)
            {
                WriteOwner(path);
                return new ReaderLock(subject, held);
            }

            if (time.GetElapsedTime(start) >= deadline)
            {
                throw new LinkException(
                    LinkFailure.Shared,
                    $"{subject}: lock {path} not free within {deadline.TotalSeconds:0.###} s, held by {ReadOwner(path)}",
                    why);
            }

            await Task.Delay(Poll, time, ct);
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _held.Dispose();

    private static void Prepare(string directory)
    {
        if (System.IO.Directory.Exists(directory))
            return;
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(directory);
            return;
        }

        System.IO.Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, Everyone | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private const UnixFileMode Everyone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // The file stays when the lock ends: removing it would let two processes lock two files of one name.
    private static (FileStream? Held, IOException? Why) TryOpen(string path)
    {
        try
        {
            try
            {
                // Linux refuses to open somebody else's file in a sticky directory when creation is only asked for.
                return (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None), null);
            }
            catch (FileNotFoundException)
            {
                var created = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                LetEveryoneUse(path);
                return (created, null);
            }
        }
        catch (IOException e)
        {
            return (null, e);
        }
    }

    private static void LetEveryoneUse(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Everyone); // FileStream's own creation mode is narrowed by the umask
    }

    // Beside the lock file, because a locked file cannot be read on every system. For the message only: who holds the lock is
    // decided by the lock, so another user's file that we may not replace costs a name in a message and nothing else.
    private static void WriteOwner(string path)
    {
        using var self = Process.GetCurrentProcess();
        var text = $"process {self.Id}, started {self.StartTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z: {Environment.ProcessPath} "
            + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));
        try
        {
            File.Delete(path + ".owner");
            File.WriteAllText(path + ".owner", text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trace.TraceWarning($"{path}.owner: {e.Message}");
        }
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path + ".owner");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"an unnamed process ({e.Message})";
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using DmSc.Cards.Link;

namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>Runs one program to its end, or to its deadline and no further.</summary>
internal static class CommandRun
{
    private const int MaxTail = 16 * 1024;

    /// <summary>How long output may still come after the program ended, from something it left behind.</summary>
    private static readonly TimeSpan s_afterlife = TimeSpan.FromMilliseconds(500);

    /// <exception cref="LinkException">PeerUnreachable: it cannot be started. Deadline: it was killed.</exception>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, ReadOnlyMemory<byte> input, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var process = Start(start);
        var (output, error) = (new TailBuffer(MaxTail), new TailBuffer(MaxTail));
        using var draining = new CancellationTokenSource();
        var drained = Task.WhenAll(
            output.DrainAsync(process.StandardOutput.BaseStream, draining.Token), error.DrainAsync(process.StandardError.BaseStream, draining.Token));
        var fed = FeedAsync(process, input, either.Token);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await EndAsync(fed, drained, draining, time);
            ct.ThrowIfCancellationRequested();
            throw new LinkException(LinkFailure.Deadline, $"{start.FileName} did not end within {patience} and was killed{Said(error)}");
        }

        await EndAsync(fed, drained, draining, time);
        return new CommandResult(process.ExitCode, output.ToString(), error.ToString());
    }

    /// <summary>The last line of errors, for a message.</summary>
    public static string Said(object error)
    {
        var text = error.ToString()!.TrimEnd();
        return text.Length == 0 ? "" : $"; it said: {text[(text.LastIndexOf('\n') + 1)..]}";
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception failure) when (failure is Win32Exception or DirectoryNotFoundException or FileNotFoundException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{start.FileName} cannot be started: {failure.Message}", failure);
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, ct);
            process.StandardInput.Close();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A command need not read all of its input; whether it did its work, its exit code says.
        }
    }

    private static async Task EndAsync(Task fed, Task drained, CancellationTokenSource draining, TimeProvider time)
    {
        await Task.WhenAny(drained, Task.Delay(s_afterlife, time));
        await draining.CancelAsync();
        try
        {
            await drained;
        }
        catch (OperationCanceledException)
        {
            // Something that the command left behind holds its output open; what it prints is not ours.
        }

        await Task.WhenAny(fed, Task.Delay(s_afterlife, time));
    }
}

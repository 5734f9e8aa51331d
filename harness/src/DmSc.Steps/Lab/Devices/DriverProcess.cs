using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DmSc.Cards.Link;

namespace DmSc.Steps.Lab.Devices;

/// <summary>How a driver program is run.</summary>
/// <param name="Command">Program and arguments; no shell comes between.</param>
/// <param name="WorkingFolder">Where it runs.</param>
/// <param name="Patience">Longest time for one answer.</param>
internal sealed record DriverSettings(IReadOnlyList<string> Command, string WorkingFolder, TimeSpan Patience)
{
    /// <summary>How long it may go on after its input has been closed.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>What a harness and a driver program say to each other, a line at a time.</summary>
/// <param name="Operation">What a request asks for.</param>
/// <param name="Write">A request as a line.</param>
/// <param name="Read">An answer from a line; FormatException when it is none.</param>
/// <param name="Outcome">Which request an answer is for, whether it was done, and why not.</param>
internal sealed record DriverLanguage<TRequest, TAnswer>(
    Func<TRequest, string> Operation, Func<TRequest, string> Write, Func<string, TAnswer> Read, Func<TAnswer, (int Id, bool Ok, string? Error)> Outcome);

/// <summary>
/// A running driver program: one line out, one line in, in turn. One that fails to keep its side is killed at once, with all it started: nobody
/// could tell which later answer belongs to what, and what it still does to the device would fall into another case.
/// </summary>
internal sealed class DriverProcess : IAsyncDisposable
{
    private const int MaxErrorTail = 4096;
    private const int MaxQuoted = 80;

    /// <summary>How long output may still come after the program ended, and its end after its output.</summary>
    private static readonly TimeSpan s_afterlife = TimeSpan.FromMilliseconds(500);
    private static readonly DriverLanguage<DeviceRequest, DeviceAnswer> s_device = new(r => r.Op, DeviceLines.Write, DeviceLines.ReadAnswer, a => (a.Id, a.Ok, a.Error));
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Process _process;
    private readonly DriverSettings _settings;
    private readonly TimeProvider _time;
    private readonly LineReader _lines;
    private readonly StringBuilder _errors = new();
    private readonly Task _draining;
    private readonly Task _exited;
    private int _lastId;
    private string? _dead;
    private bool _disposed;

    private DriverProcess(Process process, DriverSettings settings, TimeProvider time)
    {
        (_process, _settings, _time) = (process, settings, time);
        _lines = new LineReader(process.StandardOutput, DeviceLines.MaxLength);
        _exited = process.WaitForExitAsync(CancellationToken.None);
        _draining = DrainErrorsAsync();
    }

    /// <summary>The program.</summary>
    public string Command => _settings.Command[0];

    /// <summary>Whether it is not to be asked again: it ended, or was killed.</summary>
    public bool IsDead => _dead is not null || _exited.IsCompleted;

    /// <exception cref="LinkException">PeerUnreachable: it cannot be started.</exception>
    public static DriverProcess Start(DriverSettings settings, TimeProvider time)
    {
        var start = new ProcessStartInfo(settings.Command[0], settings.Command.Skip(1))
        {
            WorkingDirectory = settings.WorkingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = s_utf8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            return new DriverProcess(Process.Start(start)!, settings, time);
        }
        catch (Exception e) when (e is Win32Exception or DirectoryNotFoundException or FileNotFoundException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"the driver {settings.Command[0]} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>One request and its answer.</summary>
    /// <param name="make">Makes the request of a number.</param>
    /// <param name="read">Takes from the answer what the operation is for; <see cref="FormatException"/> when it is not there.</param>
    /// <param name="ct">Ends the wait, and the driver with it.</param>
    /// <exception cref="LinkException">PeerUnreachable: the program ended, answers what is no answer, or says that it could not. Deadline: no answer in time.
    /// One that merely could not goes on; in every other case it is killed and not asked again.</exception>
    public ValueTask<T> AskAsync<T>(Func<int, DeviceRequest> make, Func<DeviceAnswer, T> read, CancellationToken ct) => AskAsync(make, s_device, read, ct);

    /// <summary>One request and its answer, in another language than that of devices.</summary>
    /// <exception cref="LinkException">As the other.</exception>
    public ValueTask<TAnswer> AskAsync<TRequest, TAnswer>(Func<int, TRequest> make, DriverLanguage<TRequest, TAnswer> language, CancellationToken ct) =>
        AskAsync(make, language, answer => answer, ct);

    private async ValueTask<T> AskAsync<TRequest, TAnswer, T>(
        Func<int, TRequest> make, DriverLanguage<TRequest, TAnswer> language, Func<TAnswer, T> read, CancellationToken ct)
    {
        if (_dead is not null)
            throw new LinkException(LinkFailure.PeerUnreachable, _dead);
        ct.ThrowIfCancellationRequested();
        var number = ++_lastId;
        var request = make(number);
        var op = language.Operation(request);
        using var deadline = new CancellationTokenSource(_settings.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var arrived = await WriteAsync(language.Write(request), either.Token);
            var line = await LineAsync(arrived ? _exited : Task.CompletedTask, either.Token) ?? throw new EndOfStreamException();
            var answer = Parse(line, language.Read);
            var (id, ok, error) = language.Outcome(answer);
            if (id != number)
                throw new FormatException($"it answered request {id} instead of {number}");
            if (!arrived)
                throw new EndOfStreamException();
            return ok
                ? read(answer)
                : throw new LinkException(LinkFailure.PeerUnreachable, $"the driver {Command} could not do '{op}': {error ?? "no reason given"}");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await KillAsync($"the driver {Command} was ended: it was waited for no longer while it did '{op}'");
            throw;
        }
        catch (OperationCanceledException)
        {
            await KillAsync($"the driver {Command} did not answer '{op}' within {_settings.Patience.TotalSeconds:0.#} s{Said()}");
            throw new LinkException(LinkFailure.Deadline, _dead!);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            await KillAsync($"the driver {Command} broke the protocol at '{op}': {(e is FormatException ? e.Message : "its output is not UTF-8")}{Said()}");
            throw new LinkException(LinkFailure.PeerUnreachable, _dead!, e);
        }
        catch (IOException e)
        {
            await Task.WhenAny(_exited, Task.Delay(s_afterlife, _time, CancellationToken.None));
            var how = _exited.IsCompleted ? $"ended with exit code {_process.ExitCode}" : "closed its input or output";
            await KillAsync($"the driver {Command} {how} instead of answering '{op}'{Said()}");
            throw new LinkException(LinkFailure.PeerUnreachable, _dead!, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It closed its end first.
        }

        await Task.WhenAny(_exited, Task.Delay(_settings.Farewell, _time));
        await KillAsync($"the driver {Command} was ended");
        await _draining.WaitAsync(s_afterlife, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async ValueTask KillAsync(string reason)
    {
        _dead ??= reason;
        if (_exited.IsCompleted)
            return;
        _process.Kill(entireProcessTree: true);
        await _exited.WaitAsync(_settings.Farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Whether the request went to the program; when it did not, what the program said last may still tell why.</summary>
    private async ValueTask<bool> WriteAsync(string line, CancellationToken ct)
    {
        try
        {
            // Nothing is kept in a writer: closing one that still holds text would wait for a program that does not read.
            await _process.StandardInput.BaseStream.WriteAsync(s_utf8.GetBytes(line + "\n"), ct);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// The next line; <see langword="null"/> when no more will come. After the end little is waited for: what the program left behind may hold its output open.
    /// </summary>
    private async ValueTask<string?> LineAsync(Task end, CancellationToken ct)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var line = _lines.ReadAsync(reading.Token).AsTask();
        await Task.WhenAny(line, end);
        if (!line.IsCompleted)
        {
            await Task.WhenAny(line, Task.Delay(s_afterlife, _time, ct));
            await reading.CancelAsync();
        }

        try
        {
            return await line;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static T Parse<T>(string line, Func<string, T> read)
    {
        try
        {
            return read(line);
        }
        catch (FormatException e)
        {
            var start = string.Concat(line.Take(MaxQuoted).Select(c => char.IsControl(c) ? '.' : c));
            throw new FormatException($"{e.Message} The line begins: {start}", e);
        }
    }

    private string Said()
    {
        lock (_errors)
        {
            var text = _errors.ToString().TrimEnd();
            return text.Length == 0 ? "" : $"; it said: {text[(text.LastIndexOf('\n') + 1)..]}";
        }
    }

    private async Task DrainErrorsAsync()
    {
        var buffer = new char[1024];
        try
        {
            while (await _process.StandardError.ReadAsync(buffer) is var read and > 0)
            {
                lock (_errors)
                {
                    _errors.Append(buffer, 0, read);
                    if (_errors.Length > MaxErrorTail)
                        _errors.Remove(0, _errors.Length - MaxErrorTail);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe went with the process.
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DmSc.Cards.Link;

namespace DmSc.Steps.Lab.Devices;

/// <summary>How a driver program is run.</summary>
/// <param name="Command">Program and arguments; no shell comes between.</param>
/// <param name="WorkingFolder">Where it runs.</param>
/// <param name="Patience">Longest time for one answer.</param>
internal sealed record DriverSettings(IReadOnlyList<string> Command, string WorkingFolder, TimeSpan Patience);

/// <summary>What a harness and a driver program say to each other, a line at a time.</summary>
/// <param name="Operation">What a request asks for.</param>
/// <param name="Write">A request as a line.</param>
/// <param name="Read">An answer from a line; FormatException when it is none.</param>
/// <param name="Outcome">Which request an answer is for, whether it was done, and why not.</param>
internal sealed record DriverLanguage<TRequest, TAnswer>(
    Func<TRequest, string> Operation, Func<TRequest, string> Write, Func<string, TAnswer> Read, Func<TAnswer, (int Id, bool Ok, string? Error)> Outcome);

/// <summary>A running driver program: one line out, one line in, in turn.</summary>
internal sealed class DriverProcess : IAsyncDisposable
{
    private const int MaxErrorTail = 4096;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private static readonly DriverLanguage<DeviceRequest, DeviceAnswer> s_device = new(r => r.Op, DeviceLines.Write, DeviceLines.ReadAnswer, a => (a.Id, a.Ok, a.Error));

    private readonly Process _process;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly StringBuilder _errors = new();
    private readonly Task _draining;
    private readonly StringBuilder _line = new();
    private readonly char[] _read = new char[4096];
    private int _from;
    private int _to;
    private int _lastId;
    private string? _dead;

    private DriverProcess(Process process, DriverSettings settings, TimeProvider time)
    {
        _process = process;
        Command = settings.Command[0];
        _patience = settings.Patience;
        _time = time;
        _draining = DrainErrorsAsync();
    }

    /// <summary>The program.</summary>
    public string Command { get; }

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
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
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
    /// <exception cref="LinkException">PeerUnreachable: the program ended, or answers what is no answer. Deadline: no answer. After either it is not
    /// asked again: nobody could tell which answer belongs to what.</exception>
    public ValueTask<DeviceAnswer> AskAsync(Func<int, DeviceRequest> make, CancellationToken ct) => AskAsync(make, s_device, ct);

    /// <summary>One request and its answer, in another language than that of devices.</summary>
    /// <exception cref="LinkException">As the other.</exception>
    public async ValueTask<TAnswer> AskAsync<TRequest, TAnswer>(Func<int, TRequest> make, DriverLanguage<TRequest, TAnswer> language, CancellationToken ct)
    {
        if (_dead is not null)
            throw new LinkException(LinkFailure.PeerUnreachable, _dead);
        var request = make(++_lastId);
        using var deadline = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        TAnswer answer;
        var op = language.Operation(request);
        try
        {
            await _process.StandardInput.WriteAsync((language.Write(request) + "\n").AsMemory(), either.Token);
            await _process.StandardInput.FlushAsync(either.Token);
            answer = language.Read(await LineAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            _dead = $"the driver {Command} did not answer '{op}' within {_patience.TotalSeconds:0.#} s{Said()}";
            ct.ThrowIfCancellationRequested();
            throw new LinkException(LinkFailure.Deadline, _dead);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            _dead = $"the driver {Command} failed at '{op}': {e.Message}{Said()}";
            throw new LinkException(LinkFailure.PeerUnreachable, _dead, e);
        }

        var (id, ok, error) = language.Outcome(answer);
        if (id != _lastId)
        {
            _dead = $"the driver {Command} answered request {id} instead of {_lastId}";
            throw new LinkException(LinkFailure.PeerUnreachable, _dead);
        }

        return ok ? answer : throw new LinkException(LinkFailure.PeerUnreachable, $"the driver {Command} could not do '{op}': {error ?? "no reason given"}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(s_farewell, _time);
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It does not go by itself.
            _process.Kill(entireProcessTree: true);
        }

        await _draining.WaitAsync(s_farewell, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private string Said()
    {
        lock (_errors)
        {
            var text = _errors.ToString().TrimEnd();
            return text.Length == 0 ? "" : $"; it said: {text[(text.LastIndexOf('\n') + 1)..]}";
        }
    }

    /// <summary>The next line, bounded: a driver that never ends a line must not fill the memory.</summary>
    private async ValueTask<string> LineAsync(CancellationToken ct)
    {
        _line.Clear();
        while (true)
        {
            var end = _read.AsSpan(_from, _to - _from).IndexOf('\n');
            var length = end < 0 ? _to - _from : end;
            _line.Append(_read, _from, length);
            _from += end < 0 ? length : length + 1;
            if (end >= 0)
                return _line.ToString();
            if (_line.Length > DeviceLines.MaxLength)
                throw new FormatException($"a line of more than {DeviceLines.MaxLength} characters");
            _to = await _process.StandardOutput.ReadAsync(_read, ct);
            _from = 0;
            if (_to == 0)
                throw new IOException("it ended without an answer");
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
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe went with the process.
        }
    }
}

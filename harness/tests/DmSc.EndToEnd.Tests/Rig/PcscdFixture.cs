using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;

namespace DmSc.EndToEnd.Tests.Rig;

/// <summary>
/// pcscd with its virtual reader, for the tests of one fixture: takes the machine-wide lock, uses the service that runs or starts
/// one, and stops what it started. Without the packages a test is ignored on a desk and fails in CI.
/// </summary>
/// <example><c>[OneTimeSetUp] _pcscd = await PcscdFixture.StartAsync(ct); [OneTimeTearDown] await _pcscd.DisposeAsync();</c></example>
public sealed class PcscdFixture : IAsyncDisposable
{
    /// <summary>The reader of slot 0; a card that connects to TCP port <see cref="Port"/> is in it.</summary>
    public const string Reader = "Virtual PCD 00 00";

    /// <summary>The reader of slot 1; its port is the next one.</summary>
    public const string SecondReader = "Virtual PCD 00 01";

    /// <summary>The TCP port of <see cref="Reader"/>.</summary>
    public const int Port = 35963;

    private const string Daemon = "/usr/sbin/pcscd";
    private const string Driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
    private const string SocketPath = "/run/pcscd/pcscd.comm";
    private const string PidFile = "/run/pcscd/pcscd.pid";
    private static readonly TimeSpan LockWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CardWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopWait = TimeSpan.FromSeconds(5);

    private readonly ReaderLock _lock;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _started;

    private PcscdFixture(ReaderLock held) => _lock = held;

    /// <summary>Whether this fixture started the service, so that a test may stop it.</summary>
    public bool IsOurs => _started is not null;

    /// <summary>Locks, starts if needed, and waits until the virtual reader is there.</summary>
    public static async Task<PcscdFixture> StartAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Daemon) || !File.Exists(Driver))
            ForeignTool.Missing($"pcscd with the virtual reader is not installed ({Daemon}, {Driver})");
        var fixture = new PcscdFixture(await ReaderLock.AcquireServiceAsync(LockWait, TimeProvider.System, ct));
        try
        {
            await fixture.EnsureRunningAsync(ct);

            // The card of the fixture before stays in the reader until its presence poll; a new one would wait behind it.
            await fixture.UntilCardAsync(present: false, ct);
            return fixture;
        }
        catch
        {
            await fixture.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service unless it runs; also after <see cref="StopAsync"/>.</summary>
    public async Task EnsureRunningAsync(CancellationToken ct)
    {
        if (!await AcceptsAsync(ct))
            Start();
        var start = TimeProvider.System.GetTimestamp();
        string seen;
        do
        {
            Assert.That(_started?.HasExited, Is.Not.True, () => "pcscd ended early:\n" + Log);
            seen = "no socket";
            if (File.Exists(SocketPath))
            {
                try
                {
                    var readers = PcscReaders.List().Select(reader => reader.Name).ToArray();
                    if (readers.Contains(Reader))
                        return;
                    seen = "readers: " + string.Join(", ", readers);
                }
                catch (LinkException e) when (e.Failure is LinkFailure.ReaderLost or LinkFailure.ServiceLost)
                {
                    seen = e.Message;
                }
            }

            await Task.Delay(50, ct);
        }
        while (TimeProvider.System.GetElapsedTime(start) < StartWait);

        ForeignTool.Missing($"pcscd offers no \"{Reader}\" within {StartWait.TotalSeconds} s ({seen}); its log:\n{Log}");
    }

    /// <summary>Starts the stopped service as one that finds no reader: as if it had been unplugged meanwhile. <see cref="StopAsync"/> ends that.</summary>
    public async Task StartWithoutReadersAsync(CancellationToken ct)
    {
        var empty = Directory.CreateTempSubdirectory("dmsc-no-readers-");
        Start("--config", empty.FullName);
        var start = TimeProvider.System.GetTimestamp();
        while (!await AcceptsAsync(ct))
        {
            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(StartWait), () => "pcscd does not run:\n" + Log);
            await Task.Delay(50, ct);
        }

        empty.Delete();
        Assert.That(PcscReaders.List(), Is.Empty);
    }

    /// <summary>Waits until there is a card in <see cref="Reader"/>, or none.</summary>
    public async Task UntilCardAsync(bool present, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            if (PcscReaders.List().Any(reader => reader.Name == Reader && reader.HasCard == present))
                return;
            await Task.Delay(50, ct);
        }
        while (TimeProvider.System.GetElapsedTime(start) < CardWait);

        ForeignTool.Missing($"{(present ? "no" : "somebody else's")} card in \"{Reader}\" after {CardWait.TotalSeconds} s");
    }

    /// <summary>Stops the service if this fixture started it.</summary>
    public async Task StopAsync()
    {
        if (_started is not { } process)
            return;
        _started = null;
        using (process)
        {
            // SIGTERM lets it remove its socket; .NET can only send SIGKILL.
            using (var kill = Process.Start("/bin/kill", ["-TERM", process.Id.ToString()]))
                await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(StopWait);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                RemoveLeftovers();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _lock.Dispose();
    }

    private string Log => string.Join('\n', _log);

    private static async Task<bool> AcceptsAsync(CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Start(params string[] more)
    {
        Directory.CreateDirectory("/run/pcscd");

        // A crashed daemon leaves files with which the next one refuses to start.
        RemoveLeftovers();
        var info = new ProcessStartInfo(Daemon, ["--foreground", "--info", .. more])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _started = Process.Start(info) ?? throw new InvalidOperationException($"{Daemon} did not start");
        _started.OutputDataReceived += (_, line) => Keep(line.Data);
        _started.ErrorDataReceived += (_, line) => Keep(line.Data);
        _started.BeginOutputReadLine();
        _started.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        while (_log.Count > 200)
            _log.TryDequeue(out _);
    }

    private static void RemoveLeftovers()
    {
        File.Delete(SocketPath);
        File.Delete(PidFile);
    }
}

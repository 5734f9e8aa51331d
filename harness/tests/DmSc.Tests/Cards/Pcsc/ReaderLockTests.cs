using System.Diagnostics;
using System.Runtime.Versioning;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;

namespace DmSc.Tests.Cards.Pcsc;

internal sealed class ReaderLockTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;
    private string _directory = "";

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("dmsc-locks-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_second_holder_is_refused_at_its_deadline_and_told_who_holds()
    {
        using var first = await AcquireAsync("a.lock", AtOnce);
        var refused = await Assert.ThrowsAsync<LinkException>(async () => await AcquireAsync("a.lock", TimeSpan.FromMilliseconds(60)));
        Assert.That(refused!.Failure, Is.EqualTo(LinkFailure.Shared));
        Assert.That(refused.Message, Does.Contain($"process {Environment.ProcessId}, started 2").And.Contain("a.lock"));
        using var another = await AcquireAsync("b.lock", AtOnce);
        Assert.That(another.Subject, Is.EqualTo("b.lock"));
    }

    [Test]
    public async Task A_waiter_gets_the_lock_when_it_is_freed()
    {
        var first = await AcquireAsync("a.lock", AtOnce);
        var waiting = AcquireAsync("a.lock", TimeSpan.FromSeconds(10));
        await Task.Delay(60);
        Assert.That(waiting.IsCompleted, Is.False);
        first.Dispose();
        using var second = await waiting;
    }

    [Test]
    public async Task Waiting_ends_with_the_token()
    {
        using var first = await AcquireAsync("a.lock", AtOnce);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThatAsync(
            async () => await ReaderLock.AcquireAsync(_directory, "a.lock", "a", TimeSpan.FromMinutes(1), TimeProvider.System, soon.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [Platform("Linux", Reason = "flock(1) is the other process")]
    public async Task Another_process_keeps_the_lock_until_it_dies()
    {
        var path = Path.Combine(_directory, "a.lock");
        (await AcquireAsync("a.lock", AtOnce)).Dispose();
        var info = new ProcessStartInfo("flock", [path, "sh", "-c", "echo held; exec sleep 60"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var other = Process.Start(info)!;
        Assert.That(await other.StandardOutput.ReadLineAsync(), Is.EqualTo("held"));
        try
        {
            Assert.That(
                (await Assert.ThrowsAsync<LinkException>(async () => await AcquireAsync("a.lock", AtOnce)))!.Failure,
                Is.EqualTo(LinkFailure.Shared));
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }

        using var freed = await AcquireAsync("a.lock", TimeSpan.FromSeconds(5));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win", Reason = "Unix file modes")]
    public async Task Every_user_may_lock()
    {
        var nested = Path.Combine(_directory, "new");
        using var held = await ReaderLock.AcquireAsync(nested, "a.lock", "a", AtOnce, TimeProvider.System, CancellationToken.None);
        Assert.That(File.GetUnixFileMode(Path.Combine(nested, "a.lock")).HasFlag(UnixFileMode.OtherWrite | UnixFileMode.OtherRead));
        Assert.That(File.GetUnixFileMode(nested).HasFlag(UnixFileMode.OtherWrite | UnixFileMode.OtherExecute));
    }

    [Test]
    public void Readers_that_differ_in_special_characters_have_different_files()
    {
        Assert.That(ReaderLock.FileOf("Reader (1) 00"), Does.Match("^dmsc-reader-Reader--1--00-[0-9A-F]{8}\\.lock$"));
        Assert.That(ReaderLock.FileOf("Reader [1] 00"), Is.Not.EqualTo(ReaderLock.FileOf("Reader (1) 00")));
    }

    private Task<ReaderLock> AcquireAsync(string file, TimeSpan deadline) =>
        ReaderLock.AcquireAsync(_directory, file, file, deadline, TimeProvider.System, CancellationToken.None).AsTask();
}

using System.Diagnostics;
using System.Text.Json;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>The main job on real parts: cases drive a card through pcscd and the virtual reader.</summary>
[NonParallelizable]
public sealed class VirtualReaderTests
{
    private const string Station = "fixtures/stations/virtual-reader.yaml";
    private PcscdFixture _pcscd = null!;

    [OneTimeSetUp]
    public async Task StartPcscd() => _pcscd = await PcscdFixture.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopPcscd()
    {
        if (_pcscd is not null)
            await _pcscd.DisposeAsync();
    }

    [Test]
    public async Task The_virtual_reader_gives_the_verdicts_of_the_embedded_station()
    {
        using var folder = new TemporaryFolder();
        var embedded = await Dmsc.RunAsync("run", "--out", folder.File("embedded"));
        var through = await Dmsc.RunAsync("run", "--station", Station, "--out", folder.File("virtual"));

        Assert.That(through.ExitCode, Is.EqualTo(embedded.ExitCode), through.ToString);
        Assert.That(through.LastLine(), Is.EqualTo(embedded.LastLine()), through.ToString);
        Assert.That(Statuses(folder.File("virtual/scr-matrix.json")), Is.EqualTo(Statuses(folder.File("embedded/scr-matrix.json"))));
    }

    [Test]
    public async Task The_readers_are_listed()
    {
        var table = await Dmsc.RunAsync("readers");
        var json = await Dmsc.RunAsync("readers", "--json");
        Assert.That(table.ExitCode, Is.Zero, table.ToString);
        Assert.That(table.Output, Does.Contain(PcscdFixture.Reader));
        using var parsed = JsonDocument.Parse(json.Output);
        Assert.That(parsed.RootElement.EnumerateArray().Select(r => r.GetProperty("reader").GetString()), Does.Contain(PcscdFixture.Reader));
    }

    [Test]
    public async Task A_killed_card_gives_faults_and_never_a_fail_and_resume_completes_the_run()
    {
        using var folder = new TemporaryFolder();
        using var card = Serve();
        await UntilServingAsync(card);
        using (var run = Dmsc.Start(Dmsc.RepositoryRoot, "run", "--station", Station, "--out", folder.File("run")))
        {
            // The first decided case tells that the run is under way; the emulator dies in the middle of it.
            var first = await run.StandardOutput.ReadLineAsync();
            Assert.That(first, Is.Not.Null);
            card.Kill();
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var output = await run.StandardOutput.ReadToEndAsync(patience.Token);
            await run.WaitForExitAsync(patience.Token);
            Assert.That(run.ExitCode, Is.EqualTo(2), output);
            Assert.That(output, Does.Contain(" 0 failed, ").And.Not.Contain(" 0 faulted"));
        }

        using var again = Serve();
        await UntilServingAsync(again);
        var resumed = await Dmsc.RunAsync("run", "--resume", folder.File("run"), "--allow-partial");
        again.Kill();

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString);
        Assert.That(resumed.LastLine(), Does.Contain(" 0 failed, 0 inconclusive, 0 faulted, 0 skipped"));
    }

    private static Process Serve() =>
        Dmsc.Start(Dmsc.RepositoryRoot, "serve", "card", "--image", "fixtures/cards/reference.yaml", "--vpcd", $"127.0.0.1:{PcscdFixture.Port}");

    private static async Task UntilServingAsync(Process card)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await card.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("inserted", StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"the card was not inserted: {await card.StandardError.ReadToEndAsync(patience.Token)}");
    }

    private static List<string> Statuses(string matrix)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(matrix));
        return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("id").GetString()} {i.GetProperty("status").GetString()}")];
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;
using DmSc.Cards.Uicc;
using DmSc.EndToEnd.Tests.Pcsc;
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
        var embedded = await Dmsc.RunAsync("run", "--iut", "card,device", "--out", folder.File("embedded"));
        var through = await Dmsc.RunAsync("run", "--iut", "card,device", "--station", Station, "--out", folder.File("virtual"));

        Assert.That(through.ExitCode, Is.EqualTo(embedded.ExitCode), through.ToString);
        Assert.That(through.LastLine(), Is.EqualTo(embedded.LastLine()), through.ToString);
        Assert.That(Statuses(folder.File("virtual/scr-matrix.json")), Is.EqualTo(Statuses(folder.File("embedded/scr-matrix.json"))));
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task A_run_that_shares_its_card_with_a_program_that_resets_it_gives_the_verdicts_of_the_embedded_station(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var shared = folder.File("shared.yaml");
        await File.WriteAllTextAsync(
            shared,
            (await File.ReadAllTextAsync(Path.Combine(Dmsc.RepositoryRoot, Station), ct))
                .Replace("sharing: exclusive", "sharing: shared", StringComparison.Ordinal)
                .Replace("../cards/", Path.Combine(Dmsc.RepositoryRoot, "fixtures", "cards") + "/", StringComparison.Ordinal),
            ct);
        using var card = Serve();
        await UntilServingAsync(card);
        await _pcscd.UntilCardAsync(present: true, ct);

        // It tells of every reset, and stands still when nobody listens.
        var told = card.StandardOutput.ReadToEndAsync(ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var resetting = ResetAgainAndAgainAsync(over.Token);

        var embedded = await Dmsc.RunAsync("run", "--iut", "card", "--out", folder.File("embedded"));
        var run = await Dmsc.RunAsync("run", "--iut", "card", "--station", shared, "--out", folder.File("shared"));
        await over.CancelAsync();
        var resets = await resetting;
        card.Kill();
        await told;
        await card.WaitForExitAsync(ct);
        await _pcscd.UntilCardAsync(present: false, ct);

        Assert.That(run.LastLine(), Is.EqualTo(embedded.LastLine()), run.ToString);
        Assert.That(Statuses(folder.File("shared/scr-matrix.json")), Is.EqualTo(Statuses(folder.File("embedded/scr-matrix.json"))));
        Assert.That(await File.ReadAllTextAsync(folder.File("shared/journal.jsonl"), ct), Does.Not.Contain("another program"), "not even a fault that a second attempt hides");
        await TestContext.Out.WriteLineAsync($"{resets} resets by another program");
        Assert.That(resets, Is.GreaterThan(20));
    }

    [Test]
    public async Task A_device_behind_a_driver_reads_the_card_of_the_case_through_the_service()
    {
        using var lab = new DeviceLab();
        lab.AddCase("DEV-LAB-002", DeviceRunTests.CardCase);
        lab.DrivenByReferenceDevice("--reader", PcscdFixture.SecondReader);
        var station = lab.AddStation($$"""
            id: lab
            class: virtual-reader
            budgets: { step: 20s, case: 60s, cleanup: 20s, attempts: 1 }
            device-slot: { reader: "{{PcscdFixture.SecondReader}}", emulator: { vpcd: "127.0.0.1:{{PcscdFixture.Port + 1}}" } }
            """);

        var run = await lab.RunAsync("run", "--iut", lab.Phone, "--station", station, "--select", "DEV-LAB-002");

        Assert.That(run.Outcomes, Is.EqualTo(new[] { "DEV-LAB-002 : pass" }), run.Result.ToString);
    }

    [Test]
    public async Task The_readers_are_listed()
    {
        var table = await Dmsc.RunAsync("readers");
        var json = await Dmsc.RunAsync("readers", "--json");
        var features = await Dmsc.RunAsync("readers", "--features");
        Assert.That(table.ExitCode, Is.Zero, table.ToString);
        Assert.That(table.Output, Does.Contain(PcscdFixture.Reader).And.Not.Contain("features"));
        Assert.That(features.ExitCode, Is.Zero, features.ToString);
        Assert.That(features.Output, Does.Contain("features: GET_TLV_PROPERTIES").Or.Contain("features: not told ("), "a driver that refuses is no error of the list");
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

    [Test]
    [CancelAfter(180_000)]
    public async Task A_service_that_restarts_in_the_middle_of_a_run_gives_no_wrong_verdict(CancellationToken ct)
    {
        if (!_pcscd.IsOurs)
            Assert.Ignore("pcscd was running before, so it is not ours to stop");
        using var folder = new TemporaryFolder();
        using var card = Serve();
        await UntilServingAsync(card);
        using var run = Dmsc.Start(Dmsc.RepositoryRoot, "run", "--station", Station, "--out", folder.File("run"));
        Assert.That(await run.StandardOutput.ReadLineAsync(ct), Is.Not.Null);

        await _pcscd.StopAsync();
        await _pcscd.EnsureRunningAsync(ct);
        var output = await run.StandardOutput.ReadToEndAsync(ct);
        await run.WaitForExitAsync(ct);
        card.Kill();
        await card.WaitForExitAsync(ct);
        await _pcscd.UntilCardAsync(present: false, ct);

        Assert.That(output.TrimEnd().Split('\n')[^1], Does.Contain(" 0 failed, 0 inconclusive, ").And.Not.StartsWith("0 passed"), output);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_watch_tells_of_a_card_that_comes_and_goes_and_ends_with_an_interrupt(CancellationToken ct)
    {
        await _pcscd.UntilCardAsync(present: false, ct);
        using var watch = Dmsc.Start(Dmsc.RepositoryRoot, "readers", "--watch");
        await UntilLineAsync(watch, PcscdFixture.SecondReader, ct);
        string inserted;
        string atr;
        await using (await ScriptedCard.InsertAsync(ct))
        {
            inserted = await UntilLineAsync(watch, "card inserted", ct);
            atr = await UntilLineAsync(watch, "ATR", ct);
        }

        var removed = await UntilLineAsync(watch, "card removed", ct);
        var (exitCode, rest) = await InterruptAsync(watch, ct);

        Assert.That(inserted, Does.Contain(PcscdFixture.Reader));
        Assert.That(atr, Does.Contain(Convert.ToHexString(ScriptedCard.Atr)));
        Assert.That(removed, Does.Contain(PcscdFixture.Reader).And.Contain("no card"));
        Assert.That(exitCode, Is.Zero, rest);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_watch_outlives_the_service_and_tells_of_its_end_and_return(CancellationToken ct)
    {
        if (!_pcscd.IsOurs)
            Assert.Ignore("pcscd was running before, so it is not ours to stop");
        using var watch = Dmsc.Start(Dmsc.RepositoryRoot, "readers", "--watch", "--json");
        await UntilLineAsync(watch, PcscdFixture.SecondReader, ct);

        await _pcscd.StopAsync();
        var removed = await UntilLineAsync(watch, "\"ReaderRemoved\"", ct);
        var stopped = await UntilLineAsync(watch, "\"ServiceStopped\"", ct);
        await _pcscd.EnsureRunningAsync(ct);
        await UntilLineAsync(watch, "\"ServiceStarted\"", ct);
        var added = await UntilLineAsync(watch, "\"ReaderAdded\"", ct);
        var (exitCode, rest) = await InterruptAsync(watch, ct);

        foreach (var line in new[] { removed, stopped, added })
        {
            using var parsed = JsonDocument.Parse(line);
            Assert.That(parsed.RootElement.ValueKind, Is.EqualTo(JsonValueKind.Object), "one object a line");
        }

        Assert.That(added, Does.Contain(PcscdFixture.Reader));
        Assert.That(exitCode, Is.Zero, rest);
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(60_000)]
    public async Task A_served_card_remembers_in_its_state_file_what_was_written_before_its_process_ended(bool killed, CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var state = folder.File("card.json");
        await _pcscd.UntilCardAsync(present: false, ct);
        using (var card = Serve("--state", state))
        {
            await UntilServingAsync(card);
            Assert.That(await WrittenAsync([0xCA, 0xFE], ct), Is.EqualTo("030B"), "a new card");
            if (killed)
                card.Kill();
            else
                Assert.That((await InterruptAsync(card, ct)).ExitCode, Is.Zero);
            await card.WaitForExitAsync(ct);
        }

        await _pcscd.UntilCardAsync(present: false, ct);
        using var again = Serve("--state", state);
        await UntilServingAsync(again);
        var kept = await WrittenAsync([0x03, 0x0B], ct);
        again.Kill();
        await again.WaitForExitAsync(ct);
        await _pcscd.UntilCardAsync(present: false, ct);

        Assert.That(kept, Is.EqualTo("CAFE"));
    }

    /// <summary>What another program does that thinks the card is its own: connects, resets, goes.</summary>
    private static Task<int> ResetAgainAndAgainAsync(CancellationToken ct) => Task.Factory.StartNew(
        () =>
        {
            using var context = PcscContext.Establish(NativePcsc.ForThisSystem());
            var resets = 0;
            while (!ct.IsCancellationRequested)
            {
                var theirs = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, PcscProtocols.T0 | PcscProtocols.T1);
                theirs.Reconnect(PcscShareMode.Shared, PcscProtocols.T0 | PcscProtocols.T1, PcscDisposition.Reset);
                theirs.Disconnect(PcscDisposition.Leave);
                resets++;
            }

            return resets;
        },
        ct,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>The first octets of EF_Config1 of the reference card, and others in their place.</summary>
    private static async Task<string> WrittenAsync(byte[] octets, CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, ct);
        await terminal.SelectAsync(0, FileSelector.ByAid(ProvisioningLocator.Pkcs15Aid), SelectReturn.NoData, ct);
        await terminal.SelectAsync(0, FileSelector.ById(0x6442), SelectReturn.NoData, ct);
        var before = await terminal.ReadBinaryAsync(0, 0, 2, ct);
        var verified = await terminal.VerifyPinAsync(0, 0x01, PinBlock.Of("1234"), new PinTryBudget(), ct);
        Assert.That(verified.IsVerified);
        Assert.That((await terminal.UpdateTransparentAsync(0, 0, octets, ct)).IsComplete);
        return Convert.ToHexString(before.Data.Span);
    }

    private static async Task<string> UntilLineAsync(Process process, string part, CancellationToken ct)
    {
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
                return line;
        }

        throw new AssertionException($"ended without '{part}': {await process.StandardError.ReadToEndAsync(ct)}");
    }

    /// <summary>What Ctrl-C sends; .NET can only kill.</summary>
    private static async Task<(int ExitCode, string Output)> InterruptAsync(Process process, CancellationToken ct)
    {
        await ForeignTool.SucceedAsync("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        var output = await process.StandardOutput.ReadToEndAsync(ct) + await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, output);
    }

    private static Process Serve(params string[] more) =>
        Dmsc.Start(Dmsc.RepositoryRoot, ["serve", "card", "--image", "fixtures/cards/reference.yaml", "--vpcd", $"127.0.0.1:{PcscdFixture.Port}", .. more]);

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

using System.Diagnostics;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Card.Vpcd;

namespace DmSc.EndToEnd.Tests.VirtualReader;

/// <summary>The reference card in pcscd's virtual reader, read by OpenSC's tool and by our own link.</summary>
[NonParallelizable]
[CancelAfter(60_000)]
internal sealed class ReferenceCardTests
{
    private const string OpenScTool = "/usr/bin/opensc-tool";
    private PcscdFixture _pcscd = null!;
    private VpcdCardHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        _pcscd = await PcscdFixture.StartAsync(deadline.Token);
        _host = new VpcdCardHost(ReferenceUicc.Create(Image(), 1), port: PcscdFixture.Port);
        await _host.InsertAsync(deadline.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_pcscd is not null)
            await _pcscd.DisposeAsync();
    }

    [Test]
    public async Task A_foreign_reader_shows_the_atr(CancellationToken ct) =>
        Assert.That(await OpenScAsync(ct, "-a"), Does.Contain("3b:9f:96:80:1f:c7:80:31:e0:73:fe:21:13:67:4f:4d:41:44:4d:53:43:82"));

    [Test]
    public async Task A_foreign_reader_finds_and_reads_the_files(CancellationToken ct)
    {
        var output = await OpenScAsync(
            ct, "-s", "00A4040C0CA000000063504B43532D3135", "-s", "00A4080C047FFF5031", "-s", "00B0000008", "-s", "00A4000C026FFF");

        Assert.That(output, Does.Contain("A7 06 30 04 04 02 64 30"));
        Assert.That(output, Does.Contain("SW1=0x6A, SW2=0x82"));
        Assert.That(output.Split("SW1=0x90, SW2=0x00"), Has.Length.EqualTo(4), output);
    }

    [Test]
    public async Task A_thousand_commands_are_answered_alike(CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System);
        await link.PowerOnAsync(CardReset.Cold, ct);
        var response = new byte[258];
        var command = Convert.FromHexString("00B082000A");
        var times = new double[1000];
        for (var i = 0; i < times.Length; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var length = await link.TransmitAsync(command, response, ct);
            times[i] = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
            Assert.That(Convert.ToHexString(response.AsSpan(0, length)), Is.EqualTo("988822110000006437349000"));
        }

        Array.Sort(times);
        TestContext.Out.WriteLine($"APDU through pcscd: median {times[500]:F0} us, 99 % {times[990]:F0} us");
    }

    private static async Task<string> OpenScAsync(CancellationToken ct, params string[] arguments)
    {
        if (!File.Exists(OpenScTool))
            Assert.Ignore("opensc-tool is not installed");
        var start = new ProcessStartInfo(OpenScTool, ["-r", PcscdFixture.Reader, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var tool = Process.Start(start)!;
        var error = tool.StandardError.ReadToEndAsync(ct);
        var output = await tool.StandardOutput.ReadToEndAsync(ct);
        await tool.WaitForExitAsync(ct);
        Assert.That(tool.ExitCode, Is.Zero, () => output);
        return output + await error;
    }

    private static CardImage Image() => new()
    {
        Name = "reference card",
        Atr = UiccAtr.Create(),
        Iccid = "89882211000000467343",
        Pins = [CardPin.OfDigits(0x01, "1234", "12345678", enabled: false), new CardPin { Reference = 0x0A, Value = "ADMKEY01"u8.ToArray() }],
        MasterFile = new DirectoryFile
        {
            Access = AccessRules.ReadAlways,
            Children =
            [
                new ElementaryFile
                {
                    Fid = 0x2F00,
                    Sfi = 0x1E,
                    Structure = FileStructure.LinearFixed,
                    RecordLength = 0x26,
                    Records = [Convert.FromHexString("611D4F0CA000000063504B43532D31355007504B435323313551043F007F50")],
                    Access = AccessRules.ReadAlways,
                },
                new ElementaryFile { Fid = 0x2FE2, Sfi = 2, Access = AccessRules.ReadAlways },
                new DirectoryFile
                {
                    Fid = 0x7F50,
                    Aid = Convert.FromHexString("A000000063504B43532D3135"),
                    Access = AccessRules.ReadAlways,
                    Children = [new ElementaryFile { Fid = 0x5031, Content = Convert.FromHexString("A706300404026430"), Access = AccessRules.ReadAlways }],
                },
            ],
        },
    };
}

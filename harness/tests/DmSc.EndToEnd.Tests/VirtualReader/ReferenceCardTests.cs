using System.Diagnostics;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.VirtualReader;

/// <summary>The reference card in pcscd's virtual reader, read by OpenSC's tool and by our own link.</summary>
[NonParallelizable]
[CancelAfter(60_000)]
internal sealed class ReferenceCardTests : WithReferenceCard
{
    private const string OpenScTool = "/usr/bin/opensc-tool";

    public ReferenceCardTests()
        : base(Issue("reference card", pinEnabled: false, [], [Transparent(0x5031, "A706300404026430")]))
    {
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
}

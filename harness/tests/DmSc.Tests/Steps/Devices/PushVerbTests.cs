using System.Net;
using System.Net.Sockets;
using System.Text;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Tests.Steps.Devices;

/// <summary>What a device answers a push over HTTP with, judged as its own.</summary>
[TestFixture]
[CancelAfter(20_000)]
internal sealed class PushVerbTests
{
    [TestCase("push.bootstrap")]
    [TestCase("push.notification")]
    public async Task An_answer_that_is_no_HTTP_is_evidence_against_the_device(string verb, CancellationToken ct)
    {
        var bad = await Assert.ThrowsAsync<IutFormatException>(() => PushAsync(verb, "SSH-2.0-x\r\n\r\n", out _, ct));
        Assert.That(bad!.What, Is.EqualTo("answer to the push"));
    }

    [TestCase("SSH-2.0-x\r\n\r\n", new[] { FrameDirection.ToIut, FrameDirection.FromIut })]
    [TestCase("", new[] { FrameDirection.ToIut })]
    public async Task What_went_over_the_bearer_is_in_the_transcript_when_the_exchange_fails(string answer, FrameDirection[] expected, CancellationToken ct)
    {
        List<(string Channel, FrameDirection Direction, string Note)> frames = [];
        await Assert.ThatAsync(() => PushAsync("push.bootstrap", answer, out frames, ct), Throws.Exception);
        Assert.That(frames.Where(f => f.Channel == "push").Select(f => f.Direction), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_device_that_hangs_up_is_a_lost_link(CancellationToken ct)
    {
        var fault = await Assert.ThrowsAsync<StepFaultException>(() => PushAsync("push.bootstrap", "", out _, ct));
        Assert.That(fault!.Kind, Is.EqualTo(FaultKind.PeerUnreachable));
    }

    private static Task<StepResult> PushAsync(string verb, string answer, out List<(string Channel, FrameDirection Direction, string Note)> frames, CancellationToken ct)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/wappush");
        var bench = new DeviceBench(bearer: new HttpPushBearer(target, TimeProvider.System));
        frames = bench.Frames;
        return RunAsync();

        async Task<StepResult> RunAsync()
        {
            using (listener)
            await using (bench)
            {
                var answering = AnswerAsync(listener, answer, ct);
                var server = await bench.AccountAsync();
                try
                {
                    return verb == "push.bootstrap"
                        ? await bench.RunAsync(verb, ("octets", "0102"), ("security", "none"))
                        : await bench.RunAsync(verb, ("server", server));
                }
                finally
                {
                    await answering;
                }
            }
        }
    }

    private static async Task AnswerAsync(TcpListener device, string answer, CancellationToken ct)
    {
        using var connection = await device.AcceptTcpClientAsync(ct);
        _ = await connection.GetStream().ReadAsync(new byte[4096], ct);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), ct);
    }
}

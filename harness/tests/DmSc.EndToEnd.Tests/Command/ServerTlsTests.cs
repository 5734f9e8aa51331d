using DmSc.EndToEnd.Tests.Rig;
using DmSc.Engine.Loading;
using DmSc.Peers.Push.Receiving;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Servers;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>TLS of a server under test and of the receiver of its pushes, looked at by openssl.</summary>
[CancelAfter(60_000)]
public sealed class ServerTlsTests
{
    private static readonly string Keys = Path.Combine(Dmsc.RepositoryRoot, "fixtures", "keys");

    [Test]
    public async Task A_server_shows_its_certificate_and_takes_sessions_over_tls(CancellationToken ct)
    {
        ForeignTool.Require("openssl", "openssl");
        using var lab = new ServerLab();
        var server = await lab.ServeHttpAsync(ct, "--certificate", "fixtures/keys/dm-server.tls.pem");
        lab.Edit("server-http", text => text.Replace("settings:\n", "settings:\n  trusted: ../../keys/authority.cert.pem\n", StringComparison.Ordinal));

        var shown = await ShakeHandsAsync(server.Sessions.Port);
        var run = await lab.RunAsync("server-http", "SERVER-DM-006");

        Assert.That(server.Sessions.Scheme, Is.EqualTo("https"));
        Assert.That(shown.All, Does.Contain("Verification: OK").And.Contain("subject=CN = DmSc test dm-server").And.Match(@"New, TLSv1\.[23]"), shown.ToString);
        Assert.That(run.Counts, Does.StartWith("2 passed, 0 failed, 0 inconclusive, 0 faulted"), run.Result.ToString);
    }

    [Test]
    public async Task A_server_whose_certificate_nobody_trusts_is_a_fault_and_no_fail(CancellationToken ct)
    {
        using var lab = new ServerLab();
        await lab.ServeHttpAsync(ct, "--https");

        var run = await lab.RunAsync("server-http", "SERVER-DM-006[method=userpin]");

        Assert.That(run.Outcomes, Is.EqualTo(new[] { "SERVER-DM-006 method=userpin: fault peer-unreachable" }), run.Result.ToString);
    }

    [Test]
    public async Task The_receiver_shows_its_certificate_and_asks_for_that_of_the_sender(CancellationToken ct)
    {
        ForeignTool.Require("openssl", "openssl");
        var bag = new DiagnosticBag();
        var station = StationLoader.Load(Path.Combine(Dmsc.RepositoryRoot, "fixtures", "stations", "server-network.yaml"), bag)!;
        Assert.That(bag.Items, Is.Empty);
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(station.Server!, inbox, TimeProvider.System, ct);
        var port = new Uri(receivers.SecureUrl!).Port;
        var sender = Path.Combine(Keys, "push-sender.tls.pem");

        var known = await ShakeHandsAsync(port, "-cert", sender, "-key", sender);
        var stranger = await ShakeHandsAsync(port, "-cert", Path.Combine(Keys, "stranger.cert.pem"), "-key", Path.Combine(Keys, "stranger.key.pem"));
        var nobody = await ShakeHandsAsync(port);

        foreach (var shown in new[] { known, stranger, nobody })
            Assert.That(shown.All, Does.Contain("Verification: OK").And.Contain("subject=CN = DmSc test push-receiver"), shown.ToString);
        Assert.That(await SenderAsync(inbox, ct), Is.EqualTo("CN=DmSc test push-sender"));
        Assert.That(await SenderAsync(inbox, ct), Is.Null);
        Assert.That(await SenderAsync(inbox, ct), Is.Null);
    }

    /// <summary>Connects, checks the certificate, posts something and waits for the answer.</summary>
    private static Task<ToolResult> ShakeHandsAsync(int port, params string[] more) => ForeignTool.RunAsync(
        Keys,
        "sh",
        [
            "-c",
            "printf 'POST /wappush HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: text/plain\\r\\nContent-Length: 1\\r\\nConnection: close\\r\\n\\r\\nx' | openssl s_client -connect \"$@\"",
            "sh", $"127.0.0.1:{port}", "-ign_eof", "-CAfile", "authority.cert.pem", "-verify_return_error", "-verify_ip", "127.0.0.1", .. more,
        ]);

    private static async Task<string?> SenderAsync(PushInbox inbox, CancellationToken ct) => (await inbox.TakeAsync(ct)).Transport.AuthenticatedSender;
}

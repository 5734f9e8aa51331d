using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Bearers.Exec;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Protection;
using DmSc.Peers.Push.Receiving;
using DmSc.Wire.Credentials;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Push gateway and receiver against HTTP and TLS that are not ours: curl and OpenSSL.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class PushPeersTests
{
    private static readonly byte[] Document = [0x03, 0x0B, 0x6A, 0x00, 0x45, .. Enumerable.Range(0, 300).Select(i => (byte)i)];

    private PushInbox _inbox = null!;

    [SetUp]
    public void Begin() => _inbox = new PushInbox();

    [Test]
    public async Task Curl_pushes_plain_and_nested(CancellationToken ct)
    {
        ForeignTool.Require("curl", "curl");
        using var folder = new TemporaryFolder();
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        var push = Bootstrap();
        await File.WriteAllBytesAsync(folder.File("body"), Document, ct);
        await File.WriteAllBytesAsync(folder.File("nested"), HttpEncoding.ToRequest(push, HttpForm.Nested, "/").Body.ToArray(), ct);

        var plain = await CurlAsync(
            "-H", $"Content-Type: application/vnd.wap.connectivity-wbxml; SEC=USERPIN; MAC=\"{push.Mac!.Text}\"", "--data-binary", "@" + folder.File("body"), receiver.Address.ToString());
        var nested = await CurlAsync(
            "-H", "Content-Type: application/http", "-H", "Expect: 100-continue", "-H", "Transfer-Encoding: chunked", "--data-binary", "@" + folder.File("nested"), receiver.Address.ToString());

        foreach (var answer in new[] { plain, nested })
        {
            Assert.That(answer, Does.Contain("HTTP/1.1 204 No Content").And.Contains("X-Wap-Push-Status: 400"));
            var received = await _inbox.TakeAsync(ct);
            Assert.That(received.Error, Is.Null);
            Assert.That(received.Message!.ReadSecurity(), Is.EqualTo(push.ReadSecurity()));
            Assert.That(received.Message.Body.ToArray(), Is.EqualTo(Document));
        }
    }

    [Test]
    public async Task Curl_is_refused_what_is_too_long_or_no_push(CancellationToken ct)
    {
        ForeignTool.Require("curl", "curl");
        using var folder = new TemporaryFolder();
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        await File.WriteAllBytesAsync(folder.File("large"), new byte[10_000_000], ct);

        Assert.That(await CurlAsync("-H", "Content-Type: text/plain", "--data-binary", "@" + folder.File("large"), receiver.Address.ToString()), Does.Contain("HTTP/1.1 413"));
        Assert.That(await CurlAsync(receiver.Address.ToString()), Does.Contain("HTTP/1.1 405").And.Contains("Allow: POST, OPTIONS"));
        Assert.That(await CurlAsync("-X", "OPTIONS", receiver.Address.ToString()), Does.Contain("HTTP/1.1 204").And.Contains("X-Wap-Terminal-ID"));
    }

    [Test]
    public async Task Curl_with_a_certificate_that_the_device_knows_makes_a_secure_push(CancellationToken ct)
    {
        ForeignTool.Require("curl", "curl");
        using var keys = await OpenSslKeysAsync();
        await using var receiver = await ReceiverAsync(keys.Receiver(), ct);
        string[] request = ["--cacert", keys.File("ca.pem"), "-H", "Content-Type: application/vnd.syncml.dm+wbxml", "--data-binary", "x", receiver.Address.ToString()];

        await CurlAsync(["--cert", keys.File("gateway.pem"), "--key", keys.File("gateway.key"), .. request]);
        await CurlAsync(request);

        Assert.That((await _inbox.TakeAsync(ct)).Transport, Is.EqualTo(PushTransport.Authenticated("CN=gateway")));
        Assert.That((await _inbox.TakeAsync(ct)).Transport, Is.EqualTo(new PushTransport(true, null)));
    }

    [Test]
    public async Task OpenSSL_as_client_sees_the_certificate_of_the_device_and_is_asked_for_its_own(CancellationToken ct)
    {
        using var keys = await OpenSslKeysAsync();
        await using var receiver = await ReceiverAsync(keys.Receiver(), ct);
        using var process = ForeignTool.StartWithInput(
            keys.Path, "openssl", "s_client", "-connect", receiver.Address.Authority, "-CAfile", keys.File("ca.pem"), "-verify_return_error", "-ign_eof",
            "-cert", keys.File("gateway.pem"), "-key", keys.File("gateway.key"));
        await process.StandardInput.WriteAsync("POST /wappush HTTP/1.1\r\nHost: device\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        await process.StandardInput.FlushAsync(ct);

        var output = await OutputAsync(process, ct);

        Assert.That(output, Does.Contain("Verify return code: 0 (ok)").And.Contains("CN = device").Or.Contains("CN=device"));
        Assert.That(output, Does.Contain("HTTP/1.1 204 No Content"));
        var received = await _inbox.TakeAsync(ct);
        Assert.That((received.Transport.AuthenticatedSender, Encoding.ASCII.GetString(received.Message!.Body.Span)), Is.EqualTo(("CN=gateway", "hi")));
    }

    [Test]
    public async Task OpenSSL_as_a_device_gets_the_secure_push_and_the_certificate_of_the_gateway(CancellationToken ct)
    {
        using var keys = await OpenSslKeysAsync();
        var port = FreePort();
        using var device = ForeignTool.StartWithInput(
            keys.Path, "openssl", "s_server", "-accept", $"127.0.0.1:{port}", "-cert", keys.File("device.pem"), "-key", keys.File("device.key"),
            "-CAfile", keys.File("ca.pem"), "-Verify", "2", "-verify_return_error", "-naccept", "1");
        // What it reads from us it sends as the answer.
        await device.StandardInput.WriteAsync("HTTP/1.1 204 No Content\r\nX-Wap-Push-Status: 400\r\n\r\n");
        await device.StandardInput.FlushAsync(ct);
        using var gateway = keys.Load("gateway");
        using var root = keys.LoadRoot();
        var bearer = new HttpPushBearer(new Uri($"https://127.0.0.1:{port}/wappush"), TimeProvider.System) { Form = HttpForm.Direct, SenderCertificate = gateway, TrustedReceivers = [root] };
        PushReceipt receipt;
        string output;
        try
        {
            // It says ACCEPT when it listens.
            while (await device.StandardOutput.ReadLineAsync(ct) is { } line && !line.Contains("ACCEPT", StringComparison.Ordinal))
            {
            }

            receipt = await bearer.SendAsync(PushMessage.DmBootstrap("content of the bootstrap\n"u8.ToArray()), ct);
        }
        finally
        {
            device.StandardInput.Close();
            output = await OutputAsync(device, ct);
        }

        Assert.That(receipt.Transport, Is.EqualTo(PushTransport.Authenticated("CN=gateway")));
        Assert.That(receipt.Answer!.PushStatus, Is.EqualTo("400"));
        Assert.That(output, Does.Contain("POST /wappush HTTP/1.1").And.Contains("X-Wap-Application-Id: x-wap-application:syncml.dm").And.Contains("content of the bootstrap"));
    }

    [Test]
    public async Task A_command_can_be_curl_that_posts_the_body(CancellationToken ct)
    {
        ForeignTool.Require("curl", "curl");
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { Kind = PushBearerKind.PlainHttp }, ct);
        var settings = new ExecSettings("curl", ExecUnit.Body)
        {
            Arguments = ["-sS", "--fail", "-H", "Content-Type: {content-type}", "--data-binary", "@-", receiver.Address.ToString()],
            Input = ExecInput.Octets,
            Kind = PushBearerKind.PlainHttp,
        };

        await new ExecPushBearer(settings, TimeProvider.System).SendAsync(Bootstrap(), ct);

        var received = await _inbox.TakeAsync(ct);
        Assert.That(received.Message!.ReadSecurity(), Is.EqualTo(Bootstrap().ReadSecurity()));
        Assert.That(received.Message.Body.ToArray(), Is.EqualTo(Document));
    }

    private static PushMessage Bootstrap() => ProtectedBootstrap.Make(
        BootstrapProfile.Provisioning, Document, new BootstrapProtection(BootstrapMethod.UserPin, null, SecretOctets.Of("1234"))).Message;

    private static Task<string> CurlAsync(params string[] arguments) => ForeignTool.SucceedAsync("curl", ["-sS", "-i", "--max-time", "20", .. arguments]);

    /// <summary>All that a program prints until it ends, or until it has had ten seconds to.</summary>
    private static async Task<string> OutputAsync(Process process, CancellationToken ct)
    {
        var output = process.StandardOutput.ReadToEndAsync(ct);
        if (await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(10), ct)) != output)
            process.Kill(entireProcessTree: true);
        return await output;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<OpenSslKeys> OpenSslKeysAsync()
    {
        ForeignTool.Require("openssl", "openssl");
        return await OpenSslKeys.MakeAsync();
    }

    private Task<HttpPushReceiver> ReceiverAsync(HttpPushReceiverSettings settings, CancellationToken ct) =>
        HttpPushReceiver.StartAsync(settings, _inbox, TimeProvider.System, ct);
}

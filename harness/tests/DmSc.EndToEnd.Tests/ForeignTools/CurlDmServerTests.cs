using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Engine.Loading;
using DmSc.Peers.Server;
using DmSc.Steps.Lab;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>The emulated DM server against a client that is not ours: curl; its WBXML is read by libwbxml too.</summary>
[TestFixture]
public sealed class CurlDmServerTests
{
    private static string Vectors => Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "servers", "messages");

    [TestCase("pkg1-none", 407, "syncml:auth-md5", false)]
    [TestCase("pkg1-md5", 212, "syncml:auth-md5", true)]
    [TestCase("pkg1-md5-stale-nonce", 401, "syncml:auth-md5", false)]
    [TestCase("pkg1-md5-no-nonce", 401, "syncml:auth-md5", false)]
    [TestCase("pkg1-md5-wrong-password", 401, "syncml:auth-md5", false)]
    [TestCase("pkg1-basic", 212, null, true)]
    [TestCase("pkg1-basic-wrong-password", 401, "syncml:auth-basic", false)]
    [TestCase("pkg1-hmac", 200, "syncml:auth-MAC", true)]
    public async Task A_worked_package_1_gets_the_right_package_2(string name, int code, string? challenge, bool commands)
    {
        foreach (var form in (string[])["xml", "wbxml"])
        {
            await using var rig = await DmRig.StartAsync();
            var file = Path.Combine(Vectors, $"{name}.{form}");
            string[] mac = File.Exists($"{file}.header") ? ["-H", $"{HmacHeader.FieldName}: {(await File.ReadAllTextAsync($"{file}.header")).Trim()}"] : [];
            var answer = await rig.PostAsync(file, $"application/vnd.syncml.dm+{form}", mac);
            Assert.That(answer.Status, Is.EqualTo(200));
            var message = SyncMlMessage.Parse(answer.Body);
            Assert.Multiple(() =>
            {
                Assert.That(message.Commands[0].Data!.Text, Is.EqualTo($"{code}"));
                Assert.That(message.Commands[0].Challenge?.Type, Is.EqualTo(challenge));
                Assert.That(message.Commands.Count(c => c.Kind == SyncMlCommandKind.Status), Is.EqualTo(3));
                Assert.That(message.Commands.Any(c => c.Kind == SyncMlCommandKind.Get), Is.EqualTo(commands));
                Assert.That(message.Final, Is.True);
            });
            var xml = form == "xml" ? Encoding.UTF8.GetString(answer.Body) : await rig.ForeignXmlAsync(answer.Body);
            Assert.That(XElement.Parse(xml).Descendants().First(e => e.Name.LocalName == "Data" && e.Parent!.Name.LocalName == "Status").Value, Is.EqualTo($"{code}"));
            if (name == "pkg1-md5")
                Assert.That(message.Header.Cred!.Data!.Text, Is.EqualTo("pWaxQp+R5HdGTZzSnRymrw=="));
            if (name == "pkg1-hmac")
            {
                var nonce = Enumerable.Range(16, 16).Select(i => (byte)i).ToArray();
                var header = HmacHeader.Parse(answer.Field(HmacHeader.FieldName)!);
                Assert.That(header.Verify(CredentialHash.Of(Credential.Of("dm.example.com", "s-secret")), nonce, answer.Body), Is.EqualTo(HmacMatch.Exact));
            }
        }
    }

    [TestCase("Content-Type: APPLICATION/vnd.SyncML.dm+xml; charset=\"UTF-8\"; verproto=DM/1.2")]
    [TestCase("Content-Type: application/vnd.syncml.dm+xml", "-H", "Transfer-Encoding: chunked")]
    [TestCase("Content-Type: application/vnd.syncml.dm+xml", "--http1.0")]
    [TestCase("Content-Type: application/vnd.syncml.dm+xml", "-H", "Connection: close")]
    [TestCase("Content-Type: application/vnd.syncml.dm+xml", "-H", "Expect: 100-continue")]
    public async Task A_strange_but_legal_request_is_served(string type, params string[] more)
    {
        await using var rig = await DmRig.StartAsync();
        var answer = await rig.PostAsync(Path.Combine(Vectors, "pkg1-md5-other-order.xml"), null, ["-H", type, .. more]);
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(SyncMlMessage.Parse(answer.Body).Commands[0].Data!.Text, Is.EqualTo("212"));
    }

    [Test]
    public async Task A_client_with_small_messages_gets_small_messages()
    {
        await using var rig = await DmRig.StartAsync();
        var answer = await rig.PostAsync(Path.Combine(Vectors, "pkg1-md5-small-messages.xml"), "application/vnd.syncml.dm+xml", []);
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Body, Has.Length.LessThanOrEqualTo(1000));
    }

    [Test]
    public async Task Tls_with_a_certificate_made_for_the_run_is_served()
    {
        await using var rig = await DmRig.StartAsync(https: true);
        var answer = await rig.PostAsync(Path.Combine(Vectors, "pkg1-md5.wbxml"), "application/vnd.syncml.dm+wbxml", ["-k"]);
        Assert.That(SyncMlMessage.Parse(answer.Body).Commands[0].Data!.Text, Is.EqualTo("212"));
    }

    [Test]
    public async Task Hostile_requests_are_refused_and_the_next_client_is_served()
    {
        await using var rig = await DmRig.StartAsync();
        using var folder = new TemporaryFolder();
        var large = folder.File("large");
        await File.WriteAllBytesAsync(large, new byte[10 * 1024 * 1024]);
        var garbage = folder.File("garbage");
        await File.WriteAllTextAsync(garbage, "no message at all");
        var good = Path.Combine(Vectors, "pkg1-md5.xml");
        const string Xml = "application/vnd.syncml.dm+xml";
        await Assert.MultipleAsync(async () =>
        {
            Assert.That((await rig.PostAsync(large, Xml, [])).Status, Is.EqualTo(413));
            Assert.That((await rig.PostAsync(large, Xml, ["-H", "Transfer-Encoding: chunked"])).Status, Is.EqualTo(413));
            Assert.That((await rig.PostAsync(garbage, Xml, [])).Status, Is.EqualTo(400));
            Assert.That((await rig.PostAsync(good, "text/xml", [])).Status, Is.EqualTo(415));
            Assert.That((await rig.PostAsync(good, Xml, ["-X", "PUT"])).Status, Is.EqualTo(405));
            Assert.That((await rig.PostAsync(good, Xml, ["-H", $"X-Long: {new string('x', 20_000)}"])).Status, Is.EqualTo(431));
        });
        Assert.That((await rig.PostAsync(good, Xml, [])).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_client_that_hangs_or_dies_in_the_middle_holds_nobody_up()
    {
        await using var rig = await DmRig.StartAsync();
        using var hanging = new TcpClient();
        await hanging.ConnectAsync(IPAddress.Loopback, rig.Address.Port);
        await hanging.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /dm HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.syncml.dm+xml\r\nContent-Length: 500\r\n\r\n<Sync"));
        using (var dead = new TcpClient())
        {
            await dead.ConnectAsync(IPAddress.Loopback, rig.Address.Port);
            await dead.GetStream().WriteAsync("POST /dm HT"u8.ToArray());
        }

        var answer = await rig.PostAsync(Path.Combine(Vectors, "pkg1-md5.xml"), "application/vnd.syncml.dm+xml", []);
        Assert.That(answer.Status, Is.EqualTo(200));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(hanging.GetStream(), Encoding.ASCII);
        Assert.That(await reader.ReadLineAsync(deadline.Token), Does.StartWith("HTTP/1.1 408"));
    }

    private sealed record Answer(int Status, byte[] Body, string Head)
    {
        public string? Field(string name) => Head.Split('\n')
            .Where(l => l.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            .Select(l => l[(name.Length + 1)..].Trim())
            .FirstOrDefault();
    }

    private sealed class DmRig : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly System.Security.Cryptography.X509Certificates.X509Certificate2? _certificate;
        private readonly DmServer _server;
        private DmHttpServer? _listener;

        private DmRig(DmServerScript script, bool https)
        {
            _certificate = https ? ServerCertificates.SelfSigned("127.0.0.1", TimeProvider.System.GetUtcNow()) : null;
            _server = new DmServer(script.ToSettings(), TimeProvider.System, new SystemRandomOctets());
        }

        public Uri Address => _listener!.Address;

        public static async Task<DmRig> StartAsync(bool https = false)
        {
            ForeignTool.Require("curl", "curl");
            var bag = new DiagnosticBag();
            var script = DmServerScriptLoader.Load(Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "servers", "worked-examples.yaml"), _ => null, bag);
            Assert.That(bag.Sorted(), Is.Empty);
            var rig = new DmRig(script!, https);
            rig._listener = await DmHttpServer.StartAsync(
                rig._server, new DmHttpServerSettings { Certificate = rig._certificate, BodyTimeout = TimeSpan.FromSeconds(2) }, TimeProvider.System, CancellationToken.None);
            return rig;
        }

        public async Task<Answer> PostAsync(string file, string? type, string[] more)
        {
            var (head, body) = (_folder.File("head"), _folder.File("body"));
            await File.WriteAllBytesAsync(body, []);
            string[] kind = type is null ? [] : ["-H", $"Content-Type: {type}"];
            var result = await ForeignTool.RunAsync(
                _folder.Path, "curl", ["-s", "-S", "-m", "60", "-D", head, "-o", body, "-w", "%{http_code}", .. kind, .. more, "--data-binary", $"@{file}", Address.ToString()]);
            Assert.That(int.TryParse(result.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var status), Is.True, result.ToString());
            return new Answer(status, await File.ReadAllBytesAsync(body), await File.ReadAllTextAsync(head));
        }

        public async Task<string> ForeignXmlAsync(byte[] wbxml)
        {
            ForeignTool.Require("wbxml2xml", "libwbxml2-utils");
            var (from, to) = (_folder.File("in.wbxml"), _folder.File("out.xml"));
            await File.WriteAllBytesAsync(from, wbxml);
            await ForeignTool.SucceedAsync("wbxml2xml", "-o", to, from);
            var text = await File.ReadAllTextAsync(to);
            // libwbxml names a document type that nobody shall fetch.
            return text[text.IndexOf("<SyncML", StringComparison.Ordinal)..];
        }

        public async ValueTask DisposeAsync()
        {
            await _listener!.DisposeAsync();
            _server.Dispose();
            _certificate?.Dispose();
            _folder.Dispose();
        }
    }
}

using DmSc.Cards.Link;
using DmSc.Engine.Loading;
using DmSc.Engine.Verbs;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Tests.Steps.Server;

/// <summary>Captures as a server of ours writes them and as people do.</summary>
internal sealed class CaptureTests
{
    private const string Device = "server-id: s, address: \"http://h/dm\", client-name: c, client-password: p, server-name: s, server-password: \"\"";

    [TestCase("bootstraps:\n  - order: { profile: dm }\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "")]
    [TestCase("notifications:\n  - order: {}\n    device: { DEVICE }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "")]
    [TestCase("{}", "1:1 KEY002")]
    [TestCase("bootstrap: []", "1:1 KEY001 1:1 KEY002")]
    [TestCase("bootstraps: {}", "1:13 KEY003")]
    [TestCase("bootstraps:\n  - order: { profile: cpp }\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "2:23 KEY004")]
    [TestCase("bootstraps:\n  - order: { session: 1 }\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "2:14 KEY001")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "3:13 KEY002")]
    [TestCase("bootstraps:\n  - order: { method: userpin-networkid }\n    device: { DEVICE }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "3:13 KEY002 3:13 KEY002")]
    [TestCase("bootstraps:\n  - order: { method: none }\n    device: { DEVICE }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "2:22 KEY004")]
    [TestCase("bootstraps:\n  - order: { secure: true, bearer: ota-http }\n    device: { DEVICE }\n    pushes: [{ bearer: ota-http, frames: [there.tpdu], sender: CN=x }]", "")]
    [TestCase("bootstraps:\n  - order: { secure: yes }\n    device: { DEVICE }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "2:22 KEY004")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { server-id: s, pin: 1 }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "3:13 KEY002 3:13 KEY002 3:13 KEY002")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [gone.tpdu] }]", "4:38 CAPTURE001")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [digits.tpdu, empty.tpdu] }]", "4:38 CAPTURE001 4:51 CAPTURE001")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: ota-http, frames: [there.tpdu, there.tpdu] }]", "4:55 KEY004")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: there.tpdu }]", "4:37 KEY003")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: [{ bearer: sms, frames: [there.tpdu], sender: CN=x }]", "4:59 KEY004")]
    [TestCase("notifications:\n  - order: {}\n    device: { server-id: s, address: \"http://h/dm\", client-password: \"\", server-name: s, server-password: p }\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "3:13 KEY002")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    pushes: []", "4:13 KEY004")]
    [TestCase("bootstraps:\n  - order: {}\n    device: { DEVICE, pin: 1 }\n    observed: 10\n    pushes: [{ bearer: sms, frames: [there.tpdu] }]", "4:15 KEY004")]
    public void What_is_wrong_in_a_manifest_is_said_at_its_place(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.FullPath, "there.tpdu"), [0x44, 0x0B, 0x91]);
        folder.Write("digits.tpdu", "440B91\n");
        folder.Write("empty.tpdu", "");
        folder.Write("manifest.yaml", text.Replace("DEVICE", Device, StringComparison.Ordinal) + "\n");
        var bag = new DiagnosticBag();
        CaptureManifest.Load(folder.FullPath, bag);
        Assert.That(string.Join(' ', bag.Sorted().Select(d => $"{d.Span.Line}:{d.Span.Column} {d.Code}")), Is.EqualTo(expected), string.Join('\n', bag.Items));
    }

    [Test]
    public void A_folder_without_manifest_is_named()
    {
        using var folder = new TemporaryFolder();
        var bag = new DiagnosticBag();
        CaptureManifest.Load(folder.FullPath, bag);
        Assert.That(bag.Items.Select(d => d.ToString()), Has.Exactly(1).Contains("manifest.yaml").And.Exactly(1).Contains("FILE001"));
    }

    [Test]
    public async Task A_notification_is_judged_by_what_was_captured_and_no_other()
    {
        using var folder = new TemporaryFolder();
        await CaptureAsync(folder.FullPath, null, async (server, device) => await server.NotifyAsync(device, Notification("1234"), CancellationToken.None));

        await using var bench = await JudgeAsync(folder.FullPath);
        await bench.RunAsync("server.account");
        var asked = await bench.RunAsync("server.request-notification");
        var push = await bench.RunAsync("push-receiver.take");
        var other = await bench.RunAsync("server.request-notification", ("session", "1"));

        Assert.Multiple(() =>
        {
            Assert.That(asked.Succeeded, Is.True, asked.Summary);
            Assert.That(push.Value["media"], Is.EqualTo(Values.Text("application/vnd.syncml.notification")));
            Assert.That(bench.Server.Device.Account.ServerId, Is.EqualTo("dm.example.com"));
            Assert.That(other.Succeeded, Is.False);
            Assert.That(other.Summary, Does.Contain("no notification with bearer sms, session 1"));
        });
    }

    [Test]
    public async Task A_repeated_bootstrap_is_in_the_capture_with_the_time_it_was_watched()
    {
        using var folder = new TemporaryFolder();
        var clock = new VirtualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        IReadOnlyList<ServerPush> later = [];
        await CaptureAsync(
            folder.FullPath,
            "server.repeats-without-status",
            async (server, device) =>
            {
                await server.BootstrapAsync(device, Order("cp"), CancellationToken.None);
                clock.Advance(TimeSpan.FromSeconds(50));
                later = server.Fetch();
                await server.ResetAsync(CancellationToken.None);
                clock.Advance(TimeSpan.FromSeconds(50));
            },
            clock);

        await using var bench = await JudgeAsync(folder.FullPath);
        await bench.RunAsync("server.account");
        var watched = await bench.RunAsync("server.request-bootstrap", ("profile", "cp"), ("watch", "45"));
        await bench.RunAsync("push-receiver.take");
        var quiet = await bench.RunAsync("push-receiver.quiet", ("for", "45"));
        var longer = await bench.RunAsync("server.request-bootstrap", ("profile", "cp"), ("watch", "51"));

        Assert.Multiple(() =>
        {
            Assert.That(later, Has.Count.EqualTo(1), "the repeat waits to be fetched");
            Assert.That(watched.Succeeded, Is.True, watched.Summary);
            Assert.That(quiet.Value["pushes"], Is.EqualTo(Values.Integer(1)));
            Assert.That(longer.Summary, Does.Contain("went on for 50 s"));
        });
    }

    [Test]
    public async Task An_order_that_was_declined_or_went_wrong_is_not_captured()
    {
        using var folder = new TemporaryFolder();
        await CaptureAsync(folder.FullPath, null, async (server, device) =>
        {
            var declined = await server.BootstrapAsync(device, Order("dm", ("secure", "true"), ("bearer", "ota-http"), ("method", "none")), CancellationToken.None);
            Assert.That(declined.Declined, Does.Contain("no way"));
            server.PushTo("http://127.0.0.1:1/wappush", null);
            Assert.That(async () => await server.BootstrapAsync(device, Order("dm", ("bearer", "ota-http")), CancellationToken.None), Throws.TypeOf<LinkException>());
        });
        Assert.That(Directory.GetFiles(folder.FullPath), Is.Empty);
    }

    [Test]
    public async Task Encrypted_content_for_another_key_is_no_fail()
    {
        using var folder = new TemporaryFolder();
        var stranger = await File.ReadAllTextAsync(ServerBench.Key("stranger.pub.pem"));
        await CaptureAsync(folder.FullPath, null, async (server, device) =>
        {
            device["recipient-key"] = stranger;
            await server.BootstrapAsync(device, Order("dm", ("content", "encrypted")), CancellationToken.None);
        });

        await using var bench = await JudgeAsync(folder.FullPath);
        await bench.RunAsync("server.account");
        var asked = await bench.RunAsync("server.request-bootstrap", ("content", "encrypted"));
        Assert.That((asked.Succeeded, asked.Summary), Is.EqualTo((false, "the capture is encrypted for another key than that of IXIT device-private-key")));
    }

    [Test]
    public async Task A_folder_with_a_capture_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        folder.Write("manifest.yaml", "bootstraps: []\n");
        Assert.That(
            async () => await HostedServer.StartAsync(new HostedServerSettings { Capture = folder.FullPath }, TimeProvider.System, CancellationToken.None),
            Throws.TypeOf<IOException>().With.Message.Contains("there is a capture already"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder.FullPath, "manifest.yaml")), Is.EqualTo("bootstraps: []\n"));
    }

    private static Dictionary<string, string> Order(string profile, params (string Name, string Value)[] more)
    {
        var order = new Dictionary<string, string>(StringComparer.Ordinal) { ["profile"] = profile, ["method"] = "userpin", ["bearer"] = "sms" };
        foreach (var (name, value) in more)
            order[name] = value;
        return order;
    }

    private static Dictionary<string, string> Notification(string session) =>
        new(StringComparer.Ordinal) { ["bearer"] = "sms", ["session"] = session, ["ui-mode"] = "1", ["initiator"] = "1" };

    private static async Task CaptureAsync(string folder, string? deviation, Func<HostedServer, Dictionary<string, string>, Task> use, TimeProvider? time = null)
    {
        var settings = new HostedServerSettings { Capture = folder, Deviation = deviation is null ? null : (ServerDeviation)PeerDeviations.Find(deviation)! };
        await using var server = await HostedServer.StartAsync(settings, time ?? TimeProvider.System, CancellationToken.None);
        var device = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device-id"] = "IMEI:1",
            ["imsi"] = "001010123456789",
            ["pin"] = "12345",
            ["account-node"] = "a",
            ["server-id"] = "dm.example.com",
            ["account-name"] = "A",
            ["client-auth"] = "DIGEST",
            ["client-name"] = "dev",
            ["client-password"] = "c",
            ["client-nonce"] = "AQI=",
            ["server-auth"] = "DIGEST",
            ["server-name"] = "dm.example.com",
            ["server-password"] = "s",
            ["server-nonce"] = "Aw==",
        };
        foreach (var (name, value) in await server.EnrolAsync(device, CancellationToken.None))
            device[name] = value;
        await use(server, device);
    }

    private static async Task<ServerBench> JudgeAsync(string folder)
    {
        var bag = new DiagnosticBag();
        var manifest = CaptureManifest.Load(folder, bag);
        Assert.That(bag.Items, Is.Empty);
        return new ServerBench(await new CapturedServers(folder, manifest).LendAsync(CancellationToken.None));
    }
}

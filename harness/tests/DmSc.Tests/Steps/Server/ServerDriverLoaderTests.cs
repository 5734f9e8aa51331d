using DmSc.Engine.Loading;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Tests.Steps.Server;

internal sealed class ServerDriverLoaderTests
{
    private const string Bootstrap = "bootstrap: { url: \"http://h/b\" }";
    private const string Where = "device: { address: \"http://h/dm\" }";

    [TestCase("server-http")]
    [TestCase("server-process")]
    [TestCase("server-capture")]
    [TestCase("reference-server")]
    public void Every_server_of_the_project_has_settings_without_complaint(string iut)
    {
        var folder = Path.Combine(Fixtures.Root, "fixtures", "iuts", iut);
        var bag = new DiagnosticBag();
        var file = IutLoader.Load(SourceFile.Open(Path.Combine(folder, "iut.yaml"), bag)!, bag)! with { Folder = folder };
        Assert.That(ServerDriverLoader.Load(file, bag), Is.Not.Null);
        Assert.That(bag.Items, Is.Empty);
    }

    [Test]
    public void A_server_at_its_own_interface_has_requests_and_values()
    {
        var driver = (ServerDriver.Http)Load(
            """
            driver: http
            settings:
              patience: 5s
              sessions: no
              device: { address: "https://h/dm", server-password: "" }
              account: { url: "http://h/${device-id}", method: PUT, headers: { Authorization: "Bearer ${pin}", X-Empty: "" }, body: "${imsi}", result: device }
              bootstrap: { url: "http://h/b", result: body }
              collect: { url: "http://${number}.h/" }
            """,
            out var complaints)!;
        Assert.That(complaints, Is.Empty);
        var settings = driver.Settings;
        Assert.Multiple(() =>
        {
            Assert.That((settings.Patience, settings.TakesSessions), Is.EqualTo((TimeSpan.FromSeconds(5), false)));
            Assert.That(settings.Device["server-password"], Is.Empty);
            Assert.That((settings.Account!.Method, settings.Account.Body, settings.Account.Result), Is.EqualTo(("PUT", "${imsi}", RequestResult.Device)));
            Assert.That(settings.Account.Headers, Has.Count.EqualTo(2));
            Assert.That((settings.Bootstrap.Method, settings.Bootstrap.Result), Is.EqualTo(("GET", RequestResult.Body)));
            Assert.That(settings.Collect!.Result, Is.EqualTo(RequestResult.Pushes));
            Assert.That((settings.Notification, settings.Reset), Is.EqualTo(((RequestTemplate?)null, (RequestTemplate?)null)));
        });
    }

    [TestCase("driver: pigeon", "6:9 DRIVER001")]
    [TestCase("driver: http", "6:9 KEY002 6:9 KEY002")]
    [TestCase("driver: http\nsettings: { " + Bootstrap + " }", "7:11 KEY002")]
    [TestCase("driver: http\nsettings: { " + Bootstrap + ", account: { url: \"http://h/\" } }", "7:11 KEY002")]
    [TestCase("driver: http\nsettings: { " + Where + ", " + Bootstrap + ", acount: { url: \"http://h/\" } }", "7:83 KEY001")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { uri: \"http://h/b\" }", "9:14 KEY002 9:16 KEY001")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: http://h/b", "9:14 KEY003")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: h/b }", "9:21 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: \"http://h/${imei}\" }", "9:21 DRIVER005")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: \"http://h/\", headers: { X: \"${}\" } }", "9:48 DRIVER005")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: \"http://h/\", headers: [a] }", "9:43 KEY003")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: \"http://h/\", result: device }", "9:42 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  bootstrap: { url: \"http://h/\", method: post }", "9:42 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  " + Bootstrap + "\n  patience: 10", "10:13 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  " + Bootstrap + "\n  patience: 0s", "10:13 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  " + Bootstrap + "\n  sessions: maybe", "10:13 KEY004")]
    [TestCase("driver: http\nsettings:\n  device: { adress: \"http://h/dm\", address: dm, client-nonce: \"?\", client-auth: MD5 }\n  " + Bootstrap, "8:13 KEY001 8:45 KEY004 8:63 KEY004 8:81 KEY004")]
    [TestCase("driver: http\nsettings:\n  " + Where + "\n  " + Bootstrap + "\n  trusted: ../keys/signer.key.pem", "10:12 DRIVER004")]
    [TestCase("driver: process\nsettings: { command: python3 }", "7:22 KEY003")]
    [TestCase("driver: process\nsettings: { command: [python3], patience: 30 }", "7:43 KEY004")]
    [TestCase("driver: process\nsettings: { command: [./nowhere.sh] }", "7:23 DRIVER002")]
    [TestCase("driver: process\nsettings: { command: [python3], comand: [x] }", "7:33 KEY001")]
    [TestCase("driver: capture\nsettings: { folder: nowhere }", "7:21 DRIVER002")]
    [TestCase("driver: reference\nsettings: { signing-key: ../keys/signer.pub.pem }", "7:26 DRIVER004")]
    public void What_is_wrong_in_the_settings_is_said_at_its_place(string lines, string expected)
    {
        Assert.That(Load(lines, out var complaints), Is.Null);
        Assert.That(string.Join(' ', complaints), Is.EqualTo(expected));
    }

    private static ServerDriver? Load(string lines, out IReadOnlyList<string> complaints)
    {
        var bag = new DiagnosticBag();
        var iut = IutLoader.Load(SourceFile.FromText("iut.yaml", $"id: s\nrole: server\nvendor: V\nproduct: P\nversion: \"1\"\n{lines}\n"), bag);
        Assert.That(bag.Items, Is.Empty);
        var driver = ServerDriverLoader.Load(iut! with { Folder = Path.Combine(Fixtures.Root, "fixtures", "drivers") }, bag);
        complaints = [.. bag.Sorted().Select(d => $"{d.Span.Line}:{d.Span.Column} {d.Code}")];
        return driver;
    }
}

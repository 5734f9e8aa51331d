using System.Net;
using System.Text;
using System.Text.Json;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Tests.Steps.Server;

/// <summary>The reference server's own interface, asked by hand.</summary>
internal sealed class ServerHttpHostTests
{
    private const string Device = """
        {"device-id":"d 1","imsi":"001010123456789","pin":"12345","account-node":"a","server-id":"s","account-name":"A","client-auth":"DIGEST",
        "client-name":"c","client-password":"p","client-nonce":"","server-auth":"DIGEST","server-name":"s","server-password":"q","server-nonce":""}
        """;

    [Test]
    public async Task A_device_is_enrolled_bootstrapped_and_forgotten()
    {
        await using var served = await Served.StartAsync();

        var enrolled = await served.AskAsync("POST", "/account", Device);
        var sent = await served.AskAsync("POST", "/bootstrap", """{"device-id":"d 1","profile":"cp","method":"userpinmac","bearer":"sms"}""");
        var package = await served.AskAsync("POST", "/notification", """{"device-id":"d 1","bearer":"sms","session":"1","ui-mode":"0","initiator":"0"}""");
        var nothing = await served.AskAsync("GET", "/pushes", null);
        var reset = await served.AskAsync("POST", "/reset", "");
        var gone = await served.AskAsync("POST", "/bootstrap", """{"device-id":"d 1"}""");

        Assert.Multiple(() =>
        {
            Assert.That(enrolled, Is.EqualTo((200, "{\"device\":{\"address\":\"" + served.Sessions + "\"}}")));
            Assert.That(sent.Status, Is.EqualTo(200));
            Assert.That(JsonDocument.Parse(sent.Json).RootElement.GetProperty("user-entry").GetString(), Does.Match(@"^12345\d{5}$"));
            Assert.That(JsonDocument.Parse(package.Json).RootElement.GetProperty("pushes").GetArrayLength(), Is.EqualTo(1));
            Assert.That(nothing, Is.EqualTo((200, """{"pushes":[]}""")), "what an answer brought does not wait any more");
            Assert.That(reset, Is.EqualTo((200, "{}")));
            Assert.That(gone.Status, Is.EqualTo(404));
        });
    }

    [TestCase("POST", "/fly", "{}", 404, "/bootstrap")]
    [TestCase("GET", "/bootstrap", null, 405, "POST")]
    [TestCase("POST", "/pushes", "{}", 405, "GET")]
    [TestCase("POST", "/account", "[]", 400, "object of names and strings")]
    [TestCase("POST", "/account", """{"device-id":"d","imei":"1"}""", 400, "imei")]
    [TestCase("POST", "/account", """{"imsi":"1"}""", 400, "device-id")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","beer":"sms"}""", 400, "beer")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","bearer":"pigeon"}""", 400, "bearer")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","bearer":"ota-http","push-url":"nowhere"}""", 400, "nowhere")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","bearer":"ota-http","push-url":"http://127.0.0.1:1/wappush"}""", 502, "cannot be reached")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","bearer":"ota-http"}""", 501, "no way")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","bearer":"ota-http","secure":"true","method":"none","secure-push-url":"https://127.0.0.1:1/"}""", 501, "no way for secure pushes")]
    [TestCase("POST", "/bootstrap", """{"device-id":"d 1","content":"signed"}""", 501, "no key to sign with")]
    [TestCase("POST", "/notification", """{"device-id":"d 1","session":"x"}""", 400, "session")]
    public async Task What_cannot_be_done_is_said_with_its_status(string method, string path, string? body, int status, string why)
    {
        await using var served = await Served.StartAsync();
        await served.AskAsync("POST", "/account", Device);

        var answer = await served.AskAsync(method, path, body);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Json);
        Assert.That(JsonDocument.Parse(answer.Json).RootElement.GetProperty(status == 501 ? "declined" : "error").GetString(), Does.Contain(why));
    }

    private sealed class Served(HostedServer server, ServerHttpHost host) : IAsyncDisposable
    {
        private readonly HttpClient _client = new() { BaseAddress = host.Control };

        public Uri Sessions => server.Sessions;

        public static async Task<Served> StartAsync()
        {
            var server = await HostedServer.StartAsync(new HostedServerSettings(), TimeProvider.System, CancellationToken.None);
            return new Served(server, await ServerHttpHost.StartAsync(server, IPAddress.Loopback, 0, CancellationToken.None));
        }

        public async Task<(int Status, string Json)> AskAsync(string method, string path, string? body)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _client.SendAsync(request);
            return ((int)response.StatusCode, (await response.Content.ReadAsStringAsync()).TrimEnd('\n'));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await host.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}

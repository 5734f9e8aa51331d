using System.Net;
using System.Net.Sockets;
using System.Text;
using DmSc.Engine.Loading;
using DmSc.Engine.Verbs;
using DmSc.Peers.Device;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Steps.Server;

internal sealed class ServerDriverTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private static readonly Dictionary<string, string> Where = Values1("address", "http://127.0.0.1/dm");

    [Test]
    public async Task A_driver_program_is_asked_in_lines_and_brings_pushes_along()
    {
        var list = string.Join(',', (await BootstrapFramesAsync()).Select(f => $"\\\"{f}\\\""));
        var folder = Directory.CreateTempSubdirectory("dmsc-driver-");
        try
        {
            var script = Path.Combine(folder.FullName, "driver.sh");
            await File.WriteAllTextAsync(script, $$$"""
                while read -r line; do
                  id=$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
                  case "$line" in
                    *'"op":"hello"'*) echo "{\"id\":$id,\"ok\":true,\"name\":\"shell\",\"facts\":{\"version\":\"7\"},\"sessions\":false}" ;;
                    *'"op":"account"'*) echo "{\"id\":$id,\"ok\":true,\"device\":{\"server-id\":\"fixed.example.com\",\"address\":\"http://127.0.0.1/dm\"}}" ;;
                    *'"method":"networkid"'*) echo "{\"id\":$id,\"ok\":true,\"declined\":\"no network secret here\"}" ;;
                    *'"op":"bootstrap"'*) echo "{\"id\":$id,\"ok\":true,\"pushes\":[{\"bearer\":\"sms\",\"frames\":[{{{list}}}]}]}" ;;
                    *) echo "{\"id\":$id,\"ok\":true}" ;;
                  esac
                done
                """);
            var inbox = new PushInbox();
            await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
            using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
            var server = await ProcessServer.StartAsync(
                new DriverSettings(["sh", script], folder.FullName, TimeSpan.FromSeconds(10)), receivers, new DeliveredFrames(inbox, Time), sessions, Time, CancellationToken.None);
            await using (server)
            {
                await using var bench = ServerBench.Of(server, inbox, Time);
                var push = await bench.BootstrapAsync(("method", "userpin"));
                var declined = await bench.RunAsync("server.request-bootstrap", ("method", "networkid"));
                var ready = await bench.RunAsync("dm-client.ready");
                Assert.Multiple(() =>
                {
                    Assert.That(server.Name, Is.EqualTo("shell"));
                    Assert.That(server.Facts["version"], Is.EqualTo("7"));
                    Assert.That(bench.Server.Device.Account.ServerId, Is.EqualTo("fixed.example.com"));
                    Assert.That(push.Value["media"], Is.EqualTo(Values.Text("application/vnd.syncml.dm+wbxml")));
                    Assert.That(declined.Succeeded, Is.False);
                    Assert.That(declined.Summary, Is.EqualTo("no network secret here"));
                    Assert.That(ready.Succeeded, Is.False);
                });
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_template_is_filled_in_and_the_push_comes_to_our_receiver()
    {
        string? asked = null;
        await using var api = Api.Start(async context =>
        {
            using var reader = new StreamReader(context.Request.InputStream);
            asked = await reader.ReadToEndAsync();
            var target = context.Request.Headers["X-Push"]!;
            await new HttpPushBearer(new Uri(target), Time).SendAsync(Protected(), CancellationToken.None);
            context.Response.StatusCode = 202;
        });
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        var template = new RequestTemplate(
            "POST", api.Url + "bootstrap", [new("Content-Type", "application/json"), new("X-Push", "${push-url}")], """{"imsi":"${imsi}","how":"${sec}","name":"${account-name}"}""", RequestResult.Push);
        await using var server = new HttpServer("api", Settings(template) with { Device = new Dictionary<string, string>(Where) { ["account-name"] = "say \"hello\"" } }, receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        var push = await bench.BootstrapAsync(("bearer", "ota-http"), ("method", "networkid"));
        var device = bench.Server.Device;
        Assert.Multiple(() =>
        {
            Assert.That(push.Succeeded, Is.True);
            Assert.That(push.Value["sec"], Is.EqualTo(Values.Text("USERPIN")));
            Assert.That(push.Value["secure"], Is.EqualTo(Values.Boolean(false)));
            Assert.That(System.Text.Json.JsonDocument.Parse(asked!).RootElement.GetProperty("imsi").GetString(), Is.EqualTo(device.Imsi));
            Assert.That(System.Text.Json.JsonDocument.Parse(asked!).RootElement.GetProperty("how").GetString(), Is.EqualTo("NETWORKID"));
            Assert.That(System.Text.Json.JsonDocument.Parse(asked!).RootElement.GetProperty("name").GetString(), Is.EqualTo("say \"hello\""));
        });
    }

    [TestCase(200, true)]
    [TestCase(501, false)]
    public async Task A_result_in_the_body_is_the_push_and_501_declines(int status, bool done)
    {
        await using var api = Api.Start(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/vnd.syncml.dm+wbxml; SEC=USERPIN; MAC=0123456789012345678901234567890123456789";
            await context.Response.OutputStream.WriteAsync(Protected().Body);
        });
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Body)), receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        var push = await bench.BootstrapAsync(("bearer", "plain-http"));
        Assert.Multiple(() =>
        {
            Assert.That(push.Succeeded, Is.EqualTo(done));
            Assert.That(done ? push.Value["mac"] : push.Value["declined"], Is.Not.EqualTo(StepValue.Absent));
        });
    }

    [Test]
    public async Task A_server_that_answers_500_is_trouble_and_no_verdict()
    {
        await using var api = Api.Start(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Push)), receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        Assert.That(async () => await bench.BootstrapAsync(("bearer", "ota-http")), Throws.TypeOf<StepFaultException>().With.Message.Contains("500"));
    }

    [TestCase("ota-http", "", "body", "", true)]
    [TestCase("sms", "", "push", "", false, Description = "no way for short messages")]
    [TestCase("sms", "", "body", "", false)]
    [TestCase("sms", "", "push", "body", false)]
    [TestCase("sms", "", "push", "pushes", true)]
    [TestCase("sms", "", "pushes", "", true)]
    [TestCase("ota-http", "secure", "body", "", false, Description = "nobody could say who sent it")]
    [TestCase("ota-http", "secure", "push", "", false, Description = "the station has no receiver for it")]
    [TestCase("ota-http", "secure", "pushes", "", true)]
    [TestCase("ota-http", "watch", "body", "", false, Description = "what comes later would not be seen")]
    [TestCase("sms", "watch", "pushes", "", false)]
    [TestCase("sms", "watch", "pushes", "pushes", true)]
    [TestCase("ota-http", "watch", "push", "", true)]
    public async Task What_a_driver_could_not_see_is_not_asked_for_or_not_judged(string bearer, string special, string result, string collect, bool judged)
    {
        await using var api = Api.Start(async context =>
        {
            if (context.Request.Url!.AbsolutePath == "/inbox")
                return;
            await context.Response.OutputStream.WriteAsync("""{"pushes":[{"bearer":"sms","frames":["00"]}]}"""u8.ToArray());
        });
        static RequestResult Result(string word) => Enum.Parse<RequestResult>(word, ignoreCase: true);
        var settings = Settings(new RequestTemplate("GET", api.Url, [], null, Result(result))) with
        {
            Collect = collect.Length == 0 ? null : new RequestTemplate("GET", api.Url + "inbox", [], null, Result(collect)),
        };
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", settings, receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        await bench.RunAsync("server.account");
        var asked = await bench.RunAsync("server.request-bootstrap", ("bearer", bearer), ("secure", special == "secure" ? "true" : "false"), ("watch", special == "watch" ? "45" : "0"));
        Assert.That(asked.Succeeded, Is.EqualTo(judged), asked.Summary);
    }

    [Test]
    public async Task Pushes_are_collected_while_one_is_waited_for_and_old_ones_are_none()
    {
        var frames = await BootstrapFramesAsync();
        static string Inbox(params string[][] pushes) => $$"""{"pushes":[{{string.Join(',', pushes.Select(p => $$"""{"bearer":"sms","frames":["{{string.Join("\",\"", p)}}"]}"""))}}]}""";
        string[] old = ["440B91"], next = [.. frames];
        // Before the order, twice while its push is waited for, and while nothing is to come.
        Queue<string> answers = new([Inbox(old), Inbox(old), Inbox(old, next), Inbox(old, next), Inbox(old, next, next), Inbox(old, next, next)]);
        await using var api = Api.Start(async context =>
        {
            if (context.Request.Url!.AbsolutePath == "/inbox")
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answers.Count > 1 ? answers.Dequeue() : answers.Peek()));
        });
        var settings = Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Push)) with
        {
            Collect = new RequestTemplate("GET", api.Url + "inbox", [], null, RequestResult.Pushes),
        };
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", settings, receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);

        var push = await bench.BootstrapAsync();
        var quiet = await bench.RunAsync("push-receiver.quiet", ("for", "1"));

        Assert.Multiple(() =>
        {
            Assert.That(push.Value["media"], Is.EqualTo(Values.Text("application/vnd.syncml.dm+wbxml")));
            Assert.That(quiet.Value["pushes"], Is.EqualTo(Values.Integer(1)), "the one that was sent again");
        });
    }

    [Test]
    public async Task A_server_that_goes_on_sending_does_not_keep_the_quiet_window_open()
    {
        // Every look into the inbox of the SMSC takes 20 s; a push is there at 40 s, and another one at 80 s.
        var time = new SlowTime();
        var inbox = new PushInbox();
        var looks = 0;
        await using var api = Api.Start(async context =>
        {
            if (context.Request.Url!.AbsolutePath != "/inbox" || ++looks == 1)
                return;
            time.Pass(TimeSpan.FromSeconds(20));
            var pushes = string.Join(',', Enumerable.Repeat("""{"bearer":"sms","frames":["00"]}""", (looks - 1) / 2));
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($$"""{"pushes":[{{pushes}}]}"""));
        });
        var settings = Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Push)) with { Collect = new RequestTemplate("GET", api.Url + "inbox", [], null, RequestResult.Pushes) };
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", settings, receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, time);
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-bootstrap");
        var quiet = await bench.RunAsync("push-receiver.quiet", ("for", "45"));
        Assert.That(quiet.Value["pushes"], Is.EqualTo(Values.Integer(1)));
    }

    [TestCase("""{"pushes":[{"bearer":"sms","frames":["0G"]}]}""", "no hexadecimal")]
    [TestCase("""{"pushes":[{"bearer":"pigeon","frames":["00"]}]}""", "pigeon")]
    [TestCase("""{"pushes":[{"bearer":"ota-http","frames":["00","00"]}]}""", "2 frames")]
    [TestCase("""{"pushes":{}}""", "not an answer of the driver protocol")]
    [TestCase("no JSON", "not an answer of the driver protocol")]
    public async Task An_answer_that_is_none_is_trouble_and_no_verdict(string json, string problem)
    {
        await using var api = Api.Start(async context => await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(json)));
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Pushes)), receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        Assert.That(async () => await bench.BootstrapAsync(), Throws.TypeOf<StepFaultException>().With.Message.Contains(problem));
    }

    [Test]
    public async Task Without_the_digits_that_the_user_is_told_nothing_can_be_judged()
    {
        await using var api = Api.Start(async context => await context.Response.OutputStream.WriteAsync("{}"u8.ToArray()));
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        await using var server = new HttpServer("api", Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Pushes)), receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        await bench.RunAsync("server.account");
        var asked = await bench.RunAsync("server.request-bootstrap", ("profile", "cp"), ("method", "userpinmac"));
        Assert.That((asked.Succeeded, asked.Summary), Is.EqualTo((false, "the driver of api does not say what the user is told to enter")));
    }

    [Test]
    public async Task A_driver_that_brings_pushes_and_does_not_collect_declines_to_be_watched()
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-driver-");
        try
        {
            var script = Path.Combine(folder.FullName, "driver.sh");
            await File.WriteAllTextAsync(script, """
                while read -r line; do
                  id=$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
                  echo "{\"id\":$id,\"ok\":true,\"device\":{\"address\":\"http://127.0.0.1/dm\"},\"pushes\":[{\"bearer\":\"sms\",\"frames\":[\"00\"]}]}"
                done
                """);
            var inbox = new PushInbox();
            await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
            using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
            await using var server = await ProcessServer.StartAsync(
                new DriverSettings(["sh", script], folder.FullName, TimeSpan.FromSeconds(10)), receivers, new DeliveredFrames(inbox, Time), sessions, Time, CancellationToken.None);
            await using var bench = ServerBench.Of(server, inbox, Time);
            await bench.RunAsync("server.account");
            var asked = await bench.RunAsync("server.request-bootstrap");
            var watched = await bench.RunAsync("server.request-bootstrap", ("watch", "45"));
            Assert.Multiple(() =>
            {
                Assert.That(asked.Succeeded, Is.True, asked.Summary);
                Assert.That(watched.Succeeded, Is.False);
                Assert.That(watched.Summary, Does.Contain("would not be seen"));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_capture_is_judged_by_what_it_has_and_declines_what_it_lacks()
    {
        await using var bench = await CaptureAsync();
        var push = await bench.BootstrapAsync(("method", "userpin"));
        var genuine = await bench.RunAsync("push-receiver.authenticate");
        var read = await bench.RunAsync("push-receiver.dm-bootstrap");
        var lacking = await bench.RunAsync("server.request-bootstrap", ("profile", "cp"));
        var tooShort = await bench.RunAsync("server.request-bootstrap", ("watch", "90"));
        Assert.Multiple(() =>
        {
            Assert.That(push.Succeeded, Is.True);
            Assert.That(genuine.Value["genuine"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["account"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(lacking.Succeeded, Is.False);
            Assert.That(lacking.Summary, Does.Contain("profile cp"));
            Assert.That(tooShort.Succeeded, Is.False);
            Assert.That(tooShort.Summary, Does.Contain("90 s are needed"));
        });
    }

    [Test]
    public void A_manifest_with_an_unknown_key_is_refused_with_its_place()
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-capture-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "manifest.yaml"), "bootstraps:\n  - order: { profile: dm }\n    device: {}\n    pushs: []\n");
            var bag = new DiagnosticBag();
            CaptureManifest.Load(folder.FullName, bag);
            Assert.That(bag.Sorted().Select(d => d.ToString()), Has.Some.Contains("4:5"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_driver_that_does_not_say_where_sessions_go_is_trouble_and_no_verdict()
    {
        await using var api = Api.Start(_ => Task.CompletedTask);
        var inbox = new PushInbox();
        await using var receivers = await PushReceivers.StartAsync(new ServerRig(), inbox, Time, CancellationToken.None);
        using var sessions = new HttpDmTransport(TimeSpan.FromSeconds(5), Time);
        var settings = Settings(new RequestTemplate("GET", api.Url, [], null, RequestResult.Push)) with { Device = new Dictionary<string, string>(StringComparer.Ordinal) };
        await using var server = new HttpServer("api", settings, receivers, inbox, sessions, Time);
        await using var bench = ServerBench.Of(server, inbox, Time);
        Assert.That(async () => await bench.BootstrapAsync(("bearer", "ota-http")), Throws.TypeOf<StepFaultException>().With.Message.Contains("address"));
    }

    [TestCase("http://h/dm", "", "http://h/dm", true)]
    [TestCase("http://h/dm/", "", "http://h:80/dm", true)]
    [TestCase("http://h/dm", "8080", "http://h:8080/dm", true)]
    [TestCase("http://h:8080/dm", "", "http://h:8080/dm", true)]
    [TestCase("192.0.2.1", "8080", "http://192.0.2.1:8080/dm", true)]
    [TestCase("http://h/dm", "8081", "http://h:8080/dm", false)]
    [TestCase("http://other/dm", "", "http://h/dm", false)]
    [TestCase("https://h/dm", "", "http://h/dm", false)]
    [TestCase(null, "", "http://h/dm", false)]
    public void An_address_is_the_same_wherever_its_port_stands(string? address, string port, string known, bool same) =>
        Assert.That(DmSc.Steps.Server.ServerAddress.IsSame(address, port.Length == 0 ? [] : [port], known), Is.EqualTo(same));

    [Test]
    public void A_value_that_no_device_has_is_refused() =>
        Assert.That(() => DeviceValues.With(Device(), Values1("imei", "1")), Throws.TypeOf<FormatException>().With.Message.Contains("imei"));

    [Test]
    public void The_values_of_a_device_make_the_device_again()
    {
        var device = Device();
        var again = DeviceValues.With(device with { DeviceId = "other", Pin = "0" }, DeviceValues.Of(device).Where(v => v.Key != "recipient-key").ToDictionary(StringComparer.Ordinal));
        Assert.That(DeviceValues.Of(again), Is.EqualTo(DeviceValues.Of(device)));
    }

    private static HttpServerSettings Settings(RequestTemplate bootstrap) => new() { Bootstrap = bootstrap, Device = Where, Patience = TimeSpan.FromSeconds(5) };

    private static Dictionary<string, string> Values1(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private static ManagedDevice Device() => new()
    {
        DeviceId = "IMEI:1",
        Imsi = "001010123456789",
        Pin = "12345",
        Account = new()
        {
            Node = "a",
            ServerId = "dm.example.com",
            Name = "A",
            Address = "http://dm.example.com/dm",
            AuthPreference = "DIGEST",
            Client = new("DIGEST", "dev", SecretOctets.Of("c"), new byte[] { 1, 2 }),
            Server = new("DIGEST", "dm.example.com", SecretOctets.Of("s"), new byte[] { 3 }),
        },
    };

    private static PushMessage Protected() => PushMessage.DmBootstrap(new byte[] { 2, 1, 2, 3 }) with
    {
        Parameters = [new PushField(PushField.Sec, "USERPIN"), new PushField(PushField.Mac, new string('0', 40))],
    };

    private static async Task<IReadOnlyList<string>> BootstrapFramesAsync()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("bearer", "sms"), ("method", "userpin"));
        return [.. bench.Server.Push.Frames.Select(f => Convert.ToHexString(f.Span))];
    }

    private static async Task<ServerBench> CaptureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-capture-");
        try
        {
            await using var bench = await ServerBench.ReferenceAsync();
            await bench.BootstrapAsync(("bearer", "sms"), ("method", "userpin"));
            var names = new List<string>();
            foreach (var frame in bench.Server.Push.Frames)
            {
                names.Add($"part-{names.Count + 1}.tpdu");
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, names[^1]), frame.ToArray());
            }

            var device = DeviceValues.Of(bench.Server.Device).Where(v => v.Key != "recipient-key");
            var manifest = new StringBuilder("bootstraps:\n  - order: { profile: dm, method: userpin, bearer: sms }\n    observed: 10s\n    device:\n");
            foreach (var (name, value) in device)
                manifest.Append(System.Globalization.CultureInfo.InvariantCulture, $"      {name}: \"{value}\"\n");
            manifest.Append(System.Globalization.CultureInfo.InvariantCulture, $"    pushes:\n      - {{ bearer: sms, frames: [{string.Join(", ", names)}] }}\n");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "manifest.yaml"), manifest.ToString());
            var bag = new DiagnosticBag();
            var captured = CaptureManifest.Load(folder.FullName, bag);
            Assert.That(bag.Sorted(), Is.Empty);
            var loan = await new CapturedServers(folder.FullName, captured).LendAsync(CancellationToken.None);
            return new ServerBench(loan with
            {
                Leftovers = () =>
                {
                    folder.Delete(recursive: true);
                    return default;
                },
            });
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Real timers, and a clock that shows what a test lets pass.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>A server's own interface, for as long as a test.</summary>
    private sealed class Api : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        private Api(string url, Func<HttpListenerContext, Task> handle)
        {
            Url = url;
            _listener.Prefixes.Add(url);
            _listener.Start();
            _serving = ServeAsync(handle);
        }

        public string Url { get; }

        public static Api Start(Func<HttpListenerContext, Task> handle)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            return new Api($"http://127.0.0.1:{port}/", handle);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync(Func<HttpListenerContext, Task> handle)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    await handle(context);
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}

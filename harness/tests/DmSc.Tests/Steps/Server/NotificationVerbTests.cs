using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Servers;
using DmSc.Tests.Wire.Annotated;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Steps.Server;

internal sealed class NotificationVerbTests
{
    private static readonly Example Printed = new("dm.example.com", "s-secret", "101112131415161718191A1B1C1D1E1F");
    private static readonly Example Short = new("com.example.dm", "srvpw", Convert.ToHexString("snonce1"u8));
    private static readonly Example Tool = new("Scts", "SimpleClient", "00E56E00");

    [Test]
    public async Task The_worked_example_is_what_the_account_expects()
    {
        var read = await ReadAsync(Printed, VectorFiles.Octets("notification.hex"));
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["nonce"], Is.EqualTo(Values.Text("stored")));
            Assert.That(read.Value["version"], Is.EqualTo(Values.Integer(11)));
            Assert.That(read.Value["ui-mode"], Is.EqualTo(Values.Text("background")));
            Assert.That(read.Value["initiator"], Is.EqualTo(Values.Text("server")));
            Assert.That(read.Value["future-use"], Is.EqualTo(Values.Integer(0)));
            Assert.That(read.Value["session"], Is.EqualTo(Values.Integer(0x1A2B)));
            Assert.That(read.Value["session-id"], Is.EqualTo(Values.Text("1A2B")));
            Assert.That(read.Value["server-known"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["vendor-octets"], Is.EqualTo(Values.Integer(0)));
        });
    }

    [Test]
    public async Task The_defaults_of_a_conformance_tool_are_read()
    {
        var read = await ReadAsync(Tool, VectorFiles.Octets("notification-oma-tool.hex"));
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["ui-mode"], Is.EqualTo(Values.Text("not-specified")));
            Assert.That(read.Value["initiator"], Is.EqualTo(Values.Text("device")));
            Assert.That(read.Value["session-id"], Is.EqualTo(Values.Text("3039")));
        });
    }

    [Test]
    public async Task The_example_as_a_short_message_has_its_headers_as_they_are_to_be()
    {
        await using var bench = await BenchAsync(Short, inbox => new DeliveredFrames(inbox, TimeProvider.System)
            .TakeAsync(PushBearerKind.Sms, null, [VectorFiles.Octets("sms-deliver-notification.hex")], CancellationToken.None));
        var look = await bench.RunAsync("push-receiver.look");
        var read = await bench.RunAsync("push-receiver.notification");
        Assert.Multiple(() =>
        {
            Assert.That(look.Value["port"], Is.EqualTo(Values.Integer(2948)));
            Assert.That(look.Value["segments"], Is.EqualTo(Values.Integer(1)));
            Assert.That(look.Value["media"], Is.EqualTo(Values.Text("application/vnd.syncml.notification")));
            Assert.That(look.Value["media-coded"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(look.Value["application"], Is.EqualTo(Values.Text("x-wap-application:syncml.dm")));
            Assert.That(look.Value["application-coded"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(look.Value["application-first"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(look.Value["header-octets"], Is.EqualTo(Values.Integer(13)));
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["session-id"], Is.EqualTo(Values.Text("A1")));
        });
    }

    // The same trigger, digests computed elsewhere.
    [TestCase("146BFAAF18CE57EFAFFAFB76AA71AF61", "true", "stored")]
    [TestCase("81F96580027E390E2283857F0D509745", "true", "zero-octets")]
    [TestCase("5BC1C53E866E5A0D96CAC434724A5130", "true", "zero-text")]
    [TestCase("5EB3F103745D72DB709671756F74ECF7", "false", null)]
    [TestCase("00000000000000000000000000000000", "false", null)]
    public async Task A_digest_is_right_with_the_nonce_given_and_with_that_of_a_server_that_lost_it(string digest, string right, string? nonce)
    {
        byte[] package = [.. Convert.FromHexString(digest), .. VectorFiles.Octets("notification.hex").Span[16..]];
        var read = await ReadAsync(Printed, package);
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["digest"].Describe(), Is.EqualTo(right));
            Assert.That(read.Value["nonce"], Is.EqualTo(Values.Text(nonce)));
        });
    }

    [Test]
    public async Task A_digest_with_the_name_of_the_credentials_is_wrong_and_is_told_of()
    {
        var read = await ReadAsync(Printed with { ServerId = "another.example.com", Name = "dm.example.com" }, Altered("another.example.com"));
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["server-known"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(false)));
            Assert.That(read.Summary, Does.Contain("right with the name of the credentials"));
        });
    }

    [Test]
    public async Task A_foreign_server_identifier_shows_apart_from_the_digest()
    {
        var read = await ReadAsync(Printed with { ServerId = "another.example.com" }, VectorFiles.Octets("notification.hex"));
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["server-known"], Is.EqualTo(Values.Boolean(false)));
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
        });
    }

    [TestCase("1A2B", "false")]
    [TestCase("1A2C", "true")]
    public async Task A_session_id_is_held_against_an_earlier_one(string earlier, string another)
    {
        var read = await ReadAsync(Printed, VectorFiles.Octets("notification.hex"), ("earlier", earlier));
        Assert.That(read.Value["is-another"].Describe(), Is.EqualTo(another));
    }

    [Test]
    public async Task What_is_no_package_is_unreadable_and_says_nothing_else()
    {
        var read = await ReadAsync(Printed, VectorFiles.Octets("notification.hex")[..30]);
        Assert.Multiple(() =>
        {
            Assert.That(read.Succeeded, Is.False);
            Assert.That(read.Value["readable"], Is.EqualTo(Values.Boolean(false)));
            Assert.That(read.Value["digest"], Is.EqualTo(StepValue.Absent));
        });
    }

    [TestCase(38, "dm.example.com", "true")]
    [TestCase(37, "dm.example.com", "false")]
    [TestCase(25, "dm.example.com", "false")]
    [TestCase(24, "dm.example.com", null)]
    [TestCase(38, "another.example.com", null)]
    public async Task Whether_a_package_is_whole_shows_by_the_server_id_alone(int octets, string serverId, string? whole)
    {
        await using var bench = await BenchAsync(Printed with { ServerId = serverId }, Push(VectorFiles.Octets("notification.hex")[..octets]));
        var result = await bench.RunAsync("push-receiver.notification-whole");
        Assert.Multiple(() =>
        {
            Assert.That(result.Succeeded, Is.EqualTo(whole is not null));
            Assert.That(result.Value["whole"], whole is null ? Is.EqualTo(StepValue.Absent) : Is.EqualTo(Values.Boolean(whole == "true")));
        });
    }

    [TestCase("dm")]
    [TestCase("cp")]
    public async Task A_bootstrap_that_comes_first_is_not_taken_for_the_notification(string profile)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-bootstrap", ("profile", profile));
        await bench.RunAsync("server.request-notification");
        var came = await bench.RunAsync("push-receiver.await-notification");
        var read = await bench.RunAsync("push-receiver.notification");
        Assert.Multiple(() =>
        {
            Assert.That(came.Succeeded, Is.True);
            Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
        });
    }

    [Test]
    public async Task A_bootstrap_alone_is_no_notification()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-bootstrap");
        var came = await bench.RunAsync("push-receiver.await-notification", ("within", "5"));
        Assert.Multiple(() =>
        {
            Assert.That(came.Succeeded, Is.False);
            Assert.That(came.Summary, Does.Contain("1 bootstraps"));
        });
    }

    [Test]
    public async Task A_notification_under_the_media_type_of_bootstraps_is_looked_at()
    {
        await using var bench = await BenchAsync(Printed, inbox => inbox.PutAsync(
            new ReceivedPush(PushBearerKind.OtaHttp, PushTransport.Open, TimeProvider.System.GetUtcNow(), [])
            {
                Message = PushMessage.DmBootstrap(VectorFiles.Octets("notification.hex")),
            },
            CancellationToken.None));
        var read = await bench.RunAsync("push-receiver.notification");
        Assert.That(read.Value["digest"], Is.EqualTo(Values.Boolean(true)));
    }

    [Test]
    public async Task Without_credentials_of_the_server_nothing_is_asked_for()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account");
        bench.Server.Device = bench.Server.Device with { Account = bench.Server.Device.Account with { Server = null } };
        var asked = await bench.RunAsync("server.request-notification");
        Assert.That(asked.Succeeded, Is.False);
    }

    [Test]
    public async Task A_long_server_id_does_not_fit_one_message()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account", ("long-server-id", "true"));
        await bench.RunAsync("server.request-notification");
        await bench.RunAsync("push-receiver.await-notification");
        var look = await bench.RunAsync("push-receiver.look");
        Assert.That(look.Value["segments"], Is.EqualTo(Values.Integer(2)));
    }

    [TestCase(null, "true")]
    [TestCase("server.note-digest-with-first-nonce", "false")]
    public async Task The_digest_is_held_against_the_nonce_that_the_device_gave_last(string? deviation, string right)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.RunAsync("server.account");
        var first = bench.Server.Device.Account.Server!.Nonce;
        await bench.RunAsync("dm-client.connect");
        var ended = await bench.RunAsync("dm-client.finish", ("new-nonce", "true"));
        await bench.RunAsync("server.request-notification");
        await bench.RunAsync("push-receiver.await-notification");
        var read = await bench.RunAsync("push-receiver.notification");
        Assert.Multiple(() =>
        {
            Assert.That(ended.Succeeded, Is.True);
            Assert.That(bench.Server.Device.Account.Server!.Nonce.ToArray(), Is.Not.EqualTo(first.ToArray()));
            Assert.That(read.Value["digest"].Describe(), Is.EqualTo(right));
        });
    }

    [TestCase("basic")]
    [TestCase("hmac")]
    public async Task Who_does_not_show_a_digest_is_given_no_nonce(string auth)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account", ("auth", auth));
        await bench.RunAsync("dm-client.connect");
        var ended = await bench.RunAsync("dm-client.finish", ("new-nonce", "true"));
        Assert.That(ended.Succeeded, Is.False);
    }

    [TestCase(null, "true", "true")]
    [TestCase("server.note-session-answered-otherwise", "true", "false")]
    [TestCase("server.note-session-refused", "false", "(absent)")]
    public async Task A_session_has_the_id_that_the_notification_named(string? deviation, string accepted, string kept)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.RunAsync("server.account");
        var opened = await bench.RunAsync("dm-client.connect", ("alert", "1200"), ("session", "1A2B"));
        Assert.Multiple(() =>
        {
            Assert.That(opened.Value["accepted"].Describe(), Is.EqualTo(accepted));
            Assert.That(opened.Value["session-kept"].Describe(), Is.EqualTo(kept == "(absent)" ? StepValue.Absent.Describe() : kept));
        });
    }

    /// <summary>The worked example with another server identifier in the trigger, and the digest for it under the name of the credentials.</summary>
    private static byte[] Altered(string serverId)
    {
        var trigger = new DmSc.Wire.Notification.NotificationTrigger(serverId, 0x1A2B);
        return DmSc.Wire.Notification.NotificationPackage.Sign(trigger, CredentialHash.Of(Credential.Of("dm.example.com", Printed.Password)), Convert.FromHexString(Printed.Nonce)).Octets.ToArray();
    }

    private static async Task<StepResult> ReadAsync(Example example, ReadOnlyMemory<byte> package, params (string Name, string Value)[] arguments)
    {
        await using var bench = await BenchAsync(example, Push(package));
        return await bench.RunAsync("push-receiver.notification", arguments);
    }

    private static Func<PushInbox, ValueTask> Push(ReadOnlyMemory<byte> package) => inbox => inbox.PutAsync(
        new ReceivedPush(PushBearerKind.OtaHttp, PushTransport.Open, TimeProvider.System.GetUtcNow(), [])
        {
            Message = PushMessage.Of(PushMedia.Notification, PushApplicationId.DeviceManagement, package),
        },
        CancellationToken.None);

    /// <summary>A bench where the notification of an example was awaited.</summary>
    private static async Task<ServerBench> BenchAsync(Example example, Func<PushInbox, ValueTask> put)
    {
        var inbox = new PushInbox();
        var bench = ServerBench.Of(new NotifyingServer(example, () => put(inbox)), inbox, TimeProvider.System);
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-notification");
        var came = await bench.RunAsync("push-receiver.await-notification", ("within", "5"));
        Assert.That(came.Succeeded, Is.True, came.Summary);
        return bench;
    }

    /// <summary>What a worked example was made with.</summary>
    private sealed record Example(string ServerId, string Password, string Nonce)
    {
        public string? Name { get; init; }
    }

    /// <summary>A server that sends one push, whatever it is asked for.</summary>
    private sealed class NotifyingServer(Example example, Func<ValueTask> send) : IServerUnderTest
    {
        public string Name => "notifying server";

        public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public bool IsInProcess => true;

        public IDmTransport? Sessions => null;

        public ValueTask ResetAsync(CancellationToken ct) => default;

        public ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct) => new(wish with
        {
            Account = wish.Account with
            {
                ServerId = example.ServerId,
                Address = "http://dm.example.com/dm",
                Server = new AuthoredCredential("DIGEST", example.Name ?? example.ServerId, SecretOctets.Of(example.Password), Convert.FromHexString(example.Nonce)),
            },
        });

        public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct) => new(ServerAnswer.Done);

        public async ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct)
        {
            await send();
            return ServerAnswer.Done;
        }

        public ValueTask DisposeAsync() => default;
    }
}

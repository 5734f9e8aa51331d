using DmSc.Engine.Verbs;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Steps.Server;

internal sealed class ServerVerbTests
{
    [TestCase("dm", "networkid", "NETWORKID")]
    [TestCase("dm", "userpin", "USERPIN")]
    [TestCase("dm", "userpin-networkid", "USERPIN_NETWORKID")]
    [TestCase("cp", "networkid", "0")]
    [TestCase("cp", "userpin", "1")]
    [TestCase("cp", "userpin-networkid", "2")]
    [TestCase("cp", "userpinmac", "3")]
    public async Task Every_method_is_authenticated_under_its_name(string profile, string method, string sec)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        var push = await bench.BootstrapAsync(("profile", profile), ("method", method));
        var judged = await bench.RunAsync("push-receiver.authenticate");
        Assert.Multiple(() =>
        {
            Assert.That(push.Value["sec"].Describe(), Is.EqualTo(sec));
            Assert.That(judged.Value["genuine"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(judged.Value["as-asked"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(judged.Value["name-of-profile"], Is.EqualTo(Values.Boolean(true)));
        });
    }

    [Test]
    public async Task Userpinmac_needs_the_digits_that_the_user_was_told()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("profile", "cp"), ("method", "userpinmac"));
        bench.Server.UserEntry = DmSc.Wire.Credentials.SecretOctets.Of("1234567890");
        var judged = await bench.RunAsync("push-receiver.authenticate");
        Assert.That(judged.Value["genuine"], Is.EqualTo(Values.Boolean(false)));
    }

    [TestCase("none", 0, null)]
    [TestCase("signed", 1, true)]
    [TestCase("signed-and-encrypted", 1, true)]
    public async Task Signatures_are_found_and_verified(string content, int signed, bool? verified)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("content", content));
        var judged = await bench.RunAsync("push-receiver.signature");
        Assert.Multiple(() =>
        {
            Assert.That(judged.Value["signed"], Is.EqualTo(Values.Integer(signed)));
            Assert.That(judged.Value["verified"], Is.EqualTo(Values.Boolean(verified)));
        });
    }

    [TestCase("encrypted", "none")]
    [TestCase("signed-and-encrypted", "inside")]
    public async Task Encrypted_content_is_opened_and_read(string content, string signature)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("content", content));
        var opened = await bench.RunAsync("push-receiver.encryption");
        var read = await bench.RunAsync("push-receiver.dm-bootstrap");
        Assert.Multiple(() =>
        {
            Assert.That(opened.Value["opened"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(opened.Value["signature"], Is.EqualTo(Values.Text(signature)));
            Assert.That(read.Value["account"], Is.EqualTo(Values.Boolean(true)));
        });
    }

    [Test]
    public async Task A_signature_outside_of_the_encryption_is_told_from_one_inside()
    {
        await using var bench = await ServerBench.ReferenceAsync("server.encrypts-before-signing");
        await bench.BootstrapAsync(("content", "signed-and-encrypted"));
        var opened = await bench.RunAsync("push-receiver.encryption");
        Assert.That(opened.Value["signature"], Is.EqualTo(Values.Text("outside")));
    }

    [TestCase("server.signature-over-nothing")]
    [TestCase("server.signature-over-something-else")]
    [TestCase("server.signature-of-a-stranger")]
    [TestCase("server.signature-value-wrong")]
    [TestCase("server.content-altered-after-signing")]
    public async Task What_does_not_sign_the_content_is_no_signature_of_it(string deviation)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.BootstrapAsync(("content", "signed"));
        var judged = await bench.RunAsync("push-receiver.signature");
        Assert.Multiple(() =>
        {
            Assert.That(judged.Value["all-signed"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(judged.Value["verified"], Is.EqualTo(Values.Boolean(false)), judged.Summary);
            Assert.That(judged.Succeeded, Is.True);
        });
    }

    [Test]
    public async Task What_stands_unsigned_in_a_Sequence_is_seen()
    {
        await using var bench = await ServerBench.ReferenceAsync("server.signs-in-part");
        await bench.BootstrapAsync(("content", "signed"));
        var judged = await bench.RunAsync("push-receiver.signature");
        Assert.Multiple(() =>
        {
            Assert.That(judged.Value["items"], Is.EqualTo(Values.Integer(2)));
            Assert.That(judged.Value["all-signed"], Is.EqualTo(Values.Boolean(false)));
        });
    }

    [TestCase("server.encrypted-in-name-only", false, null, null)]
    [TestCase("server.encrypted-content-in-the-clear", false, null, null)]
    [TestCase("server.encrypted-for-a-stranger", true, false, null)]
    [TestCase("server.signed-content-unsigned", true, true, null)]
    [TestCase("server.encrypts-before-signing", true, true, false)]
    public async Task Signed_first_is_said_of_what_was_opened_only(string deviation, bool encrypted, bool? opened, bool? signedFirst)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.BootstrapAsync(("content", "signed-and-encrypted"));
        var judged = await bench.RunAsync("push-receiver.encryption");
        Assert.Multiple(() =>
        {
            Assert.That(judged.Value["all-encrypted"], Is.EqualTo(Values.Boolean(encrypted)));
            Assert.That(judged.Value["opened"], Is.EqualTo(Values.Boolean(opened)));
            Assert.That(judged.Value["signed-first"], Is.EqualTo(Values.Boolean(signedFirst)));
            Assert.That(judged.Succeeded, Is.EqualTo(signedFirst is not null), "what is absent decides nothing");
        });
    }

    [TestCase("dm", "push-receiver.dm-bootstrap")]
    [TestCase("cp", "push-receiver.cp-bootstrap")]
    public async Task A_credential_that_nobody_knows_of_is_compared_with_nothing(string profile, string verb)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("profile", profile));
        bench.Server.Device = bench.Server.Device with { Account = bench.Server.Device.Account with { Server = null } };
        var read = await bench.RunAsync(verb);
        Assert.Multiple(() =>
        {
            Assert.That(read.Value["client-credential-as-known"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(read.Value["server-credential-as-known"], Is.EqualTo(Values.Boolean(null)));
            Assert.That(read.Succeeded, Is.False);
        });
    }

    [TestCase("digest")]
    [TestCase("basic")]
    [TestCase("hmac")]
    public async Task The_first_session_needs_no_status_for_the_bootstrap_and_ends(string auth)
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account", ("auth", auth));
        await bench.RunAsync("server.request-bootstrap");
        var opened = await bench.RunAsync("dm-client.connect");
        var ended = await bench.RunAsync("dm-client.finish");
        Assert.Multiple(() =>
        {
            Assert.That(opened.Value["accepted"], Is.EqualTo(Values.Boolean(true)));
            Assert.That(opened.Value["server-credential"], Is.EqualTo(Values.Text("right")));
            Assert.That(ended.Value["ended"], Is.EqualTo(Values.Boolean(true)));
        });
    }

    [TestCase(null, "dm", false, true)]
    [TestCase(null, "cp", true, true)]
    [TestCase("server.other-password-in-bootstrap", "dm", false, false)]
    [TestCase("server.other-password-in-bootstrap", "cp", true, false)]
    [TestCase("server.levels-swapped", "cp", false, false)]
    [TestCase("server.address-elsewhere", "dm", false, null)]
    [TestCase("server.bootstrap-truncated", "cp", true, null)]
    public async Task A_session_is_opened_with_what_the_bootstrap_conveyed(string? deviation, string profile, bool secure, bool? accepted)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.BootstrapAsync(("profile", profile), ("bearer", "ota-http"), ("secure", secure ? "true" : "false"));
        var opened = await bench.RunAsync("dm-client.connect");
        Assert.That((opened.Succeeded, opened.Value["accepted"]), Is.EqualTo((accepted == true, accepted is { } known ? Values.Boolean(known) : StepValue.Absent)), opened.Summary);
    }

    [Test]
    public async Task Another_push_than_the_one_asked_for_shows_nothing_of_that()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync(("profile", "cp"), ("bearer", "ota-http"));
        var asked = bench.Server.Order!;
        var same = await bench.RunAsync("push-receiver.authenticate");
        bench.Server.Order = asked with { Profile = BootstrapProfile.DeviceManagement };
        var otherProfile = await bench.RunAsync("push-receiver.authenticate");
        await bench.BootstrapAsync(("secure", "true"), ("bearer", "ota-http"));
        bench.Server.Order = asked with { Profile = BootstrapProfile.DeviceManagement };
        var secure = await bench.RunAsync("push-receiver.authenticate");
        await bench.RunAsync("server.request-bootstrap", ("bearer", "sms"));
        bench.Server.Order = asked;
        var otherBearer = await bench.RunAsync("push-receiver.take");
        Assert.Multiple(() =>
        {
            Assert.That(same.Value["genuine"], Is.EqualTo(Values.Boolean(true)));
            Assert.That((otherProfile.Succeeded, otherProfile.Value["genuine"]), Is.EqualTo((false, StepValue.Absent)));
            Assert.That((secure.Succeeded, secure.Value["genuine"]), Is.EqualTo((false, StepValue.Absent)));
            Assert.That((otherBearer.Succeeded, otherBearer.Value["readable"]), Is.EqualTo((false, StepValue.Absent)));
        });
    }

    [TestCase("device-private-key", "no key")]
    [TestCase("device-private-key", "public")]
    [TestCase("device-private-key", "elliptic")]
    [TestCase("signer-public-key", "no key")]
    [TestCase("signer-public-key", "elliptic")]
    public async Task A_key_that_is_none_is_a_mistake_of_the_input(string parameter, string what)
    {
        using var curve = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using var bench = await ServerBench.ReferenceAsync();
        bench.Parameters[parameter] = what switch { "public" => File.ReadAllText(ServerBench.Key("signer.pub.pem")), "elliptic" => curve.ExportPkcs8PrivateKeyPem(), _ => what };
        Assert.That(
            async () =>
            {
                await bench.BootstrapAsync(("content", "signed"));
                await bench.RunAsync("push-receiver.signature");
            },
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(DmSc.Model.Verdicts.FaultKind.BadFixture).And.Message.Contains(parameter));
    }

    [Test]
    public async Task A_wrong_password_is_not_accepted()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.BootstrapAsync();
        var opened = await bench.RunAsync("dm-client.connect", ("wrong-password", "true"));
        Assert.That(opened.Value["accepted"], Is.EqualTo(Values.Boolean(false)));
    }

    [TestCase(null, 0)]
    [TestCase("server.repeats-without-status", 1)]
    public async Task Whoever_waits_for_a_status_is_heard_in_the_quiet(string? deviation, int pushes)
    {
        await using var bench = await ServerBench.ReferenceAsync(deviation);
        await bench.BootstrapAsync();
        var quiet = await bench.RunAsync("push-receiver.quiet", ("for", "90"));
        Assert.That(quiet.Value["pushes"], Is.EqualTo(Values.Integer(pushes)));
    }

    [Test]
    public async Task A_secure_push_over_sms_is_declined_and_not_failed()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account");
        var asked = await bench.RunAsync("server.request-bootstrap", ("secure", "true"), ("bearer", "sms"));
        Assert.Multiple(() =>
        {
            Assert.That(asked.Succeeded, Is.False);
            Assert.That(asked.Value["declined"].Describe(), Does.Contain("no way for secure pushes"));
        });
    }

    [Test]
    public async Task An_unreadable_push_is_awaited_and_told_apart_from_none()
    {
        await using var bench = await ServerBench.ReferenceAsync("server.push-malformed");
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-bootstrap", ("bearer", "ota-http"));
        var came = await bench.RunAsync("push-receiver.await", ("within", "5"));
        var taken = await bench.RunAsync("push-receiver.take", ("within", "5"));
        var none = await bench.RunAsync("push-receiver.await", ("within", "5"));
        Assert.Multiple(() =>
        {
            Assert.That(came.Succeeded, Is.True);
            Assert.That(taken.Value["readable"], Is.EqualTo(Values.Boolean(false)));
            Assert.That(none.Succeeded, Is.False);
        });
    }

    [Test]
    public async Task Package_zero_is_pushed_with_the_digest_of_the_account()
    {
        await using var bench = await ServerBench.ReferenceAsync();
        await bench.RunAsync("server.account");
        await bench.RunAsync("server.request-notification", ("session", "4660"));
        var push = await bench.RunAsync("push-receiver.take", ("within", "5"));
        var account = bench.Server.Device.Account;
        var package = DmSc.Wire.Notification.NotificationPackage.Parse(((BytesValue)push.Value["body"]).Octets);
        var hash = DmSc.Wire.Credentials.CredentialHash.Of(new(account.Server!.UserName, account.Server.Password));
        Assert.Multiple(() =>
        {
            Assert.That(package.Trigger.SessionIdText, Is.EqualTo("1234"));
            Assert.That(package.Trigger.ServerId, Is.EqualTo(account.ServerId));
            Assert.That(package.Verify(hash, account.Server.Nonce.Span), Is.EqualTo(DmSc.Wire.Notification.NonceMatch.Stored));
        });
    }
}

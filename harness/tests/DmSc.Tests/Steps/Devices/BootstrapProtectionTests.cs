using System.Text;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Steps;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Steps.Devices;

/// <summary>bootstrap.write with signatures and encryption.</summary>
internal sealed class BootstrapProtectionTests
{
    private static readonly VerbCatalogue Verbs = StandardVerbs.Create();

    [Test]
    public async Task What_is_signed_verifies_with_the_signing_key(
        [Values("detached", "detached-by-reference", "enveloping", "enveloping-by-reference", "enveloped")] string form,
        [Values("rsa-sha1", "rsa-sha256")] string signature,
        [Values("none", "key-value", "x509-data", "key-name")] string keyInfo)
    {
        using var bench = new WritingBench();
        var content = Content(await bench.WriteAsync(("sign", form), ("signature", signature), ("key-info", keyInfo)));

        var trust = new SignerTrust { Keys = [new TrustedKey(RsaPublicKey.FromPem(Key("signer.pub.pem")), "signing-key")] };
        var outcome = XmlSignature.Verify(content, new SignaturePolicy(trust, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(outcome, Is.InstanceOf<SignatureOutcome.Verified>(), outcome.ToString());
        Assert.That(((SignatureOutcome.Verified)outcome).SignatureMethod, Does.EndWith(signature));
    }

    [TestCase("valid", "Verified")]
    [TestCase("expired", "CertificateExpired")]
    [TestCase("future", "CertificateNotYetValid")]
    public async Task A_certificate_may_be_out_of_its_time(string certificate, string expected)
    {
        using var bench = new WritingBench();
        var content = Content(await bench.WriteAsync(("sign", "detached"), ("key-info", "x509-data"), ("certificate", certificate)));

        var trust = new SignerTrust { Keys = [new TrustedKey(RsaPublicKey.FromPem(Key("signer.pub.pem")), "signing-key")] };
        var outcome = XmlSignature.Verify(content, new SignaturePolicy(trust, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(outcome is SignatureOutcome.Rejected rejected ? $"{rejected.Rejection.Defect}" : "Verified", Is.EqualTo(expected));
    }

    [Test]
    public async Task What_is_encrypted_opens_with_the_key_of_the_device([Values("aes128", "aes256", "3des")] string cipher, [Values("rsa15", "oaep")] string transport)
    {
        using var bench = new WritingBench();
        var content = Content(await bench.WriteAsync(("encrypt", cipher), ("key-transport", transport)));

        var outcome = XmlEncryption.Open(content, new DecryptionPolicy(new RecipientKey("recipient", Key("recipient.key.pem"))));
        Assert.That(outcome, Is.InstanceOf<DecryptionOutcome.Opened>(), outcome.ToString());
        Assert.That(Encoding.UTF8.GetString(((DecryptionOutcome.Opened)outcome).Octets.Span), Does.Contain(bench.Server));
    }

    [Test]
    public async Task A_forged_account_is_the_one_that_was_named()
    {
        using var bench = new WritingBench();
        var content = Content(await bench.WriteAsync(("sign", "detached"), ("content-flaw", "tampered-content"), ("forged", bench.Other)));

        Assert.That(Encoding.UTF8.GetString(content), Does.Contain($"<Value>{bench.Other}</Value>").And.Not.Contain($"<Value>{bench.Server}</Value>"));
    }

    [TestCase("tampered-content", "detached", "needs 'forged'")]
    [TestCase("truncated-cipher", "detached", "only encrypted content can have it")]
    [TestCase("wrong-key", "none", "only signed content can have it")]
    public async Task A_flaw_that_cannot_be_is_refused(string flaw, string form, string expected)
    {
        using var bench = new WritingBench();
        var refused = await Assert.ThrowsAsync<StepFaultException>(async () => await bench.WriteAsync(("sign", form), ("content-flaw", flaw)));
        Assert.That(refused!.Message, Does.Contain(expected));
    }

    [TestCase("signing-key", null, "IXIT parameter signing-key has no value")]
    [TestCase("signing-key", "signer.pub.pem", "IXIT parameter signing-key: an RSA private key in PEM expected")]
    public async Task A_missing_or_useless_key_is_named_and_never_shown(string parameter, string? file, string expected)
    {
        using var bench = new WritingBench();
        bench.Parameters[parameter] = file is null ? null : Key(file);
        var refused = await Assert.ThrowsAsync<StepFaultException>(async () => await bench.WriteAsync(("sign", "detached")));
        Assert.That(refused!.Message, Does.Contain(expected).And.Not.Contain("BEGIN"));
    }

    private static byte[] Content(byte[] message) =>
        SyncMlMessage.Parse(message, WbxmlOptions.FromPeer).Commands.Single().Items.Single() is var item ? ProtectedContent.Octets(item).ToArray() : [];

    private static string Key(string name) => File.ReadAllText(Path.Combine(Fixtures.Root, "fixtures", "keys", name));

    /// <summary>Runs verbs that need the emulated server alone.</summary>
    private sealed class WritingBench : IStepContext, ITranscript, IDisposable
    {
        private readonly LabServer _server = new(TimeProvider.System, new SeededOctets(new Random(1)));
        private readonly DeviceParty _party;

        public WritingBench()
        {
            _party = new DeviceParty(new ScriptedDevice(), _server, new EmbeddedDeviceCards(), (_, _, _) => null, null, TimeProvider.System);
            Server = Draw();
            Other = Draw();
        }

        public string Server { get; }

        public string Other { get; }

        public Dictionary<string, string?> Parameters { get; } = new(StringComparer.Ordinal)
        {
            ["signing-key"] = Key("signer.key.pem"),
            ["signing-certificate"] = Key("signer.cert.pem"),
            ["expired-certificate"] = Key("signer-expired.cert.pem"),
            ["future-certificate"] = Key("signer-future.cert.pem"),
            ["stranger-key"] = Key("stranger.key.pem"),
            ["encryption-key"] = Key("recipient.pub.pem"),
            ["encryption-key-name"] = "recipient",
        };

        public ITranscript Transcript => this;

        public TimeProvider Time => TimeProvider.System;

        public Random Random { get; } = new(1);

        public int Count => 0;

        public T Party<T>()
            where T : class => (_party as T)!;

        public string? Ixit(string name) => Parameters.GetValueOrDefault(name);

        public void Notice(Breach breach) => throw new InvalidOperationException(breach.Observed);

        public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "") => throw new InvalidOperationException("nothing is sent");

        public void Dispose() => _server.Dispose();

        /// <summary>Writes a bootstrap for the account.</summary>
        public async Task<byte[]> WriteAsync(params (string Name, string Value)[] arguments)
        {
            var result = await RunAsync("bootstrap.write", [("server", Server), .. arguments]);
            return ((BytesValue)result["octets"]).Octets.ToArray();
        }

        private string Draw() => ((TextValue)RunAsync("dm-server.account", []).GetAwaiter().GetResult()["server-id"]).Value;

        private async Task<RecordValue> RunAsync(string verb, (string Name, string Value)[] arguments)
        {
            var found = Verbs.Find(verb)!;
            var values = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var (name, value) in arguments)
            {
                values[name] = found.Info.Parameters.Single(p => p.Name == name).ParseText(value, out var error)!;
                Assert.That(error, Is.Null);
            }

            return (RecordValue)(await found.RunAsync(new StepArguments(values), this, CancellationToken.None)).Value;
        }
    }
}

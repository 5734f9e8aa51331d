using DmSc.Dm.Session;
using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Deviations;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Notification;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Steps.Server;

/// <summary>The server cases of the project: what the specification leaves free fails nobody, and who says nothing is not judged.</summary>
internal sealed class ServerCasesTests
{
    private static readonly Lazy<ProjectCases> Loaded = new(() => ProjectCases.Load(IutRole.Server, "reference-server"));

    /// <summary>Servers that differ from the reference server in what they are free to choose.</summary>
    private static readonly Dictionary<string, ServerDefect> SoundServers = new(StringComparer.Ordinal)
    {
        ["as it is"] = new(),
        ["trees inline"] = new() { Content = c => c with { Form = TndsForm.Inline } },
        ["trees as XML"] = new() { Content = c => c with { Form = TndsForm.Xml } },
        ["WBXML 1.3"] = new() { Content = c => c with { WbxmlVersion = 3 } },
        ["WBXML 1.1"] = new() { Content = c => c with { WbxmlVersion = 1 } },
        ["an access point beside the account"] = new() { Content = c => c with { AccessPoint = new("Nap", "internet") } },
        ["a port apart"] = new() { Content = c => c with { Account = c.Account! with { Port = 80 } } },
        ["other numbers in the header"] = new() { Message = m => m with { Header = m.Header with { SessionId = "1F", MsgId = "1" } } },
        ["a wide reference"] = new() { Sms = f => f with { WideReference = true, Reference = 700 } },
        ["another number"] = new() { Sms = f => f with { Originator = "+4915112345678" } },
        ["always signed"] = new() { Order = o => o with { Content = o.Content == ContentProtectionOrder.None ? ContentProtectionOrder.Signed : o.Content } },
        ["SHA-256"] = new() { Signature = SignatureRecipe.Specification with { SignatureMethod = XmlAlgorithms.RsaSha256, DigestMethod = XmlAlgorithms.Sha256 } },
        ["no KeyInfo"] = new() { Signature = SignatureRecipe.Specification with { KeyInfo = KeyInfoParts.None } },
        ["hints in KeyInfo that nobody was told of"] = new()
        {
            Signed = o => Exchanged(o, "<KeyInfo>", "</KeyInfo>", "<KeyName>dm.vendor.example</KeyName><X509Data><X509SubjectName>CN=dm.vendor.example</X509SubjectName></X509Data>"),
            Encrypted = o => Exchanged(o, "<ds:KeyName>", "</ds:KeyName>", "device-rsa"),
        },
        ["an expired certificate of the key"] = new() { Signs = (key, content) => new SignatureWriter(key with { Certificates = [Certificate("signer-expired")] }, SignatureRecipe.Specification with { KeyInfo = KeyInfoParts.X509Data }).DetachedBefore(content) },
        ["enveloping signatures"] = new() { Signs = (key, content) => new SignatureWriter(key).Enveloping(content) },
        ["enveloped signatures"] = new() { Signs = (key, content) => new SignatureWriter(key).Enveloped(content) },
        ["commands in a Sequence"] = new() { Message = m => m with { Commands = [new SyncMlCommand(SyncMlCommandKind.Sequence) { CmdId = "90", Commands = m.Commands }] } },
        ["commands in an Atomic"] = new() { Message = m => m with { Commands = [new SyncMlCommand(SyncMlCommandKind.Atomic) { CmdId = "90", Commands = m.Commands }] } },
        ["AES-256 and OAEP"] = new() { Encryption = new() { Cipher = XmlAlgorithms.Aes256Cbc, KeyTransport = XmlAlgorithms.RsaOaep } },
        ["an addition of the vendor in package #0"] = new() { Trigger = (t, sent) => t with { Vendor = new byte[] { 1, 2, (byte)sent } } },
        ["the nonce lost"] = new() { Digest = (secrets, trigger) => (secrets with { Nonce = NotificationPackage.DefaultNonce.ToArray() }).Digest(trigger) },
        ["the nonce lost, as text"] = new() { Digest = (secrets, trigger) => (secrets with { Nonce = "0x00000000"u8.ToArray() }).Digest(trigger) },
        ["sessions with numbers of its own"] = new() { Trigger = (t, _) => t with { SessionId = (ushort)(t.SessionId * 7) } },
        ["sessions with small numbers"] = new() { Trigger = (t, _) => t with { SessionId = (ushort)(t.SessionId & 7) } },
        ["a flag behind the application"] = new() { Notification = p => p with { Headers = [new PushField("Push-Flag", null, 4)] } },
    };

    public static IEnumerable<string> Sound => SoundServers.Keys;

    public static IEnumerable<string> Defects => ServerDeviations.All.Select(d => d.Name);

    [Test]
    public void Everything_loads_without_a_complaint() => Assert.That(Loaded.Value.Bag.Items, Is.Empty);

    [Test]
    public void Every_deviation_of_the_reference_server_says_what_it_breaks() =>
        Assert.That(Loaded.Value.Deviations.Select(d => d.Name), Is.EquivalentTo(Defects));

    [TestCaseSource(nameof(Sound))]
    public async Task Every_case_passes_on_every_sound_server(string name)
    {
        var signing = new SigningKey(await File.ReadAllTextAsync(ServerBench.Key("signer.key.pem")));
        var events = await RunAsync(new EmbeddedServers(signing, new ServerDeviation("server.sound", name, SoundServers[name])));
        Assert.That(events.OfType<CaseEnded>().Where(e => e.Verdict != Verdict.Pass).Select(e => $"{e.Key.Name}: {e.Verdict} {e.Reason} {e.Fault?.Message}"), Is.Empty);
    }

    /// <summary>What the specification leaves open, or nobody here computes: no verdict on signing or encrypting rests on it.</summary>
    private static readonly Dictionary<string, ServerDefect> OpenServers = new(StringComparer.Ordinal)
    {
        ["prefixes that nobody declared"] = new() { Signed = _ => "<ds:Signature><ds:SignedInfo>anything</ds:SignedInfo></ds:Signature>"u8.ToArray(), Encrypted = o => Replaced(o, " xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"", "") },
        ["algorithms that nobody here computes"] = new() { Signed = o => Replaced(o, XmlAlgorithms.RsaSha1, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"), Encrypted = o => Replaced(o, "aes128-cbc", "aes192-cbc") },
        ["a reading that is not settled"] = new()
        {
            Signs = (key, content) => Replaced([.. new SignatureWriter(key).Detached(content)], "</Signature>", $"<Object>{System.Text.Encoding.UTF8.GetString(content)}</Object></Signature>"),
            Encrypted = o => Exchanged(o, "<xenc:EncryptedKey>", "</xenc:EncryptedKey>", "", "<ds:RetrievalMethod URI=\"#key\"/>"),
        },
        ["content that is no XML any more"] = new() { Signed = o => [.. o, .. "<"u8], Encrypted = o => Exchanged(o, "<xenc:CipherValue>", "</xenc:CipherValue>", "", "<xenc:CipherReference URI=\"http://example.com/\"/>") },
    };

    public static IEnumerable<string> Open => OpenServers.Keys;

    [TestCaseSource(nameof(Open))]
    public async Task No_verdict_rests_on_what_is_open(string name)
    {
        var signing = new SigningKey(await File.ReadAllTextAsync(ServerBench.Key("signer.key.pem")));
        var events = await RunAsync(
            new EmbeddedServers(signing, new ServerDeviation("server.open", name, OpenServers[name])), c => c.Requirements.Any(r => r.Item is "DM-BOOT-S-006" or "DM-BOOT-S-007"));
        Assert.That(events.OfType<CaseEnded>().Where(e => e.Verdict != Verdict.Inconclusive || e.Fault is not null).Select(e => $"{e.Key.Name}: {e.Verdict} {e.Reason} {e.Fault?.Message}"), Is.Empty);
    }

    private static byte[] Replaced(byte[] octets, string what, string with) =>
        System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(octets).Replace(what, with, StringComparison.Ordinal));

    /// <summary>Another content for the first element, or another element for it.</summary>
    private static byte[] Exchanged(byte[] octets, string open, string close, string content, string? instead = null)
    {
        var text = System.Text.Encoding.UTF8.GetString(octets);
        var (start, end) = (text.IndexOf(open, StringComparison.Ordinal), text.IndexOf(close, StringComparison.Ordinal) + close.Length);
        return start < 0 ? octets : System.Text.Encoding.UTF8.GetBytes(text[..start] + (instead ?? open + content + close) + text[end..]);
    }

    private static byte[] Certificate(string name)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(File.ReadAllText(ServerBench.Key(name + ".cert.pem")));
        return certificate.RawData;
    }

    [Test]
    public async Task Nobody_fails_by_an_empty_capture()
    {
        var events = await RunAsync(new CapturedServers("nowhere", CaptureManifest.None));
        Assert.That(events.OfType<CaseEnded>().Select(e => e.Verdict), Has.All.EqualTo(Verdict.Inconclusive));
        Assert.That(events.OfType<CheckEvaluated>().Where(c => c.Verdict == Verdict.Fail), Is.Empty);
    }

    [Test]
    public async Task Nobody_passes_or_fails_by_saying_nothing()
    {
        var events = await RunAsync(new SilentServers());
        Assert.That(events.OfType<CaseEnded>().Select(e => e.Verdict), Has.All.EqualTo(Verdict.Inconclusive));
    }

    private static async Task<IReadOnlyList<JournalEvent>> RunAsync(IServerSource source, Func<ConformanceCase, bool>? which = null)
    {
        await using var station = new ServerStation(new PlannedStation("embedded", "embedded", "embedded.yaml", 1), StationBudgets.Default, source);
        return await Loaded.Value.RunAsync(Loaded.Value.Cases.Where(which ?? (_ => true)), station);
    }

    /// <summary>A server that takes every order and does nothing.</summary>
    private sealed class SilentServers : IServerSource, IServerUnderTest
    {
        public string Name => "silent server";

        public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public bool IsInProcess => true;

        public IDmTransport? Sessions => null;

        public ValueTask<ServerLoan> LendAsync(CancellationToken ct)
        {
            var clock = new VirtualTime(DateTimeOffset.UnixEpoch);
            return new(new ServerLoan(new ServerParty(this, new PushInbox(), clock, clock), clock, () => default));
        }

        public ValueTask ResetAsync(CancellationToken ct) => default;

        public ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct) => new(wish with { Account = wish.Account with { Address = "http://silent.invalid/dm" } });

        public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct) => new(ServerAnswer.Done);

        public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) => new(ServerAnswer.Done);

        public ValueTask DisposeAsync() => default;
    }
}

using System.Text;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Peers.Deviations;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Protection;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Peers.Server;

/// <summary>A way for pushes of the reference server.</summary>
/// <param name="kind">The bearer.</param>
/// <param name="secure">Whether the transport has to authenticate the sender.</param>
/// <param name="sms">Form of short messages.</param>
/// <param name="alter">What is to be done to a delivery inside the process.</param>
/// <returns><see langword="null"/> when there is no such way.</returns>
public delegate IPushBearer? ServerBearers(PushBearerKind kind, bool secure, SmsForm sms, Func<PushDelivery, PushDelivery> alter);

/// <summary>What the reference server is made of.</summary>
public sealed record ReferenceServerSettings
{
    /// <summary>Where sessions go.</summary>
    public required string Address { get; init; }

    /// <summary>The ways of its pushes.</summary>
    public required ServerBearers Bearers { get; init; }

    /// <summary>What it signs with; <see langword="null"/> to sign nothing.</summary>
    public SigningKey? SigningKey { get; init; }

    /// <summary>For content keys and vectors: test data only.</summary>
    public required Random Random { get; init; }

    /// <summary>For nonces of sessions.</summary>
    public required IRandomOctets Octets { get; init; }
}

/// <summary>
/// A DM server that bootstraps devices in both profiles, with every method of protection, alerts them, and takes their first session for the
/// acknowledgement: it never waits for a Status (OMA DM Bootstrap 1.2, 5.3 and 5.4).
/// </summary>
public sealed class ReferenceServer : IServerUnderTest, IDmTransport
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ReferenceServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ServerDefect _defect;
    private readonly DmServer _sessions;
    private readonly Dictionary<string, Enrolled> _devices = new(StringComparer.Ordinal);
    private readonly List<ITimer> _repeats = [];
    private readonly Lazy<SigningKey> _stranger = new(NewKey);
    private int _notifications;

    /// <summary>Makes a server that knows nobody.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="deviation">A defect it is to have; none when absent.</param>
    public ReferenceServer(ReferenceServerSettings settings, TimeProvider time, ServerDeviation? deviation = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _time, _defect, Address) = (settings, time, deviation?.Defect ?? ServerDefect.None, settings.Address);
        _sessions = new DmServer(
            new DmServerSettings { Find = Find, Script = session => session.Enqueue(ServerStep.Get("./DevDetail/SwV")) },
            time,
            settings.Octets);
    }

    /// <inheritdoc />
    public string Name => "reference server";

    /// <summary>Where sessions go; a listener in front of it says so once it listens.</summary>
    public string Address { get; set; }

    /// <summary>What answers sessions, for a listener in front of it: there, defects about first sessions do not show.</summary>
    public DmServer SessionServer => _sessions;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["server"] = "reference server in process" };

    /// <inheritdoc />
    public bool IsInProcess => true;

    /// <inheritdoc />
    public IDmTransport Sessions => this;

    /// <inheritdoc />
    public ValueTask ResetAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            _devices.Clear();
            StopRepeating();
        }

        return default;
    }

    /// <inheritdoc />
    public ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var device = wish with { Account = wish.Account with { Address = Address } };
        var known = new ServerAccount
        {
            Name = device.Account.ServerId,
            Client = device.Account.Client is { } client ? Of(client) : null,
            ClientAuthentication = Of(device.Account.Client?.Type),
            ServerAuthentication = Of(device.Account.Server?.Type),
            Server = device.Account.Server is { } server ? Of(server) : null,
            Nonces = AccountNonces.Of((device.Account.Client?.Nonce ?? default).Span, (device.Account.Server?.Nonce ?? default).Span),
        };
        lock (_gate)
            _devices[device.DeviceId] = new Enrolled(device, known);
        return new(device);
    }

    /// <inheritdoc />
    public async ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(order);
        var made = _defect.Order(order);
        var (sign, encrypt) = Guards(made);
        if (sign && _settings.SigningKey is null)
            return ServerAnswer.Decline("the reference server has no key to sign with");
        if (encrypt && device.RecipientKey is null)
            return ServerAnswer.Decline("the device has no key to encrypt for");
        var (push, entry) = Protected(device, made, _defect.Document(made.Profile, Document(device, made)));
        push = _defect.Push(made.Profile, push);
        var answer = await SendAsync(push, made.Bearer, made.SecurePush, ct);
        if (answer.Declined is not null)
            return answer;
        lock (_gate)
        {
            if (_devices.TryGetValue(device.DeviceId, out var enrolled))
                enrolled.IsBootstrapped = true;
            if (_defect.RepeatsWithoutStatus)
                _repeats.Add(_time.CreateTimer(_ => _ = RepeatAsync(push, made), null, s_patience, Timeout.InfiniteTimeSpan));
        }

        return answer with { UserEntry = entry };
    }

    /// <inheritdoc />
    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(order);
        Enrolled? enrolled;
        int earlier;
        lock (_gate)
            (enrolled, earlier) = (_devices.GetValueOrDefault(device.DeviceId), _notifications++);
        if (enrolled?.Known.Server is not { } credential)
            return new(ServerAnswer.Decline("package #0 is made with credentials of the server, and this account has none"));
        var server = enrolled.Device.Account.ServerId;
        var trigger = _defect.Trigger(new NotificationTrigger(server, order.SessionId) { UiMode = order.UiMode, Initiator = order.Initiator }, earlier).Encode();
        // The name in the digest is the server identifier, whatever the account calls the credentials (DM Notification 1.2.1, 6).
        var secrets = new NotificationSecrets(
            credential with { UserName = server }, enrolled.Known.Client, enrolled.Known.Nonces.Server, enrolled.Device.Account.Server?.Nonce ?? default);
        byte[] package = [.. _defect.Digest(secrets, trigger), .. trigger];
        var push = PushMessage.Of(PushMedia.Notification, PushApplicationId.DeviceManagement, _defect.Package(package));
        return SendAsync(_defect.Notification(push), order.Bearer, secure: false, ct);
    }

    /// <inheritdoc />
    public async ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Uri.StartsWith(Address, StringComparison.Ordinal))
            throw new DmTransportException($"nobody listens at {request.Uri}");
        // Whether a message is one is the business of the sessions.
        var message = ReceivedMessage.Read(request.Body).Message;
        if (message is not null && Refuses(message))
            return new DmReply(403, null, default);
        var reply = await ((IDmTransport)_sessions).ExchangeAsync(request, cancellation);
        return message is not null && IsNotified(message) ? Renamed(reply) : reply;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            StopRepeating();
        _sessions.Dispose();
        return default;
    }

    private static SigningKey NewKey()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        return new SigningKey(rsa.ExportPkcs8PrivateKeyPem());
    }

    private static DmAuthentication Of(string? type) => type switch
    {
        null => DmAuthentication.None,
        "BASIC" => DmAuthentication.Basic,
        "HMAC" => DmAuthentication.Hmac,
        _ => DmAuthentication.Md5,
    };

    private static Credential Of(AuthoredCredential credential) => new(credential.UserName, credential.Password);

    private void StopRepeating()
    {
        foreach (var timer in _repeats)
            timer.Dispose();
        _repeats.Clear();
    }

    private ServerAccount? Find(string name)
    {
        lock (_gate)
            return _devices.Values.FirstOrDefault(d => d.Known.UserName == name || d.Device.DeviceId == name)?.Known;
    }

    private static bool IsNotified(SyncMlMessage message) =>
        message.Commands.Any(c => c is { Kind: SyncMlCommandKind.Alert, Data.Text: "1200" });

    private DmReply Renamed(DmReply reply)
    {
        if (ReceivedMessage.Read(reply.Body).Message is not { Header.SessionId: { } id } answer || _defect.NotifiedSessionId(id) is var other && other == id)
            return reply;
        return reply with { Body = (answer with { Header = answer.Header with { SessionId = other } }).ToWbxml() };
    }

    private bool Refuses(SyncMlMessage message)
    {
        if (_defect.RefusesNotifiedSession && IsNotified(message))
            return true;
        if (!_defect.WantsStatus && !_defect.RefusesFirstSession)
            return false;
        lock (_gate)
        {
            if (!_devices.TryGetValue(message.Header.Source?.LocUri ?? "", out var enrolled) || !enrolled.IsBootstrapped)
                return false;
            if (_defect.WantsStatus)
                return !(enrolled.HasAnswered |= message.Commands.Any(c => c.Kind == SyncMlCommandKind.Status && c.Cmd == "Add"));
            enrolled.IsBootstrapped = false;
            return true;
        }
    }

    private async ValueTask<ServerAnswer> SendAsync(PushMessage push, PushBearerKind kind, bool secure, CancellationToken ct)
    {
        var form = _defect.Sms(new SmsForm());
        if (_settings.Bearers(kind, secure, form, _defect.Delivery) is not { } bearer)
            return ServerAnswer.Decline($"the reference server has no way for {(secure ? "secure " : "")}pushes over {kind}");
        await bearer.SendAsync(push, ct);
        return ServerAnswer.Done;
    }

    /// <summary>Of its own accord the server signs what goes out by an insecure push, and encrypts what is confidential there (5.4.4).</summary>
    private static (bool Sign, bool Encrypt) Guards(BootstrapOrder order) => order.Profile == BootstrapProfile.Provisioning
        ? (false, false)
        : order.Content switch
        {
            ContentProtectionOrder.Signed => (true, false),
            ContentProtectionOrder.Encrypted => (false, true),
            ContentProtectionOrder.SignedAndEncrypted => (true, true),
            ContentProtectionOrder.ServersChoice => (!order.SecurePush, !order.SecurePush && order.Confidential),
            _ => (false, false),
        };

    private async Task RepeatAsync(PushMessage push, BootstrapOrder order) => await SendAsync(push, order.Bearer, order.SecurePush, CancellationToken.None);

    private (PushMessage Push, SecretOctets? Entry) Protected(ManagedDevice device, BootstrapOrder order, byte[] document)
    {
        if (order.SecurePush || order.Method is not { } method)
            return (order.Profile == BootstrapProfile.Provisioning ? PushMessage.Provisioning(document) : PushMessage.DmBootstrap(document), null);
        var network = method is BootstrapMethod.NetworkId or BootstrapMethod.UserPinNetworkId ? BootstrapKey.NetworkFromImsi(device.Imsi) : null;
        var pin = method is BootstrapMethod.NetworkId ? null : SecretOctets.Of(device.Pin);
        var flaw = SecurityFlaws.AppliesTo(_defect.Flaw, method) ? _defect.Flaw : SecurityFlaw.None;
        var made = ProtectedBootstrap.Make(order.Profile, _defect.Authenticated(document), new BootstrapProtection(method, network, pin) { Flaw = flaw });
        return (made.Message with { Body = document }, made.UserEntry);
    }

    private byte[] Document(ManagedDevice device, BootstrapOrder order)
    {
        var server = device.Account.ServerId;
        var content = _defect.Content(new BootstrapContent
        {
            Account = device.Account,
            DeviceId = device.DeviceId,
            Acl = $"Get={server}&Replace={server}&Delete={server}",
            WbxmlVersion = order.Profile == BootstrapProfile.Provisioning ? (byte)3 : (byte)2,
        });
        if (order.Profile == BootstrapProfile.Provisioning)
            return CpBootstrapAuthor.Wbxml(content);
        var message = DmBootstrapAuthor.Message(content);
        var (sign, encrypt) = Guards(order);
        if (sign || encrypt)
            message = message with { Commands = [.. message.Commands.Select(c => c with { Meta = null, Items = [.. c.Items.Select(item => Guarded(item, device, sign, encrypt))] })] };
        return _defect.Message(message).ToWbxml(DmSc.Wire.Wbxml.WbxmlWriterOptions.Default with { Version = content.WbxmlVersion });
    }

    /// <summary>Signed content is XML text, because a signature is made over XML (ADR 0010); encrypted content follows it.</summary>
    private SyncMlItem Guarded(SyncMlItem item, ManagedDevice device, bool sign, bool encrypt)
    {
        var target = item.Target?.LocUri ?? "";
        var content = Encoding.UTF8.GetBytes(TndsWriter.ToXml(_defect.Tree(TndsReader.FromData(item.Data!))));
        if (_defect.SignsLast && sign && encrypt)
            return ProtectedContent.SignedItem(target, Sign(Encrypt(content, device)));
        if (sign)
            content = _defect.Signed(Sign(content));
        return encrypt ? ProtectedContent.EncryptedItem(target, _defect.Encrypted(Encrypt(content, device))) : ProtectedContent.SignedItem(target, content);
    }

    private byte[] Sign(byte[] content)
    {
        var key = _defect.SignsAsStranger ? _stranger.Value : _settings.SigningKey!;
        return _defect.Signs is { } signs ? signs(key, content) : new SignatureWriter(key, _defect.Signature).DetachedBefore(content);
    }

    private byte[] Encrypt(byte[] content, ManagedDevice device)
    {
        if (_defect.SealsNothing)
            return content;
        var recipient = RsaPublicKey.FromPem(_defect.EncryptsForStranger && _settings.SigningKey is { } own ? own.Pem : device.RecipientKey!);
        return new EncryptionWriter(new Recipient(recipient, "device"), _settings.Random, _defect.Encryption).Seal(content, EncryptedKind.Content);
    }

    private sealed class Enrolled(ManagedDevice device, ServerAccount known)
    {
        public ManagedDevice Device => device;

        public ServerAccount Known => known;

        public bool IsBootstrapped { get; set; }

        public bool HasAnswered { get; set; }
    }
}

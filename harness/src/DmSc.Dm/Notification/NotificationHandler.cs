using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Dm.Notification;

/// <summary>A server that may notify.</summary>
/// <param name="ServerId">ServerID of its account.</param>
/// <param name="Credential">SRVCRED; <see langword="null"/> when the account has none, so that no notification can be verified.</param>
/// <param name="Nonce">The nonce that the client gave the server last, raw octets.</param>
public sealed record NotifyingServer(string ServerId, Credential? Credential, ReadOnlyMemory<byte> Nonce);

/// <summary>Why a notification starts no session.</summary>
public enum NotificationRefusal
{
    /// <summary>Too short, or a length beyond its end, or no text where text belongs.</summary>
    Malformed,

    /// <summary>A version other than that of DM 1.2.</summary>
    UnknownVersion,

    /// <summary>No account has that ServerID.</summary>
    UnknownServer,

    /// <summary>The account has no credential to verify it with.</summary>
    NoCredential,

    /// <summary>The digest is wrong.</summary>
    WrongDigest,

    /// <summary>Session id 0.</summary>
    NoSessionId,
}

/// <summary>What becomes of a notification.</summary>
public abstract record NotificationVerdict
{
    private NotificationVerdict()
    {
    }

    /// <summary>It asks for a session.</summary>
    /// <param name="ServerId">With whom.</param>
    /// <param name="SessionId">SessionID of all messages: upper-case hexadecimal without leading zeros.</param>
    /// <param name="UiMode">How to treat the user.</param>
    /// <param name="Initiator">Who caused it.</param>
    /// <param name="Nonce">How the digest was right. Unless it is the stored nonce, both sides use <see cref="SessionNonce"/> in the session.</param>
    /// <param name="SessionNonce">For the first credentials of both sides when the server lost the nonces; <see langword="null"/> for the stored ones.</param>
    public sealed record Accepted(
        string ServerId, string SessionId, UserInteractionMode UiMode, SessionInitiator Initiator, NonceMatch Nonce, ReadOnlyMemory<byte>? SessionNonce)
        : NotificationVerdict;

    /// <summary>It is dropped without an answer.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One sentence without secrets.</param>
    /// <param name="Error">For <see cref="NotificationRefusal.Malformed"/>: what, and at which octet.</param>
    public sealed record Discarded(NotificationRefusal Reason, string Detail, FormatError? Error = null) : NotificationVerdict;
}

/// <summary>Defects of a client's notification handling. All are off.</summary>
public sealed record NotificationQuirks
{
    /// <summary>Does not look at the digest.</summary>
    public bool AcceptsWrongDigest { get; init; }

    /// <summary>Takes notifications of servers it does not know for the first account.</summary>
    public bool AcceptsUnknownServer { get; init; }

    /// <summary>Takes any version.</summary>
    public bool AcceptsAnyVersion { get; init; }

    /// <summary>Writes the session id with leading zeros.</summary>
    public bool PadsSessionId { get; init; }

    /// <summary>Writes the session id in decimal.</summary>
    public bool DecimalSessionId { get; init; }

    /// <summary>Does not try the nonce of a server that lost the right one.</summary>
    public bool NoResynchronization { get; init; }

    /// <summary>Digests the vendor's octets not at all: packages with them are refused.</summary>
    public bool RefusesVendorOctets { get; init; }
}

/// <summary>Decides about package #0 (DM Notification 1.2). Pure.</summary>
/// <param name="quirks">Documented defects; none when absent.</param>
public sealed class NotificationHandler(NotificationQuirks? quirks = null)
{
    private readonly NotificationQuirks _quirks = quirks ?? new NotificationQuirks();

    /// <summary>Judges a notification.</summary>
    /// <param name="package">The body of the push.</param>
    /// <param name="servers">The servers of all accounts.</param>
    public NotificationVerdict Judge(ReadOnlyMemory<byte> package, params IReadOnlyList<NotifyingServer> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        NotificationPackage parsed;
        try
        {
            parsed = NotificationPackage.Parse(package);
        }
        catch (WireFormatException broken)
        {
            return new NotificationVerdict.Discarded(NotificationRefusal.Malformed, "the package cannot be read", broken.Error);
        }

        var trigger = parsed.Trigger;
        if (trigger.Version != NotificationTrigger.Version11 && !_quirks.AcceptsAnyVersion)
            return Discard(NotificationRefusal.UnknownVersion, $"version {trigger.Version}; {NotificationTrigger.Version11} is known");
        if (trigger.SessionId == 0)
            return Discard(NotificationRefusal.NoSessionId, "session id 0 stands for no session");
        var server = servers.FirstOrDefault(s => s.ServerId == trigger.ServerId) ?? (_quirks.AcceptsUnknownServer && servers.Count > 0 ? servers[0] : null);
        if (server is null)
            return Discard(NotificationRefusal.UnknownServer, "no account has that ServerID");
        if (server.Credential is not { } credential)
            return Discard(NotificationRefusal.NoCredential, "the account has no credential of the server");
        var match = Match(parsed, credential, server);
        if (match == NonceMatch.None && !_quirks.AcceptsWrongDigest)
            return Discard(NotificationRefusal.WrongDigest, "the digest is wrong with the stored nonce and with that of a resynchronization");

        // Typed, because null would become an empty nonce on its way through byte[].
        ReadOnlyMemory<byte>? nonce = match switch
        {
            NonceMatch.DefaultOctets => NotificationPackage.DefaultNonce.ToArray(),
            NonceMatch.DefaultText => "0x00000000"u8.ToArray(),
            _ => default(ReadOnlyMemory<byte>?),
        };
        return new NotificationVerdict.Accepted(server.ServerId, SessionIdOf(trigger), trigger.UiMode, trigger.Initiator, match, nonce);
    }

    /// <summary>The name in the digest is the server identifier; where an account names its server otherwise, that name is taken too.</summary>
    private NonceMatch Match(NotificationPackage parsed, Credential credential, NotifyingServer server)
    {
        if (_quirks.RefusesVendorOctets && !parsed.Trigger.Vendor.IsEmpty)
            return NonceMatch.None;
        var match = parsed.Verify(CredentialHash.Of(credential with { UserName = server.ServerId }), server.Nonce.Span);
        if (match == NonceMatch.None && credential.UserName != server.ServerId)
            match = parsed.Verify(CredentialHash.Of(credential), server.Nonce.Span);
        return _quirks.NoResynchronization && match != NonceMatch.Stored ? NonceMatch.None : match;
    }

    private string SessionIdOf(NotificationTrigger trigger)
    {
        if (_quirks.DecimalSessionId)
            return $"{trigger.SessionId}";
        return _quirks.PadsSessionId ? $"{trigger.SessionId:X4}" : trigger.SessionIdText;
    }

    private static NotificationVerdict.Discarded Discard(NotificationRefusal reason, string detail) => new(reason, detail);
}

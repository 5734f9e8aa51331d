namespace DmSc.Peers.Push.Bearers;

/// <summary>
/// What the transport under a push gives, and the product's one definition of <em>secure push</em>: the transport authenticates the sender.
/// With the bearers there are, that is OTA-HTTP (or a plain POST) over TLS whose client, the push gateway, showed a certificate that the device
/// trusts. SEC and MAC belong to the content: they make no push secure. The reasons are in harness/docs/adr/0009-secure-push.md.
/// </summary>
/// <param name="Encrypted">Whether the transport is TLS.</param>
/// <param name="AuthenticatedSender">Who the transport says the sender is (the subject of a trusted certificate), or <c>null</c>.</param>
public sealed record PushTransport(bool Encrypted, string? AuthenticatedSender)
{
    /// <summary>No security: SMS, HTTP without TLS.</summary>
    public static PushTransport Open { get; } = new(false, null);

    /// <summary>Why a sender that showed a certificate is not authenticated, or <c>null</c>.</summary>
    public string? SenderProblem { get; init; }

    /// <summary>Whether a push over it is a secure push.</summary>
    public bool IsSecurePush => Encrypted && AuthenticatedSender is not null;

    /// <summary>TLS with a sender that the transport authenticates.</summary>
    /// <param name="sender">The subject of its certificate.</param>
    public static PushTransport Authenticated(string sender) => new(true, sender);
}

using DmSc.Wire;

namespace DmSc.Dm.Client;

/// <summary>How a session ended.</summary>
public enum ClientSessionEnd
{
    /// <summary>The server had nothing more to say.</summary>
    Completed,

    /// <summary>Alert 1223 came.</summary>
    AbortedByServer,

    /// <summary>The server refused the client's credentials.</summary>
    CredentialsRefused,

    /// <summary>The server asked for a type of credentials that the client does not have, or for another than before.</summary>
    ChallengeNotAnswerable,

    /// <summary>The server did not show who it is.</summary>
    ServerNotAuthenticated,

    /// <summary>The server answered the header with an error.</summary>
    RefusedByServer,

    /// <summary>The transport gave no message.</summary>
    NoMessage,

    /// <summary>The message cannot be read.</summary>
    BrokenMessage,

    /// <summary>The message breaks a rule of the session.</summary>
    ProtocolBreach,

    /// <summary>A bound of the client.</summary>
    LimitExceeded,

    /// <summary>What has to be sent does not fit the server's MaxMsgSize.</summary>
    DoesNotFit,

    /// <summary>Alert 1223 was sent because the user or the device wanted it.</summary>
    AbortedByClient,
}

/// <summary>How a session ended, and why.</summary>
/// <param name="End">How.</param>
/// <param name="Detail">One sentence without secrets.</param>
/// <param name="Error">For <see cref="ClientSessionEnd.BrokenMessage"/>: what, and at which octet.</param>
/// <param name="Status">The status code that decided, if any.</param>
public sealed record ClientSessionOutcome(ClientSessionEnd End, string Detail, FormatError? Error = null, int? Status = null);

/// <summary>Something that a server did against the rules, which did not end the session.</summary>
/// <param name="MsgId">MsgID of its message.</param>
/// <param name="Text">What, in one phrase.</param>
public sealed record ServerRemark(string MsgId, string Text);

namespace DmSc.Dm.Server;

/// <summary>A way to misbehave: for the next message (<see cref="ServerStep.Misbehave"/>), or in every message of a session (<see cref="ServerPolicy.Faults"/>).</summary>
public enum ServerFault
{
    /// <summary>The server's digest, password or MAC is wrong.</summary>
    WrongServerCredentials,

    /// <summary>The server shows no credentials although its account has some.</summary>
    NoServerCredentials,

    /// <summary>The server's digest is made from a nonce other than the one agreed.</summary>
    StaleServerNonce,

    /// <summary>Right credentials of the client are refused with 401 and a new nonce.</summary>
    ChallengeAgain,

    /// <summary>A challenge names syncml:auth-basic where the account wants another type, or syncml:auth-md5 where it wants that.</summary>
    WrongChallengeType,

    /// <summary>A challenge has no Chal.</summary>
    NoChallenge,

    /// <summary>A challenge or acceptance carries the same nonce as before.</summary>
    RepeatNonce,

    /// <summary>Commands stand in the message that refuses the client's credentials.</summary>
    CommandsWhileUnauthenticated,

    /// <summary>A message that ends a package lacks Final.</summary>
    OmitFinal,

    /// <summary>Status elements name another message than the one they answer.</summary>
    WrongMsgRef,

    /// <summary>Status elements name other commands than those they answer.</summary>
    WrongCmdRef,

    /// <summary>No Status for the header.</summary>
    NoHeaderStatus,

    /// <summary>No Status for anything but the header.</summary>
    NoCommandStatus,

    /// <summary>The MsgID is that of the message before.</summary>
    RepeatMsgId,

    /// <summary>Two commands have one CmdID.</summary>
    RepeatCmdId,

    /// <summary>The SessionID is another.</summary>
    WrongSessionId,

    /// <summary>VerProto is not DM/1.2.</summary>
    WrongVersion,

    /// <summary>The client's MaxMsgSize is ignored.</summary>
    Oversized,

    /// <summary>The message breaks off in the middle of an element.</summary>
    Malformed,

    /// <summary>The media type is not that of the form sent.</summary>
    WrongMediaType,

    /// <summary>HTTP 500 instead of a message.</summary>
    HttpError,

    /// <summary>No answer at all.</summary>
    Silence,
}

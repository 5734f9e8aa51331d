namespace DmSc.Dm.Client;

/// <summary>Defects of a client, each of which a case has to find. All are off.</summary>
public sealed record ClientQuirks
{
    /// <summary>Carries out commands of a server that did not show who it is.</summary>
    public bool SkipsServerAuthentication { get; init; }

    /// <summary>Keeps its nonce when a challenge brings a new one.</summary>
    public bool IgnoresNewNonce { get; init; }

    /// <summary>Gives the server the same nonce again and again.</summary>
    public bool ReusesNonce { get; init; }

    /// <summary>Sends the Statuses of commands in reverse order.</summary>
    public bool StatusOutOfOrder { get; init; }

    /// <summary>Sends Results before the Status of their Get.</summary>
    public bool ResultsBeforeStatus { get; init; }

    /// <summary>Leaves out the Status of SyncHdr.</summary>
    public bool MissingHeaderStatus { get; init; }

    /// <summary>Puts a MsgRef of no message into Statuses.</summary>
    public bool WrongMsgRef { get; init; }

    /// <summary>Gives every command of a message CmdID 1.</summary>
    public bool RepeatsCmdId { get; init; }

    /// <summary>Gives every message MsgID 1.</summary>
    public bool MsgIdNotIncremented { get; init; }

    /// <summary>Changes the SessionID behind package 1.</summary>
    public bool NewSessionIdMidSession { get; init; }

    /// <summary>Invents a SessionID instead of that of the trigger.</summary>
    public bool IgnoresTriggerSessionId { get; init; }

    /// <summary>Answers the end of the session with a message that holds the Status of SyncHdr only.</summary>
    public bool SendsEmptyPackage { get; init; }

    /// <summary>Sends no DevInfo.</summary>
    public bool NoDevInfo { get; init; }

    /// <summary>Leaves out the last leaf of DevInfo.</summary>
    public bool DevInfoIncomplete { get; init; }

    /// <summary>Keeps what a failed Atomic changed, but reports that it was taken back.</summary>
    public bool AtomicWithoutRollback { get; init; }

    /// <summary>Carries out the commands of a Sequence from the last to the first.</summary>
    public bool SequenceOutOfOrder { get; init; }

    /// <summary>Sends to the account's address whatever RespURI says.</summary>
    public bool IgnoresRespUri { get; init; }

    /// <summary>Sends messages larger than the server's MaxMsgSize.</summary>
    public bool ExceedsMaxMsgSize { get; init; }

    /// <summary>Writes what it has of a large object when another command comes in between.</summary>
    public bool CommitsIncompleteObject { get; init; }

    /// <summary>Writes a large object whose chunks do not add up to Size.</summary>
    public bool AcceptsWrongSize { get; init; }

    /// <summary>Answers a challenge with the preferred type instead of the one asked for.</summary>
    public bool IgnoresChallengeType { get; init; }

    /// <summary>Sends base64 of the hexadecimal text of the MAC.</summary>
    public bool HmacOfHex { get; init; }

    /// <summary>Sends the MAC with the first message only, and with what repeats a message that was refused.</summary>
    public bool HmacOnlyFirstMessage { get; init; }

    /// <summary>Puts Cred into the Alert of package 1 too.</summary>
    public bool PutsCredInCommand { get; init; }

    /// <summary>Carries on after Alert 1223.</summary>
    public bool IgnoresAbort { get; init; }

    /// <summary>Sends Alert 1200 for a session of its own.</summary>
    public bool Sends1200ForClientInitiated { get; init; }

    /// <summary>Refuses the credentials of a server, but carries its commands out.</summary>
    public bool ObeysWhileRefusing { get; init; }

    /// <summary>Refuses the credentials of a server in every Status, but carries its commands out.</summary>
    public bool ObeysInSecret { get; init; }

    /// <summary>Takes no server for who it is.</summary>
    public bool RefusesEveryServer { get; init; }

    /// <summary>Sends Cred beside the MAC.</summary>
    public bool CredBesideMac { get; init; }

    /// <summary>Stores the last chunk of a large object for the whole.</summary>
    public bool StoresLastChunkOnly { get; init; }

    /// <summary>Challenges a server that asks for nothing.</summary>
    public bool ChallengesWithoutNeed { get; init; }

    /// <summary>Octets of the server's MaxMsgSize that are left free for what a defect adds to the message.</summary>
    public int ReservedOctets { get; init; }

    /// <summary>Sends objects larger than the server's MaxObjSize.</summary>
    public bool IgnoresMaxObjSize { get; init; }
}

namespace DmSc.Dm.Server.Validation;

/// <summary>The rules for messages of a client (OMA DM Protocol, Representation Protocol and Security 1.2.1).</summary>
public static class SessionRules
{
    private const string Pro = "OMA-TS-DM_Protocol 1.2.1";
    private const string Rep = "OMA-TS-DM_RepPro 1.2.1";
    private const string Sec = "OMA-TS-DM_Security 1.2.1";
    private const string Syn = "OMA-TS-SyncML_RepPro 1.2";

    /// <summary>Readable.</summary>
    public static readonly SessionRule WellFormed = Must("001", Rep, "5", "a message that can be decoded");

    /// <summary>Media type.</summary>
    public static readonly SessionRule MediaType = Must("002", Rep, "5", "the media type of the form that the body has");

    /// <summary>WBXML version.</summary>
    public static readonly SessionRule WbxmlVersion = Must("003", Rep, "5", "WBXML 1.1, 1.2 or 1.3");

    /// <summary>VerDTD.</summary>
    public static readonly SessionRule VerDtd = Must("004", Pro, "8.3", "VerDTD 1.2");

    /// <summary>VerProto.</summary>
    public static readonly SessionRule VerProto = Must("005", Pro, "8.3", "VerProto DM/1.2");

    /// <summary>SessionID.</summary>
    public static readonly SessionRule SessionId = Must("006", Pro, "8.3", "a SessionID of one to four octets");

    /// <summary>One SessionID.</summary>
    public static readonly SessionRule SameSessionId = Must("007", Pro, "8.3", "the same SessionID in every message of a session");

    /// <summary>SessionID of the notification.</summary>
    public static readonly SessionRule NotifiedSessionId = Must("008", Pro, "8.3", "the SessionID of the notification, in upper-case hexadecimal without leading zeros");

    /// <summary>MsgID.</summary>
    public static readonly SessionRule MsgId = Must("009", Pro, "8.3", "MsgID 1 in the first message and one more in each that follows");

    /// <summary>CmdID.</summary>
    public static readonly SessionRule CmdId = Must("010", Rep, "6.1.5", "a CmdID in every command, unique in its message and never 0");

    /// <summary>Addresses.</summary>
    public static readonly SessionRule Addresses = Must("011", Pro, "8.3", "Target and Source with a LocURI in the header");

    /// <summary>Source.</summary>
    public static readonly SessionRule SameSource = Should("012", Pro, "8.3", "the same Source in every message of a session");

    /// <summary>RespURI.</summary>
    public static readonly SessionRule RespUri = Must("013", Rep, "6.1.15", "a message that goes to the RespURI of the last answer");

    /// <summary>Elements that DM does not use.</summary>
    public static readonly SessionRule ForbiddenElements = Must("014", Rep, "6", "no element that DM excludes, such as NoResp, Archive, Lang or SftDel");

    /// <summary>Structure.</summary>
    public static readonly SessionRule Structure = Should("015", Syn, "5", "elements where the document type definition has them");

    /// <summary>Commands of a client.</summary>
    public static readonly SessionRule ClientCommands = Must("016", Rep, "6.6", "no commands but Alert, Results, Status and, in package 1, Replace");

    /// <summary>Cred in commands.</summary>
    public static readonly SessionRule NoCredInCommand = Must("017", Rep, "6.1.6", "no Cred outside the header");

    /// <summary>Package 1: Alert.</summary>
    public static readonly SessionRule OpeningAlert = Must("018", Pro, "8.3", "exactly one Alert 1200 or 1201 in package 1");

    /// <summary>Package 1: kind of Alert.</summary>
    public static readonly SessionRule OpeningKind = Must("019", Pro, "8.3", "Alert 1200 after a notification, 1201 otherwise");

    /// <summary>Package 1: DevInfo.</summary>
    public static readonly SessionRule DevInfo = Must("020", Pro, "8.3", "DevId, Man, Mod, DmV and Lang of ./DevInfo in the first message, each with Source and Data");

    /// <summary>Alert codes.</summary>
    public static readonly SessionRule AlertCode = Must("021", Rep, "7", "an Alert code that a client may send");

    /// <summary>Status of the header.</summary>
    public static readonly SessionRule HeaderStatus = Must("022", Syn, "6.1.5", "first a Status for the header of the message answered");

    /// <summary>Status of every command.</summary>
    public static readonly SessionRule StatusForEach = Must("023", Pro, "8.5", "a Status for every command of the package answered");

    /// <summary>Status of nothing.</summary>
    public static readonly SessionRule StatusReference = Must("024", Rep, "6.6.11", "a Status whose MsgRef, CmdRef and Cmd name a command that it answers");

    /// <summary>Order.</summary>
    public static readonly SessionRule StatusOrder = Must("025", Syn, "6.1.5", "Status elements in the order of the commands");

    /// <summary>Code of a Status.</summary>
    public static readonly SessionRule StatusCode = Should("026", Rep, "6.6", "a Status code of three digits that DM uses");

    /// <summary>Results of a Get.</summary>
    public static readonly SessionRule ResultsReference = Must("027", Pro, "8.5", "Results that name a Get and stand behind its Status");

    /// <summary>Results there.</summary>
    public static readonly SessionRule ResultsForEach = Must("028", Pro, "8.5", "Results for every Get that succeeded");

    /// <summary>Source in Results.</summary>
    public static readonly SessionRule ResultsSource = Must("029", Pro, "8.5", "Source with a LocURI in every Item of Results");

    /// <summary>Empty package.</summary>
    public static readonly SessionRule NotOnlyStatus = Must("030", Pro, "8", "no package with nothing but a good Status for the header");

    /// <summary>After the end.</summary>
    public static readonly SessionRule AfterEnd = Must("031", Pro, "8", "no message after the server's package without commands and challenge");

    /// <summary>Final.</summary>
    public static readonly SessionRule Final = Must("032", Pro, "6", "no Final before the server's package had its own");

    /// <summary>Next message.</summary>
    public static readonly SessionRule NextMessage = Must("033", Pro, "6", "Alert 1222 in an answer of Status only to a message without Final");

    /// <summary>Abort.</summary>
    public static readonly SessionRule AbortFinal = Must("034", Pro, "8", "Final in a message with Alert 1223");

    /// <summary>Answer to an abort.</summary>
    public static readonly SessionRule AfterAbort = Should("035", Pro, "8", "no answer to Alert 1223");

    /// <summary>Size of the first chunk.</summary>
    public static readonly SessionRule ChunkSize = Must("036", Pro, "7", "Size in the first chunk of an object and in no other");

    /// <summary>Sum of chunks.</summary>
    public static readonly SessionRule ChunkSum = Must("037", Pro, "7", "chunks that add up to the Size announced");

    /// <summary>Between chunks.</summary>
    public static readonly SessionRule ChunkContiguous = Must("038", Pro, "7", "nothing new between the chunks of an object");

    /// <summary>Status of a chunk.</summary>
    public static readonly SessionRule ChunkStatus = Must("039", Pro, "7", "213, or an error, for every chunk but the last");

    /// <summary>MaxMsgSize.</summary>
    public static readonly SessionRule MaxMsgSize = Must("040", Syn, "6.1", "a message within the server's MaxMsgSize");

    /// <summary>MaxObjSize.</summary>
    public static readonly SessionRule MaxObjSize = Must("041", Pro, "7", "objects within the server's MaxObjSize");

    /// <summary>Package 1 again.</summary>
    public static readonly SessionRule RepeatedPackage = Must("042", Pro, "8", "package 1 again, with Status for the header, after a challenge");

    /// <summary>Credentials after a challenge.</summary>
    public static readonly SessionRule ChallengedType = Must("043", Sec, "5.4.1", "credentials of the type asked for, or no further message");

    /// <summary>Digest after a challenge.</summary>
    public static readonly SessionRule ChallengedNonce = Must("044", Sec, "5.3.3", "a digest made from the nonce of the challenge");

    /// <summary>Form of Cred.</summary>
    public static readonly SessionRule CredForm = Must("045", Rep, "6.1.6", "Cred with the Format b64, a known Type and base64 Data");

    /// <summary>Credentials in every message.</summary>
    public static readonly SessionRule CredEveryMessage = Must("046", Pro, "9", "credentials with every message after a Status 200 for the header");

    /// <summary>Name in Source.</summary>
    public static readonly SessionRule LocName = Should("047", Rep, "6.1.9", "the user name in LocName of Source beside a digest");

    /// <summary>MAC.</summary>
    public static readonly SessionRule MacEveryMessage = Must("048", Sec, "5.4", "x-syncml-hmac on every message once it was used");

    /// <summary>MAC without Cred.</summary>
    public static readonly SessionRule MacWithoutCred = Must("049", Sec, "5.4", "no Cred beside x-syncml-hmac");

    /// <summary>Header of the MAC.</summary>
    public static readonly SessionRule MacHeader = Must("050", Sec, "5.4", "x-syncml-hmac with username, equal to LocName of Source, and mac");

    /// <summary>Formula of the MAC.</summary>
    public static readonly SessionRule MacFormula = Should("051", Sec, "5.4", "base64 of the nested digest itself");

    /// <summary>Challenge.</summary>
    public static readonly SessionRule Challenge = Must("052", Pro, "9", "Chal with Type, Format b64 and NextNonce in a Status 401 or 407 for the header");

    /// <summary>Refusal.</summary>
    public static readonly SessionRule RefusalOnlyStatus = Must("053", Pro, "9", "no command carried out for a server whose credentials were refused");

    /// <summary>Challenge without need.</summary>
    public static readonly SessionRule NeedlessChallenge = Must("054", Pro, "9", "no challenge of a server that sent no command and no challenge");

    /// <summary>Events.</summary>
    public static readonly SessionRule AlertItems = Must("055", Pro, "8.7", "Type, Format and Data in every Item of an Alert 1224 or 1226");

    /// <summary>Types of generic alerts.</summary>
    public static readonly SessionRule GenericAlertType = Must("056", Pro, "8.7", "a generic alert whose Type begins with Content-Type: or Reversed-Domain-Name:");

    /// <summary>Mark.</summary>
    public static readonly SessionRule GenericAlertMark = Must("057", Pro, "8.7", "a generic alert whose Mark is one of the seven levels");

    /// <summary>Atomic.</summary>
    public static readonly SessionRule AtomicStatus = Must("058", Rep, "6.6.3", "200 for an Atomic only when all in it succeeded, and no 200 in one that failed");

    /// <summary>Sequence.</summary>
    public static readonly SessionRule SequenceStatus = Must("059", Rep, "6.6.10", "200 for a Sequence that was begun");

    /// <summary>All, by id.</summary>
    public static IReadOnlyList<SessionRule> All { get; } =
    [
        WellFormed, MediaType, WbxmlVersion, VerDtd, VerProto, SessionId, SameSessionId, NotifiedSessionId, MsgId, CmdId,
        Addresses, SameSource, RespUri, ForbiddenElements, Structure, ClientCommands, NoCredInCommand, OpeningAlert, OpeningKind, DevInfo,
        AlertCode, HeaderStatus, StatusForEach, StatusReference, StatusOrder, StatusCode, ResultsReference, ResultsForEach, ResultsSource, NotOnlyStatus,
        AfterEnd, Final, NextMessage, AbortFinal, AfterAbort, ChunkSize, ChunkSum, ChunkContiguous, ChunkStatus, MaxMsgSize,
        MaxObjSize, RepeatedPackage, ChallengedType, ChallengedNonce, CredForm, CredEveryMessage, LocName, MacEveryMessage, MacWithoutCred, MacHeader,
        MacFormula, Challenge, RefusalOnlyStatus, NeedlessChallenge, AlertItems, GenericAlertType, GenericAlertMark, AtomicStatus, SequenceStatus,
    ];

    private static SessionRule Must(string number, string document, string section, string expected) => Rule(number, true, document, section, expected);

    private static SessionRule Should(string number, string document, string section, string expected) => Rule(number, false, document, section, expected);

    private static SessionRule Rule(string number, bool isMust, string document, string section, string expected) =>
        new($"DM-PROTO-{number}", isMust, $"{document}, {section}", expected) { Number = int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) };
}

using System.Collections.Immutable;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server.Validation;

/// <summary>What a message of a client has to be measured against: what came before it. Folded over the messages of a session, live or from a capture.</summary>
public sealed record SessionHistory
{
    /// <summary>Before the first message.</summary>
    public static readonly SessionHistory Start = new();

    /// <summary>SessionID of the notification; <see langword="null"/> when there was none, or none is known.</summary>
    public string? NotifiedSessionId { get; init; }

    /// <summary>Messages of the client so far.</summary>
    public int ClientMessages { get; init; }

    /// <summary>SessionID of the first message.</summary>
    public string? SessionId { get; init; }

    /// <summary>Source/LocURI of the first message.</summary>
    public string? Source { get; init; }

    /// <summary>The last message of the client that could be read.</summary>
    public SyncMlMessage? LastClient { get; init; }

    /// <summary>The last message of the server.</summary>
    public SyncMlMessage? LastServer { get; init; }

    /// <summary>What the client still has to answer.</summary>
    public OpenAnswers Open { get; init; } = OpenAnswers.None;

    /// <summary>What it had to answer before its last message: that is so again when the server refuses the message.</summary>
    public OpenAnswers OpenBefore { get; init; } = OpenAnswers.None;

    /// <summary>Gets of the session, by MsgID and CmdID.</summary>
    public ImmutableHashSet<(string MsgId, string CmdId)> Gets { get; init; } = [];

    /// <summary>Whether package 1 is still being sent, or has to be sent again.</summary>
    public bool Opening { get; init; } = true;

    /// <summary>Whether the message is the first of a package 1.</summary>
    public bool StartsPackage1 { get; init; } = true;

    /// <summary>Opening alerts seen in the package 1 under way.</summary>
    public int OpeningAlerts { get; init; }

    /// <summary>RespURI in force.</summary>
    public string? RespUri { get; init; }

    /// <summary>MaxMsgSize of the server.</summary>
    public long? MaxMsgSize { get; init; }

    /// <summary>MaxObjSize of the server.</summary>
    public long? MaxObjSize { get; init; }

    /// <summary>Whether the server has taken a message with x-syncml-hmac (Status 200): from then on all have it.</summary>
    public bool UsesMac { get; init; }

    /// <summary>Whether the client's last message had x-syncml-hmac.</summary>
    public bool LastHadMac { get; init; }

    /// <summary>Whether credentials of the client were right in this session: it knows its password.</summary>
    public bool WasRight { get; init; }

    /// <summary>Whether the client may begin with package 1 again, or go on: the server refused a message in the middle of the session, or its answer could not be read.</summary>
    public bool MayReopen { get; init; }

    /// <summary>Whether nobody knows what the client made of the server's last answer: none went out, or one that cannot be read. Rules about answering it say nothing of the next message.</summary>
    public bool IsAnswerUnknown { get; init; }

    /// <summary>Rules that the session gave the client an occasion to break. Of the others it shows nothing.</summary>
    public RuleSet Exercised { get; init; }

    /// <summary>Status code of the server for the client's last header; <see langword="null"/> before.</summary>
    public int? HeaderCode { get; init; }

    /// <summary>Type of the challenge in the server's last message; <see langword="null"/> without one.</summary>
    public string? ChallengeType { get; init; }

    /// <summary>Whether the server has taken the client's credentials.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Whether the server's last message ended the session.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether the server's last message was an abort.</summary>
    public bool IsAborted { get; init; }

    /// <summary>The history after a message of the server.</summary>
    /// <param name="message">The message.</param>
    public SessionHistory Sent(SyncMlMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var gets = Gets;
        var requests = 0;
        var aborted = false;
        var dropped = false;
        int? code = null;
        string? challenge = null;
        foreach (var command in message.Commands)
        {
            if (command.Kind == SyncMlCommandKind.Status)
            {
                if (command.CmdRef == "0")
                {
                    code = ServerExchange.CodeOf(command);
                    challenge = command.Challenge?.Type;
                }

                dropped |= command.Cmd == "Results" && ServerExchange.CodeOf(command) != 213;
                continue;
            }

            requests++;
            aborted |= command.Kind == SyncMlCommandKind.Alert && ServerExchange.CodeOf(command) == 1223;
            GetsIn(command, message.Header.MsgId ?? "", ref gets);
        }

        var refused = code is 401 or 407;
        var again = refused && !IsAccepted;
        var isOver = message.Final && requests == 0 && !refused;
        // What a refused message said was not heard: the client says it once more (OMA DM Protocol 1.2, 9).
        var open = refused ? OpenBefore.Optional() : Open;
        return this with
        {
            LastServer = message,
            Open = (dropped ? open with { Object = null } : open).Asked(message),
            Gets = gets,
            RespUri = message.Header.RespUri,
            MaxMsgSize = Number(message.Header.Meta?.MaxMsgSize) ?? MaxMsgSize,
            MaxObjSize = Number(message.Header.Meta?.MaxObjSize) ?? MaxObjSize,
            UsesMac = UsesMac || (LastHadMac && code == 200),
            HeaderCode = code,
            ChallengeType = refused ? challenge ?? "" : null,
            IsOver = isOver,
            IsAborted = aborted,
            IsAnswerUnknown = false,
            IsAccepted = IsAccepted || code is 200 or 212,
            MayReopen = refused && IsAccepted,
            Opening = Opening || again,
            StartsPackage1 = StartsPackage1 || again,
            OpeningAlerts = refused ? 0 : OpeningAlerts,
            Exercised = Exercised.Union(SilenceAfter(isOver, aborted, refused ? challenge : null)),
        };
    }

    /// <summary>The history after an answer that the client cannot have read, or after none.</summary>
    public SessionHistory Unheard() => this with
    {
        Open = Open.Optional(),
        RespUri = null,
        HeaderCode = null,
        ChallengeType = null,
        IsOver = false,
        IsAborted = false,
        IsAnswerUnknown = true,
        MayReopen = true,
        OpeningAlerts = 0,
    };

    /// <summary>The history after a message of the client.</summary>
    /// <param name="check">What <see cref="MessageValidator"/> made of it.</param>
    internal SessionHistory Received(CheckedMessage check)
    {
        var goesOn = check.Message is not { Final: true };
        return this with
        {
            ClientMessages = check.IsRepeated ? ClientMessages : ClientMessages + 1,
            SessionId = SessionId ?? check.Message?.Header.SessionId,
            Source = Source ?? check.Message?.Header.Source?.LocUri,
            LastClient = check.Message ?? LastClient,
            Open = check.Open,
            OpenBefore = Open,
            LastHadMac = check.HasMac,
            WasRight = WasRight || check.IsRight,
            OpeningAlerts = OpeningAlerts + check.OpeningAlerts,
            StartsPackage1 = false,
            Opening = goesOn && (Opening || (MayReopen && check.OpeningAlerts > 0)),
            MayReopen = false,
            IsAnswerUnknown = false,
            Exercised = Exercised.Union(check.Exercised),
        };
    }

    /// <summary>Rules that a client keeps by saying nothing more.</summary>
    private static RuleSet SilenceAfter(bool isOver, bool aborted, string? challenge)
    {
        var rules = default(RuleSet);
        if (isOver)
            rules = rules.Add(SessionRules.NotOnlyStatus).Add(SessionRules.AfterEnd).Add(SessionRules.NeedlessChallenge);
        if (aborted)
            rules = rules.Add(SessionRules.AfterAbort);
        return challenge is null ? rules : rules.Add(SessionRules.ChallengedType);
    }

    private static void GetsIn(SyncMlCommand command, string msgId, ref ImmutableHashSet<(string MsgId, string CmdId)> gets)
    {
        if (command.Kind == SyncMlCommandKind.Get)
            gets = gets.Add((msgId, command.CmdId ?? ""));
        foreach (var inner in command.Commands)
            GetsIn(inner, msgId, ref gets);
    }

    internal static long? Number(string? text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}

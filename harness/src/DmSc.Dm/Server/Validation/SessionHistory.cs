using System.Collections.Immutable;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server.Validation;

/// <summary>What a message of a client has to be measured against: what came before it. Folded over the messages of a session, live or from a capture.</summary>
public sealed record SessionHistory
{
    /// <summary>Before the first message.</summary>
    public static readonly SessionHistory Start = new();

    /// <summary>SessionID of the notification; <see langword="null"/> when there was none, or none is known (see <see cref="KnowsNotification"/>).</summary>
    public string? NotifiedSessionId { get; init; }

    /// <summary>Whether <see cref="NotifiedSessionId"/> being absent means that there was no notification.</summary>
    public bool KnowsNotification { get; init; }

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

    /// <summary>Commands of the server that wait for a Status, in order; chunks with <see cref="OwedAnswer.IsChunk"/>.</summary>
    public ImmutableArray<OwedAnswer> Owed { get; init; } = [];

    /// <summary>Gets that succeeded and wait for Results.</summary>
    public ImmutableArray<OwedAnswer> OwedResults { get; init; } = [];

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

    /// <summary>Whether the client has used x-syncml-hmac.</summary>
    public bool UsesMac { get; init; }

    /// <summary>The large object that the client is sending.</summary>
    public ChunkedObject? Object { get; init; }

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
        var owed = Owed.ToBuilder();
        var gets = Gets;
        var requests = 0;
        var aborted = false;
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

                continue;
            }

            requests++;
            if (command.Kind == SyncMlCommandKind.Alert && ServerExchange.CodeOf(command) == 1223)
                aborted = true;
            Owe(owed, message.Header.MsgId ?? "", command, null, ref gets);
        }

        var refused = code is 401 or 407;
        var again = refused && !IsAccepted;
        var dropped = message.Commands.Any(c => c.Kind == SyncMlCommandKind.Status && c.Cmd == "Results" && ServerExchange.CodeOf(c) != 213);
        return this with
        {
            LastServer = message,
            Owed = owed.ToImmutable(),
            Gets = gets,
            RespUri = message.Header.RespUri ?? RespUri,
            MaxMsgSize = Number(message.Header.Meta?.MaxMsgSize) ?? MaxMsgSize,
            MaxObjSize = Number(message.Header.Meta?.MaxObjSize) ?? MaxObjSize,
            HeaderCode = code,
            ChallengeType = refused ? challenge ?? "" : null,
            IsOver = message.Final && requests == 0 && !refused,
            IsAborted = aborted,
            IsAccepted = IsAccepted || code is 200 or 212,
            Opening = Opening || again,
            StartsPackage1 = StartsPackage1 || again,
            OpeningAlerts = again ? 0 : OpeningAlerts,
            Object = dropped ? null : Object,
        };
    }

    /// <summary>The history after a message of the client.</summary>
    /// <param name="check">What <see cref="MessageValidator"/> made of it.</param>
    internal SessionHistory Received(CheckedMessage check) => this with
    {
        ClientMessages = ClientMessages + 1,
        SessionId = SessionId ?? check.Message?.Header.SessionId,
        Source = Source ?? check.Message?.Header.Source?.LocUri,
        LastClient = check.Message ?? LastClient,
        Owed = check.Owed,
        OwedResults = check.OwedResults,
        Object = check.Object,
        UsesMac = UsesMac || check.HasMac,
        OpeningAlerts = OpeningAlerts + check.OpeningAlerts,
        StartsPackage1 = false,
        Opening = Opening && check.Message is not { Final: true },
    };

    internal static long? Number(string? text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Owe(
        ImmutableArray<OwedAnswer>.Builder owed, string msgId, SyncMlCommand command, string? parent, ref ImmutableHashSet<(string, string)> gets)
    {
        var chunk = command.Items.Any(i => i.MoreData);
        var optional = command.Kind == SyncMlCommandKind.Alert && ServerExchange.CodeOf(command) is (1222 or 1223);
        owed.Add(new OwedAnswer(msgId, command.CmdId ?? "", command.Kind, parent, chunk, command.Items.Length) { IsOptional = optional });
        if (command.Kind == SyncMlCommandKind.Get)
            gets = gets.Add((msgId, command.CmdId ?? ""));
        foreach (var inner in command.Commands)
            Owe(owed, msgId, inner, command.CmdId, ref gets);
    }
}

/// <summary>A command of the server that waits for its answer.</summary>
/// <param name="MsgId">Its message.</param>
/// <param name="CmdId">Its CmdID.</param>
/// <param name="Kind">Which.</param>
/// <param name="Parent">CmdID of the Atomic or Sequence around it.</param>
/// <param name="IsChunk">Whether more of its data follows.</param>
/// <param name="Items">How many Items it has.</param>
public sealed record OwedAnswer(string MsgId, string CmdId, SyncMlCommandKind Kind, string? Parent, bool IsChunk, int Items)
{
    /// <summary>Whether the client may leave it unanswered: requests for the next message, and aborts.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>A large object of which chunks are missing.</summary>
/// <param name="Key">What it is a result of, and from where.</param>
/// <param name="Size">Size announced.</param>
/// <param name="Octets">Octets so far.</param>
public sealed record ChunkedObject(string Key, long? Size, long Octets);

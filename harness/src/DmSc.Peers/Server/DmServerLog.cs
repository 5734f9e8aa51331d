using System.Globalization;
using System.Text;
using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;

namespace DmSc.Peers.Server;

/// <summary>Messages in one line for people; credentials and values are not in it.</summary>
internal static class DmServerLog
{
    private const int MaxCommands = 12;

    public static string Received(ServerSession session, DmRequest request, ReceivedMessage read) => read.Message is { } message
        ? $"<- {Line(message, request.Body.Length)}; credentials {Words(session.CredentialVerdicts[^1])}"
        : $"<- {request.Body.Length} octets that cannot be read: {read.Error}";

    public static string Broken(RuleBreach breach) =>
        Clean(new StringBuilder($"!! {breach.Rule.Id} ({(breach.Rule.IsMust ? "must" : "should")}): expected {breach.Rule.Expected}; got {breach.Observed} (octet {breach.Offset})"));

    public static string Answered(ServerSession session, DmReply? reply) => reply switch
    {
        null => "-> nothing",
        { HttpStatus: not 200 } => $"-> HTTP {reply.HttpStatus}",
        _ when session.Sent.IsEmpty => $"-> {reply.Body.Length} octets",
        _ => $"-> {Line(session.Sent[^1], reply.Body.Length)}",
    };

    public static string EndText(ServerSessionEnd end) => end switch
    {
        ServerSessionEnd.Open => "not over",
        ServerSessionEnd.Finished => "all done",
        ServerSessionEnd.ClientAborted => "the client aborted it (1223)",
        ServerSessionEnd.ServerAborted => "we aborted it (1223)",
        ServerSessionEnd.ClientRefused => "the client's credentials were refused",
        ServerSessionEnd.ServerRefused => "the client refused our credentials",
        ServerSessionEnd.Unreadable => "a message could not be read",
        ServerSessionEnd.Expired => "the client fell silent",
        _ => "too many messages",
    };

    private static string Words(CredentialVerdict verdict) => verdict switch
    {
        CredentialVerdict.NotNeeded => "not needed",
        CredentialVerdict.Right => "right",
        CredentialVerdict.StillGood => "still good",
        CredentialVerdict.Missing => "missing",
        CredentialVerdict.UnknownName => "of an unknown name",
        CredentialVerdict.WrongType => "of the wrong type",
        CredentialVerdict.Malformed => "malformed",
        CredentialVerdict.StaleNonce => "made from an old nonce",
        CredentialVerdict.PrintedMacForm => "right, with a MAC in the form of the printed sample",
        CredentialVerdict.WrongMacForm => "with a MAC of another form",
        _ => "wrong",
    };

    private static string Line(SyncMlMessage message, int octets)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"message {message.Header.MsgId} ({octets} octets):");
        foreach (var command in message.Commands.Take(MaxCommands))
            text.Append(' ').Append(Word(command));
        if (message.Commands.Length > MaxCommands)
            text.Append(CultureInfo.InvariantCulture, $" and {message.Commands.Length - MaxCommands} more");
        return Clean(text.Append(message.Final ? " Final" : ""));
    }

    private static string Clean(StringBuilder text)
    {
        // What a peer wrote must not move the cursor of a terminal.
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                text[i] = '?';
        }

        return text.ToString();
    }

    private static string Word(SyncMlCommand command) => command.Kind switch
    {
        SyncMlCommandKind.Status => $"Status({command.Cmd} {command.Data?.Text})",
        SyncMlCommandKind.Alert => $"Alert({command.Data?.Text})",
        _ when command.Items is [var item, ..] => $"{command.Kind}({item.Target?.LocUri ?? item.Source?.LocUri}{(command.Items.Length > 1 ? ", ..." : "")})",
        _ => command.Kind.ToString(),
    };
}

using System.Globalization;
using DmSc.Wire.SyncMl;

namespace DmSc.Peers.Deviations;

/// <summary>A message of the device that is about to go out.</summary>
/// <param name="Message">The message as a sound client wrote it.</param>
/// <param name="Number">1 for the first of the session.</param>
/// <param name="Server">The server's message that it answers; <see langword="null"/> for the first.</param>
/// <param name="Previous">The device's message before.</param>
internal sealed record OutgoingMessage(SyncMlMessage Message, int Number, SyncMlMessage? Server, SyncMlMessage? Previous);

/// <summary>What becomes of a message of a device with a defect.</summary>
internal delegate SyncMlMessage MessageFilter(OutgoingMessage outgoing);

/// <summary>Defects of a device that show in its messages alone: each breaks one rule of a session.</summary>
internal static class MessageFilters
{
    public static readonly MessageFilter OldVerDtd = o => Header(o, h => h with { VerDtd = "1.1" });

    public static readonly MessageFilter OldVerProto = o => Header(o, h => h with { VerProto = "DM/1.1" });

    public static readonly MessageFilter NoTarget = o => Header(o, h => h with { Target = new SyncMlAddress(null) });

    public static readonly MessageFilter CredWithoutFormat = o => Header(o, h => h with { Cred = h.Cred is { Meta: { } meta } cred ? cred with { Meta = meta with { Format = null } } : h.Cred });

    public static readonly MessageFilter CredOnlyOnce = o => o.Server is { } server && HeaderStatus(server) == 200 ? Header(o, h => h with { Cred = null }) : o.Message;

    public static readonly MessageFilter NoRespInAlert = o => Each(o, c => c.Kind == SyncMlCommandKind.Alert ? c with { NoResp = true } : c);

    public static readonly MessageFilter DevInfoAgain = o => o.Server is { } server && Asks(server)
        ? Append(o, new SyncMlCommand(SyncMlCommandKind.Replace) { Items = [SyncMlItem.From("./DevInfo/Lang", SyncMlData.OfText("en"))] })
        : o.Message;

    public static readonly MessageFilter TwoOpeningAlerts = o =>
        o.Message.Commands.FirstOrDefault(c => c.Kind == SyncMlCommandKind.Alert && Code(c) is 1200 or 1201) is { } alert ? Append(o, alert) : o.Message;

    public static readonly MessageFilter NotifiedAs1201 = o => Each(o, c => c.Kind == SyncMlCommandKind.Alert && Code(c) == 1200 ? c with { Data = SyncMlData.OfText("1201") } : c);

    public static readonly MessageFilter UnknownAlert = o => o.Number == 1 ? Append(o, SyncMlCommand.Alert("", 1221)) : o.Message;

    public static readonly MessageFilter NoStatusInSequence = o =>
    {
        var inner = o.Server?.Commands.Where(c => c.Kind == SyncMlCommandKind.Sequence).SelectMany(c => c.Commands).Select(c => c.CmdId).ToHashSet() ?? [];
        return Keep(o, c => c.Kind != SyncMlCommandKind.Status || !inner.Contains(c.CmdRef));
    };

    public static readonly MessageFilter HeaderStatusMisnamed = o => Each(o, c => c is { Kind: SyncMlCommandKind.Status, CmdRef: "0" } ? c with { Cmd = "SyncML" } : c);

    public static readonly MessageFilter NoResultsForSeveral = o =>
    {
        var several = o.Server?.Commands.Where(c => c.Kind == SyncMlCommandKind.Get && c.Items.Length > 1).Select(c => c.CmdId).ToHashSet() ?? [];
        return Keep(o, c => c.Kind != SyncMlCommandKind.Results || !several.Contains(c.CmdRef));
    };

    public static readonly MessageFilter ResultsWithoutSource = o => Each(o, c => c.Kind == SyncMlCommandKind.Results ? c with { Items = [.. c.Items.Select(i => i with { Source = null })] } : c);

    public static readonly MessageFilter FinalTooEarly = o => o.Server is { Final: false } ? o.Message with { Final = true } : o.Message;

    public static readonly MessageFilter NoNextMessage = o => Keep(o, c => c.Kind != SyncMlCommandKind.Alert || Code(c) != 1222);

    public static readonly MessageFilter SizeInEveryChunk = o =>
        o.Previous is { } before && before.Commands.Any(c => c.Kind == SyncMlCommandKind.Results && c.Items.Any(i => i.MoreData))
            ? EachResult(o, i => i with { Meta = (i.Meta ?? new SyncMlMeta()) with { Size = "1" } })
            : o.Message;

    public static readonly MessageFilter SizeTooLarge = o => EachResult(o, i => i is { MoreData: true, Meta: { Size: { } size } meta } && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var octets)
        ? i with { Meta = meta with { Size = (octets + 1).ToString(CultureInfo.InvariantCulture) } }
        : i);

    public static readonly MessageFilter ChunkAnswered200 = o => Status(o, c => c.CmdRef != "0" && Code(c) == 213, 200);

    public static readonly MessageFilter NoAlertAfterChallenge = o => o.Number > 1 ? Keep(o, c => c.Kind != SyncMlCommandKind.Alert || Code(c) is not (1200 or 1201)) : o.Message;

    public static readonly MessageFilter RefusalWithoutChallenge = o => Each(o, c => c is { Kind: SyncMlCommandKind.Status, CmdRef: "0" } && Code(c) is 401 or 407 ? c with { Challenge = null } : c);

    public static readonly MessageFilter FailedAtomicAnswered200 = o => Status(o, c => c.Cmd == "Atomic" && Code(c) == 507, 200);

    public static readonly MessageFilter SequenceAnswered500 = o => Status(o, c => c.Cmd == "Sequence" && Code(c) == 200, 500);

    public static readonly MessageFilter UserAnswersLost = o => Status(o, c => c.Cmd == "Alert" && Code(c) is 304 or 214 or 408, 200);

    public static readonly MessageFilter EntriesLost = o => Each(o, c => c is { Kind: SyncMlCommandKind.Status, Cmd: "Alert" } ? c with { Items = [] } : c);

    private static SyncMlMessage Header(OutgoingMessage o, Func<SyncMlHeader, SyncMlHeader> change) => o.Message with { Header = change(o.Message.Header) };

    private static SyncMlMessage Each(OutgoingMessage o, Func<SyncMlCommand, SyncMlCommand> change) => o.Message with { Commands = [.. o.Message.Commands.Select(change)] };

    private static SyncMlMessage Keep(OutgoingMessage o, Func<SyncMlCommand, bool> wanted) => o.Message with { Commands = [.. o.Message.Commands.Where(wanted)] };

    private static SyncMlMessage EachResult(OutgoingMessage o, Func<SyncMlItem, SyncMlItem> change) =>
        Each(o, c => c.Kind == SyncMlCommandKind.Results ? c with { Items = [.. c.Items.Select(change)] } : c);

    private static SyncMlMessage Status(OutgoingMessage o, Func<SyncMlCommand, bool> which, int code) => Each(o, c =>
        c.Kind == SyncMlCommandKind.Status && which(c) ? c with { Data = SyncMlData.OfText(code.ToString(CultureInfo.InvariantCulture)) } : c);

    private static SyncMlMessage Append(OutgoingMessage o, SyncMlCommand command)
    {
        var id = o.Message.Commands.Max(c => int.TryParse(c.CmdId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0) + 1;
        return o.Message with { Commands = o.Message.Commands.Add(command with { CmdId = id.ToString(CultureInfo.InvariantCulture) }) };
    }

    private static bool Asks(SyncMlMessage server) => server.Commands.Any(c => c.Kind is not (SyncMlCommandKind.Status or SyncMlCommandKind.Alert));

    private static int? HeaderStatus(SyncMlMessage server) => server.Commands.FirstOrDefault(c => c is { Kind: SyncMlCommandKind.Status, CmdRef: "0" }) is { } status ? Code(status) : null;

    private static int? Code(SyncMlCommand command) => int.TryParse(command.Data?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}

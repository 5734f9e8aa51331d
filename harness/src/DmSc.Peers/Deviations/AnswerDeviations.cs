using System.Collections.Immutable;
using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>Defects in answers to commands that are malformed, or that ask for what is not there.</summary>
internal static class AnswerDeviations
{
    public static ImmutableArray<CardDeviation> All() =>
    [
        new("card.basic-channel-disturbs-others", "A SELECT on channel 0 changes the selection of every other channel.", filter: _ => new DisturbOtherChannels()),
        new("card.channels-survive-reset", "Logical channels are still open after a reset.", filter: _ => new KeepChannelsOpen()),
        new("card.closed-channel-stays-open", "MANAGE CHANNEL close is answered 9000 and leaves the channel open.", filter: _ => new LeaveChannelOpen()),
        new("card.fcp-of-master-file", "SELECT of an EF in the MF returns the FCP of the MF.", filter: _ => new FcpOfMasterFile()),
        new("card.ignores-p1-of-select", "SELECT with an undefined P1 is executed as a selection by file identifier.",
            filter: _ => new OverlookDefect(Sw.WrongP1P2, c => c[1] == 0xA4 ? [c[0], c[1], 0x00, .. c[3..]] : [])),
        new("card.ignores-secure-messaging-bits", "A command that announces secure messaging is executed as a plain one.",
            filter: _ => new OverlookDefect(Sw.NoSecureMessaging, c => [(byte)(c[0] & 0xF3), .. c[1..]])),
        new("card.ignores-surplus-octets", "SELECT with an odd number of octets is executed without the last one.",
            filter: _ => new OverlookDefect(Sw.LcInconsistent, c => c.Length > 7 && c[1] == 0xA4 && c.Length == 5 + c[4] ? [.. c[..4], (byte)(c[4] - 1), .. c[5..^1]] : [])),
        new("card.keeps-old-response", "GET RESPONSE gives what an earlier command left waiting, though others were executed since.", filter: _ => new KeepOldResponse()),
        new("card.knows-any-class", "A command with a reserved class octet is executed as one of class 00.",
            filter: _ => new OverlookDefect(Sw.UnknownCla, c => [0x00, .. c[1..]])),
        new("card.knows-any-instruction", "A command with an unknown instruction is answered 9000.", filter: _ => new AnswerUnknownIns()),
        new("card.locks-after-error", "After a command that makes no sense everything is answered 6F00 until the card is reset.", filter: _ => new LockAfterError()),
        new("card.old-response-to-read", "READ BINARY gives what an earlier command left waiting for GET RESPONSE.", filter: _ => new OldResponseToRead()),
        new("card.reads-records-as-binary", "READ BINARY of an EF with records gives its octets.", filter: _ => new ReadRecordsAsBinary()),
        new("card.reads-without-file", "READ BINARY without a current EF gives EF_ICCID.", filter: _ => new ReadWithoutFile()),
        new("card.status-of-master-file", "STATUS tells of the MF, whatever is the current directory.", filter: _ => new StatusOfMasterFile()),
        new("card.status-unknown", "STATUS is answered 6D00.", filter: _ => new RefuseStatus()),
        new("card.wraps-offsets", "READ BINARY takes 14 bits of the offset, not 15.", filter: _ => new WrapOffset()),
    ];
}

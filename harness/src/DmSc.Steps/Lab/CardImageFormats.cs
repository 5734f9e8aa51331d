using DmSc.Engine.Loading;

namespace DmSc.Steps.Lab;

/// <summary>The keys of card image files.</summary>
internal static class CardImageFormats
{
    public static readonly MapFormat Access = new("the access conditions",
    [
        new("read", ValueFormat.Text(), "READ BINARY, READ RECORD; of a directory: DELETE FILE of a child"),
        new("update", ValueFormat.Text(), "UPDATE BINARY, UPDATE RECORD; of a directory: CREATE FILE of an EF"),
        new("activate", ValueFormat.Text(), "ACTIVATE FILE"),
        new("deactivate", ValueFormat.Text(), "DEACTIVATE FILE"),
        new("increase", ValueFormat.Text(), "INCREASE; never when absent"),
    ]);

    public static readonly MapFormat File = new("a file",
    [
        new("ef", ValueFormat.Hex(2, 2), "an elementary file with this file identifier"),
        new("df", ValueFormat.Hex(2, 2), "a directory with this file identifier"),
        new("adf", ValueFormat.Hex(1, 16), "an application with this AID"),
        new("include", ValueFormat.Text(), "a file with a list of files to put here"),
        new("label", ValueFormat.Text(), "what people call it"),
        new("fid", ValueFormat.Hex(2, 2), "file identifier of an application"),
        new("structure", ValueFormat.Word("transparent", "linear-fixed", "cyclic"), "structure of an elementary file"),
        new("sfi", ValueFormat.Integer(1, 30), "short file identifier"),
        new("sfi-from-fid", ValueFormat.Boolean(), "the FCP tells no SFI, which is then the five low bits of the file identifier"),
        new("content", ValueFormat.Hex(0, 65535), "octets of a transparent file"),
        new("file", ValueFormat.Text(), "file with the octets of a transparent file, relative to this one"),
        new("octets", ValueFormat.Integer(1, 65535), "how many octets that file must have"),
        new("size", ValueFormat.Integer(1, 65535), "size of a transparent file; the rest is FF"),
        new("records", ValueFormat.ListOf(ValueFormat.Hex(0, 255)), "records from number 1"),
        new("record-length", ValueFormat.Integer(1, 255), "record length"),
        new("record-count", ValueFormat.Integer(1, 254), "number of records"),
        new("lifecycle", ValueFormat.Word("activated", "deactivated", "terminated"), "life cycle status"),
        new("access", ValueFormat.Map(Access), "access conditions; reading an EF always and all the rest with ADM1 when absent"),
        new("files", ValueFormat.ListOf(ValueFormat.Any()), "the files in a directory"),
    ]);

    public static readonly MapFormat Pin = new("a PIN",
    [
        new("key", ValueFormat.Hex(1, 1), "key reference", Required: true),
        new("digits", ValueFormat.Text(), "the value as a user types it"),
        new("value", ValueFormat.Hex(1, 8), "the value of a key that is no digits"),
        new("unblock", ValueFormat.Text(), "the unblock PIN, digits"),
        new("tries", ValueFormat.Integer(1, 15), "tries"),
        new("tries-left", ValueFormat.Integer(0, 15), "tries left when the card is issued"),
        new("enabled", ValueFormat.Boolean(), "whether it is enabled when the card is issued"),
    ]);

    public static readonly MapFormat Image = new("a card image",
    [
        new("name", ValueFormat.Text(), "what people call the card", Required: true),
        new("description", ValueFormat.Text(), "what it is for"),
        new("iccid", ValueFormat.Text(), "ICCID, digits", Required: true),
        new("atr", ValueFormat.Hex(2, 33), "answer to reset; made to fit the other keys when absent"),
        new("channels", ValueFormat.Integer(1, 20), "logical channels, channel 0 included"),
        new("partial-aid", ValueFormat.Boolean(), "whether truncated AIDs are taken"),
        new("t1", ValueFormat.Boolean(), "whether T=1 is offered beside T=0"),
        new("extended-length", ValueFormat.Boolean(), "whether the ATR announces extended APDUs"),
        new("terminal-capability", ValueFormat.Boolean(), "whether TERMINAL CAPABILITY is taken"),
        new("tolerant-class", ValueFormat.Boolean(), "whether interindustry commands are taken on class 80 too"),
        new("pins", ValueFormat.ListOf(ValueFormat.Map(Pin)), "PINs and ADM keys"),
        new("files", ValueFormat.ListOf(ValueFormat.Any()), "the files in the MF", Required: true),
    ]);

    public static readonly MapFormat Part = new("a part of a card image",
    [
        new("description", ValueFormat.Text(), "what it is for"),
        new("files", ValueFormat.ListOf(ValueFormat.Any()), "the files", Required: true),
    ]);
}

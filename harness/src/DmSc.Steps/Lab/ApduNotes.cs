using DmSc.Wire.Apdu;

namespace DmSc.Steps.Lab;

/// <summary>A few words about an APDU, for whoever reads a transcript.</summary>
internal static class ApduNotes
{
    /// <summary>Instruction and channel: <c>SELECT by AID, channel 1</c>.</summary>
    public static string OfCommand(ReadOnlySpan<byte> command)
    {
        if (command.Length < 4)
            return "no APDU";
        var name = command[1] switch
        {
            0xA4 => command[2] switch
            {
                0x00 => "SELECT by FID",
                0x01 => "SELECT child DF",
                0x03 => "SELECT parent",
                0x04 => "SELECT by AID",
                0x08 => "SELECT by path from MF",
                0x09 => "SELECT by path from current DF",
                _ => "SELECT",
            },
            0xB0 => $"READ BINARY, {((command[2] & 0x80) == 0 ? $"offset {(command[2] << 8) | command[3]}" : $"SFI {command[2] & 0x1F}, offset {command[3]}")}",
            0xB2 => $"READ RECORD {command[2]}",
            0xC0 => "GET RESPONSE",
            0x70 => command[2] == 0x80 ? "MANAGE CHANNEL close" : "MANAGE CHANNEL open",
            0xF2 => "STATUS",
            0xD6 => "UPDATE BINARY",
            0xDC => "UPDATE RECORD",
            0x20 => command.Length <= 5 ? "VERIFY, query" : "VERIFY",
            0x24 => "CHANGE PIN",
            0x26 => "DISABLE PIN",
            0x28 => "ENABLE PIN",
            0x2C => "UNBLOCK PIN",
            0x84 => "GET CHALLENGE",
            0x88 or 0x89 => "AUTHENTICATE",
            _ => $"INS {command[1]:X2}",
        };
        return $"{name}, channel {ClassByte.ChannelOf(command[0])}";
    }

    /// <summary>What the status word means, as far as ETSI TS 102 221, 10.2.1 says.</summary>
    public static string OfResponse(ReadOnlySpan<byte> response)
    {
        if (response.Length < 2)
            return "shorter than a status word";
        var sw = (response[^2] << 8) | response[^1];
        return sw switch
        {
            0x9000 => "",
            0x6281 => "returned data may be corrupted",
            0x6282 => "end of file before Le octets",
            0x6283 => "selected file deactivated",
            0x6284 => "selected file terminated",
            0x6700 => "wrong length",
            0x6881 => "logical channel not supported",
            0x6981 => "command does not fit the file's structure",
            0x6982 => "security status not satisfied",
            0x6983 => "PIN blocked",
            0x6984 => "referenced data invalidated",
            0x6985 => "conditions of use not satisfied",
            0x6986 => "no EF selected",
            0x6A81 => "function not supported",
            0x6A82 => "file not found",
            0x6A83 => "record not found",
            0x6A86 => "wrong P1 P2",
            0x6A88 => "referenced data not found",
            0x6B00 => "wrong P1 P2 (offset)",
            0x6D00 => "instruction not supported",
            0x6E00 => "class not supported",
            _ => (sw >> 8) switch
            {
                0x61 => $"{LengthOf(sw)} octets wait",
                0x6C => $"Le is {LengthOf(sw)}",
                0x91 => "normal, a proactive command waits",
                0x63 when (sw & 0xF0) == 0xC0 => $"{sw & 0x0F} tries left",
                _ => "",
            },
        };
    }

    private static int LengthOf(int sw) => (sw & 0xFF) == 0 ? 256 : sw & 0xFF;
}

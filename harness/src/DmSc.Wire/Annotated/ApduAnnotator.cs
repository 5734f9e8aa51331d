using System.Collections.Immutable;
using DmSc.Wire.Apdu;

namespace DmSc.Wire.Annotated;

/// <summary>Command and response APDUs field by field; data that an instruction gives a meaning are decoded.</summary>
internal static class ApduAnnotator
{
    public static AnnotatedNode Command(ReadOnlyMemory<byte> octets)
    {
        var apdu = CommandApdu.Parse(octets);
        var b = octets.Span;
        var extended = b.Length > 5 && b[4] == 0;
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        parts.Add(new AnnotatedNode(0, 1, "CLA", $"{apdu.Cla:X2} {ClassName(apdu.Cla)}, channel {ClassByte.ChannelOf(apdu.Cla)}"));
        parts.Add(new AnnotatedNode(1, 1, "INS", $"{apdu.Ins:X2} {InstructionName(apdu.Ins) ?? "not known"}"));
        parts.Add(new AnnotatedNode(2, 1, "P1", $"{apdu.P1:X2}"));
        parts.Add(new AnnotatedNode(3, 1, "P2", $"{apdu.P2:X2}"));
        var at = 4;
        if (!apdu.Data.IsEmpty)
        {
            var width = extended ? 3 : 1;
            parts.Add(new AnnotatedNode(at, width, "Lc", $"{apdu.Data.Length}"));
            at += width;
            parts.Add(Data(apdu, at));
            at += apdu.Data.Length;
        }

        if (apdu.Le is { } le)
            parts.Add(new AnnotatedNode(at, b.Length - at, "Le", $"{le}"));
        return new AnnotatedNode(0, b.Length, "command APDU", InstructionName(apdu.Ins), parts.ToImmutable());
    }

    public static AnnotatedNode Response(ReadOnlyMemory<byte> octets)
    {
        var apdu = ResponseApdu.Parse(octets);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        if (!apdu.Data.IsEmpty)
        {
            var inner = Meaningful(apdu.Data);
            parts.Add(new AnnotatedNode(0, apdu.Data.Length, "data", inner is null ? Show.TextOrHex(apdu.Data.Span) : null, Nested.OneOrNone(inner)));
        }

        parts.Add(new AnnotatedNode(octets.Length - 2, 2, "status word", $"{apdu.Sw} {Meaning(apdu.Sw)}"));
        return new AnnotatedNode(0, octets.Length, "response APDU", null, parts.ToImmutable());
    }

    /// <summary>Data of an answer that name themselves: file control parameters, a proactive command, a record of EF(DIR).</summary>
    internal static AnnotatedNode? Meaningful(ReadOnlyMemory<byte> data) => data.IsEmpty ? null : data.Span[0] switch
    {
        0x62 => Nested.Try(data, 0, FcpAnnotator.Annotate),
        0xD0 => Nested.Try(data, 0, CatAnnotator.Annotate),
        0x61 => Nested.Try(data, 0, Pkcs15Annotator.Dir),
        _ => null,
    };

    internal static string? InstructionName(byte ins) => ins switch
    {
        0x04 => "DEACTIVATE FILE",
        0x10 => "TERMINAL PROFILE",
        0x12 => "FETCH",
        0x14 => "TERMINAL RESPONSE",
        0x20 => "VERIFY PIN",
        0x22 => "MANAGE SECURITY ENVIRONMENT",
        0x2A => "PERFORM SECURITY OPERATION",
        0x24 => "CHANGE PIN",
        0x26 => "DISABLE PIN",
        0x28 => "ENABLE PIN",
        0x2C => "UNBLOCK PIN",
        0x32 => "INCREASE",
        0x44 => "ACTIVATE FILE",
        0x70 => "MANAGE CHANNEL",
        0x73 => "MANAGE SECURE CHANNEL",
        0x75 => "TRANSACT DATA",
        0x84 => "GET CHALLENGE",
        0x88 or 0x89 => "AUTHENTICATE",
        0xA2 => "SEARCH RECORD",
        0xA4 => "SELECT",
        0xAA => "TERMINAL CAPABILITY",
        0xB0 => "READ BINARY",
        0xB2 => "READ RECORD",
        0xC0 => "GET RESPONSE",
        0xC2 => "ENVELOPE",
        0xCA => "GET DATA",
        0xCB => "RETRIEVE DATA",
        0xD6 => "UPDATE BINARY",
        0xDB => "SET DATA",
        0xDC => "UPDATE RECORD",
        0xE0 => "CREATE FILE",
        0xE4 => "DELETE FILE",
        0xF2 => "STATUS",
        _ => null,
    };

    internal static bool IsKnownClass(byte cla) => (cla & 0xF0) is 0x00 or 0x40 or 0x60 or 0x80 or 0xA0 or 0xC0 or 0xE0;

    private static AnnotatedNode Data(CommandApdu apdu, int at)
    {
        Func<ReadOnlyMemory<byte>, AnnotatedNode>? annotate = apdu.Ins switch
        {
            0x10 => CatAnnotator.Profile,
            0x14 or 0xC2 => CatAnnotator.Annotate,
            _ => null,
        };
        if (annotate is not null)
            return Nested.Read("data", apdu.Data, at, annotate);
        var value = apdu.Ins switch
        {
            0xA4 when apdu.P1 == 0x04 => "AID " + Convert.ToHexString(apdu.Data.Span),
            0xA4 when apdu.P1 is 0x08 or 0x09 => "path " + Convert.ToHexString(apdu.Data.Span),
            0xA4 => "file " + Convert.ToHexString(apdu.Data.Span),
            // What a PIN is, is nobody's business who reads a listing.
            0x20 or 0x24 or 0x26 or 0x28 or 0x2C => "********",
            _ => Show.Hex(apdu.Data.Span),
        };
        return new AnnotatedNode(at, apdu.Data.Length, "data", value);
    }

    private static string ClassName(byte cla) => (cla & 0xF0) switch
    {
        0x00 or 0x40 or 0x60 => "interindustry",
        0x80 or 0xC0 or 0xE0 => "ETSI TS 102 221",
        0xA0 => "GSM 11.11",
        _ => "not known",
    };

    internal static string Meaning(StatusWord sw) => sw.Value switch
    {
        0x9000 => "normal end",
        0x6200 => "warning, no information",
        0x6281 => "part of the data may be corrupt",
        0x6282 => "end of file reached",
        0x6283 => "file deactivated",
        0x6285 => "file terminated",
        0x62F1 => "more data available",
        0x6400 => "no change of memory",
        0x6581 => "memory problem",
        0x6700 => "wrong length",
        0x6881 => "logical channel not supported",
        0x6882 => "secure messaging not supported",
        0x6981 => "command incompatible with file structure",
        0x6982 => "security status not satisfied",
        0x6983 => "PIN blocked",
        0x6984 => "referenced data invalidated",
        0x6985 => "conditions of use not satisfied",
        0x6986 => "no EF selected",
        0x6A80 => "wrong data",
        0x6A81 => "function not supported",
        0x6A82 => "file not found",
        0x6A83 => "record not found",
        0x6A84 => "not enough memory",
        0x6A86 => "wrong P1 or P2",
        0x6A87 => "Lc inconsistent with P1, P2",
        0x6A88 => "referenced data not found",
        0x6B00 => "wrong P1 or P2",
        0x6D00 => "instruction not supported",
        0x6E00 => "class not supported",
        0x6F00 => "technical problem",
        0x9300 => "toolkit is busy",
        _ => sw.Sw1 switch
        {
            0x61 => $"{(sw.Sw2 == 0 ? 256 : sw.Sw2)} octets to GET RESPONSE",
            0x6C => $"Le must be {(sw.Sw2 == 0 ? 256 : sw.Sw2)}",
            0x91 => $"normal end, {(sw.Sw2 == 0 ? 256 : sw.Sw2)} octets to FETCH",
            0x92 => "normal end, about a data transfer session",
            0x63 when (sw.Sw2 & 0xF0) == 0xC0 => $"{sw.Sw2 & 0x0F} tries left",
            _ => "",
        },
    };
}

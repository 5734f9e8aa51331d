using System.Collections.Immutable;
using DmSc.Wire.Apdu;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>How much a ground is worth.</summary>
public enum DetectionStrength
{
    /// <summary>It could be so; octets of many kinds would look the same.</summary>
    Possible,

    /// <summary>Lengths and values fit, and other kinds seldom look so.</summary>
    Likely,

    /// <summary>A name or an identifier of the format stands in it.</summary>
    Certain,
}

/// <summary>A kind that an input can be taken for.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Strength">How sure that is.</param>
/// <param name="Ground">What was seen.</param>
public sealed record DetectedKind(WireKind Kind, DetectionStrength Strength, string Ground);

/// <summary>Tells from its octets what an input is. Only kinds that it can be decoded as are named.</summary>
public static class KindDetection
{
    // In the order of preference among equals.
    private static readonly ImmutableArray<(WireKind Kind, Func<ReadOnlyMemory<byte>, (DetectionStrength Strength, string Ground)?> Look)> s_kinds =
    [
        (WireKind.Wbxml, octets => WbxmlDetection.CodeSpaceOf(octets.Span) is { } space ? (DetectionStrength.Likely, $"header of WBXML with the public id of {space.Title}") : null),
        (WireKind.OtaHttp, octets => HttpAnnotator.LooksLikeHttp(octets.Span) ? (DetectionStrength.Certain, "starts with a line of HTTP") : null),
        (WireKind.Push, Pushed),
        (WireKind.Atr, octets => octets.Length is >= 2 and <= 33 && octets.Span[0] is (0x3B or 0x3F) ? (DetectionStrength.Certain, $"TS {octets.Span[0]:X2}, and length and TCK fit") : null),
        (WireKind.AdministrationTrigger, octets => octets.Length > 4 && octets.Span[0] == 0x81 && octets.Span[1] is not 3 && octets.Span[1..4].Contains((byte)0x83) ? (DetectionStrength.Certain, "trigger 81 with session parameters 83") : null),
        (WireKind.Cat, Toolkit),
        (WireKind.Fcp, octets => octets.Span[0] == 0x62 ? (DetectionStrength.Certain, "template 62 with file control parameters") : null),
        (WireKind.Dir, octets => octets.Span[0] == 0x61 && octets.Length > 4 && octets.Span[1..].IndexOf((byte)0x4F) is >= 1 and <= 3 ? (DetectionStrength.Certain, "application template 61 with an AID 4F") : null),
        (WireKind.Odf, octets => octets.Span[0] is >= 0xA0 and <= 0xA8 && octets.Length > 4 && octets.Span[2] is (0x30 or 0x04) && octets.Span[4] is (0x04 or 0x30) ? (DetectionStrength.Likely, $"tag {octets.Span[0]:X2} of an ObjectDirectory entry with a path") : null),
        (WireKind.Dodf, octets => octets.Span[0] is (0x30 or 0xA0 or 0xA1) && octets.Length > 8 ? (DetectionStrength.Likely, "decodes as entries of EF(DODF)") : null),
        (WireKind.Aodf, octets => octets.Span[0] is 0x30 && octets.Length > 8 ? (DetectionStrength.Likely, "decodes as entries of EF(AODF)") : null),
        (WireKind.Cdf, octets => octets.Span[0] is 0x30 && octets.Length > 8 ? (DetectionStrength.Likely, "decodes as entries of EF(CDF)") : null),
        (WireKind.Notification, Notified),
        (WireKind.Sms, Message),
        (WireKind.UserData, Headed),
        (WireKind.AccessRules, octets => octets.Length > 4 && octets.Span[0] == 0x80 && octets.Span[1] == 1 && octets.Span[3] is (0x90 or 0x97 or 0xA4 or 0xA0 or 0xA7 or 0xAF) ? (DetectionStrength.Likely, "access mode 80 with a security condition") : null),
        (WireKind.TokenInfo, octets => octets.Length > 8 && octets.Span[0] == 0x30 && octets.Span[2..5].SequenceEqual<byte>([0x02, 0x01, 0x00]) ? (DetectionStrength.Certain, "SEQUENCE with version 0 and a serial number") : null),
        (WireKind.CommandApdu, Command),
        (WireKind.ResponseApdu, Response),
        (WireKind.BerTlv, octets => (DetectionStrength.Possible, "lengths of BER-TLV objects fit")),
        (WireKind.ComprehensionTlv, octets => (DetectionStrength.Possible, "lengths of COMPREHENSION-TLV objects fit")),
    ];

    /// <summary>All kinds that the input can be decoded as, the best first. Several with the strength of the first mean that it is ambiguous.</summary>
    /// <param name="octets">The input.</param>
    /// <param name="lenient">As in <see cref="AnnotatedInput.Read"/>.</param>
    /// <exception cref="WireFormatException">Larger than <see cref="AnnotatedInput.MaxSize"/>.</exception>
    public static ImmutableArray<DetectedKind> Of(ReadOnlyMemory<byte> octets, bool lenient = false)
    {
        if (octets.Length > AnnotatedInput.MaxSize)
            throw new WireFormatException("LimitExceeded", AnnotatedInput.MaxSize, $"{octets.Length} octets; {AnnotatedInput.MaxSize} are the most");
        if (octets.IsEmpty)
            return [];
        if (Document(octets, lenient) is { } document && Decodes(octets, document.Kind, lenient))
            return [document];
        var found = ImmutableArray.CreateBuilder<DetectedKind>();
        foreach (var (kind, look) in s_kinds)
        {
            if (look(octets) is not { } seen || !Decodes(octets, kind, lenient || kind == WireKind.Wbxml))
                continue;
            found.Add(new DetectedKind(kind, seen.Strength, seen.Ground));
            // What names itself needs no further guesses.
            if (seen.Strength == DetectionStrength.Certain)
                break;
        }

        return [.. found.OrderByDescending(one => one.Strength)];
    }

    /// <summary>Whether the first octets promise a kind that the rest breaks.</summary>
    internal static bool IsBroken(ReadOnlyMemory<byte> octets, bool lenient) => Resembles(octets) is { } kind && !Decodes(octets, kind, lenient);

    /// <summary>What the first octets promise, whether the rest keeps it or not.</summary>
    private static WireKind? Resembles(ReadOnlyMemory<byte> octets)
    {
        var b = octets.Span;
        return XmlElements.LooksLikeXml(b) ? XmlKind(octets)
            : b.Length > 1 && b[0] is >= 1 and <= 3 && b[1] is (0xA4 or 0x00 or 0x0B or 0x9F) ? WireKind.Wbxml
            : b.Length > 1 && b[1] == PushPdu.PduType ? WireKind.Push
            : b[0] switch { 0x3B or 0x3F => WireKind.Atr, 0x62 => WireKind.Fcp, > 0xCF and <= 0xDF => WireKind.Cat, 0x61 => WireKind.Dir, _ => null };
    }

    /// <summary>Why an input is of no kind: the defect of the kind that it resembles most.</summary>
    internal static WireFormatException WhyNot(ReadOnlyMemory<byte> octets, bool lenient)
    {
        if (octets.IsEmpty)
            return new WireFormatException("EmptyInput", 0, "the input is empty");
        var resembles = Resembles(octets);
        try
        {
            if (resembles is { } kind)
                AnnotatedInput.Read(octets, kind, lenient);
        }
        catch (WireFormatException failure)
        {
            return new WireFormatException(failure.Error with { Reason = $"{failure.Error.Reason} (read as {WireKindName.Of(resembles!.Value)})" });
        }

        return new WireFormatException("UnknownKind", 0, "the octets are of no kind that is known; name one with --as");
    }

    private static WireKind XmlKind(ReadOnlyMemory<byte> octets)
    {
        var start = octets.Span[..Math.Min(octets.Length, 4096)];
        return start.IndexOf("<wap-provisioningdoc"u8) >= 0 ? WireKind.ClientProvisioning
            : start.IndexOf("<MgmtTree"u8) >= 0 && start.IndexOf("<SyncML"u8) < 0 ? WireKind.Tnds
            : start.IndexOf("<DevInf"u8) >= 0 && start.IndexOf("<SyncML"u8) < 0 ? WireKind.DevInf
            : WireKind.SyncMl;
    }

    private static bool Decodes(ReadOnlyMemory<byte> octets, WireKind kind, bool lenient)
    {
        try
        {
            AnnotatedInput.Read(octets, kind, lenient);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    /// <summary>What the root element of XML or WBXML says; <c>null</c> when it is neither, malformed, or has another root.</summary>
    private static DetectedKind? Document(ReadOnlyMemory<byte> octets, bool lenient)
    {
        var xml = XmlElements.LooksLikeXml(octets.Span);
        if (!xml && WbxmlDetection.CodeSpaceOf(octets.Span) is null)
            return null;
        WbxmlElement root;
        try
        {
            root = xml
                ? XmlElements.Read(octets.Span, AnnotatedInput.Limits, 0)
                : WbxmlDocument.Parse(octets, lenient ? AnnotatedInput.Lenient : AnnotatedInput.Strict).Root;
        }
        catch (WireFormatException)
        {
            return null;
        }

        var described = root.Name == "MgmtTree" && Describes(root);
        WireKind? kind = root.Name switch
        {
            "SyncML" => WireKind.SyncMl,
            "MgmtTree" => described ? WireKind.Ddf : WireKind.Tnds,
            "DevInf" => WireKind.DevInf,
            "wap-provisioningdoc" => WireKind.ClientProvisioning,
            _ => null,
        };
        var detail = root.Name != "MgmtTree" ? "" : described ? ", with DFProperties" : ", without DFProperties";
        return kind is { } one ? new DetectedKind(one, DetectionStrength.Certain, $"{(xml ? "XML" : "WBXML")} with the root {root.Name}{detail}") : null;
    }

    private static bool Describes(WbxmlElement element)
    {
        foreach (var child in element.Elements)
        {
            if (child.Name == "DFProperties" || Describes(child))
                return true;
        }

        return false;
    }

    private static (DetectionStrength, string)? Pushed(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length < 4 || octets.Span[1] != PushPdu.PduType)
            return null;
        try
        {
            return PushPdu.Parse(octets).ContentType.MediaType is { } type
                ? (DetectionStrength.Certain, $"PDU type 06 and content type {type}")
                : (DetectionStrength.Likely, "PDU type 06 and a header block that fits");
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static (DetectionStrength, string)? Toolkit(ReadOnlyMemory<byte> octets) => octets.Span[0] switch
    {
        0xD0 => (DetectionStrength.Certain, "template D0 with command details"),
        > 0xD0 and <= 0xDF => (DetectionStrength.Likely, $"template {octets.Span[0]:X2} of an envelope"),
        0x81 or 0x01 when octets.Length > 2 && octets.Span[1] == 3 => (DetectionStrength.Certain, "starts with command details and has a result"),
        _ => null,
    };

    private static (DetectionStrength, string)? Notified(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length is < NotificationPackage.MinLength or > 512)
            return null;
        try
        {
            var trigger = NotificationPackage.Parse(octets).Trigger;
            return trigger is { Version: >= 10 and <= 20, FutureUse: 0, ServerId.Length: > 0 } && !trigger.ServerId.AsSpan().ContainsAnyExceptInRange(' ', '~')
                ? (DetectionStrength.Certain, $"version {trigger.Version / 10}.{trigger.Version % 10}, 27 zero bits and a server identifier behind a digest")
                : null;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static (DetectionStrength, string)? Headed(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length is < 8 or > 140 || octets.Span[0] is < 2 or > 32)
            return null;
        try
        {
            return UserDataHeader.Parse(octets).Ports is { } ports
                ? (DetectionStrength.Likely, $"user data header with ports {ports.Destination} and {ports.Source}")
                : null;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static (DetectionStrength, string)? Command(ReadOnlyMemory<byte> octets)
    {
        var b = octets.Span;
        return b.Length >= 4 && ApduAnnotator.IsKnownClass(b[0]) && ApduAnnotator.InstructionName(b[1]) is { } name
            ? (DetectionStrength.Likely, $"class {b[0]:X2}, {name}, and a length that fits")
            : null;
    }

    private static (DetectionStrength, string)? Message(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length < 12 || Nested.Try(octets, 0, SmsAnnotator.Annotate) is not { } tree)
            return null;
        var data = tree.Children[^1].Children.LastOrDefault();
        return data is { Label: "datagram" or "secured data", Problem: null }
            ? (DetectionStrength.Certain, $"TPDU with {data.Label} behind a user data header")
            : (DetectionStrength.Possible, "address and TP-UDL fit the length of the TPDU");
    }

    private static (DetectionStrength, string)? Response(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length < 2)
            return null;
        var sw = new StatusWord((ushort)((octets.Span[^2] << 8) | octets.Span[^1]));
        if (ApduAnnotator.Meaning(sw).Length == 0)
            return null;
        return ApduAnnotator.Meaningful(octets[..^2]) is { } data
            ? (DetectionStrength.Certain, $"{data.Label} and status word {sw}")
            : (sw.Value == 0x9000 || octets.Length == 2 ? DetectionStrength.Likely : DetectionStrength.Possible, $"ends with status word {sw}");
    }
}

using System.Collections.Immutable;
using DmSc.Wire.Cat;
using DmSc.Wire.Push;

namespace DmSc.Wire.Annotated;

/// <summary>An SMS TPDU field by field; a push in it is decoded when it is in one part.</summary>
internal static class SmsAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty)
            throw new WireFormatException(PushErrors.UnexpectedEnd, 0, "a TPDU was expected");
        return (octets.Span[0] & 3) switch
        {
            0 => Deliver(octets),
            1 => Submit(octets),
            var type => throw new WireFormatException(PushErrors.TpduType, 0, $"message type {type} is neither 0 (SMS-DELIVER) nor 1 (SMS-SUBMIT)"),
        };
    }

    /// <summary>User data with a header.</summary>
    public static AnnotatedNode UserData(ReadOnlyMemory<byte> octets)
    {
        var header = UserDataHeader.Parse(octets);
        return new AnnotatedNode(0, octets.Length, "TP-UD", null, [Header(header, 0), Body(header, octets[header.Length..], header.Length)]);
    }

    private static AnnotatedNode Deliver(ReadOnlyMemory<byte> octets)
    {
        var sms = SmsDeliver.Parse(octets);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var first = octets.Span[0];
        parts.Add(new AnnotatedNode(0, 1, "first octet", $"{first:X2} SMS-DELIVER{Show.Flag((first & 4) != 0, ", no more messages")}{Show.Flag(sms.Content.HasHeader, ", UDHI")}"));
        var at = Address(parts, 1, "TP-OA", sms.Originator);
        at = Coding(parts, at, sms.Content);
        parts.Add(new AnnotatedNode(at, SmsTimestamp.Length, "TP-SCTS", sms.Timestamp.Time is { } time ? $"{time:yyyy-MM-dd HH:mm:ss zzz}" : Show.Hex(sms.Timestamp.Octets.Span)));
        UserData(parts, at + SmsTimestamp.Length, octets, sms.Content);
        return new AnnotatedNode(0, octets.Length, "SMS-DELIVER", null, parts.ToImmutable());
    }

    private static AnnotatedNode Submit(ReadOnlyMemory<byte> octets)
    {
        var sms = SmsSubmit.Parse(octets);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        parts.Add(new AnnotatedNode(0, 1, "first octet", $"{octets.Span[0]:X2} SMS-SUBMIT{Show.Flag(sms.Content.HasHeader, ", UDHI")}"));
        parts.Add(new AnnotatedNode(1, 1, "TP-MR", $"{sms.Reference}"));
        var at = Address(parts, 2, "TP-DA", sms.Destination);
        at = Coding(parts, at, sms.Content);
        if (!sms.Validity.IsEmpty)
            parts.Add(new AnnotatedNode(at, sms.Validity.Length, "TP-VP", Show.Hex(sms.Validity.Span)));
        UserData(parts, at + sms.Validity.Length, octets, sms.Content);
        return new AnnotatedNode(0, octets.Length, "SMS-SUBMIT", null, parts.ToImmutable());
    }

    private static int Address(ImmutableArray<AnnotatedNode>.Builder parts, int at, string label, SmsAddress address)
    {
        parts.Add(new AnnotatedNode(at, 2 + address.Value.Length, label, $"{address} (type {address.Type:X2})"));
        return at + 2 + address.Value.Length;
    }

    private static int Coding(ImmutableArray<AnnotatedNode>.Builder parts, int at, SmsContent content)
    {
        var coding = SmsDataCoding.IsEightBit(content.DataCoding) ? "8-bit data" : SmsDataCoding.IsSevenBit(content.DataCoding) ? "7-bit text" : "other";
        var protocol = content.ProtocolIdentifier == 0x7F ? "7F (U)SIM data download" : $"{content.ProtocolIdentifier:X2}";
        parts.Add(new AnnotatedNode(at, 1, "TP-PID", protocol));
        parts.Add(new AnnotatedNode(at + 1, 1, "TP-DCS", $"{content.DataCoding:X2} {coding}"));
        return at + 2;
    }

    private static void UserData(ImmutableArray<AnnotatedNode>.Builder parts, int at, ReadOnlyMemory<byte> octets, SmsContent content)
    {
        parts.Add(new AnnotatedNode(at, 1, "TP-UDL", $"{octets.Span[at]}"));
        at++;
        var inner = ImmutableArray.CreateBuilder<AnnotatedNode>();
        UserDataHeader? header = null;
        if (content.HasHeader)
        {
            try
            {
                header = UserDataHeader.Parse(content.UserData);
            }
            catch (WireFormatException failure)
            {
                parts.Add(new AnnotatedNode(at, content.UserData.Length, "TP-UD", Show.Hex(content.UserData.Span))
                {
                    Problem = failure.Error with { Offset = at + failure.Error.Offset },
                });
                return;
            }

            inner.Add(Header(header, at));
        }

        var used = header?.Length ?? 0;
        inner.Add(Body(header, content.UserData[used..], at + used));
        parts.Add(new AnnotatedNode(at, content.UserData.Length, "TP-UD", null, inner.ToImmutable()));
    }

    private static AnnotatedNode Body(UserDataHeader? header, ReadOnlyMemory<byte> body, int at)
    {
        if (header?.Concatenation is { Total: > 1 } place)
            return new AnnotatedNode(at, body.Length, $"part {place.Sequence} of {place.Total}", Show.Hex(body.Span));
        if (header?.Ports?.Destination is ApplicationPorts.Push)
            return Nested.Read("datagram", body, at, PushAnnotator.Annotate);
        return header is not null && header.Elements.Any(element => element.Identifier == CommandPacket.InformationElement)
            ? Nested.Read("secured data", body, at, CatAnnotator.Packet)
            : new AnnotatedNode(at, body.Length, "data", Show.Hex(body.Span));
    }

    private static AnnotatedNode Header(UserDataHeader header, int at)
    {
        var elements = ImmutableArray.CreateBuilder<AnnotatedNode>();
        foreach (var element in header.Elements)
        {
            var d = element.Data.Span;
            var (name, value) = element.Identifier switch
            {
                0x00 => ("concatenation, 8-bit reference", $"reference {d[0]}, part {d[2]} of {d[1]}"),
                0x04 => ("application ports, 8-bit", $"destination {d[0]}, source {d[1]}"),
                0x05 => ("application ports, 16-bit", $"destination {(d[0] << 8) | d[1]}, source {(d[2] << 8) | d[3]}"),
                0x08 => ("concatenation, 16-bit reference", $"reference {(d[0] << 8) | d[1]}, part {d[3]} of {d[2]}"),
                0x70 => ("command packet header", Show.Hex(d)),
                0x71 => ("response packet header", Show.Hex(d)),
                var other => ($"information element {other:X2}", Show.Hex(d)),
            };
            elements.Add(new AnnotatedNode(at + element.Offset, 2 + d.Length, name, value));
        }

        return new AnnotatedNode(at, header.Length, "user data header", $"UDHL {header.Length - 1}", elements.ToImmutable());
    }
}

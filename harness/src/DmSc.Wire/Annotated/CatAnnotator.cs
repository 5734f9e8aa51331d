using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Cat;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Annotated;

/// <summary>Messages of the card application toolkit, object by object; a short message or push in them is decoded.</summary>
internal static class CatAnnotator
{
    private const int MaxSize = 0x10000;

    /// <summary>Proactive command, envelope or terminal response, by the first octet.</summary>
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets) => octets.Length is 0 or > MaxSize
        ? throw new WireFormatException(CatErrors.UnexpectedEnd, 0, $"a toolkit message of 1 to {MaxSize} octets was expected")
        : octets.Span[0] switch
        {
            ProactiveCommand.Template => Templated(octets, "proactive command", CommandName(ProactiveCommand.Parse(octets).Details)),
            > 0xD0 and <= 0xDF => Templated(octets, "envelope", EnvelopeName(Envelope.Parse(octets))),
            _ => Response(octets),
        };

    /// <summary>Objects without a template.</summary>
    public static AnnotatedNode Objects(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > MaxSize)
            throw new WireFormatException("LimitExceeded", MaxSize, $"{octets.Length} octets; {MaxSize} are the most of toolkit objects");
        if (octets.IsEmpty)
            throw new WireFormatException(CatErrors.UnexpectedEnd, 0, "a tag was expected");
        return new AnnotatedNode(0, octets.Length, "COMPREHENSION-TLV", null, Parts(octets, 0));
    }

    public static AnnotatedNode Profile(ReadOnlyMemory<byte> octets)
    {
        var profile = TerminalProfile.Parse(octets.Span);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        for (var i = 0; i < octets.Length; i++)
        {
            var names = new List<string>();
            foreach (var facility in Enum.GetValues<TerminalFacility>())
            {
                if ((int)facility / 8 == i && profile.Has(facility))
                    names.Add(facility.ToString());
            }

            if (i == 12)
                names.Add($"{profile.Channels} channels");
            parts.Add(new AnnotatedNode(i, 1, $"octet {i + 1}", $"{octets.Span[i]:X2} {string.Join(", ", names)}".TrimEnd()));
        }

        return new AnnotatedNode(0, octets.Length, "terminal profile", null, parts.ToImmutable());
    }

    /// <summary>A command packet of secured packets.</summary>
    public static AnnotatedNode Packet(ReadOnlyMemory<byte> octets)
    {
        var packet = CommandPacket.Parse(octets);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var spi = packet.SecurityParameters >> 8;
        var counter = ((spi >> 3) & 3) switch { 0 => "no counter", 1 => "counter not checked", 2 => "counter must be higher", _ => "counter must be one higher" };
        parts.Add(new AnnotatedNode(0, 2, "CPL", $"{octets.Length - 2}"));
        parts.Add(new AnnotatedNode(2, 1, "CHL", $"{packet.HeaderLength}"));
        parts.Add(new AnnotatedNode(3, 2, "SPI", $"{packet.SecurityParameters:X4} {(spi & 3) switch { 0 => "no checksum", 1 => "RC", 2 => "CC", _ => "DS" }}, {(packet.IsCiphered ? "ciphered" : "not ciphered")}, {counter}"));
        parts.Add(new AnnotatedNode(5, 1, "KIc", $"{packet.CipheringKey:X2}"));
        parts.Add(new AnnotatedNode(6, 1, "KID", $"{packet.ChecksumKey:X2}"));
        parts.Add(new AnnotatedNode(7, 3, "TAR", $"{packet.Application:X6}{packet.Application switch { CommandPacket.ScwsApplication => " SCWS", CommandPacket.ScwsAdministrationAgent => " SCWS administration agent", 0 or 0xB20100 => " issuer security domain", _ => "" }}"));
        if (packet is { Counter: { } cntr, Checksum: { } checksum, Data: { } data, PaddingCounter: { } padding })
        {
            parts.Add(new AnnotatedNode(10, 5, "CNTR", Show.Hex(cntr.Span)));
            parts.Add(new AnnotatedNode(15, 1, "PCNTR", $"{padding}"));
            if (!checksum.IsEmpty)
                parts.Add(new AnnotatedNode(16, checksum.Length, "RC, CC or DS", Show.Hex(checksum.Span)));
            var at = octets.Length - data.Length;
            var trigger = Nested.Try(data, at, Trigger);
            parts.Add(new AnnotatedNode(at, data.Length, "data", trigger is null ? Show.TextOrHex(data.Span) : null, Nested.OneOrNone(trigger)));
        }
        else
        {
            parts.Add(new AnnotatedNode(10, packet.Secured.Length, "ciphered", Show.Hex(packet.Secured.Span)));
        }

        return new AnnotatedNode(0, octets.Length, "command packet", null, parts.ToImmutable());
    }

    /// <summary>The trigger of an administration session.</summary>
    public static AnnotatedNode Trigger(ReadOnlyMemory<byte> octets)
    {
        var trigger = AdministrationTrigger.Parse(octets);
        var at = 0;
        var outer = BerTlv.Read(octets, ref at);
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        at = 0;
        var session = BerTlv.Read(outer.Value, ref at, outer.ValueOffset);
        for (var next = 0; next < session.Value.Length;)
        {
            var start = next;
            var part = BerTlv.Read(session.Value, ref next, session.ValueOffset);
            var (label, value) = part.Tag switch
            {
                0x84 => ("84 connection parameters", (string?)null),
                0x85 => ("85 security parameters", $"PSK identity {Show.TextOrHex(trigger.Security!.Identity.Span)}, key {trigger.Security.KeyVersion:X2} {trigger.Security.KeyIdentifier:X2}"),
                0x86 => ("86 retry policy", $"{trigger.Retry!.Retries} retries, {trigger.Retry.Delay.Time} in between"),
                0x89 => ("89 HTTP POST", $"host {trigger.Post!.Host}, agent {trigger.Post.AgentId}, URI {trigger.Post.Uri}"),
                _ => ($"{part.Tag:X2}", Show.Hex(part.Value.Span)),
            };
            parts.Add(new AnnotatedNode(session.ValueOffset + start, next - start, label, value, part.Tag == 0x84 ? Parts(part.Value, part.ValueOffset) : []));
        }

        return new AnnotatedNode(0, octets.Length, "81 administration session trigger", null,
            [new AnnotatedNode(session.Offset, session.ValueOffset - session.Offset + session.Value.Length, "83 session parameters", null, parts.ToImmutable())]);
    }

    private static AnnotatedNode Response(ReadOnlyMemory<byte> octets)
    {
        var response = TerminalResponse.Parse(octets);
        return new AnnotatedNode(0, octets.Length, "terminal response", $"to {CommandName(response.Details)}", Parts(octets, 0));
    }

    private static AnnotatedNode Templated(ReadOnlyMemory<byte> octets, string label, string value)
    {
        var at = 0;
        var outer = BerTlv.Read(octets, ref at);
        return new AnnotatedNode(0, octets.Length, $"{outer.Tag:X2} {label}", value, Parts(outer.Value, outer.ValueOffset));
    }

    private static ImmutableArray<AnnotatedNode> Parts(ReadOnlyMemory<byte> input, int offset)
    {
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var at = 0;
        while (at < input.Length)
        {
            var start = at;
            var tlv = ComprehensionTlv.Read(input, ref at, offset);
            var one = CatObject.Parse(tlv);
            var inner = one switch
            {
                SmsTpdu sms => SmsAnnotator.Annotate,
                ChannelData { Data.Length: > 3 } data when data.Data.Span[1] == Push.PushPdu.PduType => PushAnnotator.Annotate,
                _ => (Func<ReadOnlyMemory<byte>, AnnotatedNode>?)null,
            };
            var child = inner is null ? null : Nested.Try(tlv.Value, tlv.ValueOffset, inner);
            var tag = tlv.HasLongTag ? $"7F {tlv.Tag:X4}" : $"{tlv.Tag | (tlv.ComprehensionRequired ? 0x80 : 0):X2}";
            parts.Add(new AnnotatedNode(offset + start, at - start, $"{tag} {Name(one)}", child is null ? Value(one) : null, Nested.OneOrNone(child)));
        }

        return parts.ToImmutable();
    }

    private static string CommandName(CommandDetails details) => $"{Enum.GetName(details.Type) ?? "unknown command"} ({(byte)details.Type:X2})";

    private static string EnvelopeName(Envelope envelope) => envelope switch
    {
        SmsPpDownload => "SMS-PP download",
        EventDownload happened => $"event download, {EventName(happened.Event)}",
        _ => envelope.Template switch
        {
            0xD2 => "cell broadcast download",
            0xD3 => "menu selection",
            0xD4 => "call control",
            0xD5 => "MO short message control",
            0xD7 => "timer expiration",
            0xD9 => "USSD download",
            _ => "other",
        },
    };

    private static string EventName(CatEvent happened) => $"{Enum.GetName(happened) ?? "unknown"} ({(byte)happened:X2})";

    private static string Name(CatObject one) => one is not OpaqueObject opaque ? Words(one.GetType().Name) : opaque switch
    {
        { HasLongTag: true } => "object of a long tag",
        { Number: CatTags.LocationInformation } => "location information",
        { Number: CatTags.AccessTechnology } => "access technology",
        { Number: CatTags.TextAttribute } => "text attribute",
        { Number: CatTags.FrameIdentifier } => "frame identifier",
        { Number: CatTags.RoutingArea } => "routing area",
        { Number: CatTags.UpdateType } => "update type",
        { Number: CatTags.RejectionCause } => "rejection cause",
        { Number: CatTags.TrackingArea } => "tracking area",
        _ => "unknown object",
    };

    private static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                words.Append(' ');
            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }

    private static string Value(CatObject one) => one switch
    {
        CommandDetails details => $"number {details.Number}, {CommandName(details)}, qualifier {details.Qualifier:X2}",
        DeviceIdentities devices => $"{Device(devices.Source)} to {Device(devices.Destination)}",
        Result result => ResultText(result),
        Duration duration => duration.Time is { } time ? $"{time}" : $"{duration.Amount} of unit {(byte)duration.Unit:X2}",
        AlphaIdentifier alpha => alpha.Text is { } text ? Show.Quoted(text) : Show.Hex(alpha.Octets.Span),
        TextString text => text.Text is { } decoded ? $"{Show.Quoted(decoded)} (DCS {text.CodingScheme:X2})" : Show.Hex(one.ToValue().Span),
        Address address => $"{address.Number} (type {address.NumberType:X2})",
        ItemIdentifier item => $"{item.Item}",
        EventList list => list.Events.IsEmpty ? "none" : string.Join(", ", list.Events.Select(EventName)),
        IconIdentifier icon => $"icon {icon.Icon}, qualifier {icon.Qualifier:X2}",
        TimerIdentifier timer => $"{timer.Timer}",
        TimerValue timer => $"{timer.Time}",
        Url url => url.Text is { } text ? Show.Quoted(text) : Show.Hex(url.Octets.Span),
        BearerDescription bearer => $"{(byte)bearer.Type:X2} {Enum.GetName(bearer.Type) ?? "unknown"}{Show.Flag(!bearer.Parameters.IsEmpty, ", parameters " + Show.Hex(bearer.Parameters.Span))}",
        ChannelDataLength length => length.Length == 0xFF ? "255 or more" : $"{length.Length}",
        ChannelStatus status => $"{Show.Hex(status.ToValue().Span)} channel {status.Channel}, {(status.IsLinkEstablished ? "established" : (status.First & 0x40) != 0 ? "listening (server mode)" : "closed or not established")}{Show.Flag(status.Second == 5, ", link dropped")}",
        BufferSize size => $"{size.Octets} octets",
        TransportLevel transport => $"{(byte)transport.Protocol:X2} {Enum.GetName(transport.Protocol) ?? "unknown"}, port {transport.Port}",
        OtherAddress address => address.IpAddress?.ToString() ?? (address.Octets.IsEmpty ? "to be given by the network" : Show.Hex(address.Octets.Span)),
        NetworkAccessName name => name.Name is { } text ? Show.Quoted(text) : Show.Hex(name.Octets.Span),
        ChannelData data => Show.TextOrHex(data.Data.Span),
        _ => Show.Hex(one.ToValue().Span),
    };

    private static string ResultText(Result result)
    {
        var more = result.BipError is { } bip ? $", {Enum.GetName(bip) ?? "unknown cause"} ({(byte)bip:X2})"
            : result.TerminalProblem is { } problem ? $", {Enum.GetName(problem) ?? "unknown cause"} ({(byte)problem:X2})"
            : result.AdditionalInformation.IsEmpty ? "" : $", {Show.Hex(result.AdditionalInformation.Span)}";
        return $"{(byte)result.General:X2} {Enum.GetName(result.General) ?? "unknown"}{more}";
    }

    private static string Device(DeviceIdentity device) => device.ChannelNumber is { } channel
        ? $"channel {channel}"
        : device.Value switch
        {
            0x01 => "keypad",
            0x02 => "display",
            0x03 => "earpiece",
            0x81 => "UICC",
            0x82 => "terminal",
            0x83 => "network",
            var other => $"device {other:X2}",
        };
}

using System.Collections.Immutable;
using System.Text.Json;
using DmSc.Wire.Apdu;
using DmSc.Wire.Cat;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Annotated;

/// <summary>What is needed to encode an input again, as JSON: numbers of fields, and octets as hexadecimal digits.</summary>
internal abstract class JsonContent
{
    private static readonly PushContent s_push = new();
    private static readonly NotificationContent s_notification = new();
    private static readonly CommandContent s_command = new();
    private static readonly ResponseContent s_response = new();
    private static readonly TlvContent s_tlv = new();
    private static readonly ToolkitContent s_toolkit = new(isTemplated: true);
    private static readonly ToolkitContent s_objects = new(isTemplated: false);
    private static readonly SmsJson s_sms = new();

    public static JsonContent? For(WireKind kind) => kind switch
    {
        WireKind.Push => s_push,
        WireKind.Notification => s_notification,
        WireKind.CommandApdu => s_command,
        WireKind.ResponseApdu => s_response,
        WireKind.BerTlv or WireKind.Fcp or WireKind.Dir => s_tlv,
        WireKind.Cat => s_toolkit,
        WireKind.ComprehensionTlv => s_objects,
        WireKind.Sms => s_sms,
        _ => null,
    };

    public abstract void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets);

    public abstract byte[] Read(JsonPart content);

    private static void Hex(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> octets) => writer.WriteString(name, Convert.ToHexString(octets));

    private sealed class PushContent : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            var pdu = PushPdu.Parse(octets);
            writer.WriteStartObject();
            writer.WriteNumber("transactionId", pdu.TransactionId);
            writer.WriteStartObject("contentType");
            Name(writer, pdu.ContentType.Code, pdu.ContentType.Text, pdu.ContentType.MediaType);
            if (pdu.ContentType.GeneralForm)
                writer.WriteBoolean("generalForm", true);
            writer.WriteStartArray("parameters");
            foreach (var parameter in pdu.ContentType.Parameters)
            {
                writer.WriteStartObject();
                Name(writer, parameter.Code, parameter.Text, parameter.Name);
                Value(writer, parameter.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteStartArray("headers");
            foreach (var header in pdu.Headers)
            {
                writer.WriteStartObject();
                Name(writer, header.Code, header.Text, header.Name);
                if (header.Page != WspHeader.DefaultPage)
                    writer.WriteNumber("page", header.Page);
                Value(writer, header.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Hex(writer, "body", pdu.Body.Span);
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content)
        {
            var type = content["contentType"];
            var (code, text) = Name(type);
            var parameters = ImmutableArray.CreateBuilder<WspParameter>();
            foreach (var one in type.Find("parameters")?.Items ?? [])
            {
                var (parameterCode, parameterText) = Name(one);
                parameters.Add(new WspParameter(parameterCode, parameterText, Value(one)));
            }

            var headers = ImmutableArray.CreateBuilder<WspHeader>();
            foreach (var one in content.Find("headers")?.Items ?? [])
            {
                var (headerCode, headerText) = Name(one);
                headers.Add(new WspHeader(headerCode, headerText, Value(one)) { Page = (byte)(one.Find("page")?.Number(0, 255) ?? WspHeader.DefaultPage) });
            }

            var contentType = new WspContentType(code, text, parameters.ToImmutable()) { GeneralForm = type.Find("generalForm")?.Flag ?? false };
            return new PushPdu((byte)content["transactionId"].Number(0, 255), contentType, headers.ToImmutable(), content["body"].Octets).Encode();
        }

        private static void Name(Utf8JsonWriter writer, int? code, string? text, string? meaning)
        {
            if (code is { } number)
            {
                writer.WriteString("code", $"{number:X2}");
                if (meaning is not null)
                    writer.WriteString("name", meaning);
            }
            else
            {
                writer.WriteString("text", text);
            }
        }

        private static (int? Code, string? Text) Name(JsonPart part) =>
            part.Find("code") is { } code ? (code.HexNumber, null) : (null, part["text"].Text);

        private static void Value(Utf8JsonWriter writer, WspValue value)
        {
            switch (value)
            {
                case WspValue.Short number:
                    writer.WriteNumber("short", number.Number);
                    break;
                case WspValue.Uintvar number:
                    writer.WriteNumber("uintvar", number.Number);
                    break;
                case WspValue.Octets octets:
                    Hex(writer, "octets", octets.Content.Span);
                    break;
                case WspValue.Quoted quoted:
                    writer.WriteString("quoted", quoted.Value);
                    break;
                default:
                    writer.WriteString("string", value.Characters);
                    break;
            }
        }

        private static WspValue Value(JsonPart part) =>
            part.Find("short") is { } number ? new WspValue.Short((byte)number.Number(0, 127))
            : part.Find("uintvar") is { } wide ? new WspValue.Uintvar((uint)wide.Number(0, uint.MaxValue))
            : part.Find("octets") is { } octets ? new WspValue.Octets(octets.Octets)
            : part.Find("quoted") is { } quoted ? new WspValue.Quoted(quoted.Text)
            : part.Find("string") is { } text ? WspValue.Of(text.Text)
            : throw part.Error("a value was expected: short, uintvar, octets, quoted or string");
    }

    private sealed class NotificationContent : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            var package = NotificationPackage.Parse(octets);
            var trigger = package.Trigger;
            writer.WriteStartObject();
            Hex(writer, "digest", package.Digest.Span);
            writer.WriteNumber("version", trigger.Version);
            writer.WriteNumber("uiMode", (int)trigger.UiMode);
            writer.WriteNumber("initiator", (int)trigger.Initiator);
            writer.WriteNumber("futureUse", trigger.FutureUse);
            writer.WriteNumber("sessionId", trigger.SessionId);
            writer.WriteString("serverId", trigger.ServerId);
            Hex(writer, "vendor", trigger.Vendor.Span);
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content)
        {
            var trigger = new NotificationTrigger(content["serverId"].Text, (ushort)content["sessionId"].Number(0, 65535))
            {
                Version = (int)(content.Find("version")?.Number(0, 1023) ?? NotificationTrigger.Version11),
                UiMode = (UserInteractionMode)(content.Find("uiMode")?.Number(0, 3) ?? 0),
                Initiator = (SessionInitiator)(content.Find("initiator")?.Number(0, 1) ?? 0),
                FutureUse = (uint)(content.Find("futureUse")?.Number(0, 0x7FF_FFFF) ?? 0),
                Vendor = content.Find("vendor")?.Octets ?? [],
            };
            return NotificationPackage.WithDigest(trigger, content["digest"].Octets).Octets.ToArray();
        }
    }

    private sealed class CommandContent : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            var apdu = CommandApdu.Parse(octets);
            writer.WriteStartObject();
            Hex(writer, "cla", [apdu.Cla]);
            Hex(writer, "ins", [apdu.Ins]);
            Hex(writer, "p1", [apdu.P1]);
            Hex(writer, "p2", [apdu.P2]);
            Hex(writer, "data", apdu.Data.Span);
            if (apdu.Le is { } le)
                writer.WriteNumber("le", le);
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content)
        {
            var le = content.Find("le")?.Number(1, 65536);
            var data = content.Find("data")?.Octets ?? [];
            return data.Length <= 65535
                ? new CommandApdu(content["cla"].Octet, content["ins"].Octet, content["p1"].Octet, content["p2"].Octet, data, (int?)le).ToBytes()
                : throw content["data"].Error("an APDU carries at most 65535 octets");
        }
    }

    private sealed class ResponseContent : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            var apdu = ResponseApdu.Parse(octets);
            writer.WriteStartObject();
            Hex(writer, "data", apdu.Data.Span);
            writer.WriteString("sw", apdu.Sw.ToString());
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content) => content["sw"].Octets is [var sw1, var sw2]
            ? new ResponseApdu(content.Find("data")?.Octets ?? [], new StatusWord((ushort)((sw1 << 8) | sw2))).ToBytes()
            : throw content["sw"].Error("four hexadecimal digits were expected");
    }

    private sealed class TlvContent : JsonContent
    {
        private const int MaxDepth = 32;

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            var used = octets.Span.LastIndexOfAnyExcept((byte)0x00, (byte)0xFF) + 1;
            writer.WriteStartObject();
            writer.WriteStartArray("objects");
            var at = 0;
            while (at < used)
                Object(writer, BerTlv.Read(octets, ref at));
            writer.WriteEndArray();
            if (at < octets.Length)
                Hex(writer, "padding", octets.Span[at..]);
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content) => [.. content["objects"].Items.SelectMany(one => Object(one, 1)), .. content.Find("padding")?.Octets ?? []];

        private static void Object(Utf8JsonWriter writer, BerTlv tlv)
        {
            writer.WriteStartObject();
            writer.WriteString("tag", $"{tlv.Tag:X2}");
            if (IsConstructed(tlv.Tag))
            {
                writer.WriteStartArray("objects");
                for (var at = 0; at < tlv.Value.Length;)
                    Object(writer, BerTlv.Read(tlv.Value, ref at));
                writer.WriteEndArray();
            }
            else
            {
                Hex(writer, "value", tlv.Value.Span);
            }

            writer.WriteEndObject();
        }

        private static byte[] Object(JsonPart part, int depth)
        {
            if (depth > MaxDepth)
                throw part.Error($"objects nested deeper than {MaxDepth}");
            var tag = part["tag"].Octets switch
            {
                [var one] when (one & 0x1F) != 0x1F => one,
                [var first, var second] when (first & 0x1F) == 0x1F && second < 0x80 => (first << 8) | second,
                _ => throw part["tag"].Error("a tag of one or two octets was expected"),
            };
            byte[] value = part.Find("objects") is { } objects ? [.. objects.Items.SelectMany(one => Object(one, depth + 1))] : part["value"].Octets;
            return value.Length <= 0xFF_FFFF ? BerTlv.Encode(tag, value) : throw part.Error("a value of more than three octets of length");
        }

        private static bool IsConstructed(int tag) => ((tag > 0xFF ? tag >> 8 : tag) & 0x20) != 0;
    }

    private sealed class ToolkitContent(bool isTemplated) : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            writer.WriteStartObject();
            var inner = octets;
            if (isTemplated && octets.Span[0] >= 0xD0)
            {
                var end = 0;
                var outer = BerTlv.Read(octets, ref end);
                Hex(writer, "template", [(byte)outer.Tag]);
                inner = outer.Value;
            }

            writer.WriteStartArray("objects");
            for (var at = 0; at < inner.Length;)
            {
                var tlv = ComprehensionTlv.Read(inner, ref at);
                writer.WriteStartObject();
                writer.WriteString("tag", $"{tlv.Tag:X2}");
                writer.WriteBoolean("comprehensionRequired", tlv.ComprehensionRequired);
                if (tlv.HasLongTag)
                    writer.WriteBoolean("longTag", true);
                Hex(writer, "value", tlv.Value.Span);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            foreach (var one in content["objects"].Items)
            {
                var tag = one["tag"].HexNumber;
                var isLong = one.Find("longTag")?.Flag ?? tag >= 0x7F;
                if (tag is < 1 or > 0x7FFF || (!isLong && tag >= 0x7F))
                    throw one["tag"].Error("a tag of 01 to 7E, or a long one up to 7FFF was expected");
                var value = one["value"].Octets;
                if (value.Length > 0xFF_FFFF)
                    throw one["value"].Error("a value of more than three octets of length");
                new ComprehensionTlv(tag, one.Find("comprehensionRequired")?.Flag ?? true, value) { HasLongTag = isLong }.WriteTo(output);
            }

            return content.Find("template") is { } template ? BerTlv.Encode(template.Octet, output.WrittenSpan.ToArray()) : output.WrittenSpan.ToArray();
        }
    }

    private sealed class SmsJson : JsonContent
    {
        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> octets)
        {
            writer.WriteStartObject();
            SmsContent content;
            if ((octets.Span[0] & 3) == 0)
            {
                var sms = SmsDeliver.Parse(octets);
                content = sms.Content;
                writer.WriteString("type", "deliver");
                Hex(writer, "flags", [sms.Flags]);
                Address(writer, "originator", sms.Originator);
                Hex(writer, "timestamp", sms.Timestamp.Octets.Span);
            }
            else
            {
                var sms = SmsSubmit.Parse(octets);
                content = sms.Content;
                writer.WriteString("type", "submit");
                Hex(writer, "flags", [sms.Flags]);
                writer.WriteNumber("reference", sms.Reference);
                Address(writer, "destination", sms.Destination);
                Hex(writer, "validity", sms.Validity.Span);
                if (sms.EnhancedValidity)
                    writer.WriteBoolean("enhancedValidity", true);
            }

            Hex(writer, "protocolIdentifier", [content.ProtocolIdentifier]);
            Hex(writer, "dataCoding", [content.DataCoding]);
            writer.WriteBoolean("hasHeader", content.HasHeader);
            Hex(writer, "userData", content.UserData.Span);
            writer.WriteEndObject();
        }

        public override byte[] Read(JsonPart content)
        {
            var sms = new SmsContent(
                content["protocolIdentifier"].Octet, content["dataCoding"].Octet, content.Find("hasHeader")?.Flag ?? false, content["userData"].Octets);
            return content["type"].Text switch
            {
                "deliver" => new SmsDeliver(Address(content["originator"]), new SmsTimestamp(content["timestamp"].Octets), sms)
                {
                    Flags = content.Find("flags")?.Octet ?? 0x04,
                }.Encode(),
                "submit" => new SmsSubmit((byte)content["reference"].Number(0, 255), Address(content["destination"]), sms)
                {
                    Flags = content.Find("flags")?.Octet ?? 0,
                    Validity = content.Find("validity")?.Octets ?? [],
                    EnhancedValidity = content.Find("enhancedValidity")?.Flag ?? false,
                }.Encode(),
                _ => throw content["type"].Error("deliver or submit was expected"),
            };
        }

        private static void Address(Utf8JsonWriter writer, string name, SmsAddress address)
        {
            writer.WriteStartObject(name);
            Hex(writer, "type", [address.Type]);
            writer.WriteNumber("semiOctets", address.SemiOctets);
            Hex(writer, "value", address.Value.Span);
            writer.WriteString("number", address.ToString());
            writer.WriteEndObject();
        }

        private static SmsAddress Address(JsonPart part) => part.Find("value") is { } value
            ? new SmsAddress(part["type"].Octet, (int)part["semiOctets"].Number(0, 20), value.Octets)
            : SmsAddress.Of(part["number"].Text);
    }
}

using System.Text;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Push;

/// <summary>What is written is read back, and whatever comes, a reader gives a value or a <see cref="WireFormatException"/> inside the input.</summary>
[TestFixture]
public sealed class PushPropertyTests
{
    private static readonly Gen<byte> Octet = HostileOctets.Octet;

    private static readonly Gen<byte[]> Octets = Octet.ArrayOf();

    private static readonly Gen<string> Name = Gen.Elements("SEC", "MAC", "x-foo", "a", "~", "application/vnd.syncml.dm+wbxml");

    private static readonly Gen<WspValue> Value = Gen.OneOf(
        Gen.Choose(0, 127).Select(number => (WspValue)new WspValue.Short((byte)number)),
        Octets.Select(octets => (WspValue)new WspValue.Octets(octets)),
        Gen.Elements("USERPIN", "D9E5", "é", " x", "a\"", "ÿ").Select(text => (WspValue)new WspValue.Text(text)),
        Gen.Elements("", "q", "\"", "\x01\x7F").Select(text => (WspValue)new WspValue.Quoted(text)));

    private static readonly Gen<WspParameter> Parameter = Gen.OneOf(
        from code in Gen.OneOf(Gen.Choose(1, 0x1D), Gen.Choose(0x80, int.MaxValue))
        from value in Value
        select WspParameter.Typed(code, value),
        from name in Name
        from value in Value
        select WspParameter.Untyped(name, value),
        Gen.Choose(0, int.MaxValue).Select(number => WspParameter.Typed(0, new WspValue.Uintvar((uint)number))));

    private static readonly Gen<WspContentType> ContentType =
        from code in Gen.OneOf(Gen.Choose(0, 127), Gen.Elements(0x80, 0x020B, int.MaxValue))
        from text in Name
        from parameters in Parameter.ArrayOf()
        from asText in Gen.Elements(true, false)
        from general in Gen.Elements(true, false)
        select new WspContentType(asText ? null : code, asText ? text : null, [.. parameters])
        {
            GeneralForm = general && parameters.Length == 0 && (asText || code <= 0x7F),
        };

    private static readonly Gen<WspHeader> Header = Gen.OneOf(
        from name in Name
        from value in Value
        select WspHeader.Untyped(name, value),
        from code in Gen.Choose(0, 127)
        from page in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Choose(0, 255)))
        from value in Value
        select WspHeader.Typed(code, value) with { Page = (byte)page });

    private static readonly Gen<PushPdu> Pdu =
        from id in Octet
        from type in ContentType
        from headers in Header.ArrayOf()
        from body in Octets
        select new PushPdu(id, type, [.. headers], body);

    private static readonly Gen<SmsContent> Content =
        from protocol in Octet
        from coding in Octet
        where !SmsDataCoding.IsSevenBit(coding)
        from header in Gen.Elements(true, false)
        from data in Octet.ArrayOf(140)
        from length in Gen.Choose(0, 140)
        select new SmsContent(protocol, coding, header, data.AsMemory(0, length));

    private static readonly Gen<SmsAddress> Address =
        from plus in Gen.Elements("", "+")
        from digits in Gen.Elements("0123456789*#abc".ToCharArray()).ArrayOf()
        select SmsAddress.Of(plus + new string(digits[..Math.Min(20, digits.Length)]));

    private static readonly (string Name, Action<byte[]> Read)[] Readers =
    [
        ("push", b =>
        {
            var pdu = PushPdu.Parse(b);
            _ = (pdu.ApplicationId, pdu.Flags, pdu.Content, pdu.ContentType.Charset);
            _ = SecurityParameters.Read(pdu.ContentType);
        }),
        ("user data header", b => _ = (UserDataHeader.Parse(b).Ports, UserDataHeader.Parse(b).Concatenation)),
        ("reassembly", b => new SmsReassembly().Add("", b, DateTimeOffset.UnixEpoch)),
        ("deliver", b => _ = (SmsDeliver.Parse(b).Originator.ToString(), SmsDeliver.Parse(b).Timestamp.Time)),
        ("submit", b => _ = SmsSubmit.Parse(b).Destination.ToString()),
        ("nested", b => SecurityParameters.Read(OtaHttpPush.ParseNested(b).ContentType)),
        ("package #0", b => NotificationPackage.Parse(b).Verify(CredentialHash.Of(Credential.Of("a", "b")), b)),
        ("IMSI", b => Imsi.FromSemiOctets(b)),
        ("content type", b => SecurityParameters.Read(HttpContentType.Parse(Encoding.Latin1.GetString(b)))),
        ("x-syncml-hmac", b => HmacHeader.Parse(Encoding.Latin1.GetString(b)).Verify(CredentialHash.Of(Credential.Of("a", "b")), b, b)),
        ("basic", b => BasicCredential.Decode(Encoding.Latin1.GetString(b))),
        ("digest", b => Md5Credential.Decode(Encoding.Latin1.GetString(b))),
        ("hash", b => CredentialHash.FromText(Encoding.Latin1.GetString(b))),
    ];

    private static readonly byte[][] Samples =
    [
        PushVectors.DmBootstrapHeader, PushVectors.ProvisioningHeader, PushVectors.Notification, PushVectors.NotificationDeliver,
        PushVectors.ProvisioningFirstSegment, PushVectors.TypedNames[..70], PushVectors.UntypedNames[..80], PushVectors.Notification[6..],
        [0x51, .. Encoding.Latin1.GetBytes("\x07\x06\x81\x21\x43\x65\0\x04\xA7\x01\xAA")],
        [0x09, 0x10, 0x10, 0x10, 0x32, 0x54, 0x76, 0x98],
        .. new[]
        {
            "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.dm+wbxml; SEC=USERPIN; MAC=D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090\r\n\r\nb",
            "application/vnd.syncml.dm+wbxml; SEC=\"USERPIN\"; MAC=D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090",
            "algorithm=MD5, username=\"dev\\\"001\", mac=xWLewhTIAT+DC1IKr6X9HQ==", "QnJ1Y2UyOk9oQmVoYXZl", "Zz6EivR3yeaaENcRN6lpAQ==",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property A_push_reads_back_the_same() => Prop.ForAll(Pdu.ToArbitrary(), pdu =>
    {
        var read = PushPdu.Parse(pdu.Encode());
        return read.TransactionId == pdu.TransactionId && read.ContentType == pdu.ContentType && read.Headers.SequenceEqual(pdu.Headers)
            && read.Body.Span.SequenceEqual(pdu.Body.Span);
    });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property A_push_that_was_read_is_written_with_the_same_octets() => Prop.ForAll(Pdu.ToArbitrary(), pdu =>
    {
        var octets = pdu.Encode();
        return PushPdu.Parse(octets).Encode().AsSpan().SequenceEqual(octets);
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_delivery_reads_back_the_same() => Prop.ForAll(
        (from address in Address
         from time in Octet.ArrayOf(7)
         from content in Content
         from flags in Octet
         select new SmsDeliver(address, new SmsTimestamp(time), content) { Flags = (byte)(flags & 0xBC) }).ToArbitrary(),
        deliver => SmsDeliver.Parse(deliver.Encode()) == deliver);

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_submission_reads_back_the_same() => Prop.ForAll(
        (from address in Address
         from validity in Gen.Elements(0, 1, 7).SelectMany(length => Octet.ArrayOf(length))
         from enhanced in Gen.Elements(true, false)
         from content in Content
         from flags in Octet
         select new SmsSubmit(flags, address, content)
         {
             Flags = (byte)(flags & 0xA4),
             Validity = validity,
             EnhancedValidity = enhanced && validity.Length == 7,
         }).ToArbitrary(),
        submit => SmsSubmit.Parse(submit.Encode()) == submit);

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_message_in_parts_is_put_together_in_any_order() => Prop.ForAll(
        (from length in Gen.Choose(134, 2000)
         from message in Octet.ArrayOf(length)
         from wide in Gen.Elements(true, false)
         from parts in Gen.Shuffle(SmsSegments.Split(message, new ApplicationPorts(2948, 9200), 5, wide).ToArray())
         select (message, parts)).ToArbitrary(),
        sample =>
        {
            var reassembly = new SmsReassembly();
            var outcomes = sample.parts.Select(part => reassembly.Add("+1", part, DateTimeOffset.UnixEpoch)).ToArray();
            return outcomes[^1].Message!.Value.Span.SequenceEqual(sample.message) && outcomes[..^1].All(outcome => outcome.Status == SegmentStatus.Incomplete);
        });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_time_reads_back_the_same() => Prop.ForAll(
        (from seconds in Gen.Choose(946_684_800 + 86_400, int.MaxValue)
         from quarters in Gen.Choose(-48, 56)
         select DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(15 * quarters))).ToArbitrary(),
        time => SmsTimestamp.Of(time).Time is { } read && read.EqualsExact(time));

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Random_octets_never_crash_a_reader() => Prop.ForAll(Octets.ToArbitrary(), ReadWithAll);

    [FsCheck.NUnit.Property(MaxTest = 3000)]
    public Property Mutated_samples_never_crash_a_reader() => Prop.ForAll(
        HostileOctets.Mutations(Samples).ToArbitrary(),
        ReadWithAll);

    private static void ReadWithAll(byte[] input)
    {
        foreach (var (name, read) in Readers)
            HostileOctets.Feed(input, () => read(input), name);
    }
}

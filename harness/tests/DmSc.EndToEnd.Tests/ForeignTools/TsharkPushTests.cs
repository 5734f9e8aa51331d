using System.Buffers.Binary;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Protection;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Wireshark's dissectors see in our pushes and SMS what we put there.</summary>
[TestFixture]
public sealed class TsharkPushTests
{
    private const int RawIp = 101;
    private const int User0 = 147;

    private static readonly ApplicationPorts Ports = new(ApplicationPorts.Push, 9200);

    private static readonly byte[] Document = [0x03, 0x0B, 0x6A, 0x00, 0x45, .. new byte[300]];

    [TestCase(BootstrapMethod.NetworkId)]
    [TestCase(BootstrapMethod.UserPin)]
    [TestCase(BootstrapMethod.UserPinNetworkId)]
    public async Task A_protected_bootstrap_over_UDP(BootstrapMethod method)
    {
        var push = Bootstrap(method, SecuritySpelling.TypedNumber);

        var seen = await FieldsAsync(
            [Datagram(push.Encode())], RawIp, "wsp.TID", "wsp.pdu_type", "wsp.headers_length", "wsp.header.content_type", "wsp.parameter.sec", "wsp.parameter.mac", "wsp.header.x_wap_application_id");

        var mac = BootstrapMac.Encode(SecretOctets.Of("1234"), Document);
        Assert.That(seen.Single(), Is.EqualTo(new[]
        {
            "0x2a", "0x06", "49", "application/vnd.syncml.dm+wbxml", $"0x{(int)method:x2}", mac, "x-wap-application:syncml.dm",
        }));
    }

    [Test]
    public async Task Names_in_text_over_UDP()
    {
        var seen = await DissectAsync([Datagram(Bootstrap(BootstrapMethod.UserPin, SecuritySpelling.Untyped).Encode())], RawIp, "-V");

        var mac = BootstrapMac.Encode(SecretOctets.Of("1234"), Document);
        Assert.That(seen, Does.Contain("SEC: USERPIN").And.Contains($"MAC: {mac}"));
    }

    [Test]
    public async Task A_charset_and_headers_over_UDP()
    {
        var type = WspContentType.Of(WspCodes.ProvisioningWbxml, WspParameter.Typed(WspCodes.Charset, WspValue.Of(106)));
        var push = new PushPdu(
            0x2A,
            type,
            [WspHeader.Typed(WspCodes.PushFlag, WspValue.Of(5)), WspHeader.Typed(WspCodes.ContentLength, WspValue.Of(305)), WspHeader.ApplicationId(PushApplication.DataSynchronization)],
            Document);

        var seen = await FieldsAsync([Datagram(push.Encode())], RawIp, "wsp.parameter.charset", "wsp.header.push_flag.authenticated", "wsp.header.push_flag.trusted", "wsp.header.push_flag.last", "wsp.header.content_length", "wsp.header.x_wap_application_id");

        Assert.That(seen.Single(), Is.EqualTo(new[] { "UTF-8", "1", "0", "1", "305", "x-wap-application:push.syncml" }));
    }

    [Test]
    public async Task A_notification_in_one_SMS()
    {
        var package = NotificationPackage.Sign(new NotificationTrigger("dm.example.com", 1), CredentialHash.Of(Credential.Of("dm.example.com", "s")), default);
        var push = new PushPdu(1, WspContentType.Of(WspCodes.Notification), [WspHeader.ApplicationId(PushApplication.DeviceManagement)], package.Octets);
        var part = SmsSegments.Split(push.Encode(), Ports, 0).Single();

        var seen = await FieldsAsync(
            [Delivered(part)], User0, "gsm_sms.tp-mti", "gsm_sms.tp-oa", "gsm_sms.tp-udhi", "gsm_sms.destination_port", "gsm_sms.originator_port", "wsp.header.content_type", "wsp.header.x_wap_application_id");

        Assert.That(seen.Single(), Is.EqualTo(new[]
        {
            "0", "12345678901", "1", "2948", "9200", "application/vnd.syncml.notification", "x-wap-application:syncml.dm",
        }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_bootstrap_in_several_SMS_is_put_together(bool wideReference)
    {
        var push = Bootstrap(BootstrapMethod.UserPin, SecuritySpelling.TypedNumber).Encode();
        var parts = SmsSegments.Split(push, Ports, 0x2A, wideReference);

        var seen = await FieldsAsync(
            [.. parts.Select(Delivered)], User0, "gsm_sms.udh.mm.msg_id", "gsm_sms.udh.mm.msg_parts", "gsm_sms.udh.mm.msg_part", "gsm_sms.destination_port", "gsm_sms.reassembled.length", "wsp.parameter.mac");

        Assert.That(parts, Has.Length.EqualTo(3));
        for (var i = 0; i < 2; i++)
            Assert.That(seen[i][1..4], Is.EqualTo(new[] { "3", $"{i + 1}", "2948" }));
        Assert.That(seen.Select(line => Number(line[0])), Is.All.EqualTo(0x2A));
        Assert.That(seen[2][1..], Is.EqualTo(new[] { "3", "3", "2948", $"{push.Length}", BootstrapMac.Encode(SecretOctets.Of("1234"), Document) }));
    }

    [Test]
    public async Task The_parts_that_the_gateway_sends_in_disorder_are_put_together()
    {
        var protection = new BootstrapProtection(BootstrapMethod.UserPin, null, SecretOctets.Of("1234"));
        var push = ProtectedBootstrap.Make(BootstrapProfile.Provisioning, Document, protection).Message;
        var form = new SmsForm { Ports = Ports, Reference = 0x2A, Parts = [3, 1, 2] };

        var seen = await FieldsAsync(
            [.. SmsEncoding.ToDeliver(push, new WspForm(), form, new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero))],
            User0, "gsm_sms.udh.mm.msg_part", "gsm_sms.reassembled.length", "wsp.header.content_type", "wsp.parameter.sec", "wsp.parameter.mac");

        Assert.That(seen.Select(line => line[0]), Is.EqualTo(new[] { "3", "1", "2" }));
        Assert.That(seen[2][1..], Is.EqualTo(new[]
        {
            $"{WspEncoding.ToPdu(push, new WspForm()).Encode().Length}", "application/vnd.wap.connectivity-wbxml", "0x01", BootstrapMac.Encode(SecretOctets.Of("1234"), Document),
        }));
    }

    private static PushPdu Bootstrap(BootstrapMethod method, SecuritySpelling spelling)
    {
        var security = new SecurityParameters(method, BootstrapMac.Compute(SecretOctets.Of("1234"), Document));
        var type = WspContentType.Of(WspCodes.DmWbxml, [.. security.ToParameters(BootstrapProfile.DeviceManagement, spelling)]);
        return new PushPdu(0x2A, type, [WspHeader.ApplicationId(PushApplication.DeviceManagement)], Document);
    }

    private static byte[] Delivered(byte[] part) =>
        new SmsDeliver(SmsAddress.Of("+12345678901"), SmsTimestamp.Of(new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero)), SmsContent.Push(part)).Encode();

    /// <summary>An IPv4 packet with a UDP datagram from port 9200 to the push port, without checksums.</summary>
    private static byte[] Datagram(byte[] payload)
    {
        var packet = new byte[28 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        packet[12] = packet[16] = 10;
        packet[15] = 1;
        packet[19] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), 9200);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), ApplicationPorts.Push);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(8 + payload.Length));
        payload.CopyTo(packet, 28);
        return packet;
    }

    private static byte[] Capture(IReadOnlyList<byte[]> frames, int linkType)
    {
        var capture = new List<byte>();
        Add(0xA1B2C3D4, 0x0004_0002, 0, 0, 65535, (uint)linkType);
        foreach (var frame in frames)
        {
            Add(0, 0, (uint)frame.Length, (uint)frame.Length);
            capture.AddRange(frame);
        }

        return [.. capture];

        void Add(params ReadOnlySpan<uint> words)
        {
            foreach (var word in words)
                capture.AddRange([(byte)word, (byte)(word >> 8), (byte)(word >> 16), (byte)(word >> 24)]);
        }
    }

    private static int Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(text, 16) : int.Parse(text);

    /// <summary>One line a frame, one text a field.</summary>
    private static async Task<string[][]> FieldsAsync(IReadOnlyList<byte[]> frames, int linkType, params string[] fields)
    {
        var output = await DissectAsync(frames, linkType, ["-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]);

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(frames.Count), output);
        return [.. lines.Select(line => line.Split('\t'))];
    }

    /// <summary>What tshark prints; the link type User 0 is given to the dissector of SMS TPDUs.</summary>
    private static async Task<string> DissectAsync(IReadOnlyList<byte[]> frames, int linkType, params string[] form)
    {
        ForeignTool.Require("tshark", "tshark");
        using var folder = new TemporaryFolder();
        var file = folder.File("push.pcap");
        await File.WriteAllBytesAsync(file, Capture(frames, linkType));
        string[] preferences = ["-o", "uat:user_dlts:\"User 0 (DLT=147)\",\"gsm_sms\",\"0\",\"\",\"0\",\"\"", "-o", "gsm_sms.reassemble:TRUE"];

        var result = await ForeignTool.RunAsync(folder.Path, "tshark", ["-r", file, .. preferences, .. form]);

        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
    }
}

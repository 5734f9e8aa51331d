using System.Buffers.Binary;
using System.Collections.Immutable;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.Annotated;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Wireshark's dissector of GSMTAP SIM sees in our APDU examples what <c>dmsc decode</c> shows.</summary>
[TestFixture]
public sealed class TsharkApduTests
{
    private const int RawIp = 101;
    private const int GsmtapPort = 4729;

    private static string Vectors => Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "vectors");

    private static string[] Commands =>
    [
        "apdu-select-pkcs15", "apdu-select-odf", "apdu-read-binary", "apdu-manage-channel", "bip-01-terminal-profile", "bip-03-tr-event-list",
        "bip-06-event-established", "cat-link-closed",
    ];

    [TestCaseSource(nameof(Commands))]
    public async Task Class_channel_and_instruction_of_a_command(string name)
    {
        var octets = Octets(name);
        var ours = AnnotatedInput.Read(octets, WireKind.CommandApdu).Tree.Children;

        var seen = await FieldsAsync([[.. octets, 0x90, 0x00]], "gsm_sim.apdu.cla.coding", "gsm_sim.apdu.cla.log_chan", "gsm_sim.apdu.ins", "gsm_sim.apdu.sw");

        var (coding, channel, instruction, sw) = (Number(seen[0][0]), Number(seen[0][1]), Number(seen[0][2]), Number(seen[0][3]));
        Assert.That(ours[0].Value, Does.StartWith($"{(coding << 4) | channel:X2} ").And.EndsWith($"channel {channel}"));
        Assert.That(ours[1].Value, Does.StartWith($"{instruction:X2} "));
        Assert.That(sw, Is.EqualTo(0x9000));
    }

    [Test]
    public async Task Application_and_path_of_a_SELECT()
    {
        // The dissector takes the last two octets of an exchange for the status word.
        var seen = await FieldsAsync([[.. Octets("apdu-select-pkcs15")[..^1], 0x90, 0x00], [.. Octets("apdu-select-odf")[..^1], 0x90, 0x00]], "gsm_sim.aid", "gsm_sim.file_id");

        Assert.That(Data("apdu-select-pkcs15"), Is.EqualTo("AID " + seen[0][0].ToUpperInvariant()));
        Assert.That(Data("apdu-select-odf"), Is.EqualTo("path " + string.Concat(seen[1][1].Split(',').Select(file => Number(file).ToString("X4")))));

        static string? Data(string name) => AnnotatedInput.Read(Octets(name), WireKind.CommandApdu).Tree.Children.Single(node => node.Label == "data").Value;
    }

    [Test]
    public async Task Facilities_of_a_terminal_profile()
    {
        var octets = Octets("bip-01-terminal-profile");
        var ours = AnnotatedInput.Read(octets, WireKind.CommandApdu).Tree.All().Where(node => node.Label.StartsWith("octet ", StringComparison.Ordinal)).ToArray();

        var seen = await DissectAsync([[.. octets, 0x90, 0x00]]);

        Assert.That(ours[0].Value, Is.EqualTo("0B ProfileDownload, SmsPpDownload, MenuSelection"));
        Assert.That(seen, Does.Contain("Byte 1 (Download): 0x0b, Profile Download, SMS-PP Data Download, Menu Selection"));
        Assert.That(ours[11].Value, Is.EqualTo("1F OpenChannel, CloseChannel, ReceiveData, SendData, GetChannelStatus"));
        Assert.That(seen, Does.Contain("0x1f, Proactive SIM: OPEN CHANNEL, Proactive SIM: CLOSE CHANNEL, Proactive SIM: RECEIVE DATA, Proactive SIM: SEND DATA, Proactive SIM: GET CHANNEL STATUS"));
        Assert.That(ours[12].Value, Does.EndWith("2 channels"));
        Assert.That(seen, Does.Contain("Number of Channels: 2"));
    }

    [Test]
    public async Task Toolkit_messages_inside_APDUs()
    {
        // FETCH and its answer are one exchange for the dissector.
        byte[][] exchanges =
        [
            [0x80, 0x12, 0x00, 0x00, 0x14, .. Octets("bip-04-open-server")],
            [.. Octets("bip-05-tr-open-server"), 0x90, 0x00],
            [.. Octets("bip-07-event-data"), 0x90, 0x00],
        ];
        var seen = await FieldsAsync(exchanges, "etsi_cat.comp_tlv.src_dev", "etsi_cat.comp_tlv.dst_dev", "etsi_cat.comp_tlv.cmd_nr", "etsi_cat.comp_tlv.cmd_type", "etsi_cat.comp_tlv.event");
        var text = await DissectAsync(exchanges);

        string[] names = ["bip-04-open-server", "bip-05-tr-open-server", "bip-07-event-data"];
        for (var i = 0; i < names.Length; i++)
        {
            var ours = Objects(AnnotatedInput.Detect(Octets(names[i])).Tree);
            var devices = ours.Single(node => node.Label.EndsWith("device identities", StringComparison.Ordinal)).Value;
            Assert.That(devices, Is.EqualTo(Number(seen[i][0]) == 0x81 ? "UICC to terminal" : "terminal to UICC"));
            Assert.That(Number(seen[i][0]) + Number(seen[i][1]), Is.EqualTo(0x81 + 0x82));
            if (seen[i][2].Length > 0)
                Assert.That(ours[0].Value, Does.StartWith($"number {Number(seen[i][2])}, ").And.Contain($"({Number(seen[i][3]):X2})"));
            if (seen[i][4].Length > 0)
                Assert.That(ours[0].Value, Does.EndWith($"({Number(seen[i][4]):X2})"));
        }

        Assert.That(seen.Select(fields => fields[2].Length > 0), Is.EqualTo(new[] { true, true, false }));
        Assert.That(text, Does.Contain("Command Type: OPEN CHANNEL (0x40)").And.Contains("Buffer Size: 1024").And.Contains("Transport port: 3516").And.Contains("Event: Data available (0x09)"));
        var shown = AnnotatedText.Write(AnnotatedInput.Read(Octets("bip-04-open-server"), WireKind.ResponseApdu).Tree);
        Assert.That(shown, Does.Contain("OpenChannel (40)").And.Contains("1024 octets").And.Contains("port 3516"));
    }

    [TestCase("9000", "Normal ending")]
    [TestCase("9114", "")]
    [TestCase("6A82", "")]
    [TestCase("6982", "")]
    public async Task Status_words(string sw, string meaning)
    {
        byte[] exchange = [0x00, 0xA4, 0x08, 0x04, 0x04, 0x7F, 0xFF, 0x50, 0x31, .. Convert.FromHexString(sw)];

        var seen = await FieldsAsync([exchange], "gsm_sim.apdu.sw");
        var text = await DissectAsync([exchange]);

        Assert.That(Number(seen.Single()[0]), Is.EqualTo(Convert.ToInt32(sw, 16)));
        Assert.That(text, Does.Contain($"Status Word: {sw}").IgnoreCase.And.Contains(meaning));
        Assert.That(AnnotatedInput.Read(Convert.FromHexString(sw), WireKind.ResponseApdu).Tree.Children[^1].Value, Does.StartWith(sw + " "));
    }

    [Test]
    public async Task The_SMS_in_an_SMS_PP_download()
    {
        var seen = await FieldsAsync([[.. Octets("apdu-sms-pp"), 0x90, 0x00]], "gsm_sms.tp-mti", "gsm_sms.tp-oa", "gsm_sms.tp-pid", "gsm_sms.tp-dcs", "gsm_sms.tp-udhi");

        Assert.That(seen.Single(), Is.EqualTo(new[] { "0", "1234", "127", "246", "1" }));
        var ours = AnnotatedInput.Read(Octets("apdu-sms-pp"), WireKind.CommandApdu).Tree.All().Single(node => node.Label == "SMS-DELIVER").Children;
        Assert.That(ours.Select(node => $"{node.Label} {node.Value}"), Is.SupersetOf(new[] { "TP-OA 1234 (type 81)", "TP-PID 7F (U)SIM data download", "TP-DCS F6 8-bit data" }));
    }

    private static ImmutableArray<AnnotatedNode> Objects(AnnotatedNode tree) =>
        tree.All().First(node => node.Label.Contains("proactive command", StringComparison.Ordinal) || node.Label.Contains("envelope", StringComparison.Ordinal) || node.Label == "terminal response").Children;

    private static byte[] Octets(string name) => InputOctets.Detect(File.ReadAllBytes(Path.Combine(Vectors, name + ".hex"))).Octets.ToArray();

    private static int Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(text, 16) : int.Parse(text);

    /// <summary>An IPv4 packet with a GSMTAP datagram of type SIM, without checksums.</summary>
    private static byte[] Datagram(byte[] apdu)
    {
        byte[] gsmtap = [2, 4, 4, 0, .. new byte[12]];
        var packet = new byte[28 + gsmtap.Length + apdu.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        packet[12] = packet[16] = 127;
        packet[15] = packet[19] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), GsmtapPort);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), GsmtapPort);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(8 + gsmtap.Length + apdu.Length));
        gsmtap.CopyTo(packet, 28);
        apdu.CopyTo(packet, 28 + gsmtap.Length);
        return packet;
    }

    private static byte[] Capture(byte[][] apdus)
    {
        var capture = new List<byte>();
        Add(0xA1B2C3D4, 0x0004_0002, 0, 0, 65535, RawIp);
        foreach (var apdu in apdus)
        {
            var frame = Datagram(apdu);
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

    /// <summary>One line a frame, one text a field.</summary>
    private static async Task<string[][]> FieldsAsync(byte[][] apdus, params string[] fields)
    {
        var output = await RunAsync(apdus, ["-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]);

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(apdus.Length), output);
        return [.. lines.Select(line => line.Split('\t'))];
    }

    private static Task<string> DissectAsync(byte[][] apdus) => RunAsync(apdus, "-V", "-O", "gsm_sim,etsi_cat,gsm_sms");

    private static async Task<string> RunAsync(byte[][] apdus, params string[] form)
    {
        ForeignTool.Require("tshark", "tshark");
        using var folder = new TemporaryFolder();
        var file = folder.File("apdu.pcap");
        await File.WriteAllBytesAsync(file, Capture(apdus));

        var result = await ForeignTool.RunAsync(folder.Path, "tshark", ["-r", file, .. form]);

        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        return result.Output;
    }
}

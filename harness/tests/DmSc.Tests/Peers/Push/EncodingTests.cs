using System.Text;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Protection;
using DmSc.Tests.Wire.Push;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;

namespace DmSc.Tests.Peers.Push;

[TestFixture]
public sealed class EncodingTests
{
    private static readonly DateTimeOffset At = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SmsForm From9200 = new() { Ports = new ApplicationPorts(ApplicationPorts.Push, 9200), Reference = 0x2A };

    [Test]
    public void A_notification_has_the_octets_of_the_worked_example()
    {
        var trigger = new NotificationTrigger("com.example.dm", 0xA1) { UiMode = UserInteractionMode.Informative, Initiator = SessionInitiator.Server };
        var package = NotificationPackage.Sign(trigger, CredentialHash.Of(Credential.Of("com.example.dm", "srvpw")), "snonce1"u8);

        var push = PushMessage.Notification(package);

        Assert.That(Hex(WspEncoding.ToPdu(push, new WspForm()).Encode()), Is.EqualTo(Hex(PushVectors.Notification)));
        Assert.That(SmsEncoding.ToDeliver(push, new WspForm(), new SmsForm(), At).Select(Hex), Is.EqualTo(new[] { Hex(PushVectors.NotificationDeliver) }));
    }

    [Test]
    public void A_provisioning_push_has_the_octets_of_the_worked_example()
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;

        var parts = SmsEncoding.ToUserData(push, new WspForm(), From9200);

        Assert.That(Hex(WspEncoding.ToPdu(push, new WspForm()).Encode()), Is.EqualTo(Hex(PushVectors.Provisioning)));
        Assert.That(parts.Select(part => part.Length), Is.EqualTo(new[] { 140, 140, 98 }));
        Assert.That(Hex(parts[0]), Is.EqualTo(Hex(PushVectors.ProvisioningFirstSegment)));
    }

    [Test]
    public void A_DM_bootstrap_with_numbers_has_the_octets_of_the_worked_example() =>
        Assert.That(
            Hex(WspEncoding.ToPdu(Pushes.DmBootstrap(BootstrapMethod.NetworkId).Message, new WspForm { Spelling = SecuritySpelling.TypedNumber }).Encode()),
            Is.EqualTo(Hex(PushVectors.DmBootstrap)));

    [TestCase(SecuritySpelling.TypedName)]
    [TestCase(SecuritySpelling.Untyped)]
    [TestCase(null)]
    public void A_DM_bootstrap_with_names_has_the_octets_of_the_worked_example(SecuritySpelling? spelling)
    {
        var push = ProtectedBootstrap.Make(
            BootstrapProfile.DeviceManagement, WbxmlVectors.LongBootstrapMessage, new BootstrapProtection(BootstrapMethod.UserPin, null, Pushes.Pin)).Message;

        var expected = spelling == SecuritySpelling.TypedName ? PushVectors.TypedNames : PushVectors.UntypedNames;
        Assert.That(Hex(WspEncoding.ToPdu(push, new WspForm { Spelling = spelling }).Encode()), Is.EqualTo(Hex(expected)));
    }

    [Test]
    public void A_notification_with_everything_as_text()
    {
        var pdu = WspEncoding.ToPdu(Pushes.Notification, new WspForm { TransactionId = 9, MediaAsText = true, ApplicationAsText = true }).Encode();

        var head = "application/vnd.syncml.notification\0"u8.Length + 1 + "x-wap-application:syncml.dm\0"u8.Length;
        Assert.That(
            Hex(pdu.AsSpan(0, 3 + head)),
            Is.EqualTo(Hex([9, 6, (byte)head, .. "application/vnd.syncml.notification\0"u8, 0xAF, .. "x-wap-application:syncml.dm\0"u8])));
    }

    [Test]
    public void Other_parameters_and_headers_come_back_from_WSP()
    {
        var push = Pushes.Provisioning(BootstrapMethod.UserPin).Message;
        push = push with
        {
            Parameters = [.. push.Parameters, new PushField("Charset", null, 106), new PushField("x-lab", "7")],
            Headers = [new PushField("X-Wap-Push-Flag", null, 5), new PushField("X-Wap-Initiator-URI", "http://lab.example"), new PushField("X-Lab", "a b")],
        };

        var pdu = PushPdu.Parse(WspEncoding.ToPdu(push, new WspForm { Spelling = SecuritySpelling.TypedName }).Encode());
        var read = WspEncoding.FromPdu(pdu);

        Assert.That(pdu.Flags, Is.EqualTo(PushFlags.InitiatorAuthenticated | PushFlags.Last));
        Assert.That(pdu.ContentType.Charset, Is.EqualTo(106));
        // WSP sends one form of SEC; all else is as it was.
        Assert.That(read, Is.EqualTo(push with { Parameters = push.Parameters.SetItem(0, new PushField("SEC", "USERPIN")) }));
    }

    [Test]
    public void Parts_go_in_the_order_and_number_that_is_asked_for()
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;
        var right = SmsEncoding.ToUserData(push, new WspForm(), From9200);

        var sent = SmsEncoding.ToUserData(push, new WspForm(), From9200 with { Parts = [3, 1, 3] });

        Assert.That(sent, Is.EqualTo(new[] { right[2], right[0], right[2] }));
        Assert.That(() => SmsEncoding.ToUserData(push, new WspForm(), From9200 with { Parts = [4] }), Throws.InstanceOf<FormatException>().With.Message.Contains("part 4"));
    }

    [Test]
    public void Every_part_can_announce_a_wrong_total()
    {
        var parts = SmsEncoding.ToUserData(Pushes.Provisioning(BootstrapMethod.NetworkId).Message, new WspForm(), From9200 with { AnnouncedTotal = 2 });

        Assert.That(parts.Select(part => UserDataHeader.Parse(part).Concatenation), Is.EqualTo(new Concatenation[] { new(0x2A, 2, 1), new(0x2A, 2, 2), new(0x2A, 2, 3) }));
        Assert.That(
            () => SmsEncoding.ToUserData(Pushes.Notification, new WspForm(), new SmsForm { AnnouncedTotal = 2 }), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void SMS_for_a_modem_are_of_the_kind_submit()
    {
        var tpdu = SmsEncoding.ToSubmit(Pushes.Notification, new WspForm(), new SmsForm { DataCoding = SmsDataCoding.EightBitClass1 }, "+491711234567").Single();

        var submit = SmsSubmit.Parse(tpdu);

        Assert.That(submit.Destination.ToString(), Is.EqualTo("+491711234567"));
        Assert.That(submit.Content.DataCoding, Is.EqualTo(0xF5));
        Assert.That(submit.Content.UserData[7..].ToArray(), Is.EqualTo(PushVectors.Notification));
    }

    [Test]
    public void A_nested_request_has_the_shape_that_gateways_send()
    {
        var request = HttpEncoding.ToRequest(Pushes.Notification, HttpForm.Nested, "/wappush");

        const string Inner = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.notification\r\n"
            + "X-Wap-Application-Id: x-wap-application:syncml.dm\r\nContent-Length: 38\r\n\r\n";
        var head = "POST /wappush HTTP/1.1\r\nHost: 10.0.0.1:4035\r\nX-Wap-Push-OTA-Version: 1.0\r\nContent-Type: application/http\r\n"
            + $"Content-Length: {Inner.Length + 38}\r\n\r\n{Inner}";
        Assert.That(Hex(request.Encode("10.0.0.1:4035")), Is.EqualTo(Hex([.. Encoding.ASCII.GetBytes(head), .. PushVectors.Notification.AsSpan(6)])));
    }

    [TestCase(HttpForm.Direct, "X-Wap-Push-OTA-Version: 1.0\r\n")]
    [TestCase(HttpForm.Plain, "")]
    public void Other_requests_carry_the_content_headers_themselves(HttpForm form, string version)
    {
        var request = HttpEncoding.ToRequest(Pushes.Provisioning(BootstrapMethod.UserPin).Message, form, "/p");

        Assert.That(Encoding.Latin1.GetString(request.Encode("d")), Does.StartWith(
            $"POST /p HTTP/1.1\r\nHost: d\r\n{version}Content-Type: application/vnd.wap.connectivity-wbxml; SEC=USERPIN; "
            + "MAC=45E8F0828FBC6D559AF901A7D3171B1D7C184DBC\r\nContent-Length: 292\r\n\r\n"));
    }

    public static IEnumerable<TestCaseData> ForHttp() =>
        from form in Enum.GetValues<HttpForm>()
        from flaw in Enum.GetValues<SecurityFlaw>()
        where SecurityFlaws.AppliesTo(flaw, BootstrapMethod.UserPin)
        select new TestCaseData(form, flaw);

    [TestCaseSource(nameof(ForHttp))]
    public void HTTP_carries_every_flaw_as_it_is(HttpForm form, SecurityFlaw flaw)
    {
        var push = Pushes.DmBootstrap(BootstrapMethod.UserPin, flaw).Message;
        var request = HttpEncoding.ToRequest(push, form, "/");

        var read = HttpEncoding.FromOta(HttpEncoding.FromRequest(request.Fields, request.Body));

        Assert.That(read, Is.EqualTo(push with { Parameters = [.. push.Parameters.Select(field => field with { Number = null })] }));
    }

    [TestCase("/wap push\r\nX: y")]
    [TestCase("/caf\u00E9")]
    public void A_head_that_is_no_line_is_refused(string path) =>
        Assert.That(() => HttpEncoding.ToRequest(Pushes.Notification, HttpForm.Plain, path).Encode("h"), Throws.InstanceOf<FormatException>());

    private static string Hex(ReadOnlySpan<byte> octets) => Convert.ToHexString(octets);

    private static string Hex(byte[] octets) => Convert.ToHexString(octets);
}

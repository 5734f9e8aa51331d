using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;

namespace DmSc.Tests.Wire.Push;

[TestFixture]
public sealed class PushPduTests
{
    [Test]
    public void A_bootstrap_is_taken_apart()
    {
        var pdu = PushPdu.Parse(PushVectors.DmBootstrap);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pdu.TransactionId, Is.EqualTo(1));
            Assert.That(pdu.ContentType.MediaType, Is.EqualTo("application/vnd.syncml.dm+wbxml"));
            Assert.That(pdu.Content, Is.EqualTo(PushContent.DmWbxml));
            Assert.That(pdu.ApplicationId, Is.EqualTo("x-wap-application:syncml.dm"));
            Assert.That(pdu.BodyOffset, Is.EqualTo(52));
            Assert.That(pdu.Body.ToArray(), Is.EqualTo(WbxmlVectors.BootstrapMessage));
            Assert.That(pdu.Remarks, Is.Empty);
            var security = SecurityParameters.Read(pdu.ContentType)!;
            Assert.That(security.Method, Is.EqualTo(BootstrapMethod.NetworkId));
            Assert.That(BootstrapMac.Verify(security.Mac!.Value.Span, BootstrapKey.NetworkFromImsi("001010123456789"), pdu.Body.Span));
        }
    }

    [Test]
    public void A_bootstrap_is_put_together()
    {
        var mac = BootstrapMac.Compute(BootstrapKey.NetworkFromImsi("001010123456789"), WbxmlVectors.BootstrapMessage);
        var security = new SecurityParameters(BootstrapMethod.NetworkId, mac);
        var parameters = security.ToParameters(BootstrapProfile.DeviceManagement, SecuritySpelling.TypedNumber);
        var pdu = new PushPdu(
            1,
            WspContentType.Of(WspCodes.DmWbxml, [.. parameters]),
            [WspHeader.ApplicationId(PushApplication.DeviceManagement)],
            WbxmlVectors.BootstrapMessage);

        Assert.That(Convert.ToHexString(pdu.Encode()), Is.EqualTo(Convert.ToHexString(PushVectors.DmBootstrap)));
    }

    [Test]
    public void A_provisioning_push_is_put_together()
    {
        var mac = BootstrapMac.Compute(BootstrapKey.NetworkFromImsi("001010123456789"), WbxmlVectors.ProvisioningDocument);
        var parameters = new SecurityParameters(BootstrapMethod.NetworkId, mac).ToParameters(BootstrapProfile.Provisioning, SecuritySpelling.TypedNumber);
        var pdu = new PushPdu(1, WspContentType.Of(WspCodes.ProvisioningWbxml, [.. parameters]), [], WbxmlVectors.ProvisioningDocument);

        Assert.That(Convert.ToHexString(pdu.Encode()), Is.EqualTo(Convert.ToHexString(PushVectors.Provisioning)));
    }

    [TestCase(SecuritySpelling.TypedName)]
    [TestCase(SecuritySpelling.Untyped)]
    public void A_bootstrap_with_names_in_text_is_put_together_and_read(SecuritySpelling spelling)
    {
        var expected = spelling == SecuritySpelling.TypedName ? PushVectors.TypedNames : PushVectors.UntypedNames;
        var document = WbxmlVectors.LongBootstrapMessage;
        var security = new SecurityParameters(BootstrapMethod.UserPin, BootstrapMac.Compute(SecretOctets.Of("1234"), document));
        var type = WspContentType.Of(WspCodes.DmWbxml, [.. security.ToParameters(BootstrapProfile.DeviceManagement, spelling)]);
        var pdu = new PushPdu(1, type, [WspHeader.ApplicationId(PushApplication.DeviceManagement)], document);

        Assert.That(Convert.ToHexString(pdu.Encode()), Is.EqualTo(Convert.ToHexString(expected)));
        Assert.That(SecurityParameters.Read(PushPdu.Parse(expected).ContentType), Is.EqualTo(security));
    }

    [Test]
    public void A_notification_is_put_together_and_taken_apart()
    {
        var pdu = PushPdu.Parse(PushVectors.Notification);

        Assert.That(pdu.Content, Is.EqualTo(PushContent.Notification));
        Assert.That(pdu.BodyOffset, Is.EqualTo(6));
        var made = new PushPdu(1, WspContentType.Of(WspCodes.Notification), [WspHeader.ApplicationId(7)], pdu.Body);
        Assert.That(made.Encode(), Is.EqualTo(PushVectors.Notification));
    }

    [TestCase("05 02 02 0B 81 EA", 0x020B, 106)]
    [TestCase("03 B6 81 EA", 0x36, 106)]
    [TestCase("04 B6 01 01 6A", 0x36, null)]
    public void A_charset_behind_a_length_is_read(string contentType, int code, int? charset)
    {
        var type = WbxmlVectors.Hex(contentType);
        // The third has a long integer 1 as parameter code in front of text "j".
        byte[] octets = charset is null ? [1, 6, 6, 5, 0xB6, 1, 1, 0x6A, 0, 0xFF] : [1, 6, (byte)type.Length, .. type, 0xFF];

        var pdu = PushPdu.Parse(octets);

        Assert.That(pdu.ContentType.Code, Is.EqualTo(code));
        Assert.That(pdu.ContentType.Charset, Is.EqualTo(charset));
    }

    [Test]
    public void Unknown_headers_and_their_pages_are_kept()
    {
        var octets = WbxmlVectors.Hex("""
            07 06 2C B6 78 2D 66 6F 6F 00 62 61 72 00 B4 87 8D 02 01 00 92 04 65 00 00 00 A0 1F 03 AA BB CC 05 83 22 71 00 7F 30 84 84
            01 F0 7F E9 FF 00 AA
            """);

        var pdu = PushPdu.Parse(octets);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pdu.Headers, Has.Length.EqualTo(8));
            Assert.That(pdu.Headers[0], Is.EqualTo(WspHeader.Untyped("x-foo", WspValue.Of("bar"))));
            Assert.That(pdu.Flags, Is.EqualTo(PushFlags.InitiatorAuthenticated | PushFlags.ContentTrusted | PushFlags.Last));
            Assert.That(pdu.Header(WspCodes.ContentLength)!.Value.Integer, Is.EqualTo(256));
            Assert.That(pdu.Headers[3].Name, Is.EqualTo("Date"), "92 as a header is no MAC");
            Assert.That(pdu.Headers[4].Value, Is.EqualTo(new WspValue.Octets(new byte[] { 0xAA, 0xBB, 0xCC })));
            Assert.That((pdu.Headers[5].Page, pdu.Headers[5].Code), Is.EqualTo(((byte)5, (int?)3)));
            Assert.That(pdu.Headers[5].Value, Is.EqualTo(new WspValue.Quoted("q")));
            Assert.That((pdu.Headers[6].Page, pdu.Headers[6].Name), Is.EqualTo(((byte)0x30, (string?)null)));
            Assert.That(pdu.Headers[7].Value, Is.EqualTo(new WspValue.Text("éÿ")));
            Assert.That(pdu.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "ContentLength" }));
        }
    }

    [TestCase("AF 02 90 44", "x-wap-microsoft:cfgmgr.ua")]
    [TestCase("AF 82", "x-wap-application:wml.ua")]
    [TestCase("AF 01 7A", "122")]
    [TestCase("AF 78 2D 77 61 70 2D 61 70 70 6C 69 63 61 74 69 6F 6E 3A 73 79 6E 63 6D 6C 2E 64 6D 00", "x-wap-application:syncml.dm")]
    [TestCase("78 2D 57 61 70 2D 41 70 70 6C 69 63 61 74 69 6F 6E 2D 49 64 00 87", "x-wap-application:syncml.dm")]
    [TestCase("B4 81", null)]
    public void The_application_is_read_in_every_spelling(string header, string? application)
    {
        var octets = WbxmlVectors.Hex(header);

        var pdu = PushPdu.Parse((byte[])[1, 6, (byte)(octets.Length + 1), 0xC4, .. octets, 0]);

        Assert.That(pdu.ApplicationId, Is.EqualTo(application));
    }

    [Test]
    public void A_textual_media_type_routes_like_its_code()
    {
        byte[] octets = [1, 6, 32, .. "application/VND.syncml.dm+wbxml"u8, 0, 0x02];

        Assert.That(PushPdu.Parse(octets).Content, Is.EqualTo(PushContent.DmWbxml));
    }

    [Test]
    public void Foreign_content_for_device_management_is_remarked() =>
        Assert.That(PushPdu.Parse(WbxmlVectors.Hex("01 06 03 AE AF 87 01")).Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "ForeignContent" }));

    [Test]
    public void An_empty_body_is_remarked() =>
        Assert.That(PushPdu.Parse(WbxmlVectors.Hex("01 06 03 C4 AF 87")).Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "EmptyBody" }));

    [TestCase("01 06 01", PushErrors.UnexpectedEnd, 3)]
    [TestCase("01 07 03 C4 AF 87", PushErrors.PduType, 1)]
    [TestCase("01 06 80 80", PushErrors.UnexpectedEnd, 2)]
    [TestCase("01 06 80 80 80 80 80 01", PushErrors.UintvarTooLong, 2)]
    [TestCase("01 06 FF FF FF FF 7F 01", PushErrors.UintvarOverflow, 2)]
    [TestCase("01 06 04 C4 AF 87", PushErrors.HeadersTooLong, 2)]
    [TestCase("01 06 00 C4", PushErrors.ContentTypeMissing, 3)]
    [TestCase("01 06 02 00 C4", PushErrors.ContentTypeMissing, 4)]
    [TestCase("01 06 03 05 C4 81 AA", PushErrors.ValueTooLong, 3)]
    [TestCase("01 06 03 1F 05 C4 81", PushErrors.ValueTooLong, 3)]
    [TestCase("01 06 03 61 2F 62 00", PushErrors.UnterminatedText, 3)]
    [TestCase("01 06 03 C4 AF 05 01", PushErrors.ValueTooLong, 5)]
    [TestCase("01 06 02 C4 AF 87", PushErrors.UnexpectedEnd, 5)]
    [TestCase("01 06 03 C4 00 87", PushErrors.UnexpectedOctet, 4)]
    [TestCase("01 06 05 04 C2 91 80 1F AA", PushErrors.UnexpectedOctet, 7)]
    [TestCase("01 06 04 03 C2 92 41 00", PushErrors.UnterminatedText, 6)]
    public void A_malformed_push_is_refused_with_code_and_offset(string hex, string code, int offset)
    {
        var octets = WbxmlVectors.Hex(hex);

        var failure = Assert.Throws<WireFormatException>(() => PushPdu.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void A_push_larger_than_a_datagram_is_refused_unread()
    {
        var failure = Assert.Throws<WireFormatException>(() => PushPdu.Parse(new byte[PushPdu.MaxSize + 1]));

        Assert.That(failure!.Error.Code, Is.EqualTo(PushErrors.LimitExceeded));
    }

    [Test]
    public void What_has_no_coding_is_refused_by_the_writer()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Push(WspContentType.Of("text plain")), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<FormatException>());
            Assert.That(() => Push(WspContentType.Of(1, WspParameter.Typed(5, new WspValue.Text("\"a")))), Throws.InstanceOf<FormatException>());
            Assert.That(() => Push(WspContentType.Of(1, WspParameter.Typed(5, new WspValue.Text("a\0b")))), Throws.InstanceOf<FormatException>());
            Assert.That(() => Push(WspContentType.Of(1, WspParameter.Typed(5, new WspValue.Text("€")))), Throws.InstanceOf<FormatException>());
            Assert.That(() => Push(WspContentType.Of(1, WspParameter.Typed(5, new WspValue.Short(0x80)))), Throws.InstanceOf<FormatException>());
            Assert.That(() => Push(WspContentType.Of(1, WspParameter.Typed(0, new WspValue.Short(1)))), Throws.InstanceOf<FormatException>());
        }

        static byte[] Push(WspContentType type) => new PushPdu(1, type, [], default).Encode();
    }
}

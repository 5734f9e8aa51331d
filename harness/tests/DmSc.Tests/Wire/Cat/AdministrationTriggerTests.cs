using System.Net;
using System.Text;
using DmSc.Wire;
using DmSc.Wire.Cat;
using DmSc.Wire.Push;

namespace DmSc.Tests.Wire.Cat;

/// <summary>SMS-PP download: the SMS, the secured packet and the trigger inside (ETSI TS 102 225; OMA SCWS 1.1, full administration).</summary>
[TestFixture]
public sealed class AdministrationTriggerTests
{
    private const string Trigger =
        "814983478413350103390205783C03021F913E05217F00000185080450534B31024001860700032503001000891D8A0B7261732E6578616D706C658B086167656E742D30318C042F61646D";

    private static SmsPpDownload Download => (SmsPpDownload)Envelope.Parse(CatVectors.Hex(CatVectors.SmsPpDownload));

    [Test]
    public void The_SMS_in_an_envelope_is_read()
    {
        var sms = Download.ReadDeliver();

        Assert.That((sms.Originator.ToString(), sms.Content.ProtocolIdentifier, sms.Content.DataCoding), Is.EqualTo(("1234", (byte)0x7F, (byte)0xF6)));
    }

    [Test]
    public void The_command_packet_in_an_envelope_is_read_and_written()
    {
        var packet = Download.ReadCommandPacket()!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((packet.SecurityParameters, packet.CipheringKey, packet.ChecksumKey), Is.EqualTo(((ushort)0x1221, (byte)0x00, (byte)0x15)));
            Assert.That(packet.Application, Is.EqualTo(CommandPacket.ScwsAdministrationAgent));
            Assert.That(packet.IsCiphered, Is.False);
            Assert.That(Convert.ToHexString(packet.Counter!.Value.Span), Is.EqualTo("0000000001"));
            Assert.That(packet.Checksum!.Value.ToArray(), Is.EqualTo(new byte[8]));
            Assert.That(Convert.ToHexString(packet.Data!.Value.Span), Is.EqualTo(Trigger));
            Assert.That(packet.ToBytes(), Is.EqualTo(Download.ReadDeliver().Content.UserData[3..].ToArray()));
        }
    }

    [Test]
    public void What_is_ciphered_is_not_told_apart()
    {
        var octets = Download.ReadDeliver().Content.UserData[3..].ToArray();
        octets[3] |= 0x04;

        var packet = CommandPacket.Parse(octets);

        Assert.That(packet.Counter, Is.Null);
        Assert.That(packet.Data, Is.Null);
        Assert.That(packet.ToBytes(), Is.EqualTo(octets));
    }

    [Test]
    public void An_SMS_without_packet_has_none()
    {
        var sms = new SmsDeliver(SmsAddress.Of("1234"), new SmsTimestamp(new byte[7]), new SmsContent(0x7F, 0xF6, HasHeader: false, new byte[20]));
        var part = sms with { Content = sms.Content with { HasHeader = true, UserData = CatVectors.Hex("0770000003010201" + "0061") } };

        Assert.That(CommandPacket.Find(sms), Is.Null);
        Assert.That(CommandPacket.Find(part), Is.Null, "only a part of one");
    }

    [TestCase("0010151221001500000000000000000000", CatErrors.TlvLengthTooLong, 0, TestName = "CPL beyond the packet")]
    [TestCase("000F0C1221001500000000000000000000", CatErrors.TlvLengthTooLong, 2, TestName = "CHL too short")]
    [TestCase("000F0F1221001500000000000000000000", CatErrors.TlvLengthTooLong, 2, TestName = "CHL beyond the packet")]
    [TestCase("000F0D", CatErrors.UnexpectedEnd, 3, TestName = "Cut off")]
    public void A_malformed_packet_is_refused_at_its_octet(string hex, string code, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => CommandPacket.Parse(CatVectors.Hex(hex)))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void The_trigger_is_read_and_written()
    {
        var trigger = AdministrationTrigger.Parse(CatVectors.Hex(Trigger));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(trigger.Connection.OfType<BearerDescription>().Single().Type, Is.EqualTo(BearerType.Default));
            Assert.That(trigger.Connection.OfType<BufferSize>().Single().Octets, Is.EqualTo(1400));
            Assert.That(trigger.Connection.OfType<TransportLevel>().Single(), Is.EqualTo(new TransportLevel(TransportProtocol.TcpClientRemote, 8081) { ComprehensionRequired = false }));
            Assert.That(trigger.Connection.OfType<OtherAddress>().Single().IpAddress, Is.EqualTo(IPAddress.Loopback));
            Assert.That(Encoding.ASCII.GetString(trigger.Security!.Identity.Span), Is.EqualTo("PSK1"));
            Assert.That((trigger.Security.KeyVersion, trigger.Security.KeyIdentifier, trigger.Security.HashType), Is.EqualTo(((byte)0x40, (byte)0x01, (byte?)null)));
            Assert.That((trigger.Retry!.Retries, trigger.Retry.Delay.Time), Is.EqualTo(((ushort)3, TimeSpan.FromMinutes(1))));
            Assert.That(trigger.Post, Is.EqualTo(new AdministrationPost("ras.example", "agent-01", "/adm")));
            Assert.That(trigger.Remarks, Is.Empty);
            Assert.That(Convert.ToHexString(trigger.ToBytes()), Is.EqualTo(Trigger));
        }
    }

    [TestCase("8300", CatErrors.UnexpectedTemplate, 0, TestName = "Another tag")]
    [TestCase("81028400", CatErrors.UnexpectedTemplate, 2, TestName = "No session parameters")]
    [TestCase("8103830100", "UnexpectedEnd", 5, TestName = "A part without length")]
    [TestCase("810783058603000325", "UnexpectedEnd", 9, TestName = "No timer behind the counter")]
    [TestCase("810683048500" + "8500", CatErrors.ObjectLength, 6, TestName = "Empty security parameters")]
    [TestCase("810A8308" + "8506024142034001", CatErrors.ObjectContent, 9, TestName = "A key of three octets")]
    [TestCase("81098307" + "89058A03410042", CatErrors.ObjectContent, 9, TestName = "NUL in the host")]
    [TestCase("81068304" + "84008400", CatErrors.ObjectContent, 6, TestName = "A part twice")]
    [TestCase("8102830000", CatErrors.TrailingBytes, 4, TestName = "Octets behind it")]
    public void A_malformed_trigger_is_refused_at_its_octet(string hex, string code, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => AdministrationTrigger.Parse(CatVectors.Hex(hex)))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void Parts_that_are_not_sent_are_absent() =>
        Assert.That(AdministrationTrigger.Parse(CatVectors.Hex("81028300")), Is.EqualTo(new AdministrationTrigger([], null, null, null)));
}

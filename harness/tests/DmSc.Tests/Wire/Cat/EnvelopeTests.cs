using DmSc.Wire;
using DmSc.Wire.Cat;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class EnvelopeTests
{
    [TestCaseSource(typeof(CatVectors), nameof(CatVectors.Envelopes))]
    public void Each_envelope_is_written_as_it_was_read(string hex)
    {
        var envelope = Envelope.Parse(CatVectors.Hex(hex));

        Assert.That(envelope.ToBytes(), Is.EqualTo(CatVectors.Hex(hex)));
        Assert.That(envelope.Remarks, Is.Empty);
    }

    [Test]
    public void Data_available_tells_how_much()
    {
        var envelope = (DataAvailableEvent)Envelope.Parse(CatVectors.Hex(CatVectors.DataAvailable));

        Assert.That((envelope.Status.Channel, envelope.Status.TcpState, envelope.Length.Length), Is.EqualTo((1, TcpState.Established, (byte)88)));
        Assert.That(DataAvailableEvent.Of(ChannelStatus.OfServer(1, TcpState.Established), 88).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.DataAvailable)));
        Assert.That(DataAvailableEvent.Of(ChannelStatus.OfServer(1, TcpState.Established), 2000).Length.Length, Is.EqualTo(0xFF));
    }

    [Test]
    public void Channel_status_tells_the_new_state()
    {
        Assert.That(ChannelStatusEvent.Of(ChannelStatus.OfServer(1, TcpState.Established)).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.Established)));
        Assert.That(ChannelStatusEvent.Of(ChannelStatus.OfServer(1, TcpState.Listen)).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.PeerClosed)));
        Assert.That(((ChannelStatusEvent)Envelope.Parse(CatVectors.Hex(CatVectors.PeerClosed))).Status.TcpState, Is.EqualTo(TcpState.Listen));
    }

    [TestCase("4100", TcpState.Listen, 0)]
    [TestCase("8100", TcpState.Established, 0)]
    [TestCase("0100", TcpState.Closed, 0)]
    [TestCase("0105", TcpState.Closed, ChannelStatus.LinkDropped)]
    public void Channel_states_are_coded(string hex, TcpState state, byte information)
    {
        var status = ChannelStatus.OfServer(1, state, information);

        Assert.That(CatVectors.Hex(status.ToValue()), Is.EqualTo(hex));
        Assert.That((status.TcpState, status.Second, status.Channel), Is.EqualTo((state, information, 1)));
    }

    [Test]
    public void Network_rejection_tells_area_and_cause()
    {
        var envelope = NetworkRejectionEvent.Of(
            new OpaqueObject(CatTags.TrackingArea, CatVectors.Hex("00F1100001")),
            new OpaqueObject(CatTags.AccessTechnology, CatVectors.Hex("08")),
            new OpaqueObject(CatTags.UpdateType, CatVectors.Hex("09")),
            new OpaqueObject(CatTags.RejectionCause, CatVectors.Hex("11")));

        var back = (NetworkRejectionEvent)Envelope.Parse(envelope.ToBytes());

        Assert.That(Convert.ToHexString(envelope.ToBytes()), Is.EqualTo("D617990112" + "82028381" + "FD0500F1100001" + "BF0108" + "F40109" + "F50111"));
        Assert.That((back.Area?.Tag, back.Cause?.Value.Span[0], back.UpdateType?.Value.Span[0], back.AccessTechnology?.Value.Span[0]), Is.EqualTo(((int?)0x7D, (byte?)0x11, (byte?)9, (byte?)8)));
        Assert.That(back.Remarks, Is.Empty);
    }

    [Test]
    public void SMS_PP_download_carries_the_message_and_the_service_centre()
    {
        var envelope = (SmsPpDownload)Envelope.Parse(CatVectors.Hex(CatVectors.SmsPpDownload));

        Assert.That(envelope.ServiceCentre?.Number, Is.EqualTo("+44777809"));
        Assert.That(envelope.Devices, Is.EqualTo(new DeviceIdentities(DeviceIdentity.Network, DeviceIdentity.Uicc)));
        Assert.That(envelope.Tpdu.Octets.Length, Is.EqualTo(0x75));
        Assert.That(SmsPpDownload.Of(envelope.Tpdu, Address.Of("+44777809")).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SmsPpDownload)));
    }

    [Test]
    public void Connection_parameters_of_a_trigger_are_the_same_objects()
    {
        var objects = ComprehensionTlv.ReadAll(CatVectors.Hex("350103390205783C03021F913E05217F000001")).Select(CatObject.Parse).ToArray();

        Assert.That(objects.OfType<BearerDescription>().Single().Type, Is.EqualTo(BearerType.Default));
        Assert.That(objects.OfType<BufferSize>().Single().Octets, Is.EqualTo(1400));
        Assert.That(objects.OfType<TransportLevel>().Single(), Is.EqualTo(new TransportLevel(TransportProtocol.TcpClientRemote, 8081) { ComprehensionRequired = false }));
        Assert.That(objects.OfType<OtherAddress>().Single().IpAddress?.ToString(), Is.EqualTo("127.0.0.1"));
        var delay = (TimerValue)CatObject.Parse(ComprehensionTlv.ReadAll(CatVectors.Hex("2503001000")).Single());
        Assert.That(delay.Time, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Menu_selection_is_an_envelope_with_its_objects()
    {
        var envelope = OtherEnvelope.Of(0xD3, new DeviceIdentities(DeviceIdentity.Keypad, DeviceIdentity.Uicc), new ItemIdentifier(2));

        Assert.That(Convert.ToHexString(envelope.ToBytes()), Is.EqualTo("D30782020181900102"));
        Assert.That(Envelope.Parse(envelope.ToBytes()).Find<ItemIdentifier>(), Is.EqualTo(new ItemIdentifier(2)));
    }

    [Test]
    public void Other_events_keep_their_number()
    {
        var envelope = OtherEvent.Of(CatEvent.IdleScreen, new DeviceIdentities(DeviceIdentity.Display, DeviceIdentity.Uicc));

        Assert.That(((OtherEvent)Envelope.Parse(envelope.ToBytes())).Event, Is.EqualTo(CatEvent.IdleScreen));
    }

    [TestCase("D009810307440082028182", CatErrors.UnexpectedTemplate, TestName = "A proactive command")]
    [TestCase("8100", CatErrors.UnexpectedTemplate, TestName = "A trigger of the web server")]
    [TestCase("D60B99010A82028281B802810000", CatErrors.TrailingBytes, TestName = "Octets behind the envelope")]
    [TestCase("D60799010A82028281", CatErrors.MissingObject, TestName = "Channel status without status")]
    [TestCase("D60B99010982028281B8028100", CatErrors.MissingObject, TestName = "Data available without length")]
    [TestCase("D60482028281", CatErrors.MissingObject, TestName = "No event")]
    [TestCase("D6089902090A82028281", CatErrors.ObjectContent, TestName = "Two events")]
    [TestCase("D10482028381", CatErrors.MissingObject, TestName = "Download without message")]
    [TestCase("D1048B020102", CatErrors.MissingObject, TestName = "Download without devices")]
    public void A_broken_envelope_is_one_error(string hex, string code)
    {
        var failure = Assert.Throws<WireFormatException>(() => Envelope.Parse(CatVectors.Hex(hex)))!;

        Assert.That(failure.Error.Code, Is.EqualTo(code), failure.Message);
    }
}

using System.Net;
using System.Text;
using DmSc.Wire;
using DmSc.Wire.Cat;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class ProactiveCommandTests
{
    private static T Parse<T>(string hex)
        where T : ProactiveCommand
    {
        var command = ProactiveCommand.Parse(CatVectors.Hex(hex));
        Assert.That(command, Is.TypeOf<T>());
        Assert.That(command.Remarks, Is.Empty);
        return (T)command;
    }

    [TestCaseSource(typeof(CatVectors), nameof(CatVectors.Commands))]
    public void Each_command_is_written_as_it_was_read(string hex) =>
        Assert.That(ProactiveCommand.Parse(CatVectors.Hex(hex)).ToBytes(), Is.EqualTo(CatVectors.Hex(hex)));

    [Test]
    public void SET_UP_EVENT_LIST_names_its_events()
    {
        var command = Parse<SetUpEventListCommand>(CatVectors.SetUpEventList);

        Assert.That(command.Events, Is.EqualTo(new[] { CatEvent.DataAvailable, CatEvent.ChannelStatus }));
        Assert.That(command.Details, Is.EqualTo(new CommandDetails(1, CatCommandType.SetUpEventList, 0)));
        Assert.That(command.Devices, Is.EqualTo(DeviceIdentities.UiccToTerminal));
        Assert.That(SetUpEventListCommand.Of(1, CatEvent.DataAvailable, CatEvent.ChannelStatus).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SetUpEventList)));
    }

    [Test]
    public void An_empty_event_list_asks_for_nothing()
    {
        var octets = SetUpEventListCommand.Of(1).ToBytes();

        Assert.That(Convert.ToHexString(octets), Is.EqualTo("D00B810301050082028182" + "9900"));
        Assert.That(((SetUpEventListCommand)ProactiveCommand.Parse(octets)).Events, Is.Empty);
    }

    [Test]
    public void OPEN_CHANNEL_in_UICC_server_mode_has_no_bearer()
    {
        var command = Parse<OpenChannelCommand>(CatVectors.OpenServer);

        Assert.That(command.Mode, Is.EqualTo(ChannelMode.UiccServer));
        Assert.That(command.TransportLevel, Is.EqualTo(new TransportLevel(TransportProtocol.TcpServer, 3516)));
        Assert.That(command.BufferSize.Octets, Is.EqualTo(1024));
        Assert.That(command.Bearer, Is.Null);
        Assert.That(OpenChannelCommand.UiccServer(2, 3516, 1024).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.OpenServer)));
    }

    [Test]
    public void OPEN_CHANNEL_in_terminal_server_mode_names_the_local_port()
    {
        var command = Parse<OpenChannelCommand>(CatVectors.OpenTerminalServer);

        Assert.That(command.Mode, Is.EqualTo(ChannelMode.TerminalServer));
        Assert.That(command.TransportLevel, Is.EqualTo(new TransportLevel(TransportProtocol.UdpClientLocal, 2948)));
        Assert.That(
            OpenChannelCommand.TerminalServer(1, TransportProtocol.UdpClientLocal, 2948, 1400).ToBytes(),
            Is.EqualTo(CatVectors.Hex(CatVectors.OpenTerminalServer)));
    }

    [Test]
    public void OPEN_CHANNEL_in_client_mode_names_the_server()
    {
        var command = Parse<OpenChannelCommand>(CatVectors.OpenClient);

        Assert.That(command.Mode, Is.EqualTo(ChannelMode.DefaultBearer));
        Assert.That(command.IsImmediate, Is.True);
        Assert.That(command.Destination?.IpAddress, Is.EqualTo(IPAddress.Parse("192.0.2.1")));
        Assert.That(command.LocalAddress, Is.Null);
        var ours = OpenChannelCommand.Client(
            1,
            new BearerDescription(BearerType.Default),
            new TransportLevel(TransportProtocol.TcpClientRemote, 443),
            IPAddress.Parse("192.0.2.1"),
            1400);
        Assert.That(ours.ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.OpenClient)));
    }

    [Test]
    public void Login_password_and_both_addresses_are_told_apart_by_their_order()
    {
        var command = (OpenChannelCommand)ProactiveCommand.Of(
            new CommandDetails(1, CatCommandType.OpenChannel, 1),
            DeviceIdentities.UiccToTerminal,
            new BearerDescription(BearerType.Gprs, new byte[] { 3, 4, 3, 4, 0x1F, 2 }),
            new BufferSize(1000),
            NetworkAccessName.Of("dm.example.com"),
            OtherAddress.Dynamic,
            TextString.Of("user"),
            TextString.Of("secret"),
            new TransportLevel(TransportProtocol.TcpClientRemote, 80),
            OtherAddress.Of(IPAddress.Parse("2001:db8::1")));

        var back = (OpenChannelCommand)ProactiveCommand.Parse(command.ToBytes());

        Assert.That(back.Mode, Is.EqualTo(ChannelMode.PacketData));
        Assert.That((back.Login?.Text, back.Password?.Text), Is.EqualTo(("user", "secret")));
        Assert.That(back.LocalAddress?.Octets.IsEmpty, Is.True);
        Assert.That(back.Destination?.IpAddress, Is.EqualTo(IPAddress.Parse("2001:db8::1")));
        Assert.That(back.NetworkAccessName?.Name, Is.EqualTo("dm.example.com"));
        Assert.That(back.ToString(), Does.Not.Contain("secret"));
    }

    [Test]
    public void RECEIVE_DATA_asks_a_channel_for_octets()
    {
        var command = Parse<ReceiveDataCommand>(CatVectors.ReceiveData);

        Assert.That((command.Channel, command.Length.Length), Is.EqualTo(((int?)1, (byte)88)));
        Assert.That(ReceiveDataCommand.Of(3, 1, 88).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.ReceiveData)));
    }

    [Test]
    public void SEND_DATA_stores_or_sends()
    {
        var stored = Parse<SendDataCommand>(CatVectors.SendStored);
        var now = Parse<SendDataCommand>(CatVectors.SendNow);

        Assert.That((stored.IsImmediate, stored.Data.Data.Length), Is.EqualTo((false, 200)));
        Assert.That((now.IsImmediate, now.Data.Data.Length), Is.EqualTo((true, 43)));
        Assert.That(Encoding.ASCII.GetString(stored.Data.Data.Span) + Encoding.ASCII.GetString(now.Data.Data.Span), Does.EndWith("two SEND DATA commands.</p></body></html>"));
        Assert.That(SendDataCommand.Of(4, 1, stored.Data.Data, immediate: false).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SendStored)));
        Assert.That(SendDataCommand.Of(5, 1, now.Data.Data, immediate: true).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SendNow)));
    }

    [Test]
    public void The_greatest_amounts_of_data_just_fit()
    {
        var details = ReceiveDataCommand.Of(1, 1, ReceiveDataCommand.MaxLength);

        Assert.That(SendDataCommand.Of(1, 1, new byte[SendDataCommand.MaxLength], immediate: true).ToBytes(), Has.Length.EqualTo(256));
        Assert.That(TerminalResponse.Received(details, new byte[ReceiveDataCommand.MaxLength], 300).ToBytes(), Has.Length.EqualTo(255));
    }

    [Test]
    public void CLOSE_CHANNEL_may_keep_listening()
    {
        var command = Parse<CloseChannelCommand>(CatVectors.CloseToListen);

        Assert.That((command.Channel, command.KeepsListening), Is.EqualTo(((int?)1, true)));
        Assert.That(CloseChannelCommand.Of(6, 1, keepsListening: true).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.CloseToListen)));
        Assert.That(CloseChannelCommand.Of(6, 7).KeepsListening, Is.False);
    }

    [Test]
    public void A_channel_command_to_the_terminal_itself_names_no_channel() =>
        Assert.That(Parse<CloseChannelCommand>("D009810306410182028182").Channel, Is.Null);

    [Test]
    public void GET_CHANNEL_STATUS_goes_to_the_terminal()
    {
        Parse<GetChannelStatusCommand>(CatVectors.GetChannelStatus);

        Assert.That(GetChannelStatusCommand.Of(7).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.GetChannelStatus)));
    }

    [Test]
    public void LAUNCH_BROWSER_keeps_its_URL_and_its_comprehension_flag()
    {
        var command = Parse<OtherCommand>(CatVectors.LaunchBrowser);

        Assert.That(command.Find<Url>()?.Text, Is.EqualTo("http://127.0.0.1:3516/index.html"));
        Assert.That(command.Find<Url>()?.ComprehensionRequired, Is.False);
    }

    [Test]
    public void Generic_commands_carry_what_they_are_given()
    {
        var text = OtherCommand.Of(new CommandDetails(1, CatCommandType.DisplayText, 0x80), TextString.Of("Hi"));
        var timer = OtherCommand.Of(new CommandDetails(2, CatCommandType.TimerManagement, 0), new TimerIdentifier(1), new TimerValue(0, 1, 30));
        var poll = OtherCommand.Of(new CommandDetails(3, CatCommandType.PollInterval, 0), new Duration(DurationUnit.Seconds, 20));

        Assert.That(Convert.ToHexString(text.ToBytes()), Is.EqualTo("D00E8103012180820281828D03044869"));
        Assert.That(Convert.ToHexString(timer.ToBytes()), Is.EqualTo("D011810302270082028182A40101A503001003"));
        Assert.That(Convert.ToHexString(poll.ToBytes()), Is.EqualTo("D00D8103030300820281828402" + "0114"));
    }

    [Test]
    public void REFRESH_lists_the_changed_files()
    {
        var command = RefreshCommand.Of(1, RefreshMode.FileChange, FileList.Of(CatVectors.Hex("3F007FFF6F07"), CatVectors.Hex("3F002FE2")));

        var back = Parse<RefreshCommand>(Convert.ToHexString(command.ToBytes()));

        Assert.That(Convert.ToHexString(command.ToBytes()), Is.EqualTo("D016810301010182028182920B023F007FFF6F073F002FE2"));
        Assert.That(back.Mode, Is.EqualTo(RefreshMode.FileChange));
        Assert.That(back.Files!.Paths!.Value.Select(CatVectors.Hex), Is.EqualTo(new[] { "3F007FFF6F07", "3F002FE2" }));
        Assert.That(RefreshCommand.Of(1, RefreshMode.UiccReset).ToBytes(), Is.EqualTo(CatVectors.Hex("D009810301010482028182")));
    }

    [Test]
    public void SEND_SHORT_MESSAGE_goes_to_the_network()
    {
        var command = SendShortMessageCommand.Of(1, new SmsTpdu(CatVectors.Hex("0100039121F300F600")), Address.Of("+447778"), packingRequired: true);

        var back = Parse<SendShortMessageCommand>(Convert.ToHexString(command.ToBytes()));

        Assert.That(back.Devices.Destination, Is.EqualTo(DeviceIdentity.Network));
        Assert.That(back.ServiceCentre?.Number, Is.EqualTo("+447778"));
        Assert.That(CatVectors.Hex(back.Tpdu.Octets), Is.EqualTo("0100039121F300F600"));
        Assert.That(back.IsPackingRequired, Is.True);
    }

    [Test]
    public void Unknown_objects_stay_where_they_were_and_those_that_must_be_understood_are_told()
    {
        var octets = CatVectors.Hex("D018" + "8103010500" + "82028182" + "6A01AA" + "990109" + "EA01BB" + "7F810202AABB");

        var command = ProactiveCommand.Parse(octets);

        Assert.That(command.ToBytes(), Is.EqualTo(octets));
        Assert.That(command.NotUnderstood.Select(one => one.Tag), Is.EqualTo(new[] { 0x6A, 0x102 }));
        Assert.That(command.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "UnknownObject", "UnknownObject", "UnknownObject" }));
    }

    [TestCase("D109810301440082028182", CatErrors.UnexpectedTemplate, TestName = "Another outer tag")]
    [TestCase("D00981030144008202818200", CatErrors.TrailingBytes, TestName = "Octets behind the command")]
    [TestCase("D00C810303420082028121B70258", CatErrors.TlvLengthTooLong, TestName = "An object longer than the command")]
    [TestCase("D00B810102420082028121B701", CatErrors.ObjectLength, TestName = "Command details of one octet")]
    [TestCase("D0078103014400B700", CatErrors.ObjectLength, TestName = "Channel data length without a length")]
    [TestCase("D0058103014400", CatErrors.MissingObject, TestName = "No device identities")]
    [TestCase("D009810303420082028121", CatErrors.MissingObject, TestName = "RECEIVE DATA without length")]
    [TestCase("D009810303430082028121", CatErrors.MissingObject, TestName = "SEND DATA without data")]
    [TestCase("D009810301050082028182", CatErrors.MissingObject, TestName = "SET UP EVENT LIST without list")]
    [TestCase("D009810301130082028183", CatErrors.MissingObject, TestName = "SEND SHORT MESSAGE without TPDU")]
    [TestCase("D009810301010182028182", CatErrors.MissingObject, TestName = "REFRESH of files without files")]
    [TestCase("D00D810302400082028182B9020400", CatErrors.MissingObject, TestName = "OPEN CHANNEL with neither bearer nor transport level")]
    [TestCase("D00E810302400082028182BC03030DBC", CatErrors.MissingObject, TestName = "OPEN CHANNEL without buffer size")]
    [TestCase("D010810302400082028182B50101B9020400", CatErrors.MissingObject, TestName = "OPEN CHANNEL of a call without address")]
    [TestCase("D010810302400082028182B50105B9020400", CatErrors.MissingObject, TestName = "OPEN CHANNEL of Bluetooth without duration")]
    [TestCase("D014810301400182028182B50103B9020578BE0221C0", CatErrors.ObjectLength, TestName = "An IPv4 address of one octet")]
    [TestCase("D00E810302270082028182A5030010" + "0A", CatErrors.ObjectContent, TestName = "A timer value that is no digits")]
    public void A_broken_command_is_one_error(string hex, string code)
    {
        var octets = CatVectors.Hex(hex);

        var failure = Assert.Throws<WireFormatException>(() => ProactiveCommand.Parse(octets))!;

        Assert.That(failure.Error.Code, Is.EqualTo(code), failure.Message);
        Assert.That(failure.Error.Offset, Is.InRange(0, octets.Length));
    }

    [Test]
    public void A_terminal_can_answer_a_command_that_it_cannot_read()
    {
        var octets = CatVectors.Hex("D009810303420082028121");

        var failure = Assert.Throws<WireFormatException>(() => ProactiveCommand.Parse(octets))!;
        var answer = TerminalResponse.To(ProactiveCommand.FindDetails(octets)!, new Result(ProactiveCommand.ResultFor(failure)));

        Assert.That(Convert.ToHexString(answer.ToBytes()), Is.EqualTo("810303420082028281" + "830136"));
        Assert.That(ProactiveCommand.FindDetails(CatVectors.Hex("D003820281")), Is.Null);
    }

    [Test]
    public void Another_order_and_long_lengths_are_accepted_with_remarks()
    {
        var command = ProactiveCommand.Parse(CatVectors.Hex("D00A" + "82028182" + "818103014400"));

        Assert.That(command.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "LengthNotShortest", "ObjectOrder" }));
    }
}

using System.Text;
using DmSc.Wire;
using DmSc.Wire.Cat;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class TerminalResponseTests
{
    private static T Command<T>(string hex)
        where T : ProactiveCommand => (T)ProactiveCommand.Parse(CatVectors.Hex(hex));

    private static TerminalResponse Parse(string hex)
    {
        var response = TerminalResponse.Parse(CatVectors.Hex(hex));
        Assert.That(response.Remarks, Is.Empty);
        return response;
    }

    [TestCaseSource(typeof(CatVectors), nameof(CatVectors.Responses))]
    public void Each_response_is_written_as_it_was_read(string hex) => Assert.That(Parse(hex).ToBytes(), Is.EqualTo(CatVectors.Hex(hex)));

    [Test]
    public void The_terminal_opens_a_listening_channel()
    {
        var response = TerminalResponse.Opened(Command<OpenChannelCommand>(CatVectors.OpenServer), ChannelStatus.OfServer(1, TcpState.Listen), 1024);

        Assert.That(response.ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.OpenedServer)));
        var read = Parse(CatVectors.OpenedServer);
        Assert.That((read.ChannelStatus!.Channel, read.ChannelStatus.TcpState, read.BufferSize!.Octets), Is.EqualTo((1, TcpState.Listen, (ushort)1024)));
    }

    [Test]
    public void The_terminal_opens_a_link_and_tells_the_bearer()
    {
        var response = TerminalResponse.Opened(Command<OpenChannelCommand>(CatVectors.OpenClient), ChannelStatus.OfLink(1, established: true), 1400);

        Assert.That(response.ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.OpenedClient)));
        Assert.That(Parse(CatVectors.OpenedClient).Bearer?.Type, Is.EqualTo(BearerType.Default));
    }

    [Test]
    public void A_smaller_buffer_is_a_modification()
    {
        var response = TerminalResponse.Opened(Command<OpenChannelCommand>(CatVectors.OpenServer), ChannelStatus.OfServer(1, TcpState.Listen), 512);

        Assert.That(response.Result.General, Is.EqualTo(GeneralResult.PerformedWithModification));
        Assert.That(response.Result.IsPerformed, Is.True);
    }

    [Test]
    public void The_terminal_tells_why_it_opens_nothing()
    {
        var response = TerminalResponse.To(Command<OpenChannelCommand>(CatVectors.OpenClient).Details, Result.Of(BipError.PortUnavailable));

        Assert.That(response.ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.PortUnavailable)));
        var read = Parse(CatVectors.PortUnavailable).Result;
        Assert.That((read.IsPerformed, read.BipError, read.TerminalProblem), Is.EqualTo((false, (BipError?)BipError.PortUnavailable, (TerminalProblem?)null)));
    }

    [Test]
    public void The_terminal_hands_out_what_it_received()
    {
        var read = Parse(CatVectors.Received);

        Assert.That(Encoding.ASCII.GetString(read.ChannelData!.Data.Span), Does.StartWith("GET /index.html HTTP/1.1\r\nHost: 127.0.0.1:3516\r\n").And.EndsWith("\r\n\r\n"));
        Assert.That(read.ChannelDataLength!.Length, Is.Zero);
        var ours = TerminalResponse.Received(Command<ReceiveDataCommand>(CatVectors.ReceiveData), read.ChannelData.Data, 0);
        Assert.That(ours.ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.Received)));
    }

    [Test]
    public void Fewer_octets_than_asked_for_are_missing_information() => Assert.That(
        TerminalResponse.Received(Command<ReceiveDataCommand>(CatVectors.ReceiveData), new byte[87], 0).Result.General,
        Is.EqualTo(GeneralResult.MissingInformation));

    [Test]
    public void Room_from_255_octets_on_is_told_as_FF()
    {
        Assert.That(TerminalResponse.Sent(Command<SendDataCommand>(CatVectors.SendStored), 824).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SentStored)));
        Assert.That(TerminalResponse.Sent(Command<SendDataCommand>(CatVectors.SendNow), 255).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SentNow)));
        Assert.That(ChannelDataLength.Of(254).Length, Is.EqualTo(0xFE));
    }

    [Test]
    public void The_status_of_all_channels_is_told()
    {
        var command = Command<GetChannelStatusCommand>(CatVectors.GetChannelStatus);

        Assert.That(TerminalResponse.Channels(command, ChannelStatus.OfServer(1, TcpState.Listen)).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.ChannelStatus)));
        Assert.That(Convert.ToHexString(TerminalResponse.Channels(command).ToBytes()), Does.EndWith("830100" + "B8020000"));
        Assert.That(TerminalResponse.Channels(command, ChannelStatus.OfLink(1, true), ChannelStatus.OfLink(2, false)).All<ChannelStatus>().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Other_commands_are_answered_with_their_details()
    {
        Assert.That(TerminalResponse.To(Command<SetUpEventListCommand>(CatVectors.SetUpEventList).Details, Result.Ok).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.SetUpEventListDone)));
        Assert.That(TerminalResponse.To(Command<CloseChannelCommand>(CatVectors.CloseToListen).Details, Result.Ok).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.Closed)));
    }

    [TestCase("810302400082028281830100", 2, TestName = "OPEN CHANNEL without status and buffer")]
    [TestCase("810303420082028281830100", 2, TestName = "RECEIVE DATA without data and length")]
    [TestCase("810304430082028281830100", 1, TestName = "SEND DATA without length")]
    [TestCase("810307440082028281830100", 1, TestName = "GET CHANNEL STATUS without status")]
    [TestCase("810301030082028281830100", 1, TestName = "POLL INTERVAL without duration")]
    [TestCase("81030240008202828183023A01", 0, TestName = "A refused OPEN CHANNEL owes nothing")]
    public void What_a_performed_command_owes_is_a_remark(string hex, int missing) =>
        Assert.That(TerminalResponse.Parse(CatVectors.Hex(hex)).Remarks.Select(remark => remark.Code), Is.EqualTo(Enumerable.Repeat(CatErrors.MissingObject, missing)));

    [TestCase("82028281830100", TestName = "No command details")]
    [TestCase("8103010500830100", TestName = "No device identities")]
    [TestCase("810301050082028281", TestName = "No result")]
    public void What_every_response_must_have_is_an_error(string hex) => Assert.That(
        () => TerminalResponse.Parse(CatVectors.Hex(hex)),
        Throws.TypeOf<WireFormatException>().With.Property(nameof(WireFormatException.Error)).Property(nameof(FormatError.Code)).EqualTo(CatErrors.MissingObject));

    [Test]
    public void A_terminal_that_is_busy_tells_why()
    {
        var response = TerminalResponse.To(new CommandDetails(1, CatCommandType.DisplayText, 0x80), Result.Of(TerminalProblem.ScreenBusy));

        Assert.That(Convert.ToHexString(response.ToBytes()), Is.EqualTo("8103012180820282818302" + "2001"));
        Assert.That(TerminalResponse.Parse(response.ToBytes()).Result.TerminalProblem, Is.EqualTo(TerminalProblem.ScreenBusy));
    }
}

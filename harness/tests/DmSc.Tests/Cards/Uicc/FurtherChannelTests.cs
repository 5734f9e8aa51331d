using DmSc.Cards.Uicc;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Tests.Peers.Card;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

/// <summary>Channels 4 to 19 are named in the further interindustry class: 4X and CX instead of 0X and 8X (ETSI TS 102 221, 10.1.1).</summary>
public sealed class FurtherChannelTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task Each_of_nineteen_channels_has_a_selection_of_its_own()
    {
        var terminal = await TwentyAsync();
        for (var channel = 1; channel <= ClassByte.MaxChannel; channel++)
        {
            Assert.That((await terminal.OpenChannelAsync(null, 0, Ct)).Channel, Is.EqualTo(channel));
            var file = channel % 2 == 0 ? 0x2FE2 : 0x2F05;
            Assert.That((await terminal.SelectAsync(channel, FileSelector.ById(file), SelectReturn.Fcp, Ct)).Fcp.Value!.FileId, Is.EqualTo(file));
        }

        Assert.That((await terminal.OpenChannelAsync(null, 0, Ct)).Result.Sw.Value, Is.EqualTo(0x6881), "there is no twentieth");
        for (var channel = 1; channel <= ClassByte.MaxChannel; channel++)
        {
            var read = await terminal.ReadBinaryAsync(channel, 0, 2, Ct);
            Assert.That(Convert.ToHexString(read.Data.Span), Is.EqualTo(channel % 2 == 0 ? "9888" : "656E"), $"channel {channel}");
        }
    }

    [Test]
    public async Task A_command_and_its_GET_RESPONSE_name_the_channel_in_their_class([Range(1, ClassByte.MaxChannel)] int channel)
    {
        // 0X and 8X up to channel 3, 4X and CX with the number less 4 from there on (ETSI TS 102 221, tables 10.3 and 10.4a).
        var iso = channel < 4 ? $"0{channel:X}" : $"4{channel - 4:X}";
        var etsi = channel < 4 ? $"8{channel:X}" : $"C{channel - 4:X}";
        var terminal = await TwentyAsync();
        await terminal.OpenChannelAsync(channel, 0, Ct);

        var selected = await terminal.SelectAsync(channel, FileSelector.ById(0x2FE2), SelectReturn.Fcp, Ct);
        var asked = await terminal.StatusAsync(channel, StatusIndication.None, StatusReturn.Fcp, Ct);

        Assert.That(selected.Result.Exchanges.Select(e => Command(e)[..8]), Is.EqualTo(new[] { iso + "A40004", iso + "C00000" }));
        Assert.That(Command(asked.Result.Exchanges[0]), Does.StartWith(etsi + "F20000"));
        Assert.That(asked.Fcp.Value!.FileId, Is.EqualTo(0x3F00));

        static string Command(Exchange exchange) => Convert.ToHexString(exchange.CommandOctets.Span);
    }

    [Test]
    public async Task Every_channel_is_opened_by_its_number_once_closed_once_and_silent_afterwards([Range(1, ClassByte.MaxChannel)] int channel)
    {
        var terminal = await TwentyAsync();

        var opened = await terminal.OpenChannelAsync(channel, 0, Ct);
        var again = await terminal.OpenChannelAsync(channel, 0, Ct);
        var read = await terminal.SelectAsync(channel, FileSelector.ById(0x2FE2), SelectReturn.NoData, Ct);
        var closed = await terminal.CloseChannelAsync(channel, 0, Ct);
        var closedAgain = await terminal.CloseChannelAsync(channel, 0, Ct);
        var dead = await terminal.SelectAsync(channel, FileSelector.ById(0x2FE2), SelectReturn.NoData, Ct);

        Assert.That((opened.Channel, read.IsSelected, closed.Sw.IsNormal), Is.EqualTo(((int?)channel, true, true)));
        Assert.That(Convert.ToHexString(opened.Result.Exchanges.Single().CommandOctets.Span), Is.EqualTo($"007000{channel:X2}"), "case 1: the card has nothing to tell");
        Assert.That((again.Result.Sw.Value, closedAgain.Sw.Value, dead.Result.Sw.Value), Is.EqualTo(((ushort)0x6881, (ushort)0x6881, (ushort)0x6881)));
    }

    [Test]
    public async Task Secure_messaging_and_chains_are_refused_on_every_further_channel([Range(4, ClassByte.MaxChannel)] int channel)
    {
        var terminal = await TwentyAsync();
        await terminal.OpenChannelAsync(channel, 0, Ct);
        var number = (byte)(channel - 4);
        byte[][] commands = [[(byte)(0x60 | number), 0xB0, 0, 0, 1], [(byte)(0xE0 | number), 0xF2, 0, 0x0C], [(byte)(0x50 | number), 0xB0, 0, 0, 1], [(byte)(0xD0 | number), 0xF2, 0, 0x0C]];
        var answers = new List<string>();
        foreach (var command in commands)
            answers.Add((await terminal.TransmitRawAsync(command, Ct)).Response.Sw.ToString());
        Assert.That(answers, Is.EqualTo(new[] { "6882", "6882", "6E00", "6E00" }));
    }

    [Test]
    public async Task A_channel_opened_from_a_further_one_inherits_its_application_and_outlives_it()
    {
        var terminal = await TwentyAsync();
        await terminal.OpenChannelAsync(7, 0, Ct);
        await terminal.SelectAsync(7, FileSelector.ByAid(ProvisioningLocator.Pkcs15Aid), SelectReturn.NoData, Ct);

        Assert.That((await terminal.OpenChannelAsync(18, 7, Ct)).Channel, Is.EqualTo(18));
        Assert.That((await terminal.CloseChannelAsync(7, 18, Ct)).Sw.IsNormal);
        Assert.That((await terminal.SelectAsync(18, FileSelector.ById(0x5031), SelectReturn.NoData, Ct)).IsSelected);
        Assert.That((await terminal.SelectAsync(7, FileSelector.ById(0x5031), SelectReturn.NoData, Ct)).Result.Sw.Value, Is.EqualTo(0x6881));
        Assert.That((await terminal.OpenChannelAsync(18, 0, Ct)).Result.Sw.Value, Is.EqualTo(0x6881), "it is open");
    }

    [Test]
    public async Task Provisioning_data_is_found_on_the_last_channel()
    {
        var terminal = await TwentyAsync();
        await terminal.OpenChannelAsync(ClassByte.MaxChannel, 0, Ct);

        var map = await new ProvisioningLocator(terminal).LocateAsync(ClassByte.MaxChannel, Ct);

        Assert.That(map.DmObjects, Is.Not.Empty);
        Assert.That(map.Problems.Select(p => p.File), Is.EqualTo(new[] { "EF(DODF) 6440" }), "which this card does not have");
    }

    // b6 announces secure messaging, b5 a chain of commands; both mean something else than in class 0X.
    [TestCase("60B0000001", 0x6882)]
    [TestCase("E0F2000C", 0x6882)]
    [TestCase("50B0000001", 0x6E00)]
    [TestCase("C0B0000001", 0x6E00)]
    [TestCase("40F2000C", 0x6E00)]
    [TestCase("41B0000001", 0x6881)]
    public async Task Other_bits_of_the_further_class_are_refused(string command, int sw)
    {
        var terminal = await TwentyAsync();
        await terminal.OpenChannelAsync(4, 0, Ct);
        await terminal.SelectAsync(4, FileSelector.ById(0x2FE2), SelectReturn.NoData, Ct);

        var refused = await terminal.TransmitRawAsync(Convert.FromHexString(command), Ct);

        Assert.That(refused.Response.Sw.Value, Is.EqualTo(sw));
        Assert.That((await terminal.ReadBinaryAsync(4, 0, 1, Ct)).Sw.IsNormal, "and nothing changed");
    }

    [TestCase(-1)]
    [TestCase(20)]
    public async Task There_is_no_channel_beyond_nineteen(int channel)
    {
        var terminal = await TwentyAsync();
        Assert.That(async () => await terminal.ReadBinaryAsync(channel, 0, 1, Ct), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await terminal.OpenChannelAsync(channel, 0, Ct), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await terminal.CloseChannelAsync(channel, 0, Ct), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Every_channel_survives_the_way_through_the_class_octet([Values(0x00, 0x80)] byte cla, [Range(0, ClassByte.MaxChannel)] int channel)
    {
        var octet = ClassByte.OnChannel(cla, channel);
        Assert.That(ClassByte.ChannelOf(octet), Is.EqualTo(channel));
        Assert.That(octet & 0x80, Is.EqualTo(cla));
    }

    private static Task<UiccTerminal> TwentyAsync() => ScriptedCards.PoweredAsync(new InProcessCardLink(ReferenceUicc.Create(
        TestCards.Image() with { LogicalChannels = 20, Atr = UiccAtr.Create(20) }, 1)));
}

using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Uicc;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Card.Image;
using DmSc.Wire.Apdu;

namespace DmSc.EndToEnd.Tests.VirtualReader;

/// <summary>Twenty logical channels, both protocols and extended length, through the service: none of them is ours alone to get right.</summary>
[NonParallelizable]
[CancelAfter(60_000)]
internal sealed class ChannelTests : WithReferenceCard
{
    private static readonly byte[] Long = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];

    public ChannelTests()
        : base(Issue("card with twenty channels", pinEnabled: false, [Transparent(0x6F20, Convert.ToHexString(Long))], [Transparent(0x5031, "A706300404026430")]) with
        {
            LogicalChannels = 20,
            ExtendedLength = true,
            Atr = UiccAtr.Create(20, offersT1: true, extendedLength: true),
        })
    {
    }

    [TestCase(PcscProtocols.T0)]
    [TestCase(PcscProtocols.T1)]
    public async Task Every_channel_is_opened_used_and_closed(PcscProtocols protocol, CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions { Protocols = protocol }, TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, ct);
        for (var channel = 1; channel <= ClassByte.MaxChannel; channel++)
            Assert.That((await terminal.OpenChannelAsync(null, 0, ct)).Channel, Is.EqualTo(channel), "assigned by the card");
        Assert.That((await terminal.OpenChannelAsync(null, 0, ct)).Result.Sw.Value, Is.EqualTo(0x6881));

        // Each one reads an octet of its own.
        for (var channel = 0; channel <= ClassByte.MaxChannel; channel++)
            Assert.That((await terminal.SelectAsync(channel, FileSelector.ById(0x6F20), SelectReturn.Fcp, ct)).Fcp.Value!.FileSize, Is.EqualTo(Long.Length));
        for (var channel = 0; channel <= ClassByte.MaxChannel; channel++)
        {
            Assert.That((await terminal.ReadBinaryAsync(channel, channel, 1, ct)).Data.ToArray(), Is.EqualTo(new[] { Long[channel] }), $"channel {channel}");
            Assert.That((await terminal.StatusAsync(channel, StatusIndication.None, StatusReturn.Fcp, ct)).Fcp.Value!.FileId, Is.EqualTo(0x3F00));
        }

        for (var channel = ClassByte.MaxChannel; channel >= 1; channel--)
        {
            Assert.That((await terminal.CloseChannelAsync(channel, 0, ct)).Sw.IsNormal, Is.True);
            Assert.That((await terminal.ReadBinaryAsync(channel, 0, 1, ct)).Sw.Value, Is.EqualTo(0x6881));
            Assert.That((await terminal.OpenChannelAsync(channel, 0, ct)).Channel, Is.EqualTo(channel), "by its number");
            Assert.That((await terminal.CloseChannelAsync(channel, channel, ct)).Sw.IsNormal, Is.True, "from itself");
        }
    }

    [TestCase(PcscProtocols.T0, 0, 2)]
    [TestCase(PcscProtocols.T1, 1, 1)]
    [TestCase(PcscProtocols.T0 | PcscProtocols.T1, 1, 1)]
    public async Task A_response_to_a_command_with_data_is_fetched_in_one_protocol_and_comes_along_in_the_other(
        PcscProtocols accepted, int active, int exchanges, CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions { Protocols = accepted }, TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, ct);

        var selected = await terminal.SelectAsync(0, FileSelector.ById(0x2FE2), SelectReturn.Fcp, ct);

        Assert.That((link.Protocol, selected.Result.Exchanges.Count, selected.Fcp.Value!.FileId), Is.EqualTo((active, exchanges, 0x2FE2)));
    }

    [Test]
    public async Task One_extended_command_brings_a_whole_file_in_T1_and_none_is_sent_in_T0(CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, ct);
        await terminal.SelectAsync(0, FileSelector.ById(0x6F20), SelectReturn.NoData, ct);

        var whole = await terminal.ReadBinaryAsync(0, 0, Long.Length, ct);
        Assert.That((whole.Sw.IsNormal, whole.Exchanges.Count), Is.EqualTo((true, 1)));
        Assert.That(whole.Data.ToArray(), Is.EqualTo(Long));

        await using var t0 = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions { Protocols = PcscProtocols.T0 }, TimeProvider.System);
        await link.DisposeAsync();
        var plain = new UiccTerminal(t0);
        await plain.PowerOnAsync(CardReset.Cold, ct);
        await plain.SelectAsync(0, FileSelector.ById(0x6F20), SelectReturn.NoData, ct);
        Assert.That(async () => await plain.ReadBinaryAsync(0, 0, Long.Length, ct), Throws.ArgumentException.With.Message.Contains("T=0 carries no extended APDU"));
        var blocks = await plain.ReadTransparentAsync(0, 0, Long.Length, ct);
        Assert.That(blocks.Data.ToArray(), Is.EqualTo(Long), "blocks do");
    }

    [Test]
    public async Task A_wrong_length_is_corrected_by_the_card_and_repeated_by_us(CancellationToken ct)
    {
        await using var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions { Protocols = PcscProtocols.T0 }, TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, ct);
        await terminal.SelectAsync(0, FileSelector.ById(0x2FE2), SelectReturn.NoData, ct);

        var read = await terminal.ReadBinaryAsync(0, 0, 256, ct);

        Assert.That(read.Exchanges.Select(e => Convert.ToHexString(e.CommandOctets.Span)), Is.EqualTo(new[] { "00B0000000", "00B000000A" }));
        Assert.That(Convert.ToHexString(read.Data.Span), Is.EqualTo("98882211000000643734"));
    }
}

using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

public sealed class UiccTerminalTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task A_wrong_Le_is_repeated_once_with_the_right_one()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00B0000000\n< 6C03\n> 00B0000003\n< 010203 9000"));

        var result = await terminal.ReadBinaryAsync(0, 0, 256, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Data.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(result.Exchanges.Select(e => e.ToString()), Is.EqualTo(new[] { "00B0000000 < 6C03", "00B0000003 < 0102039000" }));
        }
    }

    [Test]
    public async Task A_card_that_never_accepts_an_Le_is_asked_twice_and_no_more()
    {
        var link = new ComputedCardLink(0, _ => [0x6C, 0x10]);
        var terminal = await ScriptedCards.PoweredAsync(link);

        var result = await terminal.ReadBinaryAsync(0, 0, 256, Ct);

        Assert.That((result.Sw.Value, link.Commands), Is.EqualTo(((ushort)0x6C10, 2)));
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Endless_61xx_is_the_cards_defect(int protocol)
    {
        var link = new ComputedCardLink(protocol, _ => [0x61, 0x01]);
        var terminal = await ScriptedCards.PoweredAsync(link, options: new TerminalOptions { MaxGetResponses = 10 });

        var error = (await Assert.ThrowsAsync<WireFormatException>(async () => await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.Fcp, Ct)))!.Error;

        Assert.That((error.Code, link.Commands), Is.EqualTo(("ResponseChain", 11)));
    }

    [TestCase("90", "ResponseTooShort")]
    [TestCase("", "ResponseTooShort")]
    [TestCase("010203049000", "ResponseTooLong")]
    public async Task A_response_that_is_none_is_the_cards_defect_and_still_observed(string response, string code)
    {
        var observer = new RecordingObserver();
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card($"> 00B0000003\n< {response}"), observer);

        var error = (await Assert.ThrowsAsync<WireFormatException>(async () => await terminal.ReadBinaryAsync(0, 0, 3, Ct)))!.Error;

        Assert.That((error.Code, observer.Lines[^1]), Is.EqualTo((code, "00B0000003 < " + response)));
    }

    [Test]
    public async Task GET_RESPONSE_goes_to_the_channel_of_the_command()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 42A40004023F00\n< 6102\n> 42C0000002\n< 6200 9000"));

        var select = await terminal.SelectAsync(6, FileSelector.Mf, SelectReturn.Fcp, Ct);

        Assert.That((select.Result.Sw, select.Fcp.Value!.Tags.Count), Is.EqualTo((StatusWord.Ok, 0)));
    }

    [Test]
    public async Task GET_RESPONSE_for_class_80_uses_the_interindustry_class()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 80C20000020102\n< 6101\n> 00C0000001\n< AA 9103"));

        var result = await terminal.SendAsync(new CommandApdu(0x80, 0xC2, 0, 0, new byte[] { 1, 2 }, 256), Ct);

        Assert.That((Convert.ToHexString(result.Data.Span), result.Sw.Value), Is.EqualTo(("AA", (ushort)0x9103)));
    }

    [Test]
    public async Task Parts_of_a_long_response_are_joined()
    {
        var terminal = await ScriptedCards.PoweredAsync(
            ScriptedCards.Card("> 80CB0000015C\n< 6102\n> 00C0000002\n< 0102 6103\n> 00C0000003\n< 6C01\n> 00C0000001\n< 03 62F1"));

        var result = await terminal.SendAsync(new CommandApdu(0x80, 0xCB, 0, 0, new byte[] { 0x5C }, 256), Ct);

        Assert.That((Convert.ToHexString(result.Data.Span), result.Sw.Value), Is.EqualTo(("010203", (ushort)0x62F1)));
    }

    [Test]
    public async Task The_FCP_of_a_deactivated_file_is_fetched_behind_the_warning()
    {
        var terminal = await ScriptedCards.PoweredAsync(
            ScriptedCards.Card("> 00A40004026431\n< 6283\n> 00C0000000\n< 6C05\n> 00C0000005\n< 62038A0104 9000"));

        var select = await terminal.SelectAsync(0, FileSelector.ById(0x6431), SelectReturn.Fcp, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(select.Result.Sw.Value, Is.EqualTo(0x6283));
            Assert.That(select.IsSelected, Is.True);
            Assert.That(select.Fcp.Value!.LifeCycle!.Value.State, Is.EqualTo(LifeCycleState.Deactivated));
        }
    }

    [Test]
    public async Task A_malformed_FCP_does_not_spoil_the_exchange()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00A40004023F0000\n< 6205 9000", 1));

        var select = await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.Fcp, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(select.IsSelected, Is.True);
            Assert.That(select.Fcp.Value, Is.Null);
            Assert.That(select.Fcp.Error!.Code, Is.EqualTo("TlvLengthTooLong"));
        }
    }

    [Test]
    public async Task Select_has_all_its_forms()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("""
            > 00A4000C023F00
            < 9000
            > 00A4010C025015
            < 9000
            > 00A4030C
            < 9000
            > 00A4044E03A00000
            < 9000
            > 00A4080C047F505031
            < 9000
            > 00A4090C025031
            < 6A82
            """));
        FileSelector[] files =
        [
            FileSelector.Mf, FileSelector.ChildDf(0x5015), FileSelector.Parent,
            FileSelector.ByAid(new byte[] { 0xA0, 0, 0 }, Occurrence.Next, terminate: true),
            FileSelector.ByPathFromMf(new byte[] { 0x7F, 0x50, 0x50, 0x31 }), FileSelector.ByPathFromCurrentDf(new byte[] { 0x50, 0x31 }),
        ];

        var selected = new List<bool>();
        foreach (var file in files)
            selected.Add((await terminal.SelectAsync(0, file, SelectReturn.NoData, Ct)).IsSelected);

        Assert.That(selected, Is.EqualTo(new[] { true, true, true, true, true, false }));
    }

    [Test]
    public async Task A_channel_number_that_cannot_be_is_malformed_not_opened()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 0070000001\n< 00 9000\n> 0070000001\n< 6881\n> 00700003\n< 9000"));

        var zero = await terminal.OpenChannelAsync(null, 0, Ct);
        var refused = await terminal.OpenChannelAsync(null, 0, Ct);
        var given = await terminal.OpenChannelAsync(3, 0, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((zero.Channel, zero.Malformed?.Code), Is.EqualTo(((int?)null, "ChannelNumber")));
            Assert.That((refused.Channel, refused.Malformed, refused.Result.Sw.Value), Is.EqualTo(((int?)null, (FormatError?)null, (ushort)0x6881)));
            Assert.That(given.Channel, Is.EqualTo(3));
        }
    }

    [Test]
    public async Task Raw_octets_go_as_they_are_and_bring_what_comes()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00A4\n< 61"));

        var exchange = await terminal.TransmitRawAsync(new byte[] { 0x00, 0xA4 }, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exchange.ResponseOctets.ToArray(), Is.EqualTo(new byte[] { 0x61 }));
            Assert.That(() => exchange.Response, Throws.TypeOf<WireFormatException>());
        }
    }

    [Test]
    public async Task A_failing_link_is_observed_with_the_command_it_failed_at()
    {
        var observer = new RecordingObserver();
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00B0000001\n< !CardRemoved"), observer);

        var failure = (await Assert.ThrowsAsync<LinkException>(async () => await terminal.ReadBinaryAsync(0, 0, 1, Ct)))!.Failure;

        Assert.That((failure, observer.Lines[^1]), Is.EqualTo((LinkFailure.CardRemoved, "00B0000001 ! CardRemoved")));
    }

    [Test]
    public async Task A_card_that_does_not_answer_fails_the_link_at_our_deadline()
    {
        var observer = new RecordingObserver();
        var options = new TerminalOptions { CommandDeadline = TimeSpan.FromMilliseconds(5) };
        var terminal = await ScriptedCards.PoweredAsync(new MuteCardLink(), observer, options);

        var failure = (await Assert.ThrowsAsync<LinkException>(async () => await terminal.ReadBinaryAsync(0, 0, 1, Ct)))!.Failure;

        Assert.That((failure, observer.Lines[^1]), Is.EqualTo((LinkFailure.Deadline, "00B0000001 ! Deadline")));
    }

    [Test]
    public async Task A_cancelled_command_is_no_failure_of_the_link()
    {
        var terminal = await ScriptedCards.PoweredAsync(new MuteCardLink());
        using var cancel = new CancellationTokenSource();
        var reading = terminal.ReadBinaryAsync(0, 0, 1, cancel.Token).AsTask();

        await cancel.CancelAsync();

        Assert.That(async () => await reading, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task T0_refuses_what_it_cannot_carry()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(""));

        Assert.That(async () => await terminal.SendAsync(new CommandApdu(0, 0xB0, 0, 0, Le: 257), Ct), Throws.ArgumentException);
    }
}

using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Tests.Cards.Pcsc;

internal sealed class PcscCardLinkTests
{
    private static readonly byte[] Command = [0x00, 0xA4, 0x00, 0x04];

    [Test]
    public async Task A_pattern_finds_the_reader_with_the_card_and_power_on_really_takes_the_power_away()
    {
        var service = new FakePcsc();
        await using var link = Link(service, "Reader ?*");
        var atr = await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That(atr.ToArray(), Is.EqualTo(FakePcsc.Atr));
        Assert.That(link.Name, Is.EqualTo("Reader B 00"));
        Assert.That(link.Protocol, Is.EqualTo(1));
        await link.PowerOnAsync(CardReset.Warm, CancellationToken.None);
        Assert.That(service.Initializations, Is.EqualTo(new[] { PcscDisposition.Unpower, PcscDisposition.Reset }));
    }

    [Test]
    public async Task A_closed_link_leaves_nothing_open()
    {
        var service = new FakePcsc();
        var link = Link(service);
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That((service.OpenContexts, service.OpenCards), Is.EqualTo((1, 1)));
        await link.DisposeAsync();
        await link.DisposeAsync();
        Assert.That((service.OpenContexts, service.OpenCards), Is.EqualTo((0, 0)));
        Assert.That(await FailureAsync(link.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.Misuse));
    }

    [Test]
    public async Task A_card_that_never_answers_is_given_up_at_the_deadline_and_late_octets_reach_nobody()
    {
        using var released = new ManualResetEventSlim();
        var service = new FakePcsc();
        await using var link = Link(service);
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        var answering = service.OnTransmit;
        service.OnTransmit = (_, late) =>
        {
            released.Wait(TimeSpan.FromSeconds(20));
            late.AsSpan().Fill(0xEE);
            return (SCARD_S_SUCCESS, late.Length);
        };
        var response = new byte[16];

        Assert.That(await FailureAsync(link.TransmitAsync(Command, response, CancellationToken.None)), Is.EqualTo(LinkFailure.Deadline));
        Assert.That(link.Protocol, Is.EqualTo(-1));
        Assert.That(await FailureAsync(link.TransmitAsync(Command, response, CancellationToken.None)), Is.EqualTo(LinkFailure.Misuse));
        Assert.That(service.OpenCards, Is.EqualTo(1), "closed under a running call");
        Assert.That(await FailureAsync(link.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.Deadline));

        service.OnTransmit = answering;
        released.Set();
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That(response, Is.All.Zero);
        Assert.That((service.OpenContexts, service.OpenCards), Is.EqualTo((1, 1)));
        Assert.That(await link.TransmitAsync(Command, response, CancellationToken.None), Is.EqualTo(2));
    }

    [Test]
    public async Task A_cancelled_exchange_ends_at_once_and_takes_the_power_with_it()
    {
        using var released = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var service = new FakePcsc();
        await using var link = Link(service, transmit: TimeSpan.FromSeconds(30));
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        service.OnTransmit = (_, _) =>
        {
            stop.Cancel();
            released.Wait(TimeSpan.FromSeconds(20));
            return (SCARD_S_SUCCESS, 2);
        };
        await Assert.ThatAsync(async () => await link.TransmitAsync(Command, new byte[16], stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(link.Protocol, Is.EqualTo(-1));
        released.Set();
    }

    [TestCase(1)]
    [TestCase(0)]
    public async Task A_response_without_status_word_is_a_mute_card(int length)
    {
        var service = new FakePcsc { OnTransmit = (_, _) => (SCARD_S_SUCCESS, length) };
        await using var link = Link(service);
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That(await FailureAsync(link.TransmitAsync(Command, new byte[16], CancellationToken.None)), Is.EqualTo(LinkFailure.CardMute));
    }

    [Test]
    public async Task A_reset_by_somebody_else_takes_the_power_and_closes_the_connection()
    {
        var service = new FakePcsc { OnTransmit = (_, _) => (SCARD_W_RESET_CARD, 0) };
        await using var link = Link(service);
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That(await FailureAsync(link.TransmitAsync(Command, new byte[16], CancellationToken.None)), Is.EqualTo(LinkFailure.CardReset));
        Assert.That(link.Atr.IsEmpty && link.Protocol == -1);
        Assert.That((service.OpenContexts, service.OpenCards), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Resets_by_others_while_a_transaction_is_waited_for_cost_nothing()
    {
        var service = new FakePcsc { BeginCodes = new([SCARD_W_RESET_CARD, SCARD_W_RESET_CARD]) };
        await using var link = new PcscCardLink(service, "Reader B 00", new PcscLinkOptions { Sharing = PcscSharing.SharedInTransaction }, TimeProvider.System);
        await link.PowerOnAsync(CardReset.Warm, CancellationToken.None);
        Assert.That(service.Initializations, Is.EqualTo(new[] { PcscDisposition.Leave, PcscDisposition.Leave, PcscDisposition.Reset }));
        Assert.That(await link.TransmitAsync(Command, new byte[16], CancellationToken.None), Is.EqualTo(2));
    }

    [TestCase(SCARD_W_RESET_CARD, 1000, LinkFailure.CardReset)]
    [TestCase(SCARD_W_REMOVED_CARD, 1, LinkFailure.CardRemoved)]
    public async Task A_transaction_that_cannot_be_had_is_told_and_nothing_stays_open(object code, int times, LinkFailure failure)
    {
        var service = new FakePcsc { BeginCodes = new(Enumerable.Repeat((PcscReturnCode)code, times)) };
        await using var link = new PcscCardLink(service, "Reader B 00", new PcscLinkOptions { Sharing = PcscSharing.SharedInTransaction }, TimeProvider.System);
        Assert.That(await FailureAsync(link.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(failure));
        Assert.That((service.OpenContexts, service.OpenCards), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task What_keeps_a_card_from_powering_on_is_told_and_nothing_stays_open()
    {
        var held = new FakePcsc { ConnectCode = SCARD_E_SHARING_VIOLATION };
        await using var first = Link(held);
        Assert.That(await FailureAsync(first.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.Shared));
        Assert.That(held.OpenContexts, Is.Zero);

        await using var second = Link(new FakePcsc { EstablishCode = SCARD_E_NO_SERVICE });
        Assert.That(await FailureAsync(second.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.ServiceLost));

        await using var third = Link(new FakePcsc { Occupied = null });
        Assert.That(await FailureAsync(third.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.CardRemoved));

        await using var fourth = Link(new FakePcsc { Readers = [] });
        Assert.That(await FailureAsync(fourth.PowerOnAsync(CardReset.Cold, CancellationToken.None)), Is.EqualTo(LinkFailure.ReaderLost));
    }

    [TestCase(3, 16)]
    [TestCase(4, 1)]
    [TestCase(65_545, 16)]
    public async Task A_command_or_room_of_an_impossible_length_is_misuse(int command, int room)
    {
        await using var link = Link(new FakePcsc());
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        Assert.That(
            await FailureAsync(link.TransmitAsync(new byte[command], new byte[room], CancellationToken.None)), Is.EqualTo(LinkFailure.Misuse));
        Assert.That(await link.TransmitAsync(Command, new byte[16], CancellationToken.None), Is.EqualTo(2), "the link stays usable");
    }

    [Test]
    public async Task A_call_is_served_though_code_that_resumed_from_the_last_one_blocks_the_lane()
    {
        using var served = new ManualResetEventSlim();
        await using var link = Link(new FakePcsc());
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        await link.TransmitAsync(Command, new byte[16], CancellationToken.None);

        // Here we are on the lane. Somebody else uses the link while this code keeps its thread.
        var other = Task.Run(async () =>
        {
            await link.TransmitAsync(Command, new byte[16], CancellationToken.None);
            served.Set();
        });
        Assert.That(served.Wait(TimeSpan.FromSeconds(5)));
        await other;
        Assert.That(await link.TransmitAsync(Command, new byte[16], CancellationToken.None), Is.EqualTo(2));
    }

    [Test]
    public void The_list_of_readers_tells_where_the_card_is() =>
        Assert.That(
            PcscReaders.List(new FakePcsc(), TimeProvider.System).Select(r => (r.Name, r.HasCard, Convert.ToHexString(r.Atr.Span))),
            Is.EqualTo(new[] { ("Reader A 00", false, ""), ("Reader B 00", true, "3B00") }));

    [Test]
    public void No_reader_is_an_empty_list() =>
        Assert.That(PcscReaders.List(new FakePcsc { Readers = [] }, TimeProvider.System), Is.Empty);

    [TestCase("Virtual PCD*", "Virtual PCD 00 00", true)]
    [TestCase("Virtual PCD 00 0?", "Virtual PCD 00 01", true)]
    [TestCase("Reader (1) [x]", "Reader (1) [x]", true)]
    [TestCase("virtual*", "Virtual PCD 00 00", false)]
    [TestCase("PCD", "Virtual PCD 00 00", false)]
    public void A_reader_is_meant_by_its_whole_name_or_pattern(string pattern, string reader, bool matches) =>
        Assert.That(PcscReaders.Matches(pattern, reader), Is.EqualTo(matches));

    private static PcscCardLink Link(FakePcsc service, string reader = "Reader B 00", TimeSpan? transmit = null) =>
        new(
            service,
            reader,
            new PcscLinkOptions
            {
                CardWait = TimeSpan.FromMilliseconds(100),
                Activation = TimeSpan.FromMilliseconds(300),
                Transmit = transmit ?? TimeSpan.FromMilliseconds(300),
            },
            TimeProvider.System);

    private static async Task<LinkFailure> FailureAsync<T>(ValueTask<T> call)
    {
        var failed = await Assert.ThrowsAsync<LinkException>(async () => await call);
        return failed!.Failure;
    }
}

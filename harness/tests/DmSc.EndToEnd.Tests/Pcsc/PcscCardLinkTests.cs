using System.Diagnostics;
using System.Reflection;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Pcsc;

[NonParallelizable]
internal sealed class PcscCardLinkTests : WithScriptedCard
{
    private static readonly byte[] Select = Convert.FromHexString("00A40004023F00");
    private static readonly byte[] Echo = Convert.FromHexString("80100000080102030405060708");

    private readonly byte[] _response = new byte[65_538];

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_just_inserted_answers_through_a_reader_found_by_pattern(CancellationToken ct)
    {
        await using var link = Link("Virtual PCD*");
        var atr = await link.PowerOnAsync(CardReset.Cold, ct);
        Assert.That(atr.ToArray(), Is.EqualTo(ScriptedCard.Atr));
        Assert.That(link.Atr.ToArray(), Is.EqualTo(ScriptedCard.Atr));
        Assert.That(link.Protocol, Is.Zero);
        Assert.That(link.Name, Is.EqualTo(PcscdFixture.Reader));

        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
        Assert.That(await SendAsync(link, Echo, ct), Is.EqualTo(Convert.ToHexString(Echo) + "9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_extended_command_and_its_response_pass_whole(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        var command = new byte[7 + 5000];
        command[1] = 0xD6;
        command[5] = 5000 >> 8;
        command[6] = 5000 & 0xFF;
        for (var i = 7; i < command.Length; i++)
            command[i] = (byte)i;
        Assert.That(await SendAsync(link, command, ct), Is.EqualTo(Convert.ToHexString(command) + "9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Warm_reset_resets_and_cold_reset_takes_the_power_away(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        var (on, off, resets) = (Card.PowerOns, Card.PowerOffs, Card.Resets);

        await link.PowerOnAsync(CardReset.Warm, ct);
        Assert.That((Card.PowerOns, Card.PowerOffs, Card.Resets), Is.EqualTo((on, off, resets + 1)));

        await link.PowerOnAsync(CardReset.Cold, ct);
        Assert.That((Card.PowerOns, Card.PowerOffs, Card.Resets), Is.EqualTo((on + 1, off + 1, resets + 1)));
        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_without_power_takes_no_command_until_the_next_power_on(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        await link.PowerOffAsync(ct);
        await link.PowerOffAsync(ct);
        Assert.That(link.Atr.IsEmpty && link.Protocol == -1);
        Assert.That(await FailureAsync(link, Select, ct), Is.EqualTo(LinkFailure.Misuse));
        await link.PowerOnAsync(CardReset.Warm, ct);
        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_taken_out_is_told_and_another_one_is_found_by_the_next_power_on(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        await Card.DisposeAsync();
        Assert.That(await FailureAsync(link, Select, ct), Is.EqualTo(LinkFailure.CardRemoved));
        Assert.That(link.Protocol, Is.EqualTo(-1));

        var waiting = link.PowerOnAsync(CardReset.Cold, ct).AsTask();
        await Task.Delay(700, ct);
        Card = await ScriptedCard.InsertAsync(ct);
        await waiting;
        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_taken_out_during_an_exchange_is_told(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        var sending = FailureAsync(link, [0x00, 0xFF, 0x00, 0x00, 0x01], ct);
        await Task.Delay(100, ct);
        await Card.DisposeAsync();
        Assert.That(await sending, Is.EqualTo(LinkFailure.CardRemoved));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_that_never_answers_costs_the_budget_and_the_link_recovers_once_the_call_returned(CancellationToken ct)
    {
        await using var link = Link(options: new PcscLinkOptions
        {
            Transmit = TimeSpan.FromMilliseconds(300),
            Activation = TimeSpan.FromMilliseconds(400),
        });
        await link.PowerOnAsync(CardReset.Cold, ct);
        var start = TimeProvider.System.GetTimestamp();
        Assert.That(await FailureAsync(link, [0x00, 0xFF, 0x00, 0x00, 0x01], ct), Is.EqualTo(LinkFailure.Deadline));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.InRange(TimeSpan.FromMilliseconds(290), TimeSpan.FromMilliseconds(1500)));

        var hanging = await Assert.ThrowsAsync<LinkException>(async () => await link.PowerOnAsync(CardReset.Cold, ct));
        Assert.That(hanging!.Failure, Is.EqualTo(LinkFailure.Deadline));

        await Card.DisposeAsync();
        await Task.Delay(700, ct);
        Card = await ScriptedCard.InsertAsync(ct);
        var recovered = await PowerOnWithinAsync(link, TimeSpan.FromSeconds(10), ct);
        Assert.That(recovered.ToArray(), Is.EqualTo(ScriptedCard.Atr));
        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_exclusive_card_is_refused_to_a_second_link_and_free_after_the_first(CancellationToken ct)
    {
        await using var second = Link();
        await using (var first = Link())
        {
            await first.PowerOnAsync(CardReset.Cold, ct);
            Assert.That(PcscReaders.List().Single(r => r.Name == PcscdFixture.Reader).Use, Is.EqualTo(ReaderUse.Exclusive));
            var refused = await Assert.ThrowsAsync<LinkException>(async () => await second.PowerOnAsync(CardReset.Cold, ct));
            Assert.That(refused!.Failure, Is.EqualTo(LinkFailure.Shared));
            Assert.That(refused.Message, Does.Contain("SCARD_E_SHARING_VIOLATION").And.Contain("0x8010000B").And.Contain("SCardConnect"));
        }

        await second.PowerOnAsync(CardReset.Cold, ct);
        Assert.That(await SendAsync(second, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_shared_card_is_ours_alone_from_power_on_to_power_off(CancellationToken ct)
    {
        var shared = new PcscLinkOptions { Sharing = PcscSharing.SharedInTransaction, Activation = TimeSpan.FromMilliseconds(500) };
        await using var first = Link(options: shared);
        await using var second = Link(options: shared with { CardWait = TimeSpan.FromMilliseconds(500) });
        await first.PowerOnAsync(CardReset.Cold, ct);
        await first.PowerOnAsync(CardReset.Warm, ct);
        var blocked = await Assert.ThrowsAsync<LinkException>(async () => await second.PowerOnAsync(CardReset.Cold, ct));
        Assert.That(blocked!.Failure, Is.EqualTo(LinkFailure.Deadline));
        Assert.That(await SendAsync(first, Select, ct), Is.EqualTo("9000"));
        await first.PowerOffAsync(ct);
        await PowerOnWithinAsync(second, TimeSpan.FromSeconds(10), ct);
        Assert.That(await SendAsync(second, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_unknown_reader_is_lost_and_an_empty_one_has_no_card(CancellationToken ct)
    {
        var brief = new PcscLinkOptions { CardWait = TimeSpan.FromMilliseconds(300) };
        await using var unknown = Link("No such reader *", brief);
        var lost = await Assert.ThrowsAsync<LinkException>(async () => await unknown.PowerOnAsync(CardReset.Cold, ct));
        Assert.That(lost!.Failure, Is.EqualTo(LinkFailure.ReaderLost));
        Assert.That(lost.Message, Does.Contain(PcscdFixture.SecondReader));

        await using var empty = Link(PcscdFixture.SecondReader, brief);
        var none = await Assert.ThrowsAsync<LinkException>(async () => await empty.PowerOnAsync(CardReset.Cold, ct));
        Assert.That(none!.Failure, Is.EqualTo(LinkFailure.CardRemoved));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Waiting_for_a_card_ends_with_the_token(CancellationToken ct)
    {
        await using var link = Link(PcscdFixture.SecondReader, new PcscLinkOptions { CardWait = TimeSpan.FromMinutes(1) });
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(TimeSpan.FromMilliseconds(200));
        var start = TimeProvider.System.GetTimestamp();
        await Assert.ThatAsync(async () => await link.PowerOnAsync(CardReset.Cold, soon.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_service_that_stops_is_a_lost_service_and_one_that_comes_back_is_used(CancellationToken ct)
    {
        if (!Pcscd.IsOurs)
            Assert.Ignore("pcscd was running before, so it is not ours to stop");
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);
        await Pcscd.StopAsync();
        Assert.That(await FailureAsync(link, Select, ct), Is.EqualTo(LinkFailure.ServiceLost));
        await Assert.ThatAsync(async () => await link.PowerOnAsync(CardReset.Cold, ct), Throws.TypeOf<LinkException>()
            .With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.ServiceLost));

        await Card.DisposeAsync();
        await Pcscd.EnsureRunningAsync(ct);
        Card = await ScriptedCard.InsertAsync(ct);
        await link.PowerOnAsync(CardReset.Cold, ct);
        Assert.That(await SendAsync(link, Select, ct), Is.EqualTo("9000"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_exchange_through_the_link_allocates_nothing_and_changes_no_thread(CancellationToken ct)
    {
        await using var link = Link();
        await link.PowerOnAsync(CardReset.Cold, ct);

        // Away from the runner's synchronization context, which would post every continuation to the pool.
        var (thread, allocated) = await Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                    await link.TransmitAsync(Select, _response, ct);
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 500; i++)
                    await link.TransmitAsync(Select, _response, ct);
                return (Thread.CurrentThread.Name, GC.GetAllocatedBytesForCurrentThread() - before);
            },
            ct);

        Assert.That(thread, Is.EqualTo("PC/SC " + PcscdFixture.Reader));

        // State machines are pooled: a collection in between may cost a few new ones. Unoptimized ones are classes, one an exchange.
        var optimized = typeof(PcscCardLink).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
        Assert.That(allocated / 500, Is.LessThan(optimized ? 8 : 256));
    }

    private static PcscCardLink Link(string reader = PcscdFixture.Reader, PcscLinkOptions? options = null) =>
        new(reader, options ?? new PcscLinkOptions(), TimeProvider.System);

    private async Task<string> SendAsync(PcscCardLink link, byte[] command, CancellationToken ct) =>
        Convert.ToHexString(_response, 0, await link.TransmitAsync(command, _response, ct));

    private async Task<LinkFailure> FailureAsync(PcscCardLink link, byte[] command, CancellationToken ct)
    {
        try
        {
            var length = await link.TransmitAsync(command, _response, ct);
            throw new AssertionException("answered " + Convert.ToHexString(_response, 0, length));
        }
        catch (LinkException failed)
        {
            await TestContext.Out.WriteLineAsync(failed.Message);
            return failed.Failure;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> PowerOnWithinAsync(PcscCardLink link, TimeSpan patience, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await link.PowerOnAsync(CardReset.Cold, ct);
            }
            catch (LinkException) when (TimeProvider.System.GetElapsedTime(start) < patience)
            {
                await Task.Delay(50, ct);
            }
        }
    }
}

using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;

namespace DmSc.EndToEnd.Tests.Pcsc;

/// <summary>Each trouble with a reader as the engine hears of it: through the station, not the link alone.</summary>
[NonParallelizable]
internal sealed class StationFaultTests : WithScriptedCard
{
    private static readonly byte[] Select = Convert.FromHexString("00A40004023F00");
    private static readonly byte[] Silence = [0x00, 0xFF, 0x00, 0x00, 0x01];

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_taken_out_is_a_lost_reader_and_one_put_back_recovers_the_lease(CancellationToken ct)
    {
        await using var station = Station(PcscSharing.Exclusive);
        await using var lease = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(lease, ct);
        await Card.DisposeAsync();
        Assert.That(await FaultAsync(lease, Select, ct), Is.EqualTo(FaultKind.ReaderLost));
        await Task.Delay(700, ct);
        Card = await ScriptedCard.InsertAsync(ct);
        Assert.That(await lease.RecoverAsync(ct), Is.Null);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_torn_out_in_the_middle_of_an_exchange_is_a_lost_reader_and_no_mute_card(CancellationToken ct)
    {
        await using var station = Station(PcscSharing.Exclusive);
        await using var lease = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(lease, ct);
        var sending = FaultAsync(lease, Silence, ct);
        await Task.Delay(200, ct);
        await Card.DisposeAsync();
        Assert.That(await sending, Is.EqualTo(FaultKind.ReaderLost));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_shared_card_is_locked_for_others_while_the_station_uses_it_and_free_afterwards(CancellationToken ct)
    {
        await using var station = Station(PcscSharing.SharedInTransaction);
        using var context = PcscContext.Establish(NativePcsc.ForThisSystem());
        Task<PcscCard> other;
        await using (var lease = await station.AcquireAsync(0, Case, ct))
        {
            await PowerOnAsync(lease, ct);
            Assert.That(ReaderLock.HolderOf(PcscdFixture.Reader), Does.Contain($"process {Environment.ProcessId}"));

            // pcsc-lite keeps another's call waiting while a transaction is held.
            other = Task.Run(
                () =>
                {
                    var card = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, PcscProtocols.T0 | PcscProtocols.T1);
                    card.BeginTransaction();
                    return card;
                },
                ct);
            await Task.Delay(300, ct);
            Assert.That(other.IsCompleted, Is.False);
            await lease.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct);
        }

        using var after = await other;
        Assert.That(after.Reader, Is.EqualTo(PcscdFixture.Reader));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_card_held_by_another_program_is_a_lost_lease(CancellationToken ct)
    {
        using var context = PcscContext.Establish(NativePcsc.ForThisSystem());
        PcscCard? held = null;
        var start = TimeProvider.System.GetTimestamp();
        while (held is null)
        {
            try
            {
                held = context.Connect(PcscdFixture.Reader, PcscShareMode.Exclusive, PcscProtocols.T0 | PcscProtocols.T1);
            }
            catch (DmSc.Cards.Link.LinkException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5))
            {
                await Task.Delay(50, ct);
            }
        }

        using (held)
        {
            await using var station = Station(PcscSharing.Exclusive);
            var refused = await Assert.ThrowsAsync<StepFaultException>(async () => await station.AcquireAsync(0, Case, ct));
            Assert.That(refused!.Kind, Is.EqualTo(FaultKind.LeaseLost));
            Assert.That(refused.Message, Does.Contain("SCARD_E_SHARING_VIOLATION"));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_service_that_stops_is_a_lost_reader_and_its_return_recovers_the_lease_and_shows_in_a_watch(CancellationToken ct)
    {
        if (!Pcscd.IsOurs)
            Assert.Ignore("pcscd was running before, so it is not ours to stop");
        await using var station = Station(PcscSharing.Exclusive);
        await using var lease = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(lease, ct);
        await using var watch = ReaderWatch.WatchAsync(TimeProvider.System, ct).GetAsyncEnumerator(CancellationToken.None);
        await UntilAsync(watch, ReaderEventKind.CardInserted);

        await Pcscd.StopAsync();
        Assert.That(await FaultAsync(lease, Select, ct), Is.EqualTo(FaultKind.ReaderLost));
        await UntilAsync(watch, ReaderEventKind.ServiceStopped);
        await Card.DisposeAsync();
        await Pcscd.EnsureRunningAsync(ct);
        Card = await ScriptedCard.InsertAsync(ct);

        await UntilAsync(watch, ReaderEventKind.ServiceStarted);
        await UntilAsync(watch, ReaderEventKind.CardInserted);
        Assert.That(await lease.RecoverAsync(ct), Is.Null);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Two_readers_are_used_at_the_same_time(CancellationToken ct)
    {
        await using var second = await ScriptedCard.InsertAsync(ct, PcscdFixture.Port + 1);
        await using var one = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System);
        await using var two = new PcscCardLink(PcscdFixture.SecondReader, new PcscLinkOptions(), TimeProvider.System);
        await one.PowerOnAsync(DmSc.Cards.Link.CardReset.Cold, ct);
        await two.PowerOnAsync(DmSc.Cards.Link.CardReset.Cold, ct);
        Assert.That(await Task.WhenAll(ManyAsync(one, 1, ct), ManyAsync(two, 2, ct)), Is.EqualTo(new[] { 500, 500 }));
    }

    private static PlannedCase Case { get; } = new()
    {
        Key = new CaseKey("card", "CARD-TEST-001", string.Empty),
        Title = "A case",
        Requirements = [],
        Spec = string.Empty,
        Checks = [],
        Variables = new Dictionary<string, string>(StringComparer.Ordinal),
        Mutates = [],
        Disposition = Disposition.Executed,
        Reason = DispositionReason.None,
        ReasonText = string.Empty,
        Span = default,
    };

    private static CardStation Station(PcscSharing sharing)
    {
        var rig = new CardRig { Link = CardLinkKind.Pcsc, Reader = PcscdFixture.Reader, Sharing = sharing };
        var room = new PcscReaderRoom(sharing, TimeProvider.System);
        return new CardStation(
            new PlannedStation("test", "virtual-reader", "test", 1),
            StationBudgets.Default,
            rig,
            new ReaderCards(PcscdFixture.Reader, room, null, null, TimeProvider.System),
            TimeProvider.System);
    }

    private static Task<DmSc.Cards.Uicc.AtrResult> PowerOnAsync(ILease lease, CancellationToken ct) =>
        lease.Party<CardParty>()!.UseAsync("power-on", t => t.PowerOnAsync(DmSc.Cards.Link.CardReset.Cold, ct), ct).AsTask();

    private static async Task<FaultKind> FaultAsync(ILease lease, byte[] command, CancellationToken ct)
    {
        var failed = await Assert.ThrowsAsync<StepFaultException>(
            async () => await lease.Party<CardParty>()!.UseAsync("a command", t => t.TransmitRawAsync(command, ct), ct));
        return failed!.Kind;
    }

    private static async Task<int> ManyAsync(PcscCardLink link, byte mark, CancellationToken ct)
    {
        var response = new byte[64];
        byte[] command = [0x80, 0x10, mark, 0x00, 0x01, mark];
        var right = 0;
        for (var i = 0; i < 500; i++)
        {
            var length = await link.TransmitAsync(command, response, ct);
            right += response.AsSpan(0, length - 2).SequenceEqual(command) ? 1 : 0;
        }

        return right;
    }

    private static async Task UntilAsync(IAsyncEnumerator<ReaderEvent> watch, ReaderEventKind kind)
    {
        while (await watch.MoveNextAsync())
        {
            if (watch.Current.Kind == kind)
                return;
        }

        Assert.Fail($"the watch ended before {kind}");
    }
}

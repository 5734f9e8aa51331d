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
        Assert.That(await FaultAsync(lease, Select, "card removed: ", ct), Is.EqualTo(FaultKind.ReaderLost));
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
        var sending = FaultAsync(lease, Silence, "card removed: ", ct);
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

    /// <summary>With pcscd a reset from outside a transaction waits for its end, however it is asked for.</summary>
    [TestCase("reconnects")]
    [TestCase("disconnects")]
    [TestCase("connects and disconnects")]
    [TestCase("ends")]
    [CancelAfter(30_000)]
    public async Task A_program_that_resets_a_shared_card_waits_until_the_station_has_done_and_costs_it_nothing(string how, CancellationToken ct)
    {
        await Pcscd.UntilCardAsync(present: true, ct);
        await using var station = Station(PcscSharing.SharedInTransaction);
        using var context = PcscContext.Establish(NativePcsc.ForThisSystem());
        var theirs = how.StartsWith("connects", StringComparison.Ordinal) ? null : context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        Task reset;
        await using (var lease = await station.AcquireAsync(0, Case, ct))
        {
            await PowerOnAsync(lease, ct);
            var before = Activations;
            reset = Task.Run(() => ResetAsync(how, context, theirs, ct), ct);
            for (var i = 0; i < 10; i++)
            {
                await Task.Delay(50, ct);
                await lease.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct);
            }

            Assert.That(reset.IsCompleted, Is.EqualTo(how == "ends"), "only dying needs nobody's leave");
            Assert.That(Activations, Is.EqualTo(before), "the card was left alone");
        }

        await reset;
        await using var next = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(next, ct);
        await next.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct);
    }

    [TestCase(PcscDisposition.Reset)]
    [TestCase(PcscDisposition.Unpower)]
    [CancelAfter(30_000)]
    public async Task A_reset_in_the_middle_of_a_session_is_a_lost_lease_that_says_so_and_the_next_session_is_sound(object disposition, CancellationToken ct)
    {
        var room = new UnguardedRoom();
        await using var station = Station(PcscSharing.SharedInTransaction, room);
        await using var lease = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(lease, ct);
        await lease.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct);

        using (var context = PcscContext.Establish(NativePcsc.ForThisSystem()))
        using (var theirs = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any))
            theirs.Reconnect(PcscShareMode.Shared, Any, (PcscDisposition)disposition);

        var failed = await Assert.ThrowsAsync<StepFaultException>(
            async () => await lease.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct));
        Assert.That(failed!.Kind, Is.EqualTo(FaultKind.LeaseLost));
        Assert.That(failed.Message, Does.StartWith("card reset by another program: ").And.Contain("SCARD_W_RESET_CARD"));
        Assert.That(await lease.RecoverAsync(ct), Is.Null);
        await PowerOnAsync(lease, ct);
        await lease.Party<CardParty>()!.UseAsync("SELECT", t => t.TransmitRawAsync(Select, ct), ct);
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
        Assert.That(await FaultAsync(lease, Select, "PC/SC service lost: ", ct), Is.EqualTo(FaultKind.ReaderLost));
        await UntilAsync(watch, ReaderEventKind.ServiceStopped);
        await Card.DisposeAsync();
        await Pcscd.EnsureRunningAsync(ct);
        Card = await ScriptedCard.InsertAsync(ct);

        await UntilAsync(watch, ReaderEventKind.ServiceStarted);
        await UntilAsync(watch, ReaderEventKind.CardInserted);
        Assert.That(await lease.RecoverAsync(ct), Is.Null);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_reader_that_is_gone_is_told_from_its_service_and_its_return_recovers_the_lease(CancellationToken ct)
    {
        if (!Pcscd.IsOurs)
            Assert.Ignore("pcscd was running before, so it is not ours to stop");
        await using var station = Station(PcscSharing.Exclusive);
        await using var lease = await station.AcquireAsync(0, Case, ct);
        await PowerOnAsync(lease, ct);

        await Pcscd.StopAsync();
        await Pcscd.StartWithoutReadersAsync(ct);
        Assert.That(await FaultAsync(lease, Select, "PC/SC service lost: ", ct), Is.EqualTo(FaultKind.ReaderLost), "the one of the connection");
        var unplugged = await Assert.ThrowsAsync<StepFaultException>(async () => await PowerOnAsync(lease, ct));
        Assert.That(unplugged!.Kind, Is.EqualTo(FaultKind.ReaderLost));
        Assert.That(unplugged.Message, Does.StartWith($"reader lost: no reader \"{PcscdFixture.Reader}\""));

        await Pcscd.StopAsync();
        await Card.DisposeAsync();
        await Pcscd.EnsureRunningAsync(ct);
        Card = await ScriptedCard.InsertAsync(ct);
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

    private const PcscProtocols Any = PcscProtocols.T0 | PcscProtocols.T1;

    private int Activations => Card.PowerOns + Card.Resets + Card.PowerOffs;

    private static async Task ResetAsync(string how, PcscContext context, PcscCard? theirs, CancellationToken ct)
    {
        switch (how)
        {
            case "reconnects":
                theirs!.Reconnect(PcscShareMode.Shared, Any, PcscDisposition.Reset);
                theirs.Dispose();
                break;
            case "disconnects":
                theirs!.Disconnect(PcscDisposition.Reset);
                break;
            case "ends":
                // The service cleans up behind it. No program of its own is needed for that: releasing a context is the same to it.
                context.Dispose();
                break;
            default:
                ForeignTool.Require("opensc-tool", "opensc");
                await ForeignTool.SucceedAsync("opensc-tool", "-r", PcscdFixture.Reader, "--reset");
                break;
        }
    }

    private static CardStation Station(PcscSharing sharing, IReaderRoom? other = null)
    {
        var rig = new CardRig { Link = CardLinkKind.Pcsc, Reader = PcscdFixture.Reader, Sharing = sharing };
        var room = other ?? new PcscReaderRoom(sharing, TimeProvider.System);
        return new CardStation(
            new PlannedStation("test", "virtual-reader", "test", 1),
            StationBudgets.Default,
            rig,
            new ReaderCards(PcscdFixture.Reader, room, null, null, TimeProvider.System),
            TimeProvider.System);
    }

    private static Task<DmSc.Cards.Uicc.AtrResult> PowerOnAsync(ILease lease, CancellationToken ct) =>
        lease.Party<CardParty>()!.UseAsync("power-on", t => t.PowerOnAsync(DmSc.Cards.Link.CardReset.Cold, ct), ct).AsTask();

    private static async Task<FaultKind> FaultAsync(ILease lease, byte[] command, string cause, CancellationToken ct)
    {
        var failed = await Assert.ThrowsAsync<StepFaultException>(
            async () => await lease.Party<CardParty>()!.UseAsync("a command", t => t.TransmitRawAsync(command, ct), ct));
        Assert.That(failed!.Message, Does.StartWith(cause));
        return failed.Kind;
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

    /// <summary>A reader shared with others without a transaction.</summary>
    private sealed class UnguardedRoom : IReaderRoom
    {
        private readonly PcscReaderRoom _room = new(PcscSharing.SharedInTransaction, TimeProvider.System);

        public IReadOnlyList<ReaderDescription> List() => _room.List();

        public ValueTask<IDisposable> LockAsync(string reader, CancellationToken ct) => _room.LockAsync(reader, ct);

        public DmSc.Cards.Link.ICardLink Connect(string reader) => new PcscCardLink(
            new WithoutTransactions(NativePcsc.ForThisSystem()), reader, new PcscLinkOptions { Sharing = PcscSharing.SharedInTransaction }, TimeProvider.System);

        public ValueTask<IAsyncDisposable> InsertAsync(DmSc.Peers.Card.ReferenceUicc card, VpcdEndpoint endpoint, CancellationToken ct) =>
            throw new NotSupportedException();
    }
}

using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Loading;
using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Peers.Card;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;
using DmSc.Suite.Composition;

namespace DmSc.Tests.Steps;

internal sealed class CardStationTests
{
    private static readonly PlannedStation Info = new("s", "real-reader", "s.yaml", 1);

    [Test]
    public async Task A_reader_lends_its_card_with_its_identity()
    {
        await using var rig = new Rig();
        await using var lease = await rig.AcquireAsync();
        Assert.That(lease.Facts, Does.ContainKey("iccid").WithValue("89882211000000467343"));
        Assert.That(lease.Facts["reader"], Is.EqualTo("reference"));
    }

    [TestCase(false, "pin-tries")]
    [TestCase(true)]
    public async Task A_case_that_changes_a_card_which_is_not_allow_listed_is_refused(bool destructive, params string[] mutates)
    {
        await using var rig = new Rig();
        Assert.That(
            async () => await rig.AcquireAsync(mutates, destructive),
            Throws.TypeOf<CaseRefusedException>().With.Property("Reason").EqualTo(DispositionReason.NotAllowListed));
    }

    [Test]
    public async Task A_case_that_changes_an_allow_listed_card_runs()
    {
        var card = Fixtures.Card("reference");
        await using var rig = new Rig([new AllowedCard(card.Atr, card.Iccid, null)]);
        await using var lease = await rig.AcquireAsync(["pin-tries"], destructive: true);
        Assert.That(lease.Facts, Is.Not.Empty);
    }

    [Test]
    public async Task The_right_atr_with_another_iccid_is_not_allow_listed()
    {
        await using var rig = new Rig([new AllowedCard(Fixtures.Card("reference").Atr, "89882211000000000000", null)]);
        Assert.That(async () => await rig.AcquireAsync(["pin-tries"]), Throws.TypeOf<CaseRefusedException>());
    }

    [Test]
    public async Task A_card_that_was_exchanged_between_cases_is_not_judged_as_the_first_one()
    {
        await using var rig = new Rig();
        await (await rig.AcquireAsync()).DisposeAsync();
        rig.Room.Image = "no-provisioning";
        Assert.That(
            async () => await rig.AcquireAsync(),
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(FaultKind.LeaseLost));
    }

    [Test]
    public async Task A_reader_held_by_another_process_is_a_lost_lease_that_names_the_holder()
    {
        await using var rig = new Rig();
        rig.Room.Holder = "process 42";
        Assert.That(
            async () => await rig.AcquireAsync(),
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(FaultKind.LeaseLost).And.Message.Contains("process 42"));
    }

    [Test]
    public async Task The_lock_is_held_from_the_first_case_to_the_end_of_the_station()
    {
        var rig = new Rig();
        await (await rig.AcquireAsync()).DisposeAsync();
        await (await rig.AcquireAsync()).DisposeAsync();
        Assert.That((rig.Room.Locks, rig.Room.Unlocks), Is.EqualTo((1, 0)));
        await rig.DisposeAsync();
        Assert.That(rig.Room.Unlocks, Is.EqualTo(1));
    }

    [Test]
    public async Task A_card_that_is_silenced_is_healthy_after_recovery()
    {
        await using var rig = new Rig();
        rig.Room.Deviation = "card.mute-on-select-aid";
        await using var lease = await rig.AcquireAsync();
        var party = lease.Party<CardParty>()!;
        await party.UseAsync("ATR", t => t.PowerOnAsync(CardReset.Cold, CancellationToken.None), CancellationToken.None);
        Assert.That(
            async () => await party.UseAsync("AID", t => t.SelectAsync(0, DmSc.Cards.Uicc.FileSelector.ByAid(new byte[] { 0xA0 }), DmSc.Cards.Uicc.SelectReturn.NoData, CancellationToken.None), CancellationToken.None),
            Throws.TypeOf<StepFaultException>());
        Assert.That(await lease.RecoverAsync(CancellationToken.None), Is.Null);
    }

    [TestCase(0, 1, Verdict.Pass, true)]
    [TestCase(1, 1, Verdict.Pass, true)]
    [TestCase(0, int.MaxValue, Verdict.None, false)]
    public async Task A_card_that_somebody_else_resets_is_a_lost_lease_or_an_unstable_pass_and_never_a_verdict(int after, int times, Verdict verdict, bool recovers)
    {
        await using var rig = new Rig();
        await using var lease = await rig.AcquireAsync();
        var journal = new MemoryJournal();
        var bag = new DiagnosticBag();
        var data = ProjectData.Load(new ProjectFolders(Fixtures.Root), bag);
        var @case = data.Cases.Single(c => c.Id == "CARD-INFO-002");
        rig.Room.Resets = new Resets(after, times);
        var parts = new CaseRunnerParts(journal, new NoEvidence(), new Redactor([]), _ => null, StationBudgets.Default with { Cleanup = TimeSpan.FromSeconds(1) }, 1, TimeProvider.System);

        await new CaseRunner(parts, Rig.Case([], false) with { Checks = @case.Checks }, @case, 0).RunAsync(lease, 1, CancellationToken.None);

        var ends = journal.Events.OfType<CaseEnded>().ToList();
        Assert.That(ends.Where(e => e.Verdict == Verdict.Fail), Is.Empty);
        Assert.That(journal.Events.OfType<CheckEvaluated>().Where(c => c.Verdict == Verdict.Fail), Is.Empty);
        Assert.That(ends[0].Fault!.Kind, Is.EqualTo(FaultKind.LeaseLost));
        Assert.That((ends[^1].Verdict, ends[^1].Fault is null), Is.EqualTo((verdict, recovers)));
    }

    [Test]
    public async Task A_card_that_stays_away_is_named_as_the_cause_when_recovery_ends()
    {
        await using var rig = new Rig();
        await using var lease = await rig.AcquireAsync();
        rig.Room.Gone = true;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
        Assert.That(await lease.RecoverAsync(deadline.Token), Does.Contain("no card"));
    }

    [Test]
    public async Task Every_embedded_case_gets_a_new_card()
    {
        var file = new StationFile
        {
            Id = "e",
            Class = "embedded",
            Lanes = 2,
            Card = new CardRig { Link = CardLinkKind.InProcess, Image = Fixtures.Card("reference") },
            Span = SourceSpan.None,
        };
        var iut = new IutIdentity("c", IutRole.Card, "v", "p", "1");
        await using var station = StationComposer.Create(file, Fixtures.Iut(iut), null, TimeProvider.System);
        await using var first = await station.AcquireAsync(0, Rig.Case([], false), CancellationToken.None);
        await using var second = await station.AcquireAsync(1, Rig.Case(["files"], true), CancellationToken.None);
        Assert.That(first.Party<CardParty>(), Is.Not.SameAs(second.Party<CardParty>()));
    }

    [Test]
    public async Task A_station_refuses_the_cases_of_a_role_it_does_not_offer()
    {
        var file = new StationFile { Id = "e", Class = "embedded", Span = SourceSpan.None };
        var iut = new IutIdentity("s", IutRole.Server, "v", "p", "1");
        await using var station = StationComposer.Create(file, Fixtures.Iut(iut), null, TimeProvider.System);
        Assert.That(
            async () => await station.AcquireAsync(0, Rig.Case([], false), CancellationToken.None),
            Throws.TypeOf<CaseRefusedException>().With.Property("Reason").EqualTo(DispositionReason.StationLacks));
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly CardStation _station;

        public Rig(IReadOnlyList<AllowedCard>? allowed = null)
        {
            var rig = new CardRig { Link = CardLinkKind.Pcsc, Reader = "Reader*", AllowList = allowed ?? [] };
            _station = new CardStation(Info, StationBudgets.Default, rig, new ReaderCards("Reader*", Room, null, null, TimeProvider.System), TimeProvider.System);
        }

        public FakeRoom Room { get; } = new();

        public static PlannedCase Case(IReadOnlyList<string> mutates, bool destructive) => new()
        {
            Key = new CaseKey("c", "CARD-X-001", ""),
            Title = "",
            Requirements = [],
            Spec = "",
            Checks = [],
            Variables = new Dictionary<string, string>(),
            Mutates = mutates,
            Destructive = destructive,
            Disposition = Disposition.Executed,
            Reason = DispositionReason.None,
            ReasonText = "",
            Span = SourceSpan.None,
        };

        public ValueTask<ILease> AcquireAsync(IReadOnlyList<string>? mutates = null, bool destructive = false) =>
            _station.AcquireAsync(0, Case(mutates ?? [], destructive), CancellationToken.None);

        public ValueTask DisposeAsync() => _station.DisposeAsync();
    }

    /// <summary>Some exchanges work, then some meet a card that another program has reset.</summary>
    private sealed class Resets(int after, int times)
    {
        private int _exchanges;

        public bool Now() => _exchanges++ is var number && number >= after && number - after < times;
    }

    private sealed class FakeRoom : IReaderRoom
    {
        public string Image { get; set; } = "reference";

        public string? Deviation { get; set; }

        public string? Holder { get; set; }

        public bool Gone { get; set; }

        public Resets? Resets { get; set; }

        public int Locks { get; private set; }

        public int Unlocks { get; private set; }

        public IReadOnlyList<ReaderDescription> List() => [new("Other", true, false, ReaderUse.Free, default), new("Reader 00", true, false, ReaderUse.Free, default)];

        public ValueTask<IDisposable> LockAsync(string reader, CancellationToken ct)
        {
            Assert.That(reader, Is.EqualTo("Reader 00"));
            if (Holder is not null)
                throw new LinkException(LinkFailure.Shared, $"held by {Holder}");
            Locks++;
            return new(new Unlock(this));
        }

        public ICardLink Connect(string reader) => new Removable(this, new InProcessCardLink(ReferenceUicc.Create(
            Fixtures.Card(Image), 1, Deviation is null ? [] : [CardDeviations.Find(Deviation)!])));

        public ValueTask<IAsyncDisposable> InsertAsync(ReferenceUicc card, VpcdEndpoint endpoint, CancellationToken ct) => throw new NotSupportedException();

        private sealed class Unlock(FakeRoom room) : IDisposable
        {
            public void Dispose() => room.Unlocks++;
        }
    }

    private sealed class Removable(FakeRoom room, ICardLink card) : ICardLink
    {
        public string Name => card.Name;

        public ReadOnlyMemory<byte> Atr => card.Atr;

        public int Protocol => card.Protocol;

        public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct) =>
            room.Gone ? throw new LinkException(LinkFailure.CardRemoved, "no card in the reader") : card.PowerOnAsync(reset, ct);

        public ValueTask PowerOffAsync(CancellationToken ct) => card.PowerOffAsync(ct);

        public ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct) =>
            room.Resets is { } resets && resets.Now()
                ? throw new LinkException(LinkFailure.CardReset, "SCARD_W_RESET_CARD")
                : card.TransmitAsync(command, response, ct);

        public ValueTask DisposeAsync() => card.DisposeAsync();
    }
}

using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Pcsc;

[NonParallelizable]
internal sealed class PcscBindingTests
{
    private const PcscProtocols Any = PcscProtocols.T0 | PcscProtocols.T1;

    private readonly INativePcsc _native = NativePcsc.ForThisSystem();
    private PcscdFixture _pcscd = null!;
    private ScriptedCard _inserted = null!;
    private PcscContext _context = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        _pcscd = await PcscdFixture.StartAsync(deadline.Token);
        _inserted = await ScriptedCard.InsertAsync(deadline.Token);
        _context = PcscContext.Establish(_native);
        var probe = new ReaderProbe(PcscdFixture.Reader);
        while (!probe.State.HasFlag(PcscReaderState.Present))
            Assert.That(_context.WaitForChange([probe], TimeSpan.FromSeconds(5), TimeProvider.System, deadline.Token), "no card seen");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _context?.Dispose();
        if (_inserted is not null)
            await _inserted.DisposeAsync();
        if (_pcscd is not null)
            await _pcscd.DisposeAsync();
    }

    [Test]
    public void Transmit_allocates_nothing()
    {
        using var card = _context.Connect(PcscdFixture.Reader, PcscShareMode.Exclusive, Any);
        var command = Convert.FromHexString("00A40004023F00");
        var response = new byte[258];
        for (var i = 0; i < 100; i++)
            card.Transmit(command, response);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var received = 0;
        for (var i = 0; i < 100; i++)
            received += card.Transmit(command, response);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
        Assert.That(received, Is.EqualTo(200));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Waiting_for_a_change_ends_at_once_when_cancelled(CancellationToken ct)
    {
        using var context = PcscContext.Establish(_native);
        var probe = new ReaderProbe(PcscdFixture.SecondReader);
        Assert.That(context.WaitForChange([probe], TimeSpan.Zero, TimeProvider.System, ct), Is.True);
        Assert.That(probe.State.HasFlag(PcscReaderState.Empty));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = context.WaitForChangeAsync([probe], TimeSpan.FromMinutes(1), TimeProvider.System, stop.Token);
        await Task.Delay(150, ct);
        Assert.That(waiting.IsCompleted, Is.False);
        var start = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThatAsync(() => waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromMilliseconds(300)));

        // The context is as good as before.
        Assert.That(context.WaitForChange([probe], TimeSpan.FromMilliseconds(700), TimeProvider.System, ct), Is.False);
        Assert.That(context.IsValid);
    }

    [Test]
    public void The_pseudo_reader_waits_for_readers_instead_of_answering_at_once()
    {
        using var context = PcscContext.Establish(_native);
        var any = new ReaderProbe(ReaderProbe.AnyReader);
        context.WaitForChange([any], TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        Assert.That(context.WaitForChange([any], TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None), Is.False);
    }

    [Test]
    public void Status_tells_the_answer_to_reset()
    {
        using var card = _context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        var status = card.Status();
        Assert.That(status.Atr, Is.EqualTo(ScriptedCard.Atr));
        Assert.That(status.Protocol, Is.EqualTo(PcscProtocols.T0));
        Assert.That(status.State.HasFlag(PcscCardState.Powered | PcscCardState.Present));
    }

    [Test]
    public void What_the_driver_does_not_do_is_refused_by_name()
    {
        using var card = _context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        Assert.That(() => card.SetAttrib(0x00070003, [1]), Throws.TypeOf<LinkException>().With.Message.Contains("SCardSetAttrib returned SCARD_"));
        Assert.That(() => card.GetAttrib(0x0FFFFFFF), Throws.TypeOf<LinkException>().With.Message.Contains("SCardGetAttrib returned SCARD_"));
        Assert.That(
            () => card.Control(_native.ControlCode(2049), [], new byte[16]),
            Throws.TypeOf<LinkException>().With.Message.Contains("SCardControl returned SCARD_"));
    }

    [Test]
    public void A_protocol_the_card_does_not_offer_is_refused() =>
        Assert.That(
            () => _context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, PcscProtocols.T1),
            Throws.TypeOf<LinkException>().With.Message.Contains("SCARD_E_PROTO_MISMATCH"));

    [Test]
    public void A_reset_by_another_connection_is_told_and_cured_by_reconnecting()
    {
        using var other = PcscContext.Establish(_native);
        using var mine = _context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        using var theirs = other.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        mine.BeginTransaction();
        Assert.That(mine.EndTransaction(PcscDisposition.Leave), Is.False);

        theirs.Reconnect(PcscShareMode.Shared, Any, PcscDisposition.Reset);
        var response = new byte[258];
        Assert.That(
            () => mine.Transmit([0x00, 0xA4, 0x00, 0x04], response),
            Throws.TypeOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.CardReset));
        mine.Reconnect(PcscShareMode.Shared, Any, PcscDisposition.Leave);
        Assert.That(mine.Transmit([0x00, 0xA4, 0x00, 0x04], response), Is.EqualTo(2));
    }

    // Same share mode before and after: an exclusive connection that becomes a shared one leaves pcscd 1.9.9 with a locked reader.
    [Test]
    public void Reconnecting_does_to_the_card_what_the_disposition_says(
        [Values("Shared", "Exclusive")] string share, [Values("Leave", "Reset", "Unpower")] string disposition)
    {
        using var context = PcscContext.Establish(_native);
        using var card = context.Connect(PcscdFixture.Reader, Enum.Parse<PcscShareMode>(share), Any);
        var response = new byte[258];
        card.Transmit([0x00, 0xA4, 0x00, 0x04], response);
        var before = Counts();

        card.Reconnect(Enum.Parse<PcscShareMode>(share), Any, Enum.Parse<PcscDisposition>(disposition));

        Assert.That(Since(before), Is.EqualTo(disposition switch { "Leave" => (0, 0, 0), "Reset" => (0, 0, 1), _ => (1, 1, 0) }));
        Assert.That(card.Protocol, Is.EqualTo(PcscProtocols.T0));
        Assert.That(card.Transmit([0x00, 0xA4, 0x00, 0x04], response), Is.EqualTo(2), "the connection goes on");
        card.Disconnect(PcscDisposition.Reset);
        using var other = PcscContext.Establish(_native);
        using var next = other.Connect(PcscdFixture.Reader, PcscShareMode.Exclusive, Any);
        Assert.That(next.Transmit([0x00, 0xA4, 0x00, 0x04], response), Is.EqualTo(2), "the reader is free for anybody");
    }

    [Test]
    public void Disconnecting_does_to_the_card_what_the_disposition_says(
        [Values("Shared", "Exclusive")] string share, [Values("Leave", "Reset", "Unpower")] string disposition)
    {
        using var context = PcscContext.Establish(_native);

        using var card = context.Connect(PcscdFixture.Reader, Enum.Parse<PcscShareMode>(share), Any);
        var before = Counts();
        card.Disconnect(Enum.Parse<PcscDisposition>(disposition));
        if (disposition == "Unpower")
            Assert.That(() => Since(before), Is.EqualTo((1, 0, 0)).After(2000, 10), "nobody waits until the card has heard of it");
        else
            Assert.That(Since(before), Is.EqualTo((0, 0, disposition == "Reset" ? 1 : 0)));
    }

    [TestCase("Leave", 0)]
    [TestCase("Reset", 1)]
    public void Ending_a_transaction_does_to_the_card_what_the_disposition_says(string disposition, int resets)
    {
        using var context = PcscContext.Establish(_native);
        using var card = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        card.BeginTransaction();
        var before = Counts();
        card.EndTransaction(Enum.Parse<PcscDisposition>(disposition));
        Assert.That(Since(before), Is.EqualTo((0, 0, resets)));
    }

    private (int Offs, int Ons, int Resets) Counts() => (_inserted.PowerOffs, _inserted.PowerOns, _inserted.Resets);

    private (int Offs, int Ons, int Resets) Since((int Offs, int Ons, int Resets) before) =>
        (_inserted.PowerOffs - before.Offs, _inserted.PowerOns - before.Ons, _inserted.Resets - before.Resets);

    [Test]
    public void Reconnecting_cannot_eject_and_leaves_the_connection_as_it_was()
    {
        using var context = PcscContext.Establish(_native);
        using var card = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);

        Assert.That(
            () => card.Reconnect(PcscShareMode.Shared, Any, PcscDisposition.Eject),
            Throws.TypeOf<LinkException>().With.Message.Contains("SCardReconnect returned SCARD_E_INVALID_VALUE"));
        Assert.That(card.Transmit([0x00, 0xA4, 0x00, 0x04], new byte[258]), Is.EqualTo(2));
    }

    [Test]
    public void Asked_for_its_features_the_driver_lists_them_or_refuses_by_name_and_the_connection_goes_on()
    {
        using var context = PcscContext.Establish(_native);
        using var card = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);

        try
        {
            // Newer drivers than vpcd 3.3 tell the longest APDU (feature 12, properties).
            Assert.That(PcscFeatures.Ask(card, _native.ControlCode(PcscCard.GetFeatureRequest)).Select(f => f.Tag), Does.Contain((byte)0x12));
        }
        catch (LinkException refused)
        {
            Assert.That(refused.Failure, Is.EqualTo(LinkFailure.Misuse));
            Assert.That(refused.Message, Does.Contain("SCardControl returned").And.Contain("SCARD_E_UNSUPPORTED_FEATURE"));
        }

        Assert.That(card.Transmit([0x00, 0xA4, 0x00, 0x04], new byte[258]), Is.EqualTo(2));
    }

    [Test]
    public void A_driver_is_asked_through_a_connection_that_leaves_the_card_alone()
    {
        using var context = PcscContext.Establish(_native);
        using var held = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        held.Transmit([0x00, 0xA4, 0x00, 0x04], new byte[258]);
        var before = Counts();

        try
        {
            Assert.That(PcscReaders.FeaturesOf(PcscdFixture.Reader), Does.Contain("GET_TLV_PROPERTIES"));
        }
        catch (LinkException refused)
        {
            Assert.That(refused.Message, Does.Contain("SCardControl returned"));
        }

        Assert.That(Since(before), Is.EqualTo((0, 0, 0)));
        Assert.That(held.Transmit([0x00, 0xA4, 0x00, 0x04], new byte[258]), Is.EqualTo(2));
    }

    [Test]
    public void A_driver_behind_a_connection_that_is_alone_is_not_asked()
    {
        using var context = PcscContext.Establish(_native);
        using var held = context.Connect(PcscdFixture.Reader, PcscShareMode.Exclusive, Any);
        Assert.That(() => PcscReaders.FeaturesOf(PcscdFixture.Reader), Throws.TypeOf<LinkException>().With.Property("Failure").EqualTo(LinkFailure.Shared));
    }

    [Test]
    public void Groups_contexts_and_readers_are_listed()
    {
        Assert.That(_context.ListReaders(), Does.Contain(PcscdFixture.Reader).And.Contain(PcscdFixture.SecondReader));
        Assert.That(_context.ListReaderGroups(), Is.EqualTo(new[] { "SCard$DefaultReaders" }));
        Assert.That(_context.IsValid);
        _context.Cancel();
    }
}

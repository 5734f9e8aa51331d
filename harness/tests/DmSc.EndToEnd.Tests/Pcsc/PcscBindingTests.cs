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
    [TestCase(PcscDisposition.Leave, 0, 0, 0)]
    [TestCase(PcscDisposition.Reset, 0, 0, 1)]
    [TestCase(PcscDisposition.Unpower, 1, 1, 0)]
    public void Reconnecting_does_to_the_card_what_the_disposition_says(PcscDisposition disposition, int offs, int ons, int resets)
    {
        using var context = PcscContext.Establish(_native);
        using var card = context.Connect(PcscdFixture.Reader, PcscShareMode.Shared, Any);
        var response = new byte[258];
        card.Transmit([0x00, 0xA4, 0x00, 0x04], response);
        var before = (_inserted.PowerOffs, _inserted.PowerOns, _inserted.Resets);

        card.Reconnect(PcscShareMode.Shared, Any, disposition);

        Assert.That(
            (_inserted.PowerOffs - before.PowerOffs, _inserted.PowerOns - before.PowerOns, _inserted.Resets - before.Resets),
            Is.EqualTo((offs, ons, resets)));
        Assert.That(card.Protocol, Is.EqualTo(PcscProtocols.T0));
        Assert.That(card.Transmit([0x00, 0xA4, 0x00, 0x04], response), Is.EqualTo(2), "the connection goes on");
    }

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
    public void Groups_contexts_and_readers_are_listed()
    {
        Assert.That(_context.ListReaders(), Does.Contain(PcscdFixture.Reader).And.Contain(PcscdFixture.SecondReader));
        Assert.That(_context.ListReaderGroups(), Is.EqualTo(new[] { "SCard$DefaultReaders" }));
        Assert.That(_context.IsValid);
        _context.Cancel();
    }
}

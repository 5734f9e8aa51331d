using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Tests.Cards.Pcsc;

internal sealed class ReaderWatchTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Test]
    [CancelAfter(10_000)]
    public async Task A_watch_begins_with_the_state_as_it_is(CancellationToken ct)
    {
        await using var watch = Watch(new FakePcsc(), ct);
        Assert.That(await TakeAsync(watch, 4), Is.EqualTo(new[]
        {
            "ServiceStarted", "ReaderAdded Reader A 00", "ReaderAdded Reader B 00", "CardInserted Reader B 00",
        }));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task Cards_and_readers_that_come_and_go_are_told(CancellationToken ct)
    {
        var service = new FakePcsc();
        await using var watch = Watch(service, ct);
        await TakeAsync(watch, 4);
        service.Occupied = "Reader A 00";
        Assert.That(await TakeAsync(watch, 2), Is.EqualTo(new[] { "CardInserted Reader A 00", "CardRemoved Reader B 00" }));
        service.Readers = ["Reader B 00", "Reader C 00"];
        Assert.That(await TakeAsync(watch, 3), Is.EqualTo(new[] { "CardRemoved Reader A 00", "ReaderRemoved Reader A 00", "ReaderAdded Reader C 00" }));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_card_that_was_out_between_two_looks_is_told_by_the_count_of_the_service(CancellationToken ct)
    {
        var service = new FakePcsc();
        await using var watch = Watch(service, ct);
        await TakeAsync(watch, 4);
        service.EventCount = 2;
        Assert.That(await TakeAsync(watch, 2), Is.EqualTo(new[] { "CardRemoved Reader B 00", "CardInserted Reader B 00" }));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_service_that_stops_takes_its_readers_along_and_brings_them_back(CancellationToken ct)
    {
        var service = new FakePcsc { Readers = ["Reader B 00"] };
        await using var watch = Watch(service, ct);
        await TakeAsync(watch, 3);
        service.EstablishCode = SCARD_E_NO_SERVICE;
        service.ServiceCode = SCARD_E_NO_SERVICE;
        Assert.That(await TakeAsync(watch, 3), Is.EqualTo(new[] { "CardRemoved Reader B 00", "ReaderRemoved Reader B 00", "ServiceStopped" }));
        Assert.That(service.OpenContexts, Is.Zero);
        service.EstablishCode = SCARD_S_SUCCESS;
        service.ServiceCode = SCARD_S_SUCCESS;
        Assert.That(await TakeAsync(watch, 3), Is.EqualTo(new[] { "ServiceStarted", "ReaderAdded Reader B 00", "CardInserted Reader B 00" }));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_watch_ends_with_its_token_and_leaves_no_context(CancellationToken ct)
    {
        var service = new FakePcsc();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using (var watch = Watch(service, stop.Token))
        {
            await TakeAsync(watch, 4);
            var next = watch.MoveNextAsync().AsTask();
            await stop.CancelAsync();
            await Assert.ThatAsync(() => next, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(service.OpenContexts, Is.Zero);
    }

    [TestCase(0x06, "VERIFY_PIN_DIRECT")]
    [TestCase(0x0A, "IFD_PIN_PROPERTIES")]
    [TestCase(0x12, "GET_TLV_PROPERTIES")]
    [TestCase(0x13, "CCID_ESC_COMMAND")]
    [TestCase(0x00, "feature 00")]
    [TestCase(0x14, "feature 14")]
    public void A_feature_has_the_name_of_PCSC_part_10(int tag, string name) => Assert.That(new PcscFeature((byte)tag, 0).Name, Is.EqualTo(name));

    [Test]
    public void Features_of_a_driver_are_decoded() =>
        Assert.That(
            PcscFeatures.Parse(Convert.FromHexString("06044233000A12044233001B"), "Reader"),
            Is.EqualTo(new[] { new PcscFeature(0x06, 0x4233000A), new PcscFeature(0x12, 0x4233001B) }));

    [TestCase("0604423300")]
    [TestCase("06034233000A")]
    public void A_malformed_list_of_features_is_refused(string answer) =>
        Assert.That(
            () => PcscFeatures.Parse(Convert.FromHexString(answer), "Reader"),
            Throws.TypeOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.Misuse));

    private static IAsyncEnumerator<ReaderEvent> Watch(FakePcsc service, CancellationToken ct) =>
        ReaderWatch.WatchAsync(service, TimeProvider.System, Pause, ct).GetAsyncEnumerator(CancellationToken.None);

    private static async Task<List<string>> TakeAsync(IAsyncEnumerator<ReaderEvent> watch, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count && await watch.MoveNextAsync())
            taken.Add($"{watch.Current.Kind} {watch.Current.Reader?.Name}".TrimEnd());
        return taken;
    }
}

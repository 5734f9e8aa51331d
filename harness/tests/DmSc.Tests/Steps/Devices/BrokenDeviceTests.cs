using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Device;
using DmSc.Steps.Lab.Devices;
using static DmSc.Tests.Steps.Devices.DeviceBench;

namespace DmSc.Tests.Steps.Devices;

/// <summary>A reference device that breaks is trouble of ours, never an answer of the device.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class BrokenDeviceTests
{
    private static readonly DeviceQuirks s_breaks = new() { Messages = _ => throw new InvalidOperationException("a defect of ours") };

    [TestCase("dm-server.session")]
    [TestCase("dm-server.quiet")]
    public async Task Whoever_waits_for_it_learns_that_it_broke(string wait)
    {
        await using var bench = new DeviceBench(s_breaks);
        var server = await bench.BootstrapAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => bench.RunAsync(wait, ("server", server)));
        Assert.That(failure!.Message, Does.Contain("a defect of ours"));
    }

    [Test]
    public async Task A_reset_tells_that_it_broke_and_the_device_is_as_new()
    {
        await using var bench = new DeviceBench(s_breaks);
        await bench.BootstrapAsync();
        await bench.Device.Idle!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.RunAsync("device.reset"));
        await bench.RunAsync("device.reset");
        await bench.RunAsync("device.power-on");
        Assert.That((await bench.Device.ReportAsync(CancellationToken.None)).ServerIds, Is.Empty);
    }

    [TestCase(LinkFailure.ReaderLost, FaultKind.ReaderLost)]
    [TestCase(LinkFailure.CardMute, FaultKind.CardMute)]
    [TestCase(LinkFailure.CardRemoved, FaultKind.ReaderLost)]
    public async Task A_card_whose_link_dies_is_trouble_of_the_rig(LinkFailure failure, FaultKind kind)
    {
        await using var bench = new DeviceBench(cards: new DeadCards(failure));
        var server = await bench.AccountAsync();
        var octets = (await bench.RunAsync("bootstrap.write", ("server", server))).Value["octets"];
        await bench.RunAsync("device.insert-card", ("dm", octets));
        await bench.RunAsync("device.power-on");
        var fault = await Assert.ThrowsAsync<StepFaultException>(() => bench.RunAsync("dm-server.session", ("server", server)));
        Assert.That(fault!.Kind, Is.EqualTo(kind));
    }

    [Test]
    public async Task An_empty_slot_is_no_trouble()
    {
        await using var bench = new DeviceBench();
        var server = await bench.AccountAsync();
        await bench.RunAsync("device.power-on");
        var session = await bench.RunAsync("dm-server.session", ("server", server));
        Assert.That(Field(session, "arrived"), Is.False);
    }

    private sealed class DeadCards(LinkFailure failure) : IDeviceCards
    {
        public ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct) =>
            new(new DeviceCard(image.Name, _ => throw new LinkException(failure, "the reader is gone")));

        public ValueTask WithdrawAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}

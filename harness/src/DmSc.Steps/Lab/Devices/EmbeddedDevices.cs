using DmSc.Model.Runs;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Assembles the reference device with everything around it in this process: no socket, no wait.</summary>
/// <param name="settings">What the device is.</param>
/// <param name="cards">Where its cards come from, case by case.</param>
/// <param name="cardTime">The clock of its card links where readers really wait; <c>null</c> for the device's own.</param>
internal sealed class EmbeddedDevices(ReferenceDeviceSettings settings, Func<IDeviceCards> cards, TimeProvider? cardTime) : IDeviceSource
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => default;

    /// <summary>Made anew for every case, whose name seeds what is random: a case runs alike in every run.</summary>
    public ValueTask<DeviceLease> AssembleAsync(PlannedCase planned, CancellationToken ct)
    {
        var clock = new VirtualTime(s_start);
        var octets = new SeededOctets(new Random(Seed(planned.Key.Name)));
        var server = new LabServer(clock, octets);
        var device = new ReferenceDevice(settings, server, octets, clock) { CardTime = cardTime ?? clock };
        IPushBearer? Bearer(IDevice to, PushBearerKind kind, bool secure) => secure && kind == PushBearerKind.Sms
            ? null
            : new InProcessPushBearer(to.PushAsync, clock)
            {
                Kind = kind,
                Transport = secure ? PushTransport.Authenticated("CN=push gateway of the station") : PushTransport.Open,
            };
        var party = new DeviceParty(device, server, cards(), Bearer, clock, clock);
        return new(new DeviceLease(party, clock));
    }

    /// <summary>FNV-1a: the same everywhere and always, which a string's own hash is not.</summary>
    private static int Seed(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return (int)hash;
    }
}

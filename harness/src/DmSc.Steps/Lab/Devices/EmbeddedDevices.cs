using DmSc.Model.Runs;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Assembles the reference device with everything around it in this process: no socket, no wait.</summary>
internal static class EmbeddedDevices
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="settings">What the device is.</param>
    /// <param name="planned">The case; its name seeds what is random, so that a case runs alike in every run.</param>
    /// <param name="cards">Where its cards come from.</param>
    /// <param name="cardTime">The clock of its card links: real where a reader is.</param>
    public static DeviceLease Assemble(ReferenceDeviceSettings settings, PlannedCase planned, IDeviceCards cards, TimeProvider? cardTime = null)
    {
        var clock = new VirtualTime(s_start);
        var octets = new SeededOctets(new Random(Seed(planned.Key.Name)));
        var server = new LabServer(clock, octets);
        var device = new ReferenceDevice(settings, server, octets, clock) { CardTime = cardTime ?? clock };
        IPushBearer? Bearer(PushBearerKind kind, bool secure) => secure && kind == PushBearerKind.Sms
            ? null
            : new InProcessPushBearer(device.PushAsync, clock)
            {
                Kind = kind,
                Transport = secure ? PushTransport.Authenticated("CN=push gateway of the station") : PushTransport.Open,
            };
        var party = new DeviceParty(device, server, cards, Bearer, clock, clock);
        return new DeviceLease(party, clock);
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

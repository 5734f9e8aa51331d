using System.Net;
using DmSc.Cards.Link;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Bearers.Exec;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Devices;

/// <summary>
/// A device behind a driver: the emulated server listens on a socket, pushes go through the driver or the station's own bearers, and time is real.
/// A program is started for every case, and again when it died in one; an operator is met once.
/// </summary>
/// <param name="file">The rig.</param>
/// <param name="iut">Which device.</param>
/// <param name="driver">How it is worked.</param>
/// <param name="desk">Where operators are.</param>
/// <param name="time">The clock.</param>
internal sealed class RealDevices(StationFile file, IutIdentity iut, DeviceDriver driver, IOperatorDesk? desk, TimeProvider time) : IDeviceSource
{
    private IDevice? _operated;

    // An operator is met once; what is asked and answered belongs to the lease of the moment.
    private List<string> _records = [];

    public async ValueTask<DeviceLease> AssembleAsync(PlannedCase planned, CancellationToken ct)
    {
        var rig = file.DmServer ?? new DmServerRig(IPAddress.Loopback, 0, null);
        var server = new LabServer(time, new SystemRandomOctets());
        DmHttpServer? listener = null;
        try
        {
            listener = await DmHttpServer.StartAsync(server.Server, new DmHttpServerSettings { Address = rig.Bind, Port = rig.Port, Advertised = rig.Advertised }, time, ct);
            server.Address = listener.Address.AbsoluteUri;
            var records = new List<string>();
            Volatile.Write(ref _records, records);
            var device = await DeviceAsync(ct);
            IDeviceCards cards = file.DeviceSlot is { } slot
                ? new ReaderDeviceCards(slot, new PcscReaderRoom(Cards.Pcsc.PcscSharing.Exclusive, time), time)
                : driver is DeviceDriver.Operator ? new CardsByHand() : new NoCards(file.Id);
            var party = new DeviceParty(device, server, cards, Bearer, clock: null, time, ownsDevice: driver is not DeviceDriver.Operator) { Records = records };
            return new DeviceLease(party, time, listener.DisposeAsync, driver is DeviceDriver.Operator ? null : DeviceAsync);
        }
        catch
        {
            if (listener is not null)
                await listener.DisposeAsync();
            server.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_operated is not null)
            await _operated.DisposeAsync();
    }

    private async ValueTask<IDevice> DeviceAsync(CancellationToken ct)
    {
        if (_operated is not null)
            return _operated;
        var device = await driver.CreateAsync(
            new DeviceRoom
            {
                DeviceName = $"{iut.Vendor} {iut.Product}",
                Reference = (_, _) => throw new LinkException(LinkFailure.Misuse, "the reference device needs no driver"),
                Desk = desk,
                Record = Record,
                Time = time,
            },
            ct);
        if (driver is DeviceDriver.Operator)
            _operated = device;
        return device;
    }

    private void Record(string line)
    {
        var records = Volatile.Read(ref _records);
        lock (records)
            records.Add(line);
    }

    /// <summary>The station's own way where it has one, else through the driver.</summary>
    private IPushBearer? Bearer(IDevice device, PushBearerKind kind, bool secure)
    {
        var rig = file.Push;
        if (kind == PushBearerKind.Sms && !secure && rig?.SmsCommand is { } command)
            return new ExecPushBearer(new ExecSettings(command[0], ExecUnit.SmsDeliver) { Arguments = [.. command.Skip(1)] }, time);
        if (kind != PushBearerKind.Sms && !secure && rig?.Http is { } address)
            return new HttpPushBearer(address, time) { Form = kind == PushBearerKind.OtaHttp ? Peers.Push.Encodings.HttpForm.Nested : Peers.Push.Encodings.HttpForm.Plain };
        if (!device.Can(DeviceOperation.Push) || (secure && kind == PushBearerKind.Sms))
            return null;
        return new InProcessPushBearer(device.PushAsync, time)
        {
            Kind = kind,
            Transport = secure ? PushTransport.Authenticated("CN=push gateway of the station") : PushTransport.Open,
        };
    }

    /// <summary>
    /// Cards that a person makes and moves. What is on them is drawn anew for every case, so a name alone names none: the person is told all of it.
    /// </summary>
    private sealed class CardsByHand : IDeviceCards
    {
        public ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct) => new(new DeviceCard(image.Name, null, CardWords.Of(image)));

        public ValueTask WithdrawAsync() => default;

        public ValueTask DisposeAsync() => default;
    }

    /// <summary>
    /// No card at all. A program would be told a name, from which it cannot make the card of this case; whatever else it put in, the device would be judged for
    /// what it never saw.
    /// </summary>
    private sealed class NoCards(string station) : IDeviceCards
    {
        public ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct) => throw new LinkException(
            LinkFailure.Misuse,
            $"station {station} has no device-slot: nobody can put {image.Name}, which was made for this case, into the device");

        public ValueTask WithdrawAsync() => default;

        public ValueTask DisposeAsync() => default;
    }
}

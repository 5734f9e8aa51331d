using DmSc.Cards.Pcsc;
using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Peers.Card;
using DmSc.Peers.Deviations;
using DmSc.Peers.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Steps.Lab;

/// <summary>Builds stations from their files.</summary>
public static class StationComposer
{
    /// <summary>The station for one IUT. Nothing is opened before the first case.</summary>
    /// <param name="file">The rig.</param>
    /// <param name="iut">The implementation to be judged; cases of a role the rig lacks are refused one by one.</param>
    /// <param name="deviation">A defect the reference implementation is to have; <c>null</c> for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="driver">How a device is worked; needed for a device alone.</param>
    /// <param name="desk">Where operators are; <c>null</c> where nobody can be asked.</param>
    /// <exception cref="ArgumentException">A deviation for an IUT that is not ours, or of another role, or that the card image cannot have.</exception>
    public static IStation Create(StationFile file, IutFile iut, PeerDeviation? deviation, TimeProvider time, DeviceDriver? driver = null, IOperatorDesk? desk = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(time);
        var info = new PlannedStation(file.Id, file.Class, file.Span.File, file.Lanes);
        return iut.Identity.Role switch
        {
            IutRole.Card when file.Card is { } rig => OfCard(file, info, rig, As<CardDeviation>(deviation), time),
            IutRole.Device when driver is null => throw new ArgumentNullException(nameof(driver), $"{iut.Identity.Id} is a device, and nothing says how it is worked"),
            IutRole.Device when driver is DeviceDriver.Reference reference => OfReferenceDevice(file, info, reference.Settings, As<DeviceDeviation>(deviation), time),
            IutRole.Device when deviation is null => new DeviceStation(info, file.Budgets, new RealDevices(file, iut.Identity, driver, desk, time)),
            IutRole.Device => throw new ArgumentException($"{iut.Identity.Id} is not ours: it cannot be told to have {deviation}", nameof(deviation)),
            IutRole.Server when file.Server is { } rig => ServerStations.Create(file, info, rig, iut, As<ServerDeviation>(deviation), time),
            _ => new LackingStation(info, file.Budgets, $"station {file.Id} offers no way to a {iut.Identity.Role.ToString().ToLowerInvariant()}"),
        };
    }

    private static DeviceStation OfReferenceDevice(StationFile file, PlannedStation info, ReferenceDeviceSettings settings, DeviceDeviation? deviation, TimeProvider time)
    {
        if (deviation is not null)
            settings = settings with { Quirks = deviation.ApplyTo(settings.Quirks) };
        if (file.DeviceSlot is not { } slot)
            return new DeviceStation(info, file.Budgets, new EmbeddedDevices(settings, () => new EmbeddedDeviceCards(), null));
        var room = new PcscReaderRoom(PcscSharing.Exclusive, time);
        return new DeviceStation(info, file.Budgets, new EmbeddedDevices(settings, () => new ReaderDeviceCards(slot, room, time), time));
    }

    private static T? As<T>(PeerDeviation? deviation)
        where T : PeerDeviation =>
        deviation is null or T ? (T?)deviation : throw new ArgumentException($"{deviation} is no defect of this role", nameof(deviation));

    private static CardStation OfCard(StationFile file, PlannedStation info, CardRig rig, CardDeviation? deviation, TimeProvider time)
    {
        CardDeviation[] deviations = deviation is null ? [] : [deviation];
        if (rig.Link == CardLinkKind.InProcess)
        {
            var image = rig.Image ?? throw new ArgumentException($"station {file.Id} has a card in process without an image", nameof(file));

            // Made once here, so that a deviation that does not fit is found before the first case.
            _ = ReferenceUicc.Create(image, seed: 0, deviations);
            return new CardStation(info, file.Budgets, rig, new EmbeddedCards(image, deviations), time);
        }

        if (deviation is not null && rig.Emulator is null)
            throw new ArgumentException($"station {file.Id} has a card that is not ours: it cannot be told to have {deviation}", nameof(deviation));
        Func<ReferenceUicc>? card = rig.Image is { } emulated ? () => ReferenceUicc.Create(emulated, seed: 1, deviations) : null;
        var source = new ReaderCards(rig.Reader ?? "", new PcscReaderRoom(rig.Sharing, time), rig.Emulator, card, time);
        return new CardStation(info, file.Budgets, rig, source, time);
    }
}

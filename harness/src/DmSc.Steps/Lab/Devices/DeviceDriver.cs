using DmSc.Cards.Link;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>How the harness works a device: what an IUT file of role device says under <c>driver</c> and <c>settings</c>.</summary>
public abstract record DeviceDriver
{
    private protected DeviceDriver()
    {
    }

    /// <summary>Reaches the device.</summary>
    /// <param name="room">What the driver finds around it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The device; whoever asked disposes of it. A device whose driver died stays dead: dispose of it and reach it anew.</returns>
    /// <exception cref="LinkException">It cannot be reached.</exception>
    public abstract ValueTask<IDevice> CreateAsync(DeviceRoom room, CancellationToken ct);

    /// <summary>The reference device in this process.</summary>
    /// <param name="Settings">What it is told to be.</param>
    public sealed record Reference(ReferenceDeviceSettings Settings) : DeviceDriver
    {
        /// <inheritdoc />
        public override ValueTask<IDevice> CreateAsync(DeviceRoom room, CancellationToken ct) => room.Reference(Settings, ct);
    }

    /// <summary>A program that speaks JSON lines on its standard input and output.</summary>
    /// <param name="Command">Program and arguments, started without a shell.</param>
    /// <param name="WorkingFolder">Where it runs, absolute.</param>
    /// <param name="Patience">Longest time for one answer.</param>
    public sealed record Program(IReadOnlyList<string> Command, string WorkingFolder, TimeSpan Patience) : DeviceDriver
    {
        /// <inheritdoc />
        public override async ValueTask<IDevice> CreateAsync(DeviceRoom room, CancellationToken ct) =>
            await ProcessDevice.StartAsync(new DriverSettings(Command, WorkingFolder, Patience), room.Time, ct);
    }

    /// <summary>A person who is told on the console what to do.</summary>
    /// <param name="Patience">Longest time for one answer.</param>
    /// <param name="Name">Who that is; <see langword="null"/> when the console has to ask.</param>
    public sealed record Operator(TimeSpan Patience, string? Name) : DeviceDriver
    {
        /// <inheritdoc />
        public override async ValueTask<IDevice> CreateAsync(DeviceRoom room, CancellationToken ct)
        {
            var desk = room.Desk ?? throw new LinkException(LinkFailure.PeerUnreachable, $"{room.DeviceName} needs an operator, and there is none");
            return new OperatorDevice(room.DeviceName, await desk.MeetAsync(Name, ct), Patience, room.Record, room.Time);
        }
    }
}

/// <summary>What a driver of a device finds around it.</summary>
public sealed record DeviceRoom
{
    /// <summary>What people call the device, for a driver that does not say it itself.</summary>
    public required string DeviceName { get; init; }

    /// <summary>Makes the reference device.</summary>
    public required Func<ReferenceDeviceSettings, CancellationToken, ValueTask<IDevice>> Reference { get; init; }

    /// <summary>Where operators are; <see langword="null"/> where nobody can be asked.</summary>
    public IOperatorDesk? Desk { get; init; }

    /// <summary>Told what an operator was asked, who answered, when and what: one sentence each.</summary>
    public required Action<string> Record { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public required TimeProvider Time { get; init; }
}

using System.CommandLine;
using DmSc.Cli.Operators;
using DmSc.Cli.Output;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Peers.Device;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc device</c>: works one device without judging it, so that its driver can be tried before a run.</summary>
internal static class DeviceCommand
{
    private const string Actions = "reset, power-on, power-off, insert-card=NAME, remove-card, enter-pin=PIN, start-session or start-session=SERVERID, report";

    public static Command Create(ConsoleOutput console) => new("device", "Works one device through its driver, to try the driver.") { Show(console) };

    private static Command Show(ConsoleOutput console)
    {
        var iut = new Argument<string>("iut") { Description = "IUT id, folder or iut.yaml of a device." };
        var actions = new Option<string[]>("--do") { Description = $"What to do, in order, separated by commas: {Actions}.", AllowMultipleArgumentsPerToken = true };
        var root = Options.Root();
        var command = new Command("show", "Reaches the device, shows what its driver says and can do, and does what --do asks.") { iut, actions, root };
        command.SetAction(async (parsed, ct) =>
        {
            var wanted = Options.Split(parsed.GetValue(actions)).Select(Action).ToList();
            var file = FileOf(parsed.GetValue(iut)!, parsed.GetValue(root));
            using var desk = ConsoleDesk.Open(TimeProvider.System);
            var (loaded, driver) = Load(file);
            if (driver is DeviceDriver.Operator && desk is null)
                throw new SuiteInputException($"{loaded.DriverSpan}: the driver 'operator' needs a person at an interactive console");
            var room = new DeviceRoom
            {
                DeviceName = $"{loaded.Identity.Vendor} {loaded.Identity.Product}",
                Reference = (_, _) => throw new SuiteInputException($"{loaded.DriverSpan}: the reference device has no driver to try"),
                Desk = desk,
                Record = line => console.Line($"record: {line}"),
                Time = TimeProvider.System,
            };
            await using var device = await driver.CreateAsync(room, ct);
            Describe(console, device);
            foreach (var (name, perform) in wanted)
            {
                var began = TimeProvider.System.GetTimestamp();
                var answer = await perform(device, ct);
                console.Line($"{name}: {answer}, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
            }

            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static void Describe(ConsoleOutput console, IDevice device)
    {
        console.Line(device.Name);
        foreach (var (name, value) in device.Facts)
            console.Line($"  {name}: {value}");
        foreach (var operation in Enum.GetValues<DeviceOperation>())
            console.Line($"  {(device.Can(operation) ? "can   " : "cannot")} {operation}");
    }

    private static (string Name, Func<IDevice, CancellationToken, ValueTask<string>> Perform) Action(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
        Func<IDevice, CancellationToken, ValueTask<string>> perform = (name, value) switch
        {
            ("reset", null) => (device, ct) => Done(device.ResetAsync(new DeviceBaseline(), ct)),
            ("power-on", null) => (device, ct) => Done(device.PowerOnAsync(ct)),
            ("power-off", null) => (device, ct) => Done(device.PowerOffAsync(ct)),
            ("insert-card", { Length: > 0 }) => (device, ct) => Done(device.InsertCardAsync(new DeviceCard(value, null), ct)),
            ("remove-card", null) => (device, ct) => Done(device.RemoveCardAsync(ct)),
            ("enter-pin", { Length: > 0 }) => (device, ct) => Done(device.EnterPinAsync(value, ct)),
            ("start-session", null or { Length: > 0 }) => (device, ct) => Done(device.StartSessionAsync(value, ct)),
            ("report", null) => async (device, ct) => State(await device.ReportAsync(ct)),
            _ => throw new SuiteInputException($"--do {text}: one of {Actions} expected"),
        };
        return (name, perform);
    }

    private static async ValueTask<string> Done(ValueTask doing)
    {
        await doing;
        return "done";
    }

    private static string State(DeviceState state) =>
        $"{(state.PoweredOn ? "on" : "off")}; accounts: {(state.ServerIds is null ? "not told" : state.ServerIds.Count == 0 ? "none" : string.Join(", ", state.ServerIds))}"
        + (state.WaitsForPin is true ? "; waits for a PIN" : "");

    private static string FileOf(string iut, string? root)
    {
        if (File.Exists(iut))
            return iut;
        var folder = Directory.Exists(iut) ? iut : Path.Combine(Options.Folders(root).Iuts, iut);
        return File.Exists(Path.Combine(folder, "iut.yaml"))
            ? Path.Combine(folder, "iut.yaml")
            : throw new SuiteInputException($"{iut}: neither an iut.yaml, nor a folder with one, nor an id of fixtures/iuts");
    }

    private static (IutFile Iut, DeviceDriver Driver) Load(string path)
    {
        var bag = new DiagnosticBag();
        if (SourceFile.Open(path, bag) is { } file && IutLoader.Load(file, bag, Path.GetDirectoryName(Path.GetFullPath(path))!) is { } iut)
        {
            if (iut.Identity.Role != IutRole.Device)
                throw new SuiteInputException($"{iut.Span}: {iut.Identity.Id} is a {iut.Identity.Role.ToString().ToLowerInvariant()}, not a device");
            if (IutDrivers.Check(iut, Environment.GetEnvironmentVariable, bag) is { } driver)
                return (iut, driver);
        }

        throw new SuiteInputException(bag.Sorted());
    }
}

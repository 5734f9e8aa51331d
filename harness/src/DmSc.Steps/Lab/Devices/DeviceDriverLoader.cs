using DmSc.Engine.Loading;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Reads driver and settings of an IUT file of role device.</summary>
public static class DeviceDriverLoader
{
    private const string Process = "process";
    private const string Operator = "operator";

    private static readonly TimeSpan s_programPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_operatorPatience = TimeSpan.FromMinutes(10);

    /// <summary>Settings of the driver <c>process</c>.</summary>
    public static MapFormat ProcessFormat { get; } = new("the settings of the driver 'process'",
    [
        new("command", ValueFormat.ListOf(ValueFormat.Text(), 1), "program and arguments; a program with a slash in its name is relative to the working folder, any other is looked for on the PATH", Required: true),
        new("working-folder", ValueFormat.Text(), "where it runs, relative to this file; this file's folder by default"),
        new("patience", ValueFormat.Duration(), "longest time for one answer; 30s by default"),
    ]);

    /// <summary>Settings of the driver <c>operator</c>.</summary>
    public static MapFormat OperatorFormat { get; } = new("the settings of the driver 'operator'",
    [
        new("name-env", ValueFormat.Text(), "environment variable with the operator's name; the console asks when it is not set"),
        new("patience", ValueFormat.Duration(), "longest time for one answer; 10m by default"),
    ]);

    /// <summary>The drivers there are, and the keys of their settings.</summary>
    internal static IReadOnlyList<(string Name, MapFormat Settings)> Drivers { get; } =
        [(IutDrivers.Reference, ReferenceDeviceSettingsLoader.Format), (Process, ProcessFormat), (Operator, OperatorFormat)];

    /// <summary>Reads driver and settings.</summary>
    /// <param name="iut">The IUT file, of role device.</param>
    /// <param name="environment">Value of an environment variable, or <c>null</c>.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns><c>null</c> after an error.</returns>
    public static DeviceDriver? Load(IutFile iut, Func<string, string?> environment, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(bag);
        var own = new DiagnosticBag();
        DeviceDriver? driver = IutDrivers.Open(iut, Drivers, own) is not { } map ? null : iut.Driver switch
        {
            Process => Program(map, iut.Folder, own),
            Operator => new DeviceDriver.Operator(
                Patience(map, s_operatorPatience, own),
                map.Text("name-env") is { } name && environment(name.Value) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null),
            _ => new DeviceDriver.Reference(ReferenceDeviceSettingsLoader.Load(iut, own)),
        };
        foreach (var complaint in own.Items)
            bag.Add(complaint);
        return own.HasErrors ? null : driver;
    }

    /// <summary>The settings of a program; <c>null</c> after a complaint.</summary>
    internal static DeviceDriver.Program? Program(MapReader map, string folder, DiagnosticBag bag)
    {
        var patience = Patience(map, s_programPatience, bag);
        var working = folder;
        if (map.Text("working-folder") is { } named)
        {
            working = Path.GetFullPath(Path.Combine(folder, named.Value));
            if (!Directory.Exists(working))
                bag.Add(LabRules.DriverPath, named.Span, $"'working-folder' of the driver: there is no folder {named.Value}");
        }

        var command = map.Texts("command");
        if (command.Count == 0)
            return null;

        // A shell would look below the folder it runs in; starting a process looks below ours.
        var program = command[0].Value;
        if (program.Contains('/', StringComparison.Ordinal) || program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            program = Path.GetFullPath(Path.Combine(working, program));
            if (Directory.Exists(working) && !File.Exists(program))
                bag.Add(LabRules.DriverPath, command[0].Span, $"'command' of the driver: there is no program {command[0].Value}");
        }

        return new DeviceDriver.Program([program, .. command.Skip(1).Select(argument => argument.Value)], working, patience);
    }

    private static TimeSpan Patience(MapReader map, TimeSpan otherwise, DiagnosticBag bag)
    {
        if (map.Duration("patience") is not { } patience)
            return otherwise;
        if (patience.Value == TimeSpan.Zero)
            bag.Add(Rules.BadValue, patience.Span, "'patience' of the driver: more than no time expected, got 0");
        return patience.Value;
    }
}

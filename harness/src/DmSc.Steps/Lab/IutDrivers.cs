using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Steps.Lab;

/// <summary>The drivers in IUT files; docs/drivers.md and docs/drivers-server.md describe them.</summary>
public static class IutDrivers
{
    /// <summary>The driver of every reference implementation.</summary>
    public const string Reference = "reference";

    private static readonly IReadOnlyList<(string Name, MapFormat Settings)> CardDrivers = [(Reference, NoSettings(Reference)), ("pcsc", NoSettings("pcsc"))];

    /// <summary>Checks driver and settings.</summary>
    /// <param name="iut">The IUT file.</param>
    /// <param name="environment">Value of an environment variable, or <c>null</c>.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The driver of a device; <c>null</c> for another role, or after an error.</returns>
    public static DeviceDriver? Check(IutFile iut, Func<string, string?> environment, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(bag);
        if (iut.Identity.Role == IutRole.Device)
            return DeviceDriverLoader.Load(iut, environment, bag);
        if (iut.Identity.Role == IutRole.Card)
            Open(iut, CardDrivers, bag);
        if (iut.Identity.Role == IutRole.Server)
            ServerDriverLoader.Load(iut, bag);
        return null;
    }

    /// <summary>Files beside the IUT file of a server that results depend on: keys, a driver program, a capture. None after an error.</summary>
    /// <param name="iut">The IUT file.</param>
    public static IReadOnlyList<string> FilesOf(IutFile iut)
    {
        ArgumentNullException.ThrowIfNull(iut);
        return iut.Identity.Role == IutRole.Server ? ServerDriverLoader.Load(iut, new DiagnosticBag())?.Files ?? [] : [];
    }

    /// <summary>The settings of a driver without any.</summary>
    private static MapFormat NoSettings(string driver) => new($"the settings of the driver '{driver}'", []);

    /// <summary>The settings, or <c>null</c> after the complaint that there is no such driver.</summary>
    internal static MapReader? Open(IutFile iut, IReadOnlyList<(string Name, MapFormat Settings)> drivers, DiagnosticBag bag)
    {
        foreach (var (name, settings) in drivers)
        {
            if (name == iut.Driver)
                return MapReader.Open(iut.Settings, settings, bag);
        }

        var role = iut.Identity.Role.ToString().ToLowerInvariant();
        bag.Add(LabRules.UnknownDriver, iut.DriverSpan, $"there is no driver '{iut.Driver}' for a {role}; there are {string.Join(", ", drivers.Select(d => d.Name))}");
        return null;
    }
}

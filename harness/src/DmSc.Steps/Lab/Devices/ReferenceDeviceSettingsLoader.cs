using DmSc.Engine.Loading;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Settings of the driver <c>reference</c> of a device.</summary>
public static class ReferenceDeviceSettingsLoader
{
    /// <summary>The keys.</summary>
    public static MapFormat Format { get; } = new("the settings of the reference device",
    [
        new("imsi", ValueFormat.Text(), "IMSI of the device, digits; the same as IXIT parameter imsi"),
        new("encoding", ValueFormat.Word("wbxml", "xml"), "form of its DM messages; wbxml by default"),
    ]);

    /// <summary>Reads them.</summary>
    /// <param name="iut">The IUT file.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The settings; sound only when the bag got no error.</returns>
    public static ReferenceDeviceSettings Load(IutFile iut, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(bag);
        var map = MapReader.Open(iut.Settings, Format, bag);
        return new ReferenceDeviceSettings
        {
            Imsi = map?.Text("imsi")?.Value,
            SpeaksXml = map?.Text("encoding")?.Value == "xml",
        };
    }

    /// <summary>Reads settings that lint has seen.</summary>
    /// <exception cref="ArgumentException">They have an error.</exception>
    internal static ReferenceDeviceSettings Of(IutFile iut)
    {
        var bag = new DiagnosticBag();
        var settings = Load(iut, bag);
        return bag.HasErrors ? throw new ArgumentException(bag.Sorted()[0].ToString(), nameof(iut)) : settings;
    }
}

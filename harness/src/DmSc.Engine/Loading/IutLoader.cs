using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Statements;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>What iut.yaml says.</summary>
/// <param name="Identity">Which implementation.</param>
/// <param name="Driver">How the harness reaches it.</param>
/// <param name="Settings">Settings of the driver, read by the driver; without entries when there are none.</param>
/// <param name="Span">Its place.</param>
public sealed record IutFile(IutIdentity Identity, string Driver, MapNode Settings, SourceSpan Span)
{
    /// <summary>Where the driver is named.</summary>
    public SourceSpan DriverSpan { get; init; } = Span;

    /// <summary>The folder it stands in, absolute, to which files in its settings are relative; empty when it came from no folder.</summary>
    public string Folder { get; init; } = "";
}

/// <summary>Loads iut.yaml.</summary>
public static class IutLoader
{
    /// <summary>Loads iut.yaml.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <param name="folder">The folder it stands in; empty when it came from no folder.</param>
    /// <returns><c>null</c> after an error.</returns>
    public static IutFile? Load(SourceFile file, DiagnosticBag bag, string folder = "")
    {
        ArgumentNullException.ThrowIfNull(bag);
        ArgumentNullException.ThrowIfNull(folder);
        var errors = bag.ErrorsReported;
        if (MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Iut, bag) is not { } map)
            return null;
        var id = map.Text("id");
        var role = map.Word("role", IutRole.Card, IutRole.Device, IutRole.Server);
        var vendor = map.Text("vendor");
        var product = map.Text("product");
        var version = map.Text("version");
        var driver = map.Text("driver");
        var settings = map.Any("settings");
        if (settings is not (null or MapNode))
            bag.Add(Rules.WrongKind, settings.Span, $"'settings' of an IUT file must be a map, not {MapReader.KindOf(settings)}");
        if (bag.ErrorsReported != errors)
            return null;
        return new IutFile(
            new IutIdentity(id!.Value.Value, role!.Value.Value, vendor!.Value.Value, product!.Value.Value, version!.Value.Value),
            driver!.Value.Value,
            settings as MapNode ?? new MapNode(driver.Value.Span, []),
            map.Span)
        {
            DriverSpan = driver.Value.Span,
            Folder = folder.Length == 0 ? folder : Path.GetFullPath(folder),
        };
    }
}

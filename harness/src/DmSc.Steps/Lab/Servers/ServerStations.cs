using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;
using DmSc.Model.Runs;
using DmSc.Peers.Deviations;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Builds stations for servers.</summary>
internal static class ServerStations
{
    /// <exception cref="ArgumentException">A driver that does not exist, a setting that is missing, or a deviation for a server that is not ours.</exception>
    public static IStation Create(StationFile file, PlannedStation info, ServerRig rig, IutFile iut, ServerDeviation? deviation, TimeProvider time)
    {
        var settings = new ServerSettings(iut);
        if (deviation is not null && iut.Driver != "reference")
            throw new ArgumentException($"{iut.Identity.Id} is a server that is not ours: it cannot be told to have {deviation}", nameof(deviation));
        IServerSource source = iut.Driver switch
        {
            "reference" when rig.InProcess => new EmbeddedServers(SigningKey(settings), deviation),
            "reference" => throw new ArgumentException($"station {file.Id} listens for pushes; the reference server sends them in process", nameof(file)),
            _ => throw new ArgumentException($"{iut.Span}: a server has the driver reference, http, process or capture, not '{iut.Driver}'", nameof(iut)),
        };
        return new ServerStation(info, file.Budgets, source);
    }

    private static SigningKey? SigningKey(ServerSettings settings) => settings.File("signing-key") is { } path ? new SigningKey(File.ReadAllText(path)) : null;
}

/// <summary>The settings of a driver in iut.yaml. Files are relative to it.</summary>
internal sealed class ServerSettings(IutFile iut)
{
    public string? Text(string key) => iut.Settings.Find(key)?.Value is ScalarNode scalar ? scalar.Text : null;

    public string? File(string key) => Text(key) is { } name ? Path.Combine(iut.Folder, name) : null;

    public string Folder => iut.Folder;

    /// <exception cref="ArgumentException">It is missing.</exception>
    public string Required(string key) => Text(key) ?? throw new ArgumentException($"{iut.Span}: the driver '{iut.Driver}' needs the setting '{key}'", nameof(key));
}

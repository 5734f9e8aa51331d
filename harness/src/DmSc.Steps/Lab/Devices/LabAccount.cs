using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Server;

namespace DmSc.Steps.Lab.Devices;

/// <summary>An account that a case drew: what a bootstrap tells the device, and what the emulated server knows.</summary>
/// <param name="Authored">What a bootstrap conveys.</param>
/// <param name="Known">What the server knows; its name is the ServerID.</param>
internal sealed record LabAccount(AuthoredAccount Authored, ServerAccount Known)
{
    /// <summary>ServerID, new in every case.</summary>
    public string ServerId => Authored.ServerId;

    /// <summary>How sessions with it are conducted.</summary>
    public ServerPolicy Policy { get; set; } = ServerPolicy.Default;

    /// <summary>Whether sessions with it wait for steps of the case.</summary>
    public bool Holds { get; set; } = true;
}

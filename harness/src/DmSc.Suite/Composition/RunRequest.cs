using DmSc.Steps.Lab.Devices;

namespace DmSc.Suite.Composition;

/// <summary>What a user asks of a run.</summary>
public sealed record RunRequest
{
    /// <summary>Where the data lies.</summary>
    public required ProjectFolders Folders { get; init; }

    /// <summary>Roles, IUT ids, IUT folders or iut.yaml files; empty for those the station offers.</summary>
    public IReadOnlyList<string> Iuts { get; init; } = [];

    /// <summary>Station file, or id of one in fixtures/stations; <c>null</c> for <c>embedded</c>.</summary>
    public string? Station { get; init; }

    /// <summary>An ICS file instead of the IUT's own.</summary>
    public string? Ics { get; init; }

    /// <summary>Selection of cases; <c>null</c> for all.</summary>
    public string? Selection { get; init; }

    /// <summary>Folder or id of a run to complete; then nothing else but <see cref="AllowPartial"/> counts.</summary>
    public string? Resume { get; init; }

    /// <summary>Folder of this run; <c>null</c> for reports/runs/&lt;id&gt;.</summary>
    public string? Out { get; init; }

    /// <summary>Where operators are; <c>null</c> where nobody can be asked: then an IUT with the driver <c>operator</c> is refused.</summary>
    public IOperatorDesk? Desk { get; init; }

    /// <summary>Whether a partial result meets the gate.</summary>
    public bool AllowPartial { get; init; }

    /// <summary>Seed of all randomness; <c>null</c> for a new one.</summary>
    public long? Seed { get; init; }
}

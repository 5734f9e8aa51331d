using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;

namespace DmSc.Suite.Composition;

/// <summary>A run that is ready to begin: everything is loaded and planned, nothing is opened.</summary>
public sealed record PreparedRun
{
    /// <summary>What was asked.</summary>
    public required RunRequest Request { get; init; }

    /// <summary>The plan; for a resumed run the one it was begun with.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>The loaded cases, by id.</summary>
    public required IReadOnlyDictionary<string, ConformanceCase> Cases { get; init; }

    /// <summary>IXIT values, by IUT id.</summary>
    public required IReadOnlyDictionary<string, Ixit> Ixit { get; init; }

    /// <summary>Makes the stations, by IUT id; opens nothing.</summary>
    public required Func<TimeProvider, IReadOnlyDictionary<string, IStation>> CreateStations { get; init; }

    /// <summary>Where an IUT file says that a person works the device; <c>null</c> when nobody is needed.</summary>
    public SourceSpan? OperatedAt { get; init; }

    /// <summary>Where the run is kept.</summary>
    public required string Folder { get; init; }

    /// <summary>The earlier part of a resumed run.</summary>
    public RunRecord? Earlier { get; init; }

    /// <summary>Octets of whole lines in the journal of a resumed run.</summary>
    public long JournalLength { get; init; }

    /// <summary>Refuses a run whose device a person has to work where nobody can be asked.</summary>
    /// <exception cref="SuiteInputException">So it is.</exception>
    public void RequireDesk()
    {
        if (OperatedAt is { } span && Request.Desk is null)
            throw new SuiteInputException($"{span}: the driver 'operator' needs a person at an interactive console: use 'dmsc run' on a terminal, without --json and not in CI");
    }
}

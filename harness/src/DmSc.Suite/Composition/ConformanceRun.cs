using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Suite.Hosting;

namespace DmSc.Suite.Composition;

/// <summary>
/// One run from request to gate: the plan is made at once, the station and the journal are opened at the first case, the reports are
/// written at the end. Both hosts, <c>dmsc run</c> and <c>dotnet test</c>, drive this.
/// </summary>
public sealed class ConformanceRun : ISuiteRun, IAsyncDisposable
{
    private readonly PreparedRun _prepared;
    private readonly TimeProvider _clock;
    private readonly Action<CaseOutcome>? _decided;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private RunSession? _session;
    private JournalException? _notOpened;
    private GateResult? _gate;

    /// <summary>Makes a run of what was prepared; opens nothing.</summary>
    /// <param name="prepared">Plan, cases, stations.</param>
    /// <param name="clock">The clock of time stamps and deadlines.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <param name="decided">Told of every outcome, from any thread.</param>
    /// <exception cref="SuiteInputException">A person has to work a device, and there is nobody to be asked.</exception>
    public ConformanceRun(PreparedRun prepared, TimeProvider clock, CancellationToken stop, Action<CaseOutcome>? decided = null)
    {
        prepared.RequireDesk();
        _prepared = prepared;
        _clock = clock;
        _decided = decided;
        Stop = stop;
    }

    /// <inheritdoc />
    public RunPlan Plan => _prepared.Plan;

    /// <inheritdoc />
    public CancellationToken Stop { get; }

    /// <summary>Where the run is kept.</summary>
    public string Folder => _prepared.Folder;

    /// <summary>The judgement, once the run has finished.</summary>
    public RunJudgement? Judgement { get; private set; }

    /// <inheritdoc />
    public async ValueTask<RunSession> SessionAsync()
    {
        if (_session is { } open)
            return open;
        await _opening.WaitAsync(CancellationToken.None);
        try
        {
            if (_notOpened is not null)
                throw _notOpened;
            return _session ??= Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _notOpened = new JournalException(_prepared.Folder, e);
        }
        catch (JournalException e)
        {
            // Half a beginning is not begun again: every case is told the same.
            _notOpened = e;
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc />
    public WaivedOutcome Waived(CaseOutcome outcome)
    {
        var iut = Plan.Iuts.First(i => i.Identity.Id == outcome.Case.Key.Iut);
        return CaseWaivers.Of(iut, outcome, DateOnly.FromDateTime(_clock.GetLocalNow().DateTime));
    }

    /// <inheritdoc />
    public async ValueTask<GateResult> FinishAsync()
    {
        if (_gate is not null)
            return _gate;
        var session = await SessionAsync();
        await session.WhenIdleAsync();
        session.End(Stop.IsCancellationRequested);
        await session.DisposeAsync();
        var (judgement, gate) = RunReporting.Write(_prepared.Folder, _prepared.Request.AllowPartial, _clock);
        Judgement = judgement;
        return _gate = gate;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _opening.Dispose();
    }

    private RunSession Open()
    {
        Directory.CreateDirectory(_prepared.Folder);
        var planFile = Path.Combine(_prepared.Folder, RunFolder.PlanFile);
        byte[] plan;
        if (_prepared.Earlier is null)
        {
            plan = RunJson.WritePlan(Plan);
            var temporary = planFile + ".tmp";
            File.WriteAllBytes(temporary, plan);
            File.Move(temporary, planFile);
        }
        else
        {
            plan = File.ReadAllBytes(planFile);
        }

        var secrets = _prepared.Ixit.Values.SelectMany(i => i.Parameters.Values).Where(p => p is { Sensitive: true, Value: not null }).Select(p => p.Value!);
        var journal = JournalFile.Open(Path.Combine(_prepared.Folder, RunFolder.JournalFile), _prepared.JournalLength);
        return new RunSession(
            new RunSessionParts
            {
                Plan = Plan,
                Cases = _prepared.Cases,
                Stations = _prepared.CreateStations(_clock),
                Journal = journal,
                Evidence = new EvidenceFolder(_prepared.Folder),
                Ixit = (iut, name) => _prepared.Ixit.GetValueOrDefault(iut, Ixit.Empty).Parameters.GetValueOrDefault(name)?.Value,
                Redactor = new Redactor(secrets),
                Clock = _clock,
                Decided = _decided,
                Earlier = _prepared.Earlier?.Outcomes.ToDictionary(o => o.Case.Key) ?? [],
            },
            RunFolder.HashOf(plan));
    }
}

using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Execution;

internal sealed class StepContext(ILease lease, ITranscript transcript, Func<string, string?> ixit, Random random, Action<Breach> notice) : IStepContext
{
    public ITranscript Transcript => transcript;

    public TimeProvider Time => lease.Time;

    /// <summary>Whether a verb has asked for randomness: what it sends from then on is of this attempt alone.</summary>
    public bool HasDrawn { get; private set; }

    public Random Random
    {
        get
        {
            HasDrawn = true;
            return random;
        }
    }

    public T Party<T>()
        where T : class =>
        lease.Party<T>() ?? throw new StepFaultException(FaultKind.BadFixture, $"this station lends no {typeof(T).Name}");

    public string? Ixit(string name) => ixit(name);

    public void Notice(Breach breach) => notice(breach);
}

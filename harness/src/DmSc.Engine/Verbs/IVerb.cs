using DmSc.Model.Requirements;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Verbs;

/// <summary>What is known about a verb before any case uses it.</summary>
public sealed record VerbInfo
{
    /// <summary>Role and action: <c>card.select</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one or two sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>Its parameters.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Groups of parameters of which a step gives exactly one.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExactlyOneOf { get; init; } = [];

    /// <summary>What its result looks like.</summary>
    public required RecordShape Result { get; init; }

    /// <summary>The field that <c>save: name</c> saves; <c>null</c> when it has no main result.</summary>
    public string? MainResult { get; init; }

    /// <summary>
    /// Whether it decodes octets of the IUT: then a step using it has a <c>well-formed</c> check, which fails when they do not decode.
    /// </summary>
    public bool DecodesIutBytes { get; init; }

    /// <summary>
    /// Level of the check of a step that does not declare one. <see cref="CheckLevel.Should"/> where what is decoded is the way to what cases are about, and no
    /// part of it: then the check is called <c>well-formed-answer</c>, and when it fails the case ends without a verdict on its purpose.
    /// </summary>
    public CheckLevel WellFormedLevel { get; init; } = CheckLevel.Must;

    /// <summary>Which party it drives: cases may only use verbs of parties the station gives them.</summary>
    public required IutRole? Drives { get; init; }

    /// <summary>
    /// How long a step with these arguments waits, at most, for what the IUT may do or leave undone; given the arguments and the IXIT. That time is the IUT's: step
    /// and attempt have it on top of their own. <c>null</c> for a verb that waits for no more than answers.
    /// </summary>
    public Func<StepArguments, Func<string, string?>, TimeSpan>? Waits { get; init; }

    /// <summary>State of the IUT it can change: a case using it must list these under <c>mutates</c>.</summary>
    public IReadOnlyList<string> Mutates { get; init; } = [];
}

/// <summary>A verb of case files.</summary>
public interface IVerb
{
    /// <summary>What is known about it.</summary>
    VerbInfo Info { get; }

    /// <summary>Does it once.</summary>
    /// <param name="arguments">All variables resolved, all values checked.</param>
    /// <param name="context">What it may use.</param>
    /// <param name="ct">Ends with the step's deadline or the run.</param>
    /// <exception cref="IutFormatException">Octets of the IUT do not decode.</exception>
    /// <exception cref="StepNotReachedException">What it needs never came about, because of the IUT.</exception>
    /// <exception cref="StepFaultException">Trouble that says nothing about the IUT.</exception>
    ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct);
}

/// <summary>What a step found.</summary>
/// <param name="Value">Shaped as the verb says.</param>
/// <param name="Succeeded">Whether the action did what its name says; a step without expectations needs that.</param>
/// <param name="Summary">What happened, in one sentence: <c>SELECT 5031 answered 6A82</c>.</param>
/// <param name="Decoded">Whether octets of the IUT were decoded: only then is well-formed a pass.</param>
public sealed record StepResult(RecordValue Value, bool Succeeded, string Summary, bool Decoded = false);

/// <summary>Octets received from the IUT are not what their format demands: evidence against the IUT, not trouble of ours.</summary>
/// <param name="what">What was being decoded: <c>EF(DODF) 6430</c>.</param>
/// <param name="code">The decoder's name for the defect.</param>
/// <param name="offset">0-based octet offset.</param>
/// <param name="reason">What was found and what was expected.</param>
public sealed class IutFormatException(string what, string code, int offset, string reason)
    : Exception($"{what}: {code} at octet {offset}: {reason}")
{
    /// <summary>What was being decoded.</summary>
    public string What { get; } = what;

    /// <summary>The decoder's name for the defect.</summary>
    public string Code { get; } = code;

    /// <summary>0-based octet offset.</summary>
    public int Offset { get; } = offset;

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; } = reason;
}

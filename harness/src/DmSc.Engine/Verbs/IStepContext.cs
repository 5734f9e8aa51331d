using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Verbs;

/// <summary>What a verb may use while it runs.</summary>
public interface IStepContext
{
    /// <summary>A party of the leased station, for example the card's terminal.</summary>
    /// <typeparam name="T">The party's type, known to verbs and station alone.</typeparam>
    /// <exception cref="StepFaultException">The station has no such party.</exception>
    T Party<T>()
        where T : class;

    /// <summary>The attempt's transcript.</summary>
    ITranscript Transcript { get; }

    /// <summary>The station's clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Randomness of this case, variant and attempt, from the plan's seed: the same in every run of the same plan.</summary>
    Random Random { get; }

    /// <summary>An IXIT parameter's value, or <c>null</c>.</summary>
    /// <param name="name">Its name.</param>
    string? Ixit(string name);

    /// <summary>Reports a breach that a party noticed beside the purpose of the case (verdict rule 8). It counts for its own item, never for
    /// the case, and does not end it.</summary>
    /// <param name="breach">What was noticed.</param>
    void Notice(Breach breach);
}

/// <summary>A breach of a rule that a party watches in every case.</summary>
/// <param name="Check">Permanent id of the check: the rule's id in lower case.</param>
/// <param name="Item">The requirement item it breaks, in our catalogue.</param>
/// <param name="Level">How binding the rule is.</param>
/// <param name="Spec">Document and section.</param>
/// <param name="Expected">What the rule permits.</param>
/// <param name="Observed">What was seen, with the place in the message.</param>
public sealed record Breach(string Check, string Item, CheckLevel Level, string Spec, string Expected, string Observed);

/// <summary>Where the frames of an attempt go.</summary>
public interface ITranscript
{
    /// <summary>Number of frames so far: the index of the next one.</summary>
    int Count { get; }

    /// <summary>Adds a frame. Octets are copied. Secrets are masked by the caller.</summary>
    /// <param name="channel">What carried it.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="octets">The octets.</param>
    /// <param name="note">What it is; may be empty.</param>
    void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "");
}

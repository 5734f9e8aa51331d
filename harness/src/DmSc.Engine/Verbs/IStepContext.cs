using DmSc.Model.Runs;

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

    /// <summary>Randomness of this case and variant, from the plan's seed: the same in every run of the same plan.</summary>
    Random Random { get; }

    /// <summary>An IXIT parameter's value, or <c>null</c>.</summary>
    /// <param name="name">Its name.</param>
    string? Ixit(string name);
}

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

namespace DmSc.Model.Runs;

/// <summary>Which way the bytes of a frame went.</summary>
public enum FrameDirection
{
    /// <summary>From the harness to the IUT.</summary>
    ToIut,

    /// <summary>From the IUT to the harness.</summary>
    FromIut,

    /// <summary>No bytes on the wire: something worth knowing at this place.</summary>
    Note,
}

/// <summary>One neutral entry of a transcript. Secrets are masked before a frame is made.</summary>
/// <param name="Index">0-based place in the transcript of the attempt.</param>
/// <param name="At">Time since the attempt started.</param>
/// <param name="Channel">What carried it: <c>card</c>, <c>http</c>, <c>push</c>.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Bytes">The octets; empty for a note.</param>
/// <param name="Note">What it is, in words; empty when the bytes say it all.</param>
public sealed record Frame(int Index, TimeSpan At, string Channel, FrameDirection Direction, ReadOnlyMemory<byte> Bytes, string Note);

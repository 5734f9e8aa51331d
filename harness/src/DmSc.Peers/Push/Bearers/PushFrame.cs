namespace DmSc.Peers.Push.Bearers;

/// <summary>Whose octets a frame holds.</summary>
public enum PushDirection
{
    /// <summary>Ours.</summary>
    Sent,

    /// <summary>The other side's.</summary>
    Received,
}

/// <summary>Octets that went over a bearer, for evidence: an SMS TPDU, an HTTP message (inside TLS), the input or output of a command.</summary>
/// <param name="Direction">Whose they are.</param>
/// <param name="At">When they were complete.</param>
/// <param name="Octets">All of them.</param>
/// <param name="Note">What they are, for people.</param>
public sealed record PushFrame(PushDirection Direction, DateTimeOffset At, ReadOnlyMemory<byte> Octets, string Note);

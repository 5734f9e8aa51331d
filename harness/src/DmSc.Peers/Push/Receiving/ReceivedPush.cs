using System.Collections.Immutable;
using DmSc.Peers.Push.Bearers;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Receiving;

/// <summary>A push that came, or what came in the place of one. Either <see cref="Message"/> or <see cref="Error"/> is there.</summary>
/// <param name="Kind">The bearer.</param>
/// <param name="Transport">What the transport gave; tells a secure push.</param>
/// <param name="At">When it was complete.</param>
/// <param name="Frames">Its octets as they came: each SMS TPDU in order of arrival, or the HTTP request.</param>
public sealed record ReceivedPush(
    PushBearerKind Kind, PushTransport Transport, DateTimeOffset At, ImmutableArray<ReadOnlyMemory<byte>> Frames)
{
    /// <summary>What it says, or <c>null</c> when it cannot be read.</summary>
    public PushMessage? Message { get; init; }

    /// <summary>Why it cannot be read, or <c>null</c>. Offsets count in the part that the reason names.</summary>
    public FormatError? Error { get; init; }

    /// <summary>The WSP PDU in the spelling it had, over SMS.</summary>
    public PushPdu? Pdu { get; init; }

    /// <summary>The content headers in the spelling they had, over HTTP.</summary>
    public OtaHttpPush? Http { get; init; }

    /// <summary>All headers of the request itself, over HTTP.</summary>
    public ImmutableArray<KeyValuePair<string, string>> RequestFields { get; init; } = [];

    /// <summary>Path of the request, when a receiver took it; else <c>null</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Who sent it, over SMS.</summary>
    public string? Originator { get; init; }

    /// <summary>The ports, over SMS.</summary>
    public ApplicationPorts? Ports { get; init; }
}

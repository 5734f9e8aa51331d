using System.Collections.Immutable;
using DmSc.Peers.Push.Encodings;

namespace DmSc.Peers.Push.Bearers;

/// <summary>A push on its way inside one process, in the octets it would have outside.</summary>
/// <param name="Kind">The bearer it stands for.</param>
/// <param name="Transport">What the transport it stands for would give.</param>
/// <param name="Frames">SMS-DELIVER TPDUs, or one HTTP request.</param>
/// <param name="Request">The HTTP request in parts; <c>null</c> over SMS.</param>
public sealed record PushDelivery(
    PushBearerKind Kind, PushTransport Transport, ImmutableArray<ReadOnlyMemory<byte>> Frames, HttpPushRequest? Request);

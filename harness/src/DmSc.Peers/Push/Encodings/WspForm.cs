using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Encodings;

/// <summary>What a sender of WSP pushes is free to choose.</summary>
public sealed record WspForm
{
    /// <summary>Any; nothing acknowledges it.</summary>
    public byte TransactionId { get; init; } = 1;

    /// <summary>
    /// How to spell SEC and MAC. <c>null</c>: as Client Provisioning defines for its own documents, names and values as text for all others,
    /// because DM Security defines names only.
    /// </summary>
    public SecuritySpelling? Spelling { get; init; }

    /// <summary>The media type as text although it has a code, which DM forbids for package #0.</summary>
    public bool MediaAsText { get; init; }

    /// <summary>The application as URI although it has a number, which DM forbids for package #0.</summary>
    public bool ApplicationAsText { get; init; }
}

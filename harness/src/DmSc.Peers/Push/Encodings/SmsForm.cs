using System.Collections.Immutable;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Encodings;

/// <summary>What a sender of pushes over SMS is free to choose, and how it may misbehave.</summary>
public sealed record SmsForm
{
    /// <summary>From the port of the DM Notification example to 2948.</summary>
    public ApplicationPorts Ports { get; init; } = new(ApplicationPorts.Push, ApplicationPorts.ExampleSource);

    /// <summary>The number the SMS comes from.</summary>
    public string Originator { get; init; } = "+12345678901";

    /// <summary>The number of the message, when it takes several parts; up to 255 unless wide.</summary>
    public ushort Reference { get; init; }

    /// <summary>16-bit reference (element 08) instead of 8-bit (element 00).</summary>
    public bool WideReference { get; init; }

    /// <summary>TP-DCS; 8-bit data.</summary>
    public byte DataCoding { get; init; } = SmsDataCoding.EightBit;

    /// <summary>
    /// Which parts to send, from 1, in this order: a part may be left out, come late or come several times. Empty: all, in order.
    /// </summary>
    public ImmutableArray<int> Parts { get; init; } = [];

    /// <summary>The total that every part announces instead of the true one, or <c>null</c>. Needs a push of several parts.</summary>
    public byte? AnnouncedTotal { get; init; }
}

using System.Collections.Immutable;

namespace DmSc.Peers.Push.Bearers;

/// <summary>The answer of a device to a push over HTTP, whatever it says.</summary>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="PushStatus">X-Wap-Push-Status as sent, or <c>null</c>. 400 means that the push was taken.</param>
/// <param name="Fields">All headers, in order.</param>
/// <param name="Body">The body.</param>
public sealed record HttpPushAnswer(
    int Status, string? PushStatus, ImmutableArray<KeyValuePair<string, string>> Fields, ReadOnlyMemory<byte> Body);

/// <summary>How a lab's own command ended; one that fails is an exception instead.</summary>
/// <param name="ExitCode">0, or what the settings allow.</param>
/// <param name="Output">The end of what it printed.</param>
/// <param name="Error">The end of what it printed as errors.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>What became of a push on our side. It says nothing about what the device made of it.</summary>
/// <param name="Kind">The bearer.</param>
/// <param name="Transport">What the transport gave; tells a secure push.</param>
/// <param name="Frames">What went over the bearer, in order.</param>
public sealed record PushReceipt(PushBearerKind Kind, PushTransport Transport, ImmutableArray<PushFrame> Frames)
{
    /// <summary>The device's answer, over HTTP.</summary>
    public HttpPushAnswer? Answer { get; init; }

    /// <summary>The runs of the lab's command, one a frame, when there is one.</summary>
    public ImmutableArray<CommandResult> Runs { get; init; } = [];

    internal void TellTo(Action<PushFrame> told)
    {
        foreach (var frame in Frames)
            told(frame);
    }
}

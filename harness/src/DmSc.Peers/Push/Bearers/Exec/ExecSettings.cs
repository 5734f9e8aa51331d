using System.Collections.Immutable;
using DmSc.Peers.Push.Encodings;

namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>
/// A lab's own command that sends a push. It is started directly, without a shell, so nothing in a push or an argument is ever interpreted.
/// Prefer the standard input: arguments can be read by every user of the machine, and bootstraps hold passwords.
/// </summary>
/// <param name="Program">A path, or a name on the PATH.</param>
/// <param name="Unit">What the command gets.</param>
public sealed record ExecSettings(string Program, ExecUnit Unit)
{
    /// <summary>
    /// Arguments, each passed as one whatever it holds. Placeholders: <c>{hex}</c> and <c>{base64}</c> the unit, <c>{length}</c> its octets,
    /// (what a modem's AT+CMGS takes for a TPDU), <c>{index}</c> and <c>{count}</c> its number from 1 and how many there are,
    /// <c>{content-type}</c> with parameters, <c>{application-id}</c> (empty without one), <c>{destination}</c> (empty without one),
    /// <c>{port}</c>. A brace that means itself is written twice.
    /// </summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>What the command reads.</summary>
    public ExecInput Input { get; init; } = ExecInput.HexLine;

    /// <summary>The number of the device, with + in front when international, or <c>null</c>.</summary>
    public string? Destination { get; init; }

    /// <summary>Where it runs, or <c>null</c> for where we do.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables beside those that we have ourselves.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>For each run. At its end the command and all it started are killed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Exit codes that mean success.</summary>
    public ImmutableArray<int> SuccessCodes { get; init; } = [0];

    /// <summary>The bearer behind the command, for the receipt.</summary>
    public PushBearerKind Kind { get; init; } = PushBearerKind.Sms;

    /// <summary>What the lab vouches for about the transport behind the command; by default nothing, so that its pushes are not secure ones.</summary>
    public PushTransport Transport { get; init; } = PushTransport.Open;

    /// <summary>Form of the WSP PDU.</summary>
    public WspForm Wsp { get; init; } = new();

    /// <summary>Form of the SMS.</summary>
    public SmsForm Sms { get; init; } = new();
}

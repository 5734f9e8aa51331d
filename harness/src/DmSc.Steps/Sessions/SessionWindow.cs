using System.Globalization;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Device;

namespace DmSc.Steps.Sessions;

/// <summary>
/// How long a session may take to come. The specifications set no time, so the vendor does (IXIT <c>session-wait</c>): whoever waits for a session and whoever waits that
/// none comes waits as long, else a slow device would pass for a silent one.
/// </summary>
internal static class SessionWindow
{
    /// <summary>The longest a step may wait, in seconds.</summary>
    public const int Longest = 3600;

    private const string Name = "session-wait";
    private const int Standard = 60;

    /// <summary>The parameter that gives another time.</summary>
    public static Parameter<int> Wait() => Parameter.Integer(
        DeviceShapes.WaitName,
        $"Seconds on the station's clock to wait at most; IXIT {Name} without it, {Standard} where that has no value. The step has them on top of its own time (within).",
        1,
        Longest);

    /// <summary>How long a step waits.</summary>
    /// <exception cref="StepFaultException">The IXIT parameter is no such time.</exception>
    public static TimeSpan Of(StepArguments arguments, Parameter<int> wait, Func<string, string?> ixit)
    {
        if (arguments.Has(wait) || wait.DefaultText is not null)
            return TimeSpan.FromSeconds(arguments.Get(wait));
        if (ixit(Name) is not { } text)
            return TimeSpan.FromSeconds(Standard);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= Longest
            ? TimeSpan.FromSeconds(seconds)
            : throw new StepFaultException(FaultKind.BadFixture, $"IXIT parameter {Name}: seconds from 1 to {Longest} expected, got '{text}'");
    }
}

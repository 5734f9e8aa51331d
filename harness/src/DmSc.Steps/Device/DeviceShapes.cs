using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Steps.Sessions;

namespace DmSc.Steps.Device;

/// <summary>What the verbs of device cases share, declared once.</summary>
internal static class DeviceShapes
{
    public const string WaitName = "wait";

    public static readonly RecordShape Nothing = ValueShape.Record(new FieldShape("done", ValueShape.Boolean, "It was done."));

    public static readonly RecordValue Done = Values.Record(("done", Values.Boolean(true)));

    public static Parameter<string> Server() => Parameter.Text("server", "ServerID of an account that dm-server.account drew.", required: true);

    public static Parameter<int> Wait(int seconds) =>
        Parameter.Integer(WaitName, "Seconds on the station's clock to wait at most. The step has them on top of its own time (within).", 1, SessionWindow.Longest, defaultValue: seconds);

    /// <summary>A verb; what its parameter <c>wait</c> says it waits.</summary>
    public static VerbInfo Verb(string name, string summary, IReadOnlyList<Parameter> parameters, RecordShape result, string? main, bool decodes = false) => new()
    {
        Name = name,
        Summary = summary,
        Parameters = parameters,
        Result = result,
        MainResult = main,
        DecodesIutBytes = decodes,
        Drives = IutRole.Device,
        Waits = parameters.FirstOrDefault(p => p.Name == WaitName) is Parameter<int> wait ? (arguments, ixit) => SessionWindow.Of(arguments, wait, ixit) : null,
    };

    public static VerbInfo Deed(string name, string summary, params IReadOnlyList<Parameter> parameters) => Verb(name, summary, parameters, Nothing, null);

    /// <summary>A result that says no more than that it was done.</summary>
    public static StepResult Did(string summary) => new(Done, true, summary);

    public static KeyValuePair<string, T>[] Words<T>(params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var list = new KeyValuePair<string, T>[choices.Length];
        for (var i = 0; i < choices.Length; i++)
            list[i] = new(choices[i].Word, choices[i].Value);
        return list;
    }
}

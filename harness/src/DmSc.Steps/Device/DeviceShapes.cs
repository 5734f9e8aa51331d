using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;

namespace DmSc.Steps.Device;

/// <summary>What the verbs of device cases share, declared once.</summary>
internal static class DeviceShapes
{
    public static readonly RecordShape Nothing = ValueShape.Record(new FieldShape("done", ValueShape.Boolean, "It was done."));

    public static readonly RecordValue Done = Values.Record(("done", Values.Boolean(true)));

    public static Parameter<string> Server() => Parameter.Text("server", "ServerID of an account that dm-server.account drew.", required: true);

    public static Parameter<int> Wait(int seconds) =>
        Parameter.Integer("wait", "Seconds on the station's clock to wait at most; the step's own deadline (within) has to be longer.", 1, 3600, defaultValue: seconds);

    public static VerbInfo Verb(string name, string summary, IReadOnlyList<Parameter> parameters, RecordShape result, string? main, bool decodes = false) => new()
    {
        Name = name,
        Summary = summary,
        Parameters = parameters,
        Result = result,
        MainResult = main,
        DecodesIutBytes = decodes,
        Drives = IutRole.Device,
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

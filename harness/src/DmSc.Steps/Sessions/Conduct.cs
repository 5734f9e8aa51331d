using System.Collections.Immutable;
using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.conduct</c>.</summary>
internal sealed class Conduct : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<string> Faults = Parameter.Text("faults", "Ways to misbehave in every message, separated by blanks: wrong-server-credentials, omit-final and so on, as dm-server.send lists them.");
    private static readonly Parameter<int> MaxMsgSize = Parameter.Integer("max-msg-size", "MaxMsgSize that the server announces, in octets.", 500, 1_000_000);
    private static readonly Parameter<int> MaxObjSize = Parameter.Integer("max-obj-size", "MaxObjSize that the server announces, in octets.", 1, 10_000_000);
    private static readonly Parameter<DmMessageForm> Form = Parameter.Choice(
        "form", "Form of the server's messages.", DeviceShapes.Words(("as-received", DmMessageForm.AsReceived), ("wbxml", DmMessageForm.Wbxml), ("xml", DmMessageForm.Xml)), "as-received");

    private static readonly Parameter<bool> RespUri = Parameter.Boolean("resp-uri", "Whether the server's messages name an address of their own for the session.", defaultValue: true);

    private static readonly Parameter<bool> Hold = Parameter.Boolean("hold", "Whether a session waits for steps of the case; if not, the server ends it at once, and the device is free for others.", defaultValue: true);

    public VerbInfo Info { get; } = DeviceShapes.Deed(
        "dm-server.conduct",
        "Says how the emulated server conducts the sessions of an account that are to come.",
        Server,
        Faults,
        MaxMsgSize,
        MaxObjSize,
        Form,
        RespUri,
        Hold);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var account = context.Party<DeviceParty>().Server.Account(arguments.Get(Server));
        account.Policy = ServerPolicy.Default with
        {
            Faults = arguments.Has(Faults) ? [.. FaultWords.Parse(arguments.Get(Faults))] : [],
            MaxMsgSize = arguments.Has(MaxMsgSize) ? arguments.Get(MaxMsgSize) : ServerPolicy.Default.MaxMsgSize,
            MaxObjSize = arguments.Has(MaxObjSize) ? arguments.Get(MaxObjSize) : ServerPolicy.Default.MaxObjSize,
            Form = arguments.Get(Form),
            SendRespUri = arguments.Get(RespUri),
        };
        account.Holds = arguments.Get(Hold);
        return new(DeviceShapes.Did($"sessions of {account.ServerId} are conducted as told"));
    }
}

/// <summary>The words for ways to misbehave.</summary>
internal static class FaultWords
{
    private static readonly ImmutableDictionary<string, ServerFault> s_byWord =
        Enum.GetValues<ServerFault>().ToImmutableDictionary(SessionWords.Of, fault => fault, StringComparer.Ordinal);

    /// <exception cref="StepFaultException">An unknown word.</exception>
    public static IEnumerable<ServerFault> Parse(string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return s_byWord.TryGetValue(word, out var fault)
                ? fault
                : throw new StepFaultException(FaultKind.BadFixture, $"'{word}' is no way to misbehave; there are {string.Join(", ", s_byWord.Keys.Order(StringComparer.Ordinal))}");
        }
    }
}

using System.Text;
using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.large-object</c>.</summary>
internal sealed class LargeObject : IVerb
{
    private static readonly Parameter<SyncMlCommandKind> Command = Parameter.Choice("command", "Which command.", DeviceShapes.Words(("add", SyncMlCommandKind.Add), ("replace", SyncMlCommandKind.Replace)), "add");
    private static readonly Parameter<string> Target = Parameter.Text("target", "URI of the node.", required: true);
    private static readonly Parameter<int> Octets = Parameter.Integer("octets", "Length of the value: letters that repeat.", 2, 1_000_000, required: true);
    private static readonly Parameter<int> Chunk = Parameter.Integer("chunk", "Most octets of the value in a message.", 1, 1_000_000, required: true);
    private static readonly Parameter<int> Announced = Parameter.Integer("announced", "What Size says instead of the truth.", 0, 10_000_000);
    private static readonly Parameter<int> InterruptAfter = Parameter.Integer("interrupt-after", "After how many chunks a Get of ./DevInfo/Mod comes instead of the rest; 0 for never.", 0, 1000, defaultValue: 0);
    private static readonly Parameter<bool> Done = Parameter.Boolean("done", "Whether the step succeeds only when the command was answered with 200: for preparation and positive controls.");
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(30);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.large-object",
        "Sends a value in chunks, one a message, in the session under way (OMA DM Protocol 1.2, 7).",
        [Command, Target, Octets, Chunk, Announced, InterruptAfter, Done, Wait],
        ValueShape.Record(
            new("status", ValueShape.Integer, "Status of the command after the last chunk."),
            new("chunk-statuses", ValueShape.ListOf(ValueShape.Integer), "Status of each chunk, in order."),
            new("alerts", ValueShape.ListOf(ValueShape.Text), "Codes of the Alerts in the answers: 1222 asks for the next chunk, 1225 tells that the end of an object never came."),
            new("value", ValueShape.Text, "The value that was sent."),
            new("chunks", ValueShape.Integer, "Messages that carried chunks."),
            new("over", ValueShape.Text, "How the session ended; open when it has not.")),
        "status",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var session = party.Session.Session;
        var value = Letters(arguments.Get(Octets), context.Random.Next(26));
        var step = new ServerStep.SendInChunks(arguments.Get(Command), SyncMlItem.Leaf(arguments.Get(Target), value, "chr"), arguments.Get(Chunk))
        {
            AnnouncedSize = arguments.Has(Announced) ? arguments.Get(Announced) : null,
            InterruptAfter = arguments.Get(InterruptAfter),
        };
        var (received, sent) = (session.Received.Length, session.Exchanges.Length);
        List<ServerStep> steps = step.InterruptAfter > 0 ? [step, ServerStep.Get("./DevInfo/Mod")] : [step];
        var result = await SessionSteps.RunAsync(party, session, steps, arguments.Get(Wait), context, ct);
        var exchange = session.Exchanges.Skip(sent).LastOrDefault(e => e.Command.Kind == arguments.Get(Command));
        var alerts = session.Received.Skip(received).SelectMany(m => SessionValues.Alerts(m)).Select(code => Values.Text(code));
        return new StepResult(
            Values.Record(
                ("status", Values.Integer(exchange?.Status)),
                ("chunk-statuses", Values.List((exchange?.Statuses ?? []).Select(s => Values.Integer(long.TryParse(s.Data?.Text, out var code) ? code : null)))),
                ("alerts", Values.List(alerts)),
                ("value", Values.Text(value)),
                ("chunks", Values.Integer(exchange?.ChunksSent)),
                ("over", Values.Text(SessionWords.Of(session.End)))),
            result.Succeeded && (!arguments.Get(Done) || exchange?.Status == 200),
            $"{arguments.Get(Command)} of {value.Length} octets in {exchange?.ChunksSent} chunks answered {exchange?.Status}",
            result.Decoded);
    }

    private static string Letters(int count, int first)
    {
        var text = new StringBuilder(count);
        for (var i = 0; i < count; i++)
            text.Append((char)('a' + ((first + i) % 26)));
        return text.ToString();
    }
}

using System.Text;
using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.send</c>.</summary>
internal sealed class Send : IVerb
{
    private static readonly Parameter<string> Commands = Parameter.Text(
        "commands",
        "The commands as XML elements of SyncBody, without CmdID: <Get><Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get>. Format and Type stand in Meta without a name space. Empty to send none.",
        required: true);

    private static readonly Parameter<string> Faults = Parameter.Text("faults", "Ways to misbehave in the message that carries them, separated by blanks.");
    private static readonly Parameter<bool> Abort = Parameter.Boolean("abort", "Whether the server aborts the session (Alert 1223) behind the commands.");
    private static readonly Parameter<bool> Done = Parameter.Boolean("done", "Whether the step succeeds only when every command, nested ones included, was answered with 200: for preparation and positive controls.");
    private static readonly Parameter<bool> MayEnd = Parameter.Boolean("may-end", "Whether the device may end the session without an answer, as it may where the server is not who it says; the same case has to show that it answers otherwise.");
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(30);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.send",
        "Sends commands in the session under way, in one package where they fit, and waits until the device has answered its whole package.",
        [Commands, Faults, Abort, Done, MayEnd, Wait],
        ValueShape.Record(
            new("answered", ValueShape.Boolean, "The device went on with the session: its package that answers has come."),
            new("status", ValueShape.Integer, "Status of the first command; the highest when its Items ended differently."),
            new("text", ValueShape.Text, "The first value of the first command's Results as text."),
            new("answers", ValueShape.ListOf(SessionValues.Answer), "What came of each command, in order."),
            new("header-status", ValueShape.Integer, "Status of the header of the message that carried the commands: 200 or 212 when the device takes it, 401 or 407 when it wants other credentials."),
            new("messages", ValueShape.Integer, "Messages of the device in answer to the commands."),
            new("largest", ValueShape.Integer, "Octets of the largest of them."),
            new("alerts", ValueShape.ListOf(ValueShape.Text), "Codes of the Alerts in them."),
            new("over", ValueShape.Text, "How the session ended; open when it has not.")),
        "answers",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var session = party.Session.Session;
        var steps = new List<ServerStep>();
        if (arguments.Has(Faults))
            steps.AddRange(FaultWords.Parse(arguments.Get(Faults)).Select(fault => new ServerStep.Misbehave(fault)));
        var commands = CommandText.Parse(arguments.Get(Commands));
        steps.AddRange(commands.Select(command => new ServerStep.Send(command)));
        if (arguments.Get(Abort))
            steps.Add(ServerStep.Abort());
        var from = session.Exchanges.Length;
        var result = await SessionSteps.RunAsync(party, session, steps, arguments.Get(Wait), context, ct);
        if (arguments.Get(MayEnd))
            return result with { Succeeded = true };
        return arguments.Get(Done) && !session.Exchanges.Skip(from).All(IsDone) ? result with { Succeeded = false } : result;
    }

    private static bool IsDone(ServerExchange exchange) => exchange.Status == 200 && exchange.Nested.All(IsDone);
}

/// <summary>Commands as case files write them.</summary>
internal static class CommandText
{
    /// <exception cref="StepFaultException">No such commands.</exception>
    public static IReadOnlyList<SyncMlCommand> Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        const string head = "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD></SyncHdr><SyncBody>";
        var xml = head + text
            .Replace("<Format>", "<Format xmlns='syncml:metinf'>", StringComparison.Ordinal)
            .Replace("<Type>", "<Type xmlns='syncml:metinf'>", StringComparison.Ordinal) + "</SyncBody></SyncML>";
        try
        {
            return SyncMlMessage.ParseXml(Encoding.UTF8.GetBytes(xml)).Commands;
        }
        catch (WireFormatException e)
        {
            throw new StepFaultException(FaultKind.BadFixture, $"commands of the step, near character {e.Error.Offset - head.Length}: {e.Error.Reason}", e);
        }
    }
}

/// <summary>Gives steps to a session and waits for what comes of them.</summary>
internal static class SessionSteps
{
    public static async ValueTask<StepResult> RunAsync(DeviceParty party, ServerSession session, IReadOnlyList<ServerStep> steps, int wait, IStepContext context, CancellationToken ct)
    {
        SessionValues.DemandReadable(session);

        // A session that the case ended takes no commands, and the case should know; the server ends one as well when the device leaves it nothing to wait for. One that
        // the device ended, it left unanswered.
        if (session.End is ServerSessionEnd.Finished or ServerSessionEnd.ServerAborted)
        {
            var over = $"the session is over already ({SessionWords.Of(session.End)}): there is nobody to send commands to";
            throw party.Session.IsEndedByCase ? new StepFaultException(FaultKind.BadFixture, over) : new StepNotReachedException(over);
        }

        var (frames, statuses, received) = (session.Transcript.Length, session.HeaderStatuses.Length, session.Received.Length);
        var exchanges = session.EnqueueAll(steps).OfType<ServerExchange>().ToList();
        if (steps.Count == 0)
            session.Release();
        if (steps.Count == 0 || steps.Any(step => step is ServerStep.AbortSession))
            party.Session.EndByCase();
        var answered = await party.SettleAsync(() => session.WhenAtRest, () => session.WhenAtRest.IsCompleted, TimeSpan.FromSeconds(wait), context, ct);
        SessionValues.DemandReadable(session);
        var answers = session.Transcript.Skip(frames).Where(f => f.FromClient).ToList();
        var messages = session.Received.Skip(received).ToList();
        var headers = session.HeaderStatuses.Skip(statuses).ToList();
        var first = exchanges.Count > 0 ? exchanges[0] : null;
        return new StepResult(
            Values.Record(
                ("answered", Values.Boolean(answered && answers.Count > 0)),
                ("status", Values.Integer(first?.Status)),
                ("text", Values.Text(first is { Values.IsEmpty: false } ? first.Values[0].Text : null)),
                ("answers", Values.List(exchanges.Select(SessionValues.Of))),
                ("header-status", Values.Integer(headers.Count > 0 ? headers[0] : null)),
                ("messages", Values.Integer(answers.Count)),
                ("largest", Values.Integer(answers.Count == 0 ? null : answers.Max(f => f.Body.Length))),
                ("alerts", Values.List(messages.SelectMany(m => SessionValues.Alerts(m)).Select(code => Values.Text(code)))),
                ("over", Values.Text(SessionWords.Of(session.End)))),
            answered && exchanges.TrueForAll(e => e.Status is not null),
            Summary(exchanges, answered, wait, session),
            Decoded: answers.Count > 0);
    }

    private static string Summary(List<ServerExchange> exchanges, bool answered, int wait, ServerSession session)
    {
        if (!answered)
            return $"the device did not answer within {wait} s";
        var what = string.Join(", ", exchanges.Take(8).Select(e => $"{e.Command.Kind} answered {e.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (e.NotSent is { } why ? $"not sent: {why}" : "by no Status")}"));
        return $"{(what.Length == 0 ? "no commands" : what)}; session {SessionWords.Of(session.End)}";
    }
}

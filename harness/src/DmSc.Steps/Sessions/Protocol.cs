using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.protocol</c>.</summary>
internal sealed class Protocol : IVerb
{
    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.protocol",
        "Tells which rules of a session (testcases/requirements/dm-proto.yaml) the session under way has put to the test, and which of them the device's messages broke. A rule that had no occasion is not in the list: what is asked about it is inconclusive.",
        [],
        ValueShape.Record(
            new("rules", ValueShape.ListOf(ValueShape.Record(
                new("rule", ValueShape.Text, "Item id: DM-PROTO-009."),
                new("broken", ValueShape.Boolean, "A message broke it."),
                new("observed", ValueShape.Text, "What was seen the first time; absent when nothing was."))), "The rules that the session gave the device an occasion to break, by id."),
            new("breaches", ValueShape.ListOf(ValueShape.Record(
                new("rule", ValueShape.Text, "Item id."),
                new("observed", ValueShape.Text, "What was seen."),
                new("message", ValueShape.Integer, "Number of the device's message, from 1."),
                new("offset", ValueShape.Integer, "Octet offset in it."))), "The breaches in order of discovery."),
            new("messages", ValueShape.Integer, "Messages of the device that were looked at.")),
        "rules");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct) =>
        new(Of(context.Party<DeviceParty>().Session.Session));

    internal static StepResult Of(ServerSession session)
    {
        var breaches = session.Breaches;
        var exercised = session.History.Exercised;
        var rules = SessionRules.All.Where(exercised.Contains).ToList();
        return new StepResult(
            Values.Record(
                ("rules", Values.List(rules.Select(rule =>
                {
                    var first = breaches.FirstOrDefault(b => b.Rule == rule);
                    return (StepValue)Values.Record(
                        ("rule", Values.Text(rule.Id)),
                        ("broken", Values.Boolean(first is not null)),
                        ("observed", Values.Text(first?.Observed)));
                }))),
                ("breaches", Values.List(breaches.Select(b => (StepValue)Values.Record(
                    ("rule", Values.Text(b.Rule.Id)),
                    ("observed", Values.Text(b.Observed)),
                    ("message", Values.Integer(b.Message + 1)),
                    ("offset", Values.Integer(b.Offset)))))),
                ("messages", Values.Integer(session.Received.Length))),
            // Of a rule that is missing nothing was observed: neither a pass nor a fail rests on that.
            rules.Count == SessionRules.All.Count,
            $"{breaches.Length} breaches in {session.Received.Length} messages, which put {rules.Count} rules to the test");
    }
}

using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.protocol</c>.</summary>
internal sealed class Protocol : IVerb
{
    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.protocol",
        "Tells which rules of a session (testcases/requirements/dm-proto.yaml) the device's messages in the session under way broke. That a rule is not in the list proves only something where the session gave the device an occasion to break it.",
        [],
        ValueShape.Record(
            new("breaches", ValueShape.ListOf(ValueShape.Record(
                new("rule", ValueShape.Text, "Item id: DM-PROTO-009."),
                new("observed", ValueShape.Text, "What was seen."),
                new("message", ValueShape.Integer, "Number of the device's message, from 1."),
                new("offset", ValueShape.Integer, "Octet offset in it."))), "The breaches in order of discovery."),
            new("messages", ValueShape.Integer, "Messages of the device that were looked at.")),
        "breaches");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var session = context.Party<DeviceParty>().Session.Session;
        var breaches = session.Breaches;
        return new(new StepResult(
            Values.Record(
                ("breaches", Values.List(breaches.Select(b => (StepValue)Values.Record(
                    ("rule", Values.Text(b.Rule.Id)),
                    ("observed", Values.Text(b.Observed)),
                    ("message", Values.Integer(b.Message + 1)),
                    ("offset", Values.Integer(b.Offset)))))),
                ("messages", Values.Integer(session.Received.Length))),
            !session.Received.IsEmpty,
            $"{breaches.Length} breaches in {session.Received.Length} messages"));
    }
}

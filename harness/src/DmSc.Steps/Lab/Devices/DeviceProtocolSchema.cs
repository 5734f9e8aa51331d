using System.Text.Json.Nodes;
using static DmSc.Steps.Lab.ProtocolSchema;

namespace DmSc.Steps.Lab.Devices;

/// <summary>
/// The driver protocol as JSON Schema 2020-12, made from the types that read and write it. Requests are closed, one form for each operation; answers
/// may say more than they must. Answers to hello and report have forms of their own below <c>$defs</c>.
/// </summary>
public static class DeviceProtocolSchema
{
    private static readonly Operation[] Operations =
    [
        new(DeviceWords.Hello, "The first request. The answer is a hello-answer.", ["version"], []),
        new(DeviceWords.Reset, "Back to the baseline: switched off, no card, no DM account but those of the factory, nothing pending.", ["smart-card-bootstrap"], ["locked-to-iccid", "demand-signature"]),
        new(DeviceWords.PowerOn, "Switch it on; answered when it is ready for pushes.", [], []),
        new(DeviceWords.PowerOff, "Switch it off.", [], []),
        new(DeviceWords.InsertCard, "Put the named card into its slot.", ["card"], []),
        new(DeviceWords.RemoveCard, "Take the card out of its slot.", [], []),
        new(DeviceWords.Push, "Hand it a push as its modem would.", ["bearer", "frames"], ["authenticated-sender"]),
        new(DeviceWords.EnterPin, "Enter the PIN at the prompt of the bootstrap that waits for it.", ["pin"], []),
        new(DeviceWords.AnswerPrompts, "How the user answers the next prompts, in order.", ["answers"], []),
        new(DeviceWords.StartSession, "Start a client-initiated session; answered when it has begun to.", [], ["server-id"]),
        new(DeviceWords.Report, "Tell its state. The answer is a report-answer.", [], []),
    ];

    private sealed record Operation(string Name, string Meaning, string[] Needed, string[] Possible);

    /// <summary>The text of fixtures/schemas/device-driver.schema.json.</summary>
    public static string Generate()
    {
        var answer = Exported(DeviceJson.Default.DeviceAnswer);
        Fields(answer)["can"] = new JsonObject { ["type"] = Types("array", "null"), ["items"] = OneOf(DeviceWords.Operations) };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A line of the device driver protocol of DmScConformance",
            ["oneOf"] = new JsonArray(Reference("request"), Reference("answer")),
            ["$defs"] = new JsonObject
            {
                ["request"] = new JsonObject { ["description"] = "From the harness to the driver.", ["oneOf"] = Requests() },
                ["answer"] = answer,
                ["hello-answer"] = Answer("What the device is and what the driver can do.", "can", "array"),
                ["report-answer"] = Answer("The state of the device.", "powered-on", "boolean"),
            },
        };
        answer["description"] = "From the driver to the harness: the id of the request, whether it was done, and if not, why. Further fields are ignored.";
        return Text(schema);
    }

    private static JsonArray Requests()
    {
        var request = Exported(DeviceJson.Default.DeviceRequest);
        var fields = Fields(request);
        fields["id"]!["minimum"] = 1;
        fields["version"]!["const"] = DeviceRequest.ProtocolVersion;
        fields["bearer"] = OneOf(DeviceWords.Bearers);
        Fields(fields["answers"]!["items"]!)["kind"] = OneOf(DeviceWords.Prompts);
        fields["frames"]!["items"]!["pattern"] = "^([0-9A-F]{2})*$";
        var forms = new JsonArray();
        foreach (var operation in Operations)
        {
            var properties = new JsonObject { ["id"] = fields["id"]!.DeepClone(), ["op"] = new JsonObject { ["const"] = operation.Name } };
            foreach (var field in operation.Needed.Concat(operation.Possible))
                properties[field] = WithoutNull(fields[field]!);
            forms.Add(Closed(operation.Meaning, properties, ["id", "op", .. operation.Needed]));
        }

        return forms;
    }

    private static JsonObject Answer(string description, string needed, string type)
    {
        JsonObject With(string field, JsonObject value, params ReadOnlySpan<string> required) =>
            new() { ["type"] = "object", ["properties"] = new JsonObject { [field] = value }, ["required"] = Types(required) };
        return new JsonObject
        {
            ["description"] = description,
            ["allOf"] = new JsonArray(Reference("answer")),
            ["anyOf"] = new JsonArray(With("ok", new JsonObject { ["const"] = false }, "ok"), With(needed, new JsonObject { ["type"] = type }, needed)),
        };
    }
}

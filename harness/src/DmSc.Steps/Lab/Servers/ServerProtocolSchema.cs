using System.Text.Json.Nodes;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Server;
using static DmSc.Steps.Lab.ProtocolSchema;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// The protocol of driver programs for servers as JSON Schema 2020-12, made from the types that read and write it. Requests are closed, one form for each
/// operation; answers may say more than they must. Answers over HTTP have a form of their own below <c>$defs</c>.
/// </summary>
public static class ServerProtocolSchema
{
    private static readonly string[] s_bootstrapOrder = ["profile", "method", "sec", "bearer", "secure", "content", "confidential", "push-url"];
    private static readonly string[] s_notificationOrder = ["bearer", "session", "ui-mode", "initiator", "push-url"];

    private static readonly Operation[] s_operations =
    [
        new(ServerWords.Hello, "The first request. The answer says what the server is, and whether it takes sessions and the driver collects.", ["version", "push-url"], ["secure-push-url"]),
        new(ServerWords.Reset, "Forget the devices of earlier cases.", [], []),
        new(ServerWords.Account, "Make a device with its account known. The answer says which values the server has instead.", ["device"], []),
        new(ServerWords.Bootstrap, "Let the server bootstrap the device.", ["device", "order"], []),
        new(ServerWords.Notify, "Let the server send package #0 to the device.", ["device", "order"], []),
        new(ServerWords.Collect, "Bring the pushes that came to the driver since it was asked last. Asked only after hello was answered with collects.", [], []),
    ];

    private sealed record Operation(string Name, string Meaning, string[] Needed, string[] Possible);

    /// <summary>The text of fixtures/schemas/server-driver.schema.json.</summary>
    public static string Generate()
    {
        var answer = Exported(ServerJson.Default.ServerReply);
        var http = Exported(ServerJson.Default.ServerHttpReply);
        foreach (var schema in (JsonObject[])[answer, http])
        {
            Fields(schema)["pushes"]!["items"] = Reference("push");
            Fields(schema)["device"] = new JsonObject { ["anyOf"] = new JsonArray(Reference("device"), new JsonObject { ["type"] = "null" }) };
        }

        answer["description"] = "From the driver to the harness: the id of the request, whether it was done, and if not, why. Further fields are ignored.";
        http["description"] = "What a server's own interface answers to a request with result pushes or device (driver http). Further fields are ignored.";
        return Text(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A line of the server driver protocol of DmScConformance",
            ["oneOf"] = new JsonArray(Reference("request"), Reference("answer")),
            ["$defs"] = new JsonObject
            {
                ["request"] = new JsonObject { ["description"] = "From the harness to the driver.", ["oneOf"] = Requests() },
                ["answer"] = answer,
                ["http-answer"] = http,
                ["device"] = Values("A device and its account by names and values.", DeviceValues.Names),
                ["bootstrap-order"] = Values("What bootstrap is asked for.", [.. s_bootstrapOrder, "secure-push-url"], s_bootstrapOrder),
                ["notification-order"] = Values("What package #0 is asked for.", [.. s_notificationOrder, "secure-push-url"], s_notificationOrder),
                ["push"] = Push(),
            },
        });
    }

    private static JsonObject Push()
    {
        var push = Exported(ServerJson.Default.ServerReply)["properties"]!["pushes"]!["items"]!.DeepClone().AsObject();
        push["type"] = "object";
        push["description"] = "A push that the driver took itself: SMS-DELIVER TPDUs in order of arrival, or one HTTP request.";
        var fields = Fields(push);
        fields["bearer"] = OneOf(DeviceWords.Bearers);
        fields["frames"] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9A-Fa-f]{2})+$" } };
        return push;
    }

    private static JsonObject Values(string description, IReadOnlyList<string> names, params ReadOnlySpan<string> required)
    {
        var properties = new JsonObject();
        foreach (var name in names)
            properties[name] = Words(name) is { } words ? OneOf(words) : new JsonObject { ["type"] = "string" };
        return Closed(description, properties, required);
    }

    private static IReadOnlyList<string>? Words(string name) => name switch
    {
        "profile" => ["dm", "cp"],
        "method" => [.. ServerShapes.Methods.Select(m => m.Key), "none"],
        "bearer" => DeviceWords.Bearers,
        "secure" or "confidential" => ["true", "false"],
        "ui-mode" => ["0", "1", "2", "3"],
        "initiator" => ["0", "1"],
        _ => null,
    };

    private static JsonArray Requests()
    {
        var fields = Fields(Exported(ServerJson.Default.ServerRequest));
        fields["id"]!["minimum"] = 1;
        fields["version"]!["const"] = ServerRequest.ProtocolVersion;
        var forms = new JsonArray();
        foreach (var operation in s_operations)
        {
            var properties = new JsonObject { ["id"] = fields["id"]!.DeepClone(), ["op"] = new JsonObject { ["const"] = operation.Name } };
            foreach (var field in operation.Needed.Concat(operation.Possible))
            {
                properties[field] = field switch
                {
                    "device" => Reference("device"),
                    "order" => Reference(operation.Name == ServerWords.Notify ? "notification-order" : "bootstrap-order"),
                    _ => WithoutNull(fields[field]!),
                };
            }

            forms.Add(Closed(operation.Meaning, properties, ["id", "op", .. operation.Needed]));
        }

        return forms;
    }
}

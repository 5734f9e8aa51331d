using System.Text.Json;
using System.Text.Json.Serialization;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A request to a driver program: one line of JSON. Fields that an operation does not have are absent. Published in fixtures/schemas.</summary>
public sealed record DeviceRequest
{
    /// <summary>Version of this protocol.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>Counts from 1; the answer repeats it.</summary>
    public required int Id { get; init; }

    /// <summary>hello, reset, power-on, power-off, insert-card, remove-card, push, enter-pin, answer-prompts, start-session, report.</summary>
    public required string Op { get; init; }

    /// <summary>With hello: the version of the protocol the harness speaks.</summary>
    public int? Version { get; init; }

    /// <summary>With reset: whether bootstrap from the smart card is to be on.</summary>
    public bool? SmartCardBootstrap { get; init; }

    /// <summary>With reset: ICCID of the only card to be accepted; absent for any.</summary>
    public string? LockedToIccid { get; init; }

    /// <summary>With reset: true when unsigned bootstrap content of a push that is not secure is to be refused; absent when it is to be taken.</summary>
    public bool? DemandSignature { get; init; }

    /// <summary>With insert-card: which card.</summary>
    public string? Card { get; init; }

    /// <summary>With push: sms, ota-http or plain-http.</summary>
    public string? Bearer { get; init; }

    /// <summary>With push: who the transport says the sender is, when it authenticates the sender (a secure push); else absent.</summary>
    public string? AuthenticatedSender { get; init; }

    /// <summary>With push: SMS-DELIVER TPDUs, or one HTTP request, in hexadecimal.</summary>
    public IReadOnlyList<string>? Frames { get; init; }

    /// <summary>With enter-pin: digits.</summary>
    public string? Pin { get; init; }

    /// <summary>With answer-prompts: what the user does at the next prompts.</summary>
    public IReadOnlyList<DevicePromptAnswer>? Answers { get; init; }

    /// <summary>With start-session: with which server; absent for the device's choice.</summary>
    public string? ServerId { get; init; }
}

/// <summary>What a user does at a prompt.</summary>
/// <param name="Kind">yes, no, text, choose, cancel or ignore.</param>
/// <param name="Text">With text.</param>
/// <param name="Choices">With choose: 1-based numbers.</param>
public sealed record DevicePromptAnswer(string Kind, string? Text = null, IReadOnlyList<int>? Choices = null);

/// <summary>The answer of a driver program: one line of JSON.</summary>
public sealed record DeviceAnswer
{
    /// <summary>That of the request.</summary>
    public required int Id { get; init; }

    /// <summary>Whether it was done.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why not, in one sentence.</summary>
    public string? Error { get; init; }

    /// <summary>With hello: what the device is called.</summary>
    public string? Name { get; init; }

    /// <summary>With hello: what it is, for the report (model, software version, IMEI).</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    /// <summary>With hello: what it can do: reset, power, card, push, enter-pin, answer-prompts, start-session, report.</summary>
    public IReadOnlyList<string>? Can { get; init; }

    /// <summary>With report: whether it is on.</summary>
    public bool? PoweredOn { get; init; }

    /// <summary>With report: ServerIDs of its accounts; absent when it does not tell.</summary>
    public IReadOnlyList<string>? ServerIds { get; init; }

    /// <summary>With report: whether a bootstrap waits for a PIN; absent when it does not tell.</summary>
    public bool? WaitsForPin { get; init; }
}

/// <summary>Lines of the protocol, and back. Names are lower case with hyphens; unknown fields are ignored, so that drivers may say more.</summary>
public static class DeviceLines
{
    /// <summary>Longest line in characters, either way.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>A request as a line, without line end.</summary>
    /// <param name="request">The request.</param>
    public static string Write(DeviceRequest request) => JsonSerializer.Serialize(request, DeviceJson.Default.DeviceRequest);

    /// <summary>An answer as a line, without line end.</summary>
    /// <param name="answer">The answer.</param>
    public static string Write(DeviceAnswer answer) => JsonSerializer.Serialize(answer, DeviceJson.Default.DeviceAnswer);

    /// <summary>Reads a request.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">No request; says where and why.</exception>
    public static DeviceRequest ReadRequest(string line)
    {
        var request = Read(line, DeviceJson.Default.DeviceRequest, "a request");
        NoNulls(request.Frames, "frames");
        NoNulls(request.Answers, "answers");
        return request;
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">No answer; says where and why.</exception>
    public static DeviceAnswer ReadAnswer(string line)
    {
        var answer = Read(line, DeviceJson.Default.DeviceAnswer, "an answer");
        NoNulls(answer.Can, "can");
        NoNulls(answer.ServerIds, "server-ids");
        NoNulls(answer.Facts?.Values, "facts");
        return answer;
    }

    // Annotations of items are not looked at when JSON is read.
    private static void NoNulls<T>(IEnumerable<T>? items, string field)
        where T : class
    {
        if (items?.Any(item => item is null) is true)
            throw new FormatException($"a null in '{field}'");
    }

    private static T Read<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new FormatException($"null is not {what} of the driver protocol");
        }
        catch (JsonException e)
        {
            throw new FormatException($"not {what} of the driver protocol at octet {e.BytePositionInLine ?? 0}: {e.Message}", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(DeviceAnswer))]
internal sealed partial class DeviceJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A request to a driver program for a server: one line of JSON. Fields that an operation does not have are absent.</summary>
public sealed record ServerRequest
{
    /// <summary>Version of this protocol.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>Counts from 1; the answer repeats it.</summary>
    public required int Id { get; init; }

    /// <summary>hello, reset, account, bootstrap, notify or collect.</summary>
    public required string Op { get; init; }

    /// <summary>With hello: the version of the protocol the harness speaks.</summary>
    public int? Version { get; init; }

    /// <summary>With hello: where the harness takes insecure pushes over HTTP that belong to no order; an order names where its own go.</summary>
    public string? PushUrl { get; init; }

    /// <summary>With hello: where it takes pushes over TLS; absent when it does not.</summary>
    public string? SecurePushUrl { get; init; }

    /// <summary>With account, bootstrap and notify: the device by names and values (docs/drivers-server.md lists them).</summary>
    public IReadOnlyDictionary<string, string>? Device { get; init; }

    /// <summary>With bootstrap and notify: what is asked for, by names and values.</summary>
    public Dictionary<string, string>? Order { get; init; }
}

/// <summary>A push that a driver program took itself.</summary>
/// <param name="Bearer">sms, ota-http or plain-http.</param>
/// <param name="Frames">SMS-DELIVER TPDUs, or one HTTP request, in hexadecimal.</param>
/// <param name="AuthenticatedSender">Who the transport says the sender is, on a secure push; else absent.</param>
public sealed record ServerPush(string Bearer, IReadOnlyList<string> Frames, string? AuthenticatedSender = null);

/// <summary>The answer of a driver program for a server: one line of JSON.</summary>
public sealed record ServerReply
{
    /// <summary>That of the request.</summary>
    public required int Id { get; init; }

    /// <summary>Whether it was done, or declined.</summary>
    public required bool Ok { get; init; }

    /// <summary>Why not, in one sentence.</summary>
    public string? Error { get; init; }

    /// <summary>With bootstrap and notify: why the driver cannot ask the server for this; absent when it did.</summary>
    public string? Declined { get; init; }

    /// <summary>With hello: what the server is called.</summary>
    public string? Name { get; init; }

    /// <summary>With hello: what it is, for the report.</summary>
    public IReadOnlyDictionary<string, string>? Facts { get; init; }

    /// <summary>With hello: whether it takes sessions at the address of the device.</summary>
    public bool? Sessions { get; init; }

    /// <summary>With hello: whether the driver answers collect with pushes that came to it since it was asked last.</summary>
    public bool? Collects { get; init; }

    /// <summary>With account: values that the server has instead of those asked for.</summary>
    public IReadOnlyDictionary<string, string>? Device { get; init; }

    /// <summary>With bootstrap, notify and collect: pushes that the driver took itself; those sent to the harness are not repeated.</summary>
    public IReadOnlyList<ServerPush>? Pushes { get; init; }

    /// <summary>With bootstrap: what the user is told to enter, with USERPINMAC.</summary>
    public string? UserEntry { get; init; }
}

/// <summary>
/// What a server's own interface over HTTP answers to a request whose result is <c>device</c> or <c>pushes</c>: the fields of <see cref="ServerReply"/> that
/// matter there.
/// </summary>
public sealed record ServerHttpReply
{
    /// <summary>To a request for an account: values that the server has instead of those asked for.</summary>
    public IReadOnlyDictionary<string, string>? Device { get; init; }

    /// <summary>To an order, or where pushes are collected: pushes that are there.</summary>
    public IReadOnlyList<ServerPush>? Pushes { get; init; }

    /// <summary>To an order for a bootstrap: what the user is told to enter, with USERPINMAC.</summary>
    public string? UserEntry { get; init; }

    /// <summary>With status 501: why the order cannot be carried out.</summary>
    public string? Declined { get; init; }

    /// <summary>With any other status that is no success: what went wrong.</summary>
    public string? Error { get; init; }
}

/// <summary>Lines of the protocol, and back. Names are lower case with hyphens; unknown fields are ignored, so that drivers may say more.</summary>
public static class ServerLines
{
    /// <summary>A request as a line, without line end.</summary>
    /// <param name="request">The request.</param>
    public static string Write(ServerRequest request) => JsonSerializer.Serialize(request, ServerJson.Default.ServerRequest);

    /// <summary>An answer as a line, without line end.</summary>
    /// <param name="reply">The answer.</param>
    public static string Write(ServerReply reply) => JsonSerializer.Serialize(reply, ServerJson.Default.ServerReply);

    /// <summary>Reads a request.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">No request; says where and why.</exception>
    public static ServerRequest ReadRequest(string line) => Read(line, ServerJson.Default.ServerRequest, "a request");

    /// <summary>Reads an answer.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">No answer; says where and why.</exception>
    public static ServerReply ReadReply(string line) => Read(line, ServerJson.Default.ServerReply, "an answer");

    /// <summary>An answer over HTTP.</summary>
    /// <param name="reply">The answer.</param>
    public static string Write(ServerHttpReply reply) => JsonSerializer.Serialize(reply, ServerJson.Default.ServerHttpReply);

    /// <summary>Reads an answer over HTTP.</summary>
    /// <param name="text">Its body.</param>
    /// <exception cref="FormatException">No answer; says where and why.</exception>
    public static ServerHttpReply ReadHttpReply(string text) => Read(text, ServerJson.Default.ServerHttpReply, "an answer");

    /// <summary>Reads names and values.</summary>
    /// <param name="text">A JSON object whose values are strings.</param>
    /// <exception cref="FormatException">Something else; says where and why.</exception>
    internal static Dictionary<string, string> ReadValues(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ServerJson.Default.DictionaryStringString) ?? throw new FormatException("a JSON object of names and strings expected, not null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"a JSON object of names and strings expected, at octet {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1}", e);
        }
    }

    private static T Read<T>(string line, JsonTypeInfo<T> type, string what)
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
    MaxDepth = 8)]
[JsonSerializable(typeof(ServerRequest))]
[JsonSerializable(typeof(ServerReply))]
[JsonSerializable(typeof(ServerHttpReply))]
internal sealed partial class ServerJson : JsonSerializerContext;

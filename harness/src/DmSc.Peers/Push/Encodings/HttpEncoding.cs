using System.Collections.Frozen;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Encodings;

/// <summary>A push as HTTP request: OTA-HTTP (WAP-235 Push OTA) or a plain POST.</summary>
public static class HttpEncoding
{
    /// <summary>The version that OTA-HTTP requests name.</summary>
    public const string OtaVersion = "1.0";

    /// <summary>Headers that belong to the request, not to the content it carries.</summary>
    private static readonly FrozenSet<string> s_ofTheRequest = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "User-Agent", "Accept", "Accept-Encoding",
        "Accept-Language", "Accept-Charset", "Via", "Date", OtaHttpField.OtaVersion);

    /// <summary>The request of a push.</summary>
    /// <param name="message">The push.</param>
    /// <param name="form">How the request carries it.</param>
    /// <param name="path">Where to, with a slash in front.</param>
    /// <exception cref="FormatException">A media type without name, or a field that has no coding in HTTP.</exception>
    public static HttpPushRequest ToRequest(PushMessage message, HttpForm form, string path)
    {
        var push = ToOta(message);
        if (form == HttpForm.Plain)
            return new HttpPushRequest(path, push.ToFields(), push.Body);
        var version = new KeyValuePair<string, string>(OtaHttpField.OtaVersion, OtaVersion);
        if (form == HttpForm.Direct)
            return new HttpPushRequest(path, [version, .. push.ToFields()], push.Body);
        var nested = push.EncodeNested();
        return new HttpPushRequest(
            path,
            [version, new(OtaHttpField.ContentType, OtaHttpField.NestedMediaType), new(OtaHttpField.ContentLength, $"{nested.Length}")],
            nested);
    }

    /// <summary>The push that a request carries, on itself or nested.</summary>
    /// <param name="fields">All headers of the request; names have no case.</param>
    /// <param name="body">The body of the request.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="PushErrors"/>; offsets count in the body, or in the header that is wrong.</exception>
    public static OtaHttpPush FromRequest(IEnumerable<KeyValuePair<string, string>> fields, ReadOnlyMemory<byte> body)
    {
        var push = OtaHttpPush.FromFields(fields, body);
        return string.Equals(push.ContentType.MediaType, OtaHttpField.NestedMediaType, StringComparison.OrdinalIgnoreCase)
            ? OtaHttpPush.ParseNested(body)
            : push;
    }

    /// <summary>What the push says, free of its encoding and of headers that belong to the request.</summary>
    /// <param name="push">As received.</param>
    public static PushMessage FromOta(OtaHttpPush push)
    {
        ArgumentNullException.ThrowIfNull(push);
        return new PushMessage(
            PushMedia.Of(push.ContentType.MediaType),
            [.. push.ContentType.Parameters.Select(parameter => new PushField(parameter.Name, parameter.Value))],
            push.ApplicationId is { } uri ? PushApplicationId.Of(uri) : null,
            [.. push.OtherFields.Where(field => !s_ofTheRequest.Contains(field.Key)).Select(field => new PushField(field.Key, field.Value))],
            push.Body);
    }

    /// <summary>The content type with its parameters.</summary>
    /// <exception cref="FormatException">A media type without name.</exception>
    internal static HttpContentType ContentType(PushMessage message) => new(
        message.Media.Name ?? throw new FormatException($"{message.Media} has no name to send over HTTP"),
        [.. message.Parameters.Select(parameter => new HttpParameter(parameter.Name, parameter.Value))]);

    private static OtaHttpPush ToOta(PushMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new OtaHttpPush(
            ContentType(message),
            message.Application?.ToString(),
            [.. message.Headers.Select(header => new KeyValuePair<string, string>(header.Name, header.Value))],
            message.Body);
    }
}

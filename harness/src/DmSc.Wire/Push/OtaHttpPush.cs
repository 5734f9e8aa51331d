using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Push;

/// <summary>Names of OTA-HTTP headers (WAP-235 Push OTA).</summary>
public static class OtaHttpField
{
    /// <summary>X-Wap-Application-Id: a URI.</summary>
    public const string ApplicationId = "X-Wap-Application-Id";

    /// <summary>X-Wap-Push-OTA-Version: the version of the protocol, 1.0.</summary>
    public const string OtaVersion = "X-Wap-Push-OTA-Version";

    /// <summary>X-Wap-Push-Status: the terminal's answer.</summary>
    public const string PushStatus = "X-Wap-Push-Status";

    /// <summary>X-Wap-Push-Flag: bits as a decimal number.</summary>
    public const string PushFlag = "X-Wap-Push-Flag";

    /// <summary>X-Wap-Terminal-ID: who the terminal is, when it registers.</summary>
    public const string TerminalId = "X-Wap-Terminal-ID";

    /// <summary>X-Wap-Push-Accept: media types the terminal takes.</summary>
    public const string Accept = "X-Wap-Push-Accept";

    /// <summary>X-Wap-Push-Accept-AppID: applications the terminal has.</summary>
    public const string AcceptApplication = "X-Wap-Push-Accept-AppID";

    /// <summary>X-Wap-CPITag: marks the capabilities the gateway knows.</summary>
    public const string CpiTag = "X-Wap-CPITag";

    /// <summary>Content-Type.</summary>
    public const string ContentType = "Content-Type";

    /// <summary>Content-Length.</summary>
    public const string ContentLength = "Content-Length";

    /// <summary>The media type of a request that holds a whole HTTP message.</summary>
    public const string NestedMediaType = "application/http";

    /// <summary>X-Wap-Push-Status of a push that was taken.</summary>
    public const int Accepted = 400;
}

/// <summary>A push as OTA-HTTP carries it: content headers as text, on the request itself or on a message inside it.</summary>
/// <param name="ContentType">Of the body; SEC and MAC are its parameters.</param>
/// <param name="ApplicationId">X-Wap-Application-Id, or <c>null</c>.</param>
/// <param name="OtherFields">All other headers, in order.</param>
/// <param name="Body">The content.</param>
public sealed record OtaHttpPush(
    HttpContentType ContentType, string? ApplicationId, ImmutableArray<KeyValuePair<string, string>> OtherFields, ReadOnlyMemory<byte> Body)
{
    /// <summary>Largest nested message that is read, in octets.</summary>
    public const int MaxSize = 1024 * 1024;

    private const int MaxFields = 128;

    /// <summary>The bits of X-Wap-Push-Flag, or <c>null</c> when there is none or it is no number.</summary>
    public PushFlags? Flags
    {
        get
        {
            foreach (var (name, value) in OtherFields)
            {
                if (Is(name, OtaHttpField.PushFlag) && byte.TryParse(value, out var bits))
                    return (PushFlags)bits;
            }

            return null;
        }
    }

    /// <summary>A push from the headers of a request.</summary>
    /// <param name="fields">Names have no case. A Content-Length must agree with the body.</param>
    /// <param name="body">The body of the request.</param>
    /// <exception cref="WireFormatException">No content type or two, a malformed one, two application ids, a wrong Content-Length.</exception>
    public static OtaHttpPush FromFields(IEnumerable<KeyValuePair<string, string>> fields, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(fields);
        HttpContentType? contentType = null;
        string? application = null;
        var others = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, value) in fields)
        {
            if (Is(name, OtaHttpField.ContentType))
                contentType = contentType is null ? HttpContentType.Parse(value) : throw Twice(name);
            else if (Is(name, OtaHttpField.ApplicationId))
                application = application is null ? value : throw Twice(name);
            else if (!Is(name, OtaHttpField.ContentLength))
                others.Add(new(name, value));
            else if (!int.TryParse(value, out var length) || length != body.Length)
                throw new WireFormatException(PushErrors.BadHttp, 0, $"Content-Length is {value}, the body has {body.Length} octets");
        }

        return contentType is null
            ? throw new WireFormatException(PushErrors.ContentTypeMissing, 0, "the push has no Content-Type")
            : new OtaHttpPush(contentType, application, others.ToImmutable(), body);
    }

    /// <summary>All headers, with Content-Length.</summary>
    /// <exception cref="FormatException">A content type that has no coding.</exception>
    public ImmutableArray<KeyValuePair<string, string>> ToFields()
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        fields.Add(new(OtaHttpField.ContentType, ContentType.Format()));
        if (ApplicationId is not null)
            fields.Add(new(OtaHttpField.ApplicationId, ApplicationId));
        fields.AddRange(OtherFields);
        fields.Add(new(OtaHttpField.ContentLength, $"{Body.Length}"));
        return fields.ToImmutable();
    }

    /// <summary>The push as a whole HTTP message, for a request of media type application/http.</summary>
    /// <exception cref="FormatException">A header with a line end, or a name that is no token.</exception>
    public byte[] EncodeNested()
    {
        var text = new StringBuilder("HTTP/1.1 200 OK\r\n");
        foreach (var (name, value) in ToFields())
        {
            if (!HttpContentType.IsToken(name) || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                throw new FormatException($"header {name} is no line of US-ASCII");
            text.Append(name).Append(": ").Append(value.Trim(' ')).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), .. Body.Span];
    }

    /// <summary>Reads the whole HTTP message inside a request of media type application/http.</summary>
    /// <param name="octets">The body of that request.</param>
    /// <exception cref="WireFormatException">As <see cref="FromFields"/>, or no such message.</exception>
    public static OtaHttpPush ParseNested(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > MaxSize)
            throw new WireFormatException(PushErrors.LimitExceeded, MaxSize, $"a message of {octets.Length} octets; {MaxSize} are the most");
        var at = 0;
        var start = HttpLines.Next(octets.Span, ref at);
        if (!start.StartsWith("HTTP/1.", StringComparison.Ordinal))
            throw new WireFormatException(PushErrors.BadHttp, 0, "a status line of HTTP/1.x was expected");
        var fields = new List<KeyValuePair<string, string>>();
        while (true)
        {
            var offset = at;
            var line = HttpLines.Next(octets.Span, ref at);
            if (line.Length == 0)
                break;
            if (fields.Count == MaxFields)
                throw new WireFormatException(PushErrors.LimitExceeded, offset, $"more than {MaxFields} headers");
            var (name, value) = HttpLines.Field(line, offset);
            fields.Add(new(name, value));
        }

        return FromFields(fields, octets[at..]);
    }

    /// <inheritdoc />
    public bool Equals(OtaHttpPush? other) =>
        other is not null && ContentType == other.ContentType && ApplicationId == other.ApplicationId && OtherFields.SequenceEqual(other.OtherFields)
        && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ContentType, ApplicationId, OtherFields.Length, Body.Length);

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static WireFormatException Twice(string name) => new(PushErrors.BadHttp, 0, $"{name} occurs twice");
}

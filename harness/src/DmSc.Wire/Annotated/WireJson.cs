using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DmSc.Wire.Annotated;

/// <summary>An annotated input as JSON, and inputs from JSON.</summary>
/// <remarks>
/// The member <c>content</c> holds what can be encoded again, <c>roundTrips</c> tells whether that gives the same octets. It is absent for
/// kinds without a writer. <c>tree</c> is for reading only.
/// </remarks>
public static class WireJson
{
    private const string BadJson = nameof(BadJson);

    // Nothing here goes into HTML: text stays readable.
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Each level of a tree is an object in an array, and documents stand inside one another.
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1000 };

    /// <summary>Writes an input.</summary>
    /// <param name="input">The input.</param>
    public static string Write(AnnotatedInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, s_indented))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", WireKindName.Of(input.Kind));
            if (!input.Detected.IsEmpty)
            {
                writer.WriteStartArray("detected");
                foreach (var guess in input.Detected)
                {
                    writer.WriteStartObject();
                    writer.WriteString("kind", WireKindName.Of(guess.Kind));
                    writer.WriteString("strength", guess.Strength.ToString());
                    writer.WriteString("ground", guess.Ground);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteNumber("octets", input.Octets.Length);
            WriteContent(writer, input);
            writer.WritePropertyName("tree");
            Write(writer, input.Tree);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan) + "\n";
    }

    /// <summary>Encodes what <see cref="Write(AnnotatedInput)"/> wrote, or the same shape made by hand: <c>kind</c> and <c>content</c>.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="form">How to write WBXML.</param>
    /// <exception cref="WireFormatException">Not JSON, a kind without a writer, a member missing, of another type, or with a value that has no coding.</exception>
    public static byte[] Encode(ReadOnlyMemory<byte> json, WbxmlForm? form = null)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            using var document = JsonDocument.Parse(json, s_deep);
            var root = new JsonPart(document.RootElement, "");
            var kind = WireKindName.Parse(root["kind"].Text) ?? throw root["kind"].Error("the name of a kind was expected");
            var content = root["content"];
            return kind switch
            {
                WireKind.Wbxml or WireKind.SyncMl or WireKind.Tnds or WireKind.Ddf or WireKind.DevInf or WireKind.ClientProvisioning =>
                    (form ?? new WbxmlForm()).Encode(Encoding.UTF8.GetBytes(content["xml"].Text)),
                _ when JsonContent.For(kind) is { } codec => Guarded(content, codec),
                _ => throw root["kind"].Error($"{WireKindName.Of(kind)} cannot be encoded"),
            };
        }
        catch (JsonException failure)
        {
            throw new WireFormatException(BadJson, OffsetOf(json.Span, failure), "JSON was expected");
        }
    }

    /// <summary>Whether <see cref="Encode"/> takes a kind.</summary>
    /// <param name="kind">A kind.</param>
    public static bool CanEncode(WireKind kind) =>
        kind is WireKind.Wbxml or WireKind.SyncMl or WireKind.Tnds or WireKind.Ddf or WireKind.DevInf or WireKind.ClientProvisioning || JsonContent.For(kind) is not null;

    private static byte[] Guarded(JsonPart content, JsonContent codec)
    {
        try
        {
            return codec.Read(content);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            // What the writers of the codecs say about values without a coding.
            throw content.Error(failure.Message.ReplaceLineEndings(" "));
        }
    }

    private static void WriteContent(Utf8JsonWriter writer, AnnotatedInput input)
    {
        if (JsonContent.For(input.Kind) is { } codec)
        {
            var content = new ArrayBufferWriter<byte>();
            using (var inner = new Utf8JsonWriter(content, s_indented))
                codec.Write(inner, input.Octets);
            writer.WritePropertyName("content");
            // Made by the writer above: nothing to validate, and the validation knows 64 levels only.
            writer.WriteRawValue(content.WrittenSpan, skipInputValidation: true);
            writer.WriteBoolean("roundTrips", RoundTrips(content.WrittenMemory, codec, input.Octets.Span));
        }
        else if (CanEncode(input.Kind) && input.ToXml() is { } xml)
        {
            writer.WriteStartObject("content");
            writer.WriteString("xml", xml);
            writer.WriteEndObject();
        }
    }

    private static bool RoundTrips(ReadOnlyMemory<byte> content, JsonContent codec, ReadOnlySpan<byte> octets)
    {
        using var document = JsonDocument.Parse(content, s_deep);
        try
        {
            return octets.SequenceEqual(codec.Read(new JsonPart(document.RootElement, "content")));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            // What was read has no canonical coding, for example a text of 7-bit characters.
            return false;
        }
    }

    private static void Write(Utf8JsonWriter writer, AnnotatedNode node)
    {
        writer.WriteStartObject();
        writer.WriteNumber("offset", node.Offset);
        if (node.Length > 0)
            writer.WriteNumber("length", node.Length);
        writer.WriteString("label", node.Label);
        if (node.Value is { } value)
            writer.WriteString("value", value);
        if (node.Problem is { } problem)
        {
            writer.WriteStartObject("problem");
            writer.WriteString("code", problem.Code);
            writer.WriteNumber("offset", problem.Offset);
            writer.WriteString("reason", problem.Reason);
            writer.WriteEndObject();
        }

        if (!node.Children.IsEmpty)
        {
            writer.WriteStartArray("children");
            foreach (var child in node.Children)
                Write(writer, child);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static int OffsetOf(ReadOnlySpan<byte> json, JsonException failure)
    {
        var at = 0;
        for (var line = failure.LineNumber ?? 0; line > 0; line--)
            at += json[at..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(at + (failure.BytePositionInLine ?? 0), json.Length);
    }
}

using System.Text.Json;

namespace DmSc.Reports.Files;

/// <summary>Streams a JSON report to its file.</summary>
internal static class JsonFile
{
    // The default encoder also escapes < > & and quotes: the text can stand in a page.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static void Write(string path, Action<Utf8JsonWriter> body) => ReportFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, Indented);
        body(json);
        json.Flush();
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Writes an array of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Hands what is pending to the stream once it is worth it, so that large reports need little memory.</summary>
    public static void Drain(this Utf8JsonWriter json)
    {
        if (json.BytesPending > 64 * 1024)
            json.Flush();
    }
}

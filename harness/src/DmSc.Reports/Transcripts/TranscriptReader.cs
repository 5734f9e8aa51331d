using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DmSc.Model.Runs;

namespace DmSc.Reports.Transcripts;

/// <summary>
/// Reads <c>evidence/&lt;slug&gt;/attempt-&lt;n&gt;.frames.jsonl</c>: one frame a line,
/// <c>{"i":0,"t":"00:00:00.0012345","ch":"card","dir":"to-iut","hex":"00A4","note":""}</c>.
/// </summary>
public static class TranscriptReader
{
    /// <summary>No line of a transcript is longer than this many characters; a longer one is an error, not an allocation.</summary>
    public const int MaxLineLength = 16 * 1024 * 1024;

    /// <summary>The frames, one after the other; the file is open while they are enumerated.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="relativePath">Path relative to it, as <see cref="CaseEnded.Transcript"/> has it.</param>
    /// <returns>Frames in file order.</returns>
    /// <exception cref="TranscriptException">While enumerating: the file is missing or outside the run folder, or a line is no frame.</exception>
    public static IEnumerable<Frame> Read(string runFolder, string relativePath)
    {
        ArgumentNullException.ThrowIfNull(runFolder);
        ArgumentNullException.ThrowIfNull(relativePath);
        return Frames(relativePath, Resolve(runFolder, relativePath));
    }

    /// <summary>The full path of evidence, refused when it leads out of the run folder.</summary>
    /// <exception cref="TranscriptException">It leads out.</exception>
    internal static string Resolve(string runFolder, string relativePath)
    {
        var root = Path.GetFullPath(runFolder);
        var full = Path.GetFullPath(Path.Combine(root, relativePath));
        var inside = Path.GetRelativePath(root, full);
        if (Path.IsPathRooted(relativePath) || Path.IsPathRooted(inside) || inside == ".." || inside.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new TranscriptException(relativePath, 0, "the path leads out of the run folder");
        return full;
    }

    private static IEnumerable<Frame> Frames(string name, string path)
    {
        using var reader = Open(name, path);
        var number = 0;
        while (NextLine(reader, name, number + 1) is { } line)
        {
            number++;
            if (line.Length > 0)
                yield return Parse(line, name, number);
        }
    }

    private static StreamReader Open(string name, string path)
    {
        try
        {
            return new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TranscriptException(name, 0, "the transcript is not in the run folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TranscriptException(name, 0, e.Message, e);
        }
    }

    // StreamReader.ReadLine grows without bound on a file without line ends.
    private static string? NextLine(StreamReader reader, string name, int number)
    {
        var text = new StringBuilder();
        try
        {
            for (var c = reader.Read(); c != '\n'; c = reader.Read())
            {
                if (c < 0)
                    return text.Length == 0 ? null : text.ToString();
                if (text.Length == MaxLineLength)
                    throw new TranscriptException(name, number, $"the line is longer than {MaxLineLength} characters");
                text.Append((char)c);
            }
        }
        catch (IOException e)
        {
            throw new TranscriptException(name, number, e.Message, e);
        }

        return text.Length > 0 && text[^1] == '\r' ? text.ToString(0, text.Length - 1) : text.ToString();
    }

    private static Frame Parse(string line, string name, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new TranscriptException(name, number, $"expected an object, found {root.ValueKind}");
            if (!root.TryGetProperty("i", out var index) || index.ValueKind != JsonValueKind.Number || !index.TryGetInt32(out var i) || i < 0)
                throw new TranscriptException(name, number, "\"i\" must be the frame's number, 0 or more");
            var time = Text(root, "t", name, number);
            if (!TimeSpan.TryParseExact(time, "c", CultureInfo.InvariantCulture, out var at))
                throw new TranscriptException(name, number, $"\"t\" must be a time such as 00:00:00.0012345, found '{time}'");
            return new Frame(i, at, Text(root, "ch", name, number), Direction(root, name, number), Octets(root, name, number), Optional(root, "note", name, number));
        }
        catch (JsonException e)
        {
            throw new TranscriptException(name, number, $"no JSON object at column {e.BytePositionInLine + 1}", e);
        }
    }

    private static FrameDirection Direction(JsonElement root, string name, int number)
    {
        var text = Text(root, "dir", name, number);
        return text switch
        {
            "to-iut" => FrameDirection.ToIut,
            "from-iut" => FrameDirection.FromIut,
            "note" => FrameDirection.Note,
            _ => throw new TranscriptException(name, number, $"\"dir\" must be to-iut, from-iut or note, found '{text}'"),
        };
    }

    private static byte[] Octets(JsonElement root, string name, int number)
    {
        var hex = Optional(root, "hex", name, number);
        var octets = new byte[hex.Length / 2];
        if (Convert.FromHexString(hex, octets, out _, out _) != OperationStatus.Done)
            throw new TranscriptException(name, number, "\"hex\" must be pairs of hexadecimal digits");
        return octets;
    }

    private static string Text(JsonElement root, string key, string name, int number) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new TranscriptException(name, number, $"\"{key}\" must be a string");

    private static string Optional(JsonElement root, string key, string name, int number) =>
        root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? Text(root, key, name, number) : string.Empty;
}

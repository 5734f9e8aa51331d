using System.Text;
using System.Text.Json;
using DmSc.Reports.Files;

namespace DmSc.Reports.Allure;

/// <summary>The Allure 2 results folder. One writer and one buffer serve all results: memory does not grow with their number.</summary>
internal sealed class AllureFolderSink(string folder) : IAllureSink
{
    /// <inheritdoc />
    public AllureAttachment Attach(string owner, string name, string mediaType, string path)
    {
        // Never .xml: Allure reads every *.xml of the folder as a JUnit report.
        var source = $"{owner}-attachment.txt";
        var target = Path.Combine(folder, source);
        ReportFile.Guard(target, () => File.Copy(path, target, overwrite: true));
        return new AllureAttachment(name, source, mediaType);
    }

    /// <inheritdoc />
    public void Write(AllureResult result) => Json($"{result.Uuid}-result.json", json =>
    {
        json.WriteStartObject();
        json.WriteString("uuid", result.Uuid);
        json.WriteString("historyId", result.HistoryId);
        json.WriteString("testCaseId", result.TestCaseId);
        json.WriteString("fullName", result.FullName);
        json.WriteString("name", result.Name);
        if (result.Description.Length > 0)
            json.WriteString("description", result.Description);
        json.WriteString("status", Word(result.Status));
        Details(json, result.Message, result.Trace, result.Flaky);
        json.WriteString("stage", "finished");
        json.WriteNumber("start", result.Start.ToUnixTimeMilliseconds());
        json.WriteNumber("stop", result.Stop.ToUnixTimeMilliseconds());
        Pairs(json, "labels", result.Labels);
        Pairs(json, "parameters", result.Parameters);
        json.WriteStartArray("links");
        foreach (var link in result.Links)
        {
            json.WriteStartObject();
            json.WriteString("name", link.Name);
            json.WriteString("url", link.Url);
            json.WriteString("type", link.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in result.Steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("status", Word(step.Status));
            Details(json, step.Message, string.Empty, flaky: false);
            json.WriteString("stage", "finished");
            Pairs(json, "parameters", step.Parameters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("attachments");
        foreach (var attachment in result.Attachments)
        {
            json.WriteStartObject();
            json.WriteString("name", attachment.Name);
            json.WriteString("source", attachment.Source);
            json.WriteString("type", attachment.MediaType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <inheritdoc />
    public void WriteRun(IReadOnlyList<AllurePair> environment, CiExecutor? executor)
    {
        WriteFile("categories.json", stream =>
        {
            using var categories = Resource.Open("categories.json");
            categories.CopyTo(stream);
        });
        WriteFile("environment.properties", stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            foreach (var (name, value) in environment)
                text.WriteLine($"{Property(name, key: true)}={Property(value, key: false)}");
        });
        if (executor is not null)
            Json("executor.json", json => Executor(json, executor));
    }

    private static void Executor(Utf8JsonWriter json, CiExecutor executor)
    {
        json.WriteStartObject();
        json.WriteString("name", executor.Name);
        json.WriteString("type", executor.Type);
        json.WriteString("buildName", executor.BuildName);
        if (executor.BuildUrl is { } url)
            json.WriteString("buildUrl", url.AbsoluteUri);
        if (executor.BuildOrder is { } order)
            json.WriteNumber("buildOrder", order);
        json.WriteEndObject();
    }

    private static void Details(Utf8JsonWriter json, string message, string trace, bool flaky)
    {
        if (message.Length == 0 && trace.Length == 0 && !flaky)
            return;
        json.WriteStartObject("statusDetails");
        if (message.Length > 0)
            json.WriteString("message", message);
        if (trace.Length > 0)
            json.WriteString("trace", trace);
        if (flaky)
            json.WriteBoolean("flaky", true);
        json.WriteEndObject();
    }

    private static void Pairs(Utf8JsonWriter json, string name, IReadOnlyList<AllurePair> pairs)
    {
        json.WriteStartArray(name);
        foreach (var pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString("name", pair.Name);
            json.WriteString("value", pair.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(AllureStatus status) => status switch
    {
        AllureStatus.Passed => "passed",
        AllureStatus.Failed => "failed",
        AllureStatus.Broken => "broken",
        AllureStatus.Skipped => "skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    // Java's properties format: Latin-1 with \uXXXX for the rest; separators escaped in keys.
    private static string Property(string text, bool key)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in PlainText.OneLine(text))
        {
            if (c == '\\' || (key && c is '=' or ':' or '#' or '!' or ' '))
                result.Append('\\').Append(c);
            else if (c is < ' ' or > '~')
                result.Append("\\u").Append(((int)c).ToString("X4"));
            else
                result.Append(c);
        }

        return result.ToString();
    }

    private void Json(string name, Action<Utf8JsonWriter> body) => WriteFile(name, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        body(json);
    });

    // No temporary name here: the whole folder has one until it is complete.
    private void WriteFile(string name, Action<Stream> body)
    {
        var path = Path.Combine(folder, name);
        ReportFile.Guard(path, () =>
        {
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 16 * 1024);
            body(stream);
        });
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DmSc.Model.Runs;

/// <summary>
/// The text form of a run: plan.json (indented) and the lines of journal.jsonl. Names are camelCase, enumerations kebab-case
/// (<c>not-selected</c>), times UTC ending in <c>Z</c>. Reading is strict: every property that is written must be there, an unknown
/// or doubled one is an error, because a misread run is a wrong verdict.
/// </summary>
public static class RunJson
{
    private static readonly JsonTypeInfo<RunPlan> Plan = TypeInfo<RunPlan>(indented: true);
    private static readonly JsonTypeInfo<JournalEvent> Event = TypeInfo<JournalEvent>(indented: false);

    /// <summary>plan.json in UTF-8, ending in a line feed.</summary>
    /// <param name="plan">The plan.</param>
    public static byte[] WritePlan(RunPlan plan)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(plan, Plan);
        return [.. text, (byte)'\n'];
    }

    /// <summary>Reads plan.json.</summary>
    /// <param name="utf8">Its octets.</param>
    /// <param name="file">Its name, for the error.</param>
    /// <exception cref="FormatException">Not a plan, of another version, or with a case, IUT or item twice; names file and place.</exception>
    public static RunPlan ReadPlan(ReadOnlySpan<byte> utf8, string file)
    {
        RunPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize(utf8, Plan);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: not a run plan: {e.Message}", e);
        }

        if (plan is null)
            throw new FormatException($"{file}:1:1: not a run plan: null");
        if (plan.Version != RunPlan.CurrentVersion)
            throw new FormatException($"{file}: run plan of version {plan.Version}; this harness reads version {RunPlan.CurrentVersion}");

        RefuseTwice(plan.Cases.Select(c => c.Key), key => $"{file}: case {key} is planned twice");
        RefuseTwice(plan.Iuts.Select(i => i.Identity.Id), iut => $"{file}: IUT {iut} is there twice");
        foreach (var iut in plan.Iuts)
            RefuseTwice(iut.Catalogue.Ids, item => $"{file}: item {item} is twice in the catalogue of {iut.Identity.Id}");
        var iuts = plan.Iuts.Select(i => i.Identity.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var planned in plan.Cases)
        {
            if (!iuts.Contains(planned.Key.Iut))
                throw new FormatException($"{file}: case {planned.Key} is planned on an IUT the plan does not have");
        }

        return plan;
    }

    /// <summary>Writes one event as one line, with its line feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="entry">The event.</param>
    public static void WriteEvent(IBufferWriter<byte> output, JournalEvent entry)
    {
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, entry, Event);
        output.Write("\n"u8);
    }

    /// <summary>One event as one line, with its line feed.</summary>
    /// <param name="entry">The event.</param>
    public static byte[] WriteEvent(JournalEvent entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteEvent(buffer, entry);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line, with or without its line feed.</param>
    /// <param name="file">Name of the journal, for the error.</param>
    /// <param name="lineNumber">1-based number of the line, for the error.</param>
    /// <exception cref="FormatException">Not an event; names file, line and column.</exception>
    public static JournalEvent ReadEvent(ReadOnlySpan<byte> line, string file, int lineNumber)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Event)
                ?? throw new FormatException($"{file}:{lineNumber}:1: not a journal event: null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // NotSupportedException: System.Text.Json's answer to an object without the "event" discriminator.
            var column = (e as JsonException)?.BytePositionInLine + 1 ?? 1;
            throw new FormatException($"{file}:{lineNumber}:{column}: not a journal event: {e.Message}", e);
        }
    }

    private static JsonTypeInfo<T> TypeInfo<T>(bool indented)
    {
        var options = new JsonSerializerOptions(RunJsonContext.Default.Options)
        {
            WriteIndented = indented,
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = RunJsonContext.Default.WithAddedModifier(RequireEverything),
        };
        options.MakeReadOnly();
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    // An init-only property that is missing would silently be read as default(T), not as its initial value.
    private static void RequireEverything(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
        {
            if (property.Get is not null && property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), true) != true)
                property.IsRequired = true;
        }
    }

    private static void RefuseTwice<T>(IEnumerable<T> values, Func<T, string> message)
    {
        var seen = new HashSet<T>();
        foreach (var value in values)
        {
            if (!seen.Add(value))
                throw new FormatException(message(value));
        }
    }
}

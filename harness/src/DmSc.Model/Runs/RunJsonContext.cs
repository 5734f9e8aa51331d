using System.Text.Json;
using System.Text.Json.Serialization;
using DmSc.Model.Requirements;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>Generated readers and writers of plan.json and journal.jsonl: no reflection when a run starts.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(UtcTimeConverter),
        typeof(KebabCaseEnumConverter<Verdict>),
        typeof(KebabCaseEnumConverter<CheckLevel>),
        typeof(KebabCaseEnumConverter<FaultKind>),
        typeof(KebabCaseEnumConverter<Stage>),
        typeof(KebabCaseEnumConverter<Disposition>),
        typeof(KebabCaseEnumConverter<DispositionReason>),
        typeof(KebabCaseEnumConverter<IutRole>),
        typeof(KebabCaseEnumConverter<Obligation>),
        typeof(KebabCaseEnumConverter<SatisfiedBy>),
        typeof(KebabCaseEnumConverter<ClaimAnswer>),
    ])]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(JournalEvent))]
internal sealed partial class RunJsonContext : JsonSerializerContext;

/// <summary><c>not-selected</c> for <c>NotSelected</c>; a number is no name.</summary>
internal sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Times are written in UTC and read only so: a time without a zone would be read in the reader's.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String
            && reader.TryGetDateTimeOffset(out var value)
            && reader.GetString()!.EndsWith('Z'))
        {
            return value;
        }

        throw new JsonException("expected a UTC time such as 2026-01-31T12:00:00Z");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}

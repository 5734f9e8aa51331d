using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Steps.Lab;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc readers</c>: the PC/SC readers of this machine.</summary>
internal static class ReadersCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var watch = new Option<bool>("--watch") { Description = "Goes on telling what changes, until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "For machines; with --watch one object a line." };
        var features = new Option<bool>("--features") { Description = "Asks each reader's driver what it can do, PIN entry for example. Not with --watch." };
        var command = new Command("readers", "Lists the readers with their cards, and who holds them.") { watch, json, features };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(watch) && parsed.GetValue(features))
                throw new SuiteInputException("--watch and --features exclude each other");
            if (parsed.GetValue(watch))
                await WatchAsync(console, parsed.GetValue(json), ct);
            else
                List(console, parsed.GetValue(json), parsed.GetValue(features));
            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static void List(ConsoleOutput console, bool json, bool features)
    {
        var readers = PcscReaders.List();
        if (json)
        {
            console.Line(Json(writer =>
            {
                writer.WriteStartArray();
                foreach (var reader in readers)
                    Write(writer, reader, null, features ? Features(reader.Name) : null);
                writer.WriteEndArray();
            }));
            return;
        }

        if (readers.Count == 0)
            console.Line("no reader");
        foreach (var reader in readers)
        {
            Text(console, reader, "");
            if (features)
                console.Line($"    features: {Features(reader.Name) switch { (_, { } refusal) => $"not told ({refusal})", ([], _) => "none", var (names, _) => string.Join(", ", names) }}");
        }
    }

    private static (IReadOnlyList<string> Names, string? Refusal) Features(string reader)
    {
        try
        {
            return (PcscReaders.FeaturesOf(reader), null);
        }
        catch (LinkException e)
        {
            return ([], e.Message);
        }
    }

    private static async Task WatchAsync(ConsoleOutput console, bool json, CancellationToken ct)
    {
        try
        {
            await foreach (var told in ReaderWatch.WatchAsync(TimeProvider.System, ct))
            {
                if (json)
                {
                    console.Line(Json(writer => Write(writer, told.Reader, told.Kind), indented: false));
                    continue;
                }

                var time = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
                if (told.Reader is { } reader)
                    Text(console, reader, $"{time}  {Words(told.Kind)}: ", details: told.Kind == ReaderEventKind.CardInserted);
                else
                    console.Line($"{time}  {Words(told.Kind)}");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }
    }

    private static void Text(ConsoleOutput console, ReaderDescription reader, string prefix, bool details = true)
    {
        console.Line($"{prefix}{reader.Name}: {State(reader)}, {Use(reader)}");
        if (!details || reader.Atr.IsEmpty)
            return;
        console.Line($"    ATR {Convert.ToHexString(reader.Atr.Span)}");
        foreach (var line in AtrWords.Of(reader.Atr))
            console.Line($"        {line}");
    }

    private static string State(ReaderDescription reader) => !reader.HasCard ? "no card" : reader.IsMute ? "a card that answers nothing" : "a card";

    // PC/SC tells how a card is held and never by whom; our own processes leave their names with the lock.
    private static string Use(ReaderDescription reader)
    {
        var use = reader.Use switch
        {
            ReaderUse.Exclusive => "held by one connection alone",
            ReaderUse.Shared => "shared by one or more connections",
            _ => "free",
        };
        return ReaderLock.HolderOf(reader.Name) is { } holder ? $"{use}, locked by {holder}" : use;
    }

    private static string Words(ReaderEventKind kind) => kind switch
    {
        ReaderEventKind.ServiceStarted => "PC/SC service runs",
        ReaderEventKind.ServiceStopped => "PC/SC service does not run",
        ReaderEventKind.ReaderAdded => "reader added",
        ReaderEventKind.ReaderRemoved => "reader removed",
        ReaderEventKind.CardInserted => "card inserted",
        ReaderEventKind.CardRemoved => "card removed",
        _ => "use changed",
    };

    private static void Write(
        Utf8JsonWriter writer, ReaderDescription? reader, ReaderEventKind? kind, (IReadOnlyList<string> Names, string? Refusal)? features = null)
    {
        writer.WriteStartObject();
        if (kind is { } what)
            writer.WriteString("event", what.ToString());
        if (reader is not null)
        {
            writer.WriteString("reader", reader.Name);
            writer.WriteBoolean("card", reader.HasCard);
            writer.WriteBoolean("mute", reader.IsMute);
            writer.WriteString("use", reader.Use.ToString());
            writer.WriteString("lockedBy", ReaderLock.HolderOf(reader.Name));
            writer.WriteString("atr", Convert.ToHexString(reader.Atr.Span));
            writer.WriteStartArray("atrWords");
            foreach (var line in AtrWords.Of(reader.Atr))
                writer.WriteStringValue(line);
            writer.WriteEndArray();
            if (features is ({ } names, var refusal))
            {
                writer.WriteStartArray("features");
                foreach (var name in names)
                    writer.WriteStringValue(name);
                writer.WriteEndArray();
                writer.WriteString("featuresNotTold", refusal);
            }
        }

        writer.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write, bool indented = true)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented }))
            write(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

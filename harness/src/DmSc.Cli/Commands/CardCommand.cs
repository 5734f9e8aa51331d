using System.CommandLine;
using System.Globalization;
using DmSc.Cli.Output;
using DmSc.Engine.Loading;
using DmSc.Model.Rollup;
using DmSc.Steps.Lab;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc card</c>: looks at one card without judging it.</summary>
internal static class CardCommand
{
    public static Command Create(ConsoleOutput console) => new("card", "Looks at one card.") { Show(console) };

    private static Command Show(ConsoleOutput console)
    {
        var station = Options.Station();
        var reader = new Option<string?>("--reader") { Description = "Reader name or pattern, instead of a station." };
        var image = new Option<string?>("--image") { Description = "Card image (YAML), instead of a station: a new card in this process." };
        var pin = new Option<string?>("--pin-env") { Description = "Environment variable with a PIN to verify before reading. Never sent when fewer than two tries are left." };
        var key = new Option<string>("--pin-key") { Description = "Key reference of that PIN, hexadecimal.", DefaultValueFactory = _ => "01" };
        var root = Options.Root();
        var command = new Command("show", "Shows ATR, known files with access conditions, PKCS#15 objects and bootstrap messages, secrets masked. Reads only.") { station, reader, image, pin, key, root };
        command.SetAction(async (parsed, ct) =>
        {
            string?[] ways = [parsed.GetValue(station), parsed.GetValue(reader), parsed.GetValue(image)];
            if (ways.Count(w => w is not null) > 1)
                throw new SuiteInputException("--station, --reader and --image exclude each other");
            var verify = Pin(parsed.GetValue(pin), parsed.GetValue(key)!);
            try
            {
                await using var access = ways switch
                {
                    [_, { } name, _] => await CardAccess.ToReaderAsync(name, TimeProvider.System, ct),
                    [_, _, { } file] => await CardAccess.ToImageAsync(Load(bag => CardImageLoader.Load(file, bag)), ct),
                    _ => await CardAccess.ToStationAsync(StationOf(parsed.GetValue(root), ways[0] ?? "embedded"), TimeProvider.System, ct),
                };
                var report = await CardInspection.ReadAsync(access.Link, verify, TimeProvider.System, ct);
                foreach (var line in report.Lines())
                    console.Line(line);
                return (int)ExitCode.Conformant;
            }
            catch (ArgumentException e)
            {
                throw new SuiteInputException(e.Message);
            }
        });
        return command;
    }

    private static StationFile StationOf(string? root, string station)
    {
        var file = File.Exists(station) ? station : Path.Combine(Options.Folders(root).Stations, station + ".yaml");
        return File.Exists(file)
            ? Load(bag => StationLoader.Load(file, bag))
            : throw new SuiteInputException($"--station {station}: neither a file nor the id of one in fixtures/stations");
    }

    private static T Load<T>(Func<DiagnosticBag, T?> load)
        where T : class
    {
        var bag = new DiagnosticBag();
        return load(bag) is { } loaded && !bag.HasErrors ? loaded : throw new SuiteInputException(bag.Sorted());
    }

    private static CardPinToVerify? Pin(string? variable, string key)
    {
        if (variable is null)
            return null;
        if (!byte.TryParse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var reference))
            throw new SuiteInputException($"--pin-key {key}: two hexadecimal digits expected");
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } digits
            ? new CardPinToVerify(reference, digits)
            : throw new SuiteInputException($"--pin-env {variable}: the variable is not set");
    }
}

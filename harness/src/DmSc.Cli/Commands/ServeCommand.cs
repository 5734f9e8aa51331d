using System.CommandLine;
using System.Globalization;
using DmSc.Cli.Output;
using DmSc.Engine.Loading;
using DmSc.Model.Rollup;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Card.Vpcd;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc serve</c>: a party of ours, alone.</summary>
internal static class ServeCommand
{
    public static Command Create(ConsoleOutput console) =>
        new("serve", "Runs a reference implementation alone, until Ctrl-C.") { Card(console), ServeDmServer.Create(console), ServeDevice.Create() };

    private static Command Card(ConsoleOutput console)
    {
        var image = new Option<string>("--image") { Description = "Card image (YAML).", Required = true };
        var vpcd = new Option<string>("--vpcd") { Description = "Where the virtual reader's driver listens.", DefaultValueFactory = _ => $"127.0.0.1:{VpcdCardHost.DefaultPort}" };
        var deviation = new Option<string[]>("--deviation") { Description = "Defects the card shall have, for example card.dodf-missing." };
        var seed = new Option<int>("--seed") { Description = "Seed of GET CHALLENGE.", DefaultValueFactory = _ => 1 };
        var state = new Option<string>("--state") { Description = "File that keeps what the card remembers (files, PINs, counters) from one run to the next." };
        var command = new Command("card", "The reference UICC as a card in vsmartcard's virtual reader.") { image, vpcd, deviation, seed, state };
        command.SetAction(async (parsed, ct) =>
        {
            var (host, port) = Endpoint(parsed.GetValue(vpcd)!);
            var diagnostics = new DiagnosticBag();
            var loaded = CardImageLoader.Load(parsed.GetValue(image)!, diagnostics);
            if (loaded is null || diagnostics.HasErrors)
                throw new SuiteInputException(diagnostics.Sorted());
            var defects = Options.Split(parsed.GetValue(deviation)).Select(Find).ToList();
            var keptIn = parsed.GetValue(state);
            var (card, memory) = Issue(loaded, parsed.GetValue(seed), defects, keptIn);
            using var kept = memory;
            await using var served = new VpcdCardHost(card, host, port, TimeProvider.System, e =>
                console.Line($"{e.Time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {e.Kind.ToString().ToLowerInvariant()}"));
            console.Line($"serving {parsed.GetValue(image)} to the virtual reader at {host}:{port}; Ctrl-C takes the card out");
            try
            {
                await served.InsertAsync(ct);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how this command ends.
            }

            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static (ReferenceUicc Card, CardStateFile? Memory) Issue(CardImage image, int seed, IReadOnlyList<CardDeviation> defects, string? keptIn)
    {
        try
        {
            var card = ReferenceUicc.Create(image, seed, defects, keptIn is null ? null : CardStateFile.Load(keptIn, image));
            return (card, keptIn is null ? null : new CardStateFile(keptIn, card.State));
        }
        catch (Exception e) when (keptIn is not null && e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SuiteInputException($"--state: {e.Message}");
        }
        catch (ArgumentException e) when (keptIn is not null)
        {
            throw new SuiteInputException($"--state {keptIn}: {e.Message}");
        }
    }

    private static CardDeviation Find(string name) =>
        CardDeviations.Find(name) ?? throw new SuiteInputException($"there is no deviation '{name}'; there are {string.Join(", ", CardDeviations.All.Select(d => d.Name))}");

    private static (string Host, int Port) Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? (text[..colon], port)
            : throw new SuiteInputException($"--vpcd {text}: host:port expected, for example 127.0.0.1:{VpcdCardHost.DefaultPort}");
    }
}

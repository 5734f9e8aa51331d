using System.Globalization;
using System.Text.RegularExpressions;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Engine.Loading;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Vpcd;
using DmSc.Steps.Lab;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>Whole runs while the card is torn out of the reader again and again: the card did nothing wrong, so nothing may fail.</summary>
[NonParallelizable]
public sealed class TornCardTests
{
    private const int Removals = 100;
    private const int Seed = 20_261;

    [Test]
    [CancelAfter(900_000)]
    public async Task A_hundred_removals_and_insertions_give_no_wrong_verdict(CancellationToken ct)
    {
        await using var pcscd = await PcscdFixture.StartAsync(ct);
        var bag = new DiagnosticBag();
        var image = CardImageLoader.Load(Path.Combine(Dmsc.RepositoryRoot, "fixtures", "cards", "reference.yaml"), bag)!;
        await using var proxy = new TornCardProxy(PcscdFixture.Port, Seed, least: 8, most: 40);
        await using var host = new VpcdCardHost(ReferenceUicc.Create(image, 1), port: proxy.Port);
        await host.InsertAsync(ct);

        var passed = 0;
        for (var run = 1; proxy.Removals < Removals; run++)
        {
            using var folder = new TemporaryFolder();
            var result = await Dmsc.RunAsync("run", "--iut", "card", "--station", "fixtures/stations/virtual-reader.yaml", "--out", folder.File("run"));
            await TestContext.Out.WriteLineAsync($"run {run}, {proxy.Removals} removals: {result.LastLine()}");
            Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString);
            Assert.That(Number(result, "failed"), Is.Zero, result.ToString);
            Assert.That(Number(result, "inconclusive"), Is.Zero, result.ToString);
            passed += Number(result, "passed");
        }

        Assert.That(passed, Is.Positive, "between two removals something passes");
    }

    private static int Number(ToolResult result, string word) =>
        int.Parse(Regex.Match(result.LastLine(), $@"(\d+) {word}", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value, CultureInfo.InvariantCulture);
}

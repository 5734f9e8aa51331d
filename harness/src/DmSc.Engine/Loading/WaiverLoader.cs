using DmSc.Model.Statements;

namespace DmSc.Engine.Loading;

/// <summary>Loads waivers.yaml.</summary>
public static class WaiverLoader
{
    /// <summary>Loads waivers.yaml. Whether they match anything, and whether they have expired, is the gate's business.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns><c>null</c> after an error.</returns>
    public static IReadOnlyList<Waiver>? Load(SourceFile file, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var errors = bag.ErrorsReported;
        if (MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Waivers, bag) is not { } map)
            return null;
        var waivers = new List<Waiver>();
        var places = new Dictionary<(string, string?, string), Waiver>();
        foreach (var entry in map.Maps("waivers"))
        {
            var id = entry.Text("case");
            var variant = entry.Text("variant")?.Value;
            var check = entry.Text("check");
            var reason = entry.Text("reason");
            var link = entry.Text("link");
            var until = entry.Day("until");
            entry.Text("verdict");
            if (id is null || check is null || reason is null || link is null || until is null)
                continue;
            foreach (var said in new[] { reason.Value, link.Value })
            {
                if (said.Value is ['<', .., '>'])
                    bag.Add(StatementRules.WaiverPlaceholder, said.Span, $"{said.Value} is a placeholder: say it in your own words");
            }

            var waiver = new Waiver(id.Value.Value, variant, check.Value.Value, reason.Value.Value, link.Value.Value, until.Value.Value, entry.Span);
            if (places.TryAdd((waiver.Case, waiver.Variant, waiver.Check), waiver))
                waivers.Add(waiver);
            else
                bag.Add(StatementRules.WaiverTwice, entry.Span, $"check '{waiver.Check}' of {waiver.Case} is already waived at {places[(waiver.Case, waiver.Variant, waiver.Check)].Span}");
        }

        return bag.ErrorsReported == errors ? waivers : null;
    }
}

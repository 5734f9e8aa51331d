using System.Text.Json;
using DmSc.Engine.Loading;
using DmSc.Model.Text;

namespace DmSc.Tests.Engine.Loading;

internal sealed class ReferenceTests
{
    [Test]
    public void The_page_of_diagnostics_has_a_row_for_every_rule_of_every_loader()
    {
        var other = new DiagnosticRule("OTHER001", Severity.Error, "a | b", "Of another loader.");
        var page = DiagnosticReference.Generate(other);
        Assert.That(Rules.All.Append(other).Where(r => !page.Contains($"| {r.Code} |", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Codes_are_unique_and_well_formed()
    {
        Assert.That(Rules.All.Select(r => r.Code), Is.Unique.And.All.Matches("^[A-Z]+[0-9]{3}$"));
        Assert.That(Rules.All.Select(r => r.Help), Has.All.Not.Empty);
    }

    [Test]
    public void The_case_schema_knows_verbs_parameters_matchers_and_items()
    {
        using var schema = JsonDocument.Parse(CaseSchema.Generate(Fakes.Verbs(), Fakes.Requirements().Known));
        var definitions = schema.RootElement.GetProperty("$defs");
        var step = definitions.GetProperty("step").GetProperty("properties");
        var select = step.GetProperty("card.select");

        Assert.That(schema.RootElement.GetProperty("$schema").GetString(), Is.EqualTo("https://json-schema.org/draft/2020-12/schema"));
        Assert.That(step.EnumerateObject().Select(p => p.Name), Is.EqualTo(["expect", "save", "within", "well-formed", "card.power-on", "card.read", "card.select", "card.write", "device.start", "objects", "reply"]));
        Assert.That(select.GetProperty("properties").GetProperty("channel").GetProperty("description").GetString(), Is.EqualTo("Logical channel, 0 to 19. Default: 0."));
        Assert.That(select.GetProperty("allOf")[0].GetProperty("oneOf").GetArrayLength(), Is.EqualTo(2));
        Assert.That(definitions.GetProperty("requirement").GetProperty("enum").EnumerateArray().Select(e => e.GetString()), Does.Contain("DM-A-2/erasing").And.Contain("DM-A-1"));
        Assert.That(definitions.GetProperty("expectation").GetProperty("properties").EnumerateObject().Select(p => p.Name), Is.SupersetOf(["sw", "is", "equals", "one-of", "at-least", "at-most", "matches", "contains"]));
        Assert.That(schema.RootElement.GetProperty("properties").GetProperty("steps").GetProperty("items").GetProperty("anyOf")[0].GetProperty("$ref").GetString(), Is.EqualTo("#/$defs/step"));
    }

    [Test]
    public void Every_other_schema_is_an_object_that_refuses_unknown_keys()
    {
        foreach (var (name, text) in FileSchemas.All)
        {
            using var schema = JsonDocument.Parse(text);
            Assert.That(schema.RootElement.GetProperty("additionalProperties").GetBoolean(), Is.False, name);
        }

        Assert.That(FileSchemas.All.Keys, Is.EqualTo(["deviations.schema.json", "ics.schema.json", "iut.schema.json", "ixit.schema.json", "requirements.schema.json", "waivers.schema.json"]));
    }

    [Test]
    public void The_verb_reference_tells_parameters_results_and_effects()
    {
        var page = VerbReference.Generate(Fakes.Verbs());

        Assert.That(page, Does.Contain("## card.select\n\nSelects a file.\n\nDrives: card.\n"));
        Assert.That(page, Does.Contain("| `channel` | integer | `0` | Logical channel, 0 to 19. |\n"));
        Assert.That(page, Does.Contain("| `mode` | `fcp`, `nothing` | `fcp` | What comes back. |\n"));
        Assert.That(page, Does.Contain("Exactly one of `aid`, `path`.\n"));
        Assert.That(page, Does.Contain("| `objects[].oid` | text | Object identifier. |\n"));
        Assert.That(page, Does.Contain("Changes: `file-contents`."));
        Assert.That(page, Does.Contain("`save: name` saves `data`.\n"));
    }
}

using DmSc.Model.Requirements;
using DmSc.Model.Statements;

namespace DmSc.Engine.Loading;

/// <summary>Loads ics.yaml.</summary>
public static class IcsLoader
{
    /// <summary>Loads ics.yaml.</summary>
    /// <param name="file">The file.</param>
    /// <param name="requirements">The catalogue.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns><c>null</c> after an error.</returns>
    public static Ics? Load(SourceFile file, RequirementRevisions requirements, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(requirements);
        ArgumentNullException.ThrowIfNull(bag);
        var errors = bag.ErrorsReported;
        if (MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Ics, bag) is not { } map)
            return null;
        var role = map.Word("role", IutRole.Card, IutRole.Device, IutRole.Server);
        var releases = map.Texts("releases");
        var knownReleases = requirements.Known.Items.Select(i => i.Release).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var release in releases.Where(r => !knownReleases.Contains(r.Value, StringComparer.Ordinal)))
            bag.Add(StatementRules.IcsUnknownRelease, release.Span, $"no item belongs to the release '{release.Value}'{Suggestion.For(release.Value, knownReleases)}");
        var revision = map.Text("revision");
        if (revision is { } draft && !requirements.Names.Contains(draft.Value, StringComparer.Ordinal))
            bag.Add(StatementRules.IcsUnknownRevision, draft.Span, $"there is no revision '{draft.Value}'{Suggestion.For(draft.Value, requirements.Names)}");

        var answers = Answers(map, role?.Value, requirements.Known, bag);
        var externals = Externals(map, requirements.Known, bag);
        if (bag.ErrorsReported != errors)
            return null;
        return new Ics
        {
            Role = role!.Value.Value,
            Releases = [.. releases.Select(r => r.Value)],
            Revision = revision?.Value,
            Answers = answers,
            Externals = externals,
            Span = map.Span,
        };
    }

    private static Dictionary<string, ClaimAnswer> Answers(MapReader map, IutRole? role, RequirementCatalogue known, DiagnosticBag bag)
    {
        var answers = new Dictionary<string, ClaimAnswer>(StringComparer.Ordinal);
        foreach (var (id, answer) in map.NamedTexts("answers"))
        {
            var item = known.Find(id.Value);
            if (item is null)
                bag.Add(StatementRules.IcsUnknownItem, id.Span, $"unknown requirement item '{id.Value}'{Suggestion.For(id.Value, known.Ids)}");
            else if (role is { } own && !item.Roles.Contains(own))
                bag.Add(StatementRules.IcsOtherRole, id.Span, $"{id.Value} does not oblige a {RequirementRefs.Word(own)}: the answer has no effect");
            answers[id.Value] = AnswerOf(answer.Value);
        }

        return answers;
    }

    private static Dictionary<string, ExternalClaim> Externals(MapReader map, RequirementCatalogue known, DiagnosticBag bag)
    {
        var externals = new Dictionary<string, ExternalClaim>(StringComparer.Ordinal);
        foreach (var (name, claim) in map.NamedMaps("externals"))
        {
            var answer = claim.Text("answer");
            var evidence = claim.Text("evidence")?.Value;
            if (answer is not { Value: var word })
                continue;
            if (word == "yes" && evidence is null)
                bag.Add(StatementRules.IcsNoEvidence, claim.Span, $"'{name.Value}' is claimed without evidence");
            if (known.Find(name.Value[(name.Value.IndexOf(':', StringComparison.Ordinal) + 1)..]) is { } own)
                bag.Add(StatementRules.IcsOwnItem, name.Span, $"{own.Id} is an item of the catalogue: answer it under answers");
            externals[name.Value] = new ExternalClaim(name.Value, AnswerOf(word), evidence);
        }

        return externals;
    }

    private static ClaimAnswer AnswerOf(string word) => word switch
    {
        "yes" => ClaimAnswer.Yes,
        "no" => ClaimAnswer.No,
        _ => ClaimAnswer.Unanswered,
    };
}

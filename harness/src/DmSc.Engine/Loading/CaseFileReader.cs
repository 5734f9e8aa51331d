using System.Security.Cryptography;
using System.Text;
using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Loading;

/// <summary>Reads one case file.</summary>
internal sealed class CaseFileReader(
    SourceFile file, VerbCatalogue verbs, RequirementCatalogue known, IReadOnlyDictionary<string, LoadedSequence> sequences, DiagnosticBag bag)
{
    /// <summary>The case, or <c>null</c> when it is too broken to be one; after errors it must not be used.</summary>
    /// <param name="places">Where the ids seen so far stand.</param>
    public ConformanceCase? Read(Dictionary<string, SourceSpan> places)
    {
        if (MapReader.Open(YamlReader.Read(file, bag), CaseFormats.Case, bag) is not { } map)
            return null;

        var id = map.Text("id");
        if (id is { } named)
            CheckId(named, places);
        var title = map.Text("title");
        var spec = map.Text("spec");
        var iut = map.Word("iut", IutRole.Card, IutRole.Device, IutRole.Server);
        if (iut is { } word)
            CheckFolder(word);
        var mechanism = map.Text("mechanism");
        var mutates = map.Texts("mutates");
        CheckMutates(mutates);
        var destructive = map.Boolean("destructive")?.Value ?? false;
        var appliesIf = map.Text("applies-if");
        if (appliesIf is { } condition)
            CheckExpression(condition);
        var scope = new VariableScope(bag);
        ReadForEach(map, scope);

        // Without its role nothing about items and verbs can be said that would be true.
        if (iut is not { Value: var role })
            return null;
        var refs = new RequirementRefs(known, role, bag);
        var names = map.Texts("requirements");
        var requirements = refs.Read(names);
        var context = new CaseContext(role, requirements, spec?.Value ?? "", [.. mutates.Select(m => m.Value)], scope, refs, verbs, bag);
        var reader = new StepReader(context, sequences);
        var errors = bag.ErrorsReported;
        var given = reader.Read(map.List("given"), "given");
        var steps = reader.Read(map.List("steps"), "steps");
        var cleanup = reader.Read(map.List("finally"), "finally");
        ShareWellFormed(CaseFormats.WellFormed, ref given, ref steps, ref cleanup);
        ShareWellFormed(CaseFormats.WellFormedAnswer, ref given, ref steps, ref cleanup);
        var checks = ChecksOf(requirements, spec?.Value ?? "", [.. given, .. steps, .. cleanup]);
        if (bag.ErrorsReported == errors)
        {
            // Broken steps define and check less than was meant: what they lack is not worth a second complaint.
            CheckEvidence(names, requirements, checks, refs);
            scope.ReportUnused();
        }

        if (id is not { Value: var caseId } || title is null || spec is null)
            return null;
        return new ConformanceCase
        {
            Id = caseId,
            Title = title.Value.Value,
            Iut = role,
            Requirements = requirements,
            Mechanism = mechanism?.Value,
            Spec = spec.Value.Value,
            AppliesIf = appliesIf?.Value,
            ForEach = scope.ForEach,
            Mutates = context.Mutates,
            Destructive = destructive,
            Ixit = scope.Ixit,
            Given = given,
            Steps = steps,
            Finally = cleanup,
            Checks = checks,
            Span = map.Span,
            Hash = HashWith(reader.Included),
        };
    }

    private void CheckId(Located<string> id, Dictionary<string, SourceSpan> places)
    {
        if (!places.TryAdd(id.Value, id.Span))
            bag.Add(CaseRules.DuplicateId, id.Span, $"case id {id.Value} is already used at {places[id.Value]}");
        var lower = id.Value.ToLowerInvariant();
        if (file.Stem != id.Value && file.Stem != lower && !file.Stem.StartsWith(lower + "-", StringComparison.Ordinal))
            bag.Add(CaseRules.FileName, id.Span, $"case {id.Value} stands in a file named '{file.Stem}'; name it '{lower}.yaml' or '{lower}-a-few-words.yaml'");
    }

    private void CheckFolder(Located<IutRole> iut)
    {
        var folder = file.Name.Split('/')[..^1].LastOrDefault(CaseFormats.Roles.Contains);
        var word = RequirementRefs.Word(iut.Value);
        if (folder is not null && folder != word)
            bag.Add(CaseRules.WrongFolder, iut.Span, $"the case judges a {word} and stands in the folder {folder}");
    }

    private void CheckMutates(IReadOnlyList<Located<string>> mutates)
    {
        var states = verbs.All.SelectMany(v => v.Info.Mutates).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var state in mutates)
        {
            if (!states.Contains(state.Value, StringComparer.Ordinal))
                bag.Add(CaseRules.UnknownMutation, state.Span, $"no verb changes '{state.Value}'{Suggestion.For(state.Value, states)}");
        }
    }

    private void CheckExpression(Located<string> text)
    {
        if (!RequirementExpression.TryParse(text.Value, out var expression, out var error))
        {
            bag.Add(CaseRules.BadAppliesIf, text.Span, $"applies-if, column {error.Column}: {error.Message}");
            return;
        }

        foreach (var operand in expression.Operands)
        {
            if (operand.Enabler is null && known.Find(operand.Name) is null)
                bag.Add(CaseRules.BadAppliesIf, text.Span, $"applies-if, column {operand.Column}: unknown item '{operand.Name}'{Suggestion.For(operand.Name, known.Ids)}");
        }
    }

    private void ReadForEach(MapReader map, VariableScope scope)
    {
        long variants = 1;
        foreach (var entry in map.Entries("for-each"))
        {
            if (entry.Value is not ListNode { Items.Count: > 0 } list)
            {
                bag.Add(Rules.WrongKind, entry.Value.Span, $"the values of '{entry.Key}' must be a list with at least one item");
                scope.DefineForEach(new CaseVariable(entry.Key, []), entry.KeySpan);
                continue;
            }

            var values = new List<string>();
            foreach (var item in list.Items)
            {
                if (item is not ScalarNode scalar)
                    bag.Add(Rules.WrongKind, item.Span, $"a value of '{entry.Key}' must be a scalar, not {MapReader.KindOf(item)}");
                else if (scalar.Text.AsSpan().IndexOfAny(",\n\r") >= 0 || scalar.Text.Contains("${", StringComparison.Ordinal))
                    bag.Add(CaseRules.BadVariable, item.Span, $"a value of '{entry.Key}' has no comma, line break or '${{': '{scalar.Text}'");
                else if (values.Contains(scalar.Text))
                    bag.Add(CaseRules.BadVariable, item.Span, $"'{entry.Key}' has the value '{scalar.Text}' twice");
                else
                    values.Add(scalar.Text);
            }

            variants = Math.Min(variants * Math.Max(values.Count, 1), int.MaxValue);
            // Past the limit one value stands for all: the case is refused, and its combinations are never made.
            scope.DefineForEach(new CaseVariable(entry.Key, variants > CaseVariants.Limit ? values[..1] : values), entry.KeySpan);
        }

        if (variants > CaseVariants.Limit)
            bag.Add(CaseRules.TooManyVariants, map.KeySpan("for-each"), $"for-each makes more than {CaseVariants.Limit} variants");
    }

    // Several decoding steps that say nothing share one check: it has one result, which is the worst of them.
    private static void ShareWellFormed(string id, ref IReadOnlyList<CaseStep> given, ref IReadOnlyList<CaseStep> steps, ref IReadOnlyList<CaseStep> cleanup)
    {
        bool Is(CaseStep step) => step.WellFormed?.Id == id;
        if (given.Count(Is) + steps.Count(Is) + cleanup.Count(Is) < 2)
            return;
        IReadOnlyList<CaseStep> Shared(IReadOnlyList<CaseStep> list) =>
            [.. list.Select(s => Is(s) ? s with { WellFormed = s.WellFormed! with { Step = "any decoding step" } } : s)];
        (given, steps, cleanup) = (Shared(given), Shared(steps), Shared(cleanup));
    }

    private static List<CheckSpec> ChecksOf(IReadOnlyList<RequirementRef> requirements, string spec, IReadOnlyList<CaseStep> steps)
    {
        var checks = new List<CheckSpec>();
        foreach (var step in steps)
        {
            if (step.WellFormed is { } wellFormed && !checks.Exists(c => c.Id == wellFormed.Id))
                checks.Add(wellFormed);
            checks.AddRange(step.Expect.Select(e => e.Check));
        }

        checks.Add(new CheckSpec(CaseFormats.KeepsAnswering, CheckLevel.Must, requirements, spec, "any step"));
        return checks;
    }

    private void CheckEvidence(IReadOnlyList<Located<string>> names, IReadOnlyList<RequirementRef> requirements, List<CheckSpec> checks, RequirementRefs refs)
    {
        var evidence = checks.Where(c => c.Level == CheckLevel.Must && c.Id != CaseFormats.KeepsAnswering).SelectMany(c => c.Requirements).ToHashSet();
        foreach (var requirement in requirements)
        {
            var aspects = requirement.Aspect is { } one ? [one] : refs.AspectsOf(requirement.Item).ToArray();
            var proven = aspects.Length == 0
                ? evidence.Any(e => e.Item == requirement.Item)
                : evidence.Any(e => e.Item == requirement.Item && aspects.Contains(e.Aspect, StringComparer.Ordinal));
            if (!proven)
            {
                bag.Add(
                    CaseRules.NoEvidence,
                    names.First(n => n.Value == requirement.ToString()).Span,
                    $"no must-check of the case is evidence for {requirement}{(requirement.Aspect is null && aspects.Length > 0 ? $"; a check names one of its aspects: {string.Join(", ", aspects.Select(a => $"{requirement.Item}/{a}"))}" : "")}");
            }
        }
    }

    private string HashWith(IEnumerable<string> included)
    {
        var names = included.ToArray();
        if (names.Length == 0)
            return file.Hash;
        var text = new StringBuilder(file.Hash);
        foreach (var name in names)
            text.Append('\n').Append(name).Append(' ').Append(sequences[name].Hash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

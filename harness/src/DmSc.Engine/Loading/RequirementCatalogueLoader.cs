using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Loads testcases/requirements/*.yaml.</summary>
public static class RequirementCatalogueLoader
{
    /// <summary>Loads the catalogue.</summary>
    /// <param name="files">Its files; the order of the items is theirs.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>All items that could be read. Judge by none of them while the bag has errors.</returns>
    public static RequirementRevisions Load(IEnumerable<SourceFile> files, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(bag);
        var wordings = new List<IReadOnlyList<RequirementItem>>();
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        var expressions = new List<(RequirementItem Item, Located<string> Text)>();
        foreach (var file in files)
        {
            if (MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Catalogue, bag) is not { } map)
                continue;
            var document = map.Text("document")?.Value;
            var release = map.Text("release")?.Value;
            foreach (var item in map.Maps("items"))
            {
                if (ReadItem(item, document, release, bag) is not { } read)
                    continue;
                if (!places.TryAdd(read[0].Id, item.Span))
                {
                    bag.Add(StatementRules.DuplicateItem, item.KeySpan("id"), $"{read[0].Id} already stands at {places[read[0].Id]}");
                    continue;
                }

                wordings.Add(read);
                if (item.Text("expression") is { } text)
                    expressions.Add((read[0], text));
            }
        }

        CheckDefaults(wordings, bag);
        CheckExpressions(expressions, places.Keys, bag);
        return new RequirementRevisions(wordings);
    }

    private static List<RequirementItem>? ReadItem(MapReader map, string? document, string? release, DiagnosticBag bag)
    {
        var id = map.Text("id");
        var title = map.Text("title");
        var text = map.Text("text")?.Value;
        var section = map.Text("section");
        var keyword = map.Text("keyword");
        document = map.Text("document")?.Value ?? document;
        release = map.Text("release")?.Value ?? release;
        var expression = map.Text("expression")?.Value;
        var module = map.Text("functional-module")?.Value;
        var satisfiedBy = map.Word("satisfied-by", SatisfiedBy.All, SatisfiedBy.AnyMechanism)?.Value ?? SatisfiedBy.All;
        var roles = Roles(map, bag);
        var aspects = Aspects(map, roles, bag);
        var revisions = map.NamedMaps("revisions");
        if (map.Has("revisions") && revisions.Count == 0 && map.Any("revisions") is MapNode { Entries.Count: 0 } none)
            bag.Add(Rules.BadValue, none.Span, "revisions are empty");
        if (document is null)
            bag.Add(StatementRules.MissingText, map.Span, "the item has no document, nor has its file");
        if (release is null)
            bag.Add(StatementRules.MissingText, map.Span, "the item has no release, nor has its file");
        if (id is null || title is null || section is null || keyword is null || document is null || release is null)
            return null;

        var item = new RequirementItem
        {
            Id = id.Value.Value,
            Title = title.Value.Value,
            Text = text ?? "",
            Document = document,
            Section = section.Value.Value,
            Release = release,
            FunctionalModule = module,
            Keyword = keyword.Value.Value,
            Obligation = keyword.Value.Value is "M" or "SHALL" or "MUST" ? Obligation.Mandatory : Obligation.Optional,
            Roles = roles,
            Expression = expression,
            Aspects = aspects,
            SatisfiedBy = satisfiedBy,
            Span = map.Span,
        };
        if (revisions.Count == 0)
        {
            if (text is null)
                bag.Add(StatementRules.MissingText, map.Span, $"{item.Id} has no text");
            return [item];
        }

        return Wordings(item, map, revisions, roles, bag);
    }

    private static List<RequirementItem> Wordings(
        RequirementItem item, MapReader map, IReadOnlyList<KeyValuePair<Located<string>, MapReader>> revisions, IReadOnlyList<IutRole> roles, DiagnosticBag bag)
    {
        var wordings = new List<RequirementItem>();
        var defaults = 0;
        foreach (var (name, revision) in revisions)
        {
            var isDefault = revision.Boolean("default")?.Value ?? false;
            var wording = item with
            {
                Revision = name.Value,
                Title = revision.Text("title")?.Value ?? item.Title,
                Text = revision.Text("text")?.Value ?? item.Text,
                Aspects = revision.Has("aspects") ? Aspects(revision, roles, bag) : item.Aspects,
            };
            if (wording.Text.Length == 0)
                bag.Add(StatementRules.MissingText, name.Span, $"{item.Id} has no text in revision '{name.Value}'");
            if (isDefault)
                defaults++;
            wordings.Insert(isDefault ? 0 : wordings.Count, wording);
        }

        if (defaults != 1)
            bag.Add(StatementRules.RevisionDefault, map.KeySpan("revisions"), $"{item.Id} has {defaults} default revisions, exactly one expected");
        return wordings;
    }

    private static List<IutRole> Roles(MapReader map, DiagnosticBag bag)
    {
        var roles = new List<IutRole>();
        foreach (var word in map.Texts("roles"))
        {
            var role = (IutRole)CaseFormats.Roles.ToList().IndexOf(word.Value);
            if (roles.Contains(role))
                bag.Add(StatementRules.DuplicateRole, word.Span, $"role '{word.Value}' is listed twice");
            else
                roles.Add(role);
        }

        return roles;
    }

    private static Dictionary<IutRole, IReadOnlyList<AspectClause>> Aspects(MapReader map, IReadOnlyList<IutRole> roles, DiagnosticBag bag)
    {
        var aspects = new Dictionary<IutRole, IReadOnlyList<AspectClause>>();
        if (map.Map("aspects") is not { } byRole)
            return aspects;
        foreach (var entry in byRole.Node.Entries)
        {
            var index = CaseFormats.Roles.ToList().IndexOf(entry.Key);
            if (index < 0)
                continue;
            var role = (IutRole)index;
            if (!roles.Contains(role))
                bag.Add(StatementRules.AspectRole, entry.KeySpan, $"aspects for a {entry.Key}, which the item does not oblige");
            aspects[role] = Clauses(byRole, entry.Key, bag);
        }

        return aspects;
    }

    private static List<AspectClause> Clauses(MapReader byRole, string role, DiagnosticBag bag)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var clauses = new List<AspectClause>();
        foreach (var node in byRole.List(role))
        {
            IReadOnlyList<Located<string>> names;
            if (node is ScalarNode scalar)
            {
                if (ScalarChecks.Check(scalar.Text, CaseFormats.Name) is { } problem)
                {
                    bag.Add(Rules.BadValue, node.Span, $"an aspect: {problem}");
                    continue;
                }

                names = [new(scalar.Text, scalar.Span)];
            }
            else
            {
                names = MapReader.Open(node, StatementFormats.AnyOf, bag)?.Texts("any-of") ?? [];
            }

            foreach (var name in names)
            {
                if (!seen.Add(name.Value))
                    bag.Add(StatementRules.DuplicateAspect, name.Span, $"aspect '{name.Value}' is listed twice for a {role}");
            }

            if (names.Count > 0)
                clauses.Add(new AspectClause([.. names.Select(n => n.Value)]));
        }

        return clauses;
    }

    private static void CheckDefaults(List<IReadOnlyList<RequirementItem>> wordings, DiagnosticBag bag)
    {
        var first = wordings.Find(w => w[0].Revision is not null)?[0];
        foreach (var item in wordings.Select(w => w[0]).Where(i => i.Revision is not null && i.Revision != first!.Revision))
            bag.Add(StatementRules.RevisionDefault, item.Span, $"{item.Id} has the default revision '{item.Revision}', {first!.Id} has '{first.Revision}'");
    }

    private static void CheckExpressions(List<(RequirementItem Item, Located<string> Text)> expressions, IReadOnlyCollection<string> ids, DiagnosticBag bag)
    {
        var operands = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (item, text) in expressions)
        {
            if (!RequirementExpression.TryParse(text.Value, out var expression, out var error))
            {
                bag.Add(StatementRules.BadExpression, text.Span, $"expression of {item.Id}, column {error.Column}: {error.Message}");
                continue;
            }

            foreach (var operand in expression.Operands.Where(o => o.Enabler is null && !ids.Contains(o.Name)))
                bag.Add(StatementRules.UnknownOperand, text.Span, $"expression of {item.Id}, column {operand.Column}: unknown item '{operand.Name}'{Suggestion.For(operand.Name, ids)}");
            operands[item.Id] = [.. expression.Operands.Where(o => o.Enabler is null).Select(o => o.Name).Distinct(StringComparer.Ordinal)];
        }

        foreach (var (item, text) in expressions)
        {
            if (ReachesItself(item.Id, operands))
                bag.Add(StatementRules.Cycle, text.Span, $"the expression of {item.Id} depends on {item.Id}");
        }
    }

    private static bool ReachesItself(string id, Dictionary<string, string[]> operands)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(operands.GetValueOrDefault(id) ?? []);
        while (pending.TryPop(out var next))
        {
            if (next == id)
                return true;
            if (!seen.Add(next))
                continue;
            foreach (var further in operands.GetValueOrDefault(next) ?? [])
                pending.Push(further);
        }

        return false;
    }
}

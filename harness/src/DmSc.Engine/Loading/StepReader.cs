using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Loading;

/// <summary>Reads the steps of one case in the order in which they run.</summary>
internal sealed class StepReader(CaseContext context, IReadOnlyDictionary<string, LoadedSequence> sequences)
{
    private readonly CheckReader _checks = new(context);
    private readonly ArgumentReader _arguments = new(context.Scope, context.Bag);
    private readonly MatcherReader _matchers = new(context.Scope, context.Bag);
    private readonly SortedSet<string> _included = new(StringComparer.Ordinal);

    /// <summary>Names of the sequences included so far, in order.</summary>
    public IEnumerable<string> Included => _included;

    /// <summary>Reads <c>given</c>, <c>steps</c> or <c>finally</c>.</summary>
    public IReadOnlyList<CaseStep> Read(IReadOnlyList<SpecNode> items, string section)
    {
        var steps = new List<CaseStep>();
        foreach (var item in items)
        {
            if (item is MapNode map && map.Find("include") is not null)
                Include(map, section, steps);
            else
                Add(item, section, steps, shared: false);
        }

        return steps;
    }

    private void Include(MapNode map, string section, List<CaseStep> steps)
    {
        if (MapReader.Open(map, CaseFormats.Include, context.Bag)?.Text("include") is not { } name)
            return;
        if (!sequences.TryGetValue(name.Value, out var sequence))
        {
            context.Bag.Add(CaseRules.UnknownSequence, name.Span, $"there is no sequence '{name.Value}'{Suggestion.For(name.Value, sequences.Keys)}");
            return;
        }

        _included.Add(name.Value);
        foreach (var item in sequence.Steps)
        {
            if (item is MapNode inner && inner.Find("include") is { } nested)
                context.Bag.Add(CaseRules.NestedInclude, nested.KeySpan, $"sequence '{name.Value}' includes another sequence");
            else
                Add(item, section, steps, shared: true);
        }
    }

    private void Add(SpecNode item, string section, List<CaseStep> steps, bool shared)
    {
        if (Step(item, section, steps.Count + 1, shared) is { } step)
            steps.Add(step);
    }

    private CaseStep? Step(SpecNode item, string section, int number, bool shared)
    {
        if (item is not MapNode map)
        {
            context.Bag.Add(Rules.WrongKind, item.Span, $"a step must be a map with a verb, not {MapReader.KindOf(item)}");
            return null;
        }

        if (VerbOf(map) is not { } found)
        {
            return null;
        }

        var (entry, verb) = found;
        var info = verb.Info;
        if (info.Drives is { } driven && driven != context.Role)
            context.Bag.Add(CaseRules.VerbOfOtherRole, entry.KeySpan, $"{info.Name} drives a {RequirementRefs.Word(driven)}, the case judges a {RequirementRefs.Word(context.Role)}");
        foreach (var state in info.Mutates)
        {
            if (!context.Mutates.Contains(state, StringComparer.Ordinal))
                context.Bag.Add(CaseRules.UnlistedMutation, entry.KeySpan, $"{info.Name} can change '{state}', which the case does not list under mutates");
        }

        var label = $"{section}[{number}] {info.Name}";
        var arguments = _arguments.Read(entry, info);
        var extras = new MapNode(map.Span, [.. map.Entries.Where(e => CaseFormats.StepExtras.Find(e.Key) is not null)]);
        var reader = MapReader.Open(extras, CaseFormats.StepExtras, context.Bag)!;
        if (section == "finally" && reader.Has("expect"))
            context.Bag.Add(CaseRules.JudgingCleanup, reader.KeySpan("expect"), "a step of finally has no expectations");
        var step = new CaseStep
        {
            Verb = verb,
            Arguments = arguments,
            Expect = Expectations(reader, info, label),
            WellFormed = WellFormed(reader, info, entry, label),
            Within = reader.Duration("within")?.Value,
            Label = label,
            Span = map.Span,
            // Last: what a step saves is there for the steps after it.
            Save = Saves(reader, info, shared),
        };
        return step;
    }

    private (MapEntry Entry, IVerb Verb)? VerbOf(MapNode map)
    {
        (MapEntry Entry, IVerb Verb)? first = null;
        var strange = new List<MapEntry>();
        foreach (var entry in map.Entries)
        {
            if (CaseFormats.StepExtras.Find(entry.Key) is not null)
                continue;
            if (context.Verbs.Find(entry.Key) is not { } verb)
                strange.Add(entry);
            else if (first is null)
                first = (entry, verb);
            else
                context.Bag.Add(CaseRules.NotOneVerb, entry.KeySpan, $"a step has one verb, this has {first.Value.Entry.Key} and {entry.Key}");
        }

        foreach (var entry in strange)
        {
            if (first is null && (strange.Count == 1 || entry.Key.Contains('.', StringComparison.Ordinal)))
                context.Bag.Add(CaseRules.UnknownVerb, entry.KeySpan, $"unknown verb '{entry.Key}'{Suggestion.For(entry.Key, context.Verbs.All.Select(v => v.Info.Name).Concat(CaseFormats.StepExtras.Keys.Select(k => k.Name)).Append("include"))}");
            else
                context.Bag.Add(Rules.UnknownKey, entry.KeySpan, $"unknown key '{entry.Key}' in a step{Suggestion.For(entry.Key, CaseFormats.StepExtras.Keys.Select(k => k.Name))}");
        }

        if (first is null && strange.Count == 0)
            context.Bag.Add(CaseRules.NotOneVerb, map.Span, "a step needs a verb");
        return first;
    }

    private List<Expectation> Expectations(MapReader step, VerbInfo verb, string label)
    {
        var expectations = new List<Expectation>();
        IReadOnlyList<MapReader> maps = step.Any("expect") is ListNode ? step.Maps("expect") : step.Map("expect") is { } one ? [one] : [];
        if (step.Any("expect") is ListNode { Items.Count: 0 } empty)
            context.Bag.Add(Rules.BadValue, empty.Span, "expect has no expectation");
        foreach (var map in maps)
        {
            var check = _checks.Read(map, label, wellFormed: false);
            var matcher = _matchers.Read(map, verb);
            if (check is not null && matcher is { } found)
                expectations.Add(new Expectation(check, found.Path, found.Matcher, map.Span));
        }

        return expectations;
    }

    private CheckSpec? WellFormed(MapReader step, VerbInfo verb, MapEntry entry, string label)
    {
        var node = step.Any("well-formed");
        if (!verb.DecodesIutBytes)
        {
            if (node is not null)
                context.Bag.Add(CaseRules.NothingDecoded, step.KeySpan("well-formed"), $"{verb.Name} decodes no octets of the IUT");
            return null;
        }

        return node switch
        {
            null when verb.WellFormedLevel == CheckLevel.Should => _checks.WellFormedAnswer(label),
            null => _checks.WellFormed(null, entry.KeySpan, label),
            MapNode => step.Map("well-formed") is { } map ? _checks.Read(map, label, wellFormed: true) : null,
            _ => step.Text("well-formed") is { } id ? _checks.WellFormed(id, id.Span, label) : null,
        };
    }

    private List<SavedVariable> Saves(MapReader step, VerbInfo verb, bool shared)
    {
        var saves = new List<SavedVariable>();
        if (step.Any("save") is MapNode)
        {
            foreach (var (name, path) in step.NamedTexts("save"))
                Save(name, path, verb, shared, saves);
        }
        else if (step.Text("save") is { } name)
        {
            if (verb.MainResult is { } main)
                Save(name, new Located<string>(main, name.Span), verb, shared, saves);
            else
                context.Bag.Add(CaseRules.NoMainResult, name.Span, $"{verb.Name} has no main result: write save: {{ {name.Value}: path }}; there are {string.Join(", ", verb.Result.Fields.Select(f => f.Name))}");
        }

        return saves;
    }

    private void Save(Located<string> name, Located<string> path, VerbInfo verb, bool shared, List<SavedVariable> saves)
    {
        var parsed = ValuePath.Parse(path.Value, verb.Result, verb.MainResult, out var error);
        if (parsed is null)
        {
            context.Bag.Add(CaseRules.BadPath, path.Span, $"{verb.Name}: {error}");
            return;
        }

        context.Scope.DefineSaved(name.Value, parsed.Shape, name.Span, shared);
        saves.Add(new SavedVariable(name.Value, parsed));
    }
}

/// <summary>A shared sequence of steps.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its file.</param>
/// <param name="Steps">Its steps, not yet read: what they mean depends on the case.</param>
internal sealed record LoadedSequence(string Name, string Hash, IReadOnlyList<SpecNode> Steps);

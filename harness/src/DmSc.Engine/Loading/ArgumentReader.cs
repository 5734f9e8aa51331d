using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;

namespace DmSc.Engine.Loading;

/// <summary>Reads the arguments of a verb, every literal parsed for every variant.</summary>
internal sealed class ArgumentReader(VariableScope scope, DiagnosticBag bag)
{
    public IReadOnlyList<StepArgument> Read(MapEntry step, VerbInfo verb)
    {
        if (step.Value is not MapNode map)
        {
            bag.Add(Rules.WrongKind, step.Value.Span, $"the arguments of {verb.Name} must be a map, not {MapReader.KindOf(step.Value)}; without arguments write {{}}");
            return [];
        }

        var arguments = new List<StepArgument>();
        foreach (var entry in map.Entries)
        {
            if (verb.Parameters.FirstOrDefault(p => p.Name == entry.Key) is not { } parameter)
                bag.Add(CaseRules.UnknownParameter, entry.KeySpan, $"{verb.Name} has no parameter '{entry.Key}'{Suggestion.For(entry.Key, verb.Parameters.Select(p => p.Name))}");
            else if (Argument(entry, parameter, verb) is { } argument)
                arguments.Add(argument);
        }

        foreach (var parameter in verb.Parameters)
        {
            if (parameter.Required && map.Find(parameter.Name) is null)
                bag.Add(CaseRules.MissingParameter, step.KeySpan, $"{verb.Name} needs the parameter '{parameter.Name}': {parameter.Doc}");
        }

        foreach (var group in verb.ExactlyOneOf)
        {
            var given = group.Where(name => map.Find(name) is not null).ToArray();
            if (given.Length != 1)
                bag.Add(CaseRules.NotOneOfGroup, step.KeySpan, $"{verb.Name} takes exactly one of {string.Join(", ", group)}; {(given.Length == 0 ? "none is given" : $"{string.Join(" and ", given)} are given")}");
        }

        return arguments;
    }

    private StepArgument? Argument(MapEntry entry, Parameter parameter, VerbInfo verb)
    {
        var what = $"parameter '{parameter.Name}' of {verb.Name}";
        if (entry.Value is not ScalarNode scalar)
        {
            bag.Add(Rules.WrongKind, entry.Value.Span, $"{what} must be a scalar ({parameter.Kind}), not {MapReader.KindOf(entry.Value)}");
            return null;
        }

        if (scope.Parse(scalar.Text, scalar.Span) is not { } template)
            return null;

        foreach (var (name, shape) in scope.SavedIn(template))
        {
            if (!Takes(parameter.Kind, shape, alone: template.SoleVariable is not null))
            {
                bag.Add(CaseRules.WrongShape, scalar.Span, $"{what} takes {parameter.Kind}; variable '{name}' holds {MatcherReader.Describe(shape)}");
                return null;
            }
        }

        foreach (var text in scope.TextsOf(template) ?? [])
        {
            if (parameter.ParseText(text, out var error) is null)
            {
                bag.Add(CaseRules.BadArgument, scalar.Span, $"{what}: {error}");
                return null;
            }
        }

        return new StepArgument(parameter, template, scalar.Span);
    }

    // What the parameter's own conversion accepts; inside a longer text the value is first written out.
    private static bool Takes(string kind, ValueShape shape, bool alone) => shape is ScalarShape { Kind: var saved } && kind switch
    {
        "hex" => saved is "hex",
        "integer" => saved is "integer",
        "boolean" => saved is "boolean",
        "choice" => saved is "text",
        "text" => saved is not "hex" || !alone,
        _ => false,
    };
}

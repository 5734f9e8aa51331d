using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Loading;

/// <summary>Reads what the judgement knows about a check, and sees to it that ids are unique in the case.</summary>
internal sealed class CheckReader(CaseContext context)
{
    private readonly Dictionary<string, SourceSpan> _places = new(StringComparer.Ordinal);

    /// <summary>A check of an expectation or a named well-formed check; <c>null</c> after a complaint.</summary>
    public CheckSpec? Read(MapReader map, string step, bool wellFormed)
    {
        var id = map.Text("check");
        var level = map.Word("level", CheckLevel.Must, CheckLevel.Should)?.Value ?? CheckLevel.Must;
        var spec = map.Text("spec")?.Value ?? context.Spec;
        var requirements = Requirements(map, level, id?.Value);
        return id is { } name && Claim(name, wellFormed) && requirements is not null ? new CheckSpec(name.Value, level, requirements, spec, step) : null;
    }

    /// <summary>A well-formed check of which the case gives the id only, or nothing.</summary>
    public CheckSpec? WellFormed(Located<string>? id, SourceSpan span, string step)
    {
        if (id is { } name && !Claim(name, wellFormed: true))
            return null;
        if (context.Requirements.Count > 1)
        {
            context.Bag.Add(CaseRules.CheckNeedsRequirement, id?.Span ?? span, $"this verb decodes octets of the IUT and the case covers {context.Requirements.Count} requirements: write well-formed: {{ check: well-formed-..., req: ITEM }}");
            return null;
        }

        return new CheckSpec(id?.Value ?? CaseFormats.WellFormed, CheckLevel.Must, context.Requirements, context.Spec, step);
    }

    /// <summary>The check of a step that declares none and decodes what the case is not about.</summary>
    public CheckSpec WellFormedAnswer(string step) => new(CaseFormats.WellFormedAnswer, CheckLevel.Should, context.Requirements, context.Spec, step);

    private bool Claim(Located<string> id, bool wellFormed)
    {
        if (id.Value is CaseFormats.KeepsAnswering or CaseFormats.WellFormedAnswer)
        {
            context.Bag.Add(CaseRules.BadCheckId, id.Span, $"'{id.Value}' is a check that the harness adds itself");
            return false;
        }

        // The judgement knows by its id that such a check is evaluated only when octets were decoded.
        if (id.Value.Contains(CaseFormats.WellFormed, StringComparison.Ordinal) != wellFormed)
        {
            context.Bag.Add(CaseRules.BadCheckId, id.Span, wellFormed ? $"the id of a well-formed check contains 'well-formed', '{id.Value}' does not" : $"'{id.Value}': only well-formed checks have 'well-formed' in their id");
            return false;
        }

        if (_places.TryAdd(id.Value, id.Span))
            return true;
        context.Bag.Add(CaseRules.DuplicateCheck, id.Span, $"check id '{id.Value}' is already used at {_places[id.Value]}");
        return false;
    }

    private IReadOnlyList<RequirementRef>? Requirements(MapReader map, CheckLevel level, string? id)
    {
        if (!map.Has("req"))
        {
            if (level == CheckLevel.Should || context.Requirements.Count <= 1)
                return context.Requirements;
            context.Bag.Add(CaseRules.CheckNeedsRequirement, map.Span, $"check '{id}' must name its req: the case covers {string.Join(", ", context.Requirements)}");
            return null;
        }

        var names = map.Any("req") is ListNode ? map.Texts("req") : map.Text("req") is { } one ? [one] : [];
        var refs = context.Refs.Read(names);
        foreach (var found in refs)
        {
            var own = context.Requirements.Any(r => r.Item == found.Item && (r.Aspect is null || found.Aspect is null || r.Aspect == found.Aspect));
            if (!own && context.Requirements.Count > 0)
                context.Bag.Add(CaseRules.ForeignRequirement, names.First(n => n.Value == found.ToString()).Span, $"{found} is not among the requirements of the case: {string.Join(", ", context.Requirements)}");
        }

        return refs.Count > 0 ? refs : null;
    }
}

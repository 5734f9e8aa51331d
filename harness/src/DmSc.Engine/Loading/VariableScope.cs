using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>The variables of one case while its steps are read in order.</summary>
internal sealed class VariableScope(DiagnosticBag bag)
{
    private const string IxitPrefix = "ixit.";

    private readonly List<CaseVariable> _forEach = [];
    private readonly Dictionary<string, ValueShape> _saved = new(StringComparer.Ordinal);
    private readonly List<(string Name, SourceSpan Span, bool MayStayUnused)> _defined = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _ixit = [];

    public IReadOnlyList<CaseVariable> ForEach => _forEach;

    public IReadOnlyList<string> Ixit => _ixit;

    public void DefineForEach(CaseVariable variable, SourceSpan span)
    {
        _forEach.Add(variable);
        _defined.Add((variable.Name, span, false));
    }

    // What a sequence saves may stay unused: not every case that includes it needs every value.
    public void DefineSaved(string name, ValueShape shape, SourceSpan span, bool shared)
    {
        if (_defined.Exists(d => d.Name == name))
        {
            bag.Add(CaseRules.RedefinedVariable, span, $"variable '{name}' is already defined");
            return;
        }

        _saved.Add(name, shape);
        _defined.Add((name, span, shared));
    }

    public Template? Parse(string text, SourceSpan span)
    {
        var template = Template.Parse(text, out var error);
        if (template is null)
        {
            bag.Add(CaseRules.BadTemplate, span, error!);
            return null;
        }

        var good = true;
        foreach (var name in template.Variables)
            good &= Use(name, span);
        return good ? template : null;
    }

    /// <summary>
    /// The texts a template can have when only for-each variables are in it; <c>null</c> when its text is known only at run time.
    /// </summary>
    public IEnumerable<string>? TextsOf(Template template)
    {
        var names = template.Variables.ToHashSet(StringComparer.Ordinal);
        var variables = _forEach.Where(v => names.Contains(v.Name)).ToArray();
        return variables.Length == names.Count
            ? CaseVariants.Combinations(variables).Select(values => template.Expand(name => values[name])).Distinct(StringComparer.Ordinal)
            : null;
    }

    /// <summary>The shapes of the saved variables in a template.</summary>
    public IEnumerable<(string Name, ValueShape Shape)> SavedIn(Template template) =>
        template.Variables.Where(_saved.ContainsKey).Select(n => (n, _saved[n]));

    public void ReportUnused()
    {
        foreach (var (name, span, mayStayUnused) in _defined)
        {
            if (!mayStayUnused && !_used.Contains(name))
                bag.Add(CaseRules.UnusedVariable, span, $"variable '{name}' is never used");
        }
    }

    private bool Use(string name, SourceSpan span)
    {
        if (name.StartsWith(IxitPrefix, StringComparison.Ordinal))
        {
            var parameter = name[IxitPrefix.Length..];
            if (!Patterns.Name.IsMatch(parameter))
            {
                bag.Add(CaseRules.BadTemplate, span, $"'{parameter}' is no IXIT parameter name (lower case, digits, hyphens)");
                return false;
            }

            if (!_ixit.Contains(parameter))
                _ixit.Add(parameter);
            return true;
        }

        _used.Add(name);
        if (_saved.ContainsKey(name) || _forEach.Exists(v => v.Name == name))
            return true;
        bag.Add(CaseRules.UndefinedVariable, span, $"variable '{name}' is not defined by for-each or an earlier step{Suggestion.For(name, _defined.Select(d => d.Name))}");
        return false;
    }
}

using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;

namespace DmSc.Model.Rollup;

/// <summary>The parsed expressions of a catalogue and who depends on whom.</summary>
internal sealed class ExpressionGraph
{
    private readonly Dictionary<string, RequirementExpression> _expressions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExpressionError> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _reach = new(StringComparer.Ordinal);

    public ExpressionGraph(RequirementCatalogue catalogue)
    {
        foreach (var item in catalogue.Items)
        {
            if (item.Expression is null)
                continue;
            if (RequirementExpression.TryParse(item.Expression, out var expression, out var error))
                _expressions[item.Id] = expression;
            else
                _errors[item.Id] = error;
        }
    }

    public RequirementExpression? ExpressionOf(string item) => _expressions.GetValueOrDefault(item);

    public string? ErrorOf(string item) => _errors.TryGetValue(item, out var error) ? $"column {error.Column}: {error.Message}" : null;

    /// <summary>Whether judging one item would need the other, however far away (an item reaches itself).</summary>
    public bool Reaches(string from, string to)
    {
        if (!_reach.TryGetValue(from, out var reached))
        {
            _reach[from] = reached = new HashSet<string>(StringComparer.Ordinal) { from };
            var pending = new Stack<string>([from]);
            while (pending.TryPop(out var item))
            {
                foreach (var operand in ExpressionOf(item)?.Operands ?? [])
                {
                    if (reached.Add(operand.Name))
                        pending.Push(operand.Name);
                }
            }
        }

        return reached.Contains(to);
    }
}

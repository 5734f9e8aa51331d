using System.Diagnostics.CodeAnalysis;

namespace DmSc.Model.Requirements.Expressions;

/// <summary>
/// The requirement column of an SCR table (OMA SCR Rules and Procedures): items joined by NOT, AND, OR (binding in that order),
/// with parentheses. An operand is an item id (<c>DM-BOOT-C-010</c>, <c>XYZ-C-004-O</c>), an item of another enabler
/// (<c>ProvBoot:ProvBoot-B-C-001</c>) or a feature group of another enabler (<c>ZYX:MCF</c>, <c>OCF</c>, <c>MSF</c>, <c>OSF</c>).
/// Operators and names are case-sensitive: <c>and</c> is not an operator, <c>dm-boot-c-010</c> not our item. White space and line
/// breaks separate and mean nothing else; none is allowed around the colon.
/// </summary>
public abstract record RequirementExpression
{
    /// <summary>Parentheses and NOTs can be nested that deep.</summary>
    public const int MaxDepth = 64;

    /// <summary>An expression can have that many operands.</summary>
    public const int MaxOperands = 512;

    // Beyond that many distinct operands the exact search for the smallest explanation is left out.
    private const int ExactSearchLimit = 12;

    private protected RequirementExpression()
    {
    }

    private protected abstract int Precedence { get; }

    /// <summary>The operands in order of appearance, with repetitions.</summary>
    public IEnumerable<Operand> Operands
    {
        get
        {
            var pending = new Stack<RequirementExpression>();
            pending.Push(this);
            while (pending.TryPop(out var node))
            {
                switch (node)
                {
                    case Operand operand:
                        yield return operand;
                        break;
                    case Not not:
                        pending.Push(not.Inner);
                        break;
                    case And and:
                        pending.Push(and.Right);
                        pending.Push(and.Left);
                        break;
                    case Or or:
                        pending.Push(or.Right);
                        pending.Push(or.Left);
                        break;
                }
            }
        }
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is none; the message begins with the column.</exception>
    public static RequirementExpression Parse(string text) =>
        TryParse(text, out var expression, out var error)
            ? expression
            : throw new FormatException($"column {error.Column}: {error.Message}");

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="expression">The expression, when it is one.</param>
    /// <param name="error">What is wrong, when it is none.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out RequirementExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error) =>
        new ExpressionParser(text).TryParse(out expression, out error);

    /// <summary>Its value.</summary>
    /// <param name="valueOf">The value of an operand, by its name as written.</param>
    public Truth Value(Func<string, Truth> valueOf) => this switch
    {
        Operand operand => valueOf(operand.Name),
        Not not => Truth.True - (int)not.Inner.Value(valueOf),
        And and => Least(and.Left.Value(valueOf), and.Right.Value(valueOf)),
        Or or => Greatest(or.Left.Value(valueOf), or.Right.Value(valueOf)),
        _ => throw new InvalidOperationException($"unknown node {GetType().Name}"),
    };

    /// <summary>Its value and the operands that decide it.</summary>
    /// <param name="valueOf">The value of an operand, by its name as written; asked once for each name.</param>
    public Evaluation Evaluate(Func<string, Truth> valueOf)
    {
        var names = Operands.Select(o => o.Name).Distinct(StringComparer.Ordinal).ToList();
        var values = names.ToDictionary(n => n, valueOf, StringComparer.Ordinal);
        var (value, because) = Explain(this, values);
        if (value != Truth.Unknown)
            because = Smaller(value, because, names.Where(n => values[n] != Truth.Unknown).ToList(), values);
        return new Evaluation(value, [.. names.Where(because.Contains).Select(n => new OperandValue(n, values[n]))]);
    }

    /// <summary>The expression in its shortest form; reads back to an equal expression.</summary>
    public sealed override string ToString() => this switch
    {
        Operand operand => operand.Name,
        Not not => $"NOT {not.Inner.Within(Precedence)}",
        And and => $"{and.Left.Within(Precedence)} AND {and.Right.Within(Precedence + 1)}",
        Or or => $"{or.Left.Within(Precedence)} OR {or.Right.Within(Precedence + 1)}",
        _ => throw new InvalidOperationException($"unknown node {GetType().Name}"),
    };

    private string Within(int least) => Precedence < least ? $"({this})" : ToString();

    private static Truth Least(Truth a, Truth b) => a < b ? a : b;

    private static Truth Greatest(Truth a, Truth b) => a > b ? a : b;

    private static (Truth Value, HashSet<string> Because) Explain(RequirementExpression node, Dictionary<string, Truth> values)
    {
        switch (node)
        {
            case Operand operand:
                return (values[operand.Name], new HashSet<string>(StringComparer.Ordinal) { operand.Name });
            case Not not:
                var inner = Explain(not.Inner, values);
                return (Truth.True - (int)inner.Value, inner.Because);
            case And and:
                return Join(Explain(and.Left, values), Explain(and.Right, values), Truth.False);
            case Or or:
                return Join(Explain(or.Left, values), Explain(or.Right, values), Truth.True);
            default:
                throw new InvalidOperationException($"unknown node {node.GetType().Name}");
        }
    }

    /// <param name="left">One side.</param>
    /// <param name="right">The other.</param>
    /// <param name="dominant">The value one side of which is enough: false for AND, true for OR.</param>
    private static (Truth Value, HashSet<string> Because) Join(
        (Truth Value, HashSet<string> Because) left, (Truth Value, HashSet<string> Because) right, Truth dominant)
    {
        if (left.Value == dominant && right.Value == dominant)
            return left.Because.Count <= right.Because.Count ? left : right;
        if (left.Value == dominant)
            return left;
        if (right.Value == dominant)
            return right;
        if (left.Value == right.Value)
        {
            left.Because.UnionWith(right.Because);
            return left;
        }

        return left.Value == Truth.Unknown ? left : right;
    }

    // The structure gives a smallest set only while no operand is repeated; with repetitions smaller ones are looked for.
    private HashSet<string> Smaller(Truth value, HashSet<string> found, List<string> known, Dictionary<string, Truth> values)
    {
        if (known.Count > ExactSearchLimit || Operands.Count() == values.Count)
            return found;
        var best = found;
        for (var mask = 0; mask < 1 << known.Count; mask++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)mask) >= best.Count)
                continue;
            var chosen = known.Where((_, i) => (mask >> i & 1) == 1).ToHashSet(StringComparer.Ordinal);
            if (Value(n => chosen.Contains(n) ? values[n] : Truth.Unknown) == value)
                best = chosen;
        }

        return best;
    }

    /// <summary>An item or feature group.</summary>
    /// <param name="Name">As written, <c>Enabler:Item</c> when qualified.</param>
    /// <param name="Column">1-based column where it stands; no part of its identity.</param>
    public sealed record Operand(string Name, int Column) : RequirementExpression
    {
        private protected override int Precedence => 4;

        /// <summary>The enabler before the colon, or <c>null</c> for an item of the same enabler.</summary>
        public string? Enabler => Name.IndexOf(':', StringComparison.Ordinal) is var i and >= 0 ? Name[..i] : null;

        /// <inheritdoc />
        public bool Equals(Operand? other) => other is not null && other.Name == Name;

        /// <inheritdoc />
        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
    }

    /// <summary>The contrary.</summary>
    /// <param name="Inner">Of what.</param>
    public sealed record Not(RequirementExpression Inner) : RequirementExpression
    {
        private protected override int Precedence => 3;
    }

    /// <summary>Both.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record And(RequirementExpression Left, RequirementExpression Right) : RequirementExpression
    {
        private protected override int Precedence => 2;
    }

    /// <summary>At least one.</summary>
    /// <param name="Left">One.</param>
    /// <param name="Right">The other.</param>
    public sealed record Or(RequirementExpression Left, RequirementExpression Right) : RequirementExpression
    {
        private protected override int Precedence => 1;
    }
}

using DmSc.Model.Requirements.Expressions;

namespace DmSc.Tests.Model.Requirements.Expressions;

internal static class RandomExpression
{
    private static readonly string[] Names = ["A-1", "B-1-O", "C-1", "ZYX:MCF", "P:Q-B-C-1"];

    public static RequirementExpression Make(Random random, int size) =>
        Make(random, size, Names);

    public static RequirementExpression Make(Random random, int size, string[] names)
    {
        if (size <= 1)
            return new RequirementExpression.Operand(names[random.Next(names.Length)], 1);
        if (random.Next(4) == 0)
            return new RequirementExpression.Not(Make(random, size - 1, names));
        var left = random.Next(1, size);
        var (a, b) = (Make(random, left, names), Make(random, size - left, names));
        return random.Next(2) == 0 ? new RequirementExpression.And(a, b) : new RequirementExpression.Or(a, b);
    }

    public static Truth Kleene(RequirementExpression expression, IReadOnlyDictionary<string, Truth> values)
    {
        switch (expression)
        {
            case RequirementExpression.Operand operand:
                return values[operand.Name];
            case RequirementExpression.Not not:
                return Kleene(not.Inner, values) switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => Truth.Unknown };
            case RequirementExpression.And and:
                Truth[] both = [Kleene(and.Left, values), Kleene(and.Right, values)];
                return both.Contains(Truth.False) ? Truth.False : both.Contains(Truth.Unknown) ? Truth.Unknown : Truth.True;
            case RequirementExpression.Or or:
                Truth[] either = [Kleene(or.Left, values), Kleene(or.Right, values)];
                return either.Contains(Truth.True) ? Truth.True : either.Contains(Truth.Unknown) ? Truth.Unknown : Truth.False;
            default:
                throw new ArgumentException($"unknown node {expression.GetType().Name}", nameof(expression));
        }
    }
}

namespace DmSc.Model.Requirements.Expressions;

/// <summary>Kleene's three truth values, ordered: AND is the least, OR the greatest of its operands.</summary>
public enum Truth
{
    /// <summary>Not so.</summary>
    False = 0,

    /// <summary>Not known.</summary>
    Unknown = 1,

    /// <summary>So.</summary>
    True = 2,
}

/// <summary>An operand and what it was worth.</summary>
/// <param name="Operand">As written in the expression.</param>
/// <param name="Value">Its value.</param>
public sealed record OperandValue(string Operand, Truth Value);

/// <summary>The value of an expression and why.</summary>
/// <param name="Value">The value.</param>
/// <param name="Because">
/// True or false: a smallest set of operands that alone decides, whatever the others are. Unknown: every unknown operand that still
/// matters (not those in a part that is decided already). In the order of the expression, each once.
/// </param>
public sealed record Evaluation(Truth Value, IReadOnlyList<OperandValue> Because);

/// <summary>Why a text is no requirement expression.</summary>
/// <param name="Column">1-based column in characters.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record ExpressionError(int Column, string Message);

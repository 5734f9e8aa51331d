using System.Diagnostics.CodeAnalysis;

namespace DmSc.Model.Requirements.Expressions;

/// <summary>Recursive descent over the tokens of one expression; the first error ends it.</summary>
internal sealed class ExpressionParser(string text)
{
    private int _position;
    private Token _token;
    private int _depth;
    private int _operands;
    private ExpressionError? _error;

    private enum Kind
    {
        End,
        Open,
        Close,
        Not,
        And,
        Or,
        Name,
    }

    private readonly record struct Token(Kind Kind, string Text, int Column);

    public bool TryParse([NotNullWhen(true)] out RequirementExpression? expression, [NotNullWhen(false)] out ExpressionError? error)
    {
        Advance();
        var parsed = ParseOr();
        if (_error is null && _token.Kind != Kind.End)
            Fail(_token.Column, $"{Shown(_token)} after the end of the expression; expected AND, OR or the end");
        error = _error ?? (parsed is null ? new ExpressionError(1, "no expression") : null);
        expression = error is null ? parsed : null;
        return error is null;
    }

    private RequirementExpression? ParseOr()
    {
        var left = ParseAnd();
        while (left is not null && _token.Kind == Kind.Or)
        {
            Advance();
            left = ParseAnd() is { } right ? new RequirementExpression.Or(left, right) : null;
        }

        return left;
    }

    private RequirementExpression? ParseAnd()
    {
        var left = ParseNot();
        while (left is not null && _token.Kind == Kind.And)
        {
            Advance();
            left = ParseNot() is { } right ? new RequirementExpression.And(left, right) : null;
        }

        return left;
    }

    private RequirementExpression? ParseNot()
    {
        if (_token.Kind is not (Kind.Not or Kind.Open))
            return ParseOperand();
        if (++_depth > RequirementExpression.MaxDepth)
            return Fail(_token.Column, $"nested deeper than {RequirementExpression.MaxDepth}");

        var opening = _token;
        Advance();
        RequirementExpression? result;
        if (opening.Kind == Kind.Not)
        {
            result = ParseNot() is { } inner ? new RequirementExpression.Not(inner) : null;
        }
        else
        {
            result = ParseOr();
            if (result is not null && _token.Kind != Kind.Close)
                return Fail(_token.Column, $"{Shown(_token)}; expected AND, OR or the ')' of the '(' in column {opening.Column}");
            if (result is not null)
                Advance();
        }

        _depth--;
        return result;
    }

    private RequirementExpression.Operand? ParseOperand()
    {
        var token = _token;
        if (token.Kind != Kind.Name)
        {
            Fail(token.Column, $"{Shown(token)}; expected an item, a feature group, NOT or '('");
            return null;
        }

        if (++_operands > RequirementExpression.MaxOperands)
        {
            Fail(token.Column, $"more than {RequirementExpression.MaxOperands} operands");
            return null;
        }

        if (Complaint(token.Text) is { } complaint)
        {
            Fail(token.Column, complaint);
            return null;
        }

        Advance();
        return new RequirementExpression.Operand(token.Text, token.Column);
    }

    private void Advance()
    {
        if (_error is not null)
            return;
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        var start = _position;
        if (start == text.Length)
        {
            _token = new Token(Kind.End, string.Empty, start + 1);
            return;
        }

        if (text[start] is '(' or ')')
        {
            _position++;
            _token = new Token(text[start] == '(' ? Kind.Open : Kind.Close, text[start].ToString(), start + 1);
            return;
        }

        while (_position < text.Length && (char.IsAsciiLetterOrDigit(text[_position]) || text[_position] is '-' or '_' or '.' or ':'))
            _position++;
        if (_position == start)
        {
            Fail(start + 1, $"character '{text[start]}' (U+{(int)text[start]:X4}) has no place in a requirement expression");
            return;
        }

        var word = text[start.._position];
        var kind = word switch { "NOT" => Kind.Not, "AND" => Kind.And, "OR" => Kind.Or, _ => Kind.Name };
        _token = new Token(kind, word, start + 1);
    }

    private RequirementExpression? Fail(int column, string message)
    {
        _error ??= new ExpressionError(column, message);
        _token = new Token(Kind.End, string.Empty, text.Length + 1);
        return null;
    }

    private static string Shown(Token token) => token.Kind == Kind.End ? "the end" : $"'{token.Text}'";

    private static string? Complaint(string name)
    {
        if (name.ToUpperInvariant() is "AND" or "OR" or "NOT")
            return $"'{name}': operators are written in capitals";
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var local = name[(colon + 1)..];
        if (colon >= 0 && !IsWord(name.AsSpan(0, colon), dots: true))
            return $"'{name}': an enabler's name must stand before the colon";
        if (local is "MCF" or "OCF" or "MSF" or "OSF")
            return colon >= 0 ? null : $"'{name}': a feature group needs its enabler, as in ZYX:{local}";
        return IsItem(local) ? null : $"'{name}' is neither an item such as DM-BOOT-C-010 nor a feature group such as ZYX:MCF";
    }

    // Words joined by hyphens, one of them after the first a number: DM-BOOT-C-010, XYZ-C-004-O, DM-SC-GEN-2.
    private static bool IsItem(string name)
    {
        var parts = name.Split('-');
        return IsWord(parts[0], dots: false)
            && Array.TrueForAll(parts, p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            && parts.Skip(1).Any(p => p.All(char.IsAsciiDigit));
    }

    private static bool IsWord(ReadOnlySpan<char> word, bool dots)
    {
        if (word.IsEmpty || !char.IsAsciiLetter(word[0]))
            return false;
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && !(dots && c is ('.' or '-')))
                return false;
        }

        return true;
    }
}

using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Collects the complaints about all input files. Bounded; a complaint made twice about one place is kept once.</summary>
/// <param name="limit">Most complaints kept; further ones are counted.</param>
public sealed class DiagnosticBag(int limit = 1000)
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<Diagnostic> _seen = [];

    /// <summary>The complaints, in the order they were made.</summary>
    public IReadOnlyList<Diagnostic> Items => _items;

    /// <summary>The complaints by file, line and column.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
    [
        .. _items
            .OrderBy(d => d.Span.File, StringComparer.Ordinal)
            .ThenBy(d => d.Span.Line)
            .ThenBy(d => d.Span.Column)
            .ThenBy(d => d.Code, StringComparer.Ordinal),
    ];

    /// <summary>Whether any error was reported, kept or not.</summary>
    public bool HasErrors => ErrorsReported > 0;

    /// <summary>How many complaints were not kept because of the limit.</summary>
    public int Dropped { get; private set; }

    /// <summary>Every error reported, repeated ones included: compare two readings to know whether something failed in between.</summary>
    internal long ErrorsReported { get; private set; }

    /// <summary>Adds a complaint.</summary>
    /// <param name="rule">Which kind.</param>
    /// <param name="span">Where.</param>
    /// <param name="message">What was found and what was expected.</param>
    public void Add(DiagnosticRule rule, SourceSpan span, string message)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Add(new Diagnostic(span, rule.Severity, rule.Code, message));
    }

    /// <summary>Adds a complaint.</summary>
    /// <param name="diagnostic">The complaint.</param>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        if (diagnostic.Severity == Severity.Error)
            ErrorsReported++;
        if (_seen.Contains(diagnostic))
            return;
        if (_items.Count >= limit)
        {
            Dropped++;
            return;
        }

        _seen.Add(diagnostic);
        _items.Add(diagnostic);
    }
}

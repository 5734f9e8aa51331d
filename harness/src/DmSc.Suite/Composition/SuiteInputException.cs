using DmSc.Model.Text;

namespace DmSc.Suite.Composition;

/// <summary>The input of a run is not usable. Carries every problem of every file at once.</summary>
public sealed class SuiteInputException : Exception
{
    /// <summary>Problems of input files.</summary>
    /// <param name="diagnostics">All of them.</param>
    public SuiteInputException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>One problem that belongs to no file.</summary>
    /// <param name="message">What was found and what was expected.</param>
    public SuiteInputException(string message)
        : base(message)
    {
        Diagnostics = [];
    }

    /// <summary>The problems; empty when the message says it all.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}

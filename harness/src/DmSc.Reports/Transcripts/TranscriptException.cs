namespace DmSc.Reports.Transcripts;

/// <summary>A transcript cannot be read: missing, outside the run folder, or a line that is no frame.</summary>
public sealed class TranscriptException : Exception
{
    /// <summary>Names place and trouble.</summary>
    /// <param name="path">Path relative to the run folder, as the journal has it.</param>
    /// <param name="line">1-based line; 0 when the file as a whole is meant.</param>
    /// <param name="reason">What was found and what was expected.</param>
    /// <param name="inner">What the system said, if it did.</param>
    public TranscriptException(string path, int line, string reason, Exception? inner = null)
        : base(line == 0 ? $"{path}: {reason}" : $"{path}:{line}: {reason}", inner)
    {
        TranscriptPath = path;
        Line = line;
    }

    /// <summary>Path relative to the run folder.</summary>
    public string TranscriptPath { get; }

    /// <summary>1-based line; 0 for the whole file.</summary>
    public int Line { get; }
}

namespace DmSc.Reports;

/// <summary>A report could not be written: the disk is full, the folder is not writable, a file is held open.</summary>
public sealed class ReportWriteException : IOException
{
    /// <summary>Names the file that could not be written.</summary>
    /// <param name="path">The report's final path, not that of its temporary file.</param>
    /// <param name="inner">What the file system said.</param>
    public ReportWriteException(string path, Exception inner)
        : base($"Cannot write report '{path}': {inner?.Message}", inner) => FilePath = path;

    /// <summary>The report's final path.</summary>
    public string FilePath { get; }
}

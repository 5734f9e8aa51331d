namespace DmSc.Reports.Files;

/// <summary>Fills a folder beside the final one and swaps it in as a whole: nothing of an older set stays behind.</summary>
internal sealed class ReportFolder : IDisposable
{
    private readonly string _final;
    private readonly string _old;
    private bool _committed;

    /// <summary>Makes the empty temporary folder.</summary>
    /// <exception cref="ReportWriteException">It cannot be made.</exception>
    public ReportFolder(string final)
    {
        _final = final;
        _old = final + ".old" + ReportFile.TemporarySuffix;
        Path = final + ReportFile.TemporarySuffix;
        ReportFile.Guard(final, () =>
        {
            // A crash between the two renames of Commit leaves only the old folder: put it back before anything else.
            if (Directory.Exists(_old) && !Directory.Exists(_final))
                Directory.Move(_old, _final);
            DeleteIfThere(_old);
            DeleteIfThere(Path);
            Directory.CreateDirectory(Path);
        });
    }

    /// <summary>Where to write meanwhile.</summary>
    public string Path { get; }

    /// <summary>Swaps the folder in.</summary>
    /// <exception cref="ReportWriteException">It cannot be swapped in; the older one stays.</exception>
    public void Commit() => ReportFile.Guard(_final, () =>
    {
        if (Directory.Exists(_final))
            Directory.Move(_final, _old);
        try
        {
            Directory.Move(Path, _final);
        }
        catch when (Directory.Exists(_old))
        {
            Directory.Move(_old, _final);
            throw;
        }

        _committed = true;
        DeleteIfThere(_old);
    });

    /// <inheritdoc />
    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            DeleteIfThere(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The trouble that kept Commit from being called is under way already; the next attempt clears the folder.
            return;
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

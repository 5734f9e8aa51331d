namespace DmSc.Reports.Files;

/// <summary>Writes a report under a temporary name and renames it, so that a reader never sees half of one.</summary>
internal static class ReportFile
{
    /// <summary>Ending of everything unfinished; such a name is never a report.</summary>
    public const string TemporarySuffix = ".part";

    /// <summary>Writes one file atomically.</summary>
    /// <exception cref="ReportWriteException">It could not be written; the older one, if any, is untouched.</exception>
    public static void Write(string path, Action<Stream> body)
    {
        var temporary = path + TemporarySuffix;
        Guard(path, () =>
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024))
                    body(stream);
                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                TryDelete(temporary);
                throw;
            }
        });
    }

    /// <summary>Runs file-system work on behalf of one report.</summary>
    /// <exception cref="ReportWriteException">The file system refused.</exception>
    public static void Guard(string path, Action work)
    {
        try
        {
            work();
        }
        catch (ReportWriteException)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReportWriteException(path, e);
        }
    }

    // The first trouble is the one worth telling; a leftover temporary file is removed by the next attempt.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}

using System.Text.RegularExpressions;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.Transcripts;

/// <summary>The readable transcripts of a run, beside the machine's.</summary>
internal static partial class TranscriptSet
{
    /// <summary>Writes one per attempt that exchanged something and removes those of an older set.</summary>
    public static void Write(RunView view, string runFolder, CancellationToken cancellation)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var outcome in view.Run.Outcomes)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var attempt in outcome.Attempts)
            {
                // Evidence that was taken away, or a path that leads elsewhere, is told by the reports that would show it.
                if (attempt.Transcript is not { } transcript || Locate(runFolder, transcript) is not { } frames)
                    continue;
                var path = TranscriptText.PathFor(frames);
                ReportFile.Write(path, to => TranscriptText.Write(to, runFolder, outcome, attempt));
                written.Add(path);
            }
        }

        var evidence = Path.Combine(Path.GetFullPath(runFolder), "evidence");
        ReportFile.Guard(evidence, () => RemoveOlder(evidence, written));
    }

    /// <summary>Full path of a transcript that is there; <c>null</c> when it is missing or leads out of the run folder.</summary>
    public static string? Locate(string runFolder, string transcript)
    {
        try
        {
            var path = TranscriptReader.Resolve(runFolder, transcript);
            return File.Exists(path) ? path : null;
        }
        catch (TranscriptException)
        {
            return null;
        }
    }

    private static void RemoveOlder(string evidence, HashSet<string> written)
    {
        if (!Directory.Exists(evidence))
            return;
        foreach (var path in Directory.EnumerateFiles(evidence, "attempt-*.txt*", SearchOption.AllDirectories).ToList())
        {
            if (OurName().IsMatch(Path.GetFileName(path)) && !written.Contains(path))
                File.Delete(path);
        }
    }

    [GeneratedRegex(@"^attempt-[0-9]+\.txt(\.part)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OurName();
}

using System.Text;
using DmSc.Model.Runs;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.Transcripts;

/// <summary>A transcript for people: numbered frames, arrows, grouped hex, and each check after the frame that decided it.</summary>
internal static class TranscriptText
{
    private const int OctetsPerLine = 32;

    /// <summary>Ending of the machine's form of a transcript.</summary>
    public const string FramesSuffix = ".frames.jsonl";

    /// <summary>Path of the readable form, relative to the run folder: <c>attempt-1.frames.jsonl</c> becomes <c>attempt-1.txt</c>.</summary>
    public static string PathFor(string transcript) =>
        (transcript.EndsWith(FramesSuffix, StringComparison.Ordinal) ? transcript[..^FramesSuffix.Length] : transcript) + ".txt";

    /// <summary>Writes the readable form of one attempt.</summary>
    public static void Write(Stream to, string runFolder, CaseOutcome outcome, CaseEnded attempt)
    {
        using var text = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine($"{PlainText.OneLine(outcome.Case.Key.ToString())}, attempt {attempt.Attempt}");
        text.WriteLine(PlainText.OneLine(outcome.Case.Title));
        text.WriteLine($"{PlainText.OneLine(outcome.Case.Spec)}; verdict {StatusWords.Of(attempt.Verdict)}: {PlainText.OneLine(attempt.Reason)}");
        if (attempt.Fault is { } fault)
            text.WriteLine($"trouble of the harness: {fault.Kind} during {fault.Stage}: {PlainText.OneLine(fault.Message)}");
        if (attempt.CleanupFault is { } cleanup)
            text.WriteLine($"trouble in clean-up (says nothing about the case): {cleanup.Kind}: {PlainText.OneLine(cleanup.Message)}");
        text.WriteLine("-> to the IUT   <- from the IUT   -- note   ?? check");
        text.WriteLine();

        var checks = outcome.Checks.Where(c => c.Attempt == attempt.Attempt).ToList();
        foreach (var check in checks.Where(c => c.LastFrame < 0))
            WriteCheck(text, check);
        checks.RemoveAll(c => c.LastFrame < 0);
        try
        {
            foreach (var frame in TranscriptReader.Read(runFolder, attempt.Transcript!))
            {
                WriteFrame(text, frame, int.MaxValue);
                foreach (var check in checks.Where(c => c.LastFrame == frame.Index))
                    WriteCheck(text, check);
                checks.RemoveAll(c => c.LastFrame == frame.Index);
            }
        }
        catch (TranscriptException e)
        {
            text.WriteLine($"!! the transcript ends here: {PlainText.OneLine(e.Message)}");
        }

        foreach (var check in checks)
            WriteCheck(text, check);
    }

    /// <summary>Writes one frame, at most <paramref name="maxOctets"/> of it.</summary>
    public static void WriteFrame(TextWriter text, Frame frame, int maxOctets)
    {
        var arrow = frame.Direction switch
        {
            FrameDirection.ToIut => "->",
            FrameDirection.FromIut => "<-",
            _ => "--",
        };
        text.Write($"#{frame.Index,-4} {frame.At.TotalMilliseconds,12:0.0000} ms  {PlainText.Clip(frame.Channel, 24),-6} {arrow} ");
        text.WriteLine(frame.Bytes.IsEmpty ? PlainText.OneLine(frame.Note) : $"[{frame.Bytes.Length}] {PlainText.OneLine(frame.Note)}".TrimEnd());
        var shown = frame.Bytes.Span[..Math.Min(frame.Bytes.Length, maxOctets)];
        for (var at = 0; at < shown.Length; at += OctetsPerLine)
            WriteHexLine(text, shown[at..Math.Min(shown.Length, at + OctetsPerLine)]);
        if (shown.Length < frame.Bytes.Length)
            text.WriteLine($"        … {frame.Bytes.Length - shown.Length} more octets");
    }

    private static void WriteHexLine(TextWriter text, ReadOnlySpan<byte> octets)
    {
        text.Write("       ");
        for (var i = 0; i < octets.Length; i += 4)
        {
            text.Write(' ');
            text.Write(Convert.ToHexString(octets[i..Math.Min(octets.Length, i + 4)]));
        }

        text.WriteLine();
    }

    private static void WriteCheck(TextWriter text, CheckEvaluated check)
    {
        var frames = check.FirstFrame < 0 ? string.Empty : check.FirstFrame == check.LastFrame ? $" (frame {check.FirstFrame})" : $" (frames {check.FirstFrame}-{check.LastFrame})";
        var beside = check.SideBand ? ", noticed beside the case" : string.Empty;
        text.WriteLine($"?? {StatusWords.Of(check.Verdict).ToUpperInvariant()}  {PlainText.OneLine(check.Check)} [{StatusWords.Of(check.Level)}{beside}]{frames}  {PlainText.OneLine(string.Join(", ", check.Requirements))}");
        text.WriteLine($"        step      {PlainText.OneLine(check.Step)}; {PlainText.OneLine(check.Spec)}");
        text.WriteLine($"        expected  {PlainText.OneLine(check.Expected)}");
        text.WriteLine($"        observed  {PlainText.OneLine(check.Observed)}");
    }
}

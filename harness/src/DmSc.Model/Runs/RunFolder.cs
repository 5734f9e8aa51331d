using System.Security.Cryptography;
using DmSc.Model.Text;

namespace DmSc.Model.Runs;

/// <summary>A run read from its folder.</summary>
/// <param name="Record">The run.</param>
/// <param name="Diagnostics">What is worth knowing about its files: a torn last line of the journal, a missing journal.</param>
/// <param name="JournalLength">Octets of whole lines in the journal: a resumed run cuts it to this length before it appends.</param>
public sealed record RunReading(RunRecord Record, IReadOnlyList<Diagnostic> Diagnostics, long JournalLength);

/// <summary>The files of a run folder that say what happened.</summary>
public static class RunFolder
{
    /// <summary>Name of the plan in a run folder.</summary>
    public const string PlanFile = "plan.json";

    /// <summary>Name of the journal in a run folder.</summary>
    public const string JournalFile = "journal.jsonl";

    /// <summary>How <see cref="RunStarted.PlanHash"/> is made: SHA-256 of plan.json, lower-case hex.</summary>
    /// <param name="plan">Octets of plan.json.</param>
    public static string HashOf(ReadOnlySpan<byte> plan) => Convert.ToHexStringLower(SHA256.HashData(plan));

    /// <summary>Reads plan.json and journal.jsonl.</summary>
    /// <param name="directory">The run folder.</param>
    /// <exception cref="FormatException">A file is not what it should be, or the journal is not of that plan.</exception>
    /// <exception cref="IOException">plan.json is not there or cannot be read.</exception>
    public static RunReading Read(string directory)
    {
        var planFile = Path.Combine(directory, PlanFile);
        var planBytes = File.ReadAllBytes(planFile);
        var plan = RunJson.ReadPlan(planBytes, planFile);
        var journalFile = Path.Combine(directory, JournalFile);
        if (!File.Exists(journalFile))
        {
            var missing = new Diagnostic(new SourceSpan(journalFile, 0, 0), Severity.Warning, "RUN001", "no journal: nothing of this plan was run");
            return new RunReading(RunFold.Fold(plan, []), [missing], 0);
        }

        using var stream = new FileStream(journalFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var reader = new JournalReader(stream, journalFile);
        var record = Fold(plan, SamePlan(reader, HashOf(planBytes), journalFile), journalFile);
        if (reader.TornTail == 0)
            return new RunReading(record, [], reader.WholeLength);

        var torn = new Diagnostic(
            new SourceSpan(journalFile, reader.Lines + 1, 1),
            Severity.Warning,
            "RUN002",
            $"the last line is torn ({reader.TornTail} octets without a line feed): its writer was killed; the line is not counted");
        return new RunReading(record, [torn], reader.WholeLength);
    }

    private static RunRecord Fold(RunPlan plan, IEnumerable<JournalEvent> events, string file)
    {
        var line = 0;
        try
        {
            return RunFold.Fold(plan, events.Select(e => (++line, e).e));
        }
        catch (FormatException e) when (!e.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new FormatException($"{file}:{line}: {e.Message}", e);
        }
    }

    // Without this a plan edited after the run (another claim, another waiver) would judge evidence it never asked for.
    private static IEnumerable<JournalEvent> SamePlan(JournalReader reader, string hash, string file)
    {
        foreach (var entry in reader.Read())
        {
            if (entry is RunStarted started && !string.Equals(started.PlanHash, hash, StringComparison.OrdinalIgnoreCase))
                throw new FormatException($"{file}:{reader.Lines}: the journal was written for a plan with SHA-256 {started.PlanHash}, plan.json has {hash}");
            yield return entry;
        }
    }
}

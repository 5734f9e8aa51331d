using System.Security.Cryptography;
using System.Text;
using DmSc.Engine.Journal;
using DmSc.Model.Runs;

namespace DmSc.Engine.Execution;

/// <summary>Keeps transcripts: <c>evidence/&lt;case&gt;/attempt-&lt;n&gt;.frames.jsonl</c> below a run folder.</summary>
public interface IEvidenceStore
{
    /// <summary>Keeps the transcript of an attempt.</summary>
    /// <param name="key">The case.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="jsonLines">The frames.</param>
    /// <returns>Path relative to the run folder, or <c>null</c> when nothing is kept.</returns>
    /// <exception cref="JournalException">It cannot be written.</exception>
    string? Keep(CaseKey key, int attempt, ReadOnlySpan<byte> jsonLines);
}

/// <summary>Keeps nothing.</summary>
public sealed class NoEvidence : IEvidenceStore
{
    /// <inheritdoc />
    public string? Keep(CaseKey key, int attempt, ReadOnlySpan<byte> jsonLines) => null;
}

/// <summary>Keeps transcripts in a run folder.</summary>
/// <param name="runFolder">The run folder.</param>
public sealed class EvidenceFolder(string runFolder) : IEvidenceStore
{
    /// <inheritdoc />
    public string? Keep(CaseKey key, int attempt, ReadOnlySpan<byte> jsonLines)
    {
        var relative = $"evidence/{FolderOf(key)}/attempt-{attempt}.frames.jsonl";
        var path = Path.Combine(runFolder, relative);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = path + ".tmp";
            File.WriteAllBytes(temporary, jsonLines);
            File.Move(temporary, path, overwrite: true);
            return relative;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(path, e);
        }
    }

    /// <summary>A folder name that every file system takes, and that two keys never share.</summary>
    /// <param name="key">The case.</param>
    public static string FolderOf(CaseKey key)
    {
        var text = key.Variant.Length == 0 ? $"{key.Iut}.{key.Case}" : $"{key.Iut}.{key.Case}.{key.Variant}";
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            plain.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '=' ? c : '_');
        // A dot inside a part could be taken for one between parts.
        var changed = plain.Length > 100 || plain.ToString() != text || $"{key.Iut}{key.Case}{key.Variant}".Contains('.', StringComparison.Ordinal);
        if (!changed)
            return text;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())), 0, 4);
        return $"{plain.ToString(0, Math.Min(plain.Length, 100))}-{hash}";
    }
}

using System.Security.Cryptography;
using System.Text;
using DmSc.Reports.Files;

namespace DmSc.Reports.Bundle;

/// <summary>SHA256SUMS over a run folder, in the format of coreutils: <c>sha256sum -c SHA256SUMS</c> checks it.</summary>
internal static class Sha256Sums
{
    public const string FileName = "SHA256SUMS";

    public static void Write(string runFolder, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(runFolder);
        ReportFile.Write(Path.Combine(root, FileName), stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            foreach (var name in Names(root))
            {
                cancellation.ThrowIfCancellationRequested();
                var escaped = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
                if (escaped.Length != name.Length)
                    text.Write('\\');
                using var file = File.OpenRead(Path.Combine(root, name));
                text.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(file))}  {escaped}");
            }
        });
    }

    // Links are left alone: what they point at is not part of the run.
    private static List<string> Names(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var names = Directory.EnumerateFiles(root, "*", options)
            .Select(p => Path.GetRelativePath(root, p).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(n => n != FileName && !n.EndsWith(ReportFile.TemporarySuffix, StringComparison.Ordinal))
            .ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}

using System.Security.Cryptography;
using System.Text;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>An input file that has been read.</summary>
public sealed record SourceFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SourceFile(string name, string text, string hash)
    {
        Name = name;
        Text = text;
        Hash = hash;
    }

    /// <summary>What diagnostics call it: the path as given, or relative to the repository, with forward slashes.</summary>
    public string Name { get; }

    /// <summary>Its text, without byte order mark.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of its octets, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The file name without folder and extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(Name);

    /// <summary>Text that came from no file, or from one already read.</summary>
    /// <param name="name">What diagnostics call it.</param>
    /// <param name="text">The text.</param>
    public static SourceFile FromText(string name, string text) =>
        new(name.Replace('\\', '/'), text.TrimStart('\uFEFF'), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    /// <summary>Reads a file of at most <see cref="YamlReader.MaxOctets"/> octets of UTF-8.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="bag">Takes the complaint when it cannot be read.</param>
    /// <param name="name">What diagnostics call it; the path when <c>null</c>.</param>
    /// <returns>The file, or <c>null</c> after a complaint.</returns>
    public static SourceFile? Open(string path, DiagnosticBag bag, string? name = null)
    {
        name = (name ?? path).Replace('\\', '/');
        byte[] octets;
        try
        {
            octets = ReadBounded(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            bag.Add(Rules.FileUnreadable, new SourceSpan(name, 0, 0), $"the file cannot be read: {e.Message}");
            return null;
        }

        if (octets.Length > YamlReader.MaxOctets)
        {
            bag.Add(Rules.FileTooLarge, new SourceSpan(name, 0, 0), $"the file has more than {YamlReader.MaxOctets} octets");
            return null;
        }

        try
        {
            var text = StrictUtf8.GetString(octets);
            return new SourceFile(name, text.TrimStart('\uFEFF'), Convert.ToHexStringLower(SHA256.HashData(octets)));
        }
        catch (DecoderFallbackException e)
        {
            var offset = Math.Clamp(e.Index, 0, octets.Length);
            var before = octets.AsSpan(0, offset);
            var line = before.Count((byte)'\n') + 1;
            var column = offset - (before.LastIndexOf((byte)'\n') + 1) + 1;
            bag.Add(Rules.FileNotUtf8, new SourceSpan(name, line, column), $"octet {offset} is no UTF-8 text");
            return null;
        }
    }

    /// <summary>Reads the files of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder; one that does not exist has no files.</param>
    /// <param name="root">The folder that names in diagnostics are relative to.</param>
    /// <param name="recurse">Whether to read its folders, too.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static IReadOnlyList<SourceFile> OpenFolder(string folder, string root, bool recurse, DiagnosticBag bag)
    {
        if (!Directory.Exists(folder))
            return [];
        var files = new List<SourceFile>();
        var paths = Directory.GetFiles(folder, "*.yaml", recurse ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (Open(path, bag, Path.GetRelativePath(root, path)) is { } file)
                files.Add(file);
        }

        return files;
    }

    // Never more than one octet beyond the bound, whatever the file says about its length.
    private static byte[] ReadBounded(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (buffer.Length <= YamlReader.MaxOctets)
        {
            var read = stream.Read(chunk, 0, chunk.Length);
            if (read == 0)
                break;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}

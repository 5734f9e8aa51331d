using System.Reflection;
using DmSc.Wire.Annotated;

namespace DmSc.Tests.Wire.Annotated;

/// <summary>The worked examples in fixtures/vectors.</summary>
internal static class VectorFiles
{
    public static string Folder { get; } = Path.Combine(
        typeof(VectorFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!, "fixtures", "vectors");

    /// <summary>File and kind of each row of the table in README.md.</summary>
    public static IReadOnlyDictionary<string, WireKind> Kinds { get; } = File.ReadLines(Path.Combine(Folder, "README.md"))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|'))
        .ToDictionary(cells => Named(cells[1].Trim(' ', '`')), cells => WireKindName.Parse(cells[2].Trim().Split(' ')[0])!.Value);

    /// <summary>Those that nobody can tell from other kinds.</summary>
    public static IReadOnlyList<string> MustBeNamed { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "README.md")).Where(line => line.Contains(" (named) |", StringComparison.Ordinal)).Select(line => Named(line.Split('|')[1].Trim(' ', '`')))];

    public static IEnumerable<string> Names => Kinds.Keys;

    public static ReadOnlyMemory<byte> Octets(string name) => InputOctets.Detect(File.ReadAllBytes(Path.Combine(Folder, name))).Octets;

    private static string Named(string name) => Path.HasExtension(name) ? name : name + ".hex";
}

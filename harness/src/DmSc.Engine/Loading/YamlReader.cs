using DmSc.Model.Cases;

namespace DmSc.Engine.Loading;

/// <summary>
/// Reads the part of YAML that input files may use: maps, lists and scalars, every scalar a string as written. No anchors,
/// aliases, tags, complex keys or second documents; everything has a place and a bound.
/// </summary>
public static class YamlReader
{
    /// <summary>Largest file, in octets.</summary>
    public const int MaxOctets = 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most nodes in a file.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <param name="name">What diagnostics call it; the path when <c>null</c>.</param>
    /// <returns>The tree, without the parts that were refused; <c>null</c> when there is none.</returns>
    public static SpecNode? Read(string path, DiagnosticBag bag, string? name = null) =>
        SourceFile.Open(path, bag, name) is { } file ? Read(file, bag) : null;

    /// <summary>Reads a file that is in memory already.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The tree, without the parts that were refused; <c>null</c> when there is none.</returns>
    public static SpecNode? Read(SourceFile file, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(bag);
        return new YamlTreeBuilder(file, bag).Build();
    }
}

namespace DmSc.Steps.Lab;

/// <summary>A file as it was found.</summary>
/// <param name="Depth">0 for the MF.</param>
/// <param name="Name">Identifier and name: <c>2FE2 EF_ICCID</c>.</param>
/// <param name="Kind">Structure and size in words, or the refusal.</param>
/// <param name="Access">Access conditions: <c>read: always</c>.</param>
/// <param name="Content">What the content says, in words; empty for directories and for what could not be read.</param>
public sealed record CardFileReport(int Depth, string Name, string Kind, IReadOnlyList<string> Access, IReadOnlyList<string> Content);

/// <summary>A data object that an EF(DODF) names, or a certificate that an EF(CDF) names.</summary>
/// <param name="Title">Label, identifier and place.</param>
/// <param name="Facts">Flags, what it says, and why its content could not be read or decoded.</param>
/// <param name="Xml">A DM bootstrap message as XML, secrets masked; <c>null</c> for everything else.</param>
public sealed record CardObjectReport(string Title, IReadOnlyList<string> Facts, string? Xml);

/// <summary>What <c>dmsc card show</c> shows.</summary>
/// <param name="Link">Reader or image.</param>
/// <param name="Atr">The answer to reset.</param>
/// <param name="Protocol">Active protocol.</param>
/// <param name="Pin">What became of a PIN that was given; <c>null</c> without one.</param>
/// <param name="Files">The known files, parents before children.</param>
/// <param name="Objects">The objects in order of priority.</param>
public sealed record CardReport(
    string Link,
    ReadOnlyMemory<byte> Atr,
    int Protocol,
    string? Pin,
    IReadOnlyList<CardFileReport> Files,
    IReadOnlyList<CardObjectReport> Objects)
{
    /// <summary>The report as lines of text, fit for a terminal: control characters that the card put into its texts stand as U+FFFD.</summary>
    public IEnumerable<string> Lines() => Text().Select(Printable);

    private static string Printable(string line) =>
        line.Any(char.IsControl) ? string.Concat(line.Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c)) : line;

    private IEnumerable<string> Text()
    {
        yield return $"{Link}, T={Protocol}";
        yield return $"ATR {Convert.ToHexString(Atr.Span)}";
        foreach (var line in AtrWords.Of(Atr))
            yield return $"    {line}";
        if (Pin is not null)
            yield return $"PIN {Pin}";
        yield return "";
        foreach (var file in Files)
        {
            var indent = new string(' ', file.Depth * 2);
            yield return $"{indent}{file.Name}: {file.Kind}";
            if (file.Access.Count > 0)
                yield return $"{indent}    {string.Join("; ", file.Access)}";
            foreach (var line in file.Content)
                yield return $"{indent}    {line}";
        }

        foreach (var item in Objects)
        {
            yield return "";
            yield return item.Title;
            foreach (var fact in item.Facts)
                yield return $"    {fact}";
            foreach (var line in (item.Xml ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                yield return $"    {line.TrimEnd('\r')}";
        }
    }
}

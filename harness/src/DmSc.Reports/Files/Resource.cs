namespace DmSc.Reports.Files;

/// <summary>Files of reports/ that the build embeds.</summary>
internal static class Resource
{
    /// <summary>Opens one; that it is there is settled at build time.</summary>
    public static Stream Open(string name) =>
        typeof(Resource).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The build did not embed '{name}'.");

    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}

namespace DmSc.Peers.Server;

/// <summary>The media types of DM messages.</summary>
internal static class DmMediaType
{
    public const string Xml = "application/vnd.syncml.dm+xml";
    public const string Wbxml = "application/vnd.syncml.dm+wbxml";

    /// <summary>Whether a Content-Type is one of the two, whatever its case and parameters.</summary>
    public static bool IsDm(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var name = (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
        return name.Equals(Xml, StringComparison.OrdinalIgnoreCase) || name.Equals(Wbxml, StringComparison.OrdinalIgnoreCase);
    }
}

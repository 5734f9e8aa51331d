namespace DmSc.Wire.Wbxml;

/// <summary>Media types of the content that OMA DM carries.</summary>
public static class MediaTypes
{
    /// <summary>A DM message, also a bootstrap message, as WBXML.</summary>
    public const string DmWbxml = "application/vnd.syncml.dm+wbxml";

    /// <summary>A DM message as XML.</summary>
    public const string DmXml = "application/vnd.syncml.dm+xml";

    /// <summary>A serialized management object (TNDS) as WBXML.</summary>
    public const string TndsWbxml = "application/vnd.syncml.dmtnds+wbxml";

    /// <summary>A serialized management object (TNDS) as XML.</summary>
    public const string TndsXml = "application/vnd.syncml.dmtnds+xml";

    /// <summary>A device description (DDF) as WBXML.</summary>
    public const string DdfWbxml = "application/vnd.syncml.dmddf+wbxml";

    /// <summary>A device description (DDF) as XML.</summary>
    public const string DdfXml = "application/vnd.syncml.dmddf+xml";

    /// <summary>Device information (DevInf) as WBXML.</summary>
    public const string DevInfWbxml = "application/vnd.syncml-devinf+wbxml";

    /// <summary>Device information (DevInf) as XML.</summary>
    public const string DevInfXml = "application/vnd.syncml-devinf+xml";

    /// <summary>A Client Provisioning document as WBXML.</summary>
    public const string ProvisioningWbxml = "application/vnd.wap.connectivity-wbxml";

    /// <summary>Compares as media types are: without case, without parameters.</summary>
    /// <param name="found">As received, perhaps with parameters.</param>
    /// <param name="type">One of the constants.</param>
    public static bool Is(string? found, string type)
    {
        if (found is null)
            return false;
        var name = found.AsSpan();
        var parameters = name.IndexOf(';');
        if (parameters >= 0)
            name = name[..parameters];
        return name.Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }
}

namespace DmSc.Wire.Wbxml;

/// <summary>XML namespaces that the code pages stand for.</summary>
public static class WbxmlNamespaces
{
    /// <summary>SyncML 1.1 (DM 1.1.2), code page 0.</summary>
    public const string SyncMl11 = "SYNCML:SYNCML1.1";

    /// <summary>SyncML 1.2 (DM 1.2), code page 0.</summary>
    public const string SyncMl12 = "SYNCML:SYNCML1.2";

    /// <summary>Meta information, code page 1 of SyncML.</summary>
    public const string MetInf = "syncml:metinf";

    /// <summary>DM device description and serialized management objects (TNDS), code page 2.</summary>
    public const string DmDdf = "syncml:dmddf1.2";

    /// <summary>Device information (DevInf), a document type of its own.</summary>
    public const string DevInf = "syncml:devinf";

    /// <summary>Client Provisioning documents and literal tags have no namespace.</summary>
    public const string None = "";

    /// <summary>The text of a namespace; for one of these it is that very string.</summary>
    internal static string Known(ReadOnlySpan<byte> ns)
    {
        if (ns.SequenceEqual("SYNCML:SYNCML1.2"u8))
            return SyncMl12;
        if (ns.SequenceEqual("syncml:metinf"u8))
            return MetInf;
        if (ns.SequenceEqual("syncml:dmddf1.2"u8))
            return DmDdf;
        if (ns.SequenceEqual("syncml:devinf"u8))
            return DevInf;
        if (ns.SequenceEqual("SYNCML:SYNCML1.1"u8))
            return SyncMl11;
        return System.Text.Encoding.UTF8.GetString(ns);
    }

    internal static ReadOnlySpan<byte> Utf8(string ns) => ns switch
    {
        SyncMl12 => "SYNCML:SYNCML1.2"u8,
        MetInf => "syncml:metinf"u8,
        DmDdf => "syncml:dmddf1.2"u8,
        DevInf => "syncml:devinf"u8,
        SyncMl11 => "SYNCML:SYNCML1.1"u8,
        None => [],
        _ => System.Text.Encoding.UTF8.GetBytes(ns),
    };
}

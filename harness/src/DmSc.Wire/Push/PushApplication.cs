namespace DmSc.Wire.Push;

/// <summary>Applications that a push can be meant for (OMNA push application id registry).</summary>
public static class PushApplication
{
    /// <summary>Code of any application.</summary>
    public const int Any = 0x00;

    /// <summary>Code of SyncML DS.</summary>
    public const int DataSynchronization = 0x05;

    /// <summary>Code of OMA DM.</summary>
    public const int DeviceManagement = 0x07;

    /// <summary>URI of OMA DM.</summary>
    public const string DeviceManagementUri = "x-wap-application:syncml.dm";

    private static readonly (int Code, string Uri)[] s_registered =
    [
        (Any, "x-wap-application:*"), (0x01, "x-wap-application:push.sia"), (0x02, "x-wap-application:wml.ua"), (0x03, "x-wap-application:wta.ua"),
        (0x04, "x-wap-application:mms.ua"), (DataSynchronization, "x-wap-application:push.syncml"), (0x06, "x-wap-application:loc.ua"),
        (DeviceManagement, DeviceManagementUri), (0x08, "x-wap-application:drm.ua"), (0x09, "x-wap-application:emn.ua"),
        (0x0A, "x-wap-application:wv.ua"), (0x10, "x-oma-application:ulp.ua"), (0x11, "x-oma-application:dlota.ua"),
        (0x12, "x-oma-application:java-ams"), (0x13, "x-oma-application:bcast.ua"), (0x14, "x-oma-application:dpe.ua"),
        (0x15, "x-oma-application:cpm:ua"), (0x16, "x-oma-application:evvm.ua"), (0x8007, "x-motorola:otaprov.ua"),
        (0x9001, "x-oma-nec:otaprov.ua"), (0x9011, "x-oma-vodafone:otaprov.ua"), (0x901B, "x-oma-snapin:otaprov.ctl"),
        (0x9044, "x-wap-microsoft:cfgmgr.ua"), (0x905B, "x-oma-application:scidm.ua"),
    ];

    /// <summary>The URI of a code, or <c>null</c>.</summary>
    /// <param name="code">The value of X-Wap-Application-Id.</param>
    public static string? Uri(int code)
    {
        foreach (var entry in s_registered)
        {
            if (entry.Code == code)
                return entry.Uri;
        }

        return null;
    }

    /// <summary>The code of a URI, or <c>null</c>; compared without case.</summary>
    /// <param name="uri">For example <c>x-wap-application:syncml.dm</c>.</param>
    public static int? Code(string uri)
    {
        foreach (var entry in s_registered)
        {
            if (string.Equals(entry.Uri, uri, StringComparison.OrdinalIgnoreCase))
                return entry.Code;
        }

        return null;
    }
}

namespace DmSc.Wire.Push;

/// <summary>Assigned numbers of WSP (WAP-230 WSP, appendix A, and the OMNA registries) that pushes for device management meet.</summary>
public static class WspCodes
{
    /// <summary>application/vnd.syncml.notification, package #0.</summary>
    public const int Notification = 0x44;

    /// <summary>application/vnd.syncml.dm.notification, used for notifications of DM 1.3.</summary>
    public const int DmNotification = 0x58;

    /// <summary>application/vnd.syncml.dm+wbxml.</summary>
    public const int DmWbxml = 0x42;

    /// <summary>application/vnd.syncml.dm+xml.</summary>
    public const int DmXml = 0x43;

    /// <summary>application/vnd.wap.connectivity-wbxml.</summary>
    public const int ProvisioningWbxml = 0x36;

    /// <summary>text/vnd.wap.connectivity-xml.</summary>
    public const int ProvisioningXml = 0x35;

    /// <summary>Parameter SEC.</summary>
    public const int Sec = 0x11;

    /// <summary>Parameter MAC.</summary>
    public const int Mac = 0x12;

    /// <summary>Parameter Charset; its values are MIBenum numbers.</summary>
    public const int Charset = 0x01;

    /// <summary>Header Content-Length.</summary>
    public const int ContentLength = 0x0D;

    /// <summary>Header X-Wap-Application-Id.</summary>
    public const int ApplicationId = 0x2F;

    /// <summary>Header Push-Flag.</summary>
    public const int PushFlag = 0x34;

    private static readonly (int Code, string Name)[] s_media =
    [
        (0x00, "*/*"), (0x02, "text/html"), (0x03, "text/plain"), (0x27, "application/xml"), (0x29, "application/vnd.wap.wbxml"),
        (0x2E, "application/vnd.wap.sic"), (0x30, "application/vnd.wap.slc"), (0x34, "application/vnd.wap.sia"),
        (ProvisioningXml, "text/vnd.wap.connectivity-xml"), (ProvisioningWbxml, "application/vnd.wap.connectivity-wbxml"),
        (0x3E, "application/vnd.wap.mms-message"), (DmWbxml, "application/vnd.syncml.dm+wbxml"), (DmXml, "application/vnd.syncml.dm+xml"),
        (Notification, "application/vnd.syncml.notification"), (0x4E, "application/vnd.syncml.ds.notification"),
        (DmNotification, "application/vnd.syncml.dm.notification"), (0x5A, "application/octet-stream"),
        (0x020B, "application/vnd.nokia.syncset+wbxml"), (0x0302, "application/vnd.syncml+xml"), (0x0303, "application/vnd.syncml+wbxml"),
    ];

    private static readonly (int Code, string Name)[] s_parameters =
    [
        (0x00, "Q"), (Charset, "Charset"), (0x02, "Level"), (0x03, "Type"), (0x05, "Name"), (0x06, "Filename"), (0x07, "Differences"),
        (0x08, "Padding"), (0x09, "Type"), (0x0A, "Start"), (0x0B, "Start-info"), (0x0C, "Comment"), (0x0D, "Domain"), (0x0E, "Max-Age"),
        (0x0F, "Path"), (0x10, "Secure"), (Sec, "SEC"), (Mac, "MAC"), (0x13, "Creation-date"), (0x14, "Modification-date"),
        (0x15, "Read-date"), (0x16, "Size"), (0x17, "Name"), (0x18, "Filename"), (0x19, "Start"), (0x1A, "Start-info"), (0x1B, "Comment"),
        (0x1C, "Domain"), (0x1D, "Path"),
    ];

    private static readonly (int Code, string Name)[] s_headers =
    [
        (ContentLength, "Content-Length"), (0x0E, "Content-Location"), (0x12, "Date"), (0x14, "Expires"), (0x1D, "Last-Modified"),
        (ApplicationId, "X-Wap-Application-Id"), (0x30, "X-Wap-Content-URI"), (0x31, "X-Wap-Initiator-URI"), (0x32, "Accept-Application"),
        (0x33, "Bearer-Indication"), (PushFlag, "Push-Flag"), (0x3F, "X-Wap-Tod"), (0x46, "X-Wap-Security"),
    ];

    /// <summary>The media type of a code, or <c>null</c>.</summary>
    /// <param name="code">As registered, without the top bit of a Short-integer.</param>
    public static string? MediaType(int code) => NameOf(s_media, code);

    /// <summary>The name of a content type parameter, or <c>null</c>.</summary>
    /// <param name="code">As registered.</param>
    public static string? ParameterName(int code) => NameOf(s_parameters, code);

    /// <summary>The name of a header of the default code page, or <c>null</c>.</summary>
    /// <param name="code">As registered.</param>
    public static string? HeaderName(int code) => NameOf(s_headers, code);

    private static string? NameOf((int Code, string Name)[] table, int code)
    {
        foreach (var entry in table)
        {
            if (entry.Code == code)
                return entry.Name;
        }

        return null;
    }
}

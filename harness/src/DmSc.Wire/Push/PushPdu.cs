using System.Collections.Immutable;

namespace DmSc.Wire.Push;

/// <summary>What a push of device management carries, by its media type.</summary>
public enum PushContent
{
    /// <summary>Not ours.</summary>
    Other,

    /// <summary>Package #0.</summary>
    Notification,

    /// <summary>A DM message as WBXML: a bootstrap.</summary>
    DmWbxml,

    /// <summary>A DM message as XML, which no bootstrap may be.</summary>
    DmXml,

    /// <summary>A Client Provisioning document as WBXML.</summary>
    ProvisioningWbxml,

    /// <summary>A Client Provisioning document as XML, which cannot be authenticated.</summary>
    ProvisioningXml,
}

/// <summary>Bits of the header Push-Flag.</summary>
[Flags]
public enum PushFlags
{
    /// <summary>None is set.</summary>
    None = 0,

    /// <summary>The initiator is authenticated.</summary>
    InitiatorAuthenticated = 1,

    /// <summary>The content is trusted.</summary>
    ContentTrusted = 2,

    /// <summary>The last push of a series.</summary>
    Last = 4,
}

/// <summary>A connectionless WSP push (WAP-230 WSP, 8.2.4.1 and 8.4): transaction id, type 06, content type, headers, body.</summary>
/// <param name="TransactionId">Any; nothing acknowledges it.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Headers">In order; unknown ones are kept.</param>
/// <param name="Body">The rest of the datagram.</param>
public sealed record PushPdu(byte TransactionId, WspContentType ContentType, ImmutableArray<WspHeader> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The PDU type Push.</summary>
    public const byte PduType = 0x06;

    /// <summary>Largest PDU that is read, in octets: no datagram is longer.</summary>
    public const int MaxSize = 65535;

    /// <summary>Where the body starts in the PDU that was read: the octets of the WSP headers. 0 in one that was made.</summary>
    public int BodyOffset { get; init; }

    /// <summary>What was accepted although it should not be so.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; init; } = [];

    /// <summary>What the body is, by the media type, sent as code or text.</summary>
    public PushContent Content =>
        ContentType.Is(WspCodes.Notification) || ContentType.Is(WspCodes.DmNotification) ? PushContent.Notification
        : ContentType.Is(WspCodes.DmWbxml) ? PushContent.DmWbxml
        : ContentType.Is(WspCodes.DmXml) ? PushContent.DmXml
        : ContentType.Is(WspCodes.ProvisioningWbxml) ? PushContent.ProvisioningWbxml
        : ContentType.Is(WspCodes.ProvisioningXml) ? PushContent.ProvisioningXml
        : PushContent.Other;

    /// <summary>The first X-Wap-Application-Id as URI (a registered code is translated, another is given as decimal digits), or <c>null</c>.</summary>
    public string? ApplicationId => Header(WspCodes.ApplicationId)?.Value switch
    {
        null => null,
        { Characters: { } uri } => uri,
        { Integer: { } code and <= int.MaxValue } => PushApplication.Uri((int)code) ?? $"{code}",
        var value => value.ToString(),
    };

    /// <summary>The bits of Push-Flag, or <c>null</c> without that header.</summary>
    public PushFlags? Flags => Header(WspCodes.PushFlag)?.Value.Integer is { } bits ? (PushFlags)(bits & 0x7F) : null;

    /// <summary>The first header of a code, or <c>null</c>.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>.</param>
    public WspHeader? Header(int code)
    {
        foreach (var header in Headers)
        {
            if (header.Is(code))
                return header;
        }

        return null;
    }

    /// <summary>Decodes a datagram.</summary>
    /// <param name="datagram">All of it; offsets in errors count from its start.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="PushErrors"/>.</exception>
    public static PushPdu Parse(ReadOnlyMemory<byte> datagram)
    {
        if (datagram.Length > MaxSize)
            throw new WireFormatException(PushErrors.LimitExceeded, MaxSize, $"a push of {datagram.Length} octets; {MaxSize} are the most");
        if (datagram.Length < 4)
            throw new WireFormatException(PushErrors.UnexpectedEnd, datagram.Length, "a push has at least 4 octets");
        var type = datagram.Span[1];
        if (type != PduType)
            throw new WireFormatException(PushErrors.PduType, 1, $"PDU type {type:X2}, expected {PduType:X2} (Push)");
        var reader = new WspReader(datagram, 2, datagram.Length);
        var length = reader.Uintvar("the length of the headers");
        if (length > datagram.Length - reader.At)
            throw new WireFormatException(PushErrors.HeadersTooLong, 2, $"the headers announce {length} octets, {datagram.Length - reader.At} are left");
        var block = reader.Part(length, 2, "the headers");
        var contentType = WspContentType.Read(block);
        var headers = ReadHeaders(block);
        var pdu = new PushPdu(datagram.Span[0], contentType, headers, datagram[reader.At..]) { BodyOffset = reader.At };
        return pdu with { Remarks = pdu.Judge() };
    }

    /// <summary>Encodes the push; lengths and integers take their shortest form.</summary>
    /// <exception cref="FormatException">A name, code or value that has no coding.</exception>
    public byte[] Encode()
    {
        var block = new WspWriter();
        ContentType.Write(block);
        var page = WspHeader.DefaultPage;
        foreach (var header in Headers)
        {
            if (header.Code is { } code)
            {
                if (code is < 0 or > 0x7F)
                    throw new FormatException($"header code {code:X2} is above 7F");
                if (header.Page != page)
                    WriteShift(block, header.Page);
                page = header.Page;
                block.Octet((byte)(0x80 | code));
            }
            else
            {
                block.Name(header.Text ?? throw new FormatException("a header has neither code nor name"));
            }

            if (header.Value is WspValue.Uintvar)
                throw new FormatException("a header holds no uintvar");
            block.Value(header.Value);
        }

        var writer = new WspWriter();
        writer.Octet(TransactionId);
        writer.Octet(PduType);
        writer.Uintvar((uint)block.Written.Length);
        writer.Octets(block.Written);
        writer.Octets(Body.Span);
        return writer.Written.ToArray();
    }

    private static ImmutableArray<WspHeader> ReadHeaders(WspReader block)
    {
        var headers = ImmutableArray.CreateBuilder<WspHeader>();
        var page = WspHeader.DefaultPage;
        while (!block.AtEnd)
        {
            var offset = block.At;
            switch (block.Peek("a header"))
            {
                case 0:
                    throw new WireFormatException(PushErrors.UnexpectedOctet, offset, "00 cannot start a header");
                case 0x7F:
                    block.Octet("a page shift");
                    page = block.Octet("a header page");
                    break;
                case <= 0x1F:
                    page = block.Octet("a page shift");
                    break;
                case < 0x7F:
                    var name = WspNames.Read(block, "a header name");
                    headers.Add(new WspHeader(null, name, block.Value($"the value of header {name}")) { Page = page, Offset = offset });
                    break;
                default:
                    var code = block.Octet("a header") & 0x7F;
                    headers.Add(new WspHeader(code, null, block.Value($"the value of header {code:X2}")) { Page = page, Offset = offset });
                    break;
            }
        }

        return headers.ToImmutable();
    }

    private static void WriteShift(WspWriter writer, byte page)
    {
        if (page is < 1 or > 0x1F)
            writer.Octet(0x7F);
        writer.Octet(page);
    }

    private ImmutableArray<FormatRemark> Judge()
    {
        var log = new RemarkLog();
        if (Body.IsEmpty)
            log.Add("EmptyBody", BodyOffset, "the push has no body");
        if (Header(WspCodes.ContentLength) is { } length && length.Value.Integer != (ulong)Body.Length)
            log.Add("ContentLength", length.Offset, $"Content-Length is {length.Value.Integer?.ToString() ?? "no number"}, the body has {Body.Length} octets");
        if (Content == PushContent.Other && string.Equals(ApplicationId, PushApplication.DeviceManagementUri, StringComparison.OrdinalIgnoreCase))
            log.Add("ForeignContent", 2, $"{ContentType.MediaType ?? $"media type {ContentType.Code:X2}"} for the application of device management");
        if (Flags is { } flags && (flags & ~(PushFlags.InitiatorAuthenticated | PushFlags.ContentTrusted | PushFlags.Last)) != PushFlags.None)
            log.Add("PushFlag", Header(WspCodes.PushFlag)!.Offset, $"Push-Flag {(int)flags:X2} sets bits that are not assigned");
        return log.ToImmutable();
    }
}

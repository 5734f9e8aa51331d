using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.DevInf;

/// <summary>An extension of device information: a name with values.</summary>
/// <param name="Name">XNam; <see langword="null"/> when absent.</param>
/// <param name="Values">XVal elements.</param>
public sealed record DeviceExtension(string? Name, ImmutableArray<string> Values);

/// <summary>A content type with its version.</summary>
/// <param name="Type">CTType; <see langword="null"/> when absent.</param>
/// <param name="Version">VerCT; <see langword="null"/> when absent.</param>
public sealed record ContentType(string? Type, string? Version);

/// <summary>A data store of a device.</summary>
public sealed record DeviceDataStore
{
    /// <summary>SourceRef: its address.</summary>
    public string? SourceRef { get; init; }

    /// <summary>DisplayName.</summary>
    public string? DisplayName { get; init; }

    /// <summary>MaxGUIDSize, as sent.</summary>
    public string? MaxGuidSize { get; init; }

    /// <summary>Rx-Pref: the content type it likes best to receive.</summary>
    public ContentType? PreferredReceived { get; init; }

    /// <summary>Rx: further content types it receives.</summary>
    public ImmutableArray<ContentType> Received { get; init; } = [];

    /// <summary>Tx-Pref: the content type it likes best to send.</summary>
    public ContentType? PreferredSent { get; init; }

    /// <summary>Tx: further content types it sends.</summary>
    public ImmutableArray<ContentType> Sent { get; init; } = [];

    /// <summary>SyncType elements of SyncCap.</summary>
    public ImmutableArray<string> SyncTypes { get; init; } = [];

    /// <summary>Everything else in it (CTCap, DSMem, filters), as it came.</summary>
    public ImmutableArray<WbxmlElement> Other { get; init; } = [];
}

/// <summary>A DevInf document (SyncML Device Information 1.1 and 1.2). DM itself uses the nodes of ./DevInfo instead.</summary>
/// <param name="Remarks">What was accepted although it should not be there.</param>
public sealed record DeviceInformation(ImmutableArray<FormatRemark> Remarks)
{
    /// <summary>VerDTD: 1.1 or 1.2.</summary>
    public string? VerDtd { get; init; }

    /// <summary>Man: manufacturer.</summary>
    public string? Man { get; init; }

    /// <summary>Mod: model.</summary>
    public string? Mod { get; init; }

    /// <summary>OEM.</summary>
    public string? Oem { get; init; }

    /// <summary>FwV: firmware version.</summary>
    public string? FwV { get; init; }

    /// <summary>SwV: software version.</summary>
    public string? SwV { get; init; }

    /// <summary>HwV: hardware version.</summary>
    public string? HwV { get; init; }

    /// <summary>DevID: identifier of the device.</summary>
    public string? DevId { get; init; }

    /// <summary>DevTyp: kind of device.</summary>
    public string? DevTyp { get; init; }

    /// <summary>Whether UTC stands in it.</summary>
    public bool Utc { get; init; }

    /// <summary>Whether SupportLargeObjs stands in it.</summary>
    public bool SupportLargeObjects { get; init; }

    /// <summary>Whether SupportNumberOfChanges stands in it.</summary>
    public bool SupportNumberOfChanges { get; init; }

    /// <summary>DataStore elements.</summary>
    public ImmutableArray<DeviceDataStore> DataStores { get; init; } = [];

    /// <summary>CTCap elements (of version 1.1 they stand here), as they came.</summary>
    public ImmutableArray<WbxmlElement> ContentCapabilities { get; init; } = [];

    /// <summary>Ext elements.</summary>
    public ImmutableArray<DeviceExtension> Extensions { get; init; } = [];

    /// <summary>Elements beside those of the content model.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];

    /// <summary>Reads a document, WBXML or XML text.</summary>
    /// <param name="octets">The document.</param>
    /// <param name="options">How to read it; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">Not device information.</exception>
    public static DeviceInformation Parse(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null)
    {
        var remarks = new RemarkLog();
        options ??= WbxmlOptions.Strict;
        if (XmlElements.LooksLikeXml(octets.Span))
            return new DevInfParser(remarks).Document(XmlElements.Read(octets.Span, options.Limits, 0));
        var document = WbxmlDocument.Parse(octets, options);
        remarks.AddRange(document.Remarks);
        return new DevInfParser(remarks).Document(document.Root);
    }

    /// <summary>The document as elements.</summary>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public WbxmlElement ToElement() => DevInfElements.Document(this);

    /// <summary>The document as WBXML; of version 1.1 when VerDTD says so, else of 1.2.</summary>
    /// <param name="options">How; <see cref="WbxmlWriterOptions.Default"/> when absent.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public byte[] ToWbxml(WbxmlWriterOptions? options = null) => WbxmlWriter.Encode(
        ToElement(),
        VerDtd == "1.1" ? WbxmlCodeSpace.DevInf11 : WbxmlCodeSpace.DevInf12,
        (options ?? WbxmlWriterOptions.Default) with { Literals = true });

    /// <summary>The document as XML text.</summary>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public string ToXml() => XmlElements.Write(ToElement());
}

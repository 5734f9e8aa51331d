using DmSc.Dm.Bootstrap;
using DmSc.Dm.Tree;

namespace DmSc.Peers.Device;

/// <summary>What the reference device is.</summary>
public sealed record ReferenceDeviceSettings
{
    /// <summary>Who it says it is.</summary>
    public DeviceIdentity Identity { get; init; } = new("IMEI:353918051234563", "DmScConformance", "Reference device");

    /// <summary>IMSI, the secret that NETWORKID and NETWPIN rest on; <see langword="null"/> for none.</summary>
    public string? Imsi { get; init; }

    /// <summary>How it makes a key of the IMSI in the DM profile.</summary>
    public NetworkIdCoding Coding { get; init; } = NetworkIdCoding.Either;

    /// <summary>MaxMsgSize it announces, in octets.</summary>
    public int MaxMsgSize { get; init; } = 16 * 1024;

    /// <summary>MaxObjSize it announces, in octets.</summary>
    public int MaxObjSize { get; init; } = 1024 * 1024;

    /// <summary>Whether its messages are XML instead of WBXML.</summary>
    public bool SpeaksXml { get; init; }

    /// <summary>How often a user may enter a wrong PIN for one bootstrap.</summary>
    public int PinTries { get; init; } = 3;

    /// <summary>What it accepts of signed, encrypted and unsigned content. The moment certificates must be valid at is its clock's, whatever stands here.</summary>
    public ContentProtectionPolicy Protection { get; init; } = ContentProtectionPolicy.Default;

    /// <summary>Documented defects; none unless told.</summary>
    public DeviceQuirks Quirks { get; init; } = new();
}

using DmSc.Wire.Push;

namespace DmSc.Peers.Push;

/// <summary>What a push carries: a media type that has a code, a name or both. WSP sends the code where there is one, HTTP the name.</summary>
/// <param name="Code">The registered number, or <c>null</c>.</param>
/// <param name="Name">Type and subtype, or <c>null</c> for a code that is not known.</param>
public sealed record PushMedia(int? Code, string? Name)
{
    /// <summary>A Client Provisioning document as WBXML.</summary>
    public static PushMedia Provisioning { get; } = Of(WspCodes.ProvisioningWbxml);

    /// <summary>A DM message as WBXML: a bootstrap of the DM profile.</summary>
    public static PushMedia DmBootstrap { get; } = Of(WspCodes.DmWbxml);

    /// <summary>Package #0.</summary>
    public static PushMedia Notification { get; } = Of(WspCodes.Notification);

    /// <summary>A media type by its code.</summary>
    /// <param name="code">For example <see cref="WspCodes.ProvisioningXml"/>.</param>
    public static PushMedia Of(int code) => new(code, WspCodes.MediaType(code));

    /// <summary>A media type by its name; one that has a code of one octet gets it.</summary>
    /// <param name="name">Type and subtype, without parameters.</param>
    public static PushMedia Of(string name)
    {
        for (var code = 0; code <= 0x7F; code++)
        {
            if (string.Equals(WspCodes.MediaType(code), name, StringComparison.OrdinalIgnoreCase))
                return new PushMedia(code, name);
        }

        return new PushMedia(null, name);
    }

    /// <summary>Whether it is the media type of a code, by code or by name.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>.</param>
    public bool Is(int code) =>
        Name is null ? Code == code : string.Equals(Name, WspCodes.MediaType(code), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => Name ?? $"media type {Code:X2}";
}

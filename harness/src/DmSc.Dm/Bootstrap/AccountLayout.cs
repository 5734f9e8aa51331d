using DmSc.Wire.Credentials;

namespace DmSc.Dm.Bootstrap;

/// <summary>Which leaf of a DMAcc object says what (OMA DM Standardized Objects 1.2, DMAcc).</summary>
internal static class AccountLayout
{
    /// <summary>What the leaves below an account's topmost node say; identifier and ACL are the caller's to add.</summary>
    /// <param name="top">The topmost node.</param>
    /// <param name="location">Its URI.</param>
    /// <param name="offset">Offset of what creates it; 0 in a tree.</param>
    public static DmAccount Read(IAccountNode top, string location, int offset) => new(location, offset)
    {
        AppId = top.TextOf("AppID"),
        ServerId = top.TextOf("ServerID"),
        Name = top.TextOf("Name"),
        PrefConRef = top.TextOf("PrefConRef"),
        ConRefs = [.. top.Entries("ToConRef").Select(entry => entry.TextOf("ConRef")).OfType<string>()],
        Addresses = [.. top.Entries("AppAddr").Select(Address)],
        AuthPreference = top.TextOf("AAuthPref"),
        Credentials = [.. top.Entries("AppAuth").Select(Credential)],
    };

    private static DmAddress Address(IAccountNode entry) => new(
        entry.Name,
        entry.TextOf("Addr"),
        entry.TextOf("AddrType"),
        [.. entry.Entries("Port").Select(port => port.TextOf("PortNbr")).OfType<string>()]);

    private static DmCredential Credential(IAccountNode entry) => new(
        entry.Name,
        entry.TextOf("AAuthLevel"),
        entry.TextOf("AAuthType"),
        entry.TextOf("AAuthName"),
        entry.OctetsOf("AAuthSecret") is { } password ? new SecretOctets(password) : null,
        entry.BinaryOf("AAuthData") is { } nonce ? new SecretOctets(nonce) : null);
}

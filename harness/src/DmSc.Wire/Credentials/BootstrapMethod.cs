namespace DmSc.Wire.Credentials;

/// <summary>Which family of documents protects its bootstrap, because the names and keys differ.</summary>
public enum BootstrapProfile
{
    /// <summary>OMA Client Provisioning (Provisioning Bootstrap 1.1, 5.2).</summary>
    Provisioning,

    /// <summary>OMA Device Management (DM Security 1.2, 5.7.2.3).</summary>
    DeviceManagement,
}

/// <summary>The parameter SEC; the numbers are those on the wire.</summary>
public enum BootstrapMethod
{
    /// <summary>A secret of the network: NETWPIN in CP, NETWORKID in DM.</summary>
    NetworkId = 0,

    /// <summary>A PIN the user was told.</summary>
    UserPin = 1,

    /// <summary>Both: USERNETWPIN in CP, USERPIN_NETWORKID in DM.</summary>
    UserPinNetworkId = 2,

    /// <summary>A PIN that carries its own MAC, so that none is sent. CP only.</summary>
    UserPinMac = 3,
}

/// <summary>The names of the methods.</summary>
public static class BootstrapMethodName
{
    /// <summary>The name in a profile.</summary>
    /// <param name="method">The method.</param>
    /// <param name="profile">Whose name.</param>
    /// <exception cref="ArgumentException">DM has no USERPINMAC.</exception>
    public static string Of(BootstrapMethod method, BootstrapProfile profile) => (method, profile) switch
    {
        (BootstrapMethod.NetworkId, BootstrapProfile.Provisioning) => "NETWPIN",
        (BootstrapMethod.NetworkId, _) => "NETWORKID",
        (BootstrapMethod.UserPin, _) => "USERPIN",
        (BootstrapMethod.UserPinNetworkId, BootstrapProfile.Provisioning) => "USERNETWPIN",
        (BootstrapMethod.UserPinNetworkId, _) => "USERPIN_NETWORKID",
        (BootstrapMethod.UserPinMac, BootstrapProfile.Provisioning) => "USERPINMAC",
        _ => throw new ArgumentException($"{profile} has no method {method}", nameof(method)),
    };

    /// <summary>The method of a name of either profile, without case, or of a number as text; <c>null</c> for another.</summary>
    /// <param name="name">As received.</param>
    public static BootstrapMethod? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "NETWPIN" or "NETWORKID" or "0" => BootstrapMethod.NetworkId,
            "USERPIN" or "1" => BootstrapMethod.UserPin,
            "USERNETWPIN" or "USERPIN_NETWORKID" or "2" => BootstrapMethod.UserPinNetworkId,
            "USERPINMAC" or "3" => BootstrapMethod.UserPinMac,
            _ => null,
        };
    }
}

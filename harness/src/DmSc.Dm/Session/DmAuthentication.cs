namespace DmSc.Dm.Session;

/// <summary>How one side shows the other who it is (OMA DM Security 1.2, 5.3 and 5.4).</summary>
public enum DmAuthentication
{
    /// <summary>Not at this layer: the transport does it, or nobody asks.</summary>
    None,

    /// <summary>syncml:auth-basic: name and password.</summary>
    Basic,

    /// <summary>syncml:auth-md5: a digest over name, password and nonce.</summary>
    Md5,

    /// <summary>syncml:auth-MAC: a digest over the body too, in a header of the transport.</summary>
    Hmac,
}

/// <summary>The names of the types on the wire.</summary>
public static class DmAuthenticationName
{
    /// <summary>The Type in Cred and Chal.</summary>
    /// <param name="type">Not <see cref="DmAuthentication.None"/>.</param>
    /// <exception cref="ArgumentException">None has no name.</exception>
    public static string Of(DmAuthentication type) => type switch
    {
        DmAuthentication.Basic => "syncml:auth-basic",
        DmAuthentication.Md5 => "syncml:auth-md5",
        DmAuthentication.Hmac => "syncml:auth-MAC",
        _ => throw new ArgumentException("no credentials have no type", nameof(type)),
    };

    /// <summary>The type of a name; <see langword="null"/> for another.</summary>
    /// <param name="name">As received.</param>
    public static DmAuthentication? Parse(string? name) => name switch
    {
        "syncml:auth-basic" => DmAuthentication.Basic,
        "syncml:auth-md5" => DmAuthentication.Md5,
        "syncml:auth-MAC" => DmAuthentication.Hmac,
        _ => null,
    };
}

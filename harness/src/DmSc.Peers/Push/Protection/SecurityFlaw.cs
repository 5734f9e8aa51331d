namespace DmSc.Peers.Push.Protection;

/// <summary>
/// The ways in which the protection of a bootstrap can be wrong. <see cref="SecurityFlaws"/> has the name, the meaning and what a receiver
/// has to do about each.
/// </summary>
public enum SecurityFlaw
{
    /// <summary>Everything is right.</summary>
    None,

    /// <summary>The MAC is right, but under a key whose last octet differs in one bit. With USERPINMAC the digits behind the key are of that key.</summary>
    WrongKey,

    /// <summary>One digit of the MAC is another one. With USERPINMAC it is the last digit the user enters.</summary>
    FlippedDigit,

    /// <summary>The MAC is right for the body with its last octet altered. With USERPINMAC so are the digits.</summary>
    MacOfAnotherBody,

    /// <summary>The MAC lacks its last two digits.</summary>
    MacTruncated,

    /// <summary>The last digit of the MAC is no hexadecimal digit.</summary>
    MacNotHex,

    /// <summary>The MAC is empty.</summary>
    MacEmpty,

    /// <summary>SEC without MAC.</summary>
    MacMissing,

    /// <summary>The right MAC twice, which leaves open which one counts.</summary>
    MacTwice,

    /// <summary>MAC without SEC.</summary>
    SecMissing,

    /// <summary>Neither SEC nor MAC.</summary>
    Unprotected,

    /// <summary>SEC is 7, or NOSUCHPIN; the MAC is the right one of the method.</summary>
    SecUnknown,

    /// <summary>SEC names another method than the one the MAC is of.</summary>
    SecOfAnotherMethod,

    /// <summary>The MAC has lower-case letters. Digits have no case: a receiver has to take it.</summary>
    MacLowerCase,

    /// <summary>MAC stands in front of SEC. Parameters have no order: a receiver has to take it.</summary>
    MacFirst,

    /// <summary>USERPINMAC with a MAC all the same: a receiver has to ignore it.</summary>
    SurplusMac,
}

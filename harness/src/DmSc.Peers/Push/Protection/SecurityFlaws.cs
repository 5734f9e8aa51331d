using System.Collections.Immutable;
using DmSc.Wire.Credentials;

namespace DmSc.Peers.Push.Protection;

/// <summary>What is known about a flaw.</summary>
/// <param name="Flaw">Which.</param>
/// <param name="Name">For case files: words with hyphens.</param>
/// <param name="IsFatal">Whether a receiver has to discard the push. If not, it has to take it.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record SecurityFlawFacts(SecurityFlaw Flaw, string Name, bool IsFatal, string Summary);

/// <summary>The closed set of flaws, by name.</summary>
public static class SecurityFlaws
{
    /// <summary>All, in the order of <see cref="SecurityFlaw"/>.</summary>
    public static ImmutableArray<SecurityFlawFacts> All { get; } =
    [
        new(SecurityFlaw.None, "none", false, "SEC and MAC are right"),
        new(SecurityFlaw.WrongKey, "wrong-key", true, "the MAC is made with a key whose last octet differs in one bit"),
        new(SecurityFlaw.FlippedDigit, "flipped-digit", true, "one digit of the MAC is another one"),
        new(SecurityFlaw.MacOfAnotherBody, "mac-of-another-body", true, "the MAC is that of the body with another last octet"),
        new(SecurityFlaw.MacTruncated, "mac-truncated", true, "the MAC has 38 digits"),
        new(SecurityFlaw.MacNotHex, "mac-not-hex", true, "the last digit of the MAC is a G"),
        new(SecurityFlaw.MacEmpty, "mac-empty", true, "the MAC is there and empty"),
        new(SecurityFlaw.MacMissing, "mac-missing", true, "SEC without MAC"),
        new(SecurityFlaw.MacTwice, "mac-twice", true, "the MAC occurs twice"),
        new(SecurityFlaw.SecMissing, "sec-missing", true, "MAC without SEC"),
        new(SecurityFlaw.Unprotected, "unprotected", true, "neither SEC nor MAC"),
        new(SecurityFlaw.SecUnknown, "sec-unknown", true, "SEC names a method that does not exist"),
        new(SecurityFlaw.SecOfAnotherMethod, "sec-of-another-method", true, "SEC names another method than the one the MAC is of"),
        new(SecurityFlaw.MacLowerCase, "mac-lower-case", false, "the MAC is written in lower case"),
        new(SecurityFlaw.MacFirst, "mac-first", false, "MAC stands in front of SEC"),
        new(SecurityFlaw.SurplusMac, "surplus-mac", false, "USERPINMAC with a MAC, which is to be ignored"),
    ];

    /// <summary>What is known about a flaw.</summary>
    /// <param name="flaw">Of the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not of the set.</exception>
    public static SecurityFlawFacts Of(SecurityFlaw flaw) =>
        (int)flaw >= 0 && (int)flaw < All.Length ? All[(int)flaw] : throw new ArgumentOutOfRangeException(nameof(flaw), flaw, "no flaw of the set");

    /// <summary>The flaw of a name, or <c>null</c>.</summary>
    /// <param name="name">As in case files.</param>
    public static SecurityFlaw? Parse(string name)
    {
        foreach (var facts in All)
        {
            if (facts.Name == name)
                return facts.Flaw;
        }

        return null;
    }

    /// <summary>
    /// Whether a push of the method can have the flaw. USERPINMAC sends no MAC that could be cut, doubled, misspelt or missing; a surplus MAC
    /// has it alone.
    /// </summary>
    /// <param name="flaw">Of the set.</param>
    /// <param name="method">The method of protection.</param>
    public static bool AppliesTo(SecurityFlaw flaw, BootstrapMethod method) => flaw switch
    {
        SecurityFlaw.None or SecurityFlaw.WrongKey or SecurityFlaw.FlippedDigit or SecurityFlaw.MacOfAnotherBody => true,
        SecurityFlaw.Unprotected or SecurityFlaw.SecUnknown or SecurityFlaw.SecOfAnotherMethod => true,
        SecurityFlaw.SurplusMac => method == BootstrapMethod.UserPinMac,
        _ => method != BootstrapMethod.UserPinMac,
    };
}

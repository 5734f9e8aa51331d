using System.Collections.Immutable;
using DmSc.Wire.Credentials;

namespace DmSc.Peers.Push.Protection;

/// <summary>A bootstrap with SEC and MAC, right or wrong as its <see cref="BootstrapProtection"/> says.</summary>
/// <param name="Message">To be sent.</param>
/// <param name="UserEntry">What the user is told to enter, or <c>null</c> when the method asks nothing of the user.</param>
public sealed record ProtectedBootstrap(PushMessage Message, SecretOctets? UserEntry)
{
    private const ulong UnknownNumber = 7;
    private const string UnknownName = "NOSUCHPIN";

    /// <summary>Protects a document.</summary>
    /// <param name="profile">Decides media type, application id, names and keys.</param>
    /// <param name="document">WBXML; the MAC is over exactly these octets.</param>
    /// <param name="protection">How.</param>
    /// <exception cref="ArgumentException">
    /// A secret that the method needs is missing or malformed, the profile has no such method, a push of the method cannot have the flaw, or the
    /// document is empty.
    /// </exception>
    public static ProtectedBootstrap Make(BootstrapProfile profile, ReadOnlyMemory<byte> document, BootstrapProtection protection)
    {
        ArgumentNullException.ThrowIfNull(protection);
        var (method, flaw) = (protection.Method, protection.Flaw);
        if (document.IsEmpty)
            throw new ArgumentException("a bootstrap has a document", nameof(document));
        if (!SecurityFlaws.AppliesTo(flaw, method))
            throw new ArgumentException($"a push protected with {method} cannot have the flaw '{SecurityFlaws.Of(flaw).Name}'", nameof(protection));
        var plain = profile == BootstrapProfile.Provisioning ? PushMessage.Provisioning(document) : PushMessage.DmBootstrap(document);
        var name = BootstrapMethodName.Of(method, profile);
        string? mac = null;
        SecretOctets? entry;
        if (method == BootstrapMethod.UserPinMac)
        {
            entry = Number(protection, document);
            if (flaw == SecurityFlaw.SurplusMac)
                mac = BootstrapMac.Encode(protection.Pin!, document.Span);
        }
        else
        {
            entry = method == BootstrapMethod.NetworkId ? null : protection.Pin;
            var key = BootstrapKey.For(profile, method, protection.Network, protection.Pin);
            var authenticated = flaw == SecurityFlaw.MacOfAnotherBody ? Altered(document) : document.Span;
            mac = Spoilt(BootstrapMac.Encode(flaw == SecurityFlaw.WrongKey ? Other(key) : key, authenticated), flaw);
        }

        return new ProtectedBootstrap(plain with { Parameters = Parameters(Sec(profile, method, name, flaw), mac, flaw) }, entry);
    }

    private static PushField Sec(BootstrapProfile profile, BootstrapMethod method, string name, SecurityFlaw flaw)
    {
        var another = method == BootstrapMethod.UserPin ? BootstrapMethod.NetworkId : BootstrapMethod.UserPin;
        return flaw switch
        {
            SecurityFlaw.SecUnknown => new PushField(PushField.Sec, UnknownName, UnknownNumber),
            SecurityFlaw.SecOfAnotherMethod => new PushField(PushField.Sec, BootstrapMethodName.Of(another, profile), (ulong)another),
            _ => new PushField(PushField.Sec, name, (ulong)method),
        };
    }

    private static ImmutableArray<PushField> Parameters(PushField sec, string? digits, SecurityFlaw flaw)
    {
        if (flaw == SecurityFlaw.Unprotected)
            return [];
        if (digits is null)
            return [sec];
        var mac = new PushField(PushField.Mac, digits);
        return flaw switch
        {
            SecurityFlaw.MacMissing => [sec],
            SecurityFlaw.SecMissing => [mac],
            SecurityFlaw.MacTwice => [sec, mac, mac],
            SecurityFlaw.MacFirst => [mac, sec],
            _ => [sec, mac],
        };
    }

    private static string Spoilt(string mac, SecurityFlaw flaw) => flaw switch
    {
        SecurityFlaw.FlippedDigit => mac[..^1] + (mac[^1] == '0' ? '1' : '0'),
        SecurityFlaw.MacTruncated => mac[..^2],
        SecurityFlaw.MacNotHex => mac[..^1] + 'G',
        SecurityFlaw.MacEmpty => "",
        SecurityFlaw.MacLowerCase => mac.ToLowerInvariant(),
        _ => mac,
    };

    /// <summary>Key and digits of USERPINMAC: the flaw of a number is in its second half, for the first is the key itself.</summary>
    private static SecretOctets Number(BootstrapProtection protection, ReadOnlyMemory<byte> document)
    {
        var key = protection.Pin ?? throw new ArgumentException($"{protection.Method} needs the key", nameof(protection));
        var right = UserPinMac.Make(key, document.Span);
        var number = protection.Flaw switch
        {
            SecurityFlaw.WrongKey => [.. key.Reveal(), .. UserPinMac.Make(Other(key), document.Span).Reveal()[key.Length..]],
            SecurityFlaw.MacOfAnotherBody => [.. key.Reveal(), .. UserPinMac.Make(key, Altered(document)).Reveal()[key.Length..]],
            _ => right.Reveal().ToArray(),
        };
        // A few digits can be the same by chance, and then the number would be right.
        var wrong = protection.Flaw is SecurityFlaw.WrongKey or SecurityFlaw.MacOfAnotherBody or SecurityFlaw.FlippedDigit;
        if (wrong && number.AsSpan().SequenceEqual(right.Reveal()))
            number[^1] ^= 1;
        return new SecretOctets(number);
    }

    /// <summary>Another key of the same form: a decimal digit stays one.</summary>
    private static SecretOctets Other(SecretOctets key)
    {
        var octets = key.Reveal().ToArray();
        octets[^1] ^= 1;
        return new SecretOctets(octets);
    }

    private static byte[] Altered(ReadOnlyMemory<byte> document)
    {
        var octets = document.ToArray();
        octets[^1] ^= 1;
        return octets;
    }
}

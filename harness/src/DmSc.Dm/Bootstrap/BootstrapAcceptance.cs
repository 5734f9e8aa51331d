using DmSc.Wire.Credentials;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Bootstrap;

/// <summary>A bootstrap as it was pushed.</summary>
/// <param name="ContentType">Media type, perhaps with parameters, which do not count here.</param>
/// <param name="Body">The document.</param>
/// <param name="IsSecure">Whether the transport authenticates the sender: a secure push.</param>
/// <param name="Sec">Parameter SEC as sent, name or number; <see langword="null"/> when absent.</param>
/// <param name="Mac">Parameter MAC as sent; <see langword="null"/> when absent.</param>
public sealed record PushedBootstrap(string ContentType, ReadOnlyMemory<byte> Body, bool IsSecure = false, string? Sec = null, string? Mac = null);

/// <summary>How the secret of NETWORKID is coded in the DM profile, which leaves it open. Client Provisioning takes semi-octets always.</summary>
public enum NetworkIdCoding
{
    /// <summary>Either is accepted.</summary>
    Either,

    /// <summary>The digits of the IMSI as text.</summary>
    Text,

    /// <summary>The IMSI in semi-octets.</summary>
    SemiOctets,
}

/// <summary>What a device knows that a MAC can be made with.</summary>
/// <param name="Imsi">IMSI, or <see langword="null"/> without a card.</param>
/// <param name="Coding">How it makes a key of it in the DM profile.</param>
public sealed record DeviceSecrets(string? Imsi, NetworkIdCoding Coding = NetworkIdCoding.Either)
{
    /// <summary>Asterisks instead of the IMSI.</summary>
    public override string ToString() => $"secrets of a device, {Coding}";
}

/// <summary>Whether a push is taken.</summary>
public enum BootstrapAdmission
{
    /// <summary>It is processed.</summary>
    Accept,

    /// <summary>The user has to enter the PIN first.</summary>
    NeedsPin,

    /// <summary>It is discarded in silence.</summary>
    Discard,
}

/// <summary>What the policy says to a push.</summary>
/// <param name="Admission">Whether it is taken.</param>
/// <param name="Profile">Profile of the document; meaningless when discarded for its media type.</param>
/// <param name="Reason">Name of the reason: <c>WrongMac</c>, <c>MissingMac</c>, <c>UnknownMethod</c> and others.</param>
/// <param name="Method">Method of SEC, or <see langword="null"/>.</param>
public sealed record BootstrapJudgement(BootstrapAdmission Admission, BootstrapProfile Profile, string Reason, BootstrapMethod? Method = null);

/// <summary>Decides whether a pushed bootstrap is processed (OMA DM Security 1.2, 5.7.2; OMA Provisioning Bootstrap 1.1, 5.2; OMA DM Bootstrap 1.2, 5.4.4).</summary>
public static class BootstrapAcceptance
{
    private const string ProvisioningXml = "text/vnd.wap.connectivity-xml";

    /// <summary>Judges a push.</summary>
    /// <param name="push">The push.</param>
    /// <param name="device">What the device knows.</param>
    /// <param name="pin">What the user entered; <see langword="null"/> before that.</param>
    /// <param name="quirks">Documented defects; none when absent.</param>
    public static BootstrapJudgement Judge(PushedBootstrap push, DeviceSecrets device, SecretOctets? pin = null, BootstrapQuirks? quirks = null)
    {
        ArgumentNullException.ThrowIfNull(push);
        ArgumentNullException.ThrowIfNull(device);
        quirks ??= new BootstrapQuirks();
        var isXmlType = MediaTypes.Is(push.ContentType, MediaTypes.DmXml) || MediaTypes.Is(push.ContentType, ProvisioningXml);
        BootstrapProfile profile;
        if (MediaTypes.Is(push.ContentType, MediaTypes.DmWbxml) || MediaTypes.Is(push.ContentType, MediaTypes.DmXml))
            profile = BootstrapProfile.DeviceManagement;
        else if (MediaTypes.Is(push.ContentType, MediaTypes.ProvisioningWbxml) || MediaTypes.Is(push.ContentType, ProvisioningXml))
            profile = BootstrapProfile.Provisioning;
        else
            return new BootstrapJudgement(BootstrapAdmission.Discard, default, "UnknownMediaType");
        if (profile == BootstrapProfile.Provisioning ? quirks.AcceptsOnlyDmProfile : quirks.AcceptsOnlyCpProfile)
            return new BootstrapJudgement(BootstrapAdmission.Discard, profile, "UnsupportedProfile");
        if ((isXmlType || IsXml(push.Body.Span)) && !quirks.AcceptsXml)
            return new BootstrapJudgement(BootstrapAdmission.Discard, profile, "XmlInsteadOfWbxml");
        if (push.IsSecure && !(quirks.RejectsSecurePushWithoutMac && push.Mac is null))
            return new BootstrapJudgement(BootstrapAdmission.Accept, profile, "SecurePush");
        return new Verification(push, profile, device, pin, quirks).Judge();
    }

    /// <summary>Whether a document is XML instead of WBXML: its first octet that is no white space or mark is &lt;.</summary>
    internal static bool IsXml(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var first = body.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && body[first] == '<';
    }

    private sealed class Verification(PushedBootstrap push, BootstrapProfile profile, DeviceSecrets device, SecretOctets? pin, BootstrapQuirks quirks)
    {
        private BootstrapMethod? _method;

        public BootstrapJudgement Judge()
        {
            if (push.Sec is null)
            {
                return push.Mac is null
                    ? Unless(quirks.AcceptsMissingMac, "MissingMac")
                    : Unless(quirks.AcceptsMacWithoutSec || quirks.AcceptsMissingMac, "MacWithoutSec");
            }

            _method = BootstrapMethodName.Parse(push.Sec.Trim());
            if (_method is not { } method || (method == BootstrapMethod.UserPinMac && profile == BootstrapProfile.DeviceManagement))
                return Unless(quirks.AcceptsUnknownMethod, "UnknownMethod");
            if (method == BootstrapMethod.NetworkId ? quirks.IgnoresNetworkId : quirks.IgnoresUserPin && method == BootstrapMethod.UserPin)
                return Answer(BootstrapAdmission.Discard, "UnsupportedMethod");
            if (method == BootstrapMethod.UserPinMac)
                return JudgeUserPinMac();
            if (push.Mac is null)
                return Unless(quirks.AcceptsSecWithoutMac || quirks.AcceptsMissingMac, "MissingMac");
            if (MacOctets(push.Mac) is not { } mac)
                return Unless(quirks.AcceptsWrongMac, "MalformedMac");
            if (method != BootstrapMethod.UserPin && !HasImsi)
                return Unless(quirks.AcceptsWrongMac, "NoNetworkSecret");
            if (method != BootstrapMethod.NetworkId && pin is null)
                return Answer(quirks.AsksForNoPin ? BootstrapAdmission.Accept : BootstrapAdmission.NeedsPin, "NeedsPin");
            if (method != BootstrapMethod.NetworkId && quirks.AcceptsAnyPin)
                return Answer(BootstrapAdmission.Accept, "AnyPin");
            return Keys(method).Any(key => BootstrapMac.Verify(mac, key, push.Body.Span))
                ? Answer(BootstrapAdmission.Accept, "Verified")
                : Unless(quirks.AcceptsWrongMac, "WrongMac");
        }

        private bool HasImsi =>
            device.Imsi is { Length: >= Imsi.MinDigits and <= Imsi.MaxDigits } imsi && !imsi.AsSpan().ContainsAnyExceptInRange('0', '9');

        private BootstrapJudgement JudgeUserPinMac()
        {
            if (push.Mac is not null)
                return Unless(quirks.AcceptsWrongMac, "MacWithUserPinMac");
            if (pin is null)
                return Answer(quirks.AsksForNoPin ? BootstrapAdmission.Accept : BootstrapAdmission.NeedsPin, "NeedsPin");
            return quirks.AcceptsAnyPin || UserPinMac.Verify(pin, push.Body.Span)
                ? Answer(BootstrapAdmission.Accept, "Verified")
                : Unless(quirks.AcceptsWrongMac, "WrongMac");
        }

        private IEnumerable<SecretOctets> Keys(BootstrapMethod method)
        {
            var keys = quirks.UsesProvisioningKeyForDm ? BootstrapProfile.Provisioning : profile;
            if (method == BootstrapMethod.UserPin)
            {
                yield return BootstrapKey.For(keys, method, null, pin);
                yield break;
            }

            if (profile == BootstrapProfile.Provisioning || device.Coding != NetworkIdCoding.Text)
                yield return BootstrapKey.For(keys, method, BootstrapKey.NetworkFromImsi(device.Imsi!), pin);
            if (profile == BootstrapProfile.DeviceManagement && device.Coding != NetworkIdCoding.SemiOctets)
                yield return BootstrapKey.For(keys, method, BootstrapKey.NetworkFromText(device.Imsi!), pin);
        }

        private byte[]? MacOctets(string text)
        {
            var digits = text.Trim();
            if (digits.Length != 2 * BootstrapMac.Length || !digits.All(char.IsAsciiHexDigit))
                return null;
            return quirks.WantsLowerCaseMac && digits.Any(char.IsAsciiLetterUpper) ? new byte[BootstrapMac.Length] : Convert.FromHexString(digits);
        }

        private BootstrapJudgement Unless(bool accepts, string reason) => Answer(accepts ? BootstrapAdmission.Accept : BootstrapAdmission.Discard, reason);

        private BootstrapJudgement Answer(BootstrapAdmission admission, string reason) => new(admission, profile, reason, _method);
    }
}

using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Wire.XmlSecurity;

/// <summary>The published test keys, and short words for what the tests do with them.</summary>
internal static class XmlSecurityKeys
{
    public const string Content = """<cfg xmlns="urn:example:cfg"><apn>internet</apn></cfg>""";
    public const string Identified = """<cfg xmlns="urn:example:cfg" Id="it"><apn>internet</apn></cfg>""";

    public static readonly DateTimeOffset Time = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string Folder = Path.Combine(
        typeof(XmlSecurityKeys).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "fixtures", "keys");

    public static SigningKey Signer { get; } = Key("signer", "signer");

    public static SigningKey Stranger { get; } = Key("stranger", "stranger");

    public static SigningKey Weak { get; } = Key("weak", null);

    public static SignaturePolicy Trusting { get; } = new(SignerTrust.InKeys(new TrustedKey(Signer.Public, "signer")), Time);

    public static SignaturePolicy TrustingAuthority { get; } = new(SignerTrust.InCertificates(Der("authority")), Time);

    public static Recipient Device { get; } = new(RsaPublicKey.FromPem(Pem("recipient.pub.pem")), "device-rsa");

    public static RecipientKey DeviceKey { get; } = new("device-rsa", Pem("recipient.key.pem"));

    public static string Pem(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public static byte[] Der(string name)
    {
        using var certificate = X509Certificate2.CreateFromPem(Pem(name + ".cert.pem"));
        return certificate.RawData;
    }

    public static SigningKey Certified(params string[] certificates) => Signer with { Certificates = [.. certificates.Select(c => (ReadOnlyMemory<byte>)Der(c))] };

    public static SignatureWriter Writer(SigningKey? key = null, KeyInfoParts keyInfo = KeyInfoParts.KeyValue) =>
        new(key ?? Signer, SignatureRecipe.Specification with { KeyInfo = keyInfo });

    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(octets.Span);

    public static SignatureOutcome.Verified Verified(ReadOnlySpan<byte> octets, SignaturePolicy? policy = null, DetachedContent? detached = null)
    {
        var outcome = XmlSignature.Verify(octets, policy ?? Trusting, detached);
        Assert.That(outcome, Is.InstanceOf<SignatureOutcome.Verified>(), outcome.ToString());
        return (SignatureOutcome.Verified)outcome;
    }

    public static XmlSecurityRejection Rejected(ReadOnlySpan<byte> octets, SignaturePolicy? policy = null, DetachedContent? detached = null)
    {
        var outcome = XmlSignature.Verify(octets, policy ?? Trusting, detached);
        Assert.That(outcome, Is.InstanceOf<SignatureOutcome.Rejected>());
        return ((SignatureOutcome.Rejected)outcome).Rejection;
    }

    public static XmlSecurityRejection Rejected(string text, SignaturePolicy? policy = null) => Rejected(Octets(text), policy);

    private static SigningKey Key(string file, string? name) => new(Pem(file + ".key.pem"), name);
}

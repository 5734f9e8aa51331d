using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Push;

/// <summary>The parameters of <c>bootstrap.write</c> that sign and encrypt (OMA DM Security 1.2.1, appendix C). Keys come from IXIT parameters and go
/// into no message, note or result.</summary>
internal static class ContentProtectionArguments
{
    /// <summary>IXIT: RSA private key that signs, PEM.</summary>
    public const string SigningKeyName = "signing-key";

    /// <summary>IXIT: certificate of that key, PEM.</summary>
    public const string SigningCertificateName = "signing-certificate";

    /// <summary>IXIT: certificate of that key whose time is over, PEM.</summary>
    public const string ExpiredCertificateName = "expired-certificate";

    /// <summary>IXIT: certificate of that key whose time has not come, PEM.</summary>
    public const string FutureCertificateName = "future-certificate";

    /// <summary>IXIT: RSA private key that the device does not trust, PEM.</summary>
    public const string StrangerKeyName = "stranger-key";

    /// <summary>IXIT: RSA public key or certificate of the device, PEM.</summary>
    public const string EncryptionKeyName = "encryption-key";

    /// <summary>IXIT: KeyName of the device's key.</summary>
    public const string EncryptionKeyNameName = "encryption-key-name";

    private const string NotAtAll = "none";

    private static readonly Parameter<FormChoice> Sign = Parameter.Choice(
        "sign",
        "Where signed content stands: behind the Signature (detached, which appendix C recommends), before it and referred to, in its Object, there and referred to, or around it. Only in the DM profile; the objects then travel as XML text. Needs IXIT signing-key.",
        DeviceShapes.Words(
            (NotAtAll, new FormChoice(null)),
            ("detached", new FormChoice(SignedForm.Detached)),
            ("detached-by-reference", new FormChoice(SignedForm.DetachedByReference)),
            ("enveloping", new FormChoice(SignedForm.Enveloping)),
            ("enveloping-by-reference", new FormChoice(SignedForm.EnvelopingByReference)),
            ("enveloped", new FormChoice(SignedForm.Enveloped))),
        NotAtAll);

    private static readonly Parameter<bool> Sha256 = Parameter.Choice("signature", "Algorithms of signature and digest.", DeviceShapes.Words(("rsa-sha1", false), ("rsa-sha256", true)), "rsa-sha1");

    private static readonly Parameter<KeyInfoParts> KeyInfo = Parameter.Choice(
        "key-info",
        "What KeyInfo of the Signature tells of the key; x509-data needs IXIT signing-certificate.",
        DeviceShapes.Words((NotAtAll, KeyInfoParts.None), ("key-value", KeyInfoParts.KeyValue), ("x509-data", KeyInfoParts.X509Data), ("key-name", KeyInfoParts.KeyName)),
        "key-value");

    private static readonly Parameter<string> Certificate = Parameter.Choice(
        "certificate",
        "Which certificate x509-data holds: valid (IXIT signing-certificate), expired (expired-certificate) or future (future-certificate).",
        DeviceShapes.Words(("valid", SigningCertificateName), ("expired", ExpiredCertificateName), ("future", FutureCertificateName)),
        "valid");

    private static readonly Parameter<string> Encrypt = Parameter.Choice(
        "encrypt",
        "Cipher of the content, signed first when it is signed. Only in the DM profile. Needs IXIT encryption-key.",
        DeviceShapes.Words((NotAtAll, ""), ("aes128", XmlAlgorithms.Aes128Cbc), ("aes256", XmlAlgorithms.Aes256Cbc), ("3des", XmlAlgorithms.TripleDesCbc)),
        NotAtAll);

    private static readonly Parameter<string> KeyTransport = Parameter.Choice(
        "key-transport", "How the content key is encrypted.", DeviceShapes.Words(("rsa15", XmlAlgorithms.Rsa15), ("oaep", XmlAlgorithms.RsaOaep)), "rsa15");

    private static readonly Parameter<ContentFlaw> Flaw = Parameter.Choice(
        "content-flaw",
        "The one thing that is wrong with the protected account.",
        [.. ContentFlaws.All.Select(facts => new KeyValuePair<string, ContentFlaw>(facts.Name, facts.Flaw))],
        NotAtAll);

    private static readonly Parameter<string> Forged = Parameter.Text("forged", "ServerID of the account of somebody else that some flaws bring in: another that dm-server.account drew.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Parameter> Parameters { get; } = [Sign, Sha256, KeyInfo, Certificate, Encrypt, KeyTransport, Flaw, Forged];

    /// <summary>The protection asked for.</summary>
    /// <returns><c>null</c> for none.</returns>
    /// <exception cref="StepFaultException">A key is missing or none, or the flaw does not go with the protection.</exception>
    public static AuthoredProtection? Of(StepArguments arguments, IStepContext context)
    {
        var protection = new AuthoredProtection
        {
            Signature = arguments.Get(Sign).Form is { } form ? Signature(form, arguments, context) : null,
            Encryption = arguments.Get(Encrypt) is { Length: > 0 } cipher ? Encryption(cipher, arguments, context) : null,
            Flaw = arguments.Get(Flaw),
            Forged = arguments.Has(Forged) ? context.Party<DeviceParty>().Server.Account(arguments.Get(Forged)).Authored : null,
        };
        var facts = ContentFlaws.Of(protection.Flaw);
        if (ContentFlaws.Obstacle(protection) is { } obstacle)
            throw Wrong($"content-flaw '{facts.Name}' of bootstrap.write: {obstacle}");

        // An account of somebody else that the emulated server does not know could come and go unseen.
        if (facts.BringsForged && protection.Forged is null)
            throw Wrong($"content-flaw '{facts.Name}' of bootstrap.write needs 'forged'");
        return protection.IsNone ? null : protection;
    }

    private static AuthoredSignature Signature(SignedForm form, StepArguments arguments, IStepContext context)
    {
        var parts = arguments.Get(KeyInfo);
        var key = SigningKey(context, SigningKeyName);
        if (parts == KeyInfoParts.X509Data)
            key = key with { Certificates = [CertificateOf(context, arguments.Get(Certificate))] };
        var (signature, digest) = arguments.Get(Sha256) ? (XmlAlgorithms.RsaSha256, XmlAlgorithms.Sha256) : (XmlAlgorithms.RsaSha1, XmlAlgorithms.Sha1);
        return new AuthoredSignature(key)
        {
            Form = form,
            Recipe = SignatureRecipe.Specification with { KeyInfo = parts, SignatureMethod = signature, DigestMethod = digest },
            Stranger = NeedsStranger(arguments) ? SigningKey(context, StrangerKeyName) : null,
        };
    }

    private static AuthoredEncryption Encryption(string cipher, StepArguments arguments, IStepContext context) =>
        new(new Recipient(PublicKey(context, EncryptionKeyName), context.Ixit(EncryptionKeyNameName) ?? "device"), context.Random.Next())
        {
            Recipe = new EncryptionRecipe { Cipher = cipher, KeyTransport = arguments.Get(KeyTransport) },
            Stranger = NeedsStranger(arguments) ? PublicKey(context, StrangerKeyName) : null,
        };

    private static bool NeedsStranger(StepArguments arguments) => ContentFlaws.Of(arguments.Get(Flaw)).NeedsStranger;

    private static SigningKey SigningKey(IStepContext context, string parameter) => Read(context, parameter, "an RSA private key", pem =>
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);

        // A public key is imported just as well; only the private half can sign.
        _ = rsa.ExportRSAPrivateKey();
        return new SigningKey(pem, parameter);
    });

    private static RsaPublicKey PublicKey(IStepContext context, string parameter) => Read(context, parameter, "an RSA public key or certificate", pem =>
    {
        if (!pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            return RsaPublicKey.FromPem(pem);
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var rsa = certificate.GetRSAPublicKey() ?? throw new CryptographicException("no RSA key");
        return RsaPublicKey.Of(rsa);
    });

    private static ReadOnlyMemory<byte> CertificateOf(IStepContext context, string parameter) => Read(context, parameter, "a certificate", pem =>
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return new ReadOnlyMemory<byte>(certificate.RawData);
    });

    private static T Read<T>(IStepContext context, string parameter, string expected, Func<string, T> parse)
    {
        var pem = context.Ixit(parameter) ?? throw Wrong($"bootstrap.write needs {expected} in PEM: IXIT parameter {parameter} has no value");
        try
        {
            return parse(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Neither the key nor what the library says of it is repeated.
            throw Wrong($"IXIT parameter {parameter}: {expected} in PEM expected");
        }
    }

    private static StepFaultException Wrong(string message) => new(FaultKind.BadFixture, message);

    /// <summary>A form, or none: a parameter has no value that is null.</summary>
    private sealed record FormChoice(SignedForm? Form);
}

using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.XmlSecurity;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>The published test keys, for us and for foreign tools.</summary>
internal static class XmlSecKeys
{
    public const string Package = "xmlsec1";
    public const string SignerName = "signer";
    public const string RecipientName = "device-rsa";

    public static readonly DateTimeOffset Time = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static string File(string name) => Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "keys", name);

    public static string Text(string name) => System.IO.File.ReadAllText(File(name));

    public static byte[] Der(string name) =>
        System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(Text(name)).RawData;

    public static SigningKey Signer => new(Text("signer.key.pem"), SignerName) { Certificates = [Der("signer.cert.pem"), Der("authority.cert.pem")] };

    /// <summary>Trust that fits what KeyInfo says: a certificate only by its authority, a key only as such.</summary>
    public static SignaturePolicy Policy(KeyInfoParts keyInfo) => new(
        keyInfo == KeyInfoParts.X509Data
            ? SignerTrust.InCertificates(Der("authority.cert.pem"))
            : SignerTrust.InKeys(new TrustedKey(RsaPublicKey.FromPem(Text("signer.pub.pem")), SignerName)),
        Time);
}

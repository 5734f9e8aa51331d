using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DmSc.Wire.Pkcs15;

/// <summary>What an X.509 certificate says of itself (RFC 5280, 4.1). Nothing is verified: not the signature, not the time.</summary>
/// <param name="Subject">Distinguished name of the holder, as RFC 4514 writes it.</param>
/// <param name="Issuer">Distinguished name of who issued it.</param>
/// <param name="SerialNumber">Serial number, most significant octet first.</param>
/// <param name="NotBefore">First moment of validity, UTC.</param>
/// <param name="NotAfter">Last moment of validity, UTC.</param>
/// <param name="Length">Octets the certificate takes; the rest of the file is padding.</param>
public sealed record X509Summary(
    string Subject, string Issuer, ReadOnlyMemory<byte> SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter, int Length)
{
    /// <summary>Reads a certificate from the start of a file.</summary>
    /// <param name="content">The certificate in DER, then any padding.</param>
    /// <exception cref="WireFormatException">The octets do not begin with an X.509 certificate in DER.</exception>
    public static X509Summary Parse(ReadOnlyMemory<byte> content)
    {
        var end = 0;
        var element = DerElement.Read(content, ref end, 0);
        if (!element.IsSequence)
            throw new WireFormatException("X509Tag", 0, $"a certificate has tag 30, got {element.Name}");
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(element.Encoded.Span);
            return new X509Summary(
                certificate.SubjectName.Name,
                certificate.IssuerName.Name,
                certificate.SerialNumberBytes,
                new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
                new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
                end);
        }
        catch (CryptographicException e)
        {
            throw new WireFormatException("X509", 0, $"no X.509 certificate: {e.Message}");
        }
    }
}

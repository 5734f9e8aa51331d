using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DmSc.Peers.Server;

/// <summary>Certificates for servers that run for a test and are forgotten.</summary>
public static class ServerCertificates
{
    /// <summary>Certificate and private key from one file.</summary>
    /// <param name="path">A PEM file with both.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">It has no certificate, or no key that belongs to it.</exception>
    public static X509Certificate2 FromPemFile(string path)
    {
        using var pem = X509Certificate2.CreateFromPemFile(path);
        // A key that came from PEM is not yet one that every TLS stack takes.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A self-signed certificate with a new key, for a day.</summary>
    /// <param name="host">Name or address that clients use.</param>
    /// <param name="now">It holds from an hour before, because clocks of devices differ.</param>
    public static X509Certificate2 SelfSigned(string host, DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DmSc.Tests.Peers.Push;

/// <summary>A certification authority of the test's own and what it issued.</summary>
internal sealed class TestCertificates : IDisposable
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<X509Certificate2> _issued = [];
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public TestCertificates(string name = "Test root")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(_now.AddDays(-2), _now.AddDays(2));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A certificate with its private key, valid from yesterday.</summary>
    public X509Certificate2 Issue(string subject, string use, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], true));
        using var bare = request.Create(Root, _now.AddDays(-1), _now.AddDays(days), BitConverter.GetBytes((long)_issued.Count + 1));
        // TLS libraries take no key that lives in memory alone on every system.
        using var whole = bare.CopyWithPrivateKey(key);
        var usable = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
        _issued.Add(usable);
        return usable;
    }

    public void Dispose()
    {
        foreach (var certificate in _issued)
            certificate.Dispose();
        Root.Dispose();
        _key.Dispose();
    }
}

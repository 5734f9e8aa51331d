using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmSc.Engine.Loading;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab;

/// <summary>Key files that input files name. What is wrong with one is said where it is named; no key is shown.</summary>
/// <param name="folder">What names are relative to.</param>
/// <param name="rule">The complaint.</param>
/// <param name="bag">Takes the complaints.</param>
internal sealed class PemFiles(string folder, DiagnosticRule rule, DiagnosticBag bag)
{
    private readonly List<string> _used = [];

    /// <summary>The files that were read.</summary>
    public IReadOnlyList<string> Used => _used;

    public TrustedKey? PublicKey(Located<string> named) => Read(named, "an RSA public key", pem => new TrustedKey(RsaPublicKey.FromPem(pem)));

    public RecipientKey? PrivateKey(Located<string> named, string name) => PrivatePem(named) is { } pem ? new RecipientKey(name, pem) : null;

    /// <summary>The text of a file with an RSA private key.</summary>
    public string? PrivatePem(Located<string> named) => Read(named, "an RSA private key", pem =>
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);

        // A public key is imported just as well; only the private half can tell.
        _ = rsa.ExportRSAPrivateKey();
        return pem;
    });

    public ReadOnlyMemory<byte>? Certificate(Located<string> named) => Read<object>(named, "a certificate", pem =>
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return new ReadOnlyMemory<byte>(certificate.RawData);
    }) as ReadOnlyMemory<byte>?;

    /// <summary>All certificates of a file; none without a file.</summary>
    public X509Certificate2Collection Certificates(Located<string>? named) => named is not { } file ? [] : Read(file, "certificates", pem =>
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return all.Count == 0 ? throw new CryptographicException("there is none") : all;
    }) ?? [];

    /// <summary>Complains unless a file has a certificate and the private key that belongs to it.</summary>
    public void CheckCertificateWithKey(Located<string> named) => Read<object>(named, "a certificate and its private key", pem =>
    {
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);
        return certificate.Thumbprint;
    });

    private T? Read<T>(Located<string> named, string expected, Func<string, T> parse)
        where T : class
    {
        var own = new DiagnosticBag();
        var path = Path.Combine(folder, named.Value);
        if (SourceFile.Open(path, own, named.Value) is not { } file)
        {
            bag.Add(rule, named.Span, $"{named.Value}: {own.Items[0].Message}");
            return null;
        }

        _used.Add(path);
        try
        {
            return parse(file.Text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            bag.Add(rule, named.Span, $"{named.Value}: {expected} in PEM expected");
            return null;
        }
    }
}

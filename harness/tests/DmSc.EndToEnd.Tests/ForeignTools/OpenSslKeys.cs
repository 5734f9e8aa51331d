using System.Security.Cryptography.X509Certificates;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Push.Receiving;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>A certification authority, a device and a gateway, all made by OpenSSL.</summary>
internal sealed class OpenSslKeys : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private X509Certificate2? _device;
    private X509Certificate2? _root;

    private OpenSslKeys()
    {
    }

    public string Path => _folder.Path;

    public static async Task<OpenSslKeys> MakeAsync()
    {
        var keys = new OpenSslKeys();
        try
        {
            await RunAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=OpenSSL test root", "-keyout", keys.File("ca.key"), "-out", keys.File("ca.pem"));
            await keys.IssueAsync("device", "serverAuth");
            await keys.IssueAsync("gateway", "clientAuth");
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    public string File(string name) => _folder.File(name);

    /// <summary>A certificate with its key, to be disposed of by the caller.</summary>
    public X509Certificate2 Load(string name)
    {
        using var whole = X509Certificate2.CreateFromPemFile(File(name + ".pem"), File(name + ".key"));
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 LoadRoot() => X509CertificateLoader.LoadCertificateFromFile(File("ca.pem"));

    /// <summary>A device with its certificate that trusts whom the authority issued one.</summary>
    public HttpPushReceiverSettings Receiver() => new() { Certificate = _device ??= Load("device"), TrustedSenders = [_root ??= LoadRoot()] };

    public void Dispose()
    {
        _device?.Dispose();
        _root?.Dispose();
        _folder.Dispose();
    }

    private static Task<string> RunAsync(params string[] arguments) => ForeignTool.SucceedAsync("openssl", arguments);

    private async Task IssueAsync(string name, string use)
    {
        await RunAsync("req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={name}", "-keyout", File(name + ".key"), "-out", File(name + ".csr"));
        await System.IO.File.WriteAllTextAsync(File(name + ".ext"), $"extendedKeyUsage={use}\nsubjectAltName=IP:127.0.0.1\n");
        await RunAsync("x509", "-req", "-in", File(name + ".csr"), "-CA", File("ca.pem"), "-CAkey", File("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", File(name + ".ext"), "-out", File(name + ".pem"));
    }
}

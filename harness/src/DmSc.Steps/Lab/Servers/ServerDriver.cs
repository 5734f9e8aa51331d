using System.Security.Cryptography.X509Certificates;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>How the harness works a server: what an IUT file of role server says under <c>driver</c> and <c>settings</c>.</summary>
internal abstract record ServerDriver
{
    private ServerDriver()
    {
    }

    /// <summary>Files beside the IUT file that results depend on.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The reference server in this process.</summary>
    /// <param name="Signing">What it signs with, or <c>null</c>.</param>
    public sealed record Reference(SigningKey? Signing) : ServerDriver;

    /// <summary>A server's own interface over HTTP.</summary>
    /// <param name="Settings">What it is like.</param>
    /// <param name="Trusted">Whom the certificate of sessions comes from; empty: whom the operating system trusts.</param>
    public sealed record Http(HttpServerSettings Settings, X509Certificate2Collection Trusted) : ServerDriver;

    /// <summary>A program that speaks JSON lines on its standard input and output.</summary>
    /// <param name="Settings">How it is run.</param>
    /// <param name="Trusted">Whom the certificate of sessions comes from; empty: whom the operating system trusts.</param>
    public sealed record Program(DriverSettings Settings, X509Certificate2Collection Trusted) : ServerDriver;

    /// <summary>A folder of captured pushes.</summary>
    /// <param name="Folder">The folder.</param>
    /// <param name="Manifest">What it says.</param>
    public sealed record Capture(string Folder, CaptureManifest Manifest) : ServerDriver;
}

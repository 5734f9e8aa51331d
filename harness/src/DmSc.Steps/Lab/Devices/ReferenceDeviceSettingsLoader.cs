using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmSc.Dm.Bootstrap;
using DmSc.Engine.Loading;
using DmSc.Peers.Device;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Settings of the driver <c>reference</c> of a device.</summary>
public static class ReferenceDeviceSettingsLoader
{
    private const string DefaultKeyName = "device";

    /// <summary>The keys.</summary>
    public static MapFormat Format { get; } = new("the settings of the reference device",
    [
        new("imsi", ValueFormat.Text(), "IMSI of the device, digits; the same as IXIT parameter imsi"),
        new("encoding", ValueFormat.Word("wbxml", "xml"), "form of its DM messages; wbxml by default"),
        new("signer-keys", ValueFormat.ListOf(ValueFormat.Text(), 1), "files with RSA public keys in PEM whose signatures it trusts, relative to this file"),
        new("certificates", ValueFormat.ListOf(ValueFormat.Text(), 1), "files with certificates in PEM that it trusts to certify signers, relative to this file"),
        new("decryption-key", ValueFormat.Text(), "file with the RSA private key in PEM that opens what is encrypted for it, relative to this file"),
        new("decryption-key-name", ValueFormat.Text(), $"KeyName of that key; {DefaultKeyName} by default"),
    ]);

    /// <summary>Reads them.</summary>
    /// <param name="iut">The IUT file.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The settings; sound only when the bag got no error.</returns>
    public static ReferenceDeviceSettings Load(IutFile iut, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(bag);
        if (MapReader.Open(iut.Settings, Format, bag) is not { } map)
            return new ReferenceDeviceSettings();
        var files = new PemFiles(iut.Folder, bag);
        var trust = new SignerTrust
        {
            Keys = [.. map.Texts("signer-keys").Select(named => files.PublicKey(named)).OfType<TrustedKey>()],
            Anchors = [.. map.Texts("certificates").Select(named => files.Certificate(named)).OfType<ReadOnlyMemory<byte>>()],
        };
        var name = map.Text("decryption-key-name")?.Value ?? DefaultKeyName;
        var key = map.Text("decryption-key") is { } own ? files.PrivateKey(own, name) : null;
        return new ReferenceDeviceSettings
        {
            Imsi = map.Text("imsi")?.Value,
            SpeaksXml = map.Text("encoding")?.Value == "xml",
            Protection = ContentProtectionPolicy.Trusting(trust, DateTimeOffset.UnixEpoch, key is null ? [] : [key]),
        };
    }

    /// <summary>Key files that settings name. What is wrong with one is said where it is named; no key is shown.</summary>
    private sealed class PemFiles(string folder, DiagnosticBag bag)
    {
        public TrustedKey? PublicKey(Located<string> named) => Read(named, "an RSA public key", pem => new TrustedKey(RsaPublicKey.FromPem(pem)));

        public RecipientKey? PrivateKey(Located<string> named, string name) => Read(named, "an RSA private key", pem =>
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);

            // A public key is imported just as well; only the private half can tell.
            _ = rsa.ExportRSAPrivateKey();
            return new RecipientKey(name, pem);
        });

        public ReadOnlyMemory<byte>? Certificate(Located<string> named) => Read<object>(named, "a certificate", pem =>
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return new ReadOnlyMemory<byte>(certificate.RawData);
        }) as ReadOnlyMemory<byte>?;

        private T? Read<T>(Located<string> named, string expected, Func<string, T> parse)
            where T : class
        {
            var own = new DiagnosticBag();
            if (SourceFile.Open(Path.Combine(folder, named.Value), own, named.Value) is not { } file)
            {
                bag.Add(LabRules.DeviceKey, named.Span, $"{named.Value}: {own.Items[0].Message}");
                return null;
            }

            try
            {
                return parse(file.Text);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                bag.Add(LabRules.DeviceKey, named.Span, $"{named.Value}: {expected} in PEM expected");
                return null;
            }
        }
    }
}

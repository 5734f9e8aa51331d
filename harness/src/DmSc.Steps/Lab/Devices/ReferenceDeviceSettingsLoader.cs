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
        var files = new PemFiles(iut.Folder, LabRules.DeviceKey, bag);
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
}

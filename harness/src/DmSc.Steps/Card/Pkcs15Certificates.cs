using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.certificates</c>.</summary>
internal sealed class Pkcs15Certificates : IVerb
{
    private const int MaxDirectories = 32;
    private const int MaxCertificates = 256;

    private static readonly Parameter<byte[]> Odf = Parameter.Hex("odf", "Content of EF(ODF), padding included.", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.certificates",
        "Reads every EF(CDF) that EF(ODF) leads to (A4, A5, A6) and the certificates it names (PKCS #15 v1.1, 6.6). Certificates are not verified; private ones are not read. The PKCS#15 application is the current one of the channel. A refusal or octets that do not decode are a finding, not a failure of the step; that EF(ODF) leads to no EF(CDF) is one.",
        [Odf, Channel],
        ValueShape.Record(
            new("certificates", ValueShape.ListOf(ValueShape.Record(
                new("label", ValueShape.Text, "Label."),
                new("id", ValueShape.Bytes, "Identifier, equal to that of the private key that belongs to the certificate."),
                new("authority", ValueShape.Boolean, "The certificate is that of an authority."),
                new("trusted", ValueShape.Boolean, "EF(ODF) names its directory as one of trusted certificates (A5)."),
                new("location", ValueShape.Text, "Where it is; absent when the entry is of another kind than X.509."),
                new("private", ValueShape.Boolean, "Reading needs cardholder verification."),
                new("there", ValueShape.Boolean, "Its file can be selected; true for a certificate inside the entry."),
                new("subject", ValueShape.Text, "Subject; absent when it was not read or does not decode."),
                new("issuer", ValueShape.Text, "Issuer."),
                new("not-before", ValueShape.Text, "First moment of validity, UTC: 2024-01-01T00:00:00Z."),
                new("not-after", ValueShape.Text, "Last moment of validity, UTC."))), "The certificates, in the order of EF(ODF) and EF(CDF)."),
            new("directories-read", ValueShape.Boolean, "Every EF(CDF) was read wholly, or needs a PIN (6982); absent without one."),
            new("malformed-directories", ValueShape.ListOf(ValueShape.Text), "Each EF(CDF) that does not decode, and why."),
            new("missing", ValueShape.ListOf(ValueShape.Text), "Locations of the certificates whose file cannot be selected."),
            new("malformed", ValueShape.ListOf(ValueShape.Text), "Locations of the certificates that were read and are no X.509 certificates, and why.")),
        "certificates",
        decodes: false);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var odf = IutFormats.Decode("EF(ODF)", arguments.Get(Odf), ObjectDirectory.Parse);
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var directories = new List<CdfStage>();
        foreach (var entry in odf.Entries.Where(CertificateLocator.IsDirectory).Take(MaxDirectories))
        {
            directories.Add(await card.UseAsync(
                $"EF(CDF) {entry.Path}", terminal => new CertificateLocator(terminal).ReadCdfAsync(channel, entry, card.ApplicationPath, ct), ct));
        }

        var certificates = new List<StepValue>();
        var missing = new List<StepValue>();
        var malformed = new List<StepValue>();
        foreach (var (directory, entry) in directories.SelectMany(d => (d.Directory.Value?.Entries ?? []).Select(e => (d, e))).Take(MaxCertificates))
        {
            var location = entry.Value is { } value ? ObjectLocation.Of(value)?.ToString() : null;
            var stage = await card.UseAsync(
                $"certificate {location}", terminal => ReadAsync(terminal, channel, entry, card.ApplicationPath, ct), ct);
            var there = stage.File is null ? location is not null : stage.File.Select is { IsSelected: true };
            if (location is not null && !there)
                missing.Add(Values.Text(location));
            if (stage.Certificate.Error is { } error)
                malformed.Add(Values.Text($"{location}: {error}"));
            certificates.Add(Of(directory, stage, location, there));
        }

        return new StepResult(
            Values.Record(
                ("certificates", Values.List(certificates)),
                ("directories-read", Values.Boolean(directories.Count == 0 ? null : directories.TrueForAll(WasRead))),
                ("malformed-directories", Values.List(directories.Where(d => d.Directory.Error is not null).Select(d => Values.Text($"{d.Entry.Path}: {d.Directory.Error}")))),
                ("missing", Values.List(missing)),
                ("malformed", Values.List(malformed))),
            directories.Count > 0,
            $"{directories.Count} EF(CDF) with {certificates.Count} certificates, {missing.Count} of them not there");
    }

    /// <summary>A private certificate is looked for and not read: that needs a PIN, which this verb has not.</summary>
    private static async ValueTask<CertificateStage> ReadAsync(
        UiccTerminal terminal, int channel, CertificateEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        if (entry is not { IsPrivate: true, Value: DataObjectValue.Indirect { Path: var path } })
            return await new CertificateLocator(terminal).ReadCertificateAsync(channel, entry, applicationPath, ct);
        var select = await terminal.SelectAsync(channel, FileSelector.At(path.Resolve(applicationPath)), SelectReturn.NoData, ct);
        return new CertificateStage(entry, new FileReading($"EF {path}", select, null, null), default);
    }

    private static bool WasRead(CdfStage directory) => directory.File switch
    {
        { Octets: not null } => true,
        { Select.IsSelected: true, Content.LastSw.Value: 0x6982 } => true,
        _ => false,
    };

    private static RecordValue Of(CdfStage directory, CertificateStage stage, string? location, bool there)
    {
        var (entry, certificate) = (stage.Entry, stage.Certificate.Value);
        return Values.Record(
            ("label", Values.Text(entry.Label)),
            ("id", Values.Bytes(entry.Id)),
            ("authority", Values.Boolean(entry.IsAuthority)),
            ("trusted", Values.Boolean(directory.IsTrusted)),
            ("location", Values.Text(location)),
            ("private", Values.Boolean(entry.IsPrivate)),
            ("there", Values.Boolean(there)),
            ("subject", Values.Text(certificate?.Subject)),
            ("issuer", Values.Text(certificate?.Issuer)),
            ("not-before", Values.Text(Moment(certificate?.NotBefore))),
            ("not-after", Values.Text(Moment(certificate?.NotAfter))));
    }

    private static string? Moment(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

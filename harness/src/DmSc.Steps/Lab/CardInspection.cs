using System.Globalization;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Dm.Bootstrap;
using DmSc.Steps.Card;
using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Lab;

/// <summary>A PIN to verify before reading.</summary>
/// <param name="KeyReference">01 to 08, 11, 81 to 88.</param>
/// <param name="Digits">4 to 8 digits.</param>
public sealed record CardPinToVerify(byte KeyReference, string Digits);

/// <summary>
/// Looks at a card without judging it: the files of ETSI TS 102 221, 13 and of the PKCS#15 application, their access conditions and the
/// provisioning objects. Reads only; a PIN is sent when one is given, and never when fewer than two tries are left.
/// </summary>
public sealed class CardInspection
{
    private const int MaxObjects = 64;

    private static readonly (int Fid, string Name)[] MfFiles = [(0x2F00, "EF_DIR"), (0x2FE2, "EF_ICCID"), (0x2F05, "EF_PL"), (0x2F06, "EF_ARR")];

    private readonly UiccTerminal _terminal;
    private readonly List<CardFileReport> _files = [];
    private readonly List<CardObjectReport> _objects = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private CardInspection(UiccTerminal terminal) => _terminal = terminal;

    /// <summary>Powers the card, looks, and takes the power away.</summary>
    /// <param name="link">Without power; stays the caller's.</param>
    /// <param name="pin">To verify after the PKCS#15 application was selected; <c>null</c> for none.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LinkException">The card cannot be reached.</exception>
    /// <exception cref="ArgumentException">The PIN has not 4 to 8 digits.</exception>
    public static async Task<CardReport> ReadAsync(ICardLink link, CardPinToVerify? pin, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(link);
        var block = pin is null ? null : PinBlock.Of(pin.Digits);
        var inspection = new CardInspection(new UiccTerminal(link, new TerminalOptions { Time = time }));
        var atr = (await inspection._terminal.PowerOnAsync(CardReset.Cold, ct)).Octets;
        var protocol = link.Protocol;
        await inspection.FileAsync(0, "3F00 MF", new FileAddress(PathOrigin.Mf, default), null, ct);
        foreach (var (fid, name) in MfFiles)
            await inspection.FileAsync(1, $"{fid:X4} {name}", new FileAddress(PathOrigin.Mf, new[] { (byte)(fid >> 8), (byte)fid }), Content(fid), ct);
        var told = await inspection.ApplicationAsync(pin?.KeyReference, block, ct);
        await inspection._terminal.PowerOffAsync(ct);
        return new CardReport(link.Name, atr, protocol, told, inspection._files, inspection._objects);
    }

    private async ValueTask<string?> ApplicationAsync(byte? key, byte[]? block, CancellationToken ct)
    {
        var locator = new ProvisioningLocator(_terminal);
        var directory = await locator.ReadDirectoryAsync(0, ct);
        var application = await locator.SelectApplicationAsync(0, ct);
        if (!application.IsSelected)
        {
            _files.Add(new CardFileReport(1, "PKCS#15 application", Refusal(application.Problem), [], []));
            return block is null ? null : "not sent: there is no PKCS#15 application";
        }

        var pin = block is null ? null : await VerifyAsync(key!.Value, block, ct);
        var path = directory.Application?.Path ?? default;
        await FileAsync(1, "PKCS#15 application", new FileAddress(PathOrigin.Application, default), null, ct, application.Select);
        await FileAsync(2, "5031 EF_ODF", new FileAddress(PathOrigin.Application, new byte[] { 0x50, 0x31 }), OdfWords, ct);
        await FileAsync(2, "5032 EF_TokenInfo", new FileAddress(PathOrigin.Application, new byte[] { 0x50, 0x32 }), TokenWords, ct);
        var odf = await locator.ReadOdfAsync(0, ct);
        foreach (var entry in odf.Directory.Value?.Entries ?? [])
        {
            if (entry.Path is not { } file)
                continue;
            await FileAsync(2, $"{file} {DirectoryName(entry.Class)}", file.Resolve(path), DirectoryWords(entry), ct);
            if (CertificateLocator.IsDirectory(entry))
            {
                var certificates = new CertificateLocator(_terminal);
                var cdf = await certificates.ReadCdfAsync(0, entry, path, ct);
                foreach (var item in (cdf.Directory.Value?.Entries ?? []).Take(MaxObjects))
                    await CertificateAsync(certificates, cdf, item, path, ct);
            }
            else if (entry.Class == Pkcs15ObjectClass.DataObjects)
            {
                var dodf = await locator.ReadDodfAsync(0, entry, path, ct);
                foreach (var item in (dodf.Directory.Value?.Entries ?? []).Take(MaxObjects))
                    await ObjectAsync(locator, item, path, ct);
            }
        }

        return pin;
    }

    private async ValueTask<string> VerifyAsync(byte key, byte[] block, CancellationToken ct)
    {
        var outcome = await _terminal.VerifyPinAsync(0, key, block, new PinTryBudget(), ct);
        var name = AccessCondition.NameOf(key);
        return outcome switch
        {
            PinVerification.AlreadyVerified => $"{name}: verified before",
            PinVerification.Withheld withheld => $"{name}: not sent, {Words.Of(withheld.Refusal).Replace('-', ' ')}",
            PinVerification.Sent { Result: var result } => $"{name}: {(outcome.IsVerified ? "verified" : $"refused, {result.Sw} {ApduNotes.OfResponse([result.Sw.Sw1, result.Sw.Sw2])}")}",
            _ => throw new InvalidOperationException($"an outcome of VERIFY nobody knows: {outcome.GetType().Name}"),
        };
    }

    private async ValueTask FileAsync(
        int depth, string name, FileAddress address, Func<IReadOnlyList<ReadOnlyMemory<byte>>, IEnumerable<string>>? words, CancellationToken ct, SelectResult? selected = null)
    {
        if (!_seen.Add(address.ToString()))
            return;
        SelectResult select;
        try
        {
            select = selected ?? await _terminal.SelectAsync(0, FileSelector.At(address), SelectReturn.Fcp, ct);
        }
        catch (WireFormatException e)
        {
            _files.Add(new CardFileReport(depth, name, $"malformed answer: {e.Error}", [], []));
            return;
        }

        if (!select.IsSelected)
        {
            _files.Add(new CardFileReport(depth, name, Refused(select.Result.Sw), [], []));
            return;
        }

        if (select.Fcp.Value is not { } fcp)
        {
            _files.Add(new CardFileReport(depth, name, $"malformed FCP: {select.Fcp.Error}", [], []));
            return;
        }

        var content = fcp.IsDirectory ? [] : await ContentAsync(fcp, words, ct);
        var access = await AccessAsync(fcp, address, select, ct);
        _files.Add(new CardFileReport(depth, name, Describe(fcp), access, content));
    }

    private async ValueTask<List<string>> ContentAsync(Fcp fcp, Func<IReadOnlyList<ReadOnlyMemory<byte>>, IEnumerable<string>>? words, CancellationToken ct)
    {
        try
        {
            IReadOnlyList<ReadOnlyMemory<byte>> parts;
            bool complete;
            StatusWord? sw;
            if (fcp.Descriptor is { HasRecords: true } descriptor)
            {
                var read = await _terminal.ReadAllRecordsAsync(0, descriptor.RecordLength, descriptor.RecordCount, ct);
                (parts, complete, sw) = (read.Records, read.IsComplete, read.LastSw);
            }
            else
            {
                var read = await _terminal.ReadTransparentAsync(0, 0, fcp.FileSize, ct);
                (parts, complete, sw) = ([read.Data], read.IsComplete, read.LastSw);
            }

            if (!complete)
                return [sw is { } refused ? $"not readable: {Refused(refused)}" : "not readable"];
            return words is null ? [] : [.. words(parts)];
        }
        catch (WireFormatException e)
        {
            return [$"malformed: {e.Error}"];
        }
    }

    /// <summary>The rules of a selected file, for every security environment that its FCP names.</summary>
    private async ValueTask<List<string>> AccessAsync(Fcp fcp, FileAddress address, SelectResult select, CancellationToken ct)
    {
        if (fcp.Security is not [SecurityAttributes.Referenced { References: var references }, ..])
            references = [default];
        var reader = new AccessRuleReader(_terminal);
        var lines = new List<string>();
        foreach (var reference in references)
        {
            var access = await reader.ReadAsync(0, address, ct, reference.Environment ?? 1, select);
            var prefix = reference.Environment is { } environment ? $"SE {environment:X2} " : "";
            lines.AddRange((access.Rules, reference.Record) switch
            {
                ({ Value: { } rules }, _) => rules.Select(r => prefix + Rule(r, fcp)),
                (_, 0) => [],
                ({ Error: { } error }, var record) => [$"{prefix}record {record} of EF_ARR is malformed: {error}"],
                (_, var record) => [$"{prefix}record {record} of EF_ARR, which cannot be read{Because(access)}"],
            });
        }

        return lines;
    }

    private static string Because(AccessReading access) => access switch
    {
        { Malformed: { } error } => $": {error}",
        { Record.Sw: var sw } => $": {Refused(sw)}",
        { Arr.Result.Sw: var sw } => $": {Refused(sw)}",
        _ => "",
    };

    private async ValueTask ObjectAsync(ProvisioningLocator locator, DataObjectEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        var path = (entry.Value as DataObjectValue.Indirect)?.Path;
        if (path is not null)
            await FileAsync(2, $"{Convert.ToHexString(path.FileIds.Span)} EF of an object", path.Resolve(applicationPath), null, ct);
        var oid = entry.Id?.Oid ?? entry.ApplicationOid?.Oid;
        var title = $"object \"{entry.Label}\", {(oid is null ? "no object identifier" : $"{oid} ({Meaning(oid)})")}, in {path?.ToString() ?? "its entry"}";
        var facts = new List<string> { Flags(entry.IsPrivate, entry.IsModifiable, entry.AuthId) };
        var stage = await locator.ReadObjectAsync(0, entry, applicationPath, ct);
        string? xml = null;
        if (stage.Octets is not { } octets)
        {
            facts.Add($"not read: {Refusal(stage.File?.Problem)}");
        }
        else if (entry.Has(OmaObjectIdentifiers.DmBootstrap))
        {
            try
            {
                var message = BootstrapMessage.Read(octets);
                facts.Add(message.ToString());
                facts.AddRange(message.Accounts.Select(a => $"account {a.Location}: ServerID {a.ServerId}, {string.Join(", ", a.Addresses.Select(x => x.Address))}"));
                facts.AddRange(message.Remarks.Select(r => $"remark: {r}"));
                xml = message.Document.ToXml(maskSecrets: true);
            }
            catch (WireFormatException e)
            {
                facts.Add($"no DM bootstrap message: {e.Error}");
            }
        }
        else
        {
            // May hold secrets in a form that is not decoded here.
            facts.Add($"{octets.Length} octets, not shown");
        }

        _objects.Add(new CardObjectReport(title, facts, xml));
    }

    private async ValueTask CertificateAsync(
        CertificateLocator locator, CdfStage directory, CertificateEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        var path = (entry.Value as DataObjectValue.Indirect)?.Path;
        if (path is not null)
            await FileAsync(2, $"{Convert.ToHexString(path.FileIds.Span)} EF of a certificate", path.Resolve(applicationPath), null, ct);
        var kind = $"{(directory.IsTrusted ? "trusted " : "")}certificate{(entry.IsAuthority ? " of an authority" : "")}";
        var facts = new List<string> { Flags(entry.IsPrivate, entry.IsModifiable, entry.AuthId) };
        var stage = await locator.ReadCertificateAsync(0, entry, applicationPath, ct);
        if (stage.Certificate.Value is { } certificate)
        {
            facts.Add($"subject {certificate.Subject}");
            facts.Add($"issuer {certificate.Issuer}");
            facts.Add($"valid from {Moment(certificate.NotBefore)} to {Moment(certificate.NotAfter)}, serial number {Convert.ToHexString(certificate.SerialNumber.Span)}");
        }
        else if (entry.Form != CertificateForm.X509)
        {
            facts.Add("of another kind than X.509, not shown");
        }
        else
        {
            facts.Add(stage.Certificate.Error is { } error ? $"no X.509 certificate: {error}" : $"not read: {Refusal(stage.Problem)}");
        }

        _objects.Add(new CardObjectReport($"{kind} \"{entry.Label}\", ID {Convert.ToHexString(entry.Id.Span)}, in {path?.ToString() ?? "its entry"}", facts, null));
    }

    private static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Flags(bool isPrivate, bool isModifiable, ReadOnlyMemory<byte>? authId) =>
        $"{(isPrivate ? $"private{(authId is { } auth ? $", behind authentication object {Convert.ToHexString(auth.Span)}" : "")}" : "public")}, {(isModifiable ? "modifiable" : "not modifiable")}";

    private static string Rule(AccessRule rule, Fcp fcp) => $"{rule.Mode.Describe(fcp.IsDirectory)}: {rule.Condition}";

    private static string Describe(Fcp fcp)
    {
        var life = fcp.LifeCycle is { State: not LifeCycleState.Activated } state ? $", {Words.Of(state.State)}" : "";
        var sfi = fcp.ShortFileId is { Kind: ShortFileIdKind.Given } given ? $", SFI {given.Number}" : "";
        if (fcp.IsDirectory)
            return $"directory{(fcp.DfName is { } aid ? $", AID {Convert.ToHexString(aid.Span)}" : "")}{life}";
        return fcp.Descriptor is { HasRecords: true } records
            ? $"{Words.Of(records.Structure)}, {records.RecordCount} records of {records.RecordLength} octets{sfi}{life}"
            : $"{Words.Of(fcp.Descriptor?.Structure ?? FileStructure.None)}, {fcp.FileSize} octets{sfi}{life}";
    }

    private static Func<IReadOnlyList<ReadOnlyMemory<byte>>, IEnumerable<string>>? Content(int fid) => fid switch
    {
        0x2F00 => DirWords,
        0x2FE2 => parts => [$"ICCID {Iccid.Parse(parts[0].Span)}"],
        0x2F05 => parts => [$"languages {Languages(parts[0].Span)}"],
        0x2F06 => ArrWords,
        _ => null,
    };

    private static IEnumerable<string> DirWords(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            var record = Decoded.From(records[i], ApplicationTemplate.Parse);
            if (record.Error is { } error)
                yield return $"{i + 1}: malformed: {error}";
            else if (record.Value is { } template)
                yield return $"{i + 1}: AID {(template.Aid is { } aid ? Convert.ToHexString(aid.Span) : "missing")} \"{template.LabelText}\"{(template.Path is { } path ? $", path {Convert.ToHexString(path.Span)}" : "")}";
        }
    }

    private static IEnumerable<string> ArrWords(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            string line;
            try
            {
                line = string.Join("; ", AccessRule.ParseExpanded(records[i]));
            }
            catch (WireFormatException e)
            {
                line = $"malformed: {e.Error}";
            }

            yield return $"{i + 1}: {(line.Length == 0 ? "empty" : line)}";
        }
    }

    private static IEnumerable<string> OdfWords(IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        ObjectDirectory.Parse(parts[0]).Entries.Select(e => $"{Words.Of(e.Class).Replace('-', ' ')} in {e.Path?.ToString() ?? "the entry itself"}");

    private static IEnumerable<string> DodfWords(IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        [$"{DataObjectDirectory.Parse(parts[0]).Entries.Count} data objects"];

    private static Func<IReadOnlyList<ReadOnlyMemory<byte>>, IEnumerable<string>>? DirectoryWords(ObjectDirectoryEntry entry) =>
        entry.Class == Pkcs15ObjectClass.DataObjects ? DodfWords
        : CertificateLocator.IsDirectory(entry) ? parts => [$"{CertificateDirectory.Parse(parts[0]).Entries.Count} certificates"]
        : null;

    private static IEnumerable<string> TokenWords(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var token = TokenInfo.Parse(parts[0]);
        return [$"version {token.Version + 1}, serial number {Convert.ToHexString(token.SerialNumber.Span)}, manufacturer \"{token.Manufacturer}\", label \"{token.Label}\""];
    }

    private static string Languages(ReadOnlySpan<byte> content)
    {
        var codes = new List<string>();
        for (var at = 0; at + 1 < content.Length; at += 2)
        {
            if (content[at] != 0xFF)
                codes.Add(Encoding.Latin1.GetString(content.Slice(at, 2)));
        }

        return codes.Count == 0 ? "none" : string.Join(", ", codes);
    }

    private static string DirectoryName(Pkcs15ObjectClass kind) => kind switch
    {
        Pkcs15ObjectClass.DataObjects => "EF_DODF",
        Pkcs15ObjectClass.AuthenticationObjects => "EF_AODF",
        Pkcs15ObjectClass.PrivateKeys => "EF_PrKDF",
        Pkcs15ObjectClass.PublicKeys or Pkcs15ObjectClass.TrustedPublicKeys => "EF_PuKDF",
        Pkcs15ObjectClass.SecretKeys => "EF_SKDF",
        Pkcs15ObjectClass.Certificates or Pkcs15ObjectClass.TrustedCertificates or Pkcs15ObjectClass.UsefulCertificates => "EF_CDF",
        _ => "directory of another kind",
    };

    private static string Meaning(string oid) => oid switch
    {
        OmaObjectIdentifiers.DmBootstrap => "OMA DM bootstrap",
        OmaObjectIdentifiers.LwM2MBootstrap => "LwM2M bootstrap",
        _ when OmaObjectIdentifiers.IsClientProvisioning(oid) => "client provisioning",
        _ => "unknown",
    };

    private static string Refused(StatusWord sw)
    {
        var words = ApduNotes.OfResponse([sw.Sw1, sw.Sw2]);
        return words.Length == 0 ? $"{sw}" : $"{sw} ({words})";
    }

    private static string Refusal(FileProblem? problem) => problem switch
    {
        { Error: { } error } => $"malformed: {error}",
        { Sw: { } sw } => Refused(sw),
        _ => "out of reach",
    };
}

using System.Collections.Immutable;
using System.Text;
using System.Xml;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary>Signed and encrypted content of a bootstrap message, with the keys of the IXIT.</summary>
internal static class ContentGuard
{
    /// <summary>IXIT parameter with the public key that the server signs with.</summary>
    public const string SignerKey = "signer-public-key";

    /// <summary>The message with its protected content laid open, to be read and not to be trusted.</summary>
    /// <returns>The message, and how many items were protected.</returns>
    public static (SyncMlMessage Message, int Guarded) Opened(SyncMlMessage message, IStepContext context)
    {
        var guarded = 0;
        var commands = message.Commands.Select(c => c with { Items = [.. c.Items.Select(item => Open(c, item))] }).ToImmutableArray();
        return (message with { Commands = commands }, guarded);

        SyncMlItem Open(SyncMlCommand command, SyncMlItem item)
        {
            var protection = ProtectedContent.Of(command, item);
            if (protection == ContentProtection.None)
                return item;
            guarded++;
            var content = ProtectedContent.Octets(item);
            if (protection == ContentProtection.Encrypted && context.Ixit(ServerAccountVerb.DeviceKey) is { } pem
                && XmlEncryption.Open(content.Span, Decryption(pem)) is DecryptionOutcome.Opened opened)
            {
                content = opened.Octets;
            }

            return Tree(content) is { } tree ? SyncMlItem.Leaf(item.Target?.LocUri ?? "./Inbox", tree, "xml", MediaTypes.TndsXml) : item;
        }
    }

    /// <summary>What the device we play opens. KeyInfo in the EncryptedKey is judged apart.</summary>
    public static DecryptionPolicy Decryption(string pem) => new(new RecipientKey("device", pem)) { RequiresKeyInfo = false };

    /// <summary>What the device we play believes.</summary>
    /// <exception cref="StepFaultException">The IXIT does not say who signs.</exception>
    public static SignaturePolicy Trust(IStepContext context)
    {
        var pem = context.Ixit(SignerKey) ?? throw new StepFaultException(FaultKind.BadFixture, $"the IXIT names no '{SignerKey}'");
        return new SignaturePolicy(SignerTrust.InKeys(new TrustedKey(RsaPublicKey.FromPem(pem))), context.Time.GetUtcNow());
    }

    /// <summary>The first MgmtTree element in a text, whatever stands around it; <c>null</c> when there is none.</summary>
    private static string? Tree(ReadOnlyMemory<byte> content)
    {
        var settings = new XmlReaderSettings { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1024 * 1024 };
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(content.Span)), settings);
            return reader.ReadToFollowing("MgmtTree") || reader.NodeType == XmlNodeType.Element ? reader.ReadOuterXml() : null;
        }
        catch (XmlException)
        {
            // No XML: the item stays as it is, and its object counts as unreadable.
            return null;
        }
    }
}

/// <summary><c>push-receiver.signature</c>.</summary>
internal sealed class SignatureVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.signature",
        "Verifies the XML-Signatures in the DM message of the push that was taken with the key of IXIT signer-public-key (OMA DM Security 1.2.1, appendix C). Encrypted content is opened with the key of the device first.",
        [],
        ValueShape.Record(
            new("items", ValueShape.Integer, "Items with content."),
            new("signed", ValueShape.Integer, "Those with a Signature, in the clear or under encryption."),
            new("all-signed", ValueShape.Boolean, "All have one."),
            new("verified", ValueShape.Text, "true, false, or unsettled: the appendix leaves open what was found. Absent when nothing is signed."),
            new("reason", ValueShape.Text, "Why a signature does not hold; absent when all do."),
            new("method", ValueShape.Text, "Algorithm of the last signature that holds.")),
        "verified",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var content = GuardedItems.Of(context);
        var trust = ContentGuard.Trust(context);
        string? verified = null, reason = null, method = null;
        var signed = 0;
        foreach (var item in content.Where(i => i.IsSigned))
        {
            signed++;
            switch (XmlSignature.Verify(item.Content.Span, trust))
            {
                case SignatureOutcome.Verified good:
                    verified = good.Consumed.IsUnsettled ? GuardedItems.Worst(verified, "unsettled") : verified ?? "true";
                    method = good.SignatureMethod;
                    break;
                case SignatureOutcome.Rejected bad:
                    verified = GuardedItems.Worst(verified, bad.Rejection.IsUnsettled ? "unsettled" : "false");
                    reason ??= bad.Rejection.ToString();
                    break;
            }
        }

        var value = Values.Record(
            ("items", Values.Integer(content.Count)),
            ("signed", Values.Integer(signed)),
            ("all-signed", Values.Boolean(content.Count > 0 && signed == content.Count)),
            ("verified", Values.Text(verified)),
            ("reason", Values.Text(reason)),
            ("method", Values.Text(method)));
        return new(new StepResult(value, true, $"{signed} of {content.Count} items are signed{(reason is null ? "" : $": {reason}")}", Decoded: true));
    }
}

/// <summary><c>push-receiver.encryption</c>.</summary>
internal sealed class EncryptionVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.encryption",
        "Opens the encrypted content of the DM message of the push that was taken with the private key of IXIT device-private-key (OMA DM Security 1.2.1, appendix C).",
        [],
        ValueShape.Record(
            new("items", ValueShape.Integer, "Items with content."),
            new("encrypted", ValueShape.Integer, "Those that are encrypted."),
            new("all-encrypted", ValueShape.Boolean, "All are."),
            new("opened", ValueShape.Boolean, "All that are encrypted can be opened; absent when nothing is encrypted."),
            new("reason", ValueShape.Text, "Why one cannot; absent when all can."),
            new("cipher", ValueShape.Text, "Algorithm of the last content opened."),
            new("key-transport", ValueShape.Text, "Algorithm of its key."),
            new("key-info", ValueShape.Boolean, "KeyInfo stands in EncryptedData and EncryptedKey of all; absent when nothing is encrypted."),
            new("signature", ValueShape.Text, "inside: under the encryption stands a Signature, signed first; outside: around the encryption; none; unknown: nothing could be opened.")),
        "opened",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var pem = context.Ixit(ServerAccountVerb.DeviceKey) ?? throw new StepFaultException(FaultKind.BadFixture, $"the IXIT names no '{ServerAccountVerb.DeviceKey}'");
        var content = GuardedItems.Of(context);
        var encrypted = content.Where(i => i.Outcome is not null).ToArray();
        var opened = encrypted.Select(i => i.Outcome).OfType<DecryptionOutcome.Opened>().ToArray();
        var strict = ContentGuard.Decryption(pem) with { RequiresKeyInfo = true };
        var value = Values.Record(
            ("items", Values.Integer(content.Count)),
            ("encrypted", Values.Integer(encrypted.Length)),
            ("all-encrypted", Values.Boolean(content.Count > 0 && encrypted.Length == content.Count)),
            ("opened", Values.Boolean(encrypted.Length == 0 ? null : opened.Length == encrypted.Length)),
            ("reason", Values.Text(encrypted.Select(i => i.Outcome).OfType<DecryptionOutcome.Rejected>().FirstOrDefault()?.Rejection.ToString())),
            ("cipher", Values.Text(opened.LastOrDefault()?.Cipher)),
            ("key-transport", Values.Text(opened.LastOrDefault()?.KeyTransport)),
            ("key-info", Values.Boolean(encrypted.Length == 0 ? null : encrypted.All(i => XmlEncryption.Open(i.Raw.Span, strict) is DecryptionOutcome.Opened))),
            ("signature", Values.Text(Place(content, encrypted, opened.Length))));
        return new(new StepResult(value, true, $"{encrypted.Length} of {content.Count} items are encrypted, {opened.Length} could be opened", Decoded: true));
    }

    private static string Place(IReadOnlyList<GuardedItem> all, IReadOnlyCollection<GuardedItem> encrypted, int opened)
    {
        // Data that names both: the Signature covers EncryptedData.
        if (all.Any(i => i is { Outcome: null, IsSigned: true } && Encoding.UTF8.GetString(i.Content.Span).Contains("EncryptedData", StringComparison.Ordinal)))
            return "outside";
        if (opened == 0)
            return "unknown";
        return encrypted.All(i => i.IsSigned) ? "inside" : "none";
    }
}

/// <summary>An Item of a bootstrap message with a management object.</summary>
/// <param name="Raw">Its Data.</param>
/// <param name="Content">Its Data, or what stands under the encryption.</param>
/// <param name="Outcome">What became of the decryption; <c>null</c> when it is not encrypted.</param>
internal sealed record GuardedItem(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Content, DecryptionOutcome? Outcome)
{
    /// <summary>Whether a Signature stands in the content.</summary>
    public bool IsSigned => Outcome is not DecryptionOutcome.Rejected && Encoding.UTF8.GetString(Content.Span).Contains("SignedInfo", StringComparison.Ordinal);
}

/// <summary>The Items of the bootstrap message that was taken.</summary>
internal static class GuardedItems
{
    public static IReadOnlyList<GuardedItem> Of(IStepContext context)
    {
        var body = context.Party<Lab.Servers.ServerParty>().Push.Message!.Body;
        var message = Lab.IutFormats.Decode("DM bootstrap message", body, static octets => SyncMlMessage.Parse(octets, WbxmlOptions.FromFile));
        return
        [
            .. message.Commands.Where(c => c.Kind is SyncMlCommandKind.Add or SyncMlCommandKind.Replace)
                .SelectMany(c => c.Items.Where(IsObject).Select(i => Of(c, i, context))),
        ];
    }

    public static string Worst(string? before, string now) => before == "false" || now == "false" ? "false" : now;

    private static bool IsObject(SyncMlItem item) => item.Data is not null && item.Target?.LocUri is { } target && !target.Contains('?', StringComparison.Ordinal);

    private static GuardedItem Of(SyncMlCommand command, SyncMlItem item, IStepContext context)
    {
        var raw = ProtectedContent.Octets(item);
        if (ProtectedContent.Of(command, item) != ContentProtection.Encrypted || context.Ixit(ServerAccountVerb.DeviceKey) is not { } pem)
            return new GuardedItem(raw, raw, null);
        var outcome = XmlEncryption.Open(raw.Span, ContentGuard.Decryption(pem));
        return new GuardedItem(raw, outcome is DecryptionOutcome.Opened opened ? opened.Octets : raw, outcome);
    }
}

using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.encryption</c>.</summary>
internal sealed class EncryptionVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.encryption",
        "Opens the encrypted content of the DM message of the push that was taken with the private key of IXIT device-private-key, whatever the key is called (OMA DM Security 1.2.1, appendix C). Fails when the appendix leaves open what was found, when nobody here computes it, or when the order was to sign as well and it cannot be told which came first: what is absent then decides nothing.",
        [],
        ValueShape.Record(
            new("items", ValueShape.Integer, "Items with content."),
            new("encrypted", ValueShape.Integer, "Those with EncryptedData, whatever their Type says."),
            new("all-encrypted", ValueShape.Boolean, "The content of all is encrypted; absent when a part of some is."),
            new("opened", ValueShape.Boolean, "All that are encrypted can be opened, and XML comes out where it should. Absent when nothing is encrypted, and when it is open."),
            new("reason", ValueShape.Text, "Why one cannot; absent when all can."),
            new("cipher", ValueShape.Text, "Algorithm of the last content opened."),
            new("key-transport", ValueShape.Text, "Algorithm of its key."),
            new("key-info", ValueShape.Boolean, "KeyInfo stands in EncryptedData and EncryptedKey of all; absent when nothing is encrypted, and when it cannot be told."),
            new("labelled", ValueShape.Boolean, "Format xml and Type application/xenc+xml stand with all that is encrypted; absent when nothing is."),
            new("signature", ValueShape.Text, "inside: under the encryption of all stands a Signature; outside: a Signature that holds stands around or beside EncryptedData; none: nothing is signed. Absent when nothing is encrypted, and when it cannot be told."),
            new("signed-first", ValueShape.Boolean, "The Signature stands inside; absent when there is none, and when it cannot be told.")),
        "opened",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var pem = context.Ixit(ServerAccountVerb.DeviceKey) ?? throw new StepFaultException(FaultKind.BadFixture, $"the IXIT names no '{ServerAccountVerb.DeviceKey}'");
        var content = GuardedItem.All(context);
        var encrypted = content.Where(i => i.IsEncrypted != false).ToArray();
        var opened = encrypted.Select(i => i.Outcome).OfType<DecryptionOutcome.Opened>().LastOrDefault();
        var all = ContentGuard.All([.. content.Select(i => i.IsEncrypted)]);
        var opens = encrypted.Length == 0 ? null : ContentGuard.Tell(ContentGuard.Worst(encrypted.Select(i => i.Opening)));
        var place = Place(encrypted, context);
        bool? signedFirst = place switch { "inside" => true, "outside" => false, _ => null };
        var value = Values.Record(
            ("items", Values.Integer(content.Count)),
            ("encrypted", Values.Integer(encrypted.Length)),
            ("all-encrypted", Values.Boolean(all)),
            ("opened", Values.Boolean(opens)),
            ("reason", Values.Text(encrypted.Where(i => i.Opening != Finding.Holds).Select(Reason).FirstOrDefault())),
            ("cipher", Values.Text(opened?.Cipher)),
            ("key-transport", Values.Text(opened?.KeyTransport)),
            ("key-info", Values.Boolean(encrypted.Length == 0 ? null : ContentGuard.All([.. encrypted.Select(i => HasKeyInfo(i, pem))]))),
            ("labelled", Values.Boolean(encrypted.Length == 0 ? null : encrypted.All(i => i.Announced == ContentProtection.Encrypted))),
            ("signature", Values.Text(place)),
            ("signed-first", Values.Boolean(signedFirst)));
        var isOpen = all is null || (encrypted.Length > 0 && opens is null)
            || (context.Party<ServerParty>().Order?.Content == ContentProtectionOrder.SignedAndEncrypted && signedFirst is null);
        var count = encrypted.Count(i => i.Opening == Finding.Holds);
        return new(new StepResult(value, !isOpen, $"{encrypted.Length} of {content.Count} items are encrypted, {count} could be opened", Decoded: true));
    }

    private static string Reason(GuardedItem item) => item.Outcome is DecryptionOutcome.Rejected refused ? refused.Rejection.ToString() : "what comes out is no XML";

    private static bool? HasKeyInfo(GuardedItem item, string pem) => XmlEncryption.Open(item.Text.EncryptedData.Span, ContentGuard.Decryption(pem) with { RequiresKeyInfo = true }) switch
    {
        DecryptionOutcome.Opened => true,
        DecryptionOutcome.Rejected { Rejection.Defect: XmlSecurityDefect.KeyInfoMissing } => false,
        _ => null,
    };

    private static string? Place(GuardedItem[] encrypted, IStepContext context)
    {
        if (encrypted.Length == 0)
            return null;
        if (Array.Exists(encrypted, i => i.Text.Encrypted == EncryptedPlace.WithSignature))
        {
            // A Signature in the clear may have been made over the plaintext: only one that holds as it stands was made over EncryptedData.
            return context.Ixit(ContentGuard.SignerKey) is not null
                && Array.Exists(encrypted, i => i.Text.Encrypted == EncryptedPlace.WithSignature && XmlSignature.Verify(i.Raw.Span, ContentGuard.Trust(context)) is SignatureOutcome.Verified)
                    ? "outside"
                    : null;
        }

        return Array.TrueForAll(encrypted, i => i.IsSigned == true) ? "inside" : Array.TrueForAll(encrypted, i => i.IsSigned == false) ? "none" : null;
    }
}

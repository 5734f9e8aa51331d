using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary>An Item of a bootstrap message with content, and what became of its encryption.</summary>
/// <param name="Raw">Its Data.</param>
/// <param name="Text">What stands in its Data.</param>
/// <param name="Announced">How Format and Type say it is protected.</param>
/// <param name="Outcome">What became of the decryption; <c>null</c> when there is no EncryptedData, or no key.</param>
internal sealed record GuardedItem(ReadOnlyMemory<byte> Raw, GuardedText Text, ContentProtection Announced, DecryptionOutcome? Outcome)
{
    /// <summary>The content in the clear: what stands under the encryption when all of the content is encrypted and can be opened, else the Data.</summary>
    public ReadOnlyMemory<byte> Content => Text.Encrypted == EncryptedPlace.Whole && Outcome is DecryptionOutcome.Opened opened ? opened.Octets : Raw;

    /// <summary>Whether there is anything to open or to verify.</summary>
    public bool IsGuarded => Text.HasSignature || Text.Encrypted != EncryptedPlace.Nowhere;

    /// <summary>Whether all of the content is encrypted; <c>null</c> when a part is, which appendix C does not have.</summary>
    public bool? IsEncrypted => Text.Encrypted switch
    {
        EncryptedPlace.Nowhere => false,
        EncryptedPlace.Part => null,
        _ => true,
    };

    /// <summary>Whether what is encrypted can be opened.</summary>
    public Finding Opening => Outcome switch
    {
        // Without a Signature a wrong key may leave a padding that looks right: then what comes out is no XML.
        DecryptionOutcome.Opened { Kind: not EncryptedKind.Octets } opened when !GuardedText.Of(opened.Octets).IsXml => Finding.Fails,
        DecryptionOutcome.Opened => Finding.Holds,
        DecryptionOutcome.Rejected refused => ContentGuard.Of(refused.Rejection),
        _ => Finding.Open,
    };

    /// <summary>Whether a Signature stands in the content, in the clear or under the encryption; <c>null</c> when nobody can look there.</summary>
    public bool? IsSigned => Text.Encrypted != EncryptedPlace.Whole ? Text.HasSignature
        : Opening == Finding.Holds ? GuardedText.Of(Content).HasSignature
        : null;

    /// <summary>The Items with content of the bootstrap message that was taken, those in Atomic and Sequence among them.</summary>
    /// <exception cref="IutFormatException">It is no DM message.</exception>
    public static IReadOnlyList<GuardedItem> All(IStepContext context)
    {
        var body = context.Party<ServerParty>().Push.Message!.Body;
        var message = IutFormats.Decode("DM bootstrap message", body, static octets => BootstrapMessage.Read(octets, WbxmlOptions.FromFile));
        return
        [
            .. message.Commands.Where(c => c.Kind is SyncMlCommandKind.Add or SyncMlCommandKind.Replace)
                .SelectMany(c => c.Items.Where(HasContent).Select(i => Of(c, i, context.Ixit(ServerAccountVerb.DeviceKey)))),
        ];
    }

    /// <summary>Looks at an Item.</summary>
    /// <param name="command">Its command.</param>
    /// <param name="item">The Item.</param>
    /// <param name="pem">The private key of the device we play; <c>null</c> when there is none.</param>
    public static GuardedItem Of(SyncMlCommand command, SyncMlItem item, string? pem)
    {
        var raw = ProtectedContent.Octets(item);
        var text = GuardedText.Of(raw);
        var outcome = text.Encrypted == EncryptedPlace.Nowhere || pem is null ? null : XmlEncryption.Open(text.EncryptedData.Span, ContentGuard.Decryption(pem));
        return new GuardedItem(raw, text, ProtectedContent.Of(command, item), outcome);
    }

    private static bool HasContent(SyncMlItem item) => item.Data is not null && item.Target?.LocUri is { } target && !target.Contains('?', StringComparison.Ordinal);
}

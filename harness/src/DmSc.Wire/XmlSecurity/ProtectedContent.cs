using System.Text;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>How the Data of an Item is protected, by what its Meta says.</summary>
public enum ContentProtection
{
    /// <summary>Not, or not so that its Meta tells.</summary>
    None,

    /// <summary>Format xml, Type application/xml, and a Signature in the data.</summary>
    Signed,

    /// <summary>Format xml, Type application/xenc+xml.</summary>
    Encrypted,
}

/// <summary>
/// Signed and encrypted content in the Data of a DM command, as OMA DM Security 1.2.1, appendix C carries it: XML text, also in WBXML. A
/// bootstrap message is protected by protecting the content of its Add; a WBXML TNDS cannot be signed that way (ADR 0010).
/// </summary>
public static class ProtectedContent
{
    /// <summary>Type of signed content.</summary>
    public const string SignedType = "application/xml";

    /// <summary>Type of encrypted content.</summary>
    public const string EncryptedType = "application/xenc+xml";

    /// <summary>An Item with signed content.</summary>
    /// <param name="target">LocURI of Target; ./Inbox in a bootstrap message.</param>
    /// <param name="content">What a <see cref="SignatureWriter"/> made.</param>
    public static SyncMlItem SignedItem(string target, ReadOnlySpan<byte> content) => Item(target, content, SignedType);

    /// <summary>An Item with encrypted content.</summary>
    /// <param name="target">LocURI of Target; ./Inbox in a bootstrap message.</param>
    /// <param name="content">What an <see cref="EncryptionWriter"/> made; of signed content the whole (sign first, then encrypt).</param>
    public static SyncMlItem EncryptedItem(string target, ReadOnlySpan<byte> content) => Item(target, content, EncryptedType);

    /// <summary>How an Item's content is protected.</summary>
    /// <param name="command">The command.</param>
    /// <param name="item">One of its Items.</param>
    public static ContentProtection Of(SyncMlCommand command, SyncMlItem item)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(item);
        var type = command.TypeOf(item);
        if (command.FormatOf(item) != "xml" || Octets(item).IsEmpty)
            return ContentProtection.None;
        if (MediaTypes.Is(type, EncryptedType))
            return ContentProtection.Encrypted;
        return MediaTypes.Is(type, SignedType) && MentionsSignature(Octets(item).Span) ? ContentProtection.Signed : ContentProtection.None;
    }

    /// <summary>The XML text of an Item's Data: inline text, CDATA sections, or OPAQUE.</summary>
    /// <param name="item">The Item.</param>
    /// <returns>UTF-8; empty when there is none, also for inline markup, whose prefixes are gone (ADR 0010).</returns>
    public static ReadOnlyMemory<byte> Octets(SyncMlItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Data?.Octets ?? ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Opens what is encrypted, then verifies what was in it: sign first, then encrypt is the order of appendix C.</summary>
    /// <param name="content">EncryptedData as XML text.</param>
    /// <param name="decryption">What the recipient accepts.</param>
    /// <param name="signature">What it accepts of signatures.</param>
    /// <returns>What is signed, or why nothing is; a rejection of the decryption comes as such.</returns>
    public static SignatureOutcome OpenAndVerify(ReadOnlySpan<byte> content, DecryptionPolicy decryption, SignaturePolicy signature) =>
        XmlEncryption.Open(content, decryption) switch
        {
            DecryptionOutcome.Opened opened => XmlSignature.Verify(opened.Octets.Span, signature),
            DecryptionOutcome.Rejected refused => new SignatureOutcome.Rejected(refused.Rejection),
            _ => throw new InvalidOperationException("a decryption has two outcomes"),
        };

    private static bool MentionsSignature(ReadOnlySpan<byte> octets) => octets.IndexOf(Encoding.ASCII.GetBytes(XmlAlgorithms.SignatureNamespace)) >= 0;

    private static SyncMlItem Item(string target, ReadOnlySpan<byte> content, string type) =>
        SyncMlItem.Leaf(target, Encoding.UTF8.GetString(content), "xml", type);
}

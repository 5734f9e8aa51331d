using System.Text;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Makes Items with protected objects (OMA DM Security 1.2.1, appendix C): Format xml, Type application/xml or application/xenc+xml, and
/// XML text in Data.</summary>
internal sealed class ProtectedItems
{
    private readonly string _target;
    private readonly TreeSigner? _signer;
    private readonly TreeSealer? _sealer;

    public ProtectedItems(string target, AuthoredProtection protection)
    {
        _target = target;
        _signer = protection.Signature is { } signature ? new TreeSigner(signature) : null;

        // One generator for all Items: two contents never share a key.
        _sealer = protection.Encryption is { } encryption ? new TreeSealer(encryption, new Random(encryption.Seed)) : null;
    }

    /// <summary>An Item.</summary>
    /// <param name="tree">The object.</param>
    /// <param name="forged">That of somebody else, for flaws that bring it in.</param>
    /// <param name="flaw">What is wrong.</param>
    public SyncMlItem Item(MgmtTree tree, MgmtTree? forged, ContentFlaw flaw)
    {
        var xml = TndsWriter.ToXml(tree);
        if (flaw == ContentFlaw.WrongOrder)
            return ProtectedContent.SignedItem(_target, _signer!.SignBefore(_sealer!.Seal(Encoding.UTF8.GetBytes(xml), ContentFlaw.None)));
        var content = _signer?.Sign(xml, forged is null ? null : TndsWriter.ToXml(forged), flaw) ?? Encoding.UTF8.GetBytes(xml);
        return _sealer is null ? ProtectedContent.SignedItem(_target, content) : ProtectedContent.EncryptedItem(_target, _sealer.Seal(content, flaw));
    }
}

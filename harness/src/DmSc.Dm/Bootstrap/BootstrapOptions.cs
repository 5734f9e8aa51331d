using DmSc.Wire.Credentials;

namespace DmSc.Dm.Bootstrap;

/// <summary>Where a bootstrap came from.</summary>
public enum BootstrapOrigin
{
    /// <summary>A push.</summary>
    Push,

    /// <summary>A file of the smart card.</summary>
    SmartCard,

    /// <summary>The factory.</summary>
    Factory,
}

/// <summary>How a bootstrap is processed.</summary>
/// <param name="Profile">What the document is.</param>
/// <param name="Origin">Where it came from; objects of a card are marked, so that they can go when the card does.</param>
public sealed record BootstrapOptions(BootstrapProfile Profile, BootstrapOrigin Origin = BootstrapOrigin.Push)
{
    /// <summary>ServerID that nobody has, for objects of a provisioning document without w7: an ACL cannot name nobody, and without one the object would
    /// inherit the rights of the root (OMA DM Bootstrap 1.2, 5.3.4).</summary>
    public string NobodyServerId { get; init; } = "nobody.invalid";

    /// <summary>Whether the transport of the push authenticates the sender.</summary>
    public bool IsSecurePush { get; init; }

    /// <summary>What is accepted of signed, encrypted and unsigned content in the DM profile.</summary>
    public ContentProtectionPolicy Protection { get; init; } = ContentProtectionPolicy.Default;

    /// <summary>Documented defects; none unless told.</summary>
    public BootstrapQuirks Quirks { get; init; } = new();
}

/// <summary>Defects that the bootstrap of a reference client can be told to have, so that cases can be proven against them. None by default.</summary>
public sealed record BootstrapQuirks
{
    /// <summary>Accepts a push whose MAC is wrong.</summary>
    public bool AcceptsWrongMac { get; init; }

    /// <summary>Accepts a push without SEC and MAC that no secure transport carried.</summary>
    public bool AcceptsMissingMac { get; init; }

    /// <summary>Accepts a push with SEC, but without MAC.</summary>
    public bool AcceptsSecWithoutMac { get; init; }

    /// <summary>Accepts a push with a MAC, but without SEC.</summary>
    public bool AcceptsMacWithoutSec { get; init; }

    /// <summary>Accepts a push whose SEC is unknown.</summary>
    public bool AcceptsUnknownMethod { get; init; }

    /// <summary>Does not know NETWORKID and NETWPIN: discards such pushes.</summary>
    public bool IgnoresNetworkId { get; init; }

    /// <summary>Does not know USERPIN: discards such pushes.</summary>
    public bool IgnoresUserPin { get; init; }

    /// <summary>Takes any PIN for the right one.</summary>
    public bool AcceptsAnyPin { get; init; }

    /// <summary>Applies a bootstrap that is protected with a PIN before the PIN is entered.</summary>
    public bool AsksForNoPin { get; init; }

    /// <summary>Compares the digits of a MAC with their case, in lower case.</summary>
    public bool WantsLowerCaseMac { get; init; }

    /// <summary>Swaps PIN and network secret of USERPIN_NETWORKID and leaves out the colon, as Client Provisioning does.</summary>
    public bool UsesProvisioningKeyForDm { get; init; }

    /// <summary>Demands a MAC of a secure push as well.</summary>
    public bool RejectsSecurePushWithoutMac { get; init; }

    /// <summary>Accepts a document in XML.</summary>
    public bool AcceptsXml { get; init; }

    /// <summary>Does nothing with objects that go to the Inbox.</summary>
    public bool SkipsInbox { get; init; }

    /// <summary>Leaves objects that go to the Inbox there, instead of where they belong.</summary>
    public bool LeavesInInbox { get; init; }

    /// <summary>Leaves references to the Inbox as they were.</summary>
    public bool NoRefRewrite { get; init; }

    /// <summary>Processes the first Add of a message only.</summary>
    public bool OnlyFirstAdd { get; init; }

    /// <summary>Stops at the first object it does not know.</summary>
    public bool StopsAtUnknownMo { get; init; }

    /// <summary>Refuses an object that has an Ext subtree.</summary>
    public bool RejectsExt { get; init; }

    /// <summary>Of several versions of an object takes the first, not the newest supported one.</summary>
    public bool TakesFirstVersion { get; init; }

    /// <summary>Gives the server of a w7 no rights.</summary>
    public bool GivesNoCpAcl { get; init; }

    /// <summary>Gives everybody rights on what came in a provisioning document.</summary>
    public bool GivesEverybodyCpAcl { get; init; }

    /// <summary>Sets no Delete right for the server of a w7.</summary>
    public bool GivesNoCpDelete { get; init; }

    /// <summary>Sets no Get right for the server of a w7.</summary>
    public bool GivesNoCpGet { get; init; }

    /// <summary>Uses the account of a w7 without mapping it to the tree: no server finds it there.</summary>
    public bool KeepsCpAccountOutsideTree { get; init; }

    /// <summary>Maps no NAPDEF.</summary>
    public bool MapsNoNap { get; init; }

    /// <summary>Swaps the levels of w7 credentials: those of the client become those of the server.</summary>
    public bool SwapsCpLevels { get; init; }

    /// <summary>Loses the last character of the password of a w7's server.</summary>
    public bool CutsCpServerSecret { get; init; }

    /// <summary>Tells other texts than it stores for the leaves of an account that Client Provisioning mapped.</summary>
    public bool MisreadsCpLeaves { get; init; }

    /// <summary>Maps only the first NAPDEF.</summary>
    public bool MapsOnlyFirstNap { get; init; }

    /// <summary>Maps no PXLOGICAL.</summary>
    public bool MapsNoProxy { get; init; }

    /// <summary>Does not start the session that INIT asks for.</summary>
    public bool IgnoresInit { get; init; }

    /// <summary>Keeps accounts of a card that are no longer on it.</summary>
    public bool KeepsRemovedCardAccounts { get; init; }

    /// <summary>Leaves servers of removed accounts in the ACLs.</summary>
    public bool SkipsAclScan { get; init; }

    /// <summary>Reads only the first file of a card.</summary>
    public bool ReadsOnlyFirstCardFile { get; init; }

    /// <summary>Adds accounts of a card anew at each power-on.</summary>
    public bool DuplicatesCardAccounts { get; init; }

    /// <summary>Replaces all accounts there are by the new one.</summary>
    public bool RemovesOtherAccounts { get; init; }

    /// <summary>Takes the ACLs of all other accounts away.</summary>
    public bool TakesRightsOfOthers { get; init; }

    /// <summary>Cannot read a management object inline in the message.</summary>
    public bool RejectsInlineTnds { get; init; }

    /// <summary>Cannot read a management object that is a WBXML document of its own.</summary>
    public bool RejectsSeparateDocument { get; init; }

    /// <summary>Cannot read a management object in XML.</summary>
    public bool RejectsXmlTnds { get; init; }

    /// <summary>Takes signed content whose digest is another.</summary>
    public bool AcceptsTampered { get; init; }

    /// <summary>Compares digests, but never looks at the signature value: takes signed content with any.</summary>
    public bool ChecksDigestsOnly { get; init; }

    /// <summary>Takes the first object by its name although the signature covers another.</summary>
    public bool AcceptsWrappedSignature { get; init; }

    /// <summary>Takes an object that stands unsigned beside the signed one.</summary>
    public bool UsesUnsignedPart { get; init; }

    /// <summary>Trusts any key that a signature brings along.</summary>
    public bool AcceptsWrongKey { get; init; }

    /// <summary>Trusts the key of a certificate that is not valid any more, or not yet.</summary>
    public bool AcceptsExpiredCertificate { get; init; }

    /// <summary>Takes signatures with weak and unknown algorithms and with short keys.</summary>
    public bool AcceptsWeakAlgorithm { get; init; }

    /// <summary>Takes signatures with any transform.</summary>
    public bool AcceptsAnyTransform { get; init; }

    /// <summary>Takes signatures whose Reference leads to nothing.</summary>
    public bool AcceptsWrongReference { get; init; }

    /// <summary>Takes signatures that lack a part, a Reference for example.</summary>
    public bool AcceptsMalformedSignature { get; init; }

    /// <summary>Takes unsigned content although its policy demands a signature.</summary>
    public bool AcceptsUnsigned { get; init; }

    /// <summary>Takes unsigned content that is encrypted although its policy demands a signature.</summary>
    public bool TakesEncryptedForSigned { get; init; }

    /// <summary>Uses signed content without a look at the signature.</summary>
    public bool IgnoresSignature { get; init; }

    /// <summary>Knows no signatures: leaves out signed content.</summary>
    public bool NoSignatureSupport { get; init; }

    /// <summary>Does not look at what the cipher is called: takes any for AES-128.</summary>
    public bool AcceptsUnknownCipher { get; init; }

    /// <summary>Knows no encryption: leaves out encrypted content.</summary>
    public bool NoEncryptionSupport { get; init; }

    /// <summary>Discards provisioning documents.</summary>
    public bool AcceptsOnlyDmProfile { get; init; }

    /// <summary>Discards bootstrap messages of the DM profile.</summary>
    public bool AcceptsOnlyCpProfile { get; init; }
}

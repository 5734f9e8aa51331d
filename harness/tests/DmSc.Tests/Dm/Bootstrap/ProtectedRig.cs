using System.Text;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Tree;
using DmSc.Tests.Wire.XmlSecurity;
using DmSc.Wire.Credentials;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>A bootstrap with protected content, and a device that trusts its signer.</summary>
internal static class ProtectedRig
{
    public const string ServerId = "dm.example.com";
    public const string ForgedServerId = "forged.dm.example.com";

    public static AuthoredSignature Signature { get; } = new(XmlSecurityKeys.Signer) { Stranger = XmlSecurityKeys.Stranger };

    public static AuthoredEncryption Encryption { get; } = new(XmlSecurityKeys.Device, 7) { Stranger = XmlSecurityKeys.Stranger.Public };

    public static ContentProtectionPolicy Policy { get; } = ContentProtectionPolicy.Trusting(
        SignerTrust.InKeys(new TrustedKey(XmlSecurityKeys.Signer.Public, "signer")), XmlSecurityKeys.Time, XmlSecurityKeys.DeviceKey);

    public static ContentProtectionPolicy Demanding { get; } = Policy with { RefusesUnsigned = true };

    public static AuthoredProtection Of(bool signed, bool encrypted, ContentFlaw flaw = ContentFlaw.None) => new()
    {
        Signature = signed ? Signature : null,
        Encryption = encrypted ? Encryption : null,
        Flaw = flaw,
    };

    /// <summary>The least protection that can have a flaw.</summary>
    public static AuthoredProtection Having(ContentFlaw flaw)
    {
        var facts = ContentFlaws.Of(flaw);
        return Of(facts.NeedsSignature || !facts.NeedsEncryption, facts.NeedsEncryption, flaw);
    }

    public static BootstrapContent Content(AuthoredProtection protection) => new()
    {
        Account = new AuthoredAccount
        {
            Node = "Example",
            ServerId = ServerId,
            Name = "Example & Co <DM>",
            Address = "https://dm.example.com/dm",
            Port = 443,
            Client = new AuthoredCredential("DIGEST", "dev-001", new SecretOctets(Encoding.UTF8.GetBytes("c-secret")), new byte[] { 1, 2, 255 }),
        },
        Acl = $"Get={ServerId}&Replace={ServerId}&Delete={ServerId}",
        AccessPoint = new AuthoredAccessPoint("Net", "internet"),
        Protection = protection,
    };

    public static byte[] Message(AuthoredProtection protection) => DmBootstrapAuthor.Wbxml(Content(protection));

    public static BootstrapOutcome Apply(byte[] message, ContentProtectionPolicy? policy = null, BootstrapQuirks? quirks = null, ManagementTree? tree = null) =>
        BootstrapProcessor.Apply(tree ?? TreeRig.Device(), message, Options(policy, quirks));

    public static BootstrapOptions Options(ContentProtectionPolicy? policy = null, BootstrapQuirks? quirks = null) =>
        new(BootstrapProfile.DeviceManagement) { Protection = policy ?? Demanding, Quirks = quirks ?? new BootstrapQuirks() };

    public static string Reasons(BootstrapOutcome outcome) => string.Join(' ', outcome.Contents.Select(content => content.Reason).Distinct());

    public static string Servers(BootstrapOutcome outcome) => string.Join(' ', outcome.ServerIds);
}

using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Protection;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Peers.Server;

/// <summary>Where the reference server can be told to go wrong. What is not set is right.</summary>
internal sealed record ServerDefect
{
    public static readonly ServerDefect None = new();

    /// <summary>What is to be in a bootstrap.</summary>
    public Func<BootstrapContent, BootstrapContent> Content { get; init; } = content => content;

    /// <summary>The DM message, before it is encoded.</summary>
    public Func<SyncMlMessage, SyncMlMessage> Message { get; init; } = message => message;

    /// <summary>The management objects of signed and encrypted content.</summary>
    public Func<MgmtTree, MgmtTree> Tree { get; init; } = tree => tree;

    /// <summary>The document, before its MAC is made.</summary>
    public Func<BootstrapProfile, byte[], byte[]> Document { get; init; } = (_, document) => document;

    /// <summary>The octets that the MAC is made over instead of the document.</summary>
    public Func<byte[], byte[]> Authenticated { get; init; } = document => document;

    /// <summary>What is wrong with SEC and MAC, where the method can have it.</summary>
    public SecurityFlaw Flaw { get; init; }

    /// <summary>The push, its MAC made.</summary>
    public Func<BootstrapProfile, PushMessage, PushMessage> Push { get; init; } = (_, push) => push;

    /// <summary>Form of short messages.</summary>
    public Func<SmsForm, SmsForm> Sms { get; init; } = form => form;

    /// <summary>The octets that go over a bearer in process.</summary>
    public Func<PushDelivery, PushDelivery> Delivery { get; init; } = delivery => delivery;

    /// <summary>What is asked for.</summary>
    public Func<BootstrapOrder, BootstrapOrder> Order { get; init; } = order => order;

    /// <summary>Signature and content, before they are encrypted or put into the message.</summary>
    public Func<byte[], byte[]> Signed { get; init; } = octets => octets;

    /// <summary>Makes Signature and content from key and content instead; <see langword="null"/> to sign rightly.</summary>
    public Func<SigningKey, byte[], byte[]>? Signs { get; init; }

    /// <summary>How signatures are made.</summary>
    public SignatureRecipe Signature { get; init; } = SignatureRecipe.Specification;

    /// <summary>How content is encrypted.</summary>
    public EncryptionRecipe Encryption { get; init; } = EncryptionRecipe.Specification;

    /// <summary>The EncryptedData.</summary>
    public Func<byte[], byte[]> Encrypted { get; init; } = octets => octets;

    /// <summary>Signs with a key that nobody was told of.</summary>
    public bool SignsAsStranger { get; init; }

    /// <summary>Encrypts for a key of its own instead of the device's.</summary>
    public bool EncryptsForStranger { get; init; }

    /// <summary>Leaves content in the clear where it says that it is encrypted.</summary>
    public bool SealsNothing { get; init; }

    /// <summary>Encrypts first and signs then.</summary>
    public bool SignsLast { get; init; }

    /// <summary>Sends a bootstrap again when no Status came for it.</summary>
    public bool RepeatsWithoutStatus { get; init; }

    /// <summary>Refuses sessions of a device that has not sent a Status for its bootstrap.</summary>
    public bool WantsStatus { get; init; }

    /// <summary>Answers the first session of a bootstrapped device with HTTP 403.</summary>
    public bool RefusesFirstSession { get; init; }

    /// <summary>The trigger of package #0, before its digest is made; with it, how many the server has sent so far.</summary>
    public Func<NotificationTrigger, int, NotificationTrigger> Trigger { get; init; } = (trigger, _) => trigger;

    /// <summary>The digest of package #0.</summary>
    public Func<NotificationSecrets, byte[], byte[]> Digest { get; init; } = (secrets, trigger) => secrets.Digest(trigger);

    /// <summary>The octets of package #0, its digest made.</summary>
    public Func<byte[], byte[]> Package { get; init; } = octets => octets;

    /// <summary>The push of package #0.</summary>
    public Func<PushMessage, PushMessage> Notification { get; init; } = push => push;

    /// <summary>Answers sessions that a notification asked for (Alert 1200) with HTTP 403.</summary>
    public bool RefusesNotifiedSession { get; init; }

    /// <summary>SessionID of its first answer in a session that a notification asked for.</summary>
    public Func<string, string> NotifiedSessionId { get; init; } = id => id;
}

/// <summary>What the digest of package #0 is made with.</summary>
/// <param name="Server">The server's own credentials, named after its identifier.</param>
/// <param name="Client">The device's, for a server that confuses them.</param>
/// <param name="Nonce">The nonce that the device gave last.</param>
/// <param name="FirstNonce">The nonce of the account as it was made.</param>
internal sealed record NotificationSecrets(Credential Server, Credential? Client, ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> FirstNonce)
{
    /// <summary>The right one.</summary>
    public byte[] Digest(ReadOnlySpan<byte> trigger) => NotificationPackage.ComputeDigest(CredentialHash.Of(Server), Nonce.Span, trigger);
}

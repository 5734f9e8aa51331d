using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Protection;
using DmSc.Peers.Server;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Push;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Peers.Deviations;

/// <summary>Every defect the reference server can be told to have.</summary>
public static class ServerDeviations
{
    private const int Browser = 2;

    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<ServerDeviation> All { get; } =
        Messages().AddRange(Documents()).AddRange(Pushes()).AddRange(Protections()).AddRange(Contents()).AddRange(Sessions()).AddRange(Triggers()).AddRange(Digests()).AddRange(Notifications()).Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static ImmutableArray<ServerDeviation> Messages() =>
    [
        new("server.acl-in-a-command", "The rights of the server stand in a Replace of the ACL property instead of in the serialized tree.",
            new() { Content = c => c with { Acl = null }, Message = WithAclCommand }),
        new("server.acl-missing", "The serialized tree gives the server no rights.", new() { Content = c => c with { Acl = null } }),
        new("server.command-replace", "The objects come with Replace instead of Add.",
            new() { Message = m => m with { Commands = [.. m.Commands.Select(c => c with { Kind = SyncMlCommandKind.Replace })] } }),
        new("server.header-without-dtd-version", "SyncHdr has no VerDTD.", new() { Message = m => m with { Header = m.Header with { VerDtd = null } } }),
        new("server.header-without-message-id", "SyncHdr has no MsgID.", new() { Message = m => m with { Header = m.Header with { MsgId = null } } }),
        new("server.header-without-target", "SyncHdr has no Target.", new() { Message = m => m with { Header = m.Header with { Target = null } } }),
        new("server.header-without-session-id", "SyncHdr has no SessionID.", new() { Message = m => m with { Header = m.Header with { SessionId = null } } }),
        new("server.header-without-source", "SyncHdr has no Source.", new() { Message = m => m with { Header = m.Header with { Source = null } } }),
        new("server.header-without-version", "SyncHdr has no VerProto.", new() { Message = m => m with { Header = m.Header with { VerProto = null } } }),
        new("server.final-missing", "SyncBody has no Final.", new() { Message = m => m with { Final = false } }),
        new("server.objects-beside-inbox", "The objects are added to ./DMAcc instead of ./Inbox.", new() { Content = c => c with { Target = "./DMAcc" } }),
        new("server.tnds-malformed", "The serialized tree breaks off in the middle.",
            new() { Message = m => EachItem(m, i => !MediaTypes.Is(i.Meta?.Type, MediaTypes.TndsWbxml) ? i : i with { Data = SyncMlData.OfOctets(i.Data!.Octets[..(i.Data.Octets.Length / 2)]) }) }),
        new("server.without-account", "The bootstrap creates a network access point and no DM account.",
            new() { Content = c => c with { Account = null, AccessPoint = new AuthoredAccessPoint("Nap", "internet") } }),
    ];

    private static ImmutableArray<ServerDeviation> Documents() =>
    [
        new("server.bootstrap-as-xml", "The DM message is pushed as XML text instead of WBXML.",
            new() { Document = Dm(d => Encoding.UTF8.GetBytes(SyncMlMessage.Parse(d).ToXml())) }),
        new("server.bootstrap-truncated", "The last octets of the document are lost.", new() { Document = (_, d) => d[..^8] }),
        new("server.broken-string-table", "The string table is said to be longer than the document.",
            new() { Document = Dm(WithLongStringTable) }),
        new("server.levels-swapped", "APPSRV and CLIENT are swapped in the provisioning document: the server's credentials stand where the client's belong.",
            new() { Document = Cp(d => Rewritten(d, Swapped)) }),
        new("server.provider-id-missing", "The provisioning document names no PROVIDER-ID.",
            new() { Document = Cp(d => Rewritten(d, p => p is Parm { Name: "PROVIDER-ID" } ? null : p)) }),
        new("server.provisioning-as-xml", "The provisioning document is pushed as XML text instead of WBXML.",
            new() { Document = Cp(d => ProvisioningDocument.FromWbxml(d).ToXml()) }),
        new("server.wbxml-version-1-4", "The first octet says WBXML 1.4.", new() { Document = Dm(d => [0x04, .. d[1..]]) }),
        new("server.wrong-public-id", "The DM message has the public identifier of provisioning documents.",
            new() { Document = Dm(d => [d[0], 0x0B, .. d[3..]]) }),
        new("server.address-elsewhere", "The account's address leads to no server.",
            new() { Content = c => c with { Account = c.Account! with { Address = "http://nowhere.invalid/dm" } } }),
    ];

    private static ImmutableArray<ServerDeviation> Pushes() =>
    [
        new("server.secure-push-in-the-open", "What was to go by a secure push goes by an insecure one.", new() { Order = o => o with { SecurePush = false } }),
        new("server.wrong-application-id", "A DM bootstrap is addressed to the browser.",
            new() { Push = (_, p) => p with { Application = p.Application is null ? null : PushApplicationId.Of(Browser) } }),
        new("server.wrong-media-type", "The media type is that of the other profile.",
            new() { Push = (profile, p) => p with { Media = profile == BootstrapProfile.Provisioning ? PushMedia.DmBootstrap : PushMedia.Provisioning } }),
        new("server.wrong-port", "Short messages go to port 9200 instead of 2948.",
            new() { Sms = f => f with { Ports = f.Ports with { Destination = 9200 } } }),
        new("server.push-malformed", "The last octets of short messages and HTTP requests are lost.",
            new() { Delivery = d => d with { Frames = [.. d.Frames.Select(f => f.Length > 40 ? f[..^20] : f)], Request = d.Request is { } r ? r with { Fields = [.. r.Fields.Where(f => f.Key != "Content-Type")] } : null } }),
    ];

    private static ImmutableArray<ServerDeviation> Protections() =>
    [
        new("server.mac-missing", "SEC is there, and no MAC.", new() { Flaw = SecurityFlaw.MacMissing }),
        new("server.mac-over-xml", "The MAC is made over the XML form of the message.",
            new() { Authenticated = d => d[1] == 0x0B ? ProvisioningDocument.FromWbxml(d).ToXml() : Encoding.UTF8.GetBytes(SyncMlMessage.Parse(d).ToXml()) }),
        new("server.mac-wrong", "One digit of the MAC is another one.", new() { Flaw = SecurityFlaw.FlippedDigit }),
        new("server.mac-lower-case", "The MAC is written in lower case.", new() { Flaw = SecurityFlaw.MacLowerCase }),
        new("server.mac-with-another-key", "The MAC is made with another key.", new() { Flaw = SecurityFlaw.WrongKey }),
        new("server.sec-missing", "MAC is there, and no SEC.", new() { Flaw = SecurityFlaw.SecMissing }),
        new("server.sec-of-another-method", "SEC names another method than the one asked for.", new() { Flaw = SecurityFlaw.SecOfAnotherMethod }),
        new("server.sec-name-of-provisioning", "SEC of a DM bootstrap has the names of provisioning: NETWPIN, USERNETWPIN.",
            new() { Push = (profile, p) => profile == BootstrapProfile.DeviceManagement ? WithProvisioningName(p) : p }),
        new("server.unprotected", "An insecure push has neither SEC nor MAC.", new() { Flaw = SecurityFlaw.Unprotected }),
    ];

    private static ImmutableArray<ServerDeviation> Contents() =>
    [
        new("server.content-altered-after-signing", "The content is changed after it was signed.", new() { Signed = octets => Replaced(octets, "<VerDTD>1.2</VerDTD>", "<VerDTD>1.3</VerDTD>") }),
        new("server.signature-value-wrong", "The SignatureValue is that of something else.", new() { Signed = SpoiltSignature }),
        new("server.signature-over-nothing", "The Signature refers to itself and takes itself away; the content behind it is not signed.", new() { Signs = OverNothing }),
        new("server.signature-over-something-else", "The Signature covers something in its Object; the content behind it is not signed.",
            new() { Signs = (key, content) => [.. new SignatureWriter(key).Enveloping("<note xmlns=\"urn:example:note\"/>"u8), .. content] }),
        new("server.signs-in-part", "Of a message that is to be signed, an object in a Sequence goes unsigned.", new() { Message = WithUnsignedSequence }),
        new("server.signature-of-a-stranger", "Content is signed with a key that nobody was told of.", new() { SignsAsStranger = true }),
        new("server.signed-content-unsigned", "Content is not signed although that was asked for.",
            new() { Order = o => o with { Content = o.Content is ContentProtectionOrder.Signed ? ContentProtectionOrder.None : o.Content is ContentProtectionOrder.SignedAndEncrypted ? ContentProtectionOrder.Encrypted : o.Content } }),
        new("server.never-signs-unasked", "Content goes unsigned by insecure pushes unless a signature is asked for.",
            new() { Order = o => o with { Content = o.Content == ContentProtectionOrder.ServersChoice ? ContentProtectionOrder.None : o.Content } }),
        new("server.never-encrypts-unasked", "Confidential content goes unencrypted by insecure pushes unless encryption is asked for.",
            new() { Order = o => o with { Confidential = false } }),
        new("server.encrypted-for-a-stranger", "Content is encrypted for another key than the device's.", new() { EncryptsForStranger = true }),
        new("server.encrypted-content-in-the-clear", "Content is not encrypted although that was asked for.",
            new() { Order = o => o with { Content = o.Content is ContentProtectionOrder.Encrypted ? ContentProtectionOrder.None : o.Content is ContentProtectionOrder.SignedAndEncrypted ? ContentProtectionOrder.Signed : o.Content } }),
        new("server.encrypted-in-name-only", "Content goes in the clear with the Type of encrypted content.", new() { SealsNothing = true }),
        new("server.encrypted-with-triple-des", "Content is encrypted with triple DES.", new() { Encryption = new() { Cipher = XmlAlgorithms.TripleDesCbc } }),
        new("server.encrypts-before-signing", "Content is encrypted first and signed then.", new() { SignsLast = true }),
        new("server.encrypted-key-without-key-info", "The EncryptedKey has no KeyInfo.",
            new() { Encrypted = octets => Replaced(octets, "<ds:KeyInfo><ds:KeyName>device</ds:KeyName></ds:KeyInfo>", "") }),
    ];

    private static ImmutableArray<ServerDeviation> Sessions() =>
    [
        new("server.other-password-in-bootstrap", "The bootstrap tells the device another password than the server knows.",
            new() { Content = c => c with { Account = c.Account! with { Client = c.Account.Client! with { Password = SecretOctets.Of("not the password of the bootstrap") } } } }),
        new("server.refuses-first-session", "The first session after a bootstrap is refused.", new() { RefusesFirstSession = true }),
        new("server.repeats-without-status", "A bootstrap is sent again after 30 s because no Status came for it.", new() { RepeatsWithoutStatus = true }),
        new("server.wants-status", "Sessions are refused until a Status has come for the bootstrap.", new() { WantsStatus = true }),
    ];

    private static ImmutableArray<ServerDeviation> Triggers() =>
    [
        new("server.note-future-use", "Bits of package #0 that are kept for the future are set.", new() { Trigger = (t, _) => t with { FutureUse = 1 } }),
        new("server.note-initiator-device", "Package #0 always says that the device wants the session.",
            new() { Trigger = (t, _) => t with { Initiator = SessionInitiator.Client } }),
        new("server.note-initiator-server", "Package #0 always says that the server wants the session.",
            new() { Trigger = (t, _) => t with { Initiator = SessionInitiator.Server } }),
        new("server.note-length-too-short", "The length in package #0 leaves out the end of the server identifier, which follows all the same.",
            new() { Trigger = (t, _) => t with { ServerId = t.ServerId[..^4], Vendor = Encoding.UTF8.GetBytes(t.ServerId[^4..]) } }),
        new("server.note-server-id-other", "Package #0 names the host of the server instead of its ServerID.", new() { Trigger = (t, _) => t with { ServerId = "dm.in-process" } }),
        new("server.note-session-always-new", "A session that is asked for again has another SessionID.",
            new() { Trigger = (t, sent) => t with { SessionId = (ushort)(0x100 + sent) } }),
        new("server.note-session-constant", "Every session has the same SessionID.", new() { Trigger = (t, _) => t with { SessionId = 0x1234 } }),
        new("server.note-session-zero", "SessionID is 0.", new() { Trigger = (t, _) => t with { SessionId = 0 } }),
        new("server.note-ui-mode-fixed", "Every session is to be held in the background, whatever was asked for.",
            new() { Trigger = (t, _) => t with { UiMode = UserInteractionMode.Background } }),
        new("server.note-ui-mode-unspecified", "The user interaction mode is never specified.",
            new() { Trigger = (t, _) => t with { UiMode = UserInteractionMode.NotSpecified } }),
        new("server.note-version-1-0", "Package #0 has version 1.0.", new() { Trigger = (t, _) => t with { Version = 10 } }),
        new("server.note-version-1-2", "Package #0 has the version of the protocol, 1.2.", new() { Trigger = (t, _) => t with { Version = 12 } }),
    ];

    private static ImmutableArray<ServerDeviation> Digests() =>
    [
        new("server.note-digest-missing", "Package #0 has no digest.", new() { Package = octets => octets[NotificationPackage.DigestLength..] }),
        new("server.note-digest-of-another-trigger", "The digest of package #0 is over its header without the vendor's part.",
            new() { Trigger = (t, _) => t with { Vendor = new byte[] { 0xBE, 0xEF } }, Digest = (secrets, trigger) => secrets.Digest(trigger.AsSpan()[..^2]) }),
        new("server.note-digest-with-default-nonce", "The digest of package #0 is always made with the nonce of a server that lost the right one.",
            new() { Digest = (secrets, trigger) => (secrets with { Nonce = NotificationPackage.DefaultNonce.ToArray() }).Digest(trigger) }),
        new("server.note-digest-with-device-password", "The digest of package #0 is made with the password of the device.",
            new() { Digest = (secrets, trigger) => (secrets with { Server = secrets.Server with { Password = secrets.Client!.Password } }).Digest(trigger) }),
        new("server.note-digest-with-encoded-nonce", "The digest of package #0 is made with the base64 text of the nonce.",
            new() { Digest = (secrets, trigger) => (secrets with { Nonce = Encoding.ASCII.GetBytes(Convert.ToBase64String(secrets.Nonce.Span)) }).Digest(trigger) }),
        new("server.note-digest-with-first-nonce", "The digest of package #0 is made with the nonce of the bootstrap, whichever the device gave since.",
            new() { Digest = (secrets, trigger) => (secrets with { Nonce = secrets.FirstNonce }).Digest(trigger) }),
        new("server.note-digest-wrong", "One bit of the digest of package #0 is another one.", new() { Package = octets => [(byte)(octets[0] ^ 1), .. octets[1..]] }),
    ];

    private static ImmutableArray<ServerDeviation> Notifications() =>
    [
        new("server.note-application-as-text", "X-Wap-Application-Id of package #0 is text.",
            new() { Notification = p => p with { Application = new PushApplicationId(null, PushApplication.DeviceManagementUri) } }),
        new("server.note-application-last", "Another header stands between the content type of package #0 and its X-Wap-Application-Id.",
            new() { Notification = p => p with { Application = null, Headers = [new PushField("X-Wap-Initiator-URI", "dm"), new PushField("X-Wap-Application-Id", null, PushApplication.DeviceManagement)] } }),
        new("server.note-application-missing", "Package #0 is addressed to no application.", new() { Notification = p => p with { Application = null } }),
        new("server.note-application-of-synchronization", "Package #0 is addressed to data synchronization.",
            new() { Notification = p => p with { Application = PushApplicationId.Of(PushApplication.DataSynchronization) } }),
        new("server.note-cut-to-one-message", "Of package #0 only goes out what fits one short message.",
            new() { Notification = p => p with { Body = p.Body[..Math.Min(p.Body.Length, 127)] } }),
        new("server.note-headers-too-long", "The headers in front of package #0 take more than 48 octets.",
            new() { Notification = p => p with { Headers = [new PushField("X-Wap-Initiator-URI", "http://www.example.com/device-management")] } }),
        new("server.note-length-too-long", "The server identifier of package #0 announces more octets than there are.",
            new() { Package = octets => [.. octets[..23], (byte)(octets[23] + 1), .. octets[24..]] }),
        new("server.note-media-as-text", "The content type of package #0 is text.",
            new() { Notification = p => p with { Media = new PushMedia(null, WspCodes.MediaType(WspCodes.Notification)) } }),
        new("server.note-media-of-synchronization", "The content type of package #0 is that of notifications for data synchronization.",
            new() { Notification = p => p with { Media = PushMedia.Of("application/vnd.syncml.ds.notification") } }),
        new("server.note-needlessly-concatenated", "A push that fits one short message goes in two.", new() { Delivery = InTwoMessages }),
        new("server.note-session-answered-otherwise", "In a session that a notification asked for the server answers with another SessionID.",
            new() { NotifiedSessionId = id => id == "1" ? "2" : "1" }),
        new("server.note-session-refused", "Sessions that a notification asked for are refused.", new() { RefusesNotifiedSession = true }),
    ];

    private static Func<BootstrapProfile, byte[], byte[]> Dm(Func<byte[], byte[]> change) => (profile, document) =>
        profile == BootstrapProfile.DeviceManagement ? change(document) : document;

    private static Func<BootstrapProfile, byte[], byte[]> Cp(Func<byte[], byte[]> change) => (profile, document) =>
        profile == BootstrapProfile.Provisioning ? change(document) : document;

    /// <summary>Version, public identifier in two octets, character set in one; then the length of the table.</summary>
    private static byte[] WithLongStringTable(byte[] document) => [.. document[..4], 0x8F, 0x7F, .. document[5..]];

    private static SyncMlMessage EachItem(SyncMlMessage message, Func<SyncMlItem, SyncMlItem> change) =>
        message with { Commands = [.. message.Commands.Select(c => c with { Items = [.. c.Items.Select(change)] })] };

    private static SyncMlMessage WithAclCommand(SyncMlMessage message)
    {
        var server = message.Header.Source?.LocUri ?? "";
        var replace = SyncMlCommand.Of(SyncMlCommandKind.Replace, "99", SyncMlItem.Leaf("./Inbox?prop=ACL", $"Get={server}&Replace={server}&Delete={server}"));
        return message with { Commands = message.Commands.Add(replace) };
    }

    private static SyncMlMessage WithUnsignedSequence(SyncMlMessage message)
    {
        if (!message.Commands.Any(c => c.Items.Any(i => MediaTypes.Is(i.Meta?.Type, ProtectedContent.SignedType))))
            return message;
        var other = DmBootstrapAuthor.Message(new BootstrapContent { Account = null, DeviceId = message.Header.Target?.LocUri ?? "", AccessPoint = new AuthoredAccessPoint("Nap", "internet") });
        return message with { Commands = message.Commands.Add(new SyncMlCommand(SyncMlCommandKind.Sequence) { CmdId = "98", Commands = [.. other.Commands.Select(c => c with { CmdId = "99" })] }) };
    }

    /// <summary>Made from a right one, whose SignedInfo stands there in its canonical form.</summary>
    private static byte[] OverNothing(SigningKey key, byte[] content)
    {
        const string NoOctets = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", End = "</SignedInfo>";
        var whole = Encoding.UTF8.GetString(new SignatureWriter(key).Enveloped("<a/>"u8));
        var text = With(whole[whole.IndexOf("<Signature", StringComparison.Ordinal)..^"</a>".Length], "DigestValue", NoOctets);
        var info = text[text.IndexOf("<SignedInfo>", StringComparison.Ordinal)..(text.IndexOf(End, StringComparison.Ordinal) + End.Length)]
            .Replace("<SignedInfo>", $"<SignedInfo xmlns=\"{XmlAlgorithms.SignatureNamespace}\">", StringComparison.Ordinal);
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(key.Pem);
        var value = rsa.SignData(Encoding.UTF8.GetBytes(info), System.Security.Cryptography.HashAlgorithmName.SHA1, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        return [.. Encoding.UTF8.GetBytes(With(text, "SignatureValue", Convert.ToBase64String(value))), .. content];
    }

    private static string With(string text, string element, string value)
    {
        var start = text.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        return text[..start] + value + text[text.IndexOf($"</{element}>", StringComparison.Ordinal)..];
    }

    private static byte[] Rewritten(byte[] document, Func<ProvisioningPart, ProvisioningPart?> change)
    {
        var read = ProvisioningDocument.FromWbxml(document);
        return new ProvisioningDocument(read.Version, [.. read.Characteristics.Select(c => (Characteristic)Changed(c, change)!)]).ToWbxml();
    }

    private static ProvisioningPart? Changed(ProvisioningPart part, Func<ProvisioningPart, ProvisioningPart?> change) => part is Characteristic c
        ? c with { Parts = [.. c.Parts.Select(p => Changed(p, change)).OfType<ProvisioningPart>()] }
        : change(part);

    private static ProvisioningPart? Swapped(ProvisioningPart part) => part switch
    {
        Parm { Name: "AAUTHLEVEL", Value: "APPSRV" } level => level with { Value = "CLIENT" },
        Parm { Name: "AAUTHLEVEL", Value: "CLIENT" } level => level with { Value = "APPSRV" },
        _ => part,
    };

    private static PushMessage WithProvisioningName(PushMessage push) => push with
    {
        Parameters =
        [
            .. push.Parameters.Select(p => p.Is(PushField.Sec) && p.Text is { } name && BootstrapMethodName.Parse(name) is { } method
                ? p with { Text = BootstrapMethodName.Of(method, BootstrapProfile.Provisioning) }
                : p),
        ],
    };

    private static PushDelivery InTwoMessages(PushDelivery delivery)
    {
        if (delivery is not { Request: null, Frames: [var frame] })
            return delivery;
        var whole = SmsDeliver.Parse(frame);
        var header = UserDataHeader.Parse(whole.Content.UserData);
        var content = whole.Content.UserData[header.Length..];
        var half = content.Length / 2;
        return delivery with { Frames = [Part(1, content[..half]), Part(2, content[half..])] };

        ReadOnlyMemory<byte> Part(byte number, ReadOnlyMemory<byte> part) =>
            (whole with { Content = SmsContent.Push((byte[])[.. UserDataHeader.Of(header.Ports!, new Concatenation(1, 2, number)).Encode(), .. part.Span]) }).Encode();
    }

    private static byte[] Replaced(byte[] octets, string what, string with) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace(what, with, StringComparison.Ordinal));

    private static byte[] SpoiltSignature(byte[] octets)
    {
        var text = Encoding.UTF8.GetString(octets);
        var at = text.IndexOf("<SignatureValue>", StringComparison.Ordinal) + "<SignatureValue>".Length;
        return Encoding.UTF8.GetBytes($"{text[..at]}{(text[at] == 'A' ? 'B' : 'A')}{text[(at + 1)..]}");
    }
}

using System.Collections.Immutable;

namespace DmSc.Peers.Deviations;

/// <summary>Every defect the reference device can be told to have.</summary>
public static class DeviceDeviations
{
    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<DeviceDeviation> All { get; } =
    [
        new("device.accepts-any-pin", "Any PIN that the user enters opens a bootstrap.", q => q with { Bootstrap = q.Bootstrap with { AcceptsAnyPin = true } }),
        new("device.accepts-bootstrap-without-mac", "A bootstrap without SEC and MAC from a push that is not secure is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsMissingMac = true } }),
        new("device.accepts-mac-without-sec", "A bootstrap with a MAC but without SEC is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsMacWithoutSec = true } }),
        new("device.accepts-sec-without-mac", "A bootstrap with SEC but without MAC is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsSecWithoutMac = true } }),
        new("device.accepts-unknown-sec", "A bootstrap with an unknown SEC is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsUnknownMethod = true } }),
        new("device.accepts-wrong-mac", "A bootstrap whose MAC is wrong is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsWrongMac = true } }),
        new("device.accepts-xml-bootstrap", "A bootstrap message in XML instead of WBXML is applied.", q => q with { Bootstrap = q.Bootstrap with { AcceptsXml = true } }),
        new("device.acl-ignored", "Every server may do everything, whatever the ACLs say.", q => q with { Tree = q.Tree with { IgnoreAcl = true } }),
        new("device.add-overwrites", "Add of a node that exists overwrites it.", q => q with { Tree = q.Tree with { AddOverwrites = true } }),
        new("device.answers-bootstrap", "A bootstrap is answered with Status elements to its sender.", q => q with { AnswersBootstrap = true }),
        new("device.atomic-not-rolled-back", "A failed Atomic keeps what it changed.", q => q with { Session = q.Session with { AtomicWithoutRollback = true } }),
        new("device.card-found-in-vain", "Bootstrap data on a card is read but not applied.", q => q with { ReadsCardInVain = true }),
        new("device.card-not-read", "The smart card is not looked at.", q => q with { IgnoresCard = true }),
        new("device.card-policy-ignored", "Bootstrap data of a card is applied although the policy switches that off.", q => q with { IgnoresCardPolicy = true }),
        new("device.card-read-once", "The smart card is looked at only the first time the device is switched on.", q => q with { ReadsCardOnce = true }),
        new("device.commits-incomplete-object", "A large object of which the end is missing is stored.", q => q with { Session = q.Session with { CommitsIncompleteObject = true } }),
        new("device.commits-object-of-wrong-size", "A large object that is not as long as its Size says is stored.", q => q with { Session = q.Session with { AcceptsWrongSize = true } }),
        new("device.cp-grants-everybody", "Objects of a Client Provisioning document are open to every server.", q => q with { Bootstrap = q.Bootstrap with { GivesEverybodyCpAcl = true } }),
        new("device.cp-grants-no-delete", "The server of a w7 gets Get and Replace on the provisioned objects, but not Delete.", q => q with { Bootstrap = q.Bootstrap with { GivesNoCpDelete = true } }),
        new("device.cp-grants-nothing", "The server of a w7 gets no rights on the provisioned objects.", q => q with { Bootstrap = q.Bootstrap with { GivesNoCpAcl = true } }),
        new("device.cp-not-supported", "Client Provisioning documents are ignored.", q => q with { Bootstrap = q.Bootstrap with { AcceptsOnlyDmProfile = true } }),
        new("device.cp-swaps-credentials", "The credentials of a w7 are mapped to the wrong levels: APPSRV becomes SRVCRED and CLIENT becomes CLCRED.", q => q with { Bootstrap = q.Bootstrap with { SwapsCpLevels = true } }),
        new("device.deaf", "Nothing that is pushed reaches the client.", q => q with { Deaf = true }),
        new("device.dev-info-missing", "Package 1 has no DevInfo.", q => q with { Session = q.Session with { NoDevInfo = true } }),
        new("device.dm-profile-not-supported", "Bootstrap messages of the DM profile are ignored.", q => q with { Bootstrap = q.Bootstrap with { AcceptsOnlyCpProfile = true } }),
        new("device.exceeds-max-msg-size", "Messages are larger than the server's MaxMsgSize allows.", q => q with { Session = q.Session with { ExceedsMaxMsgSize = true } }),
        new("device.hmac-of-hex", "The MAC in x-syncml-hmac is base64 of hexadecimal text.", q => q with { Session = q.Session with { HmacOfHex = true } }),
        new("device.ignores-abort", "Alert 1223 does not end a session.", q => q with { Session = q.Session with { IgnoresAbort = true } }),
        new("device.ignores-networkid", "Bootstraps protected with NETWORKID or NETWPIN are ignored.", q => q with { Bootstrap = q.Bootstrap with { IgnoresNetworkId = true } }),
        new("device.ignores-new-nonce", "A challenge with a new nonce is answered with the old one.", q => q with { Session = q.Session with { IgnoresNewNonce = true } }),
        new("device.ignores-trigger-session-id", "A session after package #0 has a SessionID of its own.", q => q with { Session = q.Session with { IgnoresTriggerSessionId = true } }),
        new("device.ignores-userpin", "Bootstraps protected with USERPIN are ignored.", q => q with { Bootstrap = q.Bootstrap with { IgnoresUserPin = true } }),
        new("device.inbox-not-processed", "Objects that a bootstrap adds to the Inbox go nowhere.", q => q with { Bootstrap = q.Bootstrap with { SkipsInbox = true } }),
        new("device.inbox-readable", "Get of the Inbox is answered with 200.", q => q with { Tree = q.Tree with { InboxReadable = true } }),
        new("device.keeps-removed-card-accounts", "Accounts of a card stay in the tree when they are no longer on the card.", q => q with { Bootstrap = q.Bootstrap with { KeepsRemovedCardAccounts = true } }),
        new("device.no-automatic-session", "No session follows a bootstrap unless somebody asks for it.", q => q with { NoAutomaticSession = true }),
        new("device.no-concatenated-sms", "Pushes of more than one short message are lost.", q => q with { NoConcatenation = true }),
        new("device.no-header-status", "The Status of SyncHdr is missing.", q => q with { Session = q.Session with { MissingHeaderStatus = true } }),
        new("device.no-push-over-http", "Pushes over HTTP are lost.", q => q with { NoHttpPush = true }),
        new("device.obeys-unknown-servers", "Commands of a server that did not show its credentials are carried out.", q => q with { Session = q.Session with { SkipsServerAuthentication = true } }),
        new("device.only-first-add", "Of several Add commands in a bootstrap only the first is processed.", q => q with { Bootstrap = q.Bootstrap with { OnlyFirstAdd = true } }),
        new("device.reads-only-first-card-file", "Of several bootstrap files on a card only the first is processed.", q => q with { Bootstrap = q.Bootstrap with { ReadsOnlyFirstCardFile = true } }),
        new("device.references-not-rewritten", "References to objects in the Inbox stay as they were when the device renames the objects.", q => q with { Bootstrap = q.Bootstrap with { NoRefRewrite = true } }),
        new("device.refuses-inline-tnds", "A TNDS object inline in the WBXML of the message is ignored.", q => q with { Bootstrap = q.Bootstrap with { RejectsInlineTnds = true } }),
        new("device.refuses-secure-push-without-mac", "A secure push without SEC and MAC is ignored.", q => q with { Bootstrap = q.Bootstrap with { RejectsSecurePushWithoutMac = true } }),
        new("device.refuses-separate-tnds", "A TNDS object that is a WBXML document of its own is ignored.", q => q with { Bootstrap = q.Bootstrap with { RejectsSeparateDocument = true } }),
        new("device.removes-other-accounts", "A new bootstrap removes the accounts of other servers.", q => q with { Bootstrap = q.Bootstrap with { RemovesOtherAccounts = true } }),
        new("device.replace-creates", "Replace of a node that does not exist creates it.", q => q with { Tree = q.Tree with { ReplaceCreates = true } }),
        new("device.results-before-status", "Results come before the Status of their Get.", q => q with { Session = q.Session with { ResultsBeforeStatus = true } }),
        new("device.secrets-readable", "Passwords and nonces of accounts can be read with Get.", q => q with { Tree = q.Tree with { SecretsReadable = true } }),
        new("device.sends-empty-package", "The end of a session is answered with a message that holds the Status of SyncHdr only.", q => q with { Session = q.Session with { SendsEmptyPackage = true } }),
        new("device.sequence-out-of-order", "The commands of a Sequence are carried out from the last to the first.", q => q with { Session = q.Session with { SequenceOutOfOrder = true } }),
        new("device.sim-lock-ignored", "Bootstrap data of a card that the device has to reject is applied.", q => q with { IgnoresSimLock = true }),
        new("device.statuses-out-of-order", "Status elements come in reverse order.", q => q with { Session = q.Session with { StatusOutOfOrder = true } }),
        new("device.stops-at-unknown-object", "A bootstrap is given up at the first object the device does not know.", q => q with { Bootstrap = q.Bootstrap with { StopsAtUnknownMo = true } }),
        new("device.tnds-acl-dropped", "ACLs inside TNDS objects are dropped.", q => q with { Tree = q.Tree with { DropTndsAcl = true } }),
        new("device.trusts-every-notification", "A notification whose digest is wrong starts a session.", q => q with { Notification = q.Notification with { AcceptsWrongDigest = true } }),
        new("device.wants-lower-case-mac", "A MAC in upper-case digits is taken for wrong.", q => q with { Bootstrap = q.Bootstrap with { WantsLowerCaseMac = true } }),
        new("device.wrong-alert", "A session of the client's own begins with Alert 1200.", q => q with { Session = q.Session with { Sends1200ForClientInitiated = true } }),
    ];

    /// <summary>The deviation of that name, or <see langword="null"/>.</summary>
    /// <param name="name">Exact name.</param>
    public static DeviceDeviation? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}

using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.dm-bootstrap</c>.</summary>
internal sealed class DmBootstrapVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.dm-bootstrap",
        "Decodes the push that was taken as bootstrap message of the DM profile (OMA DM Bootstrap 1.2, 5.4) and compares what is in it with the account of server.account. Of signed content what the signature covers is read; when the signature does not hold, the content all the same. Encrypted content is opened with the key of the device. Commands in Atomic and Sequence count as if they stood alone.",
        [],
        ValueShape.Record(
            new("media", ValueShape.Text, "Media type of the push."),
            new("version", ValueShape.Text, "WBXML version, 1.1, 1.2 or 1.3."),
            new("document", ValueShape.Text, "Document type, by the public identifier."),
            new("public-id", ValueShape.Text, "number, text (in the string table) or unknown."),
            new("ver-dtd", ValueShape.Text, "VerDTD."),
            new("ver-proto", ValueShape.Text, "VerProto."),
            new("session-id", ValueShape.Text, "SessionID."),
            new("msg-id", ValueShape.Text, "MsgID."),
            new("target", ValueShape.Text, "LocURI of Target."),
            new("source", ValueShape.Text, "LocURI of Source."),
            new("adds", ValueShape.Integer, "Number of Add commands."),
            new("others", ValueShape.Integer, "Number of other commands."),
            new("to-inbox", ValueShape.Boolean, "Every object goes to ./Inbox or below."),
            new("objects", ValueShape.Integer, "Serialized management objects."),
            new("unreadable", ValueShape.Integer, "Those that cannot be read."),
            new("tnds-in-wbxml", ValueShape.Boolean, "Every object that is neither signed nor encrypted is embedded in WBXML."),
            new("final", ValueShape.Boolean, "Final stands in SyncBody."),
            new("account", ValueShape.Boolean, "There is a DM account with the ServerID of server.account; absent when it may stand in encrypted content of a kind that nobody here opens."),
            new("address-as-known", ValueShape.Boolean, "An address of that account is where its sessions go; absent without account."),
            new("client-credential-as-known", ValueShape.Boolean, "CLCRED has name and password of the account; absent without account. When the driver tells of no such credential the step fails."),
            new("server-credential-as-known", ValueShape.Boolean, "SRVCRED has name and password of the account; absent without account. When the driver tells of no such credential the step fails."),
            new("acl-in-tree", ValueShape.Boolean, "The serialized tree gives the account's top node an ACL; absent without account."),
            new("acl-grants-server", ValueShape.Boolean, "That ACL grants Get, Replace and Delete to the ServerID; absent without ACL."),
            new("acl-elsewhere", ValueShape.Boolean, "A command sets an ACL property outside the serialized tree."),
            new("trailing", ValueShape.Integer, "Octets behind the message."),
            new("remarks", ValueShape.ListOf(ValueShape.Text), "What was accepted although it should not be so.")),
        "account",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var known = party.Device.Account;
        var body = party.Push.Message!.Body;
        var message = IutFormats.Decode("DM bootstrap message", body, static octets => BootstrapMessage.Read(octets, WbxmlOptions.FromFile));
        var (read, guarded, closed) = ContentGuard.Opened(message.Message, context);
        var opened = guarded == 0 ? message : IutFormats.Decode("DM bootstrap message with its content opened", read.ToWbxml(), static octets => BootstrapMessage.Read(octets));
        var header = message.Message.Header;
        var account = opened.Accounts.FirstOrDefault(a => a.ServerId == known.ServerId);
        var document = message.Document;
        var objects = opened.Objects;
        var value = Values.Record(
            ("media", Values.Text(party.Push.Message!.Media.ToString())),
            ("version", Values.Text(WbxmlHeader.VersionText(document.Header.Version))),
            ("document", Values.Text(document.CodeSpace.Title)),
            ("public-id", Values.Text(document.Header.PublicId switch { 0 => "text", 1 => "unknown", _ => "number" })),
            ("ver-dtd", Values.Text(header.VerDtd)),
            ("ver-proto", Values.Text(header.VerProto)),
            ("session-id", Values.Text(header.SessionId)),
            ("msg-id", Values.Text(header.MsgId)),
            ("target", Values.Text(header.Target?.LocUri)),
            ("source", Values.Text(header.Source?.LocUri)),
            ("adds", Values.Integer(message.Commands.Count(c => c.Kind == SyncMlCommandKind.Add))),
            ("others", Values.Integer(message.Commands.Count(c => c.Kind != SyncMlCommandKind.Add))),
            ("to-inbox", Values.Boolean(objects.Length > 0 && objects.All(o => IsInbox(o.Target)))),
            ("objects", Values.Integer(objects.Length)),
            ("unreadable", Values.Integer(objects.Count(o => o.Tree is null))),
            ("tnds-in-wbxml", Values.Boolean(message.Objects.All(o => MediaTypes.Is(o.Type, MediaTypes.TndsWbxml) || MediaTypes.Is(o.Type, "application/xml") || MediaTypes.Is(o.Type, "application/xenc+xml")))),
            ("final", Values.Boolean(message.Message.Final)),
            ("account", Values.Boolean(account is null && closed > 0 ? null : account is not null)),
            ("address-as-known", Values.Boolean(account?.Addresses.Any(a => ServerAddress.IsSame(a.Address, a.Ports, known.Address)))),
            ("client-credential-as-known", Values.Boolean(KnownCredential.IsAmong(Shown(account, "CLCRED"), known.Client))),
            ("server-credential-as-known", Values.Boolean(KnownCredential.IsAmong(Shown(account, "SRVCRED"), known.Server))),
            ("acl-in-tree", Values.Boolean(account is null ? null : account.Acl is { Length: > 0 })),
            ("acl-grants-server", Values.Boolean(account?.Acl is { } acl ? Grants(acl, known.ServerId) : null)),
            ("acl-elsewhere", Values.Boolean(message.Commands.Any(c => c.Items.Any(i => i.Target?.LocUri?.Contains("?prop=ACL", StringComparison.Ordinal) == true)))),
            ("trailing", Values.Integer(message.Trailing.Length)),
            ("remarks", Values.List(message.Remarks.Select(r => Values.Text(r.ToString())))));
        // What nobody knows of compares with nothing: neither a pass nor a fail rests on that.
        var knows = known.Client is not null && known.Server is not null && (account is not null || closed == 0);
        return new(new StepResult(value, knows, message.ToString(), Decoded: true));
    }

    private static bool IsInbox(string? target) => target is "./Inbox" or "Inbox" || target?.StartsWith("./Inbox/", StringComparison.Ordinal) == true;

    private static IEnumerable<(string? Name, SecretOctets? Password)>? Shown(DmAccount? account, string level) =>
        account?.Credentials.Where(c => c.Level == level).Select(c => (c.Name, c.Password));

    private static bool Grants(string acl, string server)
    {
        var rights = acl.Split('&').Select(entry => entry.Split('=', 2)).Where(pair => pair.Length == 2 && pair[1].Split('+').Any(who => who == server || who == "*")).Select(pair => pair[0]);
        return rights.Intersect(["Get", "Replace", "Delete"], StringComparer.Ordinal).Count() == 3;
    }
}

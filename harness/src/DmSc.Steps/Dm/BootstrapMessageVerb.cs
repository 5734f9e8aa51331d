using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Dm;

/// <summary><c>dm.bootstrap-message</c>.</summary>
internal sealed class BootstrapMessageVerb : IVerb
{
    private static readonly Parameter<byte[]> Data = Parameter.Hex("data", "The message, or the content of the EF that holds it: what follows the message is ignored.", required: true);

    public VerbInfo Info { get; } = new()
    {
        Name = "dm.bootstrap-message",
        Summary = "Decodes an OMA DM bootstrap message in WBXML with the management objects in it (OMA DM Bootstrap 1.2, 5.4). Sends nothing.",
        Parameters = [Data],
        Drives = null,
        DecodesIutBytes = true,
        MainResult = "accounts",
        Result = ValueShape.Record(
            new("version", ValueShape.Text, "WBXML version: 1.1, 1.2 or 1.3."),
            new("public-id", ValueShape.Integer, "Public identifier: 4609 (1201 hexadecimal) for SyncML 1.2, 0 when it stands in the string table."),
            new("charset", ValueShape.Integer, "MIBenum of the character set, 106 for UTF-8."),
            new(
                "header",
                ValueShape.Record(
                    new("ver-dtd", ValueShape.Text, "VerDTD."),
                    new("ver-proto", ValueShape.Text, "VerProto."),
                    new("session-id", ValueShape.Text, "SessionID."),
                    new("msg-id", ValueShape.Text, "MsgID."),
                    new("target", ValueShape.Text, "LocURI of Target."),
                    new("source", ValueShape.Text, "LocURI of Source.")),
                "SyncHdr; fields that are not in it are absent."),
            new(
                "commands",
                ValueShape.ListOf(ValueShape.Record(
                    new("name", ValueShape.Text, "Add, Replace and so on."),
                    new("cmd-id", ValueShape.Text, "CmdID."),
                    new("items", ValueShape.Integer, "Number of items."))),
                "Commands of SyncBody in document order."),
            new(
                "objects",
                ValueShape.ListOf(ValueShape.Record(
                    new("target", ValueShape.Text, "LocURI it is added to."),
                    new("type", ValueShape.Text, "Media type."),
                    new("readable", ValueShape.Boolean, "The serialized tree decodes."),
                    new("problem", ValueShape.Text, "Why it does not; absent when it does."))),
                "Serialized management objects."),
            new(
                "accounts",
                ValueShape.ListOf(ValueShape.Record(
                    new("location", ValueShape.Text, "URI where the message places it."),
                    new("server-id", ValueShape.Text, "ServerID."),
                    new("name", ValueShape.Text, "Name."),
                    new("app-id", ValueShape.Text, "AppID, w7."),
                    new("object-id", ValueShape.Text, "Identifier of the management object."),
                    new("addresses", ValueShape.ListOf(ValueShape.Text), "Addr of every entry of AppAddr."))),
                "DM accounts (DMAcc) the message creates."),
            new("final", ValueShape.Boolean, "Final stands in SyncBody."),
            new("used", ValueShape.Integer, "Octets the message takes."),
            new("padding-only", ValueShape.Boolean, "What follows the message is 00 and FF only."),
            new("remarks", ValueShape.ListOf(ValueShape.Text), "What was accepted although it should not be there.")),
    };

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var message = IutFormats.Decode("DM bootstrap message", arguments.Get(Data), static octets => BootstrapMessage.Read(octets));
        var header = message.Message.Header;
        var result = Values.Record(
            ("version", Values.Text(WbxmlHeader.VersionText(message.Document.Header.Version))),
            ("public-id", Values.Integer(message.Document.Header.PublicId)),
            ("charset", Values.Integer(message.Document.Header.Charset)),
            ("header", Values.Record(
                ("ver-dtd", Values.Text(header.VerDtd)),
                ("ver-proto", Values.Text(header.VerProto)),
                ("session-id", Values.Text(header.SessionId)),
                ("msg-id", Values.Text(header.MsgId)),
                ("target", Values.Text(header.Target?.LocUri)),
                ("source", Values.Text(header.Source?.LocUri)))),
            ("commands", Values.List(message.Message.Commands.Select(Of))),
            ("objects", Values.List(message.Objects.Select(Of))),
            ("accounts", Values.List(message.Accounts.Select(Of))),
            ("final", Values.Boolean(message.Message.Final)),
            ("used", Values.Integer(message.OctetsUsed)),
            ("padding-only", Values.Boolean(message.IsTrailingPadding)),
            ("remarks", Values.List(message.Remarks.Select(r => Values.Text(r.ToString())))));
        return ValueTask.FromResult(new StepResult(result, true, message.ToString(), Decoded: true));
    }

    private static StepValue Of(SyncMlCommand command) => Values.Record(
        ("name", Values.Text(command.Kind.ToString())),
        ("cmd-id", Values.Text(command.CmdId)),
        ("items", Values.Integer(command.Items.Length)));

    private static StepValue Of(BootstrapObject item) => Values.Record(
        ("target", Values.Text(item.Target)),
        ("type", Values.Text(item.Type)),
        ("readable", Values.Boolean(item.Tree is not null)),
        ("problem", Values.Text(item.Error?.ToString())));

    private static StepValue Of(DmAccount account) => Values.Record(
        ("location", Values.Text(account.Location)),
        ("server-id", Values.Text(account.ServerId)),
        ("name", Values.Text(account.Name)),
        ("app-id", Values.Text(account.AppId)),
        ("object-id", Values.Text(account.ObjectId)),
        ("addresses", Values.List(account.Addresses.Select(a => a.Address).OfType<string>().Select(a => Values.Text(a)))));
}

using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>From a message to elements, in the order of the document type definition (SyncML Representation Protocol 1.2, 5).</summary>
/// <param name="space">The document type.</param>
/// <param name="sink">Takes the elements; a value type, so that each destination gets code of its own.</param>
/// <param name="octetsAsBase64">For XML, which carries octets as base64 with the Format b64.</param>
internal sealed class SyncMlElements<TSink>(WbxmlCodeSpace space, TSink sink, bool octetsAsBase64 = false)
    where TSink : struct, IElementSink
{
    private readonly string _namespace = space == WbxmlCodeSpace.SyncMl11 ? WbxmlNamespaces.SyncMl11 : WbxmlNamespaces.SyncMl12;

    public void Message(SyncMlMessage message)
    {
        Start("SyncML");
        Header(message.Header);
        Start("SyncBody");
        foreach (var command in message.Commands)
            Command(command);
        foreach (var unknown in message.Unknown)
            sink.Add(unknown);
        Flag("Final", message.Final);
        sink.End();
        foreach (var unknown in message.UnknownInRoot)
            sink.Add(unknown);
        sink.End();
    }

    private void Header(SyncMlHeader header)
    {
        Start("SyncHdr");
        Text("VerDTD", header.VerDtd);
        Text("VerProto", header.VerProto);
        Text("SessionID", header.SessionId);
        Text("MsgID", header.MsgId);
        Address("Target", header.Target);
        Address("Source", header.Source);
        Text("RespURI", header.RespUri);
        Flag("NoResp", header.NoResp);
        Cred(header.Cred);
        Meta(header.Meta);
        foreach (var unknown in header.Unknown)
            sink.Add(unknown);
        sink.End();
    }

    private void Command(SyncMlCommand command)
    {
        var isStatus = command.Kind == SyncMlCommandKind.Status;
        var isAlert = command.Kind == SyncMlCommandKind.Alert;
        Start(command.Kind.ToString());
        Text("CmdID", command.CmdId);
        Text("MsgRef", command.MsgRef);
        Text("CmdRef", command.CmdRef);
        Text("Cmd", command.Cmd);
        Flag("NoResp", command.NoResp);
        if (!isStatus)
        {
            Cred(command.Cred);
            Meta(command.Meta);
        }

        foreach (var target in command.TargetRefs)
            Text("TargetRef", target);
        foreach (var source in command.SourceRefs)
            Text("SourceRef", source);
        if (isStatus)
        {
            Cred(command.Cred);
            if (command.Challenge is not null || !command.UnknownInChallenge.IsEmpty)
                Challenge(command);
            Meta(command.Meta);
        }

        if (isStatus || isAlert)
            Data("Data", command.Data, _namespace);
        Text("Correlator", command.Correlator);
        foreach (var item in command.Items)
            Item(item, command);
        foreach (var nested in command.Commands)
            Command(nested);
        foreach (var unknown in command.Unknown)
            sink.Add(unknown);
        sink.End();
    }

    private void Challenge(SyncMlCommand command)
    {
        Start("Chal");
        Meta(command.Challenge);
        foreach (var unknown in command.UnknownInChallenge)
            sink.Add(unknown);
        sink.End();
    }

    private void Item(SyncMlItem item, SyncMlCommand command)
    {
        Start("Item");
        Address("Target", item.Target);
        Address("Source", item.Source);
        var becomesBase64 = octetsAsBase64 && item.Data is { } data && IsNoText(data) && command.FormatOf(item) != "b64";
        Meta(becomesBase64 ? (item.Meta ?? new SyncMlMeta()) with { Format = "b64" } : item.Meta);
        Data("Data", item.Data, _namespace);
        Flag("MoreData", item.MoreData);
        foreach (var unknown in item.Unknown)
            sink.Add(unknown);
        sink.End();
    }

    private static bool IsNoText(SyncMlData data) => data.HasOpaque && !TextRules.IsText(data.Octets.Span);

    private void Address(string name, SyncMlAddress? address)
    {
        if (address is null)
            return;
        Start(name);
        Text("LocURI", address.LocUri);
        Text("LocName", address.LocName);
        foreach (var unknown in address.Unknown)
            sink.Add(unknown);
        sink.End();
    }

    private void Cred(SyncMlCred? cred)
    {
        if (cred is null)
            return;
        Start("Cred");
        Meta(cred.Meta);
        Data("Data", cred.Data, _namespace);
        foreach (var unknown in cred.Unknown)
            sink.Add(unknown);
        sink.End();
    }

    private void Meta(SyncMlMeta? meta)
    {
        if (meta is null)
            return;
        Start("Meta");
        if (meta.IsWrapped)
            sink.Start(WbxmlNamespaces.MetInf, "MetInf");
        MetaText("Format", meta.Format);
        MetaText("Type", meta.Type);
        MetaText("Mark", meta.Mark);
        MetaText("Size", meta.Size);
        Data("NextNonce", meta.NextNonce, WbxmlNamespaces.MetInf);
        MetaText("MaxMsgSize", meta.MaxMsgSize);
        MetaText("MaxObjSize", meta.MaxObjSize);
        foreach (var emi in meta.Emi)
            MetaText("EMI", emi);
        foreach (var unknown in meta.Unknown)
            sink.Add(unknown);
        if (meta.IsWrapped)
        {
            sink.End();
            foreach (var beside in meta.BesideMetInf)
                sink.Add(beside);
        }

        sink.End();
    }

    /// <summary>The content as it is, below an element of the name that its place demands.</summary>
    private void Data(string name, SyncMlData? data, string ns)
    {
        if (data is null)
            return;
        sink.Start(ns, name);

        // Pieces of base64 would not add up: one text instead.
        if (octetsAsBase64 && IsNoText(data))
        {
            sink.Text(Convert.ToBase64String(data.Octets.Span));
        }
        else
        {
            foreach (var part in data.Element.Content)
                sink.Add(part);
        }

        sink.End();
    }

    private void Start(string name) => sink.Start(_namespace, name);

    private void Text(string name, string? text) => Text(_namespace, name, text);

    private void MetaText(string name, string? text) => Text(WbxmlNamespaces.MetInf, name, text);

    private void Text(string ns, string name, string? text)
    {
        if (text is null)
            return;
        sink.Start(ns, name);
        if (text.Length > 0)
            sink.Text(text);
        sink.End();
    }

    private void Flag(string name, bool isSet)
    {
        if (!isSet)
            return;
        Start(name);
        sink.End();
    }
}

using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>From a message to elements, in the order of the document type definition (SyncML Representation Protocol 1.2, 5).</summary>
/// <param name="space">The document type.</param>
/// <param name="octetsAsBase64">For XML, which carries octets as base64 with the Format b64.</param>
internal sealed class SyncMlElements(WbxmlCodeSpace space, bool octetsAsBase64 = false)
{
    private readonly string _namespace = space == WbxmlCodeSpace.SyncMl11 ? WbxmlNamespaces.SyncMl11 : WbxmlNamespaces.SyncMl12;

    public WbxmlElement Message(SyncMlMessage message)
    {
        var body = ImmutableArray.CreateBuilder<WbxmlContent>();
        foreach (var command in message.Commands)
            body.Add(Command(command));
        body.AddRange(message.Unknown);
        if (message.Final)
            body.Add(Element("Final"));
        return Element("SyncML", [Header(message.Header), Element("SyncBody", body.ToImmutable()), .. message.UnknownInRoot]);
    }

    private WbxmlElement Header(SyncMlHeader header)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "VerDTD", header.VerDtd);
        Text(parts, "VerProto", header.VerProto);
        Text(parts, "SessionID", header.SessionId);
        Text(parts, "MsgID", header.MsgId);
        Address(parts, "Target", header.Target);
        Address(parts, "Source", header.Source);
        Text(parts, "RespURI", header.RespUri);
        Flag(parts, "NoResp", header.NoResp);
        Cred(parts, header.Cred);
        Meta(parts, header.Meta);
        parts.AddRange(header.Unknown);
        return Element("SyncHdr", parts.ToImmutable());
    }

    private WbxmlElement Command(SyncMlCommand command)
    {
        var isStatus = command.Kind == SyncMlCommandKind.Status;
        var isAlert = command.Kind == SyncMlCommandKind.Alert;
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "CmdID", command.CmdId);
        Text(parts, "MsgRef", command.MsgRef);
        Text(parts, "CmdRef", command.CmdRef);
        Text(parts, "Cmd", command.Cmd);
        Flag(parts, "NoResp", command.NoResp);
        if (!isStatus)
        {
            Cred(parts, command.Cred);
            Meta(parts, command.Meta);
        }

        foreach (var target in command.TargetRefs)
            Text(parts, "TargetRef", target);
        foreach (var source in command.SourceRefs)
            Text(parts, "SourceRef", source);
        if (isStatus)
        {
            Cred(parts, command.Cred);
            if (command.Challenge is not null || !command.UnknownInChallenge.IsEmpty)
                parts.Add(Challenge(command));
            Meta(parts, command.Meta);
        }

        if (isStatus || isAlert)
            Data(parts, "Data", command.Data, _namespace);
        Text(parts, "Correlator", command.Correlator);
        foreach (var item in command.Items)
            parts.Add(Item(item, command));
        foreach (var nested in command.Commands)
            parts.Add(Command(nested));
        parts.AddRange(command.Unknown);
        return Element(command.Kind.ToString(), parts.ToImmutable());
    }

    private WbxmlElement Challenge(SyncMlCommand command)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Meta(parts, command.Challenge);
        parts.AddRange(command.UnknownInChallenge);
        return Element("Chal", parts.ToImmutable());
    }

    private WbxmlElement Item(SyncMlItem item, SyncMlCommand command)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Address(parts, "Target", item.Target);
        Address(parts, "Source", item.Source);
        var becomesBase64 = octetsAsBase64 && item.Data is { } data && IsNoText(data) && command.FormatOf(item) != "b64";
        Meta(parts, becomesBase64 ? (item.Meta ?? new SyncMlMeta()) with { Format = "b64" } : item.Meta);
        Data(parts, "Data", item.Data, _namespace);
        Flag(parts, "MoreData", item.MoreData);
        parts.AddRange(item.Unknown);
        return Element("Item", parts.ToImmutable());
    }

    private static bool IsNoText(SyncMlData data) => data.HasOpaque && !TextRules.IsText(data.Octets.Span);

    private void Address(ImmutableArray<WbxmlContent>.Builder into, string name, SyncMlAddress? address)
    {
        if (address is null)
            return;
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "LocURI", address.LocUri);
        Text(parts, "LocName", address.LocName);
        parts.AddRange(address.Unknown);
        into.Add(Element(name, parts.ToImmutable()));
    }

    private void Cred(ImmutableArray<WbxmlContent>.Builder into, SyncMlCred? cred)
    {
        if (cred is null)
            return;
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Meta(parts, cred.Meta);
        Data(parts, "Data", cred.Data, _namespace);
        parts.AddRange(cred.Unknown);
        into.Add(Element("Cred", parts.ToImmutable()));
    }

    private void Meta(ImmutableArray<WbxmlContent>.Builder into, SyncMlMeta? meta)
    {
        if (meta is null)
            return;
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        MetaText(parts, "Format", meta.Format);
        MetaText(parts, "Type", meta.Type);
        MetaText(parts, "Mark", meta.Mark);
        MetaText(parts, "Size", meta.Size);
        Data(parts, "NextNonce", meta.NextNonce, WbxmlNamespaces.MetInf);
        MetaText(parts, "MaxMsgSize", meta.MaxMsgSize);
        MetaText(parts, "MaxObjSize", meta.MaxObjSize);
        foreach (var emi in meta.Emi)
            MetaText(parts, "EMI", emi);
        parts.AddRange(meta.Unknown);
        var content = parts.ToImmutable();
        into.Add(Element("Meta", meta.IsWrapped ? [WbxmlElement.Of(WbxmlNamespaces.MetInf, "MetInf", content), .. meta.BesideMetInf] : content));
    }

    /// <summary>The content as it is, below an element of the name that its place demands.</summary>
    private void Data(ImmutableArray<WbxmlContent>.Builder into, string name, SyncMlData? data, string ns)
    {
        if (data is null)
            return;
        var content = data.Element.Content;

        // Pieces of base64 would not add up: one text instead.
        if (octetsAsBase64 && IsNoText(data))
            content = [new WbxmlText(TextRules.Encode(Convert.ToBase64String(data.Octets.Span)), 0)];
        into.Add(WbxmlElement.Of(ns, name, content));
    }

    private void Text(ImmutableArray<WbxmlContent>.Builder into, string name, string? text)
    {
        if (text is not null)
            into.Add(text.Length == 0 ? Element(name) : WbxmlElement.OfText(_namespace, name, text));
    }

    private static void MetaText(ImmutableArray<WbxmlContent>.Builder into, string name, string? text)
    {
        if (text is not null)
            into.Add(text.Length == 0 ? WbxmlElement.Of(WbxmlNamespaces.MetInf, name) : WbxmlElement.OfText(WbxmlNamespaces.MetInf, name, text));
    }

    private void Flag(ImmutableArray<WbxmlContent>.Builder into, string name, bool isSet)
    {
        if (isSet)
            into.Add(Element(name));
    }

    private WbxmlElement Element(string name, params ImmutableArray<WbxmlContent> content) => WbxmlElement.Of(_namespace, name, content);
}

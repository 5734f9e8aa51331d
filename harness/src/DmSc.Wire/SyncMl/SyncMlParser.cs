using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>From elements to a message. Recursion is bounded by the depth that the document was read with.</summary>
internal sealed class SyncMlParser(RemarkLog remarks)
{
    private readonly ElementRules _rules = new(remarks);
    private string _namespace = WbxmlNamespaces.SyncMl12;

    public SyncMlMessage Message(WbxmlElement root, string version)
    {
        if (root.Name != "SyncML" || root.Namespace is not (WbxmlNamespaces.SyncMl11 or WbxmlNamespaces.SyncMl12))
            throw new WireFormatException(WbxmlErrors.UnexpectedRoot, root.Offset, $"the root element is {root.Name}; SyncML was expected");
        _namespace = root.Namespace;
        foreach (var attribute in root.Attributes)
            remarks.Add("UnexpectedAttribute", attribute.Offset, $"attribute {attribute.Name} on SyncML; WBXML carries no attributes here");

        SyncMlHeader? header = null;
        WbxmlElement? body = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        var unknownInRoot = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(root))
        {
            switch (NameOf(child))
            {
                case "SyncHdr":
                    if (body is not null)
                        remarks.Add("ElementOrder", child.Offset, "SyncHdr stands behind SyncBody");
                    header = ElementRules.Once(header, child, Header(child));
                    break;
                case "SyncBody":
                    body = ElementRules.Once(body, child, child);
                    break;
                default:
                    _rules.Unknown(unknownInRoot, child, root);
                    break;
            }
        }

        if (header is null)
            throw new WireFormatException(WbxmlErrors.MissingElement, root.Offset, "SyncML has no SyncHdr");
        if (body is null)
            throw new WireFormatException(WbxmlErrors.MissingElement, root.Offset, "SyncML has no SyncBody");
        if (header.VerDtd is { } verDtd && verDtd != version)
            remarks.Add("VersionMismatch", header.Offset, $"VerDTD is {verDtd}, the public identifier says {version}");

        var final = false;
        var commands = ImmutableArray.CreateBuilder<SyncMlCommand>();
        foreach (var child in ElementRules.Children(body))
        {
            if (NameOf(child) == "Final")
            {
                if (final)
                    throw new WireFormatException(WbxmlErrors.DuplicateElement, child.Offset, "Final occurs twice");
                final = true;
            }
            else if (KindOf(child) is { } kind)
            {
                if (final)
                    remarks.Add("CommandBehindFinal", child.Offset, $"{child.Name} stands behind Final");
                commands.Add(Command(child, kind));
            }
            else
            {
                _rules.Unknown(unknown, child, body);
            }
        }

        return new SyncMlMessage(header, commands.ToImmutable(), final, unknown.ToImmutable(), remarks.ToImmutable())
        {
            UnknownInRoot = unknownInRoot.ToImmutable(),
        };
    }

    private SyncMlHeader Header(WbxmlElement element)
    {
        var header = new SyncMlHeader(element.Offset);
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "VerDTD":
                    header = header with { VerDtd = _rules.OnceText(header.VerDtd, child) };
                    break;
                case "VerProto":
                    header = header with { VerProto = _rules.OnceText(header.VerProto, child) };
                    break;
                case "SessionID":
                    header = header with { SessionId = _rules.OnceText(header.SessionId, child) };
                    break;
                case "MsgID":
                    header = header with { MsgId = _rules.OnceText(header.MsgId, child) };
                    break;
                case "Target":
                    header = header with { Target = ElementRules.Once(header.Target, child, Address(child)) };
                    break;
                case "Source":
                    header = header with { Source = ElementRules.Once(header.Source, child, Address(child)) };
                    break;
                case "RespURI":
                    header = header with { RespUri = _rules.OnceText(header.RespUri, child) };
                    break;
                case "NoResp":
                    header = header with { NoResp = true };
                    break;
                case "Cred":
                    header = header with { Cred = ElementRules.Once(header.Cred, child, Cred(child)) };
                    break;
                case "Meta":
                    header = header with { Meta = ElementRules.Once(header.Meta, child, Meta(child)) };
                    break;
                default:
                    _rules.Unknown(unknown, child, element);
                    break;
            }
        }

        return header with { Unknown = unknown.ToImmutable() };
    }

    private SyncMlCommand Command(WbxmlElement element, SyncMlCommandKind kind)
    {
        var command = new SyncMlCommand(kind, element.Offset);
        var items = ImmutableArray.CreateBuilder<SyncMlItem>();
        var nested = ImmutableArray.CreateBuilder<SyncMlCommand>();
        var targets = ImmutableArray.CreateBuilder<string>();
        var sources = ImmutableArray.CreateBuilder<string>();
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        var inChallenge = ImmutableArray.CreateBuilder<WbxmlElement>();
        var isReply = kind is SyncMlCommandKind.Status or SyncMlCommandKind.Results;
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "CmdID":
                    command = command with { CmdId = _rules.OnceText(command.CmdId, child) };
                    break;
                case "NoResp":
                    command = command with { NoResp = true };
                    break;
                case "Cred":
                    command = command with { Cred = ElementRules.Once(command.Cred, child, Cred(child)) };
                    break;
                case "Meta":
                    command = command with { Meta = ElementRules.Once(command.Meta, child, Meta(child)) };
                    break;
                case "Item":
                    items.Add(Item(child));
                    break;
                case "Correlator":
                    command = command with { Correlator = _rules.OnceText(command.Correlator, child) };
                    break;
                case "Data" when kind is SyncMlCommandKind.Status or SyncMlCommandKind.Alert:
                    command = command with { Data = ElementRules.Once(command.Data, child, new SyncMlData(child)) };
                    break;
                case "MsgRef" when isReply:
                    command = command with { MsgRef = _rules.OnceText(command.MsgRef, child) };
                    break;
                case "CmdRef" when isReply:
                    command = command with { CmdRef = _rules.OnceText(command.CmdRef, child) };
                    break;
                case "Cmd" when isReply:
                    command = command with { Cmd = _rules.OnceText(command.Cmd, child) };
                    break;
                case "TargetRef" when isReply:
                    targets.Add(_rules.Text(child));
                    break;
                case "SourceRef" when isReply:
                    sources.Add(_rules.Text(child));
                    break;
                case "Chal" when kind == SyncMlCommandKind.Status:
                    command = command with { Challenge = ElementRules.Once(command.Challenge, child, Challenge(child, inChallenge)) };
                    break;
                default:
                    if (kind is SyncMlCommandKind.Atomic or SyncMlCommandKind.Sequence && KindOf(child) is { } nestedKind)
                        nested.Add(Command(child, nestedKind));
                    else
                        _rules.Unknown(unknown, child, element);
                    break;
            }
        }

        return command with
        {
            Items = items.ToImmutable(),
            Commands = nested.ToImmutable(),
            TargetRefs = targets.ToImmutable(),
            SourceRefs = sources.ToImmutable(),
            UnknownInChallenge = inChallenge.ToImmutable(),
            Unknown = unknown.ToImmutable(),
        };
    }

    private SyncMlItem Item(WbxmlElement element)
    {
        var item = new SyncMlItem(element.Offset);
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "Target":
                    item = item with { Target = ElementRules.Once(item.Target, child, Address(child)) };
                    break;
                case "Source":
                    item = item with { Source = ElementRules.Once(item.Source, child, Address(child)) };
                    break;
                case "Meta":
                    item = item with { Meta = ElementRules.Once(item.Meta, child, Meta(child)) };
                    break;
                case "Data":
                    item = item with { Data = ElementRules.Once(item.Data, child, new SyncMlData(child)) };
                    break;
                case "MoreData":
                    item = item with { MoreData = true };
                    break;
                default:
                    _rules.Unknown(unknown, child, element);
                    break;
            }
        }

        return item with { Unknown = unknown.ToImmutable() };
    }

    private SyncMlAddress Address(WbxmlElement element)
    {
        string? uri = null;
        string? name = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "LocURI":
                    uri = _rules.OnceText(uri, child);
                    break;
                case "LocName":
                    name = _rules.OnceText(name, child);
                    break;
                default:
                    _rules.Unknown(unknown, child, element);
                    break;
            }
        }

        return new SyncMlAddress(uri, name, element.Offset) { Unknown = unknown.ToImmutable() };
    }

    private SyncMlCred Cred(WbxmlElement element)
    {
        SyncMlMeta? meta = null;
        SyncMlData? data = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "Meta":
                    meta = ElementRules.Once(meta, child, Meta(child));
                    break;
                case "Data":
                    data = ElementRules.Once(data, child, new SyncMlData(child));
                    break;
                default:
                    _rules.Unknown(unknown, child, element);
                    break;
            }
        }

        return new SyncMlCred(meta, data, element.Offset) { Unknown = unknown.ToImmutable() };
    }

    private SyncMlMeta Challenge(WbxmlElement element, ImmutableArray<WbxmlElement>.Builder unknown)
    {
        SyncMlMeta? meta = null;
        foreach (var child in ElementRules.Children(element))
        {
            if (NameOf(child) == "Meta")
                meta = ElementRules.Once(meta, child, Meta(child));
            else
                _rules.Unknown(unknown, child, element);
        }

        return meta ?? throw new WireFormatException(WbxmlErrors.MissingElement, element.Offset, "Chal has no Meta");
    }

    private SyncMlMeta Meta(WbxmlElement element)
    {
        var meta = new SyncMlMeta(element.Offset);
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        var holder = element.Child(WbxmlNamespaces.MetInf, "MetInf") ?? element;
        var emi = ImmutableArray.CreateBuilder<string>();
        if (holder != element)
        {
            var beside = ImmutableArray.CreateBuilder<WbxmlElement>();
            foreach (var sibling in ElementRules.Children(element))
            {
                if (sibling != holder)
                    _rules.Unknown(beside, sibling, element);
            }

            meta = meta with { IsWrapped = true, BesideMetInf = beside.ToImmutable() };
        }

        foreach (var child in ElementRules.Children(holder))
        {
            switch (child.Namespace == WbxmlNamespaces.MetInf ? child.Name : null)
            {
                case "Format":
                    meta = meta with { Format = _rules.OnceText(meta.Format, child).Trim() };
                    break;
                case "Type":
                    meta = meta with { Type = _rules.OnceText(meta.Type, child).Trim() };
                    break;
                case "Size":
                    meta = meta with { Size = _rules.OnceText(meta.Size, child) };
                    break;
                case "MaxMsgSize":
                    meta = meta with { MaxMsgSize = _rules.OnceText(meta.MaxMsgSize, child) };
                    break;
                case "MaxObjSize":
                    meta = meta with { MaxObjSize = _rules.OnceText(meta.MaxObjSize, child) };
                    break;
                case "Mark":
                    meta = meta with { Mark = _rules.OnceText(meta.Mark, child) };
                    break;
                case "EMI":
                    emi.Add(_rules.Text(child));
                    break;
                case "NextNonce":
                    meta = meta with { NextNonce = ElementRules.Once(meta.NextNonce, child, new SyncMlData(child)) };
                    break;
                default:
                    _rules.Unknown(unknown, child, holder);
                    break;
            }
        }

        return meta with { Emi = emi.ToImmutable(), Unknown = unknown.ToImmutable() };
    }

    private string? NameOf(WbxmlElement element) => element.Namespace == _namespace ? element.Name : null;

    private SyncMlCommandKind? KindOf(WbxmlElement element) => NameOf(element) switch
    {
        "Add" => SyncMlCommandKind.Add,
        "Alert" => SyncMlCommandKind.Alert,
        "Atomic" => SyncMlCommandKind.Atomic,
        "Copy" => SyncMlCommandKind.Copy,
        "Delete" => SyncMlCommandKind.Delete,
        "Exec" => SyncMlCommandKind.Exec,
        "Get" => SyncMlCommandKind.Get,
        "Replace" => SyncMlCommandKind.Replace,
        "Results" => SyncMlCommandKind.Results,
        "Sequence" => SyncMlCommandKind.Sequence,
        "Status" => SyncMlCommandKind.Status,
        _ => null,
    };
}

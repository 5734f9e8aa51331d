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
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
        ImmutableArray<WbxmlElement>.Builder? unknownInRoot = null;
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
                    Unknown(ref unknownInRoot, child, root);
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
                Unknown(ref unknown, child, body);
            }
        }

        return new SyncMlMessage(header, commands.DrainToImmutable(), final, All(unknown), remarks.ToImmutable())
        {
            UnknownInRoot = All(unknownInRoot),
        };
    }

    private SyncMlHeader Header(WbxmlElement element)
    {
        string? verDtd = null, verProto = null, sessionId = null, msgId = null, respUri = null;
        SyncMlAddress? target = null, source = null;
        SyncMlCred? cred = null;
        SyncMlMeta? meta = null;
        var noResp = false;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "VerDTD":
                    verDtd = _rules.OnceText(verDtd, child);
                    break;
                case "VerProto":
                    verProto = _rules.OnceText(verProto, child);
                    break;
                case "SessionID":
                    sessionId = _rules.OnceText(sessionId, child);
                    break;
                case "MsgID":
                    msgId = _rules.OnceText(msgId, child);
                    break;
                case "Target":
                    target = ElementRules.Once(target, child, Address(child));
                    break;
                case "Source":
                    source = ElementRules.Once(source, child, Address(child));
                    break;
                case "RespURI":
                    respUri = _rules.OnceText(respUri, child);
                    break;
                case "NoResp":
                    noResp = true;
                    break;
                case "Cred":
                    cred = ElementRules.Once(cred, child, Cred(child));
                    break;
                case "Meta":
                    meta = ElementRules.Once(meta, child, Meta(child));
                    break;
                default:
                    Unknown(ref unknown, child, element);
                    break;
            }
        }

        return new SyncMlHeader(element.Offset)
        {
            VerDtd = verDtd,
            VerProto = verProto,
            SessionId = sessionId,
            MsgId = msgId,
            Target = target,
            Source = source,
            RespUri = respUri,
            NoResp = noResp,
            Cred = cred,
            Meta = meta,
            Unknown = All(unknown),
        };
    }

    private SyncMlCommand Command(WbxmlElement element, SyncMlCommandKind kind)
    {
        string? cmdId = null, correlator = null, msgRef = null, cmdRef = null, cmd = null;
        SyncMlCred? cred = null;
        SyncMlMeta? meta = null, challenge = null;
        SyncMlData? data = null;
        var noResp = false;
        ImmutableArray<SyncMlItem>.Builder? items = null;
        ImmutableArray<SyncMlCommand>.Builder? nested = null;
        ImmutableArray<string>.Builder? targets = null;
        ImmutableArray<string>.Builder? sources = null;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
        ImmutableArray<WbxmlElement>.Builder? inChallenge = null;
        var isReply = kind is SyncMlCommandKind.Status or SyncMlCommandKind.Results;
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "CmdID":
                    cmdId = _rules.OnceText(cmdId, child);
                    break;
                case "NoResp":
                    noResp = true;
                    break;
                case "Cred":
                    cred = ElementRules.Once(cred, child, Cred(child));
                    break;
                case "Meta":
                    meta = ElementRules.Once(meta, child, Meta(child));
                    break;
                case "Item":
                    (items ??= ImmutableArray.CreateBuilder<SyncMlItem>()).Add(Item(child));
                    break;
                case "Correlator":
                    correlator = _rules.OnceText(correlator, child);
                    break;
                case "Data" when kind is SyncMlCommandKind.Status or SyncMlCommandKind.Alert:
                    data = ElementRules.Once(data, child, new SyncMlData(child));
                    break;
                case "MsgRef" when isReply:
                    msgRef = _rules.OnceText(msgRef, child);
                    break;
                case "CmdRef" when isReply:
                    cmdRef = _rules.OnceText(cmdRef, child);
                    break;
                case "Cmd" when isReply:
                    cmd = _rules.OnceText(cmd, child);
                    break;
                case "TargetRef" when isReply:
                    (targets ??= ImmutableArray.CreateBuilder<string>()).Add(_rules.Text(child));
                    break;
                case "SourceRef" when isReply:
                    (sources ??= ImmutableArray.CreateBuilder<string>()).Add(_rules.Text(child));
                    break;
                case "Chal" when kind == SyncMlCommandKind.Status:
                    challenge = ElementRules.Once(challenge, child, Challenge(child, ref inChallenge));
                    break;
                default:
                    if (kind is SyncMlCommandKind.Atomic or SyncMlCommandKind.Sequence && KindOf(child) is { } nestedKind)
                        (nested ??= ImmutableArray.CreateBuilder<SyncMlCommand>()).Add(Command(child, nestedKind));
                    else
                        Unknown(ref unknown, child, element);
                    break;
            }
        }

        return new SyncMlCommand(kind, element.Offset)
        {
            CmdId = cmdId,
            NoResp = noResp,
            Cred = cred,
            Meta = meta,
            Correlator = correlator,
            Data = data,
            MsgRef = msgRef,
            CmdRef = cmdRef,
            Cmd = cmd,
            Challenge = challenge,
            Items = All(items),
            Commands = All(nested),
            TargetRefs = All(targets),
            SourceRefs = All(sources),
            UnknownInChallenge = All(inChallenge),
            Unknown = All(unknown),
        };
    }

    private SyncMlItem Item(WbxmlElement element)
    {
        SyncMlAddress? target = null, source = null;
        SyncMlMeta? meta = null;
        SyncMlData? data = null;
        var moreData = false;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "Target":
                    target = ElementRules.Once(target, child, Address(child));
                    break;
                case "Source":
                    source = ElementRules.Once(source, child, Address(child));
                    break;
                case "Meta":
                    meta = ElementRules.Once(meta, child, Meta(child));
                    break;
                case "Data":
                    data = ElementRules.Once(data, child, new SyncMlData(child));
                    break;
                case "MoreData":
                    moreData = true;
                    break;
                default:
                    Unknown(ref unknown, child, element);
                    break;
            }
        }

        return new SyncMlItem(element.Offset)
        {
            Target = target,
            Source = source,
            Meta = meta,
            Data = data,
            MoreData = moreData,
            Unknown = All(unknown),
        };
    }

    private SyncMlAddress Address(WbxmlElement element)
    {
        string? uri = null;
        string? name = null;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
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
                    Unknown(ref unknown, child, element);
                    break;
            }
        }

        return new SyncMlAddress(uri, name, element.Offset) { Unknown = All(unknown) };
    }

    private SyncMlCred Cred(WbxmlElement element)
    {
        SyncMlMeta? meta = null;
        SyncMlData? data = null;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
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
                    Unknown(ref unknown, child, element);
                    break;
            }
        }

        return new SyncMlCred(meta, data, element.Offset) { Unknown = All(unknown) };
    }

    private SyncMlMeta Challenge(WbxmlElement element, ref ImmutableArray<WbxmlElement>.Builder? unknown)
    {
        SyncMlMeta? meta = null;
        foreach (var child in ElementRules.Children(element))
        {
            if (NameOf(child) == "Meta")
                meta = ElementRules.Once(meta, child, Meta(child));
            else
                Unknown(ref unknown, child, element);
        }

        return meta ?? throw new WireFormatException(WbxmlErrors.MissingElement, element.Offset, "Chal has no Meta");
    }

    private SyncMlMeta Meta(WbxmlElement element)
    {
        string? format = null, type = null, size = null, maxMsgSize = null, maxObjSize = null, mark = null;
        SyncMlData? nextNonce = null;
        ImmutableArray<WbxmlElement>.Builder? beside = null;
        ImmutableArray<WbxmlElement>.Builder? unknown = null;
        var holder = element.Child(WbxmlNamespaces.MetInf, "MetInf") ?? element;
        ImmutableArray<string>.Builder? emi = null;
        if (holder != element)
        {
            foreach (var sibling in ElementRules.Children(element))
            {
                if (sibling != holder)
                    Unknown(ref beside, sibling, element);
            }
        }

        foreach (var child in ElementRules.Children(holder))
        {
            switch (child.Namespace == WbxmlNamespaces.MetInf ? child.Name : null)
            {
                case "Format":
                    format = _rules.OnceText(format, child).Trim();
                    break;
                case "Type":
                    type = _rules.OnceText(type, child).Trim();
                    break;
                case "Size":
                    size = _rules.OnceText(size, child);
                    break;
                case "MaxMsgSize":
                    maxMsgSize = _rules.OnceText(maxMsgSize, child);
                    break;
                case "MaxObjSize":
                    maxObjSize = _rules.OnceText(maxObjSize, child);
                    break;
                case "Mark":
                    mark = _rules.OnceText(mark, child);
                    break;
                case "EMI":
                    (emi ??= ImmutableArray.CreateBuilder<string>()).Add(_rules.Text(child));
                    break;
                case "NextNonce":
                    nextNonce = ElementRules.Once(nextNonce, child, new SyncMlData(child));
                    break;
                default:
                    Unknown(ref unknown, child, holder);
                    break;
            }
        }

        return new SyncMlMeta(element.Offset)
        {
            IsWrapped = holder != element,
            BesideMetInf = All(beside),
            Emi = All(emi),
            Format = format,
            Type = type,
            Size = size,
            MaxMsgSize = maxMsgSize,
            MaxObjSize = maxObjSize,
            Mark = mark,
            NextNonce = nextNonce,
            Unknown = All(unknown),
        };
    }

    private void Unknown(ref ImmutableArray<WbxmlElement>.Builder? list, WbxmlElement element, WbxmlElement parent) =>
        _rules.Unknown(list ??= ImmutableArray.CreateBuilder<WbxmlElement>(), element, parent);

    private static ImmutableArray<T> All<T>(ImmutableArray<T>.Builder? list) => list?.DrainToImmutable() ?? [];

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

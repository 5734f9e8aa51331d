using System.Collections.Immutable;
using System.Globalization;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>Target or Source.</summary>
/// <param name="LocUri">LocURI, or <see langword="null"/> when absent.</param>
/// <param name="LocName">LocName, or <see langword="null"/> when absent.</param>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlAddress(string? LocUri, string? LocName = null, int Offset = 0)
{
    /// <summary>Elements that DM does not use.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>Meta with the elements of the meta information name space that DM uses.</summary>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlMeta(int Offset = 0)
{
    /// <summary>Meta with a format and a type.</summary>
    /// <param name="format">Format, or <see langword="null"/> for none.</param>
    /// <param name="type">Type, or <see langword="null"/> for none.</param>
    public static SyncMlMeta Of(string? format, string? type = null) => new() { Format = format, Type = type };

    /// <summary>Whether the content stands in a MetInf element below Meta.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Elements beside that MetInf element, where none belong; kept as they are.</summary>
    public ImmutableArray<WbxmlElement> BesideMetInf { get; init; } = [];

    /// <summary>EMI: experimental meta information.</summary>
    public ImmutableArray<string> Emi { get; init; } = [];

    /// <summary>Format as sent; absent means chr.</summary>
    public string? Format { get; init; }

    /// <summary>Type, a media type or an algorithm name such as <c>syncml:auth-md5</c>; absent means text/plain.</summary>
    public string? Type { get; init; }

    /// <summary>Size, as sent.</summary>
    public string? Size { get; init; }

    /// <summary>MaxMsgSize in octets, as sent.</summary>
    public string? MaxMsgSize { get; init; }

    /// <summary>MaxObjSize in octets, as sent.</summary>
    public string? MaxObjSize { get; init; }

    /// <summary>Mark of a generic alert: its importance.</summary>
    public string? Mark { get; init; }

    /// <summary>NextNonce, as sent (usually base64 text).</summary>
    public SyncMlData? NextNonce { get; init; }

    /// <summary>Elements that DM does not use.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>Cred: credentials.</summary>
/// <param name="Meta">Format and algorithm.</param>
/// <param name="Data">The credentials as sent.</param>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlCred(SyncMlMeta? Meta, SyncMlData? Data, int Offset = 0)
{
    /// <summary>Credentials to be sent, as base64 text.</summary>
    /// <param name="type">Their type, for example <c>syncml:auth-md5</c>.</param>
    /// <param name="octets">What becomes base64: the digest, or <c>name:password</c>.</param>
    public static SyncMlCred Of(string type, ReadOnlySpan<byte> octets) =>
        new(SyncMlMeta.Of("b64", type), SyncMlData.OfText(Convert.ToBase64String(octets)));

    /// <summary>Elements that DM does not use.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>An Item.</summary>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlItem(int Offset = 0)
{
    /// <summary>An Item that names its target only, as Get, Delete and Exec have it.</summary>
    /// <param name="target">LocURI of Target.</param>
    public static SyncMlItem To(string target) => new() { Target = new SyncMlAddress(target) };

    /// <summary>An Item that names its source, as Results and the Replace of package 1 have it.</summary>
    /// <param name="source">LocURI of Source.</param>
    /// <param name="data">Data, or <see langword="null"/> for none.</param>
    public static SyncMlItem From(string source, SyncMlData? data = null) => new() { Source = new SyncMlAddress(source), Data = data };

    /// <summary>An Item with text for a node.</summary>
    /// <param name="target">LocURI of Target.</param>
    /// <param name="text">Data.</param>
    /// <param name="format">Format; <see langword="null"/> sends none, which means chr.</param>
    /// <param name="type">Type; <see langword="null"/> sends none, which means text/plain.</param>
    public static SyncMlItem Leaf(string target, string text, string? format = null, string? type = null) =>
        To(target) with { Data = SyncMlData.OfText(text), Meta = format is null && type is null ? null : SyncMlMeta.Of(format, type) };

    /// <summary>An Item that makes an interior node.</summary>
    /// <param name="target">LocURI of Target.</param>
    /// <param name="type">Identifier of the management object, or <see langword="null"/> for none.</param>
    public static SyncMlItem Node(string target, string? type = null) => To(target) with { Meta = SyncMlMeta.Of("node", type) };

    /// <summary>Target.</summary>
    public SyncMlAddress? Target { get; init; }

    /// <summary>Source.</summary>
    public SyncMlAddress? Source { get; init; }

    /// <summary>The Item's own Meta; what it lacks comes from the command's.</summary>
    public SyncMlMeta? Meta { get; init; }

    /// <summary>Data.</summary>
    public SyncMlData? Data { get; init; }

    /// <summary>Whether a further chunk of a large object follows.</summary>
    public bool MoreData { get; init; }

    /// <summary>Elements that DM does not use here.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>One command.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlCommand(SyncMlCommandKind Kind, int Offset = 0)
{
    /// <summary>A command with Items.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="items">Its Items.</param>
    public static SyncMlCommand Of(SyncMlCommandKind kind, string cmdId, params ImmutableArray<SyncMlItem> items) => new(kind) { CmdId = cmdId, Items = items };

    /// <summary>An Alert.</summary>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="code">Alert code.</param>
    /// <param name="items">Its Items.</param>
    public static SyncMlCommand Alert(string cmdId, int code, params ImmutableArray<SyncMlItem> items) =>
        Of(SyncMlCommandKind.Alert, cmdId, items) with { Data = SyncMlData.OfText(code.ToString(CultureInfo.InvariantCulture)) };

    /// <summary>A Status.</summary>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="msgRef">MsgID of the message answered.</param>
    /// <param name="cmdRef">CmdID of the command answered; 0 for the header.</param>
    /// <param name="cmd">Name of the command answered; SyncHdr for the header.</param>
    /// <param name="code">Status code.</param>
    public static SyncMlCommand Status(string cmdId, string msgRef, string cmdRef, string cmd, int code) => new(SyncMlCommandKind.Status)
    {
        CmdId = cmdId,
        MsgRef = msgRef,
        CmdRef = cmdRef,
        Cmd = cmd,
        Data = SyncMlData.OfText(code.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>Results of a Get.</summary>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="msgRef">MsgID of the message answered.</param>
    /// <param name="cmdRef">CmdID of the Get.</param>
    /// <param name="items">What was got.</param>
    public static SyncMlCommand Results(string cmdId, string msgRef, string cmdRef, params ImmutableArray<SyncMlItem> items) =>
        Of(SyncMlCommandKind.Results, cmdId, items) with { MsgRef = msgRef, CmdRef = cmdRef };

    /// <summary>A Get of nodes or properties.</summary>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="uris">What to get.</param>
    public static SyncMlCommand Get(string cmdId, params ImmutableArray<string> uris) =>
        Of(SyncMlCommandKind.Get, cmdId, [.. uris.Select(SyncMlItem.To)]);

    /// <summary>A Copy.</summary>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    public static SyncMlCommand Copy(string cmdId, string source, string target) =>
        Of(SyncMlCommandKind.Copy, cmdId, SyncMlItem.To(target) with { Source = new SyncMlAddress(source) });

    /// <summary>Atomic or Sequence around other commands.</summary>
    /// <param name="kind">One of the two.</param>
    /// <param name="cmdId">CmdID.</param>
    /// <param name="commands">The commands in it.</param>
    public static SyncMlCommand Group(SyncMlCommandKind kind, string cmdId, params ImmutableArray<SyncMlCommand> commands) =>
        new(kind) { CmdId = cmdId, Commands = commands };

    /// <summary>Elements of Chal beside Meta.</summary>
    public ImmutableArray<WbxmlElement> UnknownInChallenge { get; init; } = [];

    /// <summary>CmdID, or <see langword="null"/> when absent.</summary>
    public string? CmdId { get; init; }

    /// <summary>Whether NoResp stands in it.</summary>
    public bool NoResp { get; init; }

    /// <summary>Cred.</summary>
    public SyncMlCred? Cred { get; init; }

    /// <summary>Meta, valid for all Items.</summary>
    public SyncMlMeta? Meta { get; init; }

    /// <summary>Items in document order.</summary>
    public ImmutableArray<SyncMlItem> Items { get; init; } = [];

    /// <summary>Nested commands of Atomic and Sequence, in document order.</summary>
    public ImmutableArray<SyncMlCommand> Commands { get; init; } = [];

    /// <summary>Data of an Alert (its code) or of a Status (the status code).</summary>
    public SyncMlData? Data { get; init; }

    /// <summary>MsgRef of Status and Results.</summary>
    public string? MsgRef { get; init; }

    /// <summary>CmdRef of Status and Results.</summary>
    public string? CmdRef { get; init; }

    /// <summary>Cmd of a Status: the name of the command it answers.</summary>
    public string? Cmd { get; init; }

    /// <summary>TargetRef elements.</summary>
    public ImmutableArray<string> TargetRefs { get; init; } = [];

    /// <summary>SourceRef elements.</summary>
    public ImmutableArray<string> SourceRefs { get; init; } = [];

    /// <summary>Meta of the Chal in a Status.</summary>
    public SyncMlMeta? Challenge { get; init; }

    /// <summary>Correlator of an Exec or of the Alert about it.</summary>
    public string? Correlator { get; init; }

    /// <summary>Elements that DM does not use here.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];

    /// <summary>The Format that holds for an Item: its own, else the command's, else <see langword="null"/> (chr).</summary>
    /// <param name="item">One of <see cref="Items"/>.</param>
    public string? FormatOf(SyncMlItem item) => item.Meta?.Format ?? Meta?.Format;

    /// <summary>The Type that holds for an Item: its own, else the command's, else <see langword="null"/> (text/plain).</summary>
    /// <param name="item">One of <see cref="Items"/>.</param>
    public string? TypeOf(SyncMlItem item) => item.Meta?.Type ?? Meta?.Type;
}

/// <summary>SyncHdr. What is absent is <see langword="null"/>: whether it may be is for the caller to judge.</summary>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlHeader(int Offset = 0)
{
    /// <summary>A header of DM 1.2.</summary>
    /// <param name="sessionId">SessionID.</param>
    /// <param name="msgId">MsgID.</param>
    /// <param name="target">LocURI of Target.</param>
    /// <param name="source">LocURI of Source.</param>
    public static SyncMlHeader Of(string sessionId, string msgId, string target, string source) => new()
    {
        VerDtd = "1.2",
        VerProto = "DM/1.2",
        SessionId = sessionId,
        MsgId = msgId,
        Target = new SyncMlAddress(target),
        Source = new SyncMlAddress(source),
    };

    /// <summary>VerDTD, 1.2 for DM 1.2.</summary>
    public string? VerDtd { get; init; }

    /// <summary>VerProto, DM/1.2 for DM 1.2.</summary>
    public string? VerProto { get; init; }

    /// <summary>SessionID.</summary>
    public string? SessionId { get; init; }

    /// <summary>MsgID.</summary>
    public string? MsgId { get; init; }

    /// <summary>Target.</summary>
    public SyncMlAddress? Target { get; init; }

    /// <summary>Source.</summary>
    public SyncMlAddress? Source { get; init; }

    /// <summary>RespURI.</summary>
    public string? RespUri { get; init; }

    /// <summary>Whether NoResp stands in it.</summary>
    public bool NoResp { get; init; }

    /// <summary>Cred.</summary>
    public SyncMlCred? Cred { get; init; }

    /// <summary>Meta.</summary>
    public SyncMlMeta? Meta { get; init; }

    /// <summary>Elements that DM does not use here.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

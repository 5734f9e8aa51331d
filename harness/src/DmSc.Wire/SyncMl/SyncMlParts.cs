using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>Target or Source.</summary>
/// <param name="LocUri">LocURI, or <see langword="null"/> when absent.</param>
/// <param name="LocName">LocName, or <see langword="null"/> when absent.</param>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlAddress(string? LocUri, string? LocName, int Offset);

/// <summary>Meta with the elements of the meta information name space that DM uses.</summary>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlMeta(int Offset)
{
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
public sealed record SyncMlCred(SyncMlMeta? Meta, SyncMlData? Data, int Offset);

/// <summary>An Item.</summary>
/// <param name="Offset">Offset of the element.</param>
public sealed record SyncMlItem(int Offset)
{
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
public sealed record SyncMlCommand(SyncMlCommandKind Kind, int Offset)
{
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
public sealed record SyncMlHeader(int Offset)
{
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

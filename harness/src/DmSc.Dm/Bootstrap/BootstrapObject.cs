using DmSc.Wire;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Bootstrap;

/// <summary>A serialized management object that a bootstrap message adds.</summary>
/// <param name="CmdId">CmdID of the command.</param>
/// <param name="Target">LocURI of the Item's Target, usually <c>./Inbox</c>.</param>
/// <param name="Format">Meta Format as sent.</param>
/// <param name="Type">Meta Type as sent.</param>
/// <param name="Tree">The management tree, or <see langword="null"/> when it cannot be read.</param>
/// <param name="Error">Why it cannot be read; a client then ignores this object and goes on with the next.</param>
/// <param name="Offset">Offset of the Item in the message.</param>
public sealed record BootstrapObject(
    string? CmdId,
    string? Target,
    string? Format,
    string? Type,
    MgmtTree? Tree,
    FormatError? Error,
    int Offset);

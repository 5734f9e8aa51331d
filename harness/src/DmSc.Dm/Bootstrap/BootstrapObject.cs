using DmSc.Wire;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>A serialized management object that a bootstrap message adds.</summary>
/// <param name="CmdId">CmdID of the command.</param>
/// <param name="Target">LocURI of the Item's Target, usually <c>./Inbox</c>.</param>
/// <param name="Format">Meta Format as sent.</param>
/// <param name="Type">Meta Type as sent.</param>
/// <param name="Tree">The management tree, or <see langword="null"/> when it cannot be read or is protected.</param>
/// <param name="Error">Why it cannot be read; a client then ignores this object and goes on with the next.</param>
/// <param name="Offset">Offset of the Item in the message.</param>
public sealed record BootstrapObject(
    string? CmdId,
    string? Target,
    string? Format,
    string? Type,
    MgmtTree? Tree,
    FormatError? Error,
    int Offset)
{
    /// <summary>How it is protected. Of a protected object only <see cref="BootstrapProcessor"/> knows more: it has the keys.</summary>
    public ContentProtection Protection { get; init; }
}

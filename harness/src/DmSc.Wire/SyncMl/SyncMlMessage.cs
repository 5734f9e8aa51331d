using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>A DM message (OMA DM Protocol and Representation Protocol 1.2).</summary>
/// <param name="Header">SyncHdr.</param>
/// <param name="Commands">Commands of SyncBody in document order.</param>
/// <param name="Final">Whether Final stands in SyncBody: the package ends with this message.</param>
/// <param name="Unknown">Elements of SyncML and SyncBody that DM does not use.</param>
/// <param name="Remarks">What was accepted although it should not be there, in the encoding and in the structure.</param>
public sealed record SyncMlMessage(
    SyncMlHeader Header,
    ImmutableArray<SyncMlCommand> Commands,
    bool Final,
    ImmutableArray<WbxmlElement> Unknown,
    ImmutableArray<FormatRemark> Remarks)
{
    /// <summary>Reads the structure of a decoded document.</summary>
    /// <param name="document">A document of SyncML 1.1 or 1.2.</param>
    /// <exception cref="WireFormatException">The root is not SyncML, SyncHdr or SyncBody is missing, an element occurs twice that may occur
    /// once, elements stand where text belongs, or text where elements belong.</exception>
    public static SyncMlMessage Parse(WbxmlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var remarks = new RemarkLog();
        remarks.AddRange(document.Remarks);
        return new SyncMlParser(remarks).Message(document.Root, document.CodeSpace == WbxmlCodeSpace.SyncMl11 ? "1.1" : "1.2");
    }
}

namespace DmSc.Peers.Card.Image;

/// <summary>A condition under which a file operation is allowed (ETSI TS 102 221, 9.2; the SC_DO of EF_ARR).</summary>
public abstract record AccessCondition
{
    private AccessCondition()
    {
    }

    /// <summary>Allowed without any condition (SC_DO 90).</summary>
    public sealed record Always : AccessCondition;

    /// <summary>Never allowed (SC_DO 97).</summary>
    public sealed record Never : AccessCondition;

    /// <summary>Allowed while the PIN or ADM key is verified, or while it is disabled (SC_DO A4).</summary>
    /// <param name="Reference">Key reference: 01..08 PIN, 0A..0E ADM1..5, 11 universal PIN, 81..88 local PIN, 8A..8E ADM6..10.</param>
    public sealed record Key(byte Reference) : AccessCondition;

    /// <summary>Allowed when at least one of the conditions holds (SC_DO A0).</summary>
    /// <param name="Conditions">At least one.</param>
    public sealed record AnyOf(IReadOnlyList<AccessCondition> Conditions) : AccessCondition;

    /// <summary>Allowed when all of the conditions hold (SC_DO A7).</summary>
    /// <param name="Conditions">At least one.</param>
    public sealed record AllOf(IReadOnlyList<AccessCondition> Conditions) : AccessCondition;
}

/// <summary>The conditions of a file that EF_ARR states for it.</summary>
/// <param name="Read">READ BINARY, READ RECORD.</param>
/// <param name="Update">UPDATE BINARY, UPDATE RECORD.</param>
/// <param name="Activate">ACTIVATE FILE.</param>
/// <param name="Deactivate">DEACTIVATE FILE.</param>
public sealed record AccessRules(AccessCondition Read, AccessCondition Update, AccessCondition Activate, AccessCondition Deactivate)
{
    /// <summary>INCREASE, which EF_ARR states by its instruction (AM_DO 84 01 32); <c>null</c> = not stated, so never allowed.</summary>
    public AccessCondition? Increase { get; init; }

    /// <summary>The usual rules of an issuer's file: read always, everything else with ADM1 (key reference 0A).</summary>
    public static AccessRules ReadAlways { get; } = ReadWith(new AccessCondition.Always());

    /// <summary>
    /// The usual rules of a directory: everything with ADM1. What says "read" and "update" of an EF says "delete child" and "create EF" of
    /// a directory (ETSI TS 102 221, 9.2), so that the rule of a file that everybody may read would let everybody delete.
    /// </summary>
    public static AccessRules IssuersDirectory { get; } = ReadWith(new AccessCondition.Key(0x0A));

    /// <summary>Rules of an issuer's file with another read condition: everything but reading needs ADM1.</summary>
    /// <param name="read">The read condition.</param>
    public static AccessRules ReadWith(AccessCondition read)
    {
        var adm = new AccessCondition.Key(0x0A);
        return new AccessRules(read, adm, adm, adm);
    }
}

/// <summary>An explicit reference to a rule, as in FCP tag 8B (ETSI TS 102 221, 11.1.1.4.7.1).</summary>
/// <param name="Fid">File identifier of the EF_ARR, searched from the file's directory upward: 2F06 in the MF, 6F06 elsewhere.</param>
/// <param name="Record">Record number in it, from 1.</param>
public sealed record ArrReference(ushort Fid, byte Record);

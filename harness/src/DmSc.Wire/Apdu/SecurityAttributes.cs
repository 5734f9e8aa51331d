namespace DmSc.Wire.Apdu;

/// <summary>Which EF(ARR) record holds for a security environment.</summary>
/// <param name="Environment">Security environment number, or <c>null</c> when one record holds for all.</param>
/// <param name="Record">Record number, 1..254.</param>
public readonly record struct ArrReference(byte? Environment, byte Record);

/// <summary>The security attributes of a file in one of their three forms (ETSI TS 102 221, 11.1.1.4.7).</summary>
public abstract record SecurityAttributes
{
    private SecurityAttributes()
    {
    }

    /// <summary>Tag 8B: the rules are in an EF(ARR).</summary>
    /// <param name="ArrFileId">File identifier of the EF(ARR), or <c>null</c> when only a record number is given.</param>
    /// <param name="References">At least one.</param>
    public sealed record Referenced(int? ArrFileId, IReadOnlyList<ArrReference> References) : SecurityAttributes;

    /// <summary>Tag 8C: octets for modes and conditions.</summary>
    /// <param name="Rules">The rules, one per operation.</param>
    public sealed record Compact(IReadOnlyList<AccessRule> Rules) : SecurityAttributes;

    /// <summary>Tag AB: the rules themselves.</summary>
    /// <param name="Rules">The rules in order.</param>
    public sealed record Expanded(IReadOnlyList<AccessRule> Rules) : SecurityAttributes;

    /// <summary>Decodes the value of tag 8B.</summary>
    internal static Referenced ParseReferenced(ReadOnlySpan<byte> value, int offset)
    {
        if (value.Length == 1)
            return new Referenced(null, [new ArrReference(null, value[0])]);
        if (value.Length == 3)
            return new Referenced((value[0] << 8) | value[1], [new ArrReference(null, value[2])]);
        if (value.Length < 4 || value.Length % 2 != 0)
            throw new WireFormatException("SecurityReferenceLength", offset, $"a referenced security attribute has 1, 3 or 2+2n octets, got {value.Length}");
        var references = new List<ArrReference>();
        for (var at = 2; at < value.Length; at += 2)
            references.Add(new ArrReference(value[at], value[at + 1]));
        return new Referenced((value[0] << 8) | value[1], references);
    }
}

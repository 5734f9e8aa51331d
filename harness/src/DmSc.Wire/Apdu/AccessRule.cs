using System.Numerics;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>Which access a rule is about: an access mode object AM_DO (ETSI TS 102 221, 9.2).</summary>
/// <param name="Tag">80 for a mode octet; 81..8F for parts of the command header (b4 CLA, b3 INS, b2 P1, b1 P2); another tag for proprietary modes.</param>
/// <param name="Value">The mode octet, or the header octets.</param>
public sealed record AccessMode(int Tag, ReadOnlyMemory<byte> Value)
{
    private static readonly string[] EfNames = ["read", "update", "write", "deactivate", "activate", "terminate", "delete"];
    private static readonly string[] DfNames = ["delete child", "create EF", "create DF", "deactivate", "activate", "terminate", "delete self"];

    /// <summary>The mode octet, or <c>null</c> for another form: b1 read, b2 update, b3 write, b4 deactivate, b5 activate, b6 terminate, b7 delete.</summary>
    public byte? ModeByte => Tag == 0x80 ? Value.Span[0] : null;

    /// <summary>The instruction octet of the command-header form, or <c>null</c>.</summary>
    public byte? Instruction => Tag is >= 0x81 and <= 0x8F && (Tag & 4) != 0 ? Value.Span[(Tag & 8) != 0 ? 1 : 0] : null;

    /// <summary>The operations of a mode octet in words.</summary>
    /// <param name="directory">Whether the rule is a directory's.</param>
    public string Describe(bool directory = false)
    {
        if (ModeByte is not { } mode)
            return Instruction is { } ins ? $"INS {ins:X2}" : $"{Tag:X2}:{Convert.ToHexString(Value.Span)}";
        var names = directory ? DfNames : EfNames;
        var words = new List<string>();
        for (var bit = 0; bit < names.Length; bit++)
        {
            if ((mode & (1 << bit)) != 0)
                words.Add(names[bit]);
        }

        return words.Count == 0 ? $"mode {mode:X2}" : string.Join(", ", words);
    }
}

/// <summary>One rule: an access mode and the condition it needs.</summary>
/// <param name="Mode">Which access.</param>
/// <param name="Condition">When it is allowed.</param>
public sealed record AccessRule(AccessMode Mode, AccessCondition Condition)
{
    /// <summary>Mode octet of reading an EF.</summary>
    public const byte Read = 0x01;

    /// <summary>Mode octet of updating an EF.</summary>
    public const byte Update = 0x02;

    /// <summary>Mode octet of deactivating a file.</summary>
    public const byte Deactivate = 0x08;

    /// <summary>Mode octet of activating a file.</summary>
    public const byte Activate = 0x10;

    /// <summary>Decodes a record of EF(ARR), or the value of an expanded security attribute (AB).</summary>
    /// <param name="record">AM_DO, SC_DO, AM_DO, SC_DO ... up to the end or the padding (FF or 00).</param>
    /// <param name="offset">Where it starts in the outermost input.</param>
    /// <returns>The rules in order; none for an empty record.</returns>
    /// <exception cref="WireFormatException">A condition without a mode or a mode without a condition, or a malformed object.</exception>
    public static IReadOnlyList<AccessRule> ParseExpanded(ReadOnlyMemory<byte> record, int offset = 0)
    {
        var rules = new List<AccessRule>();
        var objects = BerTlv.ReadAll(record, offset);
        for (var i = 0; i < objects.Count;)
        {
            var mode = ModeFrom(objects[i]);
            var conditions = new List<AccessCondition>();
            for (i++; i < objects.Count && !IsMode(objects[i].Tag); i++)
                conditions.Add(AccessCondition.From(objects[i]));
            if (conditions.Count == 0)
                throw new WireFormatException("AccessRuleIncomplete", i < objects.Count ? objects[i].Offset : offset + record.Length, $"access mode \"{mode.Describe()}\" is followed by no security condition");
            // Several conditions behind one mode are alternatives, as if inside an OR template.
            rules.Add(new AccessRule(mode, conditions.Count == 1 ? conditions[0] : new AccessCondition.AnyOf(conditions)));
        }

        return rules;
    }

    /// <summary>Decodes a compact security attribute (8C): mode octets, each followed by one condition octet per set bit, b7 first.</summary>
    /// <param name="value">The value octets.</param>
    /// <param name="offset">Where they start in the outermost input.</param>
    /// <exception cref="WireFormatException">Fewer condition octets than mode bits.</exception>
    public static IReadOnlyList<AccessRule> ParseCompact(ReadOnlySpan<byte> value, int offset = 0)
    {
        var rules = new List<AccessRule>();
        for (var at = 0; at < value.Length;)
        {
            var modes = value[at++];
            var needed = BitOperations.PopCount((uint)(modes & 0x7F));
            if (needed > value.Length - at)
                throw new WireFormatException("CompactRuleLength", offset + value.Length, $"access mode {modes:X2} needs {needed} condition octets, {value.Length - at} are left");
            for (var bit = 0x40; bit != 0; bit >>= 1)
            {
                if ((modes & bit) != 0)
                    rules.Add(new AccessRule(new AccessMode(0x80, new[] { (byte)bit }), AccessCondition.FromByte(value[at++])));
            }
        }

        return rules;
    }

    /// <summary>The condition of an operation that a mode octet can name, or <c>null</c> if no rule names it (then it is never allowed).</summary>
    /// <param name="rules">The rules of a file.</param>
    /// <param name="modeBit">One bit, for example <see cref="Read"/>.</param>
    public static AccessCondition? For(IEnumerable<AccessRule> rules, byte modeBit)
    {
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var rule in rules)
        {
            if (rule.Mode.ModeByte is { } mode && (mode & modeBit) != 0)
                return rule.Condition;
        }

        return null;
    }

    /// <summary>For example <c>update: ADM1</c>.</summary>
    public override string ToString() => $"{Mode.Describe()}: {Condition}";

    private static bool IsMode(int tag) => tag is >= 0x80 and <= 0x8F or 0x9C;

    private static AccessMode ModeFrom(BerTlv tlv)
    {
        if (!IsMode(tlv.Tag))
            throw new WireFormatException("AccessRuleIncomplete", tlv.Offset, $"a rule starts with an access mode (80..8F), got tag {tlv.Tag:X2}");
        var expected = tlv.Tag switch
        {
            0x80 => 1,
            0x9C => tlv.Value.Length,
            _ => BitOperations.PopCount((uint)(tlv.Tag & 0x0F)),
        };
        // A header description may list several headers of the same shape.
        if (tlv.Value.IsEmpty || tlv.Value.Length % expected != 0 || (tlv.Tag == 0x80 && tlv.Value.Length != 1))
            throw new WireFormatException("AccessModeLength", tlv.ValueOffset, $"access mode {tlv.Tag:X2} has {expected} octets, got {tlv.Value.Length}");
        return new AccessMode(tlv.Tag, tlv.Value);
    }
}

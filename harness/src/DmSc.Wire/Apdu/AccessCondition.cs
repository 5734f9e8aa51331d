using System.Globalization;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>When an access is allowed: a security condition object SC_DO (ISO/IEC 7816-4, 5.4.3.2; ETSI TS 102 221, 9.2).</summary>
public abstract record AccessCondition
{
    private const int MaxDepth = 8;

    private AccessCondition()
    {
    }

    /// <summary>90 00: no condition.</summary>
    public sealed record Always : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => "always";
    }

    /// <summary>97 00: not at all.</summary>
    public sealed record Never : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => "never";
    }

    /// <summary>A4 with 83 and 95: after verification of a PIN, ADM key or another key.</summary>
    /// <param name="KeyReference">01..08 application PINs, 0A..0E ADM1..5, 11 Universal PIN, 81..88 local PINs, 8A..8E ADM6..10.</param>
    /// <param name="UsageQualifier">Value of 95, 08 for user authentication; <c>null</c> if absent.</param>
    public sealed record Authentication(byte KeyReference, byte? UsageQualifier) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => NameOf(KeyReference);
    }

    /// <summary>9E, or an octet of the compact form, that is neither 00 (always) nor FF (never).</summary>
    /// <param name="Value">The octet: b8 all of, b7 secure messaging, b6 external authentication, b5 user authentication, b4..b1 environment.</param>
    public sealed record ConditionByte(byte Value) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => $"condition byte {Value:X2}";
    }

    /// <summary>A0: one of the parts suffices.</summary>
    /// <param name="Parts">At least one.</param>
    public sealed record AnyOf(IReadOnlyList<AccessCondition> Parts) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => $"({string.Join(" OR ", Parts)})";
    }

    /// <summary>A7: all the parts are needed.</summary>
    /// <param name="Parts">At least one.</param>
    public sealed record AllOf(IReadOnlyList<AccessCondition> Parts) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => $"({string.Join(" AND ", Parts)})";
    }

    /// <summary>AF: none of the parts may hold.</summary>
    /// <param name="Parts">At least one.</param>
    public sealed record Not(IReadOnlyList<AccessCondition> Parts) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => $"NOT ({string.Join(", ", Parts)})";
    }

    /// <summary>A condition of another kind, for example secure messaging (B4, B6, B8).</summary>
    /// <param name="Tag">Its tag.</param>
    /// <param name="Value">Its value.</param>
    public sealed record Other(int Tag, ReadOnlyMemory<byte> Value) : AccessCondition
    {
        /// <inheritdoc />
        public override string ToString() => $"{Tag:X2}:{Convert.ToHexString(Value.Span)}";
    }

    /// <summary>The field's name of a key reference (ETSI TS 102 221, 9.5.1).</summary>
    /// <param name="keyReference">P2 of VERIFY PIN, value of tag 83.</param>
    public static string NameOf(byte keyReference) => keyReference switch
    {
        >= 0x01 and <= 0x08 => "PIN" + keyReference.ToString(CultureInfo.InvariantCulture),
        >= 0x0A and <= 0x0E => "ADM" + (keyReference - 9).ToString(CultureInfo.InvariantCulture),
        0x11 => "universal PIN",
        >= 0x81 and <= 0x88 => "local PIN" + (keyReference - 0x80).ToString(CultureInfo.InvariantCulture),
        >= 0x8A and <= 0x8E => "ADM" + (keyReference - 0x84).ToString(CultureInfo.InvariantCulture),
        _ => $"key {keyReference:X2}",
    };

    /// <summary>The key references that appear in the condition, each once, in order; a terminal reads from it which PINs may be asked for.</summary>
    public IReadOnlyList<byte> KeyReferences
    {
        get
        {
            var keys = new List<byte>();
            Collect(this, keys);
            return keys;
        }
    }

    /// <summary>Whether verifying this key alone satisfies the condition.</summary>
    /// <param name="keyReference">A key reference.</param>
    public bool IsSatisfiedBy(byte keyReference) => this switch
    {
        Always => true,
        Authentication a => a.KeyReference == keyReference,
        AnyOf any => any.Parts.Any(part => part.IsSatisfiedBy(keyReference)),
        AllOf all => all.Parts.All(part => part.IsSatisfiedBy(keyReference)),
        _ => false,
    };

    /// <summary>Whether it demands nothing, however it is written down.</summary>
    public bool IsFree => this switch
    {
        Always => true,
        AnyOf any => any.Parts.Any(part => part.IsFree),
        AllOf all => all.Parts.All(part => part.IsFree),
        _ => false,
    };

    /// <summary>
    /// Whether somebody who knows the cardholder's PINs (01..08, 11, 81..88), and no key of the issuer, can satisfy it; <c>null</c> when its
    /// form does not tell: condition octets and secure messaging name no key reference.
    /// </summary>
    public bool? OpensToCardholder => this switch
    {
        Always => true,
        Never => false,
        Authentication a => a.KeyReference switch
        {
            >= 0x01 and <= 0x08 or 0x11 or >= 0x81 and <= 0x88 => true,
            >= 0x0A and <= 0x0E or >= 0x8A and <= 0x8E => false,
            _ => null,
        },
        AnyOf any => Decide(any.Parts, decisive: true),
        AllOf all => Decide(all.Parts, decisive: false),
        _ => null,
    };

    /// <summary>The decisive answer if a part gives it, else the other one if all parts do.</summary>
    private static bool? Decide(IReadOnlyList<AccessCondition> parts, bool decisive)
    {
        bool? answer = !decisive;
        foreach (var part in parts)
        {
            if (part.OpensToCardholder == decisive)
                return decisive;
            if (part.OpensToCardholder is null)
                answer = null;
        }

        return answer;
    }

    private static void Collect(AccessCondition condition, List<byte> keys)
    {
        switch (condition)
        {
            case Authentication { KeyReference: var key } when !keys.Contains(key):
                keys.Add(key);
                break;
            case AnyOf { Parts: var parts }:
                foreach (var part in parts)
                    Collect(part, keys);
                break;
            case AllOf { Parts: var parts }:
                foreach (var part in parts)
                    Collect(part, keys);
                break;
        }
    }

    /// <summary>Decodes one SC_DO.</summary>
    /// <param name="tlv">The object.</param>
    /// <exception cref="WireFormatException">A wrong length, a missing key reference, an empty OR/AND/NOT, or nesting deeper than 8.</exception>
    internal static AccessCondition From(BerTlv tlv) => From(tlv, 0);

    /// <summary>The meaning of one security condition octet.</summary>
    /// <param name="value">The octet.</param>
    internal static AccessCondition FromByte(byte value) => value switch
    {
        0x00 => new Always(),
        0xFF => new Never(),
        _ => new ConditionByte(value),
    };

    private static AccessCondition From(BerTlv tlv, int depth)
    {
        if (depth > MaxDepth)
            throw new WireFormatException("AccessConditionDepth", tlv.Offset, $"security conditions are nested deeper than {MaxDepth}");
        return tlv.Tag switch
        {
            0x90 => Empty(tlv, new Always()),
            0x97 => Empty(tlv, new Never()),
            0x9E => FromByte(Octet(tlv)),
            0xA4 => FromAuthentication(tlv),
            0xA0 => new AnyOf(ReadParts(tlv, depth)),
            0xA7 => new AllOf(ReadParts(tlv, depth)),
            0xAF => new Not(ReadParts(tlv, depth)),
            _ => new Other(tlv.Tag, tlv.Value),
        };
    }

    private static AccessCondition Empty(BerTlv tlv, AccessCondition condition) => tlv.Value.IsEmpty
        ? condition
        : throw new WireFormatException("AccessConditionLength", tlv.ValueOffset, $"tag {tlv.Tag:X2} is empty, got {tlv.Value.Length} octets");

    private static byte Octet(BerTlv tlv) => tlv.Value.Length == 1
        ? tlv.Value.Span[0]
        : throw new WireFormatException("AccessConditionLength", tlv.ValueOffset, $"tag {tlv.Tag:X2} has one octet, got {tlv.Value.Length}");

    private static Authentication FromAuthentication(BerTlv tlv)
    {
        byte? key = null;
        byte? usage = null;
        foreach (var part in BerTlvTemplate.Read(tlv))
        {
            if (part.Tag == 0x83)
                key = Octet(part);
            else if (part.Tag == 0x95)
                usage = Octet(part);
        }

        return key is { } reference
            ? new Authentication(reference, usage)
            : throw new WireFormatException("KeyReferenceMissing", tlv.Offset, "an authentication condition (A4) names its key reference (83)");
    }

    private static List<AccessCondition> ReadParts(BerTlv tlv, int depth)
    {
        var parts = new List<AccessCondition>();
        foreach (var part in BerTlvTemplate.Read(tlv))
            parts.Add(From(part, depth + 1));
        return parts.Count > 0
            ? parts
            : throw new WireFormatException("AccessConditionLength", tlv.ValueOffset, $"tag {tlv.Tag:X2} holds at least one condition");
    }
}

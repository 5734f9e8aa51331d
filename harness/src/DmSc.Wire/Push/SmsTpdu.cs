namespace DmSc.Wire.Push;

/// <summary>Reads a TPDU front to back.</summary>
internal sealed class TpduReader(ReadOnlyMemory<byte> tpdu)
{
    public int At { get; private set; }

    public int Left => tpdu.Length - At;

    public byte Octet(string what) => At < tpdu.Length
        ? tpdu.Span[At++]
        : throw new WireFormatException(PushErrors.UnexpectedEnd, tpdu.Length, $"{what} was expected");

    public ReadOnlyMemory<byte> Octets(int count, string what)
    {
        if (count > Left)
            throw new WireFormatException(PushErrors.UnexpectedEnd, tpdu.Length, $"{what} takes {count} octets, {Left} are left");
        var octets = tpdu.Slice(At, count);
        At += count;
        return octets;
    }
}

/// <summary>The data coding scheme of an SMS (3GPP TS 23.038, 4).</summary>
public static class SmsDataCoding
{
    /// <summary>8-bit data, no class.</summary>
    public const byte EightBit = 0x04;

    /// <summary>8-bit data, class 1 (mobile equipment).</summary>
    public const byte EightBitClass1 = 0xF5;

    /// <summary>Whether user data are octets, as a push needs.</summary>
    /// <param name="scheme">TP-DCS.</param>
    public static bool IsEightBit(byte scheme) => scheme switch
    {
        < 0x80 => (scheme & 0x0C) == 0x04,
        >= 0xF0 => (scheme & 0x04) != 0,
        _ => false,
    };

    /// <summary>Whether user data are packed septets, counted as such by TP-UDL.</summary>
    /// <param name="scheme">TP-DCS.</param>
    public static bool IsSevenBit(byte scheme) => scheme switch
    {
        // 11 is reserved and read as the default alphabet; a compressed text counts octets.
        < 0x80 => (scheme & 0x20) == 0 && (scheme & 0x0C) is (0 or 0x0C),
        < 0xE0 => true,
        < 0xF0 => false,
        _ => (scheme & 0x04) == 0,
    };
}

/// <summary>What both kinds of TPDU end with: TP-PID, TP-DCS and the user data.</summary>
/// <param name="ProtocolIdentifier">TP-PID.</param>
/// <param name="DataCoding">TP-DCS.</param>
/// <param name="HasHeader">TP-UDHI: the user data start with a <see cref="UserDataHeader"/>.</param>
/// <param name="UserData">TP-UD, header included.</param>
public sealed record SmsContent(byte ProtocolIdentifier, byte DataCoding, bool HasHeader, ReadOnlyMemory<byte> UserData)
{
    /// <summary>8-bit data with a header, as a push is sent.</summary>
    /// <param name="userData">A part from <see cref="SmsSegments"/>.</param>
    public static SmsContent Push(ReadOnlyMemory<byte> userData) => new(0, SmsDataCoding.EightBit, HasHeader: true, userData);

    /// <inheritdoc />
    public bool Equals(SmsContent? other) =>
        other is not null && ProtocolIdentifier == other.ProtocolIdentifier && DataCoding == other.DataCoding && HasHeader == other.HasHeader
        && UserData.Span.SequenceEqual(other.UserData.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ProtocolIdentifier, DataCoding, HasHeader, UserData.Length);

    internal static ReadOnlyMemory<byte> ReadUserData(TpduReader reader, byte coding)
    {
        var offset = reader.At;
        int length = reader.Octet("TP-UDL");
        var septets = SmsDataCoding.IsSevenBit(coding);
        var octets = septets ? ((length * 7) + 7) / 8 : length;
        if (octets > SmsSegments.MaxUserData || octets != reader.Left)
            throw new WireFormatException(PushErrors.UserDataLength, offset, $"TP-UDL {length} is {octets} octets, {reader.Left} are left and {SmsSegments.MaxUserData} are the most");
        return reader.Octets(octets, "TP-UD");
    }

    internal void WriteUserData(List<byte> output)
    {
        if (UserData.Length > SmsSegments.MaxUserData)
            throw new FormatException($"user data of {UserData.Length} octets; {SmsSegments.MaxUserData} are the most");
        // How many septets the last octet ends is known to its maker only; a push is octets.
        if (SmsDataCoding.IsSevenBit(DataCoding))
            throw new FormatException($"data coding {DataCoding:X2} is for septets");
        output.Add((byte)UserData.Length);
        output.AddRange(UserData.Span);
    }
}

/// <summary>SMS-DELIVER, network to device (3GPP TS 23.040, 9.2.2.1).</summary>
/// <param name="Originator">TP-OA.</param>
/// <param name="Timestamp">TP-SCTS.</param>
/// <param name="Content">The rest.</param>
public sealed record SmsDeliver(SmsAddress Originator, SmsTimestamp Timestamp, SmsContent Content)
{
    /// <summary>The first octet without type and TP-UDHI: 04 no more messages to send, 08 loop prevention, 20 status report, 80 reply path.</summary>
    public byte Flags { get; init; } = 0x04;

    /// <summary>Decodes a TPDU.</summary>
    /// <param name="tpdu">Without service centre address.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="PushErrors"/>.</exception>
    public static SmsDeliver Parse(ReadOnlyMemory<byte> tpdu)
    {
        var reader = new TpduReader(tpdu);
        var first = reader.Octet("a TPDU");
        if ((first & 3) != 0)
            throw new WireFormatException(PushErrors.TpduType, 0, $"message type {first & 3} is not 0 (SMS-DELIVER)");
        var originator = SmsAddress.Read(reader, "TP-OA");
        var protocol = reader.Octet("TP-PID");
        var coding = reader.Octet("TP-DCS");
        var timestamp = new SmsTimestamp(reader.Octets(SmsTimestamp.Length, "TP-SCTS"));
        var userData = SmsContent.ReadUserData(reader, coding);
        return new SmsDeliver(originator, timestamp, new SmsContent(protocol, coding, (first & 0x40) != 0, userData)) { Flags = (byte)(first & 0xBC) };
    }

    /// <summary>Encodes the TPDU.</summary>
    /// <exception cref="FormatException">A field that has no coding.</exception>
    public byte[] Encode()
    {
        var output = new List<byte>(176) { (byte)((Flags & 0xBC) | (Content.HasHeader ? 0x40 : 0)) };
        Originator.Write(output);
        output.Add(Content.ProtocolIdentifier);
        output.Add(Content.DataCoding);
        Timestamp.Write(output);
        Content.WriteUserData(output);
        return [.. output];
    }
}

/// <summary>SMS-SUBMIT, device or gateway to network (3GPP TS 23.040, 9.2.2.2).</summary>
/// <param name="Reference">TP-MR.</param>
/// <param name="Destination">TP-DA.</param>
/// <param name="Content">The rest.</param>
public sealed record SmsSubmit(byte Reference, SmsAddress Destination, SmsContent Content)
{
    /// <summary>The first octet without type, form of the validity period and TP-UDHI: 04 reject duplicates, 20 status report, 80 reply path.</summary>
    public byte Flags { get; init; }

    /// <summary>TP-VP: none, 1 octet (relative) or 7 (absolute, or enhanced when <see cref="EnhancedValidity"/>).</summary>
    public ReadOnlyMemory<byte> Validity { get; init; }

    /// <summary>Whether 7 octets of <see cref="Validity"/> are in the enhanced form.</summary>
    public bool EnhancedValidity { get; init; }

    /// <summary>Decodes a TPDU.</summary>
    /// <param name="tpdu">Without service centre address.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="PushErrors"/>.</exception>
    public static SmsSubmit Parse(ReadOnlyMemory<byte> tpdu)
    {
        var reader = new TpduReader(tpdu);
        var first = reader.Octet("a TPDU");
        if ((first & 3) != 1)
            throw new WireFormatException(PushErrors.TpduType, 0, $"message type {first & 3} is not 1 (SMS-SUBMIT)");
        var reference = reader.Octet("TP-MR");
        var destination = SmsAddress.Read(reader, "TP-DA");
        var protocol = reader.Octet("TP-PID");
        var coding = reader.Octet("TP-DCS");
        var validity = reader.Octets((first & 0x18) switch { 0 => 0, 0x10 => 1, _ => 7 }, "TP-VP");
        var userData = SmsContent.ReadUserData(reader, coding);
        return new SmsSubmit(reference, destination, new SmsContent(protocol, coding, (first & 0x40) != 0, userData))
        {
            Flags = (byte)(first & 0xA4),
            Validity = validity,
            EnhancedValidity = (first & 0x18) == 0x08,
        };
    }

    /// <summary>Encodes the TPDU.</summary>
    /// <exception cref="FormatException">A field that has no coding.</exception>
    public byte[] Encode()
    {
        var form = Validity.Length switch
        {
            0 => 0,
            1 => 0x10,
            7 => EnhancedValidity ? 0x08 : 0x18,
            _ => throw new FormatException($"a validity period of {Validity.Length} octets; 0, 1 or 7 are possible"),
        };
        var output = new List<byte>(176) { (byte)(1 | (Flags & 0xA4) | form | (Content.HasHeader ? 0x40 : 0)), Reference };
        Destination.Write(output);
        output.Add(Content.ProtocolIdentifier);
        output.Add(Content.DataCoding);
        output.AddRange(Validity.Span);
        Content.WriteUserData(output);
        return [.. output];
    }

    /// <inheritdoc />
    public bool Equals(SmsSubmit? other) =>
        other is not null && Reference == other.Reference && Destination == other.Destination && Content == other.Content && Flags == other.Flags
        && EnhancedValidity == other.EnhancedValidity && Validity.Span.SequenceEqual(other.Validity.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Reference, Destination, Content, Flags);
}

using System.Collections.Immutable;

namespace DmSc.Wire.Push;

/// <summary>One element of a user data header (3GPP TS 23.040, 9.2.3.24).</summary>
/// <param name="Identifier">Its kind.</param>
/// <param name="Data">Its octets without identifier and length.</param>
public sealed record InformationElement(byte Identifier, ReadOnlyMemory<byte> Data)
{
    /// <summary>Offset of the identifier in the user data that was read; 0 in one that was made.</summary>
    public int Offset { get; init; }

    /// <inheritdoc />
    public bool Equals(InformationElement? other) => other is not null && Identifier == other.Identifier && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Identifier, Data.Length);
}

/// <summary>Application port addressing.</summary>
/// <param name="Destination">2948 for a push.</param>
/// <param name="Source">The sender's choice.</param>
/// <param name="Wide">16-bit addressing (element 05); else 8-bit (element 04), with ports up to 255.</param>
public sealed record ApplicationPorts(ushort Destination, ushort Source, bool Wide = true)
{
    /// <summary>WAP push, connectionless, not secure.</summary>
    public const ushort Push = 2948;

    /// <summary>WAP push, connectionless, secure.</summary>
    public const ushort SecurePush = 2949;

    /// <summary>The source port of the example in DM Notification.</summary>
    public const ushort ExampleSource = 49154;

    internal InformationElement ToElement()
    {
        if (Wide)
            return new InformationElement(5, new[] { (byte)(Destination >> 8), (byte)Destination, (byte)(Source >> 8), (byte)Source });
        return Destination <= 0xFF && Source <= 0xFF
            ? new InformationElement(4, new[] { (byte)Destination, (byte)Source })
            : throw new FormatException($"ports {Destination} and {Source} do not fit 8-bit addressing");
    }
}

/// <summary>The place of a part in a message of several.</summary>
/// <param name="Reference">The message's number; up to 255 when not wide.</param>
/// <param name="Total">How many parts there are.</param>
/// <param name="Sequence">Which one this is, from 1.</param>
/// <param name="Wide">16-bit reference (element 08); else 8-bit (element 00).</param>
public sealed record Concatenation(ushort Reference, byte Total, byte Sequence, bool Wide = false)
{
    /// <summary>Whether such a part can be: numbers from 1, sequence up to total. Receivers ignore one that cannot.</summary>
    public bool IsPossible => Total > 0 && Sequence > 0 && Sequence <= Total;

    internal InformationElement ToElement()
    {
        if (Wide)
            return new InformationElement(8, new[] { (byte)(Reference >> 8), (byte)Reference, Total, Sequence });
        return Reference <= 0xFF
            ? new InformationElement(0, new[] { (byte)Reference, Total, Sequence })
            : throw new FormatException($"reference {Reference} does not fit 8 bits");
    }
}

/// <summary>The header in front of the user data of an SMS (3GPP TS 23.040, 9.2.3.24).</summary>
/// <param name="Elements">In order.</param>
public sealed record UserDataHeader(ImmutableArray<InformationElement> Elements)
{
    /// <summary>Octets including the length octet.</summary>
    public int Length
    {
        get
        {
            var length = 1;
            foreach (var element in Elements)
                length += 2 + element.Data.Length;
            return length;
        }
    }

    /// <summary>The ports, or <c>null</c>. Of several elements the last counts (9.2.3.24).</summary>
    public ApplicationPorts? Ports
    {
        get
        {
            for (var i = Elements.Length - 1; i >= 0; i--)
            {
                var d = Elements[i].Data.Span;
                if (Elements[i].Identifier == 5 && d.Length == 4)
                    return new ApplicationPorts((ushort)((d[0] << 8) | d[1]), (ushort)((d[2] << 8) | d[3]));
                if (Elements[i].Identifier == 4 && d.Length == 2)
                    return new ApplicationPorts(d[0], d[1], Wide: false);
            }

            return null;
        }
    }

    /// <summary>The place in a message of several parts, or <c>null</c>. Of several elements the last counts.</summary>
    public Concatenation? Concatenation
    {
        get
        {
            for (var i = Elements.Length - 1; i >= 0; i--)
            {
                var d = Elements[i].Data.Span;
                if (Elements[i].Identifier == 0 && d.Length == 3)
                    return new Concatenation(d[0], d[1], d[2]);
                if (Elements[i].Identifier == 8 && d.Length == 4)
                    return new Concatenation((ushort)((d[0] << 8) | d[1]), d[2], d[3], Wide: true);
            }

            return null;
        }
    }

    /// <summary>The header of a push over SMS: ports, then the place if there is one.</summary>
    /// <param name="ports">The ports.</param>
    /// <param name="concatenation">The place, or <c>null</c> for a message of one part.</param>
    /// <exception cref="FormatException">A number that does not fit its 8-bit form.</exception>
    public static UserDataHeader Of(ApplicationPorts ports, Concatenation? concatenation = null)
    {
        ArgumentNullException.ThrowIfNull(ports);
        return new UserDataHeader(concatenation is null ? [ports.ToElement()] : [ports.ToElement(), concatenation.ToElement()]);
    }

    /// <summary>Reads the header at the start of user data whose TP-UDHI is set.</summary>
    /// <param name="userData">TP-UD. The header takes its first <see cref="Length"/> octets; the rest is content.</param>
    /// <exception cref="WireFormatException">Longer than the user data, an element longer than the header, a known element of another length.</exception>
    public static UserDataHeader Parse(ReadOnlyMemory<byte> userData)
    {
        var b = userData.Span;
        if (b.IsEmpty)
            throw new WireFormatException(PushErrors.UnexpectedEnd, 0, "the length of a user data header was expected");
        var end = b[0] + 1;
        if (end > b.Length)
            throw new WireFormatException(PushErrors.UserDataHeaderTooLong, 0, $"the user data header announces {b[0]} octets, {b.Length - 1} are left");
        var elements = ImmutableArray.CreateBuilder<InformationElement>();
        for (var at = 1; at < end;)
        {
            if (end - at < 2 || b[at + 1] > end - at - 2)
                throw new WireFormatException(PushErrors.UserDataHeaderTooLong, at, $"element {b[at]:X2} does not end inside the user data header");
            int length = b[at + 1];
            var expected = b[at] switch { 0 => 3, 4 => 2, 5 or 8 => 4, _ => length };
            if (length != expected)
                throw new WireFormatException(PushErrors.InformationElementLength, at + 1, $"element {b[at]:X2} has {expected} octets, got {length}");
            elements.Add(new InformationElement(b[at], userData.Slice(at + 2, length)) { Offset = at });
            at += 2 + length;
        }

        return new UserDataHeader(elements.ToImmutable());
    }

    /// <summary>Encodes length octet and elements.</summary>
    /// <exception cref="FormatException">More than 255 octets.</exception>
    public byte[] Encode()
    {
        if (Length > 256)
            throw new FormatException($"a user data header of {Length - 1} octets; 255 are the most");
        var octets = new List<byte>(Length) { (byte)(Length - 1) };
        foreach (var element in Elements)
        {
            octets.Add(element.Identifier);
            octets.Add((byte)element.Data.Length);
            octets.AddRange(element.Data.Span);
        }

        return [.. octets];
    }

    /// <inheritdoc />
    public bool Equals(UserDataHeader? other) => other is not null && Elements.SequenceEqual(other.Elements);

    /// <inheritdoc />
    public override int GetHashCode() => Elements.Length;
}

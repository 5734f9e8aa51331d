using System.Collections.Immutable;

namespace DmSc.Wire.Push;

/// <summary>Cuts a push into the user data of one or more SMS (TP-UD with header, 8-bit data).</summary>
public static class SmsSegments
{
    /// <summary>Most octets of user data in one SMS, header included.</summary>
    public const int MaxUserData = 140;

    /// <summary>Cuts a message. Every part carries the ports; a message that fits one SMS is not concatenated.</summary>
    /// <param name="message">The push PDU.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="reference">The number of the message, when it takes several parts.</param>
    /// <param name="wideReference">16-bit reference instead of 8-bit.</param>
    /// <exception cref="FormatException">More than 255 parts, or a number that does not fit its 8-bit form.</exception>
    public static ImmutableArray<byte[]> Split(ReadOnlySpan<byte> message, ApplicationPorts ports, ushort reference, bool wideReference = false)
    {
        var single = UserDataHeader.Of(ports);
        if (single.Length + message.Length <= MaxUserData)
            return [[.. single.Encode(), .. message]];
        var room = MaxUserData - UserDataHeader.Of(ports, new Concatenation(reference, 1, 1, wideReference)).Length;
        var total = (message.Length + room - 1) / room;
        if (total > 255)
            throw new FormatException($"a message of {message.Length} octets takes {total} parts; 255 are the most");
        var parts = ImmutableArray.CreateBuilder<byte[]>(total);
        for (var i = 0; i < total; i++)
        {
            var header = UserDataHeader.Of(ports, new Concatenation(reference, (byte)total, (byte)(i + 1), wideReference));
            var from = i * room;
            parts.Add([.. header.Encode(), .. message.Slice(from, Math.Min(room, message.Length - from))]);
        }

        return parts.MoveToImmutable();
    }
}

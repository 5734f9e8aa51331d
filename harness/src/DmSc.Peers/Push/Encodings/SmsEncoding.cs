using System.Collections.Immutable;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Encodings;

/// <summary>A push as SMS (3GPP TS 23.040, 9.2): the WSP PDU cut into user data with port addressing.</summary>
public static class SmsEncoding
{
    /// <summary>The user data (TP-UD with header) of each SMS, in the order of sending.</summary>
    /// <param name="message">The push.</param>
    /// <param name="wsp">Form of the PDU.</param>
    /// <param name="sms">Form of the SMS.</param>
    /// <exception cref="FormatException">A field without coding, more than 255 parts, or a part in <see cref="SmsForm.Parts"/> that does not exist.</exception>
    public static ImmutableArray<byte[]> ToUserData(PushMessage message, WspForm wsp, SmsForm sms)
    {
        ArgumentNullException.ThrowIfNull(sms);
        var parts = SmsSegments.Split(WspEncoding.ToPdu(message, wsp).Encode(), sms.Ports, sms.Reference, sms.WideReference);
        if (sms.AnnouncedTotal is { } total)
            parts = [.. parts.Select(part => Announcing(part, total))];
        if (sms.Parts.IsEmpty)
            return parts;
        var chosen = ImmutableArray.CreateBuilder<byte[]>(sms.Parts.Length);
        foreach (var number in sms.Parts)
        {
            chosen.Add(number >= 1 && number <= parts.Length
                ? parts[number - 1]
                : throw new FormatException($"part {number} of a push that has {parts.Length}"));
        }

        return chosen.MoveToImmutable();
    }

    /// <summary>SMS-DELIVER TPDUs, as a device receives them.</summary>
    /// <param name="message">The push.</param>
    /// <param name="wsp">Form of the PDU.</param>
    /// <param name="sms">Form of the SMS.</param>
    /// <param name="at">The service centre's time stamp.</param>
    /// <exception cref="FormatException">As <see cref="ToUserData"/>, or an originator or time that has no coding.</exception>
    public static ImmutableArray<byte[]> ToDeliver(PushMessage message, WspForm wsp, SmsForm sms, DateTimeOffset at)
    {
        var originator = SmsAddress.Of(sms?.Originator ?? throw new ArgumentNullException(nameof(sms)));
        var timestamp = SmsTimestamp.Of(at);
        return [.. ToUserData(message, wsp, sms).Select(part => new SmsDeliver(originator, timestamp, Content(part, sms)).Encode())];
    }

    /// <summary>SMS-SUBMIT TPDUs, as a modem or SMS centre takes them.</summary>
    /// <param name="message">The push.</param>
    /// <param name="wsp">Form of the PDU.</param>
    /// <param name="sms">Form of the SMS; its originator is not sent.</param>
    /// <param name="destination">The number of the device.</param>
    /// <exception cref="FormatException">As <see cref="ToUserData"/>, or a destination that has no coding.</exception>
    public static ImmutableArray<byte[]> ToSubmit(PushMessage message, WspForm wsp, SmsForm sms, string destination)
    {
        ArgumentNullException.ThrowIfNull(sms);
        var address = SmsAddress.Of(destination);
        // TP-MR 0: the sender in front of the network sets its own.
        return [.. ToUserData(message, wsp, sms).Select(part => new SmsSubmit(0, address, Content(part, sms)).Encode())];
    }

    private static SmsContent Content(byte[] userData, SmsForm sms) => SmsContent.Push(userData) with { DataCoding = sms.DataCoding };

    private static byte[] Announcing(byte[] userData, byte total)
    {
        var header = UserDataHeader.Parse(userData);
        if (header.Concatenation is not { } place)
            throw new FormatException("a push of one part announces no total");
        return [.. UserDataHeader.Of(header.Ports!, place with { Total = total }).Encode(), .. userData.AsSpan(header.Length)];
    }
}

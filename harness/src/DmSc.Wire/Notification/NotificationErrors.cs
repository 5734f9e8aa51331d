namespace DmSc.Wire.Notification;

/// <summary>The values of <see cref="FormatError.Code"/> that the decoder of package #0 uses.</summary>
public static class NotificationErrors
{
    /// <summary>Fewer octets than digest and header of the trigger take.</summary>
    public const string UnexpectedEnd = nameof(UnexpectedEnd);

    /// <summary>The server identifier is announced longer than the octets left.</summary>
    public const string ServerIdentifierTooLong = nameof(ServerIdentifierTooLong);

    /// <summary>The server identifier is not UTF-8.</summary>
    public const string ServerIdentifierText = nameof(ServerIdentifierText);

    /// <summary>Larger than any push.</summary>
    public const string LimitExceeded = nameof(LimitExceeded);
}

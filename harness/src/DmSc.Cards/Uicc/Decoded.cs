using DmSc.Wire;

namespace DmSc.Cards.Uicc;

/// <summary>What a card's octets mean, or what is wrong with them.</summary>
/// <param name="Value">The meaning; <c>null</c> when malformed, and where the octets are legitimately blank.</param>
/// <param name="Error">What is wrong; <c>null</c> when well-formed.</param>
/// <typeparam name="T">The decoded form.</typeparam>
public readonly record struct Decoded<T>(T? Value, FormatError? Error)
    where T : class;

/// <summary>Turns decoders that throw into values.</summary>
public static class Decoded
{
    /// <summary>Decodes.</summary>
    /// <param name="octets">The input.</param>
    /// <param name="decode">A decoder that throws <see cref="WireFormatException"/>.</param>
    /// <typeparam name="T">The decoded form.</typeparam>
    public static Decoded<T> From<T>(ReadOnlyMemory<byte> octets, Func<ReadOnlyMemory<byte>, T?> decode)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(decode);
        try
        {
            return new Decoded<T>(decode(octets), null);
        }
        catch (WireFormatException e)
        {
            return new Decoded<T>(null, e.Error);
        }
    }
}

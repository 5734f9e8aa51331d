using DmSc.Engine.Verbs;
using DmSc.Wire;

namespace DmSc.Steps.Lab;

/// <summary>Turns a decoder's complaint about octets of the IUT into the engine's.</summary>
internal static class IutFormats
{
    public static IutFormatException Of(string what, FormatError error) => new(what, error.Code, error.Offset, error.Reason);

    /// <summary>Decodes octets of the IUT.</summary>
    /// <exception cref="IutFormatException">They do not decode.</exception>
    public static T Decode<T>(string what, ReadOnlyMemory<byte> octets, Func<ReadOnlyMemory<byte>, T> decode)
    {
        try
        {
            return decode(octets);
        }
        catch (WireFormatException e)
        {
            throw Of(what, e.Error);
        }
    }
}

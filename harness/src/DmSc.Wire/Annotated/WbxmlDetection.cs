using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>Whether octets begin as a WBXML document of a known type does.</summary>
internal static class WbxmlDetection
{
    public static bool LooksLikeWbxml(ReadOnlySpan<byte> octets) => CodeSpaceOf(octets) is not null;

    public static WbxmlCodeSpace? CodeSpaceOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 5 || octets[0] is < 1 or > 3)
            return null;
        try
        {
            return new WbxmlReader(octets, WbxmlOptions.FromFile with { Limits = AnnotatedInput.Limits }).CodeSpace;
        }
        catch (WireFormatException)
        {
            // A header that cannot be read is the answer to the question.
            return null;
        }
    }
}

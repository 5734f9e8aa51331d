using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>Names without a colon (Namespaces in XML 1.0, 4), as System.Xml understands them: characters of XML 1.0, fourth edition.</summary>
internal static class XmlNames
{
    /// <summary>Octets of the name that <paramref name="text"/> begins with; 0 when it begins with none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(text);
            var letters = Vector128.LessThan((octets | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            var digits = Vector128.LessThan(octets - Vector128.Create((byte)'-'), Vector128.Create((byte)('9' - '-' + 1)))
                & ~Vector128.Equals(octets, Vector128.Create((byte)'/'));
            var others = ~(letters | digits | Vector128.Equals(octets, Vector128.Create((byte)'_')));
            var length = BitOperations.TrailingZeroCount(others.ExtractMostSignificantBits());
            if (length < Vector128<byte>.Count && text[length] < 0x80)
                return char.IsAsciiLetter((char)text[0]) || text[0] == '_' ? length : 0;
        }

        return LongLength(text);
    }

    private static int LongLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[at..], out var rune, out var octets) != OperationStatus.Done || !rune.IsBmp)
                return at;
            var isNameChar = at == 0 ? XmlConvert.IsStartNCNameChar((char)rune.Value) : XmlConvert.IsNCNameChar((char)rune.Value);
            if (!isNameChar)
                return at;
            at += octets;
        }

        return at;
    }
}

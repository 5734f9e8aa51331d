using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Provisioning;

/// <summary>
/// Every textual document names its type in a declaration, and our XML reader refuses declarations altogether. One that only names the
/// type is blanked out, octet by octet so that all places stay; one with an internal subset stays and is refused.
/// </summary>
internal static class DocumentType
{
    public static byte[] Blanked(ReadOnlySpan<byte> octets, WbxmlLimits limits)
    {
        // Oversized input goes on to the reader, which says so.
        var text = octets[..Math.Min(octets.Length, limits.MaxSize + 1)].ToArray();
        var at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (rest[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at++;
            }
            else if (rest.StartsWith("<?"u8) && rest.IndexOf("?>"u8) is >= 0 and var instruction)
            {
                at += instruction + 2;
            }
            else if (rest.StartsWith("<!--"u8) && rest[4..].IndexOf("-->"u8) is >= 0 and var comment)
            {
                at += comment + 7;
            }
            else
            {
                if (rest.StartsWith("<!DOCTYPE"u8))
                    Blank(rest[..End(rest)]);
                break;
            }
        }

        return text;
    }

    /// <summary>Length of a declaration without internal subset, or 0.</summary>
    private static int End(ReadOnlySpan<byte> declaration)
    {
        byte quote = 0;
        for (var i = 0; i < declaration.Length; i++)
        {
            var octet = declaration[i];
            if (quote != 0)
                quote = octet == quote ? (byte)0 : quote;
            else if (octet is (byte)'"' or (byte)'\'')
                quote = octet;
            else if (octet == '[' || (octet == '<' && i > 0))
                return 0;
            else if (octet == '>')
                return i + 1;
        }

        return 0;
    }

    private static void Blank(Span<byte> declaration)
    {
        foreach (ref var octet in declaration)
        {
            if (octet is not ((byte)'\r' or (byte)'\n'))
                octet = (byte)' ';
        }
    }
}

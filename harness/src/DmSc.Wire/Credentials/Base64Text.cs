namespace DmSc.Wire.Credentials;

/// <summary>Base64 as credentials use it: one line, with padding; white space around it is tolerated.</summary>
internal static class Base64Text
{
    private const int MaxLength = 16 * 1024;

    /// <exception cref="WireFormatException">Not base64, or of another length than expected.</exception>
    public static byte[] Decode(string text, int? octets = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new WireFormatException(CredentialErrors.LimitExceeded, MaxLength, $"{text.Length} characters of base64; {MaxLength} are the most");
        if (TryDecode(text.AsSpan().Trim()) is not { } decoded)
            throw new WireFormatException(CredentialErrors.BadBase64, 0, "the value is not base64");
        if (octets is { } expected && decoded.Length != expected)
            throw new WireFormatException(CredentialErrors.DigestLength, 0, $"the value decodes to {decoded.Length} octets, expected {expected}");
        return decoded;
    }

    public static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        // The decoder of the platform skips white space inside; nothing here may hold any.
        if (text.ContainsAny(" \t\r\n"))
            return null;
        var octets = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(text, octets, out var written) ? octets[..written] : null;
    }
}

namespace DmSc.Wire.Push;

/// <summary>Names of media types, parameters and headers sent as text.</summary>
internal static class WspNames
{
    /// <exception cref="WireFormatException">Not terminated, or not printable US-ASCII.</exception>
    public static string Read(WspReader reader, string what)
    {
        var first = reader.At;
        var name = reader.Text(what);
        var bad = name.AsSpan().IndexOfAnyExceptInRange('!', '~');
        if (bad >= 0 || name[0] == '"')
            throw new WireFormatException(PushErrors.UnexpectedOctet, first + Math.Max(bad, 0), $"octet {(int)name[Math.Max(bad, 0)]:X2} cannot stand in {what}");
        return name;
    }
}

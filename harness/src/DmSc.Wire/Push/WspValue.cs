namespace DmSc.Wire.Push;

/// <summary>
/// A value of a WSP header or parameter in the form it has on the wire (WAP-230 WSP, 8.4.1.2 and 8.4.2). Text is taken as ISO 8859-1,
/// one character an octet, so that nothing is lost; all that OMA DM needs of it is US-ASCII.
/// </summary>
public abstract record WspValue
{
    private WspValue()
    {
    }

    /// <summary>The value of no length, 00: No-value, or an empty text.</summary>
    public static WspValue None { get; } = new Octets(ReadOnlyMemory<byte>.Empty);

    /// <summary>The number, or <c>null</c> when the value is not a number below 2^64.</summary>
    public virtual ulong? Integer => null;

    /// <summary>The text, or <c>null</c> when the value is none. No-value is an empty text.</summary>
    public virtual string? Characters => null;

    /// <summary>A number in the shortest form: short up to 127, else long.</summary>
    /// <param name="number">Any.</param>
    public static WspValue Of(ulong number)
    {
        if (number <= 0x7F)
            return new Short((byte)number);
        var length = 1;
        while (length < 8 && number >> (8 * length) != 0)
            length++;
        var octets = new byte[length];
        for (var i = 0; i < length; i++)
            octets[i] = (byte)(number >> (8 * (length - 1 - i)));
        return new Octets(octets);
    }

    /// <summary>A text without quotation mark.</summary>
    /// <param name="text">See <see cref="Text"/>; empty gives <see cref="None"/>.</param>
    public static WspValue Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? None : new Text(text);
    }

    /// <summary>Short-integer: one octet.</summary>
    /// <param name="Number">0 to 127.</param>
    public sealed record Short(byte Number) : WspValue
    {
        /// <inheritdoc />
        public override ulong? Integer => Number;
    }

    /// <summary>Octets behind their length: a Long-integer, a date, or a structure of its own.</summary>
    /// <param name="Content">The octets without their length.</param>
    public sealed record Octets(ReadOnlyMemory<byte> Content) : WspValue
    {
        /// <inheritdoc />
        public override ulong? Integer
        {
            get
            {
                var significant = Content.Span.TrimStart((byte)0);
                if (Content.IsEmpty || significant.Length > 8)
                    return null;
                ulong number = 0;
                foreach (var octet in significant)
                    number = (number << 8) | octet;
                return number;
            }
        }

        /// <inheritdoc />
        public override string? Characters => Content.IsEmpty ? "" : null;

        /// <inheritdoc />
        public bool Equals(Octets? other) => other is not null && Content.Span.SequenceEqual(other.Content.Span);

        /// <inheritdoc />
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Content.Span);
            return hash.ToHashCode();
        }

        /// <inheritdoc />
        public override string ToString() => Convert.ToHexString(Content.Span);
    }

    /// <summary>Text up to a 00.</summary>
    /// <param name="Value">1 or more characters up to U+00FF, no NUL, not starting with a control character, a quotation mark or DEL.</param>
    public sealed record Text(string Value) : WspValue
    {
        /// <inheritdoc />
        public override string? Characters => Value;
    }

    /// <summary>Quoted-string: a quotation mark, text, 00. The mark at the end is not sent.</summary>
    /// <param name="Value">0 or more characters up to U+00FF, no NUL.</param>
    public sealed record Quoted(string Value) : WspValue
    {
        /// <inheritdoc />
        public override string? Characters => Value;
    }

    /// <summary>A number in groups of seven bits; used by the parameter Q alone.</summary>
    /// <param name="Number">Any.</param>
    public sealed record Uintvar(uint Number) : WspValue
    {
        /// <inheritdoc />
        public override ulong? Integer => Number;
    }
}

namespace DmSc.Wire.Push;

/// <summary>A header of a push, known or not, in the spelling it has on the wire (WAP-230 WSP, 8.4.2.6).</summary>
/// <param name="Code">The code on its page, or <c>null</c> when the name was sent as text.</param>
/// <param name="Text">The name sent as text, or <c>null</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record WspHeader(int? Code, string? Text, WspValue Value)
{
    /// <summary>The page of codes that every header block starts with.</summary>
    public const byte DefaultPage = 1;

    /// <summary>The page that <see cref="Code"/> is of.</summary>
    public byte Page { get; init; } = DefaultPage;

    /// <summary>Offset of the header in the PDU that was read; 0 in one that was made.</summary>
    public int Offset { get; init; }

    /// <summary>The name in words, or <c>null</c> for a code that is not known.</summary>
    public string? Name => Text ?? (Code is { } code && Page == DefaultPage ? WspCodes.HeaderName(code) : null);

    /// <summary>A header with a code.</summary>
    /// <param name="code">0 to 127.</param>
    /// <param name="value">Its value.</param>
    public static WspHeader Typed(int code, WspValue value) => new(code, null, value);

    /// <summary>A header with its name as text.</summary>
    /// <param name="name">Printable US-ASCII.</param>
    /// <param name="value">Its value.</param>
    public static WspHeader Untyped(string name, WspValue value) => new(null, name, value);

    /// <summary>X-Wap-Application-Id as a code, the form that DM demands.</summary>
    /// <param name="code">For example <see cref="PushApplication.DeviceManagement"/>.</param>
    public static WspHeader ApplicationId(int code) => Typed(WspCodes.ApplicationId, WspValue.Of((uint)code));

    /// <summary>Whether it is the well-known header, in either spelling of its name.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>.</param>
    public bool Is(int code) => Code is { } own
        ? own == code && Page == DefaultPage
        : string.Equals(Text, WspCodes.HeaderName(code), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public bool Equals(WspHeader? other) =>
        other is not null && Code == other.Code && Text == other.Text && Value == other.Value && (Code is null || Page == other.Page);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Code, Text, Value);
}

namespace DmSc.Peers.Push;

/// <summary>
/// A parameter of the content type, or a header, between the encodings: WSP can send a value as number or as text, HTTP only as text.
/// </summary>
/// <param name="Name">As HTTP writes it, for example <c>SEC</c>; names have no case.</param>
/// <param name="Text">The value as text, or <c>null</c> when it was received as a number.</param>
/// <param name="Number">The value as number, or <c>null</c> when it has none.</param>
public sealed record PushField(string Name, string? Text, ulong? Number = null)
{
    /// <summary>The parameter that names the method of a bootstrap's protection.</summary>
    public const string Sec = "SEC";

    /// <summary>The parameter that carries the MAC of a bootstrap.</summary>
    public const string Mac = "MAC";

    /// <summary>The value as HTTP writes it: the text, else the number in decimal digits.</summary>
    public string Value => Text ?? $"{Number}";

    /// <summary>Whether it has a name.</summary>
    /// <param name="name">In any case.</param>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}

namespace DmSc.Wire.Wbxml;

/// <summary>Where elements go, in document order.</summary>
internal interface IElementSink
{
    /// <summary>Opens an element.</summary>
    void Start(string ns, string name);

    /// <summary>Adds text, which is not empty.</summary>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    void Text(string text);

    /// <summary>Adds content that exists already.</summary>
    void Add(WbxmlContent part);

    /// <summary>Closes the innermost open element.</summary>
    void End();
}

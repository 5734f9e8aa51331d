namespace DmSc.Wire.Wbxml;

/// <summary>Elements straight into a document.</summary>
internal readonly struct WriterSink(WbxmlWriter writer) : IElementSink
{
    public void Start(string ns, string name) => writer.StartElement(ns, name);

    public void Text(string text) => writer.Text(text);

    public void Add(WbxmlContent part) => writer.WriteContent(part);

    public void End() => writer.EndElement();
}

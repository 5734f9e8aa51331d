using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>What a tag token stands for, with the pieces of XML text that it becomes.</summary>
internal sealed class WbxmlTag
{
    public WbxmlTag(string ns, string name)
    {
        Namespace = ns;
        Name = name;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        Start = new XmlPiece($"<{name}>");
        StartWithNamespace = Encoding.UTF8.GetBytes($"<{name} xmlns=\"{ns}\">");
        End = new XmlPiece($"</{name}>");
        IsData = name == "Data" && ns is WbxmlNamespaces.SyncMl11 or WbxmlNamespaces.SyncMl12;
        IsType = name == "Type" && ns == WbxmlNamespaces.MetInf;
        IsMetInf = name == "MetInf" && ns == WbxmlNamespaces.MetInf;
    }

    public string Namespace { get; }

    public string Name { get; }

    public byte[] NameUtf8 { get; }

    /// <summary>Without declarations of namespaces.</summary>
    public XmlPiece Start { get; }

    /// <summary>The same with the declaration of the namespace.</summary>
    public byte[] StartWithNamespace { get; }

    public XmlPiece End { get; }

    public bool IsData { get; }

    public bool IsType { get; }

    public bool IsMetInf { get; }
}

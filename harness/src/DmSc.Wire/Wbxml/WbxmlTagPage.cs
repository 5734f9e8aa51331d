namespace DmSc.Wire.Wbxml;

/// <summary>One tag code page: 64 tags by token identity.</summary>
internal sealed class WbxmlTagPage
{
    private readonly OctetIndex _codes;

    /// <param name="ns">Namespace the page stands for.</param>
    /// <param name="table">Rows <c>05=Add 06=Alert</c>.</param>
    /// <param name="last">Highest token that this version of the document type has.</param>
    /// <param name="exceptions">Tokens that mean something else in this version than in the table.</param>
    public WbxmlTagPage(string ns, string table, byte last, params (byte Code, string Name)[]? exceptions)
    {
        Namespace = ns;
        foreach (var (code, name) in WbxmlTokenTables.Rows(table))
        {
            if (code <= last)
                Tags[code] = new WbxmlTag(ns, name);
        }

        foreach (var (code, other) in exceptions ?? [])
            Tags[code] = new WbxmlTag(ns, other);
        _codes = new OctetIndex([.. Tags.Select((tag, code) => (tag, code)).Where(pair => pair.tag is not null).Select(pair => (pair.tag!.NameUtf8, (byte)pair.code))]);
    }

    public string Namespace { get; }

    public WbxmlTag?[] Tags { get; } = new WbxmlTag?[64];

    /// <summary>The token of a name in UTF-8, or 0.</summary>
    public byte Find(ReadOnlySpan<byte> name) => _codes.Find(name);
}

namespace DmSc.Wire.Wbxml;

/// <summary>One tag code page: 64 names by token identity.</summary>
internal sealed class WbxmlTagPage
{
    /// <param name="ns">Namespace the page stands for.</param>
    /// <param name="table">Rows <c>05=Add 06=Alert</c>.</param>
    /// <param name="last">Highest token that this version of the document type has.</param>
    public WbxmlTagPage(string ns, string table, byte last)
    {
        Namespace = ns;
        foreach (var (code, name) in WbxmlTokenTables.Rows(table))
        {
            if (code <= last)
                Names[code] = name;
        }
    }

    public string Namespace { get; }

    public string?[] Names { get; } = new string?[64];
}

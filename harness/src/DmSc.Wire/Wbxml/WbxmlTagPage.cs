using System.Collections.Frozen;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>One tag code page: 64 names by token identity.</summary>
internal sealed class WbxmlTagPage
{
    /// <param name="ns">Namespace the page stands for.</param>
    /// <param name="table">Rows <c>05=Add 06=Alert</c>.</param>
    /// <param name="last">Highest token that this version of the document type has.</param>
    /// <param name="exceptions">Tokens that mean something else in this version than in the table.</param>
    public WbxmlTagPage(string ns, string table, byte last, params (byte Code, string? Name)[]? exceptions)
    {
        Namespace = ns;
        foreach (var (code, name) in WbxmlTokenTables.Rows(table))
        {
            if (code <= last)
                (Names[code], NamesUtf8[code]) = (name, Encoding.UTF8.GetBytes(name));
        }

        foreach (var (code, other) in exceptions ?? [])
            (Names[code], NamesUtf8[code]) = (other, other is null ? null : Encoding.UTF8.GetBytes(other));
        Codes = Names.Select((name, code) => (name, code)).Where(pair => pair.name is not null).ToFrozenDictionary(pair => pair.name!, pair => (byte)pair.code);
    }

    public string Namespace { get; }

    public string?[] Names { get; } = new string?[64];

    public byte[]?[] NamesUtf8 { get; } = new byte[]?[64];

    public FrozenDictionary<string, byte> Codes { get; }
}

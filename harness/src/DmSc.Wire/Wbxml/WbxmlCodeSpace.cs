using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>The tokens of one document type: its tag pages, its attribute pages and how it is named in a header.</summary>
public sealed class WbxmlCodeSpace
{
    private readonly ImmutableArray<WbxmlTagPage?> _tagPages;
    private readonly ImmutableArray<WbxmlAttributePage?> _attributePages;
    private readonly FrozenDictionary<(string Namespace, string Name), (byte Page, byte Code)> _tags;

    private WbxmlCodeSpace(
        string title,
        uint publicId,
        string formalPublicId,
        ImmutableArray<WbxmlTagPage?> tagPages,
        byte preferredPage,
        params ImmutableArray<WbxmlAttributePage?> attributePages)
    {
        Title = title;
        PublicId = publicId;
        FormalPublicId = formalPublicId;
        _tagPages = tagPages;
        _attributePages = attributePages;

        var tags = new Dictionary<(string, string), (byte, byte)>();
        for (var at = 0; at < tagPages.Length; at++)
        {
            if (tagPages[at] is not { } page)
                continue;
            for (byte code = 0; code < page.Names.Length; code++)
            {
                if (page.Names[code] is not { } name)
                    continue;
                if (at == preferredPage)
                    tags[(page.Namespace, name)] = ((byte)at, code);
                else
                    tags.TryAdd((page.Namespace, name), ((byte)at, code));
            }
        }

        _tags = tags.ToFrozenDictionary();
    }

    /// <summary>SyncML 1.1 (public identifier 0FD3), for DM 1.1.2.</summary>
    public static WbxmlCodeSpace SyncMl11 { get; } = new(
        "SyncML 1.1",
        0x0FD3,
        "-//SYNCML//DTD SyncML 1.1//EN",
        [
            new WbxmlTagPage(WbxmlNamespaces.SyncMl11, WbxmlTokenTables.SyncMl, 0x34),
            new WbxmlTagPage(WbxmlNamespaces.MetInf, WbxmlTokenTables.MetInf, 0x15),
            new WbxmlTagPage(WbxmlNamespaces.DmDdf, WbxmlTokenTables.DmDdf, 0x3F),
        ],
        0);

    /// <summary>SyncML 1.2 (public identifier 1201), for DM 1.2. Page 2 is the inline form of a management tree.</summary>
    public static WbxmlCodeSpace SyncMl12 { get; } = new(
        "SyncML 1.2",
        0x1201,
        "-//SYNCML//DTD SyncML 1.2//EN",
        [
            new WbxmlTagPage(WbxmlNamespaces.SyncMl12, WbxmlTokenTables.SyncMl, 0x3F),
            new WbxmlTagPage(WbxmlNamespaces.MetInf, WbxmlTokenTables.MetInf, 0x3F),
            new WbxmlTagPage(WbxmlNamespaces.DmDdf, WbxmlTokenTables.DmDdf, 0x3F),
        ],
        0);

    /// <summary>DM device description and TNDS as a document of its own. The tokens are those of page 2; some encoders leave them on page 0.</summary>
    public static WbxmlCodeSpace DmDdf12 { get; } = new(
        "DM DDF 1.2",
        0,
        "-//OMA//DTD-DM-DDF 1.2//EN",
        [
            new WbxmlTagPage(WbxmlNamespaces.DmDdf, WbxmlTokenTables.DmDdf, 0x3F),
            null,
            new WbxmlTagPage(WbxmlNamespaces.DmDdf, WbxmlTokenTables.DmDdf, 0x3F),
        ],
        2);

    /// <summary>Client Provisioning 1.0 and 1.1 (public identifier 0B).</summary>
    public static WbxmlCodeSpace Provisioning { get; } = new(
        "PROV 1.0",
        0x0B,
        "-//WAPFORUM//DTD PROV 1.0//EN",
        [
            new WbxmlTagPage(WbxmlNamespaces.None, WbxmlTokenTables.ProvisioningTags0, 0x3F),
            new WbxmlTagPage(WbxmlNamespaces.None, WbxmlTokenTables.ProvisioningTags1, 0x3F),
        ],
        0,
        WbxmlAttributePage.Parse(WbxmlTokenTables.ProvisioningStarts0, WbxmlTokenTables.ProvisioningValues0),
        WbxmlAttributePage.Parse(WbxmlTokenTables.ProvisioningStarts1, WbxmlTokenTables.ProvisioningValues1));

    /// <summary>What the document type is called.</summary>
    public string Title { get; }

    /// <summary>The registered number, or 0 when there is none and <see cref="FormalPublicId"/> goes through the string table.</summary>
    public uint PublicId { get; }

    /// <summary>The formal public identifier.</summary>
    public string FormalPublicId { get; }

    /// <summary>Whether <paramref name="name"/> of <paramref name="ns"/> has a tag token, and which.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name, case sensitive.</param>
    /// <param name="page">Its tag code page.</param>
    /// <param name="code">Its token without the attribute and content bits.</param>
    public bool TryFindTag(string ns, string name, out byte page, out byte code)
    {
        var found = _tags.TryGetValue((ns, name), out var token);
        (page, code) = token;
        return found;
    }

    internal WbxmlTagPage? TagPage(byte page) => page < _tagPages.Length ? _tagPages[page] : null;

    internal int AttributePageCount => _attributePages.Length;

    /// <summary>A document type without attributes still has attribute page 0: there every token is unknown.</summary>
    internal WbxmlAttributePage? AttributePage(byte page) =>
        page < _attributePages.Length ? _attributePages[page] : page == 0 ? WbxmlAttributePage.Empty : null;

    internal static WbxmlCodeSpace? ForPublicId(uint number) => number switch
    {
        0x0FD3 => SyncMl11,
        0x1201 => SyncMl12,
        0x0B => Provisioning,
        _ => null,
    };

    internal static WbxmlCodeSpace? ForFormalPublicId(ReadOnlySpan<byte> identifier)
    {
        foreach (var space in (ReadOnlySpan<WbxmlCodeSpace>)[SyncMl12, SyncMl11, DmDdf12, Provisioning])
        {
            if (identifier.Length == space.FormalPublicId.Length && Ascii.Equals(identifier, space.FormalPublicId))
                return space;
        }

        return null;
    }

    /// <inheritdoc />
    public override string ToString() => Title;
}

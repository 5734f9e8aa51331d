using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>The tokens of one document type: its tag pages, its attribute pages and how it is named in a header.</summary>
public sealed class WbxmlCodeSpace
{
    private readonly ImmutableArray<WbxmlTagPage?> _tagPages;
    private readonly ImmutableArray<WbxmlAttributePage?> _attributePages;
    private readonly byte _preferredPage;

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
        _preferredPage = preferredPage;
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

    /// <summary>Device information 1.1 (public identifier 0FD4), for data synchronization.</summary>
    public static WbxmlCodeSpace DevInf11 { get; } = new(
        "DevInf 1.1",
        0x0FD4,
        "-//SYNCML//DTD DevInf 1.1//EN",
        [new WbxmlTagPage(WbxmlNamespaces.DevInf, WbxmlTokenTables.DevInf, 0x2A, (0x1C, "Size"))],
        0);

    /// <summary>Device information 1.2 (public identifier 1203), for data synchronization.</summary>
    public static WbxmlCodeSpace DevInf12 { get; } = new(
        "DevInf 1.2",
        0x1203,
        "-//SYNCML//DTD DevInf 1.2//EN",
        [new WbxmlTagPage(WbxmlNamespaces.DevInf, WbxmlTokenTables.DevInf, 0x3F)],
        0);

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
    public bool TryFindTag(string ns, string name, out byte page, out byte code) => TryFindTag(ns, name, _preferredPage, out page, out code);

    /// <summary>The same, on the page in force where that has it.</summary>
    internal bool TryFindTag(string ns, string name, byte inForce, out byte page, out byte code)
    {
        // Page 0 of a device description repeats page 2 and is never written, although it is in force at the start.
        page = _preferredPage != 0 ? _preferredPage : inForce;
        if (IsOn(page, ns, name, out code))
            return true;
        for (page = 0; page < _tagPages.Length; page++)
        {
            if (IsOn(page, ns, name, out code))
                return true;
        }

        (page, code) = (0, 0);
        return false;
    }

    private bool IsOn(byte page, string ns, string name, out byte code)
    {
        code = 0;
        return page < _tagPages.Length && _tagPages[page] is { } tags && tags.Namespace == ns && tags.Codes.TryGetValue(name, out code);
    }

    internal WbxmlTagPage? TagPage(byte page) => page < _tagPages.Length ? _tagPages[page] : null;

    /// <summary>Whether Data of this document type may hold documents of another one.</summary>
    internal bool CanEmbed => this == SyncMl11 || this == SyncMl12;

    /// <summary>The document type whose documents have this root.</summary>
    internal static WbxmlCodeSpace? ForRoot(string ns, string name) => (ns, name) switch
    {
        (WbxmlNamespaces.SyncMl12, "SyncML") => SyncMl12,
        (WbxmlNamespaces.SyncMl11, "SyncML") => SyncMl11,
        (WbxmlNamespaces.DmDdf, "MgmtTree") => DmDdf12,
        (WbxmlNamespaces.DevInf, "DevInf") => DevInf12,
        (WbxmlNamespaces.None, "wap-provisioningdoc") => Provisioning,
        _ => null,
    };

    internal int AttributePageCount => _attributePages.Length;

    /// <summary>A document type without attributes still has attribute page 0: there every token is unknown.</summary>
    internal WbxmlAttributePage? AttributePage(byte page) =>
        page < _attributePages.Length ? _attributePages[page] : page == 0 ? WbxmlAttributePage.Empty : null;

    internal static WbxmlCodeSpace? ForPublicId(uint number) => number switch
    {
        0x0FD3 => SyncMl11,
        0x1201 => SyncMl12,
        0x0FD4 => DevInf11,
        0x1203 => DevInf12,
        0x0B => Provisioning,
        _ => null,
    };

    internal static WbxmlCodeSpace? ForFormalPublicId(ReadOnlySpan<byte> identifier)
    {
        foreach (var space in (ReadOnlySpan<WbxmlCodeSpace>)[SyncMl12, SyncMl11, DmDdf12, DevInf12, DevInf11, Provisioning])
        {
            if (identifier.Length == space.FormalPublicId.Length && Ascii.Equals(identifier, space.FormalPublicId))
                return space;
        }

        return null;
    }

    /// <inheritdoc />
    public override string ToString() => Title;
}

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
        FormalPublicIdUtf8 = Encoding.UTF8.GetBytes(formalPublicId);
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

    internal byte[] FormalPublicIdUtf8 { get; }

    /// <summary>Whether <paramref name="name"/> of <paramref name="ns"/> has a tag token, and which.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name, case sensitive.</param>
    /// <param name="page">Its tag code page.</param>
    /// <param name="code">Its token without the attribute and content bits.</param>
    public bool TryFindTag(string ns, string name, out byte page, out byte code)
    {
        // No name with a token is as long as that.
        Span<byte> octets = stackalloc byte[64];
        if (Encoding.UTF8.TryGetBytes(name, octets, out var length))
            return TryFindTag(ns, octets[..length], _preferredPage, out page, out code);
        (page, code) = (0, 0);
        return false;
    }

    /// <summary>The same for a name in UTF-8, on the page in force where that has it.</summary>
    internal bool TryFindTag(string ns, ReadOnlySpan<byte> name, byte inForce, out byte page, out byte code)
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

    private bool IsOn(byte page, string ns, ReadOnlySpan<byte> name, out byte code)
    {
        code = page < _tagPages.Length && _tagPages[page] is { } tags && (ReferenceEquals(tags.Namespace, ns) || tags.Namespace == ns) ? tags.Find(name) : (byte)0;
        return code != 0;
    }

    internal WbxmlTagPage? TagPage(byte page) => page < _tagPages.Length ? _tagPages[page] : null;

    /// <summary>Whether Data of this document type may hold documents of another one.</summary>
    internal bool CanEmbed => this == SyncMl11 || this == SyncMl12;

    /// <summary>The document type whose documents have this root.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its local name in UTF-8.</param>
    internal static WbxmlCodeSpace? ForRoot(string ns, ReadOnlySpan<byte> name) => ns switch
    {
        WbxmlNamespaces.SyncMl12 when name.SequenceEqual("SyncML"u8) => SyncMl12,
        WbxmlNamespaces.SyncMl11 when name.SequenceEqual("SyncML"u8) => SyncMl11,
        WbxmlNamespaces.DmDdf when name.SequenceEqual("MgmtTree"u8) => DmDdf12,
        WbxmlNamespaces.DevInf when name.SequenceEqual("DevInf"u8) => DevInf12,
        WbxmlNamespaces.None when name.SequenceEqual("wap-provisioningdoc"u8) => Provisioning,
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

using DmSc.Peers.Card.Image;
using DmSc.Wire;
using DmSc.Wire.Tlv;

namespace DmSc.Peers.Deviations;

/// <summary>Finds the files of the card bootstrap in an image by following EF_ODF and EF_DODF, as a terminal does.</summary>
internal static class BootstrapPlace
{
    public const ushort DirFid = 0x2F00;
    public const ushort OdfFid = 0x5031;

    /// <summary>2.23.43.7.1, the content of its OBJECT IDENTIFIER.</summary>
    public static readonly byte[] Oid = [0x67, 0x2B, 0x07, 0x01];

    /// <summary>RID A000000063 and PIX "PKCS-15".</summary>
    public static readonly byte[] Aid = [0xA0, 0x00, 0x00, 0x00, 0x63, 0x50, 0x4B, 0x43, 0x53, 0x2D, 0x31, 0x35];

    public static ElementaryFile Odf(CardImage image) => File(image, OdfFid, "EF_ODF");

    /// <summary>The directory files that EF_ODF names as DODF (tag A7) and that exist.</summary>
    public static IReadOnlyList<ElementaryFile> Dodfs(CardImage image)
    {
        var application = Application(image);
        List<ElementaryFile> found = [];
        foreach (var entry in Entries(Odf(image).Content, image, "EF_ODF"))
        {
            if (entry.Tag == 0xA7 && PathIn(entry) is { } fid && Child(application, fid) is { } file)
                found.Add(file);
        }

        return found.Count > 0 ? found : throw Lacks(image, "an EF_DODF that EF_ODF points to");
    }

    /// <summary>The DODFs with an entry for DM bootstrap.</summary>
    public static IReadOnlyList<ElementaryFile> BootstrapDodfs(CardImage image)
    {
        List<ElementaryFile> found = [.. Dodfs(image).Where(d => d.Content.AsSpan().IndexOf(Oid) >= 0)];
        return found.Count > 0 ? found : throw Lacks(image, "an EF_DODF entry with object identifier 2.23.43.7.1");
    }

    /// <summary>The EFs with bootstrap messages.</summary>
    public static IReadOnlyList<ElementaryFile> Messages(CardImage image)
    {
        var application = Application(image);
        List<ElementaryFile> found = [];
        foreach (var dodf in BootstrapDodfs(image))
        {
            foreach (var entry in Entries(dodf.Content, image, "EF_DODF"))
            {
                if (entry.Value.Span.IndexOf(Oid) >= 0 && PathIn(entry) is { } fid && Child(application, fid) is { } file)
                    found.Add(file);
            }
        }

        return found.Count > 0 ? found : throw Lacks(image, "a bootstrap file that EF_DODF points to");
    }

    /// <summary>Whether the card has an EF_ICCID.</summary>
    public static bool HasIccid(CardImage image) => Child(image.MasterFile, 0x2FE2) is not null;

    public static ElementaryFile Dir(CardImage image) =>
        Child(image.MasterFile, DirFid) ?? throw Lacks(image, "EF_DIR 2F00");

    public static DirectoryFile Application(CardImage image) =>
        image.MasterFile.Children.OfType<DirectoryFile>().FirstOrDefault(d => d.Aid is { } aid && aid.AsSpan().SequenceEqual(Aid))
        ?? throw Lacks(image, "an application with the AID of PKCS#15");

    /// <summary>The image with one file of the tree, found by identity, replaced, or removed when <paramref name="by"/> is <c>null</c>.</summary>
    public static CardImage Replace(CardImage image, CardFile file, CardFile? by) =>
        image with { MasterFile = Replace(image.MasterFile, file, by) };

    private static DirectoryFile Replace(DirectoryFile directory, CardFile file, CardFile? by)
    {
        List<CardFile> children = [];
        foreach (var child in directory.Children)
        {
            if (!ReferenceEquals(child, file))
                children.Add(child is DirectoryFile below ? Replace(below, file, by) : child);
            else if (by is not null)
                children.Add(by);
        }

        return directory with { Children = children };
    }

    private static ElementaryFile File(CardImage image, ushort fid, string name) =>
        Child(Application(image), fid) ?? throw Lacks(image, $"{name} {fid:X4} in the PKCS#15 application");

    private static ElementaryFile? Child(DirectoryFile directory, int fid) =>
        directory.Children.OfType<ElementaryFile>().FirstOrDefault(f => f.Fid == fid);

    private static IReadOnlyList<BerTlv> Entries(byte[] content, CardImage image, string name)
    {
        try
        {
            return BerTlv.ReadAll(content);
        }
        catch (WireFormatException e)
        {
            throw new ArgumentException($"card image '{image.Name}': {name} cannot be read: {e.Message}", nameof(image), e);
        }
    }

    /// <summary>The last file identifier of the last path (04 in 30) of an entry: paths end the entries of ODF and DODF.</summary>
    internal static int? PathIn(BerTlv entry)
    {
        var bytes = entry.Value.Span;
        for (var at = bytes.Length - 6; at >= 0; at--)
        {
            if (bytes[at] == 0x30 && bytes[at + 2] == 0x04 && bytes[at + 3] is var length && length >= 2 && length % 2 == 0
                && at + 2 + bytes[at + 1] <= bytes.Length && at + 4 + length <= bytes.Length)
            {
                return (bytes[at + 2 + length] << 8) | bytes[at + 3 + length];
            }
        }

        return null;
    }

    private static ArgumentException Lacks(CardImage image, string what) =>
        new($"card image '{image.Name}' has not {what}: the deviation would change nothing", nameof(image));
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using DmSc.Peers.Card.Image;
using DmSc.Wire.Pkcs15;
using DmSc.Wire.Tlv;

namespace DmSc.Peers.Deviations;

/// <summary>Defects in what the directories of the PKCS#15 application lead to besides the first bootstrap object.</summary>
internal static class DirectoryDeviations
{
    public static ImmutableArray<CardDeviation> All() =>
    [
        new("card.application-lost-on-reset", "From the second activation on the files of the PKCS#15 application hold nothing but FF.",
            image => BootstrapPlace.Messages(image).Count > 0 ? image : throw CardDeviations.Unchanged(image, "a bootstrap file"),
            _ => new LoseApplicationOnReset()),
        new("card.arr-unreadable", "READ RECORD of EF_ARR is refused with 6982.", filter: _ => new RefuseOn(0xB2, "MF/2F06")),
        new("card.further-directory-missing", "The DODF with Client Provisioning, to which EF_ODF points, does not exist.",
            image => CardDeviations.Each(image, OtherDodfs(image), _ => null)),
        new("card.further-object-dangling", "The second and every later bootstrap object in the DODF leads to a file that does not exist.",
            image => CardDeviations.Each(image, FurtherMessages(image), _ => null)),
        new("card.further-object-not-listed", "The DODF ends behind its first bootstrap object.",
            image => FurtherMessages(image).Count > 0 ? CardDeviations.Each(image, BootstrapPlace.BootstrapDodfs(image), OnlyFirst) : image),
        new("card.modifiable-object-closed", "EF_ARR lets the issuer alone update files of objects that are flagged modifiable.",
            image => CardDeviations.Each(image, Flagged(image, "a modifiable object", e => e.IsModifiable), file => file with { Access = Rules(file) with { Update = new AccessCondition.Key(0x0A) } })),
        new("card.part-displaced", "The path of a bootstrap object with index and length starts one octet too late.",
            image => CardDeviations.Each(image, [.. BootstrapPlace.BootstrapDodfs(image).Where(d => IndexIn(d.Content) >= 0)], Displaced)),
        new("card.private-object-free", "EF_ARR lets everybody read files of objects that are flagged private.",
            image => CardDeviations.Each(image, Flagged(image, "a private object", e => e.IsPrivate), file => file with { Access = Rules(file) with { Read = new AccessCondition.Always() } })),
        new("card.provisioning-file-unreadable", "READ BINARY of Client Provisioning files is refused with 6982 although EF_ARR allows it.",
            image => OtherDodfs(image).Count > 0 ? image : throw CardDeviations.Unchanged(image, "a DODF with other objects"),
            image => new RefuseReading([.. OtherDodfs(image).SelectMany(d => BerTlv.ReadAll(d.Content)).Select(BootstrapPlace.PathIn).OfType<int>().Select(f => (ushort)f)])),
        new("card.unmodifiable-object-open", "EF_ARR lets everybody update the bootstrap files, whose objects are not flagged modifiable.",
            image => CardDeviations.Each(image, Flagged(image, "an object that is not modifiable", e => !e.IsModifiable && e.Has(OmaObjectIdentifiers.DmBootstrap)), file => file with { Access = Rules(file) with { Update = new AccessCondition.Always() } })),
    ];

    /// <summary>The files of the objects that the DODFs list with certain flags.</summary>
    private static List<ElementaryFile> Flagged(CardImage image, string what, Predicate<DataObjectEntry> wanted)
    {
        var fids = BootstrapPlace.Dodfs(image).SelectMany(d => DataObjectDirectory.Parse(d.Content).Entries)
            .Where(e => wanted(e)).Select(e => e.Value).OfType<DataObjectValue.Indirect>()
            .Select(v => (ushort?)BinaryPrimitives.ReadUInt16BigEndian(v.Path.FileIds.Span[^2..])).ToHashSet();
        List<ElementaryFile> files = [.. BootstrapPlace.Application(image).Children.OfType<ElementaryFile>().Where(f => fids.Contains(f.Fid))];
        return files.Count > 0 ? files : throw CardDeviations.Unchanged(image, what);
    }

    private static AccessRules Rules(ElementaryFile file) => file.Access ?? AccessRules.ReadAlways;

    private static List<ElementaryFile> OtherDodfs(CardImage image)
    {
        var bootstrap = BootstrapPlace.BootstrapDodfs(image);
        List<ElementaryFile> others = [.. BootstrapPlace.Dodfs(image).Where(d => !bootstrap.Contains(d))];
        return others.Count > 0 ? others : throw CardDeviations.Unchanged(image, "a DODF with other objects");
    }

    private static List<ElementaryFile> FurtherMessages(CardImage image)
    {
        List<ElementaryFile> further = [.. BootstrapPlace.Messages(image).Skip(1)];
        return further.Count > 0 ? further : throw CardDeviations.Unchanged(image, "more than one bootstrap file");
    }

    private static ElementaryFile OnlyFirst(ElementaryFile dodf)
    {
        var at = 0;
        BerTlv.Read(dodf.Content, ref at);
        return dodf with { Content = dodf.Content[..at], Size = dodf.EffectiveSize };
    }

    /// <summary>Position of the one octet of an index: 30 L 04 02 FID FID 02 01 index 80.</summary>
    private static int IndexIn(byte[] dodf)
    {
        for (var at = 0; at + 9 < dodf.Length; at++)
        {
            if (dodf[at] == 0x30 && dodf[at + 2] == 0x04 && dodf[at + 3] == 0x02 && dodf[at + 6] == 0x02 && dodf[at + 7] == 0x01 && dodf[at + 9] == 0x80)
                return at + 8;
        }

        return -1;
    }

    private static ElementaryFile Displaced(ElementaryFile dodf)
    {
        var content = dodf.Content.ToArray();
        content[IndexIn(content)]++;
        return dodf with { Content = content };
    }
}

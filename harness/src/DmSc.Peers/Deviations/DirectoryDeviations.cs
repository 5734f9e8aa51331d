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
        new("card.certificate-directory-malformed", "The directory of certificates to which EF_ODF points ends in the middle of its first entry.",
            image => CardDeviations.Each(image, Cdfs(image), CardDeviations.CutFirstEntry)),
        new("card.certificate-directory-missing", "The directory of certificates to which EF_ODF points does not exist.",
            image => CardDeviations.Each(image, Cdfs(image), _ => null)),
        new("card.certificate-malformed", "The second half of every certificate is lost: the rest of the file is FF.",
            image => CardDeviations.Each(image, Certificates(image), file => file with { Content = file.Content[..(file.Content.Length / 2)], Size = file.EffectiveSize })),
        new("card.certificate-missing", "The directory of certificates leads to files that do not exist.",
            image => CardDeviations.Each(image, Certificates(image), _ => null)),
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
            .Select(v => Fid(v.Path)).ToHashSet();
        return FilesOf(image, fids, what);
    }

    private static AccessRules Rules(ElementaryFile file) => file.Access ?? AccessRules.ReadAlways;

    private static List<ElementaryFile> OtherDodfs(CardImage image)
    {
        var bootstrap = BootstrapPlace.BootstrapDodfs(image);
        List<ElementaryFile> others = [.. BootstrapPlace.Dodfs(image).Where(d => !bootstrap.Contains(d))];
        return others.Count > 0 ? others : throw CardDeviations.Unchanged(image, "a DODF with other objects");
    }

    /// <summary>The directory files that EF_ODF names as those of certificates (A4 to A6).</summary>
    private static List<ElementaryFile> Cdfs(CardImage image)
    {
        var fids = ObjectDirectory.Parse(BootstrapPlace.Odf(image).Content).Entries
            .Where(e => e.Class is Pkcs15ObjectClass.Certificates or Pkcs15ObjectClass.TrustedCertificates or Pkcs15ObjectClass.UsefulCertificates)
            .Select(e => e.Path).OfType<Pkcs15Path>().Select(Fid).ToHashSet();
        return FilesOf(image, fids, "a directory of certificates");
    }

    private static List<ElementaryFile> Certificates(CardImage image)
    {
        var fids = Cdfs(image).SelectMany(d => CertificateDirectory.Parse(d.Content).Entries)
            .Select(e => e.Value).OfType<DataObjectValue.Indirect>().Select(v => Fid(v.Path)).ToHashSet();
        return FilesOf(image, fids, "a certificate in a file");
    }

    private static ushort? Fid(Pkcs15Path path) => BinaryPrimitives.ReadUInt16BigEndian(path.FileIds.Span[^2..]);

    private static List<ElementaryFile> FilesOf(CardImage image, HashSet<ushort?> fids, string what)
    {
        List<ElementaryFile> files = [.. BootstrapPlace.Application(image).Children.OfType<ElementaryFile>().Where(f => fids.Contains(f.Fid))];
        return files.Count > 0 ? files : throw CardDeviations.Unchanged(image, what);
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

using System.Collections.Immutable;
using DmSc.Peers.Card.Image;
using DmSc.Wire.Tlv;

namespace DmSc.Peers.Deviations;

/// <summary>Every defect the reference card can be told to have.</summary>
public static class CardDeviations
{
    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<CardDeviation> All { get; } =
        Messages().AddRange(PinDeviations.All()).AddRange(AnswerDeviations.All()).AddRange(DirectoryDeviations.All()).Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));

    /// <summary>The deviation of that name, or <c>null</c>.</summary>
    /// <param name="name">Exact name.</param>
    public static CardDeviation? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static ImmutableArray<CardDeviation> Messages() =>
    [
        new("card.announces-no-uicc-protocol", "The ATR offers neither T=0 nor T=1, but T=14.", OfferingT14),
        new("card.answers-on-closed-channels", "A command on a logical channel that is not open is executed on channel 0.",
            filter: _ => new ExecuteOnChannelZero()),
        new("card.answers-one-octet-too-much", "A response that fills Le has one more octet behind it.",
            filter: _ => new OneOctetTooMuch()),
        new("card.bootstrap-as-xml", "The bootstrap file holds the message as XML text instead of WBXML.",
            image => Rewrite(image, BootstrapContents.Xml)),
        new("card.bootstrap-stale-size",
            "The FCP of the bootstrap file tells two thirds of the message's length as file size, so that who trusts it gets a cut message.",
            image => EachMessage(image, file => file with { ReportedSize = Math.Max(1, MessageLength(file) * 2 / 3) })),
        new("card.bootstrap-truncated", "The second half of the bootstrap message is lost: the rest of the file is FF.",
            image => EachMessage(image, file => file with { Content = file.Content[..(MessageLength(file) / 2)], Size = file.EffectiveSize })),
        new("card.bootstrap-unreadable", "READ BINARY of the bootstrap file is refused with 6982 although EF_ARR and the object's flags allow it.",
            image => BootstrapPlace.Messages(image).Count > 0 ? image : throw Unchanged(image, "a bootstrap file"),
            image => new RefuseReading([.. BootstrapPlace.Messages(image).Select(f => (ushort)f.Fid!)])),
        new("card.bootstrap-without-account", "The bootstrap message is well formed but adds no DM account.",
            image => Rewrite(image, BootstrapContents.WithoutAccount)),
        new("card.channels-share-selection", "A SELECT on another logical channel also changes what is selected on channel 0.",
            filter: _ => new ShareSelection()),
        new("card.dodf-malformed", "The DODF ends in the middle of its first entry: the DER length runs over the end of the file.",
            image => Each(image, BootstrapPlace.BootstrapDodfs(image), CutFirstEntry)),
        new("card.dodf-missing", "EF_ODF points to a DODF that does not exist.",
            image => Each(image, BootstrapPlace.Dodfs(image), _ => null)),
        new("card.dodf-path-dangling", "The DODF points to a bootstrap file that does not exist.",
            image => Each(image, BootstrapPlace.Messages(image), _ => null)),
        new("card.dodf-wrong-oid", "The DODF names the bootstrap object with 2.23.43.9.1 (LwM2M) instead of 2.23.43.7.1.",
            image => Each(image, BootstrapPlace.BootstrapDodfs(image), WithOtherOid)),
        new("card.ef-dir-without-pkcs15", "EF_DIR has no application template for PKCS#15.", WithoutTemplate),
        new("card.failed-select-loses-selection", "A SELECT that is refused with 6A82 leaves the MF selected instead of what was selected before.",
            filter: _ => new LoseSelection()),
        new("card.iccid-unreadable", "READ BINARY of EF_ICCID is refused with 6982 although EF_ARR allows it.",
            image => BootstrapPlace.HasIccid(image) ? image : throw Unchanged(image, "EF_ICCID"),
            _ => new RefuseOn(0xB0, "MF/2FE2")),
        new("card.mute-on-select-aid", "The card stops answering at the first SELECT by AID until it is reset; a virtual reader loses it.",
            filter: _ => new MuteOnSelectByName()),
        new("card.no-logical-channels", "MANAGE CHANNEL is answered 6881 although the ATR announces logical channels.",
            image => image.LogicalChannels > 1 ? image with { LogicalChannels = 1 } : throw Unchanged(image, "more than one logical channel")),
        new("card.odf-missing", "The PKCS#15 application has no EF_ODF.",
            image => BootstrapPlace.Replace(image, BootstrapPlace.Odf(image), null)),
        new("card.odf-without-dodf", "EF_ODF has no entry for a data object directory file.", WithoutDodfEntries),
        new("card.pkcs15-not-selectable", "SELECT by the AID of PKCS#15 is answered 6A82; the directory is still there for selection by path.",
            image => BootstrapPlace.Application(image) is var application
                ? BootstrapPlace.Replace(image, application, application with { Aid = null, Fid = application.Fid ?? 0x7F50 })
                : image),
        new("card.read-binary-ignores-offset", "READ BINARY returns the start of the file for any offset.",
            filter: _ => new IgnoreOffset()),
        new("card.record-behind-the-last", "READ RECORD of a record behind the last one returns the first record.",
            filter: _ => new RepeatRecord()),
        new("card.selects-any-aid", "SELECT of an AID that is not on the card is answered 9000.",
            filter: _ => new SelectAnyAid()),
        new("card.selects-anything", "SELECT of a file identifier or path that does not exist is answered 9000.",
            filter: _ => new SelectAnything()),
        new("card.wrong-record-length", "READ RECORD of EF_DIR returns one octet less than the record length.",
            image => BootstrapPlace.Dir(image) is not null ? image : throw Unchanged(image, "EF_DIR"),
            _ => new ShortRecord("MF/2F00")),
    ];

    internal static CardImage Each(CardImage image, IReadOnlyList<ElementaryFile> files, Func<ElementaryFile, ElementaryFile?> change) =>
        files.Aggregate(image, (current, file) => BootstrapPlace.Replace(current, file, change(file)));

    private static CardImage EachMessage(CardImage image, Func<ElementaryFile, ElementaryFile> change) =>
        Each(image, BootstrapPlace.Messages(image), change);

    private static CardImage Rewrite(CardImage image, byte[] content) =>
        EachMessage(image, file => file with { Content = content, Size = Math.Max(file.EffectiveSize, content.Length) });

    /// <summary>Content without the FF padding that a loader may have put behind it.</summary>
    private static int MessageLength(ElementaryFile file) => file.Content.AsSpan().TrimEnd((byte)0xFF).Length;

    internal static ElementaryFile CutFirstEntry(ElementaryFile file)
    {
        var at = 0;
        BerTlv.Read(file.Content, ref at);
        var half = file.Content[..Math.Max(3, at / 2)];
        return file with { Content = half, Size = half.Length };
    }

    private static ElementaryFile WithOtherOid(ElementaryFile file)
    {
        var content = file.Content.ToArray();
        for (var at = content.AsSpan().IndexOf(BootstrapPlace.Oid); at >= 0; at = content.AsSpan().IndexOf(BootstrapPlace.Oid))
            content[at + 2] = 0x09;
        return file with { Content = content };
    }

    private static CardImage OfferingT14(CardImage image)
    {
        var atr = image.Atr.ToArray();
        var changed = false;
        var follows = atr[1] >> 4;
        for (var at = 2; (follows & 8) != 0; at++)
        {
            at += (follows & 1) + ((follows >> 1) & 1) + ((follows >> 2) & 1);
            follows = atr[at] >> 4;
            if ((atr[at] & 0x0F) > 1)
                continue;
            // TCK, the last octet, makes the XOR of all but the first one zero.
            var octet = (byte)((atr[at] & 0xF0) | 0x0E);
            atr[^1] ^= (byte)(atr[at] ^ octet);
            atr[at] = octet;
            changed = true;
        }

        // Without TD1 an ATR offers T=0, and without T=15 it may have no TCK.
        return changed && UiccAtr.Check(atr, out _) is null ? image with { Atr = atr } : throw Unchanged(image, "an ATR with TD1 and TCK");
    }

    private static CardImage WithoutTemplate(CardImage image)
    {
        var dir = BootstrapPlace.Dir(image);
        var kept = dir.Records.Select(r => r.AsSpan().IndexOf(BootstrapPlace.Aid) < 0 ? r : []).ToList();
        if (kept.TrueForAll(r => r.Length > 0))
            throw Unchanged(image, "an EF_DIR record with the AID of PKCS#15");
        return BootstrapPlace.Replace(image, dir, dir with
        {
            Records = kept,
            RecordLength = dir.EffectiveRecordLength,
            RecordCount = dir.EffectiveRecordCount,
        });
    }

    private static CardImage WithoutDodfEntries(CardImage image)
    {
        var odf = BootstrapPlace.Odf(image);
        var entries = BerTlv.ReadAll(odf.Content);
        byte[] kept = [.. entries.Where(e => e.Tag != 0xA7).SelectMany(e => BerTlv.Encode(e.Tag, e.Value.ToArray()))];
        return entries.Any(e => e.Tag == 0xA7)
            ? BootstrapPlace.Replace(image, odf, odf with { Content = kept, Size = odf.EffectiveSize })
            : throw Unchanged(image, "an EF_ODF entry for a DODF");
    }

    internal static ArgumentException Unchanged(CardImage image, string lacks) =>
        new($"card image '{image.Name}' has not {lacks}: the deviation would change nothing", nameof(image));
}

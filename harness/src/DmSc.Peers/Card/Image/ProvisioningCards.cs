using System.Collections.Immutable;

namespace DmSc.Peers.Card.Image;

/// <summary>Cards that hold bootstrap data and nothing else: for devices that read them. The content is the caller's, right or wrong.</summary>
public static class ProvisioningCards
{
    private static readonly byte[] s_aid = Convert.FromHexString("A000000063504B43532D3135");
    private static readonly byte[] s_application = Convert.FromHexString("611D4F0CA000000063504B43532D31355007504B435323313551043F007F50");
    private static readonly byte[] s_dm = Convert.FromHexString("0604672B0701");
    private static readonly byte[] s_cp = Convert.FromHexString("0604672B0501");

    /// <summary>A card with bootstrap files in a PKCS#15 application, readable without a PIN.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="iccid">ICCID, digits.</param>
    /// <param name="dm">Messages of the DM profile, in order of priority; at most 16.</param>
    /// <param name="cp">Client Provisioning documents; at most 16.</param>
    /// <exception cref="ArgumentException">Too many files, or one that no EF can hold.</exception>
    public static CardImage Create(string name, string iccid, ImmutableArray<byte[]> dm, ImmutableArray<byte[]> cp)
    {
        if (dm.Length > 16 || cp.Length > 16)
            throw new ArgumentException("a provisioning card holds at most 16 files of a kind", nameof(dm));
        var files = new List<CardFile>();
        var entries = new List<byte>();
        var rules = AccessRules.ReadAlways;
        Add(dm, 0x6431, s_dm, "EF_DM_Bootstrap");
        Add(cp, 0x6441, s_cp, "EF_Bootstrap");
        CardFile odf = new ElementaryFile { Fid = 0x5031, Label = "EF_ODF", Content = Convert.FromHexString("A706300404026430"), Size = 32, Access = rules };
        CardFile dodf = new ElementaryFile { Fid = 0x6430, Label = "EF_DODF", Content = [.. entries], Size = Math.Max(64, entries.Count + 16), Access = rules };
        var application = new DirectoryFile { Fid = 0x7F50, Aid = s_aid, Label = "PKCS#15", Children = [odf, dodf, .. files], Access = rules };
        var image = new CardImage
        {
            Name = name,
            Atr = UiccAtr.Create(),
            Iccid = iccid,
            Pins = [CardPin.OfDigits(0x0A, "11111111")],
            MasterFile = new DirectoryFile
            {
                Fid = 0x3F00,
                Label = "MF",
                Access = rules,
                Children =
                [
                    new ElementaryFile { Fid = 0x2F00, Label = "EF_DIR", Structure = FileStructure.LinearFixed, Sfi = 30, RecordLength = 38, Records = [s_application], Access = rules },
                    new ElementaryFile { Fid = 0x2FE2, Label = "EF_ICCID", Sfi = 2, Access = rules },
                    new ElementaryFile { Fid = CardImage.GeneratedArr, Label = "EF_ARR", Structure = FileStructure.LinearFixed, Sfi = 6, Access = rules },
                    application,
                ],
            },
        };
        return image.Validate() is { Count: > 0 } problems ? throw new ArgumentException(problems[0].ToString(), nameof(dm)) : image;

        void Add(ImmutableArray<byte[]> contents, ushort first, byte[] oid, string label)
        {
            foreach (var content in contents)
            {
                var fid = (ushort)(first + files.Count);
                files.Add(new ElementaryFile { Fid = fid, Label = label, Content = content, Size = content.Length + 8, Access = rules });

                // CommonObjectAttributes with a label, no flags: public and not modifiable; the type; the path of the file.
                byte[] entry = [0x30, 0x0E, 0x0C, 0x0C, .. "DM Bootstrap"u8, 0x30, (byte)oid.Length, .. oid, 0xA1, 0x06, 0x30, 0x04, 0x04, 0x02, (byte)(fid >> 8), (byte)fid];
                entries.AddRange([0x30, (byte)entry.Length, .. entry]);
            }
        }
    }
}

using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Pkcs15;

/// <summary>Whatever a card sends, a decoder answers with a value or with a <see cref="WireFormatException"/> whose offset is inside the input.</summary>
public sealed class DecoderRobustnessTests
{
    private static readonly (string Name, Action<byte[]> Decode)[] Decoders =
    [
        ("FCP", b => Fcp.Parse(b)),
        ("ATR", b => Atr.Parse(b)),
        ("EF(ARR)", b => AccessRule.ParseExpanded(b)),
        ("EF(DIR)", b => _ = ApplicationTemplate.Parse(b)?.LabelText),
        ("EF(ICCID)", b => Iccid.Parse(b)),
        ("EF(ODF)", b => ObjectDirectory.Parse(b)),
        ("EF(DODF)", b => DataObjectDirectory.Parse(b)),
        ("EF(TokenInfo)", b => TokenInfo.Parse(b)),
        ("EF(AODF)", b => AuthenticationObjectDirectory.Parse(b)),
        ("EF(CDF)", b => CertificateDirectory.Parse(b)),
    ];

    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            "622E82027821 83027F50840CA000000063504B43532D3135A5038001718A01058B032F0601C609900180830101830181",
            "620CAB0A80010190008001029700",
            "3B9F96801FC78031A073BE2113674F4D41444D534382",
            "800101A01AA406830101950108A710A406830181950108A40683010B950108",
            "611D4F0CA000000063504B43532D31355007504B435323313551043F007F50FFFF",
            "98882211000000643734",
            "A706300404026430A706300404026440A506300404026450A806300404026460FFFF",
            "302B30190C10444D20426F6F7473747261702050494E0302078004010130060604672B0701A106300404026432",
            "302930100C0E444D20426F6F747374726170204C30060604672B0701A10D300B040264330201008002012C",
            "A127300030110C0F4C774D324D20426F6F747374726170A110300E06060604672B0901300404026432",
            "302D020100040A8988211000000467343F0C0B546573744861726E657373800B4F4D4120444D205549434303020780",
        }.Select(hex => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))),
    ];

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Random_octets_never_crash_a_decoder() => Prop.ForAll(HostileOctets.Octet.ArrayOf().ToArbitrary(), DecodeWithAll);

    [FsCheck.NUnit.Property(MaxTest = 3000)]
    public Property Mutated_samples_never_crash_a_decoder() => Prop.ForAll(
        HostileOctets.Mutations(Samples).ToArbitrary(),
        DecodeWithAll);

    private static void DecodeWithAll(byte[] input)
    {
        foreach (var (name, decode) in Decoders)
            HostileOctets.Feed(input, () => decode(input), name);
    }
}

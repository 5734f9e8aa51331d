using DmSc.Dm.Bootstrap;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>Whatever the octets, a decoder answers or throws <see cref="WireFormatException"/>, and its offset lies in the input.</summary>
[TestFixture]
public sealed class HostileInputTests
{
    private static readonly byte[][] Seeds =
    [
        WbxmlVectors.BootstrapMessage, WbxmlVectors.LongBootstrapMessage, WbxmlVectors.PackageOne,
        WbxmlVectors.ManagementTree, WbxmlVectors.ProvisioningDocument, WbxmlVectors.SmallProvisioningDocument,
    ];

    private static readonly byte[][] Headers =
    [
        [], [0x02, 0xA4, 0x01, 0x6A, 0x00], [0x03, 0x0B, 0x6A, 0x00], [0x02, 0x9F, 0x53, 0x6A, 0x03, 0x41, 0x42, 0x00], [0x01, 0x01, 0x03, 0x02, 0x41, 0x42],
    ];

    /// <summary>Tokens that mean something come more often than chance would bring them.</summary>
    private static readonly Gen<byte> Octet = Gen.Frequency(
        (3, Gen.Elements<byte>(0x00, 0x01, 0x02, 0x03, 0x04, 0x43, 0x44, 0x83, 0x84, 0xC3, 0xC4, 0x6D, 0x6C, 0x6B, 0x45, 0x54, 0x4F, 0x60, 0x64)),
        (2, Gen.Choose(0, 255).Select(value => (byte)value)));

    [FsCheck.NUnit.Property(MaxTest = 3000)]
    public Property Random_octets_give_an_answer_or_a_format_error() => Prop.ForAll(
        (from header in Gen.Elements(Headers)
         from body in Octet.ArrayOf()
         select (byte[])[.. header, .. body]).ToArbitrary(),
        octets => AnswersOrRefuses(octets));

    [FsCheck.NUnit.Property(MaxTest = 3000)]
    public Property Mutated_documents_give_an_answer_or_a_format_error() => Prop.ForAll(
        (from seed in Gen.Elements(Seeds)
         from edits in (from at in Gen.Choose(0, seed.Length - 1) from octet in Octet from kind in Gen.Choose(0, 3) select (at, octet, kind)).NonEmptyListOf()
         select Mutated(seed, edits)).ToArbitrary(),
        octets => AnswersOrRefuses(octets));

    [Test]
    public void Every_beginning_of_a_document_is_refused()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length++)
            {
                var octets = seed[..length];
                Assert.That(() => WbxmlDocument.Parse(octets, WbxmlOptions.FromFile), Throws.TypeOf<WireFormatException>(), $"{length} of {seed.Length} octets");
            }
        }
    }

    private static byte[] Mutated(byte[] seed, IEnumerable<(int At, byte Octet, int Kind)> edits)
    {
        var octets = new List<byte>(seed);
        foreach (var (at, octet, kind) in edits.Take(6))
        {
            if (at >= octets.Count)
                continue;
            switch (kind)
            {
                case 0:
                    octets.Insert(at, octet);
                    break;
                case 1:
                    octets.RemoveAt(at);
                    break;
                default:
                    octets[at] = octet;
                    break;
            }
        }

        return [.. octets];
    }

    private static bool AnswersOrRefuses(byte[] octets) =>
        Quietly(octets, input => WbxmlDocument.Parse(input).ToXml())
        & Quietly(octets, input => WbxmlDocument.Parse(input, WbxmlOptions.FromFile with { Hint = WbxmlCodeSpace.SyncMl12 }).ToXml(maskSecrets: true))
        & Quietly(octets, input => SyncMlMessage.Parse(WbxmlDocument.Parse(input, WbxmlOptions.FromFile)))
        & Quietly(octets, input => TndsReader.FromOctets(input, WbxmlOptions.FromFile))
        & Quietly(octets, input => BootstrapMessage.Read(input));

    private static bool Quietly(byte[] octets, Func<byte[], object> decode)
    {
        try
        {
            return decode(octets) is not null;
        }
        catch (WireFormatException failure)
        {
            return failure.Error.Offset >= 0 && failure.Error.Offset <= octets.Length;
        }
    }
}

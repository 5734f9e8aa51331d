using System.Globalization;
using System.Text;
using DmSc.Wire;
using DmSc.Wire.DevInf;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

/// <summary>
/// Whatever comes in, the readers answer with a value or a <see cref="WireFormatException"/> whose offset is inside the input. The environment
/// variable DMSC_FUZZ sets how many inputs are tried, DMSC_FUZZ_SEED which.
/// </summary>
[TestFixture]
public sealed class FuzzTests
{
    private static readonly int Size = Setting("DMSC_FUZZ", 3000);
    private static readonly int Seed = Setting("DMSC_FUZZ_SEED", 1);

    private static readonly byte[][] Documents =
    [
        WbxmlVectors.BootstrapMessage, WbxmlVectors.ProvisioningDocument, WbxmlVectors.PackageOne, WbxmlVectors.LongBootstrapMessage,
        WbxmlVectors.SmallProvisioningDocument, WbxmlVectors.ManagementTree,
        Convert.FromHexString("02A4018777006D6C710300E920ACD800DF4800000101" + "01"), Convert.FromHexString("02A4036A004A5C0331000101"),
    ];

    private static readonly byte[][] Texts = [.. Documents.Select(document => Encoding.UTF8.GetBytes(WbxmlXml.ToXml(document)))];

    private static readonly byte[][] Heads = [[], [0x02, 0xA4, 0x01, 0x6A, 0x00, 0x6D], [0x03, 0x0B, 0x6A, 0x00, 0xC5], [0x01, 0x9F, 0x53, 0x04, 0x03, 0x41, 0x00, 0x42]];

    [Test]
    public void Garbage_never_crashes_a_reader()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Size; i++)
        {
            var head = Heads[random.Next(Heads.Length)];
            var octets = new byte[head.Length + random.Next(64)];
            random.NextBytes(octets);
            head.CopyTo(octets, 0);
            ReadAll(octets);
        }
    }

    [Test]
    public void Mutated_documents_never_crash_a_reader()
    {
        var random = new Random(Seed + 1);
        for (var i = 0; i < Size; i++)
            ReadAll(Mutated(Documents[random.Next(Documents.Length)], random));
    }

    [Test]
    public void Mutated_XML_never_crashes_a_reader()
    {
        var random = new Random(Seed + 2);
        for (var i = 0; i < Size / 4; i++)
            ReadAll(Mutated(Texts[random.Next(Texts.Length)], random));
    }

    private static byte[] Mutated(byte[] source, Random random)
    {
        var octets = source.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(octets.Count);
            switch (random.Next(4))
            {
                case 0:
                    octets[at] = (byte)random.Next(256);
                    break;
                case 1:
                    octets.Insert(at, (byte)random.Next(256));
                    break;
                case 2 when octets.Count > 1:
                    octets.RemoveAt(at);
                    break;
                default:
                    octets[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. octets];
    }

    private static void ReadAll(byte[] octets)
    {
        foreach (var options in (ReadOnlySpan<WbxmlOptions>)[WbxmlOptions.Strict, WbxmlOptions.FromFile])
        {
            HostileOctets.Feed(octets, () =>
            {
                var document = WbxmlDocument.Parse(octets, options);
                document.ToXml(maskSecrets: true);
            });
            ReadMessage(octets, options);
            HostileOctets.Feed(octets, () => TndsReader.FromOctets(octets, options));
        }

        HostileOctets.Feed(octets, () => TndsReader.Description(octets));
        HostileOctets.Feed(octets, () => DeviceInformation.Parse(octets));
        HostileOctets.Feed(octets, () =>
        {
            var xml = WbxmlXml.ToXml(octets);
            var options = new WbxmlXmlOptions { KeepWhiteSpace = true, Writing = new WbxmlWriterOptions { Literals = true }, CodeSpace = new WbxmlReader(octets).CodeSpace };
            Assert.That(WbxmlXml.ToXml(WbxmlXml.FromXml(xml, options)), Is.EqualTo(xml), () => Convert.ToHexString(octets));
        });
        HostileOctets.Feed(octets, () => WbxmlXml.FromXml(octets));
    }

    private static void ReadMessage(byte[] octets, WbxmlOptions options)
    {
        SyncMlMessage? message = null;
        HostileOctets.Feed(octets, () => message = SyncMlMessage.Parse(octets, options));
        if (message is null)
            return;
        foreach (var item in message.Commands.SelectMany(command => command.Items))
        {
            if (item.Data is { } data)
                HostileOctets.Feed(octets, () => TndsReader.FromData(data, options));
        }

        // In its own form: WBXML has no place for the namespace of an element that has no token.
        var isXml = XmlElements.LooksLikeXml(octets);
        var again = SyncMlMessage.Parse(isXml ? Encoding.UTF8.GetBytes(message.ToXml()) : message.ToWbxml());
        Assert.That(again.ToXml(), Is.EqualTo(message.ToXml()), () => Convert.ToHexString(octets));
    }

    internal static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}

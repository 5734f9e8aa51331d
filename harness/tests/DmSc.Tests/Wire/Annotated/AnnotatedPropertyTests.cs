using System.Globalization;
using System.Text;
using System.Text.Json;
using DmSc.Wire;
using DmSc.Wire.Annotated;
using FsCheck;
using FsCheck.Fluent;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace DmSc.Tests.Wire.Annotated;

/// <summary>
/// Whatever comes in, every decoder answers with a tree or a <see cref="WireFormatException"/> whose offset is inside the input, and what the
/// JSON promises to give back it gives back. DMSC_FUZZ sets how many inputs the long tests try, DMSC_FUZZ_SEED which.
/// </summary>
[TestFixture]
public sealed class AnnotatedPropertyTests
{
    private static readonly int Size = Setting("DMSC_FUZZ", 2000);
    private static readonly int Seed = Setting("DMSC_FUZZ_SEED", 1);

    private static readonly WireKind[] Kinds = Enum.GetValues<WireKind>();

    private static readonly (WireKind Kind, byte[] Octets)[] Valid = [.. VectorFiles.Names.Select(name => (VectorFiles.Kinds[name], VectorFiles.Octets(name).ToArray()))];

    [Property(MaxTest = 100)]
    public void Garbage_of_any_kind_gives_a_tree_or_a_format_error(byte[] octets)
    {
        foreach (var kind in Kinds)
            Read(octets, kind);
        Detect(octets);
    }

    [Property(MaxTest = 50)]
    public void Hexadecimal_text_in_any_dress_gives_the_octets_back(byte[] octets)
    {
        if (octets.Length == 0)
            return;
        var plain = Convert.ToHexString(octets);
        var pairs = string.Join(' ', octets.Select(octet => octet.ToString("x2")));
        var dressed = string.Join(",\n", octets.Select((octet, i) => $"0x{octet:X2} // octet {i}"));
        var dump = new StringBuilder();
        foreach (var line in octets.Chunk(16).Select((chunk, i) => $"{16 * i:X4}  {string.Join(' ', chunk.Select(octet => octet.ToString("X2")))}   ; line {i}\n"))
            dump.Append(line);

        foreach (var text in new[] { plain, pairs, dressed, dump.ToString() })
        {
            var read = InputOctets.Detect(Encoding.UTF8.GetBytes(text));
            Assert.That((read.Notation, Convert.ToHexString(read.Octets.Span)), Is.EqualTo((OctetNotation.Hex, plain)), text);
        }
    }

    [Property(MaxTest = 50)]
    public void Base64_gives_the_octets_back(byte[] octets)
    {
        if (octets.Length == 0)
            return;
        var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(octets));

        Assert.That(InputOctets.FromBase64(text).ToArray(), Is.EqualTo(octets));
    }

    [Test]
    public void Mutated_examples_never_crash_a_decoder_and_round_trip_when_promised()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Size; i++)
        {
            var (kind, source) = Valid[random.Next(Valid.Length)];
            var octets = Mutated(source, random);
            if (Read(octets, random.Next(8) == 0 ? Kinds[random.Next(Kinds.Length)] : kind) is { } input && i % 4 == 0)
                RoundTrip(input);
        }
    }

    [Test]
    public void Mutated_examples_never_crash_the_detection()
    {
        var random = new Random(Seed + 1);
        for (var i = 0; i < Size / 10; i++)
            Detect(Mutated(Valid[random.Next(Valid.Length)].Octets, random));
    }

    [Test]
    public void Mutated_JSON_never_crashes_the_encoder()
    {
        var random = new Random(Seed + 2);
        var texts = Valid.Where(one => WireJson.CanEncode(one.Kind) && one.Octets.Length < 400)
            .Select(one => Encoding.UTF8.GetBytes(WireJson.Write(AnnotatedInput.Read(one.Octets, one.Kind)))).Select(WithoutTree).ToArray();
        for (var i = 0; i < Size / 2; i++)
        {
            var text = Mutated(texts[random.Next(texts.Length)], random);
            HostileOctets.Feed(text, () => WireJson.Encode(text));
        }
    }

    [Test]
    public void Generated_data_objects_round_trip_through_JSON()
    {
        var objects = from tag in Gen.Elements(0x80, 0x84, 0x9F01, 0x5F2D, 0x04)
                      from value in Gen.Choose(0, 255).Select(octet => (byte)octet).ArrayOf()
                      select DmSc.Wire.Tlv.BerTlv.Encode(tag, [value]);
        var nested = from tag in Gen.Elements(0x62, 0xA5, 0x7F49)
                     from parts in objects.ArrayOf()
                     select DmSc.Wire.Tlv.BerTlv.Encode(tag, parts);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(nested.ToArbitrary(), octets =>
        {
            var json = WireJson.Write(AnnotatedInput.Read(octets, WireKind.BerTlv));
            return WireJson.Encode(Encoding.UTF8.GetBytes(json)).SequenceEqual(octets);
        }));
    }

    [Test]
    public void What_is_nested_as_deep_as_may_be_round_trips_through_JSON()
    {
        var objects = DmSc.Wire.Tlv.BerTlv.Encode(0x80, [0x01]);
        for (var depth = 1; depth < 32; depth++)
            objects = DmSc.Wire.Tlv.BerTlv.Encode(0xA5, objects);
        var document = Convert.FromHexString("02A4016A006D" + string.Concat(Enumerable.Repeat("54", 62)) + "12" + string.Concat(Enumerable.Repeat("01", 63)));

        Assert.That(WireJson.Encode(Encoding.UTF8.GetBytes(WireJson.Write(AnnotatedInput.Read(objects, WireKind.BerTlv)))), Is.EqualTo(objects));
        Assert.That(WireJson.Encode(Encoding.UTF8.GetBytes(WireJson.Write(AnnotatedInput.Read(document, WireKind.Wbxml)))), Is.EqualTo(document));
        var tooDeep = DmSc.Wire.Tlv.BerTlv.Encode(0xA5, DmSc.Wire.Tlv.BerTlv.Encode(0xA5, objects));
        Assert.That(Assert.Throws<WireFormatException>(() => AnnotatedInput.Read(tooDeep, WireKind.BerTlv))!.Error.Code, Is.EqualTo("DepthLimit"));
    }

    private static byte[] WithoutTree(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, JsonElement>
        {
            ["kind"] = document.RootElement.GetProperty("kind"),
            ["content"] = document.RootElement.GetProperty("content"),
        });
    }

    private static AnnotatedInput? Read(byte[] octets, WireKind kind)
    {
        AnnotatedInput? input = null;
        HostileOctets.Feed(octets, () =>
        {
            input = AnnotatedInput.Read(octets, kind, lenient: octets.Length % 2 == 0);
            AnnotatedText.Write(input.Tree);
            foreach (var problem in input.Problems)
                Assert.That(problem.Offset, Is.InRange(0, octets.Length), () => $"{kind} {Convert.ToHexString(octets)}");
        });
        return input;
    }

    private static void Detect(byte[] octets) => HostileOctets.Feed(octets, () =>
    {
        var input = AnnotatedInput.Detect(octets);
        Assert.That(input.Detected, Is.Not.Empty);
    });

    private static void RoundTrip(AnnotatedInput input)
    {
        var json = Encoding.UTF8.GetBytes(WireJson.Write(input));
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("roundTrips", out var promised) && promised.GetBoolean())
            Assert.That(WireJson.Encode(json), Is.EqualTo(input.Octets.ToArray()), () => $"{input.Kind} {Convert.ToHexString(input.Octets.Span)}");
        else if (document.RootElement.TryGetProperty("content", out _))
            HostileOctets.Feed(json, () => WireJson.Encode(json));
    }

    private static byte[] Mutated(byte[] source, Random random)
    {
        var octets = source.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && octets.Count > 0; changes--)
        {
            var at = random.Next(octets.Count);
            switch (random.Next(5))
            {
                case 0:
                    octets[at] = (byte)random.Next(256);
                    break;
                case 1:
                    octets.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    octets.RemoveAt(at);
                    break;
                case 3:
                    octets.RemoveRange(at, octets.Count - at);
                    break;
                default:
                    octets[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. octets];
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}

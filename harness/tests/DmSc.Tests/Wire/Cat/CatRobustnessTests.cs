using DmSc.Wire;
using DmSc.Wire.Cat;
using FsCheck;
using FsCheck.Fluent;
using Result = DmSc.Wire.Cat.Result;

namespace DmSc.Tests.Wire.Cat;

/// <summary>Whatever comes, a decoder answers with a value or with a <see cref="WireFormatException"/> whose offset is inside the input.</summary>
[TestFixture]
public sealed class CatRobustnessTests
{
    private static readonly (string Name, Func<byte[], CatMessage> Decode)[] Decoders =
    [
        ("command", octets => ProactiveCommand.Parse(octets)),
        ("response", octets => TerminalResponse.Parse(octets)),
        ("envelope", octets => Envelope.Parse(octets)),
    ];

    private static readonly byte[][] Samples =
    [
        .. CatVectors.Commands.Concat(CatVectors.Responses).Concat(CatVectors.Envelopes).Select(CatVectors.Hex),
        RefreshCommand.Of(1, RefreshMode.FileChange, FileList.Of(CatVectors.Hex("3F007FFF6F07"))).ToBytes(),
        OtherCommand.Of(new CommandDetails(1, CatCommandType.DisplayText, 0), TextString.OfPacked("packed"), AlphaIdentifier.Of("Те")).ToBytes(),
        OtherCommand.Of(new CommandDetails(2, CatCommandType.TimerManagement, 0), new TimerIdentifier(1), new TimerValue(1, 2, 3)).ToBytes(),
    ];

    private static readonly Gen<byte[]> Octets = HostileOctets.Octet.ArrayOf();

    private static readonly Gen<CatObject> Known = Gen.OneOf(
        Octets.Select(octets => (CatObject)new ChannelData(octets)),
        Octets.Select(octets => (CatObject)new Result(GeneralResult.Performed, octets)),
        Octets.Select(octets => (CatObject)new AlphaIdentifier(octets)),
        Octets.Select(octets => (CatObject)new TextString(0x04, octets)),
        Octets.Select(octets => (CatObject)new NetworkAccessName(octets)),
        Octets.Select(octets => (CatObject)new BearerDescription(BearerType.Gprs, octets)),
        Octets.Select(octets => (CatObject)new Address(0x91, octets)),
        Octets.Select(octets => (CatObject)new FileList(1, octets)),
        Octets.Select(octets => (CatObject)new OpaqueObject(0x6A, octets)),
        Octets.Select(octets => (CatObject)new OpaqueObject(0x1234, octets)),
        HostileOctets.Octet.Select(octet => (CatObject)new ChannelDataLength(octet)),
        HostileOctets.Octet.Select(octet => (CatObject)new ChannelStatus(octet, 5)),
        HostileOctets.Octet.Select(octet => (CatObject)new BufferSize((ushort)(octet << 4))),
        HostileOctets.Octet.Select(octet => (CatObject)new TransportLevel((TransportProtocol)octet, 3516)),
        HostileOctets.Octet.Select(octet => (CatObject)new EventList((CatEvent)octet, CatEvent.ChannelStatus)),
        HostileOctets.Octet.Select(octet => (CatObject)new TimerValue(octet % 100, 59, 1)));

    private static readonly Gen<CatObject> Any =
        from one in Known
        from required in Gen.Elements(true, false)
        select one with { ComprehensionRequired = required };

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Any_response_reads_back_the_same() => Prop.ForAll(
        Any.ArrayOf().ToArbitrary(),
        objects =>
        {
            var written = TerminalResponse.To(new CommandDetails(1, CatCommandType.RunAtCommand, 0), Result.Ok, objects);
            var read = TerminalResponse.Parse(written.ToBytes());
            return read.ToBytes().AsSpan().SequenceEqual(written.ToBytes())
                && read.Objects.Select(one => (one.GetType(), one.ComprehensionRequired)).SequenceEqual(written.Objects.Select(one => (one.GetType(), one.ComprehensionRequired)));
        });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Any_command_reads_back_the_same() => Prop.ForAll(
        Any.ArrayOf().ToArbitrary(),
        objects =>
        {
            var written = OtherCommand.Of(new CommandDetails(1, CatCommandType.PlayTone, 0), objects).ToBytes();
            return ProactiveCommand.Parse(written).ToBytes().AsSpan().SequenceEqual(written);
        });

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property Random_octets_never_crash_a_decoder() => Prop.ForAll(
        (from first in Gen.Elements<byte>(0xD0, 0xD1, 0xD6, 0x81)
         from rest in Octets
         select (byte[])[first, (byte)rest.Length, .. rest]).ToArbitrary(),
        DecodeWithAll);

    [FsCheck.NUnit.Property(MaxTest = 5000)]
    public Property Mutated_samples_never_crash_a_decoder() => Prop.ForAll(
        HostileOctets.Mutations(Samples).ToArbitrary(),
        DecodeWithAll);

    private static void DecodeWithAll(byte[] input)
    {
        _ = ProactiveCommand.FindDetails(input);
        foreach (var (name, decode) in Decoders)
        {
            CatMessage? message = null;
            HostileOctets.Feed(input, () => message = decode(input), name);
            if (message is null)
                continue;
            Look(message);
            Assert.That(decode(message.ToBytes()).ToBytes(), Is.EqualTo(message.ToBytes()), name);
        }
    }

    /// <summary>Asks for everything that is worked out only when asked for.</summary>
    private static void Look(CatMessage message)
    {
        foreach (var one in message.Objects)
        {
            _ = one switch
            {
                TextString text => text.Text,
                AlphaIdentifier alpha => alpha.Text,
                Url url => url.Text,
                Address address => address.Number,
                NetworkAccessName name => name.Name,
                OtherAddress address => address.IpAddress?.ToString(),
                FileList files => files.Paths?.Length.ToString(),
                Duration duration => duration.Time?.ToString(),
                TimerValue timer => timer.Time.ToString(),
                _ => one.ToString(),
            };
        }

        if (message is OpenChannelCommand open)
            _ = (open.Mode, open.Login, open.Password, open.LocalAddress, open.Destination);
        _ = message.ToString();
    }
}

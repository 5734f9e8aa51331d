using DmSc.Peers.Deviations;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class RobustnessTests
{
    private static readonly byte[] Classes = [0x00, 0x01, 0x80, 0x40, 0x04, 0xA0, 0xFF];
    private static readonly byte[] Instructions =
        [0xA4, 0xC0, 0xB0, 0xD6, 0xB2, 0xDC, 0xF2, 0x70, 0x84, 0x04, 0x44, 0x20, 0x24, 0x26, 0x28, 0x2C, 0x10];

    private static readonly Gen<byte> Octet = Gen.Choose(0, 255).Select(i => (byte)i);

    /// <summary>Half noise, half commands with a known instruction and plausible parameters.</summary>
    private static readonly Gen<byte[]> Command = Gen.OneOf(
        Octet.ArrayOf(),
        from cla in Gen.Elements(Classes)
        from ins in Gen.Elements(Instructions)
        from p1 in Gen.OneOf(Gen.Elements<byte>(0, 1, 4, 8, 9, 0x80, 0x82), Octet)
        from p2 in Gen.OneOf(Gen.Elements<byte>(0, 1, 4, 0x0C, 0x0A, 0xF4, 2, 3), Octet)
        from data in Gen.OneOf(Gen.Constant(Array.Empty<byte>()), Octet.ArrayOf(8), Octet.ArrayOf(16), Gen.Elements<byte[]>([0x2F, 0x00], [0x7F, 0x50], [0x64, 0x31]))
        from le in Gen.Elements<byte[]>([], [0x00], [0x01], [0x00, 0x00, 0x00])
        select (byte[])[cla, ins, p1, p2, .. data.Length > 0 ? [(byte)data.Length] : Array.Empty<byte>(), .. data, .. le]);

    private static Property AnswersAll(string? deviation) => Prop.ForAll(
        Command.ListOf().ToArbitrary(),
        commands =>
        {
            var card = deviation is null ? TestCards.Powered() : TestCards.Powered(DmSc.Tests.Steps.Fixtures.Card("reference"), deviation);
            var response = new byte[65538];
            return commands.All(c => card.Process(c, response) is >= 2 and <= 65538) && card.Process([0x00, 0xA4, 0x00, 0x0C], response) == 2;
        });

    [FsCheck.NUnit.Property(MaxTest = 1000)]
    public Property Every_stream_of_commands_is_answered() => AnswersAll(null);

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Every_stream_of_commands_is_answered_by_defective_cards() => Prop.ForAll(
        Gen.Elements(CardDeviations.All.Where(d => d.Name != "card.mute-on-select-aid").Select(d => d.Name).ToArray()).ToArbitrary(),
        AnswersAll);

    [Test]
    public void The_shortest_room_for_a_response_is_enough_for_a_status_word()
    {
        var card = TestCards.Powered();

        Assert.That(card.Process(Convert.FromHexString("00A40004023F0000"), new byte[2]), Is.EqualTo(2));
        Assert.That(() => card.Process([], new byte[1]), Throws.ArgumentException);
    }
}

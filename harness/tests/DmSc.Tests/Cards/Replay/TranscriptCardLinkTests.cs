using DmSc.Cards.Link;
using DmSc.Cards.Replay;

namespace DmSc.Tests.Cards.Replay;

public sealed class TranscriptCardLinkTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task Another_command_than_the_next_is_refused_with_both()
    {
        await using var link = new TranscriptCardLink("card", new byte[] { 0x3B, 0x00 }, 0, TranscriptStep.ParseAll("> 00 A4 00 04\n< 90 00"));
        await link.PowerOnAsync(CardReset.Cold, Ct);

        Assert.That(
            async () => await link.TransmitAsync(new byte[] { 0, 0xB0, 0, 0 }, new byte[10], Ct),
            Throws.TypeOf<LinkException>().With.Message.EqualTo("transcript card, step 1 of 1: expected 00A40004, got 00B00000"));
    }

    [Test]
    public async Task A_played_transcript_and_a_card_without_power_answer_nothing()
    {
        await using var link = new TranscriptCardLink("card", new byte[] { 0x3B, 0x00 }, 0, []);

        Assert.That(async () => await link.TransmitAsync(new byte[4], new byte[10], Ct), Throws.TypeOf<LinkException>().With.Message.Contains("no power"));
        await link.PowerOnAsync(CardReset.Warm, Ct);
        Assert.That(async () => await link.TransmitAsync(new byte[4], new byte[10], Ct), Throws.TypeOf<LinkException>().With.Message.Contains("all 0 steps"));
    }

    [TestCase("> 00A4\n> 00", 2)]
    [TestCase("# note\n< 9000", 2)]
    [TestCase("> 00A4\n< 9", 2)]
    [TestCase("> 00A4\n< !Tired", 2)]
    [TestCase("> 00A4", 1)]
    public void A_malformed_transcript_names_the_line(string text, int line) =>
        Assert.That(() => TranscriptStep.ParseAll(text), Throws.TypeOf<FormatException>().With.Message.StartsWith($"line {line}:"));
}

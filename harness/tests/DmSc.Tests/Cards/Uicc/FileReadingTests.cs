using DmSc.Cards.Uicc;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

public sealed class FileReadingTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(32767)]
    [TestCase(32768)]
    [TestCase(33023)]
    public async Task A_file_of_known_size_comes_whole(int size)
    {
        var file = Content(size);
        var terminal = await ScriptedCards.PoweredAsync(TransparentFile(file));

        var read = await terminal.ReadWholeTransparentAsync(0, size, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.End, Is.EqualTo(TransparentReadEnd.SizeReached));
            Assert.That(read.Data.Span.SequenceEqual(file), Is.True);
        }
    }

    [TestCase(1, false)]
    [TestCase(256, false)]
    [TestCase(700, false)]
    [TestCase(700, true)]
    [TestCase(512, true)]
    public async Task A_file_of_unknown_size_is_read_to_its_end(int size, bool shortWithWarning)
    {
        var file = Content(size);
        var terminal = await ScriptedCards.PoweredAsync(TransparentFile(file, shortWithWarning));

        var read = await terminal.ReadWholeTransparentAsync(0, null, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.End, Is.EqualTo(TransparentReadEnd.EndOfFile));
            Assert.That(read.Data.Span.SequenceEqual(file), Is.True);
        }
    }

    [Test]
    public async Task A_size_far_too_large_is_neither_believed_nor_allocated()
    {
        var file = Content(600);
        var terminal = await ScriptedCards.PoweredAsync(TransparentFile(file));

        var read = await terminal.ReadWholeTransparentAsync(0, 0xFF_FFFF_FFFF, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.End, Is.EqualTo(TransparentReadEnd.ShorterThanAnnounced));
            Assert.That(read.IsComplete, Is.False);
            Assert.That(read.Data.Span.SequenceEqual(file), Is.True);
        }
    }

    [TestCase(1000, 1000)]
    [TestCase(100_000, TerminalOptions.AddressableOctets)]
    public async Task A_file_without_end_is_left_at_the_bound(int bound, int expected)
    {
        var link = new ComputedCardLink(0, command => [.. new byte[command[4] == 0 ? 256 : command[4]], 0x90, 0x00]);
        var terminal = await ScriptedCards.PoweredAsync(link, options: new TerminalOptions { MaxTransparentOctets = bound });

        var read = await terminal.ReadWholeTransparentAsync(0, null, Ct);

        Assert.That((read.End, read.Data.Length), Is.EqualTo((TransparentReadEnd.BoundReached, expected)));
    }

    [Test]
    public async Task A_refusal_in_the_middle_leaves_a_partial_file_with_its_status_word()
    {
        var terminal = await ScriptedCards.PoweredAsync(new ComputedCardLink(
            0, command => command[2] == 0 ? [.. new byte[256], 0x90, 0x00] : [0x69, 0x82]));

        var read = await terminal.ReadWholeTransparentAsync(0, 300, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((read.End, read.LastSw!.Value.Value, read.Data.Length), Is.EqualTo((TransparentReadEnd.Refused, (ushort)0x6982, 256)));
            Assert.That(read.IsComplete, Is.False);
        }
    }

    [Test]
    public async Task A_card_that_answers_9000_without_octets_does_not_hold_us()
    {
        var link = new ComputedCardLink(0, _ => [0x90, 0x00]);
        var terminal = await ScriptedCards.PoweredAsync(link);

        var read = await terminal.ReadWholeTransparentAsync(0, 10, Ct);

        Assert.That((read.End, link.Commands), Is.EqualTo((TransparentReadEnd.ShorterThanAnnounced, 1)));
    }

    [Test]
    public async Task Records_of_no_octets_are_not_asked_for()
    {
        var link = new ComputedCardLink(0, _ => [0x90, 0x00]);
        var terminal = await ScriptedCards.PoweredAsync(link);

        var read = await terminal.ReadAllRecordsAsync(0, 0, 5, Ct);

        Assert.That((read.End, read.IsComplete, link.Commands), Is.EqualTo((RecordReadEnd.EmptyRecords, false, 0)));
    }

    [Test]
    public async Task Records_of_unknown_number_are_read_to_the_end()
    {
        var terminal = await ScriptedCards.PoweredAsync(
            ScriptedCards.Card("> 00B2010400\n< 6C02\n> 00B2010402\n< 0101 9000\n> 00B2020400\n< 6A83"));

        var read = await terminal.ReadAllRecordsAsync(0, null, null, Ct);

        Assert.That((read.End, read.Records.Count), Is.EqualTo((RecordReadEnd.EndOfFile, 1)));
    }

    [Test]
    public async Task A_missing_record_among_those_announced_is_a_refusal()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00B2010402\n< 0101 9000\n> 00B2020402\n< 6A83"));

        var read = await terminal.ReadAllRecordsAsync(0, 2, 2, Ct);

        Assert.That((read.End, read.LastSw!.Value.Value), Is.EqualTo((RecordReadEnd.Refused, (ushort)0x6A83)));
    }

    private static byte[] Content(int size)
    {
        var octets = new byte[size];
        for (var i = 0; i < size; i++)
            octets[i] = (byte)((i * 31) ^ (i >> 8));
        return octets;
    }

    /// <summary>A transparent EF as the specification has it: 6B00 behind the end, and 6Cxx or 6282 at it.</summary>
    private static ComputedCardLink TransparentFile(byte[] file, bool shortWithWarning = false) => new(0, octets =>
    {
        var command = CommandApdu.Parse(octets);
        var offset = (command.P1 << 8) | command.P2;
        if (offset >= file.Length)
            return [0x6B, 0x00];
        var left = file.Length - offset;
        if (command.Le > left && !shortWithWarning)
            return [0x6C, (byte)left];
        var count = Math.Min(left, command.Le!.Value);
        return [.. file[offset..(offset + count)], .. command.Le > left ? new byte[] { 0x62, 0x82 } : [0x90, 0x00]];
    });
}

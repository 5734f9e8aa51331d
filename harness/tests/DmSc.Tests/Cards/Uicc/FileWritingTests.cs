using System.Globalization;
using DmSc.Cards.Uicc;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

public sealed class FileWritingTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task A_file_is_written_in_blocks()
    {
        var content = new byte[300];
        content.AsSpan().Fill(0xAB);
        var link = ScriptedCards.Card(string.Create(
            CultureInfo.InvariantCulture,
            $"> 01D6000AFF{Convert.ToHexString(content[..255])}\n< 9000\n> 01D601092D{Convert.ToHexString(content[255..])}\n< 9000"));
        var terminal = await ScriptedCards.PoweredAsync(link);

        var write = await terminal.UpdateTransparentAsync(1, 10, content, Ct);

        Assert.That((write.IsComplete, write.Written, write.Blocks.Count), Is.EqualTo((true, 300, 2)));
    }

    [Test]
    public async Task Writing_stops_at_the_block_that_the_card_refuses()
    {
        var link = new ComputedCardLink(0, command => (command[2] << 8 | command[3]) < 510 ? [0x90, 0x00] : [0x67, 0x00]);
        var terminal = await ScriptedCards.PoweredAsync(link);

        var write = await terminal.UpdateTransparentAsync(0, 0, new byte[1000], Ct);

        Assert.That((write.IsComplete, write.Written, write.LastSw, link.Commands), Is.EqualTo((false, 510, new StatusWord(0x6700), 3)));
    }

    [TestCase(0, 32767 + 255)]
    [TestCase(32767, 255)]
    [TestCase(32700, 322)]
    public async Task Every_octet_that_can_be_addressed_is_written_once(int start, int length)
    {
        var memory = new int[32767 + 256];
        var terminal = await ScriptedCards.PoweredAsync(new ComputedCardLink(0, command =>
        {
            var at = (command[2] << 8) | command[3];
            for (var i = 0; i < command[4]; i++)
                memory[at + i]++;
            return [0x90, 0x00];
        }));

        var write = await terminal.UpdateTransparentAsync(0, start, new byte[length], Ct);

        Assert.That(write.IsComplete, Is.True);
        Assert.That(memory[start..(start + length)], Is.All.EqualTo(1));
        Assert.That(memory.Sum(), Is.EqualTo(length));
    }

    [TestCase(32768, 1)]
    [TestCase(0, 32767 + 256)]
    public async Task What_cannot_be_addressed_is_not_tried(int start, int length)
    {
        var link = ScriptedCards.Card("");
        var terminal = await ScriptedCards.PoweredAsync(link);

        Assert.That(async () => await terminal.UpdateTransparentAsync(0, start, new byte[length], Ct), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Long_blocks_are_used_only_where_the_ATR_announces_extended_APDUs_and_T1_is_active()
    {
        var commands = new List<int>();
        byte[] Answer(byte[] command)
        {
            commands.Add(command.Length);
            return [0x90, 0x00];
        }

        var options = new TerminalOptions { BlockLength = 1024 };
        foreach (var (atr, protocol) in new[] { (ScriptedCards.AtrT0T1, 1), (ScriptedCards.AtrT0T1Extended, 0), (ScriptedCards.AtrT0T1Extended, 1) })
        {
            var terminal = await ScriptedCards.PoweredAsync(new ComputedCardLink(protocol, Answer, atr), options: options);
            await terminal.UpdateTransparentAsync(0, 0, new byte[510], Ct);
        }

        Assert.That(commands, Is.EqualTo(new[] { 260, 260, 260, 260, 517 }));
    }

    [Test]
    public async Task Each_command_has_its_octets()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            """
            > 00D68305020102
            < 9000
            > 00DC02040101
            < 9000
            > 00DC00030101
            < 9000
            > 00040000
            < 9000
            > 00440000026F07
            < 9000
            > 8032000003000001
            < 6106
            > 00C0000006
            < 000002000001 9000
            > 0084000008
            < 0102030405060708 9000
            > 80F2010000
            < 6C04
            > 80F2010004
            < 62028200 9000
            > C0F2000C
            < 9000
            > 80AA000004A9028100
            < 9000
            """));

        await terminal.UpdateBinaryBySfiAsync(0, 3, 5, new byte[] { 1, 2 }, Ct);
        await terminal.UpdateRecordAsync(0, RecordMode.Absolute, 2, new byte[] { 1 }, 0, Ct);
        await terminal.UpdateRecordAsync(0, RecordMode.Previous, 0, new byte[] { 1 }, 0, Ct);
        await terminal.DeactivateFileAsync(0, null, Ct);
        await terminal.ActivateFileAsync(0, FileSelector.ById(0x6F07), Ct);
        var increased = await terminal.IncreaseAsync(0, new byte[] { 0, 0, 1 }, 0, Ct);
        var challenge = await terminal.GetChallengeAsync(0, 8, Ct);
        var status = await terminal.StatusAsync(0, StatusIndication.ApplicationInitialised, StatusReturn.Fcp, Ct);
        var polling = await terminal.StatusAsync(4, StatusIndication.None, StatusReturn.NoData, Ct);
        var capability = await terminal.TerminalCapabilityAsync(0, new byte[] { 0x81, 0x00 }, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Convert.ToHexString(increased.Data.Span), Is.EqualTo("000002000001"));
            Assert.That(challenge.Data.Length, Is.EqualTo(8));
            Assert.That(status.Fcp.Error, Is.Not.Null, "an FCP with an empty descriptor is malformed");
            Assert.That(polling.Result.Sw.IsNormal, Is.True);
            Assert.That(capability.Sw.IsNormal, Is.True);
        }
    }

    [Test]
    public async Task A_search_names_the_records_found()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            "> 00A2010402ABCD\n< 6102\n> 00C0000002\n< 01039000\n> 00A2000604 0C61ABCD\n< 6282\n> 00A205F5 01AB\n< 6A83"));

        var found = await terminal.SearchRecordAsync(0, RecordSearch.Simple([0xAB, 0xCD]), 0, Ct);
        var none = await terminal.SearchRecordAsync(0, RecordSearch.BehindValue([0xAB, 0xCD], 0x61, record: 0), 0, Ct);
        var refused = await terminal.SearchRecordAsync(0, RecordSearch.Simple([0xAB], 5, backward: true), 30, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Records, Is.EqualTo(new byte[] { 1, 3 }));
            Assert.That((none.IsDone, none.Records.Count), Is.EqualTo((true, 0)));
            Assert.That((refused.IsDone, refused.Records.Count), Is.EqualTo((false, 0)));
        }
    }

    [TestCase("840CA000000063504B43532D3135", "A000000063504B43532D3135")]
    [TestCase("4F0CA000000063504B43532D3135", null)]
    [TestCase("840DA000000063504B43532D3135", null)]
    [TestCase("8400", null)]
    public async Task STATUS_tells_the_application_or_nothing(string data, string? aid)
    {
        var le = $"{data.Length / 2:X2}";
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card($"> 80F2000100\n< 6C{le}\n> 80F20001{le}\n< {data}9000"));

        var status = await terminal.StatusAsync(0, StatusIndication.None, StatusReturn.DfName, Ct);

        Assert.That(status.Aid is { } octets ? Convert.ToHexString(octets.Span) : null, Is.EqualTo(aid));
    }
}

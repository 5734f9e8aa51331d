using DmSc.Cards.Pcsc;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Pcsc;

internal sealed class ReaderListTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_card_shows_in_the_list_of_readers_with_its_answer_to_reset(CancellationToken ct)
    {
        await using var pcscd = await PcscdFixture.StartAsync(ct);
        Assert.That(PcscReaders.List().Select(r => r.Name), Is.SupersetOf(new[] { PcscdFixture.Reader, PcscdFixture.SecondReader }));
        await using var card = await ScriptedCard.InsertAsync(ct);
        ReaderDescription reader;
        do
        {
            await Task.Delay(20, ct);
            reader = PcscReaders.List().Single(r => r.Name == PcscdFixture.Reader);
        }
        while (!reader.HasCard);

        Assert.That(reader.Atr.ToArray(), Is.EqualTo(ScriptedCard.Atr));
        Assert.That(reader.Use, Is.EqualTo(ReaderUse.Free));
        Assert.That(reader.IsMute, Is.False);
    }
}

using DmSc.Cards.Link;
using DmSc.Cards.Uicc;

namespace DmSc.Tests.Cards.Uicc;

public sealed class PinTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly byte[] Pin = PinBlock.Of("1234");

    [TestCase("63C1", PinRefusal.TooFewTries)]
    [TestCase("63C0", PinRefusal.Blocked)]
    [TestCase("6983", PinRefusal.Blocked)]
    [TestCase("6984", PinRefusal.Disabled)]
    [TestCase("6A88", PinRefusal.NoSuchPin)]
    [TestCase("6700", PinRefusal.CounterUnknown)]
    public async Task A_PIN_is_withheld_when_it_could_do_harm_or_no_good(string answer, PinRefusal refusal)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card($"> 00200001\n< {answer}"));

        var result = await terminal.VerifyPinAsync(0, 0x01, Pin, new PinTryBudget(), Ct);

        Assert.That((result as PinVerification.Withheld)?.Refusal, Is.EqualTo(refusal));
    }

    [Test]
    public async Task A_verified_PIN_is_not_sent_again()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 01200081\n< 9000"));

        var result = await terminal.VerifyPinAsync(1, 0x81, Pin, new PinTryBudget(), Ct);

        Assert.That(result, Is.InstanceOf<PinVerification.AlreadyVerified>());
    }

    [Test]
    public async Task A_wrong_PIN_spends_the_budget()
    {
        var terminal = await ScriptedCards.PoweredAsync(
            ScriptedCards.Card("> 00200001\n< 63C3\n> 002000010831323334FFFFFFFF\n< 63C2\n> 00200001\n< 63C2"));
        var budget = new PinTryBudget();

        var first = await terminal.VerifyPinAsync(0, 0x01, Pin, budget, Ct);
        var second = await terminal.VerifyPinAsync(0, 0x01, Pin, budget, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.InstanceOf<PinVerification.Sent>());
            Assert.That(first.IsVerified, Is.False);
            Assert.That((second as PinVerification.Withheld)?.Refusal, Is.EqualTo(PinRefusal.BudgetSpent));
            Assert.That(budget.WrongPins, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_right_PIN_costs_nothing()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00200001\n< 63C2\n> 002000010831323334FFFFFFFF\n< 9000"));
        var budget = new PinTryBudget();

        var result = await terminal.VerifyPinAsync(0, 0x01, Pin, budget, Ct);

        Assert.That((result.IsVerified, budget.WrongPins), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task A_PIN_lost_on_the_way_counts_as_a_try()
    {
        var terminal = await ScriptedCards.PoweredAsync(
            ScriptedCards.Card("> 00200001\n< 63C3\n> 002000010831323334FFFFFFFF\n< !CardMute"));
        var budget = new PinTryBudget();

        await Assert.ThrowsAsync<LinkException>(async () => await terminal.VerifyPinAsync(0, 0x01, Pin, budget, Ct));

        Assert.That(budget.WrongPins, Is.EqualTo(1));
    }

    [Test]
    public async Task Changing_disabling_and_unblocking_look_at_the_counter_first()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            """
            > 00200001
            < 63C3
            > 0024000110 31323334FFFFFFFF 35363738FFFFFFFF
            < 9000
            > 00200001
            < 9000
            > 0026910108 31323334FFFFFFFF
            < 9000
            > 002C0001
            < 63CA
            > 002C000110 3132333435363738 31323334FFFFFFFF
            < 9000
            """));
        var budget = new PinTryBudget();

        var changed = await terminal.ChangePinAsync(0, 0x01, Pin, PinBlock.Of("5678"), budget, Ct);
        var disabled = await terminal.DisablePinAsync(0, 0x01, Pin, 0x11, budget, Ct);
        var unblocked = await terminal.UnblockPinAsync(0, 0x01, PinBlock.Of("12345678"), Pin, budget, Ct);

        Assert.That((changed.IsAccepted, disabled.IsAccepted, unblocked.IsAccepted, budget.WrongPins), Is.EqualTo((true, true, true, 0)));
    }

    [TestCase("63C1", PinRefusal.TooFewTries)]
    [TestCase("6983", PinRefusal.Blocked)]
    [TestCase("9000", PinRefusal.CounterUnknown)]
    public async Task An_unblock_PIN_is_withheld_when_the_unblock_counter_is_low_or_hidden(string answer, PinRefusal refusal)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card($"> 002C0001\n< {answer}"));

        var result = await terminal.UnblockPinAsync(0, 0x01, PinBlock.Of("12345678"), Pin, new PinTryBudget(), Ct);

        Assert.That((result as PinVerification.Withheld)?.Refusal, Is.EqualTo(refusal));
    }

    [TestCase("63C1", PinRefusal.TooFewTries)]
    [TestCase("6984", PinRefusal.Disabled)]
    public async Task An_old_PIN_is_withheld_when_it_could_do_harm_or_no_good(string answer, PinRefusal refusal)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card($"> 00200001\n< {answer}"));

        var result = await terminal.ChangePinAsync(0, 0x01, Pin, Pin, new PinTryBudget(), Ct);

        Assert.That((result as PinVerification.Withheld)?.Refusal, Is.EqualTo(refusal));
    }

    [Test]
    public async Task A_verified_PIN_whose_counter_a_wrong_one_has_lowered_is_not_presented_again()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            "> 00200001\n< 9000\n> 0024000110 31323334FFFFFFFF 31323334FFFFFFFF\n< 63C2\n> 00200001\n< 9000"));
        var budget = new PinTryBudget(wrongPinsAllowed: 9);

        await terminal.ChangePinAsync(0, 0x01, Pin, Pin, budget, Ct);
        var second = await terminal.ChangePinAsync(0, 0x01, Pin, Pin, budget, Ct);

        Assert.That((second as PinVerification.Withheld)?.Refusal, Is.EqualTo(PinRefusal.CounterUnknown));
    }

    [Test]
    public async Task A_disabled_PIN_is_enabled_only_where_its_hidden_counter_may_be_risked_and_never_after_a_wrong_one()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            "> 00200001\n< 6984\n> 00200001\n< 6984\n> 0028000108 31323334FFFFFFFF\n< 63C2\n> 00200001\n< 6984"));
        var daring = new PinTryBudget(wrongPinsAllowed: 9) { AllowsHiddenCounter = true };

        var careful = await terminal.EnablePinAsync(0, 0x01, Pin, new PinTryBudget(), Ct);
        var sent = await terminal.EnablePinAsync(0, 0x01, Pin, daring, Ct);
        var again = await terminal.EnablePinAsync(0, 0x01, Pin, daring, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((careful as PinVerification.Withheld)?.Refusal, Is.EqualTo(PinRefusal.CounterUnknown));
            Assert.That(sent, Is.InstanceOf<PinVerification.Sent>());
            Assert.That((again as PinVerification.Withheld)?.Refusal, Is.EqualTo(PinRefusal.CounterUnknown));
        }
    }

    [Test]
    public void No_budget_spends_the_last_try() => Assert.That(() => new PinTryBudget(1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase("123")]
    [TestCase("123456789")]
    [TestCase("12a4")]
    public void A_PIN_has_4_to_8_digits(string digits) => Assert.That(() => PinBlock.Of(digits), Throws.ArgumentException);
}

using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Suite.Waiving;
using DmSc.Tests.Model;

namespace DmSc.Tests.Suite.Waiving;

internal sealed class WaiverTests
{
    private static readonly DateOnly Today = new(2026, 1, 31);

    [Test]
    public void A_failed_must_check_gets_a_draft_that_the_loader_refuses_until_it_is_filled_in()
    {
        var text = Suggest([], Verdict.Fail);

        Assert.That(text, Does.Contain("case: CARD-X-001").And.Contain("check: c").And.Contain("until: 2026-03-02").And.Contain("fixtures/iuts/card-1/waivers.yaml"));
        Assert.That(Load(text, out var codes), Is.Null);
        Assert.That(codes, Is.EqualTo((string[])["WAIV002", "WAIV002"]));

        var filled = Load(text.Replace("<why this failure is tolerated>", "known", StringComparison.Ordinal).Replace("<where it is tracked>", "T-1", StringComparison.Ordinal), out _);
        Assert.That(filled!.Select(w => (w.Case, w.Variant, w.Check, w.Reason, w.Link)), Is.EqualTo([("CARD-X-001", "on=basic,block=3", "c", "known", "T-1")]));
    }

    [Test]
    public void What_passed_or_is_waived_already_gets_no_draft()
    {
        Assert.That(Suggest([], Verdict.Pass), Is.Empty);
        Assert.That(Suggest([Waiver("c", Today)], Verdict.Fail), Is.Empty);
        Assert.That(Suggest([Waiver("c", Today.AddDays(-1))], Verdict.Fail), Does.Contain("check: c"));
    }

    [Test]
    public void A_warning_gets_no_draft()
    {
        var plan = Plan([], CheckLevel.Should);
        var record = RunFold.Fold(plan, Events(plan, Verdict.Fail));

        Assert.That(WaiverSuggestions.Of(record, Judge.Run(record, Today), Today), Is.Empty);
    }

    [TestCase(Verdict.Fail, 0, WaiverState.Used, true)]
    [TestCase(Verdict.Pass, 0, WaiverState.UnexpectedPass, false)]
    [TestCase(Verdict.Fail, -1, WaiverState.Expired, false)]
    [TestCase(Verdict.Inconclusive, 0, WaiverState.NotExercised, true)]
    public void A_run_tells_which_waivers_still_do_their_work(Verdict verdict, int days, WaiverState state, bool good)
    {
        var plan = Plan([Waiver("c", Today.AddDays(days))]);
        var use = Judge.Run(RunFold.Fold(plan, Events(plan, verdict)), Today).Waivers.Single();

        Assert.That((use.State, WaiverCheck.IsGood(use)), Is.EqualTo((state, good)));
    }

    [Test]
    public void Without_a_run_waivers_that_are_expired_or_name_nothing_are_found()
    {
        var uses = WaiverCheck.OfPlan(Plan([Waiver("c", Today), Waiver("gone", Today), Waiver("d", Today.AddDays(-1))]), Today);

        Assert.That(uses.Select(u => u.State), Is.EqualTo((WaiverState[])[WaiverState.NotExercised, WaiverState.Unmatched, WaiverState.Expired]));
        Assert.That(uses.Select(WaiverCheck.IsGood), Is.EqualTo((bool[])[true, false, false]));
    }

    private static string Suggest(IReadOnlyList<Waiver> waivers, Verdict verdict)
    {
        var plan = Plan(waivers);
        var record = RunFold.Fold(plan, Events(plan, verdict));
        return WaiverSuggestions.Of(record, Judge.Run(record, Today), Today);
    }

    private static Waiver Waiver(string check, DateOnly until) => new("CARD-X-001", "*", check, "known", "T-1", until, new SourceSpan("waivers.yaml", 2, 5));

    private static RunPlan Plan(IReadOnlyList<Waiver> waivers, CheckLevel level = CheckLevel.Must)
    {
        var iut = Build.Iut("card-1", IutRole.Card, [Build.Item("G-1")], ("G-1", ClaimAnswer.Yes)) with { Waivers = waivers };
        var planned = Build.Case("card-1", "CARD-X-001", [Build.Ref("G-1")], Build.Check("c", level, Build.Ref("G-1")));
        return Build.Plan([iut], planned with { Key = planned.Key with { Variant = "on=basic,block=3" } });
    }

    private static IEnumerable<JournalEvent> Events(RunPlan plan, Verdict verdict)
    {
        var planned = plan.Cases[0];
        return [Build.RunStarted(), Build.Started(planned), Build.Checked(planned, "c", verdict), Build.Ended(planned, verdict), Build.RunEnded()];
    }

    private static IReadOnlyList<Waiver>? Load(string text, out IEnumerable<string> codes)
    {
        var bag = new DiagnosticBag();
        var waivers = WaiverLoader.Load(SourceFile.FromText("waivers.yaml", text), bag);
        codes = bag.Items.Select(d => d.Code);
        return waivers;
    }
}

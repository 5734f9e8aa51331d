using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using static DmSc.Tests.Dm.Server.Validation.SessionUnderTest;

namespace DmSc.Tests.Dm.Server.Validation;

/// <summary>A rule that a session never put to the test is not kept by it.</summary>
public sealed class OccasionTests
{
    [Test]
    public void A_client_that_never_refuses_shows_no_challenge()
    {
        var it = Started(ServerStep.Get("./A"));
        Assert.That(it.Exercises(SessionRules.Challenge), Is.False);
        it.Send(true, Numbered(it.Refusal(), it.StatusOf(it.Answer.Requests()[0], 401)));
        Assert.That(it.Exercises(SessionRules.Challenge));
    }

    [Test]
    public void A_value_that_does_not_come_shows_nothing_of_chunks()
    {
        var it = Started(ServerStep.Get("./A"));
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 413)));
        Assert.That(it.Exercises(SessionRules.ChunkSize) || it.Exercises(SessionRules.ChunkSum), Is.False);
        Assert.That(it.Exercises(SessionRules.StatusForEach));
        Assert.That(it.Exercises(SessionRules.ResultsForEach), Is.False);
    }

    [Test]
    public void A_sound_session_puts_these_rules_to_the_test()
    {
        var it = Started(ServerStep.Get("./A"), ServerStep.Sequence(ServerStep.Delete("./B")), ServerStep.Atomic(ServerStep.Delete("./C")));
        var answers = it.Answer.StatusesFor();
        answers.Add(it.ResultsOf(it.Answer.Requests()[0]));
        it.Send(true, Numbered(answers));
        var rules = SessionRules.All.Where(it.Exercises).Select(r => r.Id[^3..]);
        Assert.That(it.Ids, Is.Empty);
        Assert.That(rules, Is.EqualTo(new[]
        {
            "001", "002", "004", "005", "006", "007", "009", "010", "011", "012", "013", "014", "015", "016", "017", "018", "020", "021", "022", "023", "024", "025", "026", "027",
            "028", "029", "030", "031", "040", "041", "045", "047", "054", "058", "059",
        }));
    }

    [Test]
    public void Who_is_silent_at_the_end_keeps_the_rules_of_the_end()
    {
        var it = Started();
        Assert.That(it.Session.End, Is.EqualTo(ServerSessionEnd.Finished));
        Assert.That(it.Exercises(SessionRules.AfterEnd) && it.Exercises(SessionRules.NotOnlyStatus));
    }
}

using DmSc.Dm.Server;
using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Steps.Sessions;
using DmSc.Tests.Dm.Server;
using DmSc.Tests.Dm.Server.Validation;

namespace DmSc.Tests.Steps.Devices;

public sealed class ProtocolVerbTests
{
    private static StepValue Broken(SessionUnderTest session, string rule)
    {
        var path = ValuePath.Parse($"[rule={rule}].broken", new Protocol().Info.Result, "rules", out var error);
        Assert.That(error, Is.Null);
        return path!.Follow(Protocol.Of(session.Session).Value);
    }

    [Test]
    public void A_rule_is_kept_broken_or_not_seen()
    {
        var session = SessionUnderTest.Started(ServerStep.Delete("./A"));
        session.Send(true, session.StatusOf(session.Answer.Requests()[0], 200));
        Assert.Multiple(() =>
        {
            Assert.That(Broken(session, "DM-PROTO-022").Describe(), Is.EqualTo("true"), "the Status of the header is missing");
            Assert.That(Broken(session, "DM-PROTO-023").Describe(), Is.EqualTo("false"), "the Delete has one");
            Assert.That(Broken(session, "DM-PROTO-052"), Is.InstanceOf<AbsentValue>(), "nothing was refused");
        });
    }

    [Test]
    public void What_is_asked_about_a_rule_without_occasion_decides_nothing() =>
        Assert.That(Protocol.Of(SessionUnderTest.Started().Session).Succeeded, Is.False);
}

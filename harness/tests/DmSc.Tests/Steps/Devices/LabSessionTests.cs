using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Tests.Dm.Server;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Steps.Devices.LabBench;

namespace DmSc.Tests.Steps.Devices;

/// <summary>Which session counts for what a case did, and what counts for none.</summary>
public sealed class LabSessionTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(45);

    [Test]
    public async Task A_session_from_before_the_device_was_off_is_not_one_from_after()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        _ = bench.OpenAsync(user, "1");
        _ = bench.OpenAsync(user, "2");
        var first = await bench.RunAsync("dm-server.session", ("server", server));
        await bench.RunAsync("device.power-off");
        await bench.RunAsync("device.power-on");
        var afterwards = await bench.RunAsync("dm-server.session", ("server", server), ("wait", "5"));
        Assert.That((Text(first, "session-id"), Truth(afterwards, "arrived"), afterwards.Succeeded), Is.EqualTo(("1", (bool?)false, false)));
    }

    [Test]
    public async Task A_session_that_came_while_the_device_was_off_is_not_one_from_after()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        await bench.RunAsync("device.power-off");
        _ = bench.OpenAsync(user);
        await bench.RunAsync("device.power-on");
        var quiet = await bench.RunAsync("dm-server.quiet", ("server", server), ("wait", "5"));
        Assert.That(Number(quiet, "sessions"), Is.Zero);
    }

    [Test]
    public async Task A_device_that_answers_a_bootstrap_is_asked_for_a_session_all_the_same()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        await bench.AnswerBootstrapAsync(user);
        await bench.RunAsync("device.start-session", ("server", server));
        Assert.That(bench.Device.Asked, Has.Member($"session {server}"));
    }

    [Test]
    public async Task A_session_that_waited_already_is_not_the_one_that_a_notification_asks_for()
    {
        await using var bench = new LabBench();
        var account = await bench.RunAsync("dm-server.account");
        var server = Text(account, "server-id")!;
        var nonce = bench.Lab.Account(server).Known.Nonces.Client;
        var known = bench.Lab.Account(server).Known.Client;
        var client = new ScriptedClient { LocName = known!.UserName };
        var leftOver = bench.SendAsync(client.Message(SyncMlCred.Of("syncml:auth-md5", Md5Credential.Compute(CredentialHash.Of(known!), nonce.Span)), true, ScriptedClient.Opening()));
        await bench.RunAsync("push.notification", ("server", server));
        var session = await bench.RunAsync("dm-server.session", ("server", server), ("wait", "5"));
        Assert.That((Truth(session, "arrived"), leftOver.IsCompleted), Is.EqualTo(((bool?)false, true)));
    }

    [Test]
    public async Task A_session_that_waited_at_the_end_of_another_is_not_the_next_one()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        _ = bench.OpenAsync(user, "1");
        _ = bench.OpenAsync(user, "2");
        await bench.RunAsync("dm-server.session", ("server", server));
        await bench.RunAsync("dm-server.end", ("wait", "1"));
        await bench.RunAsync("device.start-session", ("server", server));
        Assert.That(bench.Device.Asked, Has.Member($"session {server}"));
    }

    [Test]
    public async Task A_session_with_another_id_says_nothing_of_the_one_waited_for_but_is_seen()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        var other = bench.OpenAsync(user, "1");
        var waited = await bench.RunAsync("dm-server.session", ("server", server), ("session-id", "2"), ("wait", "5"));
        var quiet = await bench.RunAsync("dm-server.quiet", ("server", server), ("session-id", "1"), ("wait", "1"));
        Assert.That((waited.Succeeded, Truth(waited, "arrived"), Number(quiet, "sessions")), Is.EqualTo((false, (bool?)null, (long?)1)));
        Assert.That(other.IsCompleted, Is.True, "it is not in the way of the one waited for");
    }

    [Test]
    public async Task Who_waits_that_no_session_comes_waits_as_long_as_who_waits_for_one()
    {
        await using var bench = new LabBench();
        var (server, _) = await bench.AccountAsync();
        bench.Parameters["session-wait"] = "50";
        var given = new StepArguments(new Dictionary<string, object>(StringComparer.Ordinal) { ["server"] = server });
        var times = new[] { "dm-server.quiet", "dm-server.session" }.Select(verb => Verb(verb).Waits!(given, bench.Ixit)).ToList();
        Assert.That(times, Is.All.EqualTo(TimeSpan.FromSeconds(50)));
        bench.Parameters.Clear();
        Assert.That(Verb("dm-server.quiet").Waits!(given, bench.Ixit), Is.EqualTo(Verb("dm-server.session").Waits!(given, bench.Ixit)));
    }

    [TestCase("50", 1, true)]
    [TestCase("40", 0, false)]
    public async Task A_slow_device_is_waited_for_as_long_as_its_vendor_says(string seconds, int seen, bool arrived)
    {
        async Task<StepResult> WaitAsync(string verb)
        {
            await using var bench = new LabBench();
            bench.Parameters["session-wait"] = seconds;
            var (server, user) = await bench.AccountAsync();
            _ = bench.OpenAsync(user, after: Late);
            return await bench.RunAsync(verb, ("server", server));
        }

        Assert.That((Number(await WaitAsync("dm-server.quiet"), "sessions"), Truth(await WaitAsync("dm-server.session"), "arrived")), Is.EqualTo(((long?)seen, (bool?)arrived)));
    }

    [Test]
    public async Task A_time_that_is_none_is_a_bad_fixture()
    {
        await using var bench = new LabBench();
        bench.Parameters["session-wait"] = "soon";
        var (server, _) = await bench.AccountAsync();
        Assert.That(async () => await bench.RunAsync("dm-server.quiet", ("server", server)), Throws.TypeOf<StepFaultException>().With.Message.Contains("session-wait").And.Property("Kind").EqualTo(FaultKind.BadFixture));
    }

    private static DmRequest Garbage(string type) => new(ScriptedClient.Address, type, new byte[] { 0x02, 0xA4, 0x01 });

    [TestCase("application/vnd.syncml.dm+wbxml", "dm-server.session")]
    [TestCase("application/vnd.syncml.dm+wbxml", "dm-server.quiet")]
    [TestCase("text/xml", "dm-server.session")]
    [TestCase("text/xml", "dm-server.quiet")]
    public async Task What_is_no_message_is_evidence_and_neither_absence_nor_silence(string type, string verb)
    {
        await using var bench = new LabBench();
        var (server, _) = await bench.AccountAsync();
        await bench.SendAsync(Garbage(type));
        Assert.That(async () => await bench.RunAsync(verb, ("server", server), ("wait", "5")), Throws.TypeOf<IutFormatException>());
        Assert.That(bench.Frames, Has.Some.Matches<(string Channel, FrameDirection Direction, string Note)>(f => f.Direction == FrameDirection.FromIut && f.Note.StartsWith("POST", StringComparison.Ordinal)));
        var again = await bench.RunAsync("dm-server.quiet", ("server", server), ("wait", "1"));
        Assert.That(Number(again, "sessions"), Is.Zero, "it is told once");
    }

    [Test]
    public async Task A_sound_session_is_taken_whatever_came_before()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        await bench.SendAsync(Garbage("text/xml"));
        _ = bench.OpenAsync(user);
        Assert.That((await bench.RunAsync("dm-server.session", ("server", server))).Succeeded, Is.True);
    }

    [Test]
    public async Task A_session_of_another_account_makes_way_for_the_one_waited_for()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        var (other, otherUser) = await bench.AccountAsync();

        // As a device does that turns to its second server first, and does one thing after the other.
        async Task InTurn()
        {
            await bench.OpenAsync(otherUser, "1");
            await bench.OpenAsync(user, "2");
        }

        _ = InTurn();
        var first = await bench.RunAsync("dm-server.session", ("server", server));
        await bench.RunAsync("dm-server.end", ("wait", "1"));
        await bench.RunAsync("device.start-session", ("server", other));
        _ = bench.OpenAsync(otherUser, "3");
        var second = await bench.RunAsync("dm-server.session", ("server", other));
        Assert.That((first.Succeeded, Text(second, "session-id"), second.Succeeded), Is.EqualTo((true, "3", true)));
        Assert.That(bench.Device.Asked, Has.Member($"session {other}"));
    }

    [Test]
    public async Task A_session_of_another_account_hides_none_from_who_waits_for_silence()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        var (_, otherUser) = await bench.AccountAsync();

        async Task InTurn()
        {
            await bench.OpenAsync(otherUser, "1");
            await bench.OpenAsync(user, "2");
        }

        _ = InTurn();
        Assert.That(Number(await bench.RunAsync("dm-server.quiet", ("server", server), ("wait", "5")), "sessions"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_session_that_we_ended_unseen_shows_that_the_device_came_and_is_no_fault()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        await bench.RunAsync("dm-server.conduct", ("server", server), ("hold", "false"));
        await bench.OpenAsync(user);
        var session = await bench.RunAsync("dm-server.session", ("server", server), ("wait", "5"));
        Assert.That((Truth(session, "arrived"), session.Succeeded, Text(session, "over")), Is.EqualTo(((bool?)true, false, "finished")));
        Assert.That(async () => await bench.RunAsync("dm-server.send", ("commands", "")), Throws.TypeOf<StepNotReachedException>());
    }

    [Test]
    public async Task A_device_that_falls_silent_after_a_challenge_has_not_got_as_far_as_the_step_says()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync("md5");
        await bench.OpenAsync(user);
        var session = await bench.RunAsync("dm-server.session", ("server", server), ("wait", "5"));
        Assert.That((session.Succeeded, Truth(session, "arrived"), Truth(session, "authenticated"), Text(session, "over")), Is.EqualTo((false, (bool?)true, (bool?)null, "open")));
        Assert.That(session.Summary, Does.Contain("silent").And.Contain("missing"));
    }

    [Test]
    public async Task What_was_said_of_an_account_holds_though_the_device_names_it_late()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        await bench.RunAsync("dm-server.conduct", ("server", server), ("faults", "omit-final"), ("hold", "false"));
        var nameless = new ScriptedClient { LocName = null };
        var challenge = (await bench.SendAsync(nameless.Message(null, true, ScriptedClient.Opening()))).Read();
        var named = new ScriptedClient { LocName = user, MsgId = 1 };
        var answer = bench.SendAsync(named.Message(null, true, challenge.Header.RespUri, [.. challenge.StatusesFor(), .. ScriptedClient.Opening(first: 9)]));
        Assert.That(answer.IsCompleted, Is.True, "it is not held");
        Assert.That((await answer).Read().Final, Is.False, "it is conducted as told");
    }

    [Test]
    public async Task A_session_of_an_account_that_is_named_late_is_found()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        var challenge = (await bench.SendAsync(new ScriptedClient { LocName = null }.Message(null, true, ScriptedClient.Opening()))).Read();
        var waiting = bench.StartAsync("dm-server.session", ("server", server), ("wait", "30"));
        var named = new ScriptedClient { LocName = user, MsgId = 1 };
        _ = bench.SendAsync(named.Message(null, true, challenge.Header.RespUri, [.. challenge.StatusesFor(), .. ScriptedClient.Opening(first: 9)]), TimeSpan.FromSeconds(20));
        Assert.That((await bench.DriveAsync(waiting)).Succeeded, Is.True);
    }

    [Test]
    public async Task A_recovered_device_has_no_account_and_no_session_of_the_attempt_before()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        _ = bench.OpenAsync(user, "1");
        var during = new List<DmReply>();
        bench.Device.Resetting = async () => during.Add(await bench.OpenAsync(user, "2"));
        var sick = await bench.Lease.RecoverAsync(CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(sick, Is.Null);
            Assert.That(during, Has.Count.EqualTo(1), "a session that comes while the device is reset is nobody's, so it is not held");
            Assert.That(bench.Lab.Sessions, Is.Empty);
            Assert.That(() => bench.Lab.Account(server), Throws.TypeOf<StepFaultException>());
        });
    }

    [Test]
    public async Task Speaking_after_a_session_that_did_not_come_is_no_fault_of_ours()
    {
        await using var bench = new LabBench();
        var (server, _) = await bench.AccountAsync();
        Assert.That(async () => await bench.RunAsync("dm-server.end"), Throws.TypeOf<StepFaultException>().With.Message.Contains("dm-server.session"), "nobody waited for one");
        await bench.RunAsync("dm-server.session", ("server", server), ("wait", "2"));
        foreach (var verb in new[] { "dm-server.end", "dm-server.protocol" })
            Assert.That(async () => await bench.RunAsync(verb), Throws.TypeOf<StepNotReachedException>().With.Message.Contains(server), verb);
        Assert.That(async () => await bench.RunAsync("dm-server.send", ("commands", "")), Throws.TypeOf<StepNotReachedException>());
    }

    [Test]
    public async Task A_session_is_held_for_as_long_as_a_person_may_take()
    {
        await using var bench = new LabBench();
        var (server, user) = await bench.AccountAsync();
        var answer = bench.OpenAsync(user);
        await bench.RunAsync("dm-server.session", ("server", server));
        bench.Pass(TimeSpan.FromMinutes(30));
        Assert.That(answer.IsCompleted, Is.False);
        await bench.RunAsync("dm-server.end", ("wait", "1"));
        Assert.That(answer.IsCompleted, Is.True);
    }
}

using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Tests.Dm.Server;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Client;

/// <summary>Each documented defect shows, and a client without it does not show it.</summary>
[TestFixture]
public sealed class ClientQuirksTests
{
    private static readonly string s_long = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i} "));

    private static readonly Defect[] s_defects =
    [
        new(nameof(ClientQuirks.SkipsServerAuthentication), q => q with { SkipsServerAuthentication = true },
            () => new SessionRig { Policy = Faulty(ServerFault.WrongServerCredentials) }, [Set("new")], r => r.Text("./Acme/Name") == "new"),
        new(nameof(ClientQuirks.IgnoresNewNonce), q => q with { IgnoresNewNonce = true },
            () => new SessionRig { Options = SessionRig.Defaults with { ClientNonce = "old"u8.ToArray() } }, [], r => r.Client.Outcome!.End == ClientSessionEnd.CredentialsRefused),
        new(nameof(ClientQuirks.ReusesNonce), q => q with { ReusesNonce = true },
            EveryMessage, [Set("a"), new ServerStep.Barrier(), Set("b")], r => Nonces(r) is var given && given.Count > 1 && given.Distinct(StringComparer.Ordinal).Count() < given.Count),
        new(nameof(ClientQuirks.StatusOutOfOrder), q => q with { StatusOutOfOrder = true },
            Plain, [ServerStep.Get("./Acme/Name"), Set("new")], r => r.Statuses(2)[0] == "Replace 200"),
        new(nameof(ClientQuirks.ResultsBeforeStatus), q => q with { ResultsBeforeStatus = true },
            Plain, [ServerStep.Get("./Acme/Name")], r => r.Messages[1].Commands[1].Kind == SyncMlCommandKind.Results),
        new(nameof(ClientQuirks.MissingHeaderStatus), q => q with { MissingHeaderStatus = true },
            Plain, [Set("new")], r => r.Messages[1].Commands.All(c => c.CmdRef != "0")),
        new(nameof(ClientQuirks.WrongMsgRef), q => q with { WrongMsgRef = true },
            Plain, [Set("new")], r => r.Messages[1].Commands.Any(c => c.MsgRef != "1")),
        new(nameof(ClientQuirks.RepeatsCmdId), q => q with { RepeatsCmdId = true },
            Plain, [Set("new")], r => r.Messages[1].Commands.Select(c => c.CmdId).Distinct(StringComparer.Ordinal).Count() == 1),
        new(nameof(ClientQuirks.MsgIdNotIncremented), q => q with { MsgIdNotIncremented = true },
            Plain, [Set("new")], r => r.Messages[1].Header.MsgId == "1"),
        new(nameof(ClientQuirks.NewSessionIdMidSession), q => q with { NewSessionIdMidSession = true },
            Plain, [Set("new")], r => r.Messages[0].Header.SessionId == "1A2B" && r.Messages[1].Header.SessionId != "1A2B"),
        new(nameof(ClientQuirks.IgnoresTriggerSessionId), q => q with { IgnoresTriggerSessionId = true },
            () => new SessionRig { Options = SessionRig.Defaults with { ServerInitiated = true } }, [Set("new")], r => r.Messages.All(m => m.Header.SessionId != "1A2B")),
        new(nameof(ClientQuirks.SendsEmptyPackage), q => q with { SendsEmptyPackage = true },
            Plain, [Set("new")], r => r.Messages[^1].Commands is [{ CmdRef: "0" }]),
        new(nameof(ClientQuirks.NoDevInfo), q => q with { NoDevInfo = true }, Plain, [], r => r.Server.DevInfo.IsEmpty),
        new(nameof(ClientQuirks.DevInfoIncomplete), q => q with { DevInfoIncomplete = true },
            Plain, [], r => r.Server.DevInfo.Count == 4 && !r.Server.DevInfo.ContainsKey("./DevInfo/Lang")),
        new(nameof(ClientQuirks.AtomicWithoutRollback), q => q with { AtomicWithoutRollback = true },
            Plain, [ServerStep.Atomic(Set("new"), ServerStep.Delete("./Acme/None"))], r => r.Text("./Acme/Name") == "new" && r.Statuses(2)[1] == "Replace 216"),
        new(nameof(ClientQuirks.SequenceOutOfOrder), q => q with { SequenceOutOfOrder = true },
            Plain, [ServerStep.Sequence(Set("first"), Set("last"))], r => r.Text("./Acme/Name") == "first"),
        new(nameof(ClientQuirks.IgnoresRespUri), q => q with { IgnoresRespUri = true },
            Plain, [Set("new")], r => r.Requests[1].Uri == ScriptedClient.Address),
        new(nameof(ClientQuirks.ExceedsMaxMsgSize), q => q with { ExceedsMaxMsgSize = true },
            Bounded, [ServerStep.Get("./Acme/Long")], r => r.Requests.Exists(request => request.Body.Length > 1000)),
        new(nameof(ClientQuirks.CommitsIncompleteObject), q => q with { CommitsIncompleteObject = true },
            Plain, [Chunks(SyncMlCommandKind.Add, "./Acme/New") with { InterruptAfter = 1 }, Set("new")], r => r.Text("./Acme/New") is { } text && s_long.StartsWith(text, StringComparison.Ordinal)),
        new(nameof(ClientQuirks.AcceptsWrongSize), q => q with { AcceptsWrongSize = true },
            Plain, [Chunks(SyncMlCommandKind.Replace, "./Acme/Name") with { AnnouncedSize = 9999 }], r => r.Text("./Acme/Name") == s_long),
        new(nameof(ClientQuirks.IgnoresChallengeType), q => q with { IgnoresChallengeType = true },
            () => new SessionRig { Options = SessionRig.Defaults with { PreferredType = DmAuthentication.Basic } }, [], r => r.Messages[1].Header.Cred!.Meta!.Type == "syncml:auth-basic"),
        new(nameof(ClientQuirks.HmacOfHex), q => q with { HmacOfHex = true },
            Mac, [Set("new")], r => r.Server.MacForm == "base64 of the hexadecimal text"),
        new(nameof(ClientQuirks.HmacOnlyFirstMessage), q => q with { HmacOnlyFirstMessage = true },
            Mac, [Set("new")], r => r.Requests[0].Hmac is not null && r.Requests[1].Hmac is null),
        new(nameof(ClientQuirks.PutsCredInCommand), q => q with { PutsCredInCommand = true },
            Plain, [], r => r.Messages[0].Commands[0].Cred is not null),
        new(nameof(ClientQuirks.IgnoresAbort), q => q with { IgnoresAbort = true },
            Plain, [ServerStep.Abort()], r => r.Requests.Count > 1),
        new(nameof(ClientQuirks.Sends1200ForClientInitiated), q => q with { Sends1200ForClientInitiated = true },
            Plain, [], r => r.Server.OpeningAlert == 1200),
        new(nameof(ClientQuirks.ObeysWhileRefusing), q => q with { ObeysWhileRefusing = true },
            () => new SessionRig { Policy = Faulty(ServerFault.WrongServerCredentials) }, [Set("new")], r => r.Text("./Acme/Name") == "new" && r.Server.HeaderStatuses[0] == 401),
        new(nameof(ClientQuirks.ObeysInSecret), q => q with { ObeysInSecret = true },
            () => new SessionRig { Policy = Faulty(ServerFault.WrongServerCredentials) }, [Set("new")], r => r.Text("./Acme/Name") == "new" && r.Statuses(2).All(status => !status.EndsWith(" 200", StringComparison.Ordinal))),
        new(nameof(ClientQuirks.RefusesEveryServer), q => q with { RefusesEveryServer = true },
            Plain, [Set("new")], r => r.Client.Outcome!.End == ClientSessionEnd.ServerNotAuthenticated),
        new(nameof(ClientQuirks.CredBesideMac), q => q with { CredBesideMac = true },
            Mac, [Set("new")], r => r.Requests[1].Hmac is not null && r.Messages[1].Header.Cred is not null),
        new(nameof(ClientQuirks.StoresLastChunkOnly), q => q with { StoresLastChunkOnly = true },
            Plain, [Chunks(SyncMlCommandKind.Replace, "./Acme/Name")], r => r.Text("./Acme/Name") is { Length: > 0 } text && text != s_long && s_long.EndsWith(text, StringComparison.Ordinal)),
        new(nameof(ClientQuirks.ChallengesWithoutNeed), q => q with { ChallengesWithoutNeed = true },
            () => new SessionRig { Policy = Faulty(ServerFault.NoServerCredentials) }, [], r => r.Requests.Count > 1 && r.Server.HeaderStatuses[0] == 407),
        new(nameof(ClientQuirks.IgnoresMaxObjSize), q => q with { IgnoresMaxObjSize = true },
            () => Long(ServerPolicy.Default with { MaxObjSize = 1000 }), [ServerStep.Get("./Acme/Long")], r => r.Statuses(2)[0] == "Get 200"),
    ];

    public static IEnumerable<string> Names => s_defects.Select(d => d.Name);

    private static SessionRig Plain() => new();

    private static ServerPolicy Faulty(ServerFault fault) => ServerPolicy.Default with { Faults = [fault] };

    private static SessionRig EveryMessage() => new() { Options = SessionRig.Defaults with { EveryMessage = true } };

    private static SessionRig Bounded() => Long(ServerPolicy.Default with { MaxMsgSize = 1000 });

    private static SessionRig Long(ServerPolicy policy)
    {
        var rig = new SessionRig { Policy = policy };
        rig.Tree.SetLeaf("./Acme/Long", s_long);
        return rig;
    }

    private static SessionRig Mac() => new()
    {
        Account = ScriptedClient.Account(DmAuthentication.Hmac, DmAuthentication.Hmac),
        Options = SessionRig.Defaults with { PreferredType = DmAuthentication.Hmac, ServerType = DmAuthentication.Hmac },
    };

    private static ServerStep Set(string text) => ServerStep.Replace(SyncMlItem.Leaf("./Acme/Name", text));

    private static ServerStep.SendInChunks Chunks(SyncMlCommandKind kind, string target) => new(kind, SyncMlItem.Leaf(target, s_long), 700);

    private static List<string> Nonces(SessionRig rig) => [.. rig.Messages.SelectMany(m => m.Commands).Select(c => c.Challenge?.NextNonce?.Text!).Where(n => n is not null)];

    [TestCaseSource(nameof(Names))]
    public void A_defect_shows_where_it_was_asked_for_and_not_otherwise(string name)
    {
        var defect = Array.Find(s_defects, d => d.Name == name)!;
        var sound = defect.Rig();
        sound.Run(defect.Steps);
        var broken = defect.Rig();
        broken.Options = broken.Options with { Quirks = defect.Set(new ClientQuirks()) };
        broken.Run(defect.Steps);
        Assert.Multiple(() =>
        {
            Assert.That(defect.Shows(sound), Is.False, "without the defect");
            Assert.That(defect.Shows(broken), Is.True, "with the defect");
        });
    }

    [Test]
    public void A_challenge_that_was_left_out_brings_no_nonce_into_force()
    {
        SessionRig Run(bool missing)
        {
            var rig = Plain();
            rig.Options = rig.Options with { Quirks = new ClientQuirks { MissingHeaderStatus = missing } };
            rig.Run([Set("new")]);
            return rig;
        }

        Assert.That(Run(missing: false).Client.NewServerNonce, Is.Not.Null);
        Assert.That(Run(missing: true).Client.NewServerNonce, Is.Null);
    }

    [Test]
    public void Room_for_what_a_defect_adds_is_left_free()
    {
        var rig = Bounded();
        rig.Options = rig.Options with { Quirks = new ClientQuirks { ReservedOctets = 200 } };
        rig.Run([ServerStep.Get("./Acme/Long")]);
        Assert.That(rig.Requests.Skip(1).Max(r => r.Body.Length), Is.AtMost(800).And.GreaterThan(400));
    }

    [Test]
    public void No_defect_is_without_a_test() => Assert.That(
        Names, Is.EquivalentTo(typeof(ClientQuirks).GetProperties().Where(p => p.PropertyType == typeof(bool)).Select(p => p.Name)));

    private sealed record Defect(string Name, Func<ClientQuirks, ClientQuirks> Set, Func<SessionRig> Rig, ServerStep[] Steps, Func<SessionRig, bool> Shows);
}

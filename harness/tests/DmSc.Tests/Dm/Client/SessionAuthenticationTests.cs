using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Tests.Dm.Server;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Client;

/// <summary>Who is who, with a client and a server that really talk (OMA DM Security 1.2, 5.3 and 5.4).</summary>
[TestFixture]
public sealed class SessionAuthenticationTests
{
    private static readonly ServerStep[] s_work = [ServerStep.Get("./DevDetail/FwV"), new ServerStep.Barrier(), ServerStep.Replace(SyncMlItem.Leaf("./Acme/Name", "new"))];

    private static SessionRig Rig(DmAuthentication type, bool xml = false, bool everyMessage = false) => new()
    {
        Account = ScriptedClient.Account(type, type, everyMessage),
        Options = SessionRig.Defaults with { Xml = xml, PreferredType = type, ServerType = type, EveryMessage = everyMessage },
    };

    [Test]
    public void Both_sides_are_who_they_say_in_both_forms_and_with_every_type(
        [Values(DmAuthentication.Basic, DmAuthentication.Md5, DmAuthentication.Hmac)] DmAuthentication type, [Values] bool xml, [Values] bool everyMessage)
    {
        var rig = Rig(type, xml, everyMessage);
        for (var session = 1; session <= 3; session++)
        {
            rig.Tree.SetLeaf("./Acme/Name", "old");
            var exchanges = rig.Run(s_work);
            Assert.Multiple(() =>
            {
                Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
                Assert.That(rig.Server.End, Is.EqualTo(ServerSessionEnd.Finished));
                Assert.That(rig.Server.CredentialVerdicts, Is.All.AnyOf(CredentialVerdict.Right, CredentialVerdict.StillGood), $"session {session}");
                Assert.That(rig.Server.HeaderStatuses, Is.All.EqualTo(type == DmAuthentication.Hmac || everyMessage ? 200 : 212), $"session {session}");
                Assert.That(exchanges[0]!.Values.Single().Text, Is.EqualTo("1.0"));
                Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("new"));
                Assert.That(rig.Requests, Has.Count.EqualTo(3), "nobody had to be challenged");
                Assert.That(rig.Client.Remarks, Is.Empty);
            });
            SessionRig.AssertKeepsTheRules(rig.Messages, "1A2B");
            rig.Remember();
        }
    }

    [Test]
    public void With_credentials_in_every_message_each_is_made_from_the_newest_nonce()
    {
        var rig = Rig(DmAuthentication.Md5, everyMessage: true);
        rig.Run(s_work);
        var digests = rig.Messages.Select(m => m.Header.Cred!.Data!.Text).ToList();
        var given = rig.Replies.Select(r => r.Read().NextNonce()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(digests, Is.Unique);
            Assert.That(digests[1], Is.EqualTo(Md5Credential.Encode(CredentialHash.Of(ScriptedClient.ClientCredential), given[0])));
            Assert.That(digests[2], Is.EqualTo(Md5Credential.Encode(CredentialHash.Of(ScriptedClient.ClientCredential), given[1])));
            Assert.That(rig.Client.NewClientNonce!.Value.ToArray(), Is.EqualTo(given[^1]));
        });
    }

    [Test]
    public void A_nonce_that_never_reached_the_server_is_not_stored()
    {
        var rig = Rig(DmAuthentication.Md5);
        rig.Run();
        Assert.Multiple(() =>
        {
            Assert.That(rig.Requests, Has.Count.EqualTo(1));
            Assert.That(rig.Client.NewServerNonce, Is.Null);
            Assert.That(rig.Client.NewClientNonce!.Value.ToArray(), Is.EqualTo(rig.Replies[0].Read().NextNonce()));
        });
        rig.Remember();
        rig.Run(s_work);
        Assert.That(rig.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public void Stale_nonces_on_both_sides_cost_one_challenge_each(
        [Values(DmAuthentication.Md5, DmAuthentication.Hmac)] DmAuthentication type)
    {
        var rig = Rig(type);
        rig.Options = rig.Options with { ClientNonce = "old"u8.ToArray(), ServerNonce = "older"u8.ToArray() };
        rig.Run(s_work);
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
            Assert.That(rig.Server.CredentialVerdicts[0], Is.EqualTo(CredentialVerdict.Wrong));
            Assert.That(rig.Server.HeaderStatuses[0], Is.EqualTo(401));
            Assert.That(rig.Messages[1].Commands.Select(c => c.Kind).Skip(1), Is.SupersetOf(new[] { SyncMlCommandKind.Alert, SyncMlCommandKind.Replace }));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("new"));
        });
        rig.Remember();
        rig.Run(s_work);
        Assert.That(rig.Requests, Has.Count.EqualTo(3), "the new nonces were stored");
    }

    [Test]
    public void A_client_that_sends_none_before_a_challenge_answers_it_with_the_type_asked_for(
        [Values(DmAuthentication.Basic, DmAuthentication.Md5, DmAuthentication.Hmac)] DmAuthentication type)
    {
        var rig = Rig(type);
        rig.Options = rig.Options with { PreferredType = DmAuthentication.None, Alerts = [new ClientAlert("Reversed-Domain-Name: org.example.event", "1")] };
        rig.Run(s_work);
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
            Assert.That(rig.Server.CredentialVerdicts.Take(2), Is.EqualTo(new[] { CredentialVerdict.Missing, CredentialVerdict.Right }).AsCollection);
            Assert.That(rig.Messages[1].Commands.Select(c => $"{c.Kind} {c.Data?.Text}".Trim()).Skip(1), Is.EqualTo(new[] { "Alert 1201", "Replace", "Alert 1226" }));
            Assert.That(rig.Server.ClientAlerts.Count(a => a.Data!.Text == "1226"), Is.EqualTo(1));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("new"));
        });
    }

    [Test]
    public void A_challenge_in_the_middle_brings_the_same_answers_again_and_not_package_1()
    {
        var rig = Rig(DmAuthentication.Md5, everyMessage: true);
        var exchanges = rig.Run(ServerStep.Get("./Acme/Poll"), new ServerStep.Misbehave(ServerFault.ChallengeAgain), ServerStep.Replace(SyncMlItem.Leaf("./Acme/Name", "new")));
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
            Assert.That(rig.Messages.Skip(1).SelectMany(m => m.Commands).Select(c => c.Kind), Has.None.EqualTo(SyncMlCommandKind.Alert));
            Assert.That(exchanges[0]!.Status, Is.EqualTo(200));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("new"));
        });
    }

    [Test]
    public void Wrong_passwords_end_the_session_after_one_more_try_and_nothing_is_written()
    {
        var wrongClient = Rig(DmAuthentication.Md5);
        wrongClient.Options = wrongClient.Options with { ClientCredential = Credential.Of("dev-001", "no") };
        wrongClient.Run(s_work);
        var wrongServer = new SessionRig { Policy = ServerPolicy.Default with { Faults = [ServerFault.WrongServerCredentials] } };
        wrongServer.Run(s_work);
        Assert.Multiple(() =>
        {
            Assert.That(wrongClient.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.CredentialsRefused));
            Assert.That(wrongClient.Requests, Has.Count.EqualTo(2));
            Assert.That(wrongServer.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.ServerNotAuthenticated));
            Assert.That(wrongServer.Client.NewServerNonce, Is.Null);
            Assert.That(wrongServer.Client.NewClientNonce, Is.Null);
            Assert.That(wrongServer.Server.HeaderStatuses, Is.All.EqualTo(401));
            Assert.That(wrongClient.Text("./Acme/Name"), Is.EqualTo("old"));
            Assert.That(wrongServer.Text("./Acme/Name"), Is.EqualTo("old"));
        });
    }

    [Test]
    public void A_challenge_for_a_type_that_the_client_does_not_have_ends_the_session()
    {
        var rig = new SessionRig
        {
            Account = ScriptedClient.Account(DmAuthentication.Hmac),
            Options = SessionRig.Defaults with { ClientTypes = [DmAuthentication.Basic, DmAuthentication.Md5] },
        };
        rig.Run(s_work);
        Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.ChallengeNotAnswerable));
    }

    [Test]
    public void A_server_that_answers_a_challenge_with_another_type_is_left()
    {
        var rig = new SessionRig { Account = ScriptedClient.Account(server: DmAuthentication.Basic) };
        rig.Run(s_work);
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.ServerNotAuthenticated));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("old"));
        });
    }

    [Test]
    public void A_missing_mac_is_as_bad_as_a_wrong_one([Values(ServerFault.NoServerCredentials, ServerFault.WrongServerCredentials)] ServerFault fault)
    {
        var rig = new SessionRig
        {
            Account = ScriptedClient.Account(DmAuthentication.Hmac, DmAuthentication.Hmac),
            Options = SessionRig.Defaults with { PreferredType = DmAuthentication.Hmac, ServerType = DmAuthentication.Hmac },
            Policy = ServerPolicy.Default with { Faults = [fault] },
        };
        rig.Run(s_work);
        Assert.That((rig.Client.Outcome!.End, rig.Text("./Acme/Name")), Is.EqualTo((ClientSessionEnd.ServerNotAuthenticated, "old")));
    }

    [Test]
    public void Commands_beside_a_challenge_are_not_carried_out()
    {
        var rig = new SessionRig
        {
            Options = SessionRig.Defaults with { ClientNonce = "old"u8.ToArray() },
            Policy = ServerPolicy.Default with { Faults = [ServerFault.CommandsWhileUnauthenticated] },
        };
        rig.Run(ServerStep.Replace(SyncMlItem.Leaf("./Acme/Name", "new")));
        Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("old"));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Replace 215" }));
    }

    [Test]
    public void An_authenticated_transport_needs_no_credentials_of_the_server()
    {
        var rig = new SessionRig
        {
            Options = SessionRig.Defaults with { TransportAuthenticated = true },
            Policy = ServerPolicy.Default with { Faults = [ServerFault.NoServerCredentials] },
        };
        rig.Run(s_work);
        Assert.That((rig.Client.Outcome!.End, rig.Text("./Acme/Name")), Is.EqualTo((ClientSessionEnd.Completed, "new")));
    }

    [Test]
    public void Every_message_after_the_first_goes_to_RespURI()
    {
        var rig = new SessionRig();
        rig.Run(s_work);
        Assert.That(rig.Requests.Select(r => r.Uri), Is.EqualTo(new[] { ScriptedClient.Address, $"{ScriptedClient.Address}?s=77", $"{ScriptedClient.Address}?s=77" }));
    }

    [Test]
    public void Messages_of_at_most_1000_octets_both_ways_carry_everything([Values] bool xml)
    {
        var rig = new SessionRig
        {
            Policy = ServerPolicy.Default with { MaxMsgSize = 1000 },
            Options = SessionRig.Defaults with { MaxMsgSize = 1000, Xml = xml },
        };
        var value = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i} "));
        rig.Tree.SetLeaf("./Acme/Long", value);
        var exchanges = rig.Run(
            ServerStep.Get("./Acme/Long"), ServerStep.Get("./DevInfo/Man", "./DevInfo/Mod", "./DevInfo/Lang", "./DevDetail/FwV", "./DevDetail/SwV"), ServerStep.Replace(SyncMlItem.Leaf("./Acme/Name", value)));
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
            Assert.That(rig.Requests.Skip(1).Select(r => r.Body.Length), Is.All.LessThanOrEqualTo(1000));
            Assert.That(rig.Replies.Select(r => r.Body.Length), Is.All.LessThanOrEqualTo(1000));
            Assert.That(exchanges[0]!.Values.Single().Text, Is.EqualTo(value));
            Assert.That(exchanges[1]!.Values, Has.Length.EqualTo(5));
            Assert.That(exchanges[2]!.Status, Is.EqualTo(200));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo(value));
            Assert.That(rig.Client.Remarks, Is.Empty);
        });
        SessionRig.AssertKeepsTheRules(rig.Messages, "1A2B");
    }

    [Test]
    public void Package_1_is_split_when_it_has_to_be_sent_again_within_the_servers_bound()
    {
        var rig = new SessionRig
        {
            Account = ScriptedClient.Account() with { Nonces = AccountNonces.Of("other"u8, ScriptedClient.ServerNonce) },
            Policy = ServerPolicy.Default with { MaxMsgSize = 900 },
            Options = SessionRig.Defaults with { Xml = true },
        };
        rig.Run(s_work);
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), rig.Client.Outcome.Detail);
            Assert.That(rig.Requests.Skip(1).Select(r => r.Body.Length), Is.All.LessThanOrEqualTo(900));
            Assert.That(rig.Server.DevInfo, Has.Count.EqualTo(5));
            Assert.That(rig.Messages[1].Final, Is.False);
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("new"));
        });
    }

    [TestCase(1)]
    [TestCase(60)]
    [TestCase(200)]
    public void A_bound_that_nothing_fits_ends_the_session(int size)
    {
        var rig = new SessionRig { Policy = ServerPolicy.Default with { MaxMsgSize = size } };
        rig.Run(s_work);
        Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.DoesNotFit));
    }
}

using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Server;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Client;

/// <summary>What a client does with commands (OMA DM Protocol 1.2, 6 to 10; Representation Protocol 1.2, 6 and 7).</summary>
[TestFixture]
public sealed class SessionCommandTests
{
    private static readonly string s_long = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i} é "));

    private static SyncMlItem Name(string text) => SyncMlItem.Leaf("./Acme/Name", text);

    private static ServerStep Set(string text) => ServerStep.Replace(Name(text));

    private static ServerStep Ask(int code, params ImmutableArray<string?> texts) => ServerStep.Alert(code, texts);

    private static SessionRig Answering(UserReaction reaction, params ImmutableArray<string> entries) =>
        new() { User = new ScriptedUser { Answer = new UserAnswer(reaction, entries) } };

    [Test]
    public void A_large_object_comes_in_by_chunks_and_is_written_when_whole([Values] bool xml, [Values] bool adds)
    {
        var rig = new SessionRig { Options = SessionRig.Defaults with { Xml = xml } };
        var target = adds ? "./Acme/New" : "./Acme/Name";
        var exchange = rig.Run(new ServerStep.SendInChunks(adds ? SyncMlCommandKind.Add : SyncMlCommandKind.Replace, SyncMlItem.Leaf(target, s_long), 700))[0]!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.ChunksSent, Is.GreaterThan(4));
            Assert.That(exchange.Statuses.Select(s => s.Data!.Text).SkipLast(1), Is.All.EqualTo("213"));
            Assert.That(exchange.Status, Is.EqualTo(200));
            Assert.That(rig.Text(target), Is.EqualTo(s_long));
            Assert.That(rig.Messages[1].Commands.Select(c => $"{c.Kind} {c.Data!.Text}"), Is.EqualTo(new[] { "Status 212", "Status 213", "Alert 1222" }));
            Assert.That(rig.Messages[1].Final, Is.False);
        });
        SessionRig.AssertKeepsTheRules(rig.Messages, "1A2B");
    }

    [Test]
    public void Octets_come_in_by_chunks_and_go_out_by_chunks([Values] bool xml)
    {
        var octets = Enumerable.Range(0, 4000).Select(i => (byte)(i * 7)).ToArray();
        var rig = new SessionRig { Options = SessionRig.Defaults with { Xml = xml }, Policy = ServerPolicy.Default with { MaxMsgSize = 1500 } };
        var item = SyncMlItem.To("./Acme/Blob") with { Meta = SyncMlMeta.Of("bin"), Data = SyncMlData.OfOctets(octets) };
        var exchanges = rig.Run(new ServerStep.SendInChunks(SyncMlCommandKind.Add, item, 999), ServerStep.Get("./Acme/Blob"));
        Assert.Multiple(() =>
        {
            Assert.That(exchanges[0]!.Status, Is.EqualTo(200));
            Assert.That(rig.Tree.Find("./Acme/Blob")!.Value.ToArray(), Is.EqualTo(octets));
            Assert.That(exchanges[1]!.Values.Single().Octets.ToArray(), Is.EqualTo(octets));
            Assert.That(exchanges[1]!.Results, Has.Length.GreaterThan(2));
            Assert.That(exchanges[1]!.Results[0].Items[0].Meta!.Size, Is.Not.Null);
            Assert.That(exchanges[1]!.Results.Skip(1).Select(r => r.Items[0].Meta?.Size), Is.All.Null);
        });
    }

    [Test]
    public void Nothing_comes_between_the_chunks_of_a_value_however_long_it_is()
    {
        for (var length = 600; length < 2600; length += 11)
        {
            var rig = new SessionRig { Policy = ServerPolicy.Default with { MaxMsgSize = 1000 } };
            rig.Tree.SetLeaf("./Acme/Long", new string('x', length));
            var exchanges = rig.Run(ServerStep.Get("./Acme/Long"), new ServerStep.Barrier(), ServerStep.Get("./Acme/Long"));
            Assert.That(rig.Server.Breaches.Select(b => $"{b.Rule.Id} {b.Observed} in message {b.Message + 1}"), Is.Empty, $"{length} octets");
            Assert.That(exchanges[2]!.Values.Single().Octets.Length, Is.EqualTo(length));
        }
    }

    [TestCase(1L, 424)]
    [TestCase(5_000L, 424)]
    [TestCase(2_000_000L, 413)]
    public void A_wrong_or_too_large_Size_is_refused_and_nothing_written(long size, int status)
    {
        var rig = new SessionRig();
        var exchange = rig.Run(new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 700) { AnnouncedSize = size })[0]!;
        Assert.That((exchange.Status, rig.Text("./Acme/Name")), Is.EqualTo(((int?)status, "old")));
    }

    [Test]
    public void A_first_chunk_without_Size_is_refused()
    {
        var rig = new SessionRig();
        var exchange = rig.Run(new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 700) { OmitSize = true })[0]!;
        Assert.That((exchange.Status, rig.Text("./Acme/Name")), Is.EqualTo(((int?)411, "old")));
    }

    [Test]
    public void A_client_without_large_objects_refuses_chunks_and_too_long_values()
    {
        var rig = new SessionRig
        {
            Options = SessionRig.Defaults with { Capabilities = new ClientCapabilities { LargeObjects = false } },
            Policy = ServerPolicy.Default with { MaxMsgSize = 1000 },
        };
        rig.Tree.SetLeaf("./Acme/Long", s_long);
        var exchanges = rig.Run(new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 700), ServerStep.Get("./Acme/Long"));
        Assert.That(exchanges.Select(e => e!.Status), Is.EqualTo(new int?[] { 406, 413 }));
        Assert.That(exchanges[1]!.Results, Is.Empty);
    }

    [Test]
    public void Another_command_instead_of_the_rest_loses_the_object_with_Alert_1225()
    {
        var rig = new SessionRig();
        var exchanges = rig.Run(
            new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 700) { InterruptAfter = 2 }, ServerStep.Replace(SyncMlItem.Leaf("./Acme/Poll", "61")));
        Assert.Multiple(() =>
        {
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("old"));
            Assert.That(rig.Text("./Acme/Poll"), Is.EqualTo("61"));
            Assert.That(exchanges[1]!.Status, Is.EqualTo(200));
            var lost = rig.Server.ClientAlerts.Single(a => a.Data!.Text == "1225");
            Assert.That(lost.Items[0].Target!.LocUri, Is.EqualTo("./Acme/Name"));
        });
    }

    [Test]
    public void The_same_object_from_its_beginning_replaces_what_came_of_it()
    {
        var rig = new SessionRig();
        var exchanges = rig.Run(
            new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 700) { InterruptAfter = 2 },
            new ServerStep.SendInChunks(SyncMlCommandKind.Replace, Name(s_long), 900));
        Assert.That((exchanges[1]!.Status, rig.Text("./Acme/Name")), Is.EqualTo(((int?)200, s_long)));
        Assert.That(rig.Server.ClientAlerts.Count(a => a.Data!.Text == "1225"), Is.EqualTo(1));
    }

    [Test]
    public void An_Item_behind_a_chunk_is_no_chunk_of_its_object()
    {
        var rig = new SessionRig();
        var first = Name("half") with { MoreData = true, Meta = new SyncMlMeta { Size = "8" } };
        rig.Run(new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Replace, "", first, SyncMlItem.Leaf("./Acme/Poll", "61"))));
        Assert.Multiple(() =>
        {
            Assert.That((rig.Text("./Acme/Name"), rig.Text("./Acme/Poll")), Is.EqualTo(("old", "61")));
            Assert.That(rig.Server.ClientAlerts.Count(a => a.Data!.Text == "1225"), Is.EqualTo(1));
        });
    }

    [Test]
    public void An_object_beyond_MaxObjSize_is_413_both_ways()
    {
        var rig = new SessionRig { Options = SessionRig.Defaults with { MaxObjSize = 1000 }, Policy = ServerPolicy.Default with { MaxObjSize = 1000 } };
        rig.Tree.SetLeaf("./Acme/Long", s_long);
        var exchanges = rig.Run(Set(s_long), ServerStep.Get("./Acme/Long"));
        Assert.That(exchanges.Select(e => e!.Status), Is.EqualTo(new int?[] { 413, 413 }));
        Assert.That(exchanges[1]!.Results, Is.Empty);
    }

    [Test]
    public void Atomic_takes_everything_or_nothing()
    {
        var rig = new SessionRig();
        var good = rig.Run(ServerStep.Atomic(Set("one"), ServerStep.Add(SyncMlItem.Leaf("./Acme/A", "1"))), ServerStep.Get("./Acme/Name"))[0]!;
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Atomic 200", "Replace 200", "Add 200", "Get 200" }));
        Assert.That(good.Status, Is.EqualTo(200));
        rig.Remember();

        var exchanges = rig.Run(
            ServerStep.Atomic(Set("two"), ServerStep.Delete("./Acme/A"), ServerStep.Replace(SyncMlItem.Leaf("./Acme/None", "x")), ServerStep.Add(SyncMlItem.Leaf("./Acme/B", "1"))),
            ServerStep.Get("./Acme/Name"), ServerStep.Get("./Acme/A"), ServerStep.Get("./Acme/B"));
        Assert.Multiple(() =>
        {
            Assert.That(rig.Statuses(2)[..5], Is.EqualTo(new[] { "Atomic 507", "Replace 216", "Delete 216", "Replace 404", "Add 215" }));
            Assert.That(exchanges[1]!.Values.Single().Text, Is.EqualTo("one"));
            Assert.That(exchanges[2]!.Values.Single().Text, Is.EqualTo("1"));
            Assert.That(exchanges[3]!.Status, Is.EqualTo(404));
        });
    }

    [Test]
    public void Get_Exec_and_Atomic_in_Atomic_fail_it()
    {
        var rig = new SessionRig();
        rig.Run(
            ServerStep.Atomic(Set("x"), ServerStep.Get("./Acme/Name")),
            ServerStep.Atomic(Set("x"), ServerStep.Exec("./Acme/Name")),
            ServerStep.Atomic(Set("x"), ServerStep.Atomic(Set("y"))),
            ServerStep.Atomic(Set("x"), ServerStep.Sequence(Set("y"))));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[]
        {
            "Atomic 507", "Replace 216", "Get 500",
            "Atomic 507", "Replace 216", "Exec 500",
            "Atomic 507", "Replace 216", "Atomic 500", "Replace 215",
            "Atomic 507", "Replace 216", "Sequence 500", "Replace 215",
        }));
        Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("old"));
    }

    [Test]
    public void A_client_without_Atomic_or_Copy_or_Exec_says_406()
    {
        var rig = new SessionRig { Options = SessionRig.Defaults with { Capabilities = new ClientCapabilities { Atomic = false, Copy = false, Exec = false } } };
        rig.Run(ServerStep.Atomic(Set("x")), ServerStep.Copy("./Acme/Name", "./Acme/Poll"), ServerStep.Exec("./Acme/Name"));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Atomic 406", "Replace 215", "Copy 406", "Exec 406" }));
        Assert.That((rig.Text("./Acme/Name"), rig.Text("./Acme/Poll")), Is.EqualTo(("old", "60")));
    }

    [Test]
    public void Atomic_whose_Statuses_do_not_fit_one_message_is_517_and_changes_nothing()
    {
        var rig = new SessionRig { Policy = ServerPolicy.Default with { MaxMsgSize = 700 } };
        var many = Enumerable.Range(0, 30).Select(i => ServerStep.Add(SyncMlItem.Leaf($"./Acme/N{i}", "1"))).ToImmutableArray();
        var exchange = rig.Run(ServerStep.Atomic(many))[0]!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(517));
            Assert.That(exchange.Nested.Select(n => n.Status), Is.All.EqualTo(216));
            Assert.That(rig.Tree.Find("./Acme/N0"), Is.Null);
            Assert.That(rig.Requests.Skip(1).Select(r => r.Body.Length), Is.All.LessThanOrEqualTo(700));
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed));
        });
    }

    [Test]
    public void Sequence_goes_on_after_a_failure_and_in_order()
    {
        var rig = new SessionRig();
        rig.Run(ServerStep.Sequence(
            ServerStep.Add(SyncMlItem.Leaf("./Acme/S", "1")), ServerStep.Replace(SyncMlItem.Leaf("./Acme/None", "x")), ServerStep.Copy("./Acme/S", "./Acme/T"), ServerStep.Delete("./Acme/S")));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Sequence 200", "Add 200", "Replace 404", "Copy 200", "Delete 200" }));
        Assert.That((rig.Text("./Acme/S"), rig.Text("./Acme/T")), Is.EqualTo(((string?)null, "1")));
    }

    [Test]
    public void Exec_is_accepted_and_its_result_comes_later_with_its_Correlator()
    {
        var rig = new SessionRig();
        var argument = "";
        rig.Tree.OnExec("./Acme/Name", exec =>
        {
            argument = Encoding.UTF8.GetString(exec.Argument.Span);
            rig.Client.Announce(new ClientAlert("Reversed-Domain-Name: org.example.done", "200") { Correlator = exec.Correlator, Source = exec.Uri, Mark = "informational" });
            return TreeAnswer.Of(202);
        });
        var exchange = rig.Run(ServerStep.Exec("./Acme/Name", "now", "c-7"))[0]!;
        var alert = rig.Server.ClientAlerts.Single(a => a.Data!.Text == "1226");
        Assert.Multiple(() =>
        {
            Assert.That((exchange.Status, argument, exchange.Results.Length), Is.EqualTo(((int?)202, "now", 0)));
            Assert.That((alert.Correlator, alert.Items[0].Source!.LocUri, alert.Items[0].Meta!.Mark), Is.EqualTo(("c-7", "./Acme/Name", "informational")));
            Assert.That((alert.Items[0].Meta!.Type, alert.Items[0].Meta!.Format, alert.Items[0].Data!.Text), Is.EqualTo(("Reversed-Domain-Name: org.example.done", "chr", "200")));
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed));
        });
    }

    [TestCase(UserReaction.Accepted, 1100, "200")]
    [TestCase(UserReaction.Accepted, 1101, "200")]
    [TestCase(UserReaction.Rejected, 1101, "304")]
    [TestCase(UserReaction.Cancelled, 1101, "214")]
    [TestCase(UserReaction.TimedOut, 1101, "408")]
    [TestCase(UserReaction.TooLong, 1100, "416")]
    [TestCase(UserReaction.Unsupported, 1100, "406")]
    public void What_a_user_does_is_the_status_of_the_alert_and_only_a_cancel_stops_the_message(UserReaction reaction, int code, string status)
    {
        var rig = Answering(reaction);
        rig.Run(Ask(code, "MINDT=5&MAXDT=60", "Update?"), Set("new"), ServerStep.Sequence(Set("newer")));
        var rest = status == "214" ? "215" : "200";
        Assert.Multiple(() =>
        {
            Assert.That(rig.Statuses(2), Is.EqualTo(new[] { $"Alert {status}", $"Replace {rest}", $"Sequence {rest}", $"Replace {rest}" }));
            Assert.That(rig.Text("./Acme/Name"), Is.EqualTo(status == "214" ? "old" : "newer"));
            Assert.That(rig.User.Prompts.Single() with { Choices = [] }, Is.EqualTo(new UserPrompt(code, "MINDT=5&MAXDT=60", "Update?", [])));
        });
    }

    [Test]
    public void Input_and_choices_come_back_as_Items_of_the_Status()
    {
        var rig = Answering(UserReaction.Accepted, "2", "3");
        var exchange = rig.Run(Ask(1104, null, "Which?", "Home", "Work", "None"))[0]!;
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Statuses.Single().Items.Select(i => i.Data!.Text), Is.EqualTo(new[] { "2", "3" }));
            Assert.That(rig.User.Prompts.Single().Choices, Is.EqualTo(new[] { "Home", "Work", "None" }).AsCollection);
        });
        var text = Answering(UserReaction.Accepted, "Ann & Bob");
        Assert.That(text.Run(Ask(1102, "MAXLEN=20", "Name?"))[0]!.Statuses.Single().Items.Single().Data!.Text, Is.EqualTo("Ann & Bob"));
    }

    [Test]
    public void No_inside_Atomic_takes_it_back_and_inside_Sequence_passes_the_rest_by()
    {
        var rig = Answering(UserReaction.Rejected);
        rig.Run(
            ServerStep.Atomic(Set("x"), Ask(1101, null, "Sure?"), Set("y")),
            ServerStep.Sequence(Set("z"), Ask(1101, null, "Sure?"), Set("y")),
            ServerStep.Replace(SyncMlItem.Leaf("./Acme/Poll", "61")));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[]
        {
            "Atomic 507", "Replace 216", "Alert 304", "Replace 215", "Sequence 200", "Replace 200", "Alert 304", "Replace 215", "Replace 200",
        }));
        Assert.That((rig.Text("./Acme/Name"), rig.Text("./Acme/Poll")), Is.EqualTo(("z", "61")));
    }

    [Test]
    public void Alerts_with_wrong_Items_are_412_and_without_a_user_interface_406()
    {
        var rig = new SessionRig();
        rig.Run(Ask(1100, "only one"), Ask(1103, null, "no choice"), Ask(1199, null, "reserved"));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Alert 412", "Alert 412", "Alert 406" }));
        Assert.That(rig.User.Prompts, Is.Empty);

        var mute = new SessionRig { Options = SessionRig.Defaults with { Capabilities = new ClientCapabilities { UserInteraction = false } } };
        mute.Run(Ask(1100, null, "text"), Set("new"));
        Assert.That(mute.Statuses(2), Is.EqualTo(new[] { "Alert 406", "Replace 200" }));
    }

    [Test]
    public void Items_of_one_command_share_a_Status_when_they_end_alike_and_have_their_own_otherwise()
    {
        var rig = new SessionRig();
        var exchanges = rig.Run(
            ServerStep.Get("./Acme/Name", "./Acme/None", "./Acme/Poll"),
            ServerStep.Replace(Name("new"), SyncMlItem.Leaf("./Acme/Poll", "61")),
            ServerStep.Delete("./DevInfo/Man", "./Acme/Poll"));
        Assert.Multiple(() =>
        {
            Assert.That(exchanges[0]!.Statuses.Select(s => $"{s.Data!.Text} {s.TargetRefs.Single()}"), Is.EqualTo(new[] { "200 ./Acme/Name", "404 ./Acme/None", "200 ./Acme/Poll" }));
            Assert.That(exchanges[0]!.Values.Select(v => v.Uri), Is.EqualTo(new[] { "./Acme/Name", "./Acme/Poll" }));
            Assert.That(exchanges[1]!.Statuses.Single().TargetRefs, Is.Empty);
            Assert.That(exchanges[2]!.Statuses.Select(s => s.Data!.Text).First(), Is.Not.EqualTo("200"));
            Assert.That(exchanges[2]!.Statuses, Has.Length.EqualTo(2));
        });
    }

    [Test]
    public void A_command_without_Items_or_Target_is_412_and_NoResp_and_Cred_are_passed_over()
    {
        var rig = new SessionRig();
        rig.Run(
            new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Get, "")),
            new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Delete, "", new SyncMlItem())),
            new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Copy, "", SyncMlItem.To("./Acme/Name"))),
            new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Exec, "", SyncMlItem.To("./Acme/Name"), SyncMlItem.To("./Acme/Poll"))),
            new ServerStep.Send(SyncMlCommand.Of(SyncMlCommandKind.Replace, "", Name("new")) with { NoResp = true, Cred = ScriptedClient.Basic("wrong") }));
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Get 412", "Delete 412", "Copy 412", "Exec 412", "Replace 200" }));
    }

    [Test]
    public void Commands_that_DM_does_not_have_get_a_Status_in_their_place_and_fail_an_Atomic()
    {
        var rig = new SessionRig
        {
            OnTheWay = (number, reply) => number > 1 ? reply : reply with
            {
                Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(reply.Body.Span).Replace(
                    "<Final", "<Put><CmdID>70</CmdID></Put><Atomic><CmdID>71</CmdID><Replace><CmdID>72</CmdID><Item><Target><LocURI>./Acme/Name</LocURI></Target><Data>x</Data></Item></Replace>"
                    + "<Search><CmdID>73</CmdID></Search></Atomic><Odd><CmdID>74</CmdID></Odd><Get><CmdID>75</CmdID><Archive/><Lang>en</Lang><Item><Target><LocURI>./Acme/Name</LocURI></Target></Item></Get><Final",
                    StringComparison.Ordinal)),
            },
            Options = SessionRig.Defaults with { Xml = true },
        };
        rig.Run();
        Assert.That(rig.Statuses(2), Is.EqualTo(new[] { "Put 406", "Atomic 507", "Replace 216", "Search 406", "Odd 501", "Get 200" }));
        Assert.That(rig.Text("./Acme/Name"), Is.EqualTo("old"));
    }

    [Test]
    public void The_server_may_abort_and_nothing_more_is_said_or_forgotten()
    {
        var rig = new SessionRig();
        rig.Run(ServerStep.Abort());
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.AbortedByServer));
            Assert.That(rig.Requests, Has.Count.EqualTo(1));
            Assert.That(rig.Client.NewClientNonce!.Value.ToArray(), Is.EqualTo(rig.Account.Nonces.Client.ToArray()));
        });
    }

    [TestCase(null)]
    [TestCase(600)]
    public void The_client_may_abort_with_Final_and_what_it_has_done(int? bound)
    {
        var rig = new SessionRig { Policy = ServerPolicy.Default with { MaxMsgSize = bound } };
        rig.Tree.SetLeaf("./Acme/Long", s_long);
        rig.Tree.OnExec("./Acme/Name", _ =>
        {
            rig.Client.Abort();
            return TreeAnswer.Of(200);
        });
        rig.Run(ServerStep.Exec("./Acme/Name"), ServerStep.Get("./Acme/Long"), Set("never"));
        var last = rig.Messages[^1];
        Assert.Multiple(() =>
        {
            Assert.That((last.Commands[^1].Data!.Text, last.Final), Is.EqualTo(("1223", true)));
            Assert.That(rig.Statuses(rig.Requests.Count)[0], Is.EqualTo("Exec 200"));
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.AbortedByClient));
            Assert.That(rig.Server.End, Is.EqualTo(ServerSessionEnd.ClientAborted));
        });
    }

    [TestCase(ServerFault.RepeatMsgId, "400")]
    [TestCase(ServerFault.WrongSessionId, "400")]
    [TestCase(ServerFault.WrongVersion, "513")]
    [TestCase(ServerFault.NoHeaderStatus, "400")]
    [TestCase(ServerFault.WrongMsgRef, "400")]
    [TestCase(ServerFault.RepeatCmdId, "400")]
    public void A_header_that_breaks_the_rules_is_told_so_and_the_session_aborted(ServerFault fault, string status)
    {
        var rig = new SessionRig();
        rig.Run(ServerStep.Get("./Acme/Poll"), new ServerStep.Misbehave(fault), Set("new"), ServerStep.Delete("./Acme/Poll"));
        var last = rig.Messages[^1];
        Assert.Multiple(() =>
        {
            Assert.That(rig.Client.Outcome!.End, Is.EqualTo(ClientSessionEnd.ProtocolBreach));
            Assert.That(last.Commands.Select(c => c.Data!.Text), Is.EqualTo(new[] { status, "1223" }));
            Assert.That(last.Final, Is.True);
            Assert.That((rig.Text("./Acme/Name"), rig.Text("./Acme/Poll")), Is.EqualTo(("old", "60")));
        });
    }

    [Test]
    public void A_message_for_another_device_or_beyond_MaxMsgSize_is_refused()
    {
        var other = new SessionRig
        {
            Options = SessionRig.Defaults with { Xml = true },
            OnTheWay = (_, reply) => reply with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(reply.Body.Span).Replace(ScriptedClient.Device, "IMEI:1", StringComparison.Ordinal)) },
        };
        other.Run(Set("new"));
        var large = new SessionRig { Options = SessionRig.Defaults with { MaxMsgSize = 1000 }, Policy = ServerPolicy.Default with { Faults = [ServerFault.Oversized] } };
        large.Run(Set(s_long));
        Assert.Multiple(() =>
        {
            Assert.That((other.Client.Outcome!.End, other.Client.Outcome.Status, other.Text("./Acme/Name")), Is.EqualTo((ClientSessionEnd.ProtocolBreach, (int?)400, "old")));
            Assert.That((large.Client.Outcome!.End, large.Client.Outcome.Status, large.Text("./Acme/Name")), Is.EqualTo((ClientSessionEnd.ProtocolBreach, (int?)413, "old")));
        });
    }

    [Test]
    public void Missing_and_misdirected_Statuses_are_remarked_but_end_nothing()
    {
        var silent = new SessionRig { Policy = ServerPolicy.Default with { Faults = [ServerFault.NoCommandStatus] } };
        silent.Run(Set("new"));
        var wrong = new SessionRig { Policy = ServerPolicy.Default with { Faults = [ServerFault.WrongCmdRef] } };
        wrong.Run(Set("new"));
        Assert.Multiple(() =>
        {
            Assert.That(silent.Client.Remarks.Select(r => r.Text), Is.EqualTo(new[] { "no Status for Alert 1 of message 1", "no Status for Replace 2 of message 1" }));
            Assert.That(wrong.Client.Remarks.Select(r => r.Text), Has.Some.Contains("which was not sent"));
            Assert.That((silent.Text("./Acme/Name"), wrong.Text("./Acme/Name")), Is.EqualTo(("new", "new")));
        });
    }

    [Test]
    public void Lists_come_whole_or_in_several_Results([Values] bool xml, [Values(null, 1200)] int? bound)
    {
        var rig = new SessionRig { Options = SessionRig.Defaults with { Xml = xml }, Policy = ServerPolicy.Default with { MaxMsgSize = bound } };
        var exchanges = rig.Run(ServerStep.Get("./DevDetail?list=StructData"), ServerStep.Get("./DevDetail?list=TNDS"), ServerStep.Get("./Acme?prop=ACL"), ServerStep.Get("./Acme"));
        Assert.Multiple(() =>
        {
            Assert.That(exchanges.Select(e => e!.Status), Is.All.EqualTo(200));
            Assert.That(exchanges[0]!.Values.Single(v => v.Uri == "./DevDetail/FwV").Text, Is.EqualTo("1.0"));
            Assert.That(exchanges[1]!.Values.Single().Type, Does.StartWith("application/vnd.syncml.dmtnds"));
            Assert.That(exchanges[3]!.Values.Single().Text.Split('/'), Is.EquivalentTo(new[] { "Poll", "Name" }));
        });
    }

    [TestCase(ServerFault.Malformed, ClientSessionEnd.BrokenMessage)]
    [TestCase(ServerFault.HttpError, ClientSessionEnd.NoMessage)]
    [TestCase(ServerFault.Silence, ClientSessionEnd.NoMessage)]
    [TestCase(ServerFault.NoChallenge, ClientSessionEnd.CredentialsRefused)]
    public void What_is_no_message_or_no_challenge_ends_the_session(ServerFault fault, ClientSessionEnd end)
    {
        var rig = new SessionRig { Options = SessionRig.Defaults with { ClientNonce = "old"u8.ToArray() }, Policy = ServerPolicy.Default with { Faults = [fault] } };
        rig.Run(Set("new"));
        Assert.That((rig.Client.Outcome!.End, rig.Text("./Acme/Name")), Is.EqualTo((end, "old")));
    }
}

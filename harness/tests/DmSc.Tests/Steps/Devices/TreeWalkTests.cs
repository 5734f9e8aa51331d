using System.Globalization;
using DmSc.Dm.Session;
using DmSc.Dm.Tree;
using DmSc.Peers.Deviations;
using DmSc.Peers.Device;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Steps.Devices.DeviceBench;

namespace DmSc.Tests.Steps.Devices;

/// <summary>What was not seen is neither there nor missing.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class TreeWalkTests
{
    [Test]
    public async Task An_account_is_found_and_read()
    {
        await using var bench = new DeviceBench();
        var server = await bench.SessionAsync();
        var node = await bench.RunAsync("dm-server.account-node", ("server", server));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(node.Succeeded, Is.True, node.Summary);
            Assert.That(Field(node, "found"), Is.True);
            Assert.That(Field(node, "server-user"), Is.EqualTo(server));
            Assert.That(Field(node, "secrets-told"), Is.Zero);
            Assert.That(Field(node, "nonces-told"), Is.Zero);
        }
    }

    [Test]
    public async Task Every_secret_that_is_told_counts()
    {
        await using var bench = new DeviceBench(new DeviceQuirks { Tree = new TreeQuirks { SecretsReadable = true } });
        var node = await bench.RunAsync("dm-server.account-node", ("server", await bench.SessionAsync()));
        Assert.That((Field(node, "secrets-told"), Field(node, "nonces-told")), Is.EqualTo((2L, 2L)), "the device has credentials of its own and of the server");
    }

    [Test]
    public async Task A_device_that_falls_silent_has_said_nothing_about_an_account()
    {
        await using var bench = new DeviceBench(way: to => new BrokenWay(to, messages: 2));
        var node = await bench.RunAsync("dm-server.account-node", ("server", await bench.SessionAsync()));
        Assert.That((node.Succeeded, Field(node, "found"), Field(node, "secrets-told")), Is.EqualTo((false, (object?)null, (object?)null)), node.Summary);
    }

    [Test]
    public async Task An_account_at_another_place_is_not_a_missing_one()
    {
        await using var bench = new DeviceBench();
        var node = await bench.RunAsync("dm-server.account-node", ("server", await bench.SessionAsync()), ("parent", "./Accounts"));
        Assert.That((node.Succeeded, Field(node, "found")), Is.EqualTo((false, (object?)null)), node.Summary);
    }

    [Test]
    public async Task An_account_that_is_not_among_the_ones_there_is_missing()
    {
        await using var bench = new DeviceBench();
        await bench.SessionAsync();
        var node = await bench.RunAsync("dm-server.account-node", ("server", "another.example"));
        Assert.That((node.Succeeded, Field(node, "found")), Is.EqualTo((false, (object?)false)), node.Summary);
    }

    [Test]
    public async Task An_account_whose_identifier_the_device_cannot_tell_just_now_is_not_missing()
    {
        await using var bench = new DeviceBench(new DeviceQuirks { Messages = Answered("ServerID", "500") });
        var node = await bench.RunAsync("dm-server.account-node", ("server", await bench.SessionAsync()));
        Assert.That((node.Succeeded, Field(node, "found")), Is.EqualTo((false, (object?)null)), node.Summary);
    }

    [Test]
    public async Task A_password_whose_Get_is_not_answered_is_not_known_to_be_hidden()
    {
        await using var bench = new DeviceBench(new DeviceQuirks { Messages = Answered("AAuthSecret", null) });
        var node = await bench.RunAsync("dm-server.account-node", ("server", await bench.SessionAsync()));
        Assert.That((node.Succeeded, Field(node, "found"), Field(node, "secrets-told")), Is.EqualTo((false, (object?)true, (object?)null)), node.Summary);
    }

    [Test]
    public async Task A_large_tree_is_searched_to_its_end_again_and_again_in_a_session()
    {
        await using var bench = new DeviceBench();
        await bench.SessionAsync();
        Grow(bench.Device.Tree, interior: 300, leaves: 2);
        bench.Device.Tree.SetLeaf("./Zone/last", "needle");
        for (var times = 0; times < 3; times++)
        {
            var there = await bench.RunAsync("dm-server.find-value", ("value", "needle"));
            Assert.That((there.Succeeded, Field(there, "found"), Field(there, "uri")), Is.EqualTo((true, (object?)true, (object?)"./Zone/last")), there.Summary);
            var missing = await bench.RunAsync("dm-server.find-value", ("value", "no such value"));
            Assert.That((missing.Succeeded, Field(missing, "found")), Is.EqualTo((true, (object?)false)), missing.Summary);
        }
    }

    [Test]
    public async Task What_a_bounded_search_does_not_find_may_be_there()
    {
        await using var bench = new DeviceBench();
        await bench.SessionAsync();
        Grow(bench.Device.Tree, interior: 100, leaves: 50);
        var missing = await bench.RunAsync("dm-server.find-value", ("value", "no such value"));
        Assert.That((missing.Succeeded, Field(missing, "found")), Is.EqualTo((false, (object?)null)), missing.Summary);
        bench.Device.Tree.SetLeaf("./DevDetail/near", "needle");
        var near = await bench.RunAsync("dm-server.find-value", ("value", "needle"));
        Assert.That((near.Succeeded, Field(near, "found")), Is.EqualTo((true, (object?)true)), "what is found before the bound is found");
    }

    [Test]
    public async Task What_lies_too_deep_to_be_seen_may_be_there()
    {
        await using var bench = new DeviceBench(new DeviceQuirks { Tree = new TreeQuirks { IgnoreLimits = true } });
        await bench.SessionAsync();
        var uri = "./Deep";
        for (var depth = 0; depth < 20; depth++)
        {
            bench.Device.Tree.AddInterior(uri);
            uri += "/d";
        }

        var missing = await bench.RunAsync("dm-server.find-value", ("value", "no such value"));
        Assert.That((missing.Succeeded, Field(missing, "found")), Is.EqualTo((false, (object?)null)), missing.Summary);
    }

    [TestCase(null)]
    [TestCase("500")]
    public async Task A_search_whose_Gets_are_not_answered_finds_nothing_out(string? status)
    {
        await using var bench = new DeviceBench(new DeviceQuirks { Messages = Answered("Mod", status) });
        await bench.SessionAsync();
        var missing = await bench.RunAsync("dm-server.find-value", ("value", "no such value"));
        Assert.That((missing.Succeeded, Field(missing, "found")), Is.EqualTo((false, (object?)null)), missing.Summary);
    }

    private static void Grow(ManagementTree tree, int interior, int leaves)
    {
        tree.AddInterior("./Zone");
        for (var i = 0; i < interior; i++)
        {
            var node = string.Create(CultureInfo.InvariantCulture, $"./Zone/n{i}");
            tree.AddInterior(node);
            for (var leaf = 0; leaf < leaves; leaf++)
                tree.SetLeaf(string.Create(CultureInfo.InvariantCulture, $"{node}/l{leaf}"), "x");
        }
    }

    /// <summary>A device that answers Gets of leaves of a name with a status of its own, or not at all.</summary>
    private static MessageFilter Answered(string name, string? status) => o =>
    {
        var gets = o.Server?.Commands
            .Where(c => c.Kind == SyncMlCommandKind.Get && c.Items.Any(i => i.Target?.LocUri?.EndsWith($"/{name}", StringComparison.Ordinal) == true))
            .Select(c => c.CmdId)
            .ToHashSet() ?? [];
        return o.Message with
        {
            Commands =
            [
                .. o.Message.Commands
                    .Where(c => !gets.Contains(c.CmdRef) || (c.Kind == SyncMlCommandKind.Status && status is not null))
                    .Select(c => gets.Contains(c.CmdRef) ? c with { Data = SyncMlData.OfText(status!) } : c),
            ],
        };
    };

    /// <summary>A way that breaks after some messages.</summary>
    private sealed class BrokenWay(IDmTransport to, int messages) : IDmTransport
    {
        private int _left = messages;

        public ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation) =>
            _left-- > 0 ? to.ExchangeAsync(request, cancellation) : throw new DmTransportException("the line is dead");
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DmSc.Cards.Link;
using DmSc.Peers.Card.Vpcd;

namespace DmSc.Tests.Peers.Card;

/// <summary>The host against a listener that plays the reader's driver, down to messages split into single octets.</summary>
[TestFixture]
[CancelAfter(20_000)]
internal sealed class VpcdCardHostTests
{
    private readonly ConcurrentQueue<VpcdEventKind> _events = new();
    private TcpListener _driver = null!;

    private int Port => ((IPEndPoint)_driver.LocalEndpoint).Port;

    [SetUp]
    public void Listen()
    {
        _events.Clear();
        _driver = new TcpListener(IPAddress.Loopback, 0);
        _driver.Start();
    }

    [TearDown]
    public void Stop() => _driver.Dispose();

    private VpcdCardHost Host(string? deviation = null) => new(
        TestCards.Powered(deviation: deviation), port: Port, observer: e => _events.Enqueue(e.Kind));

    private static async Task<string> AskAsync(Socket socket, string message, CancellationToken ct, bool split = false)
    {
        var body = Convert.FromHexString(message);
        byte[] octets = [(byte)(body.Length >> 8), (byte)body.Length, .. body];
        foreach (var part in split ? octets.Chunk(1) : [octets])
            await socket.SendAsync(part, SocketFlags.None, ct);
        var header = await ReadAsync(socket, 2, ct);
        return header.Length < 2 ? "closed" : Convert.ToHexString(await ReadAsync(socket, (header[0] << 8) | header[1], ct));
    }

    private static async Task TellAsync(Socket socket, byte control, CancellationToken ct) =>
        await socket.SendAsync(new byte[] { 0, 1, control }, SocketFlags.None, ct);

    private static async Task<byte[]> ReadAsync(Socket socket, int count, CancellationToken ct)
    {
        var octets = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = await socket.ReceiveAsync(octets.AsMemory(at), SocketFlags.None, ct);
            if (got == 0)
                return [];
            at += got;
        }

        return octets;
    }

    [Test]
    public async Task A_card_is_polled_powered_and_serves_commands(CancellationToken ct)
    {
        await using var host = Host();
        var inserting = host.InsertAsync(ct);
        using var socket = await _driver.AcceptSocketAsync(ct);
        socket.NoDelay = true;

        Assert.That(await AskAsync(socket, "04", ct), Is.EqualTo("3B9F96801FC78031E073FE2113674F4D41444D534382"));
        await inserting;
        await TellAsync(socket, 0x01, ct);
        Assert.That(await AskAsync(socket, "00A4000C022FE2", ct, split: true), Is.EqualTo("9000"));
        Assert.That(await AskAsync(socket, "00B000000A", ct), Is.EqualTo("988822110000006437349000"));
        await TellAsync(socket, 0x02, ct);
        Assert.That(await AskAsync(socket, "00B000000A", ct), Is.EqualTo("6986"), "a warm reset forgets the selection");
        Assert.That(await AskAsync(socket, "07", ct), Is.EqualTo("6700"), "one octet that is no control");
        await TellAsync(socket, 0x00, ct);
        Assert.That(await AskAsync(socket, "04", ct), Does.StartWith("3B9F"), "the poll is answered without power too");

        await host.RemoveAsync();
        Assert.That(await ReadAsync(socket, 1, ct), Is.Empty);
        Assert.That(_events, Is.EqualTo(new[]
        {
            VpcdEventKind.Inserted, VpcdEventKind.PoweredOn, VpcdEventKind.Reset, VpcdEventKind.PoweredOff, VpcdEventKind.Removed,
        }));
    }

    [Test]
    public async Task A_mute_card_closes_the_connection_and_comes_back(CancellationToken ct)
    {
        await using var host = Host("card.mute-on-select-aid");
        var inserting = host.InsertAsync(ct);
        using (var socket = await _driver.AcceptSocketAsync(ct))
        {
            await AskAsync(socket, "04", ct);
            await inserting;
            await TellAsync(socket, 0x01, ct);
            Assert.That(await AskAsync(socket, "00A4040C0C" + TestCards.Pkcs15, ct), Is.EqualTo("closed"));
        }

        using var again = await _driver.AcceptSocketAsync(ct);
        Assert.That(await AskAsync(again, "04", ct), Does.StartWith("3B9F"));
        await TellAsync(again, 0x01, ct);
        Assert.That(await AskAsync(again, "00A4000C022FE2", ct), Is.EqualTo("9000"));
        Assert.That(_events, Does.Contain(VpcdEventKind.Mute));
    }

    [Test]
    public async Task A_removed_card_can_be_inserted_again_and_not_twice(CancellationToken ct)
    {
        await using var host = Host();
        for (var i = 0; i < 2; i++)
        {
            var inserting = host.InsertAsync(ct);
            using var socket = await _driver.AcceptSocketAsync(ct);
            await AskAsync(socket, "04", ct);
            await inserting;
            Assert.That(async () => await host.InsertAsync(ct), Throws.TypeOf<LinkException>());
            await host.RemoveAsync();
        }

        Assert.That(host.IsInserted, Is.False);
    }

    [Test]
    public void Waiting_for_a_reader_that_never_comes_can_be_cancelled()
    {
        _driver.Stop();
        var host = new VpcdCardHost(TestCards.Powered(), port: 1);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(async () => await host.InsertAsync(cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(host.IsInserted, Is.False);
    }
}

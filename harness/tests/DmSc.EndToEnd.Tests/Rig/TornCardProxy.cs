using System.Net;
using System.Net.Sockets;

namespace DmSc.EndToEnd.Tests.Rig;

/// <summary>
/// Stands between a card host and the virtual reader's driver and tears the connection after a number of commands drawn from a seed,
/// as somebody would who pulls the card out: before a command reaches the card, or after it, so that the answer is lost.
/// </summary>
internal sealed class TornCardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly int _slot;
    private readonly int _least;
    private readonly int _most;
    private readonly Task _serving;
    private int _removals;

    public TornCardProxy(int slot, int seed, int least, int most)
    {
        _slot = slot;
        _random = new Random(seed);
        _least = least;
        _most = most;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    /// <summary>Where the card host connects to.</summary>
    public int Port { get; }

    /// <summary>How often the card was torn out.</summary>
    public int Removals => Volatile.Read(ref _removals);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var card = await _listener.AcceptSocketAsync(_stop.Token);
                using var reader = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                card.NoDelay = true;
                await reader.ConnectAsync(IPAddress.Loopback, _slot, _stop.Token);
                await RelayAsync(reader, card);
                Interlocked.Increment(ref _removals);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The service or the card went away, or the test is over.
            }
        }
    }

    private async Task RelayAsync(Socket reader, Socket card)
    {
        var left = _random.Next(_least, _most);
        var afterTheCard = _random.Next(2) == 0;
        var message = new byte[2 + 65535];
        while (true)
        {
            var length = await ReadAsync(reader, message);
            var isCommand = length > 1;
            if (isCommand && left-- == 0 && !afterTheCard)
                return;
            await card.SendAsync(message.AsMemory(0, 2 + length), _stop.Token);
            if (length == 1 && message[2] != 4)
                continue;
            var answer = await ReadAsync(card, message);
            if (isCommand && left < 0)
                return;
            await reader.SendAsync(message.AsMemory(0, 2 + answer), _stop.Token);
        }
    }

    private async ValueTask<int> ReadAsync(Socket from, byte[] message)
    {
        await FillAsync(from, message.AsMemory(0, 2));
        var length = (message[0] << 8) | message[1];
        await FillAsync(from, message.AsMemory(2, length));
        return length;
    }

    private async ValueTask FillAsync(Socket from, Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            // Else the driver's two writes a message wait for our delayed acknowledgement, 40 ms.
            from.SetRawSocketOption(6, 12, [1, 0, 0, 0]);
            var read = await from.ReceiveAsync(into, _stop.Token);
            if (read == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            into = into[read..];
        }
    }
}

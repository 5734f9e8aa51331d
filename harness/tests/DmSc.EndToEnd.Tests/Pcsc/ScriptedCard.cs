using System.Net;
using System.Net.Sockets;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Pcsc;

/// <summary>
/// The least that the virtual reader takes for a card: an ATR, 9000 to SELECT, silence to INS FF, and every other command back
/// with 9000. Counts power-ons and resets.
/// </summary>
internal sealed class ScriptedCard : IAsyncDisposable
{
    internal static readonly byte[] Atr = Convert.FromHexString("3B9F96801FC78031A073BE2113674F4D41444D534382");

    private readonly Socket _socket;
    private readonly Task _serving;
    private int _powerOns;
    private int _resets;
    private int _powerOffs;

    private ScriptedCard(Socket socket)
    {
        _socket = socket;
        _serving = ServeAsync();
    }

    internal int PowerOns => Volatile.Read(ref _powerOns);

    internal int Resets => Volatile.Read(ref _resets);

    internal int PowerOffs => Volatile.Read(ref _powerOffs);

    internal static async Task<ScriptedCard> InsertAsync(CancellationToken ct, int port = PcscdFixture.Port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return new ScriptedCard(socket);
    }

    /// <summary>Closing the connection is taking the card out.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        // Large enough for the length and any message in both directions.
        var buffer = new byte[2 + 65535 + 2];
        try
        {
            while (await ReadAsync(buffer.AsMemory(0, 2)))
            {
                var length = (buffer[0] << 8) | buffer[1];
                if (!await ReadAsync(buffer.AsMemory(2, length)))
                    return;
                var answer = Answer(buffer.AsSpan(2), length);
                if (answer == 0)
                    continue;
                buffer[0] = (byte)(answer >> 8);
                buffer[1] = (byte)answer;
                await _socket.SendAsync(buffer.AsMemory(0, 2 + answer));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Taken out, or the service stopped.
        }
    }

    private int Answer(Span<byte> message, int length)
    {
        switch (length)
        {
            case 1 when message[0] == 0:
                Interlocked.Increment(ref _powerOffs);
                return 0;
            case 1 when message[0] == 1:
                Interlocked.Increment(ref _powerOns);
                return 0;
            case 1 when message[0] == 2:
                Interlocked.Increment(ref _resets);
                return 0;
            case 1 when message[0] == 4:
                Atr.CopyTo(message);
                return Atr.Length;
            case > 4 when message[1] == 0xFF:
                return 0;
            default:
                var data = message[1] == 0xA4 ? 0 : length;
                message[data] = 0x90;
                message[data + 1] = 0x00;
                return data + 2;
        }
    }

    private async ValueTask<bool> ReadAsync(Memory<byte> into)
    {
        while (!into.IsEmpty)
        {
            // Else the reader's two writes a message wait for our delayed acknowledgement, 40 ms.
            _socket.SetRawSocketOption(6, 12, [1, 0, 0, 0]);
            var read = await _socket.ReceiveAsync(into);
            if (read == 0)
                return false;
            into = into[read..];
        }

        return true;
    }
}

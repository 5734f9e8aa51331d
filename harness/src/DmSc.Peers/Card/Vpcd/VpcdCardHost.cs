using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using DmSc.Cards.Link;

namespace DmSc.Peers.Card.Vpcd;

/// <summary>
/// Puts one reference card into a slot of vsmartcard's virtual reader: connects to the port on which the reader's driver listens and serves the
/// card until it is removed. While inserted it comes back by itself when the connection ends (service restart, mute card). The card belongs to
/// the host while it is inserted. Not thread-safe: insert and remove from one place at a time.
/// </summary>
public sealed class VpcdCardHost : IAsyncDisposable
{
    /// <summary>TCP port of slot 0 in the driver's shipped configuration; slot 1 is the next one.</summary>
    public const int DefaultPort = 35963;

    /// <summary>Time between attempts to connect, and the least time out of the reader: longer than the driver's presence poll (0.4 s).</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(600);

    private const int MaxMessage = 2 + 0xFFFF;

    private readonly ReferenceUicc _card;
    private readonly string _host;
    private readonly int _port;
    private readonly TimeProvider _time;
    private readonly Action<VpcdEvent>? _observer;
    private CancellationTokenSource? _stop;
    private Task _serving = Task.CompletedTask;
    private TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _removedAt;

    /// <summary>Makes a host; the card is not inserted yet.</summary>
    /// <param name="card">The card to serve.</param>
    /// <param name="host">Where the reader's driver listens.</param>
    /// <param name="port">Its port: one per slot.</param>
    /// <param name="time">Clock of pauses and events; the system's when <c>null</c>.</param>
    /// <param name="observer">Called for each event, from the serving task; has to return quickly and must not throw.</param>
    public VpcdCardHost(
        ReferenceUicc card, string host = "127.0.0.1", int port = DefaultPort, TimeProvider? time = null, Action<VpcdEvent>? observer = null)
    {
        _card = card;
        _host = host;
        _port = port;
        _time = time ?? TimeProvider.System;
        _observer = observer;
    }

    /// <summary>Whether the card is being served or about to be.</summary>
    public bool IsInserted => _stop is not null;

    /// <summary>Inserts the card and waits until the reader has seen it. While nobody listens on the port it keeps trying.</summary>
    /// <param name="ct">Ends the wait; the card is then out of the reader again.</param>
    /// <exception cref="LinkException">Misuse: the card is inserted already.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task InsertAsync(CancellationToken ct)
    {
        if (_stop is not null)
            throw new LinkException(LinkFailure.Misuse, "the card is inserted already");
        if (_removedAt is { } at && _pause - _time.GetElapsedTime(at) is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, _time, ct);
        var stop = new CancellationTokenSource();
        _stop = stop;
        _seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _serving = Task.Run(() => ServeAsync(stop.Token), CancellationToken.None);
        try
        {
            // The serving task ends by itself only with an unexpected exception, which the second await shows.
            await await Task.WhenAny(_seen.Task, _serving).WaitAsync(ct);
        }
        catch
        {
            await RemoveAsync();
            throw;
        }
    }

    /// <summary>Takes the card out at once: the connection is closed. The reader notices within its poll of 0.4 seconds.</summary>
    public async Task RemoveAsync()
    {
        if (_stop is not { } stop)
            return;
        await stop.CancelAsync();
        try
        {
            await _serving;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way it ends.
        }
        finally
        {
            _stop = null;
            stop.Dispose();
            _removedAt = _time.GetTimestamp();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await RemoveAsync();

    private void Tell(VpcdEventKind kind) => _observer?.Invoke(new VpcdEvent(kind, _time.GetUtcNow()));

    private async Task ServeAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
            {
                var seen = false;
                try
                {
                    await socket.ConnectAsync(_host, _port, stop);
                    await ConnectionAsync(socket, () => seen = true, stop);
                }
                catch (SocketException)
                {
                    // Nobody listens yet, or the service went away: the next attempt will tell.
                }
                finally
                {
                    _card.PowerOff();
                    if (seen)
                        Tell(VpcdEventKind.Removed);
                }
            }

            await Task.Delay(_pause, _time, stop);
        }
    }

    private async Task ConnectionAsync(Socket socket, Action inserted, CancellationToken stop)
    {
        var request = ArrayPool<byte>.Shared.Rent(MaxMessage);
        var reply = ArrayPool<byte>.Shared.Rent(MaxMessage);
        try
        {
            var first = true;
            while (await ReceiveAsync(socket, request.AsMemory(0, 2), stop))
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(request);
                if (!await ReceiveAsync(socket, request.AsMemory(0, length), stop))
                    return;
                var answer = Answer(request.AsSpan(0, length), reply);
                if (answer < 0)
                {
                    Tell(VpcdEventKind.Mute);
                    return;
                }

                if (answer > 0)
                    await SendAsync(socket, reply.AsMemory(0, answer), stop);
                if (first && answer > 0)
                {
                    first = false;
                    inserted();
                    Tell(VpcdEventKind.Inserted);
                    _seen.TrySetResult();
                }
            }
        }
        finally
        {
            // PIN blocks have passed through.
            ArrayPool<byte>.Shared.Return(request, clearArray: true);
            ArrayPool<byte>.Shared.Return(reply);
        }
    }

    /// <summary>Acts on a message. Octets of the reply with its length in front, 0 for a message without reply, -1 for silence.</summary>
    private int Answer(ReadOnlySpan<byte> message, byte[] reply)
    {
        var body = reply.AsSpan(2, 0xFFFF);
        int length;
        switch (message.Length == 1 ? message[0] : -1)
        {
            case 0x00:
                _card.PowerOff();
                Tell(VpcdEventKind.PoweredOff);
                return 0;
            case 0x01:
                _card.Reset(CardReset.Cold);
                Tell(VpcdEventKind.PoweredOn);
                return 0;
            case 0x02:
                _card.Reset(CardReset.Warm);
                Tell(VpcdEventKind.Reset);
                return 0;
            case 0x04:
                _card.Atr.Span.CopyTo(body);
                length = _card.Atr.Length;
                break;
            default:
                length = _card.Process(message, body);
                break;
        }

        // A reply of length zero would block the driver for good.
        if (length == 0)
            return -1;
        BinaryPrimitives.WriteUInt16BigEndian(reply, (ushort)length);
        return length + 2;
    }

    private static async ValueTask<bool> ReceiveAsync(Socket socket, Memory<byte> target, CancellationToken stop)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            AcknowledgeAtOnce(socket);
            var count = await socket.ReceiveAsync(target[filled..], SocketFlags.None, stop);
            AcknowledgeAtOnce(socket);
            if (count == 0)
                return false;
            filled += count;
        }

        return true;
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        while (!octets.IsEmpty)
            octets = octets[await socket.SendAsync(octets, SocketFlags.None, stop)..];
    }

    /// <summary>
    /// The driver sends length and body apart and without TCP_NODELAY, so a delayed acknowledgement costs 40 ms an APDU. TCP_QUICKACK
    /// (option 12 of level 6 on Linux) is not sticky and has to be set around every receive.
    /// </summary>
    private static void AcknowledgeAtOnce(Socket socket)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(6, 12, [1, 0, 0, 0]);
    }
}

using System.Runtime.CompilerServices;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// A card in a PC/SC reader. A card or service that does not answer costs its budget and no more: the call is abandoned with
/// <see cref="LinkFailure.Deadline"/>, the link has no power then, and the next power-on connects anew as soon as the old call has
/// returned. A link whose exchange failed for any reason but misuse has no power either.
/// </summary>
public sealed class PcscCardLink : ICardLink
{
    private readonly INativePcsc _native;
    private readonly PcscLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly string _pattern;
    private Connection? _connection;
    private bool _disposed;

    /// <summary>A link without power; nothing is opened before the first power-on.</summary>
    /// <param name="reader">Exact name of a reader, or a pattern with <c>*</c> and <c>?</c>: the first reader with a card that it fits.</param>
    /// <param name="options">Sharing and budgets.</param>
    /// <param name="time">The clock of the budgets; native code really waits.</param>
    public PcscCardLink(string reader, PcscLinkOptions options, TimeProvider time)
        : this(NativePcsc.ForThisSystem(), reader, options, time)
    {
    }

    internal PcscCardLink(INativePcsc native, string reader, PcscLinkOptions options, TimeProvider time)
    {
        _native = native;
        _options = options;
        _time = time;
        _pattern = reader;
        Name = reader;
    }

    /// <summary>The reader's name; before the first power-on the name or pattern that was asked for.</summary>
    public string Name { get; private set; }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Atr { get; private set; }

    /// <inheritdoc />
    public int Protocol { get; private set; } = -1;

    /// <inheritdoc />
    /// <remarks>
    /// Waits for the reader and its card (<see cref="PcscLinkOptions.CardWait"/>): no such reader is ReaderLost, no card in it
    /// CardRemoved. A link that had a reader keeps to it.
    /// </remarks>
    public async ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct)
    {
        if (_disposed)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: the link is closed");
        if (_connection is { Lane.IsAbandoned: true } stuck)
            await WaitForReturnAsync(stuck, ct);
        var connection = _connection ??= new Connection(_native, _options, _time, _pattern);
        LosePower();
        PcscCardStatus? status = null;
        var reader = Name;
        try
        {
            await connection.Lane.RunAsync(
                () =>
                {
                    status = connection.Session.PowerOn(reader, reset, ct, out reader);
                    return 0;
                },
                "power-on",
                _options.CardWait + _options.Activation,
                ct);
        }
        catch (LinkException)
        {
            await DropAsync(connection);
            throw;
        }

        Name = reader;
        Atr = status!.Atr;
        Protocol = status.Protocol switch
        {
            PcscProtocols.T0 => 0,
            PcscProtocols.T1 => 1,
            _ => throw new LinkException(LinkFailure.CardMute, $"{Name}: activated with protocol {status.Protocol}, neither T=0 nor T=1"),
        };
        return Atr;
    }

    /// <inheritdoc />
    public async ValueTask PowerOffAsync(CancellationToken ct)
    {
        if (_connection is not { } connection || Protocol < 0)
            return;
        LosePower();
        try
        {
            await connection.Lane.RunAsync(
                () =>
                {
                    connection.Session.PowerOff();
                    return 0;
                },
                "power-off",
                _options.Activation,
                ct);
        }
        catch (LinkException e)
        {
            await DropAsync(connection);

            // A card that is out, or reset by somebody else, has lost the power we gave it.
            if (e.Failure is not (LinkFailure.CardRemoved or LinkFailure.CardReset))
                throw;
        }
    }

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct)
    {
        // One octet alone is a control message to the virtual reader.
        if (command.Length is < 4 or > 65_544)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: a command has 4 to 65,544 octets, not {command.Length}");
        if (response.Length < 2)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: a response needs room for at least 2 octets, not {response.Length}");
        if (_connection is not { } connection || Protocol < 0)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: the card has no power");

        connection.Session.Load(command.Span, response.Length);
        int length;
        try
        {
            // Stays on the lane whatever context the caller has, see NativeLane.
            length = await connection.Lane.RunAsync(connection.Transmit, "an exchange", _options.Transmit, ct).ConfigureAwait(false);
        }
        catch (LinkException e) when (e.Failure != LinkFailure.Misuse)
        {
            LosePower();
            var gone = e.Failure == LinkFailure.CardMute && await IsGoneAsync(connection);
            await DropAsync(connection);
            if (gone)
                throw new LinkException(LinkFailure.CardRemoved, e.Message + "; the card is gone", e);
            throw;
        }
        catch (OperationCanceledException)
        {
            // The card may yet execute the command: its state is unknown.
            LosePower();
            throw;
        }

        connection.Session.Response(length).CopyTo(response.Span);
        return length;
    }

    /// <summary>Unpowers the card (resets it when shared) and closes the connection; at the activation budget's end that is left to the lane.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_connection is not { } connection)
            return;
        _connection = null;
        LosePower();
        await DropAsync(connection);
        connection.Lane.Dispose();
    }

    private void LosePower()
    {
        Atr = default;
        Protocol = -1;
    }

    private async ValueTask<bool> IsGoneAsync(Connection connection)
    {
        try
        {
            return await connection.Lane.RunAsync(
                () => connection.Session.IsGone() ? 1 : 0,
                "looking for the card",
                PcscSession.RemovalNotice + _options.Activation,
                CancellationToken.None) == 1;
        }
        catch (LinkException)
        {
            return false; // the exchange's own failure stands
        }
    }

    // The failure that led here is what the caller must hear of; closing after it can only fail by its deadline, and then the lane
    // closes everything itself once the native call returns.
    private async ValueTask DropAsync(Connection connection)
    {
        if (connection.Lane.IsAbandoned)
            return;
        try
        {
            await connection.Lane.RunAsync(connection.Close, "closing", _options.Activation, CancellationToken.None);
        }
        catch (LinkException e) when (e.Failure == LinkFailure.Deadline)
        {
            return;
        }
    }

    private async ValueTask WaitForReturnAsync(Connection stuck, CancellationToken ct)
    {
        try
        {
            await stuck.Lane.Ended.WaitAsync(_options.Activation, _time, ct);
        }
        catch (TimeoutException e)
        {
            throw new LinkException(LinkFailure.Deadline, $"{Name}: the reader still hangs in a call abandoned at its deadline", e);
        }

        stuck.Lane.Dispose();
        _connection = null;
    }

    private sealed class Connection
    {
        internal Connection(INativePcsc native, PcscLinkOptions options, TimeProvider time, string reader)
        {
            Session = new PcscSession(native, options, time);
            Lane = new NativeLane(reader, time, Session.Dispose);
            Transmit = Session.Transmit;
            Close = () =>
            {
                Session.Dispose();
                return 0;
            };
        }

        internal PcscSession Session { get; }

        internal NativeLane Lane { get; }

        // Kept, so that an exchange allocates no delegate.
        internal Func<int> Transmit { get; }

        internal Func<int> Close { get; }
    }
}

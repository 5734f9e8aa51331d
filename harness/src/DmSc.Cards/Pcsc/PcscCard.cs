using DmSc.Cards.Pcsc.Native;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Cards.Pcsc;

/// <summary>What SCardStatus tells about a connected card.</summary>
internal sealed record PcscCardStatus(PcscCardState State, PcscProtocols Protocol, byte[] Atr);

/// <summary>A connection to one card. Blocks and throws like <see cref="PcscContext"/>.</summary>
internal sealed class PcscCard : IDisposable
{
    /// <summary>CM_IOCTL_GET_FEATURE_REQUEST (PC/SC part 10, 2.2), for <see cref="INativePcsc.ControlCode"/>.</summary>
    internal const uint GetFeatureRequest = 3400;

    private readonly INativePcsc _native;
    private readonly nint _handle;
    private PcscShareMode _share;
    private bool _open = true;

    internal PcscCard(INativePcsc native, string reader, nint handle, PcscShareMode share, PcscProtocols protocol)
    {
        _native = native;
        _handle = handle;
        _share = share;
        Reader = reader;
        Protocol = protocol;
    }

    internal string Reader { get; }

    /// <summary>The active protocol.</summary>
    internal PcscProtocols Protocol { get; private set; }

    /// <summary>Keeps the connection, initializes the card (leave, reset, unpower) and negotiates the protocol anew.</summary>
    internal void Reconnect(PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization)
    {
        Check(_native.Reconnect(_handle, share, preferred, initialization, out var active), nameof(_native.Reconnect));
        _share = share;
        Protocol = active;
    }

    /// <summary>Ends the connection.</summary>
    internal void Disconnect(PcscDisposition disposition)
    {
        if (!_open)
            return;
        _open = false;
        Check(_native.Disconnect(_handle, disposition), nameof(_native.Disconnect));
    }

    /// <summary>Waits for and takes the card for this connection alone. Fails with CardReset if somebody reset it since the last call.</summary>
    internal void BeginTransaction() => Check(_native.BeginTransaction(_handle), nameof(_native.BeginTransaction));

    /// <summary>Gives the card back.</summary>
    /// <returns><c>true</c> when the card was reset during the transaction, so that its state is not what this connection left.</returns>
    internal bool EndTransaction(PcscDisposition disposition)
    {
        var code = _native.EndTransaction(_handle, disposition);
        if (code == SCARD_W_RESET_CARD)
            return true;
        Check(code, nameof(_native.EndTransaction));
        return false;
    }

    internal PcscCardStatus Status()
    {
        Span<byte> atr = stackalloc byte[36];
        Check(_native.Status(_handle, out var state, out var protocol, atr, out var length), nameof(_native.Status));
        return new PcscCardStatus(state, protocol, atr[..length].ToArray());
    }

    /// <summary>One command and its response. Allocates nothing.</summary>
    /// <returns>Octets written to <paramref name="response"/>.</returns>
    internal int Transmit(ReadOnlySpan<byte> command, Span<byte> response)
    {
        Check(_native.Transmit(_handle, Protocol, command, response, out var received), nameof(_native.Transmit));
        return received;
    }

    /// <summary>A command to the reader driver, see <see cref="INativePcsc.ControlCode"/>.</summary>
    /// <returns>Octets written to <paramref name="response"/>.</returns>
    internal int Control(uint code, ReadOnlySpan<byte> command, Span<byte> response)
    {
        Check(_native.Control(_handle, code, command, response, out var received), nameof(_native.Control));
        return received;
    }

    /// <summary>An attribute of the reader or card (SCARD_ATTR_*).</summary>
    internal byte[] GetAttrib(uint id)
    {
        // The longest that drivers return: 264 octets (MAX_BUFFER_SIZE).
        Span<byte> value = stackalloc byte[264];
        Check(_native.GetAttrib(_handle, id, value, out var length), nameof(_native.GetAttrib));
        return value[..length].ToArray();
    }

    internal void SetAttrib(uint id, ReadOnlySpan<byte> value) => Check(_native.SetAttrib(_handle, id, value), nameof(_native.SetAttrib));

    /// <summary>
    /// Ends the connection if it is still open, and the card's state with it: without power, or reset when shared; as it is when only the reader
    /// was wanted. A connection that the service has lost needs no closing.
    /// </summary>
    public void Dispose()
    {
        if (!_open)
            return;
        _open = false;
        _ = _native.Disconnect(_handle, _share switch
        {
            PcscShareMode.Exclusive => PcscDisposition.Unpower,
            PcscShareMode.Direct => PcscDisposition.Leave,
            _ => PcscDisposition.Reset,
        });
    }

    private void Check(PcscReturnCode code, string function)
    {
        if (code != SCARD_S_SUCCESS)
            throw code.ToException(_native, function, Reader);
    }
}

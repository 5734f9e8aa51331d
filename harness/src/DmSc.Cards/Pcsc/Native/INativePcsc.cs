namespace DmSc.Cards.Pcsc.Native;

/// <summary>
/// The functions of PC/SC with the widths of one platform hidden: everything above is the same on all three, and can be tested
/// with a scripted one. Methods carry the native names without SCard, block like the native ones, and never throw for a code.
/// </summary>
internal interface INativePcsc
{
    PcscPlatform Platform { get; }

    /// <summary>SCARD_CTL_CODE of this platform.</summary>
    uint ControlCode(uint function);

    PcscReturnCode EstablishContext(out nint context);

    PcscReturnCode ReleaseContext(nint context);

    PcscReturnCode IsValidContext(nint context);

    PcscReturnCode Cancel(nint context);

    /// <param name="context">From <see cref="EstablishContext"/>.</param>
    /// <param name="names">Names, each ended by NUL, and a last NUL.</param>
    /// <param name="length">Room needed, in characters or more; with success never more than <paramref name="names"/> has.</param>
    PcscReturnCode ListReaders(nint context, Span<char> names, out int length);

    /// <inheritdoc cref="ListReaders" />
    PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length);

    /// <param name="context">From <see cref="EstablishContext"/>.</param>
    /// <param name="timeout">In ms; FFFFFFFF waits for ever.</param>
    /// <param name="probes">Asked and, on success, updated.</param>
    PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes);

    PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active);

    PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active);

    PcscReturnCode Disconnect(nint card, PcscDisposition disposition);

    PcscReturnCode BeginTransaction(nint card);

    PcscReturnCode EndTransaction(nint card, PcscDisposition disposition);

    PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength);

    /// <summary>Allocates nothing.</summary>
    PcscReturnCode Transmit(nint card, PcscProtocols protocol, ReadOnlySpan<byte> send, Span<byte> receive, out int received);

    PcscReturnCode Control(nint card, uint code, ReadOnlySpan<byte> send, Span<byte> receive, out int received);

    PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length);

    PcscReturnCode SetAttrib(nint card, uint id, ReadOnlySpan<byte> value);
}

using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.EndToEnd.Tests.Pcsc;

/// <summary>
/// The real service, to which transactions are never told: what is left of one that the service took away, as Windows does after 5 s of
/// silence. Others get at the card in the middle of a session then.
/// </summary>
internal sealed class WithoutTransactions(INativePcsc service) : INativePcsc
{
    public PcscPlatform Platform => service.Platform;

    public uint ControlCode(uint function) => service.ControlCode(function);

    public PcscReturnCode EstablishContext(out nint context) => service.EstablishContext(out context);

    public PcscReturnCode ReleaseContext(nint context) => service.ReleaseContext(context);

    public PcscReturnCode IsValidContext(nint context) => service.IsValidContext(context);

    public PcscReturnCode Cancel(nint context) => service.Cancel(context);

    public PcscReturnCode ListReaders(nint context, Span<char> names, out int length) => service.ListReaders(context, names, out length);

    public PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length) => service.ListReaderGroups(context, names, out length);

    public PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes) => service.GetStatusChange(context, timeout, probes);

    public PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active) =>
        service.Connect(context, reader, share, preferred, out card, out active);

    public PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active) =>
        service.Reconnect(card, share, preferred, initialization, out active);

    public PcscReturnCode Disconnect(nint card, PcscDisposition disposition) => service.Disconnect(card, disposition);

    public PcscReturnCode BeginTransaction(nint card) => PcscReturnCode.SCARD_S_SUCCESS;

    public PcscReturnCode EndTransaction(nint card, PcscDisposition disposition) => PcscReturnCode.SCARD_S_SUCCESS;

    public PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength) =>
        service.Status(card, out state, out protocol, atr, out atrLength);

    public PcscReturnCode Transmit(nint card, PcscProtocols protocol, ReadOnlySpan<byte> send, Span<byte> receive, out int received) =>
        service.Transmit(card, protocol, send, receive, out received);

    public PcscReturnCode Control(nint card, uint code, ReadOnlySpan<byte> send, Span<byte> receive, out int received) =>
        service.Control(card, code, send, receive, out received);

    public PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length) => service.GetAttrib(card, id, value, out length);

    public PcscReturnCode SetAttrib(nint card, uint id, ReadOnlySpan<byte> value) => service.SetAttrib(card, id, value);
}

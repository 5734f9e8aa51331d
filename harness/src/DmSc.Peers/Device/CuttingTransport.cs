using DmSc.Dm.Session;

namespace DmSc.Peers.Device;

/// <summary>The defect of a device that loses the second half of every message it sends.</summary>
/// <param name="inner">The transport that the rest goes through.</param>
internal sealed class CuttingTransport(IDmTransport inner) : IDmTransport
{
    public ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return inner.ExchangeAsync(request with { Body = request.Body[..(request.Body.Length / 2)] }, cancellation);
    }
}

using DmSc.Cards.Link;

namespace DmSc.Peers.Push.Bearers;

/// <summary>A way to one device. Any number of pushes may be under way at once.</summary>
public interface IPushBearer
{
    /// <summary>What people call it: an address, or the name of a command.</summary>
    string Name { get; }

    /// <summary>Encodes a push and sends it.</summary>
    /// <param name="message">The push, right or wrong.</param>
    /// <param name="told">Takes what went over the bearer, in order; also of an exchange that the device broke off or answered by what cannot be read. Of a
    /// push that the lab itself could not get out it is told nothing.</param>
    /// <param name="ct">Cancels the sending; parts may be sent already.</param>
    /// <returns>After the last octet was handed over and, over HTTP, the answer came.</returns>
    /// <exception cref="LinkException">PeerUnreachable or Deadline: the push did not get through, or nobody knows whether.</exception>
    /// <exception cref="Wire.WireFormatException">The device's answer is not HTTP, or too long.</exception>
    /// <exception cref="FormatException">The push has no coding on this bearer.</exception>
    ValueTask<PushReceipt> SendAsync(PushMessage message, Action<PushFrame> told, CancellationToken ct);
}

/// <summary>Pushes for which the receipt is evidence enough.</summary>
public static class PushBearerExtensions
{
    /// <summary>Encodes a push and sends it, as <see cref="IPushBearer.SendAsync"/>.</summary>
    /// <param name="bearer">The way.</param>
    /// <param name="message">The push, right or wrong.</param>
    /// <param name="ct">Cancels the sending; parts may be sent already.</param>
    public static ValueTask<PushReceipt> SendAsync(this IPushBearer bearer, PushMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        return bearer.SendAsync(message, static _ => { }, ct);
    }
}

using DmSc.Cards.Link;
using DmSc.Dm.Session;

namespace DmSc.Peers.Server;

/// <summary>A DM server that is judged, as a lab works it: it is asked for things, and what comes of them arrives at the push receiver or as a session.</summary>
public interface IServerUnderTest : IAsyncDisposable
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>What it says about itself, in the order worth reading.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Whether all it does at once is done when a call returns, so that nobody has to wait for it in real time.</summary>
    bool IsInProcess { get; }

    /// <summary>Forgets what earlier cases left.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LinkException">PeerUnreachable or Deadline: it cannot be reached, or could not do it.</exception>
    ValueTask ResetAsync(CancellationToken ct);

    /// <summary>Makes a device with an account known to it.</summary>
    /// <param name="wish">What the case drew.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The device as the server knows it: a server that chooses names or secrets itself, and a capture, say which.</returns>
    /// <exception cref="LinkException">As <see cref="ResetAsync"/>.</exception>
    ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct);

    /// <summary>Asks it to bootstrap a device.</summary>
    /// <param name="device">Known to it.</param>
    /// <param name="order">How.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LinkException">As <see cref="ResetAsync"/>.</exception>
    ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct);

    /// <summary>Asks it to send a device package #0.</summary>
    /// <param name="device">Known to it.</param>
    /// <param name="order">How.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LinkException">As <see cref="ResetAsync"/>.</exception>
    ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct);

    /// <summary>Whether pushes wait somewhere until <see cref="CollectAsync"/> fetches them.</summary>
    bool Collects => false;

    /// <summary>Fetches pushes that wait; they come to the push receiver.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LinkException">As <see cref="ResetAsync"/>.</exception>
    ValueTask CollectAsync(CancellationToken ct) => default;

    /// <summary>Where sessions go; <see langword="null"/> when it takes none.</summary>
    IDmTransport? Sessions { get; }
}

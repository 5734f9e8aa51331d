using DmSc.Dm.Server;

namespace DmSc.Peers.Server;

/// <summary>A session that somebody waits for, and what shall happen in it.</summary>
/// <param name="IsIt">Whether a session is the one; asked when its client has been authenticated, before the answer.</param>
public sealed record SessionExpectation(Func<ServerSession, bool> IsIt)
{
    /// <summary>Steps of the session; more can be added while it is open.</summary>
    public IReadOnlyList<ServerStep> Steps { get; init; } = [];

    /// <summary>Whether the session stays open when the steps are done, until it is released.</summary>
    public bool Hold { get; init; }

    /// <summary>How the session is conducted; <see langword="null"/> for the way of the server.</summary>
    public ServerPolicy? Policy { get; init; }

    /// <summary>Whether clients that are not authenticated count too: for cases about credentials.</summary>
    public bool Unauthenticated { get; init; }
}

using System.Collections.Immutable;
using DmSc.Dm.Server;
using DmSc.Dm.Session;

namespace DmSc.Peers.Server;

/// <summary>What an emulated DM server is.</summary>
public sealed record DmServerSettings
{
    /// <summary>Whom it knows.</summary>
    public ImmutableArray<ServerAccount> Accounts { get; init; } = [];

    /// <summary>The account of everybody else; <see langword="null"/> to refuse them.</summary>
    public ServerAccount? Stranger { get; init; }

    /// <summary>Finds further accounts by the name a client shows, when they come and go while the server runs; asked before <see cref="Stranger"/>.</summary>
    public Func<string, ServerAccount?>? Find { get; init; }

    /// <summary>
    /// Told of every session at its first message, before anybody is authenticated and before the answer. A message that cannot be read opens one too, which is over at
    /// once (<see cref="ServerSession.Unreadable"/>).
    /// </summary>
    public Action<ServerSession>? Opened { get; init; }

    /// <summary>Told of a session, once, at the message by which its account is known: the first one or a later one; before the answer, and after <see cref="Opened"/>.</summary>
    public Action<ServerSession>? Recognised { get; init; }

    /// <summary>Told of a request that was refused before anybody looked for a session, and of the HTTP status it got: 413 or 415. The body may be missing.</summary>
    public Action<DmRequest, int>? Refused { get; init; }

    /// <summary>How sessions are conducted unless an expectation says otherwise.</summary>
    public ServerPolicy Policy { get; init; } = ServerPolicy.Default;

    /// <summary>What it does in a session that nobody expects; it is called once a session, before the first answer to an authenticated client.</summary>
    public Action<ServerSession>? Script { get; init; }

    /// <summary>Sessions at once; more are told to come later (HTTP 503).</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>How many sessions that are over are remembered, for late messages.</summary>
    public int MaxRemembered { get; init; } = 64;

    /// <summary>After how long without a message a session is over.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer waits for steps of a session that is held; infinite where whoever holds it lets go of it.</summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets of a message that are read at most.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;
}

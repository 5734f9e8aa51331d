using System.Collections.Immutable;
using System.IO.Enumeration;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab;

/// <summary>What an emulated DM server does when it runs alone (fixtures/servers/README.md).</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Accounts">Whom it knows.</param>
/// <param name="AcceptStrangers">Whether everybody else is served too, without credentials.</param>
/// <param name="Sessions">What it does; the first that fits a device counts.</param>
public sealed record DmServerScript(string Name, ImmutableArray<ServerAccount> Accounts, bool AcceptStrangers, ImmutableArray<ScriptedSession> Sessions)
{
    /// <summary>The server of this script.</summary>
    public DmServerSettings ToSettings() => new()
    {
        Accounts = Accounts,
        Stranger = AcceptStrangers ? new ServerAccount { Name = "anybody", ClientAuthentication = DmAuthentication.None, ServerAuthentication = DmAuthentication.None } : null,
        // Faults of a challenge come before the client is known.
        Policy = Sessions.FirstOrDefault(s => s.Device is null)?.Policy ?? ServerPolicy.Default,
        Script = Conduct,
    };

    private void Conduct(ServerSession session)
    {
        foreach (var scripted in Sessions)
        {
            if (scripted.Device is { } pattern && !FileSystemName.MatchesSimpleExpression(pattern, session.DeviceId ?? "", ignoreCase: false))
                continue;
            session.Conduct(scripted.Policy);
            foreach (var step in scripted.Steps)
                session.Enqueue(step);
            return;
        }
    }
}

/// <summary>What happens in sessions of some devices.</summary>
/// <param name="Device">Pattern of their Source/LocURI with <c>*</c> and <c>?</c>; <see langword="null"/> for all.</param>
/// <param name="Policy">How they are conducted.</param>
/// <param name="Steps">What is done.</param>
public sealed record ScriptedSession(string? Device, ServerPolicy Policy, ImmutableArray<ServerStep> Steps);

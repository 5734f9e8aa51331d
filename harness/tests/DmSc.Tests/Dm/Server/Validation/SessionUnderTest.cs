using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server.Validation;

/// <summary>A session and the client in it, message by message.</summary>
internal sealed class SessionUnderTest
{
    private readonly ServerSession _session;
    private readonly ScriptedClient _client;

    private SessionUnderTest(ServerSession session, ScriptedClient client) => (_session, _client) = (session, client);

    public ServerSession Session => _session;

    public ScriptedClient Client => _client;

    /// <summary>The server's last message.</summary>
    public SyncMlMessage Answer { get; private set; } = SyncMlMessage.Of(SyncMlHeader.Of("", "", "", ""), true);

    public IEnumerable<string> Ids => _session.Breaches.Select(b => b.Rule.Id);

    public static SessionUnderTest Open(ServerAccount? account = null, ServerPolicy? policy = null, ScriptedClient? client = null)
    {
        var known = account ?? ScriptedClient.Account();
        return new(new ServerSession(policy ?? ServerPolicy.Default, _ => known, $"{ScriptedClient.Address}?s=77", TimeProvider.System, new CountingOctets()), client ?? new ScriptedClient());
    }

    /// <summary>A session whose package 1 was accepted, with commands in the answer.</summary>
    public static SessionUnderTest Started(params ServerStep[] steps) => Begun(Open(), steps);

    public static SessionUnderTest Begun(SessionUnderTest open, params ServerStep[] steps)
    {
        open._session.EnqueueAll(steps);
        open.Send(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening());
        Assert.That(open._session.Breaches, Is.Empty);
        return open;
    }

    public bool Exercises(SessionRule rule) => _session.History.Exercised.Contains(rule);

    public SyncMlMessage Send(SyncMlCred? cred, bool final, params SyncMlCommand[] commands) => Send(_client.Message(cred, final, Answer.Header.RespUri, commands));

    public SyncMlMessage Send(bool final, params SyncMlCommand[] commands) => Send(null, final, commands);

    public SyncMlMessage Send(DmRequest request)
    {
        _session.Accept(request);
        return Answer = _session.Reply().Read();
    }

    /// <summary>A Status for one command of the last answer.</summary>
    public SyncMlCommand StatusOf(SyncMlCommand command, int code) => SyncMlCommand.Status("70", Answer.Header.MsgId!, command.CmdId!, command.Kind.ToString(), code);

    public SyncMlCommand HeaderStatus(int code = 212) => SyncMlCommand.Status("71", Answer.Header.MsgId!, "0", "SyncHdr", code);

    public SyncMlCommand Refusal(int code = 401, string type = "syncml:auth-md5") => HeaderStatus(code) with
    {
        Challenge = SyncMlMeta.Of("b64", type) with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(ScriptedClient.ServerNonce)) },
    };

    public SyncMlCommand ResultsOf(SyncMlCommand get, string uri = "./A", string text = "x") =>
        SyncMlCommand.Results("72", Answer.Header.MsgId!, get.CmdId!, SyncMlItem.From(uri, SyncMlData.OfText(text)));

    /// <summary>The commands with CmdIDs of their own.</summary>
    public static SyncMlCommand[] Numbered(params IEnumerable<SyncMlCommand> commands) => [.. commands.Select((c, i) => c with { CmdId = $"{i + 1}" })];
}

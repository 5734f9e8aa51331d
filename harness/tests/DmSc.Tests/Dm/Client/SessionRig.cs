using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Server;
using DmSc.Tests.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Client;

/// <summary>A client and a server with one account, in one process: whole sessions, message by message.</summary>
internal sealed class SessionRig
{
    private const int MostTurns = 120;

    private readonly CountingOctets _clientRandom = new();
    private readonly CountingOctets _serverRandom = new();

    public ServerAccount Account { get; init; } = ScriptedClient.Account();

    public ServerPolicy Policy { get; init; } = ServerPolicy.Default;

    public ClientSessionOptions Options { get; set; } = Defaults;

    public ManagementTree Tree { get; init; } = NewTree();

    public ScriptedUser User { get; init; } = new();

    /// <summary>What is changed in a reply on its way; nothing by default.</summary>
    public Func<int, DmReply, DmReply> OnTheWay { get; init; } = (_, reply) => reply;

    public ClientSession Client { get; private set; } = null!;

    public ServerSession Server { get; private set; } = null!;

    public List<DmRequest> Requests { get; } = [];

    public List<DmReply> Replies { get; } = [];

    /// <summary>The client's messages as the strict reader sees them.</summary>
    public ImmutableArray<SyncMlMessage> Messages => [.. Requests.Select(r => SyncMlMessage.Parse(r.Body, WbxmlOptions.Strict))];

    public static ClientSessionOptions Defaults => new(ScriptedClient.Address, "dm.example.com", ScriptedClient.Device, "1A2B")
    {
        ClientCredential = ScriptedClient.ClientCredential,
        ClientNonce = ScriptedClient.ClientNonce,
        PreferredType = DmAuthentication.Md5,
        ServerCredential = ScriptedClient.ServerCredential,
        ServerNonce = ScriptedClient.ServerNonce,
        DevInfo = [.. new[] { "DevId", "Man", "Mod", "DmV", "Lang" }.Select(name => KeyValuePair.Create($"./DevInfo/{name}", $"value of {name}"))],
    };

    public static ManagementTree NewTree()
    {
        var tree = TreeRig.Device();
        tree.AddInterior("./Acme");
        tree.SetLeaf("./Acme/Poll", "60");
        tree.SetLeaf("./Acme/Name", "old");
        tree.SetAcl("./Acme", Acl.Parse("Add=*&Delete=*&Exec=*&Get=*&Replace=*"));
        return tree;
    }

    /// <summary>Runs a session to its end.</summary>
    public ImmutableArray<ServerExchange?> Run(params IReadOnlyList<ServerStep> steps)
    {
        Server = new ServerSession(
            Policy, name => name == Account.UserName || name == ScriptedClient.Device ? Account : null, $"{ScriptedClient.Address}?s=77", new StillTime(), _serverRandom);
        var exchanges = Server.EnqueueAll(steps);
        Client = new ClientSession(Options, Tree, User, _clientRandom, new StillTime());
        Requests.Clear();
        Replies.Clear();
        DmRequest? request = Client.Start();
        while (request is not null)
        {
            Requests.Add(request);
            Assert.That(Requests, Has.Count.LessThanOrEqualTo(MostTurns), () => $"the session does not end: {Told()}");
            Server.Accept(request);
            var reply = OnTheWay(Replies.Count + 1, Server.Reply() ?? new DmReply(0, null, default));
            Replies.Add(reply);
            request = Client.Receive(reply);
        }

        Assert.That(Client.Outcome, Is.Not.Null);
        return exchanges;
    }

    /// <summary>Lets the client keep the nonces for its next session, as a device does.</summary>
    public void Remember() => Options = Options with
    {
        ClientNonce = Client.NewClientNonce ?? Options.ClientNonce,
        ServerNonce = Client.NewServerNonce ?? Options.ServerNonce,
    };

    /// <summary>The last messages of both, as XML.</summary>
    private string Told() => string.Join('\n', Requests.Zip(Replies).Skip(Math.Max(0, Replies.Count - 3))
        .Select(pair => $"> {SyncMlMessage.Parse(pair.First.Body).ToXml()}\n< {SyncMlMessage.Parse(pair.Second.Body, WbxmlOptions.FromPeer).ToXml()}"));

    public string? Text(string uri) => Tree.Text(uri);

    /// <summary>Statuses of the client's message with that number, from 1: command and code.</summary>
    public string[] Statuses(int message) =>
    [
        .. Messages[message - 1].Commands.Where(c => c.Kind == SyncMlCommandKind.Status && c.CmdRef != "0").Select(c => $"{c.Cmd} {c.Data!.Text}"),
    ];

    /// <summary>Rules that every client keeps (OMA DM Protocol 1.2, 6 to 8), except where a test has it break them.</summary>
    public static void AssertKeepsTheRules(IReadOnlyList<SyncMlMessage> messages, string sessionId)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            Assert.That(message.Remarks, Is.Empty);
            Assert.That(message.Unknown, Is.Empty);
            Assert.That(message.Header.SessionId, Is.EqualTo(sessionId));
            Assert.That(message.Header.MsgId, Is.EqualTo((i + 1).ToString(CultureInfo.InvariantCulture)));
            Assert.That(message.Commands.Select(c => c.CmdId), Is.Unique);
            Assert.That(message.Commands.Select(c => c.Cred), Is.All.Null);
            var kinds = message.Commands.Select(c => c.Kind).ToList();
            Assert.That(kinds, Is.All.AnyOf(SyncMlCommandKind.Status, SyncMlCommandKind.Results, SyncMlCommandKind.Alert, SyncMlCommandKind.Replace));
            Assert.That(kinds.Skip(kinds.TakeWhile(k => k == SyncMlCommandKind.Status).Count()), Has.None.EqualTo(SyncMlCommandKind.Status));
            Assert.That(i == 0 || message.Commands[0] is { Kind: SyncMlCommandKind.Status, CmdRef: "0", Cmd: "SyncHdr" }, Is.True, $"message {i + 1}");
            Assert.That(message.Commands, Has.Length.GreaterThan(i == 0 ? 0 : 1), "nothing but the Status of the header");
        }
    }
}

/// <summary>A user who answers what a test tells it to.</summary>
internal sealed class ScriptedUser : IUserInteraction
{
    public UserAnswer Answer { get; set; } = new(UserReaction.Accepted);

    public List<UserPrompt> Prompts { get; } = [];

    public UserAnswer Ask(UserPrompt prompt)
    {
        Prompts.Add(prompt);
        return Answer;
    }
}

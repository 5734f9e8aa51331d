using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Client;
using DmSc.Dm.Notification;
using DmSc.Dm.Session;
using DmSc.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Peers.Device;

/// <summary>Runs the sessions of a device, one at a time: from an account in the tree to the last message, and what has to be remembered after it.</summary>
internal sealed class DeviceSessions(ReferenceDeviceSettings settings, IDmTransport transport, IRandomOctets random, TimeProvider time, IUserInteraction user)
{
    private const int MaxLog = 100;

    private static readonly string[] s_devInfo = ["DevId", "Man", "Mod", "DmV", "Lang"];

    private readonly Queue<string> _log = new();

    /// <summary>The last things that happened.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    public void Note(string what)
    {
        lock (_log)
        {
            _log.Enqueue(what);
            if (_log.Count > MaxLog)
                _log.Dequeue();
        }
    }

    /// <summary>A session with one server, or with the first account when none is named. Nothing happens when there is no such account.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="serverId">Which server.</param>
    /// <param name="trigger">The notification that asked for it.</param>
    /// <param name="ct">The device is switched off.</param>
    public async Task RunAsync(ManagementTree tree, string? serverId, NotificationVerdict.Accepted? trigger, CancellationToken ct)
    {
        var account = serverId is null ? TreeAccount.All(tree).FirstOrDefault() : TreeAccount.Find(tree, serverId);
        if (settings.Quirks.OnlyFirstAccount && TreeAccount.All(tree).FirstOrDefault()?.ServerId != account?.ServerId)
            return;
        if (account?.ServerUri is not { } address)
        {
            Note($"session: no account of {serverId ?? "any server"}");
            return;
        }

        var client = account.ClientCredential;
        var server = account.ServerCredential;
        var session = new ClientSession(Options(tree, account, address, client, server, trigger), tree, user, random, time);
        var way = new FilteredTransport(transport, settings.Quirks);
        try
        {
            DmRequest? request = session.Start();
            while (request is not null)
                request = session.Receive(await way.ExchangeAsync(request, ct));
            await way.EndAsync(ct);
            Note($"session with {account.ServerId}: {session.Outcome}");
        }
        catch (DmTransportException e)
        {
            Note($"session with {account.ServerId}: {e.Message}");
        }

        Remember(account, client, session.NewClientNonce);
        Remember(account, server, session.NewServerNonce);
    }

    /// <summary>Package #0: a session when it is genuine, silence otherwise.</summary>
    public async Task NotifiedAsync(ManagementTree tree, ReadOnlyMemory<byte> package, CancellationToken ct)
    {
        var servers = TreeAccount.All(tree)
            .Select(a => new NotifyingServer(a.ServerId, Credential(a.ServerCredential), a.ServerCredential?.Nonce is { } nonce ? nonce.Reveal().ToArray() : default(ReadOnlyMemory<byte>)))
            .ToImmutableArray();
        var verdict = new NotificationHandler(settings.Quirks.Notification).Judge(package, servers);
        Note($"notification: {verdict}");
        if (verdict is NotificationVerdict.Accepted accepted && !settings.Quirks.IgnoresNotifications)
            await RunAsync(tree, accepted.ServerId, accepted, ct);
    }

    /// <summary>The defect of a device that answers a bootstrap: a message of Statuses to the server in it.</summary>
    public async Task AnswerAsync(ManagementTree tree, ReadOnlyMemory<byte> document, CancellationToken ct)
    {
        SyncMlMessage message;
        try
        {
            message = SyncMlMessage.Parse(document, Wire.Wbxml.WbxmlOptions.FromPeer);
        }
        catch (WireFormatException)
        {
            return;
        }

        var account = message.Header.Source?.LocUri is { } serverId ? TreeAccount.Find(tree, serverId) : null;
        if (account?.ServerUri is not { } address)
            return;
        var header = SyncMlHeader.Of("1", "1", address, settings.Identity.DeviceId);
        header = header with { Source = new SyncMlAddress(settings.Identity.DeviceId, account.ClientCredential?.Name) };
        var msgRef = message.Header.MsgId ?? "0";
        var statuses = ImmutableArray.CreateBuilder<SyncMlCommand>();
        statuses.Add(SyncMlCommand.Status("1", msgRef, "0", "SyncHdr", 200));
        foreach (var command in message.Commands)
            statuses.Add(SyncMlCommand.Status((statuses.Count + 1).ToString(CultureInfo.InvariantCulture), msgRef, command.CmdId ?? "1", command.Kind.ToString(), 200));
        var answer = SyncMlMessage.Of(header, final: true, statuses.ToImmutable());
        try
        {
            await transport.ExchangeAsync(new DmRequest(address, "application/vnd.syncml.dm+wbxml", answer.ToWbxml()), ct);
        }
        catch (DmTransportException e)
        {
            Note($"answer to a bootstrap: {e.Message}");
        }
    }

    private static Credential? Credential(DmCredential? credential) =>
        credential is { Name: { } name, Password: { } password } ? new Credential(name, password) : null;

    private ClientSessionOptions Options(
        ManagementTree tree, TreeAccount account, string address, DmCredential? client, DmCredential? server, NotificationVerdict.Accepted? trigger)
    {
        return new ClientSessionOptions(address, account.ServerId, settings.Identity.DeviceId, trigger?.SessionId ?? NewSessionId())
        {
            ServerInitiated = trigger is not null,
            ClientCredential = Credential(client),
            PreferredType = TypeOf(account.AuthPreference ?? client?.Type),
            ClientNonce = trigger?.SessionNonce ?? Nonce(client),
            ServerCredential = Credential(server),
            ServerType = TypeOf(server?.Type),
            ServerNonce = trigger?.SessionNonce ?? Nonce(server),
            DevInfo = [.. s_devInfo.Select(name => KeyValuePair.Create($"./DevInfo/{name}", tree.Text($"./DevInfo/{name}") ?? ""))],
            Xml = settings.SpeaksXml,
            MaxMsgSize = settings.MaxMsgSize,
            MaxObjSize = settings.MaxObjSize,
            Limits = new ClientLimits { MaxObject = settings.MaxObjSize },
            Quirks = settings.Quirks.Messages is null ? settings.Quirks.Session : settings.Quirks.Session with { ReservedOctets = FilteredTransport.MostAdded },
        };
    }

    private static ReadOnlyMemory<byte> Nonce(DmCredential? credential) => credential?.Nonce is { } nonce ? nonce.Reveal().ToArray() : default(ReadOnlyMemory<byte>);

    private static DmAuthentication TypeOf(string? type) => type switch
    {
        "BASIC" => DmAuthentication.Basic,
        "DIGEST" => DmAuthentication.Md5,
        "HMAC" => DmAuthentication.Hmac,
        _ => DmAuthentication.None,
    };

    private static void Remember(TreeAccount account, DmCredential? credential, ReadOnlyMemory<byte>? nonce)
    {
        // The server may have removed its own account in the session.
        if (credential is null || nonce is not { } next || account.Read()?.Credentials.Any(c => c.Entry == credential.Entry) != true)
            return;
        account.WriteNonce(credential, next.Span);
    }

    private string NewSessionId()
    {
        Span<byte> octets = stackalloc byte[2];
        random.Fill(octets);
        var number = (octets[0] << 8) | octets[1];
        var id = Math.Max(1, number).ToString("X", CultureInfo.InvariantCulture);
        return settings.Quirks.LongSessionId ? id.PadLeft(5, '1') : id;
    }
}

/// <summary>A user whose answers were told beforehand; who was told nothing confirms, and enters or chooses nothing.</summary>
internal sealed class QueuedAnswers(Queue<PromptAnswer> answers) : IUserInteraction
{
    public UserAnswer Ask(UserPrompt prompt)
    {
        PromptAnswer? answer;
        lock (answers)
            answers.TryDequeue(out answer);
        return answer?.Kind switch
        {
            PromptAnswerKind.No => new UserAnswer(UserReaction.Rejected),
            PromptAnswerKind.Cancel => new UserAnswer(UserReaction.Cancelled),
            PromptAnswerKind.Ignore => new UserAnswer(UserReaction.TimedOut),
            PromptAnswerKind.Text => new UserAnswer(UserReaction.Accepted, answer.Text ?? ""),
            PromptAnswerKind.Choose => new UserAnswer(UserReaction.Accepted, [.. (answer.Choices ?? []).Select(c => c.ToString(CultureInfo.InvariantCulture))]),
            _ => new UserAnswer(UserReaction.Accepted),
        };
    }
}

using System.Globalization;
using System.Text;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

public sealed partial class ServerSession
{
    private const string XmlType = "application/vnd.syncml.dm+xml";
    private const string WbxmlType = "application/vnd.syncml.dm+wbxml";

    private readonly List<ServerExchange> _underWay = [];
    private Outgoing? _outgoing;
    private Outgoing? _chunked;
    private ReadOnlyMemory<byte>? _serverNonce;
    private bool _serverEveryMessage = true;
    private bool _clientAborted;
    private bool _resumes;
    private string? _serverUri;
    private int _sentCount;
    private int _challenges;
    private ReadOnlyMemory<byte>? _lastChallenge;
    private FaultSet _faults;
    private Measured? _measured;

    /// <summary>Answers the message that was accepted last.</summary>
    /// <returns>The answer; <see langword="null"/> for none at all (<see cref="ServerFault.Silence"/>).</returns>
    public DmReply? Reply()
    {
        lock (_gate)
        {
            var reply = Answer();
            if (reply is not null)
                Transcript = Transcript.Add(SessionFrame.Of(_time.GetUtcNow(), _requestUri, reply));
            return reply;
        }
    }

    private DmReply? Answer()
    {
        if (_message is null)
            return new DmReply(400, null, default);
        CollectFaults();
        if (_faults.Contains(ServerFault.Silence) || _faults.Contains(ServerFault.HttpError))
        {
            History = History.Unheard();
            return _faults.Contains(ServerFault.Silence) ? null : new DmReply(500, null, default);
        }

        if (_queue.TryPeek(out var next) && next.Step is ServerStep.Raw raw && IsAccepted(_verdict))
        {
            _queue.Dequeue();
            _owed.Clear();
            _sentCount++;
            History = History.Unheard();
            return new DmReply(200, raw.ContentType ?? MediaType, raw.Body);
        }

        var accepted = IsAccepted(_verdict);
        var challenge = Challenge(accepted);
        var header = Head();
        var commands = Statuses(accepted, challenge);
        var final = true;
        if (!Fits(header, commands))
        {
            final = false;
            _resumes |= _clientDone;
            commands = FirstStatuses(header, commands);
        }
        else if (!accepted)
        {
            _owed.Clear();
            if (_faults.Contains(ServerFault.CommandsWhileUnauthenticated))
                AddCommands(header, commands, ref final);
            // A client that cannot do better is told once more and let go.
            if (++_challenges >= Policy.MaxChallenges || _verdict == CredentialVerdict.WrongType && _challenges > 1)
                Finish(ServerSessionEnd.ClientRefused);
        }
        else
        {
            _owed.Clear();
            Continue(header, commands, ref final);
        }

        return Encode(header, commands, final);
    }

    private void CollectFaults()
    {
        _faults = FaultSet.Of(Policy.Faults);
        while (_queue.TryPeek(out var next) && next.Step is ServerStep.Misbehave misbehave)
        {
            _queue.Dequeue();
            _faults = _faults.Add(misbehave.Fault);
        }

        if (_faults.Contains(ServerFault.ChallengeAgain) && IsAccepted(_verdict))
        {
            _verdict = CredentialVerdict.Wrong;
            IsClientAuthenticated = false;
        }
    }

    private int RefusalCode => _verdict == CredentialVerdict.Missing ? 407 : 401;

    private SyncMlMeta? Challenge(bool accepted)
    {
        if (Account is { ClientAuthentication: DmAuthentication.None } || _faults.Contains(ServerFault.NoChallenge) && !accepted)
            return null;
        var type = Account?.ClientAuthentication ?? DmAuthentication.Md5;
        if (accepted && (_verdict == CredentialVerdict.StillGood || type == DmAuthentication.Basic))
            return null;
        if (!accepted && _faults.Contains(ServerFault.WrongChallengeType))
            type = type == DmAuthentication.Md5 ? DmAuthentication.Basic : DmAuthentication.Md5;
        var meta = SyncMlMeta.Of("b64", DmAuthenticationName.Of(type));
        if (type == DmAuthentication.Basic)
            return meta;
        var nonce = _faults.Contains(ServerFault.RepeatNonce) ? _lastChallenge ?? NonceInForce : NewNonce();
        if (!NonceInForce.Span.SequenceEqual(nonce.Span))
        {
            _olderNonces.Add(NonceInForce);
            if (_olderNonces.Count > MaxNonces)
                _olderNonces.RemoveAt(0);
        }

        _clientNonce = nonce;
        _lastChallenge = nonce;
        // What an unknown peer was given is no business of the account.
        if (accepted)
            Account?.Nonces.StoreClient(nonce.Span);
        return meta with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(nonce.Span)) };
    }

    private SyncMlHeader Head()
    {
        var repeat = _faults.Contains(ServerFault.RepeatMsgId) && _sentCount > 0;
        var msgId = repeat ? _sentCount : ++_sentCount;
        var sessionId = SessionId ?? "";
        if (_faults.Contains(ServerFault.WrongSessionId))
            sessionId = sessionId == "FFFE" ? "FFFD" : "FFFE";
        var server = _faults.Contains(ServerFault.NoServerCredentials) || Account is not { ServerAuthentication: not DmAuthentication.None } account ? null : account.Server;
        SyncMlMeta? meta = Policy.MaxMsgSize is null && Policy.MaxObjSize is null ? null : new SyncMlMeta
        {
            MaxMsgSize = Policy.MaxMsgSize?.ToString(CultureInfo.InvariantCulture),
            MaxObjSize = Policy.MaxObjSize?.ToString(CultureInfo.InvariantCulture),
        };
        return new SyncMlHeader
        {
            VerDtd = "1.2",
            VerProto = _faults.Contains(ServerFault.WrongVersion) ? "DM/9.9" : "DM/1.2",
            SessionId = sessionId,
            MsgId = msgId.ToString(CultureInfo.InvariantCulture),
            Target = new SyncMlAddress(DeviceId ?? ""),
            Source = new SyncMlAddress(_serverUri ?? _requestUri, server?.UserName),
            RespUri = Policy.SendRespUri ? _respUri : null,
            Cred = server is null ? null : ServerCred(server),
            Meta = _sentCount == 1 ? meta : null,
        };
    }

    private SyncMlCred? ServerCred(Credential server)
    {
        var type = Account!.ServerAuthentication;
        if (type == DmAuthentication.Hmac || IsServerAuthenticated && !_serverEveryMessage)
            return null;
        var shown = _faults.Contains(ServerFault.WrongServerCredentials) ? Credential.Of(server.UserName, "not the password") : server;
        return type == DmAuthentication.Basic
            ? new SyncMlCred(SyncMlMeta.Of("b64", DmAuthenticationName.Of(DmAuthentication.Basic)), SyncMlData.OfText(BasicCredential.Encode(shown)))
            : SyncMlCred.Of(DmAuthenticationName.Of(DmAuthentication.Md5), Md5Credential.Compute(HashOf(shown), ServerNonce.Span));
    }

    private CredentialHash HashOf(Credential shown) => ReferenceEquals(Account!.Server, shown) ? Account.ServerHash.Of(shown) : CredentialHash.Of(shown);

    private ReadOnlyMemory<byte> ServerNonce => _faults.Contains(ServerFault.StaleServerNonce)
        ? Encoding.ASCII.GetBytes("a nonce of yesterday")
        : _serverNonce ?? Account?.Nonces.Server ?? default;

    private List<SyncMlCommand> Statuses(bool accepted, SyncMlMeta? challenge)
    {
        var commands = new List<SyncMlCommand>(_owed.Count + 4);
        if (!_faults.Contains(ServerFault.NoHeaderStatus))
        {
            var everyMessage = Account is { } account && (account.EveryMessage || account.ClientAuthentication == DmAuthentication.Hmac);
            var code = accepted ? everyMessage ? 200 : 212 : RefusalCode;
            commands.Add(StatusOf(new OwedStatus(_clientMsgId, "0", "SyncHdr", code), commands.Count) with { Challenge = challenge });
        }

        if (_faults.Contains(ServerFault.NoCommandStatus))
            return commands;
        foreach (var owed in _owed)
            commands.Add(StatusOf(accepted ? owed : owed with { Code = RefusalCode }, commands.Count));
        return commands;
    }

    private SyncMlCommand StatusOf(OwedStatus owed, int before) => SyncMlCommand.Status(
        Id(before + 1),
        _faults.Contains(ServerFault.WrongMsgRef) ? $"9{owed.MsgRef}" : owed.MsgRef,
        _faults.Contains(ServerFault.WrongCmdRef) && owed.CmdRef != "0" ? $"9{owed.CmdRef}" : owed.CmdRef,
        owed.Cmd,
        owed.Code);

    /// <summary>As many Status elements as fit, at least one; the rest stays owed.</summary>
    private List<SyncMlCommand> FirstStatuses(SyncMlHeader header, List<SyncMlCommand> commands)
    {
        var all = commands.Count;
        while (commands.Count > 1 && !Fits(header, commands))
            commands.RemoveAt(commands.Count - 1);
        var gone = _owed.Count - (all - commands.Count);
        _owed.RemoveRange(0, Math.Max(0, gone));
        return commands;
    }

    private void Continue(SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        if (_clientAborted)
        {
            Finish(ServerSessionEnd.ClientAborted);
        }
        else if (End != ServerSessionEnd.Open)
        {
            if (End == ServerSessionEnd.TooLong)
                commands.Add(SyncMlCommand.Alert(Id(commands.Count + 1), 1223));
        }
        else if (_serverChallenged)
        {
            Repeat(header, commands, ref final);
        }
        else if (_outgoing is not null)
        {
            AddChunk(header, commands, ref final);
        }
        else if (!_clientDone && !_resumes)
        {
            // The package of the client goes on: nothing but Status and this.
            _chunked = null;
            commands.Add(SyncMlCommand.Alert(Id(commands.Count + 1), 1222));
            final = false;
        }
        else
        {
            _resumes = false;
            _chunked = null;
            _underWay.Clear();
            AddCommands(header, commands, ref final);
            if (_underWay.Count == 0 && _queue.Count == 0 && final && End == ServerSessionEnd.Open)
                Finish(ServerSessionEnd.Finished);
        }
    }

    /// <summary>The client refused our credentials: the package once more, with new ones.</summary>
    private void Repeat(SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        var type = Account?.ServerAuthentication ?? DmAuthentication.None;
        if (_serverChallenges > 2 || type == DmAuthentication.None || _askedOfServer is { } asked && asked != type)
        {
            Finish(ServerSessionEnd.ServerRefused);
            return;
        }

        _resumes = false;
        if (_chunked is { } chunked && _underWay is [var alone] && alone == chunked.Exchange)
        {
            // The chunk that was refused goes out again, and the rest behind it.
            chunked.Retreat();
            _outgoing = chunked;
            AddChunk(header, commands, ref final);
            return;
        }

        _outgoing = null;
        if (_underWay.Count > 0)
            Requeue();
        AddCommands(header, commands, ref final);
        if (_underWay.Count == 0 && _queue.Count == 0)
            Finish(ServerSessionEnd.Finished);
    }

    /// <summary>What went out has to go out again, in front of everything else, and be answered before that.</summary>
    private void Requeue()
    {
        var behind = _queue.ToList();
        _queue.Clear();
        foreach (var exchange in _underWay)
            _queue.Enqueue(new Pending(new ServerStep.Send(exchange.Command), exchange));
        if (behind.Count > 0)
            _queue.Enqueue(Pending.Of(new ServerStep.Barrier()));
        foreach (var pending in behind)
            _queue.Enqueue(pending);
        _underWay.Clear();
    }

    private void AddCommands(SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        while (_queue.TryPeek(out var pending))
        {
            switch (pending.Step)
            {
                case ServerStep.Barrier:
                    _queue.Dequeue();
                    if (_underWay.Count > 0)
                        return;
                    break;
                case ServerStep.AbortSession:
                    if (_underWay.Count > 0)
                        return;
                    _queue.Dequeue();
                    commands.Add(SyncMlCommand.Alert(Id(commands.Count + 1), 1223));
                    Finish(ServerSessionEnd.ServerAborted);
                    return;
                case ServerStep.Send:
                    if (!TrySend(pending.Exchange!, header, commands, ref final))
                        return;
                    break;
                case ServerStep.SendInChunks chunks:
                    if (_underWay.Count > 0)
                        return;
                    _queue.Dequeue();
                    StartChunks(pending.Exchange!, chunks, header, commands, ref final);
                    return;
                default:
                    // Misbehaviour and raw messages begin a message of their own.
                    if (_underWay.Count > 0)
                        return;
                    _queue.Dequeue();
                    if (pending.Step is ServerStep.Misbehave misbehave)
                        _faults = _faults.Add(misbehave.Fault);
                    break;
            }
        }
    }

    /// <returns>Whether further commands may follow in this message.</returns>
    private bool TrySend(ServerExchange exchange, SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        var before = commands.Count;
        Put(exchange, header, commands);
        if (Fits(header, commands))
        {
            _queue.Dequeue();
            return true;
        }

        commands.RemoveRange(before, commands.Count - before);
        _underWay.Remove(exchange);
        if (_underWay.Count > 0)
            return false;
        _queue.Dequeue();
        if (exchange.Command is { Kind: SyncMlCommandKind.Add or SyncMlCommandKind.Replace, Items: [{ Data: { } data } item] } && data.Octets.Length > 1)
        {
            StartChunks(exchange, new ServerStep.SendInChunks(exchange.Command.Kind, item with { Meta = item.Meta ?? exchange.Command.Meta }, int.MaxValue), header, commands, ref final);
            return false;
        }

        Exchanges = Exchanges.Remove(exchange);
        GiveUp(exchange, $"the command alone exceeds the client's MaxMsgSize of {ClientMaxMsgSize} octets");
        return true;
    }

    private void Put(ServerExchange exchange, SyncMlHeader header, List<SyncMlCommand> commands)
    {
        var next = commands.Count + 1;
        foreach (var command in commands)
            next += CountInner(command);
        Number(exchange, header.MsgId!, ref next);
        if (_faults.Contains(ServerFault.RepeatCmdId) && commands.Count > 0)
        {
            exchange.Command = exchange.Command with { CmdId = commands[^1].CmdId };
            _byReference[(header.MsgId!, exchange.Command.CmdId!)] = exchange;
        }

        commands.Add(exchange.Command);
        _underWay.Add(exchange);
        if (!Exchanges.Contains(exchange))
            Exchanges = Exchanges.Add(exchange);
    }

    private void Number(ServerExchange exchange, string msgId, ref int next)
    {
        var id = Id(next++);
        foreach (var inner in exchange.Nested)
            Number(inner, msgId, ref next);
        exchange.Command = exchange.Command with { CmdId = id, Commands = exchange.Nested.IsEmpty ? [] : [.. exchange.Nested.Select(n => n.Command)] };
        exchange.MsgId = msgId;
        _byReference[(msgId, id)] = exchange;
    }

    private static int CountInner(SyncMlCommand command)
    {
        var count = 0;
        foreach (var inner in command.Commands)
            count += 1 + CountInner(inner);
        return count;
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Fits(SyncMlHeader header, List<SyncMlCommand> commands) =>
        ClientMaxMsgSize is not { } most || _faults.Contains(ServerFault.Oversized) || Octets(SyncMlMessage.Of(header, final: true, [.. commands])).Length <= most;

    private bool SendsXml => Policy.Form switch
    {
        DmMessageForm.Xml => true,
        DmMessageForm.Wbxml => false,
        _ => _isXml,
    };

    private string MediaType => SendsXml != _faults.Contains(ServerFault.WrongMediaType) ? XmlType : WbxmlType;

    /// <summary>The message encoded. What was measured last mostly is what goes out: it is not encoded again.</summary>
    private byte[] Octets(SyncMlMessage message)
    {
        if (_measured is { } measured && measured.IsOf(message))
            return measured.Octets;
        var octets = SendsXml ? Encoding.UTF8.GetBytes(message.ToXml()) : message.ToWbxml();
        _measured = new Measured(message, octets);
        return octets;
    }

    private DmReply Encode(SyncMlHeader header, List<SyncMlCommand> commands, bool final)
    {
        if (_faults.Contains(ServerFault.OmitFinal))
            final = false;
        var message = SyncMlMessage.Of(header, final, [.. commands]);
        Sent = Sent.Add(message);
        // What the client cannot read it cannot obey.
        History = _faults.Contains(ServerFault.Malformed) || _faults.Contains(ServerFault.WrongMediaType) ? History.Unheard() : History.Sent(message);
        var body = Octets(message);
        _measured = null;
        if (_faults.Contains(ServerFault.Malformed))
            body = body[..(body.Length * 2 / 3)];
        string? hmac = null;
        if (Account is { ServerAuthentication: DmAuthentication.Hmac, Server: { } server } && !_faults.Contains(ServerFault.NoServerCredentials))
        {
            var shown = _faults.Contains(ServerFault.WrongServerCredentials) ? Credential.Of(server.UserName, "not the password") : server;
            hmac = HmacHeader.Sign(server.UserName, HashOf(shown), ServerNonce.Span, body).Format();
        }

        return new DmReply(200, MediaType, body, hmac);
    }

    /// <summary>A message that was encoded to learn its size.</summary>
    private sealed record Measured(SyncMlMessage Message, byte[] Octets)
    {
        /// <summary>Whether another message is made of the very same parts.</summary>
        public bool IsOf(SyncMlMessage other)
        {
            if (!ReferenceEquals(other.Header, Message.Header) || other.Final != Message.Final || other.Commands.Length != Message.Commands.Length)
                return false;
            for (var i = 0; i < other.Commands.Length; i++)
            {
                if (!ReferenceEquals(other.Commands[i], Message.Commands[i]))
                    return false;
            }

            return true;
        }
    }
}

using System.Net;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Wire;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>What a server's own interface is like.</summary>
internal sealed record HttpServerSettings
{
    /// <summary>Makes a device known; <c>null</c> when people did that before the run.</summary>
    public RequestTemplate? Account { get; init; }

    /// <summary>Asks for a bootstrap.</summary>
    public required RequestTemplate Bootstrap { get; init; }

    /// <summary>Asks for package #0; <c>null</c> when it cannot be asked.</summary>
    public RequestTemplate? Notification { get; init; }

    /// <summary>Forgets devices; <c>null</c> when it cannot.</summary>
    public RequestTemplate? Reset { get; init; }

    /// <summary>Asks for pushes that wait somewhere, for example in the inbox of an SMSC simulator; <c>null</c> when none do.</summary>
    public RequestTemplate? Collect { get; init; }

    /// <summary>Values that the server has instead of those drawn: its ServerID, its address.</summary>
    public IReadOnlyDictionary<string, string> Device { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether sessions are opened with it.</summary>
    public bool TakesSessions { get; init; } = true;

    /// <summary>Longest time for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A server that is asked for things at its own interface over HTTP.</summary>
internal sealed class HttpServer : IServerUnderTest
{
    private const int MaxAnswer = 1024 * 1024;
    private const int MaxQuoted = 200;

    private static readonly Dictionary<string, string> s_nothing = new(StringComparer.Ordinal);
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HttpServerSettings _settings;
    private readonly PushReceivers _receivers;
    private readonly PushInbox _inbox;
    private readonly DeliveredFrames _frames;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private List<string> _listed = [];
    private (Dictionary<string, string> Values, PushBearerKind Bearer)? _asked;
    private IReadOnlyDictionary<string, string> _said = s_nothing;

    public HttpServer(string name, HttpServerSettings settings, PushReceivers receivers, PushInbox inbox, IDmTransport sessions, TimeProvider time)
    {
        (Name, _settings, _receivers, _inbox, _time) = (name, settings, receivers, inbox, time);
        _frames = new DeliveredFrames(inbox, time);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswer };
        Sessions = settings.TakesSessions ? sessions : null;
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["server"] = name };
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Facts { get; }

    public bool IsInProcess => false;

    public bool Collects => _settings.Collect is not null;

    public IDmTransport? Sessions { get; }

    public async ValueTask ResetAsync(CancellationToken ct)
    {
        _asked = null;
        if (_settings.Reset is { } template)
            await DoAsync("reset", template, new Dictionary<string, string>(StringComparer.Ordinal), ct);
    }

    public async ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct)
    {
        var device = DeviceValues.With(wish, _settings.Device);
        _said = s_nothing;
        if (_settings.Account is not { } template)
            return device;
        var answer = await DoAsync("account", template, Values(device, []), ct);
        if (template.Result != RequestResult.Device)
            return device;
        try
        {
            _said = Read("account", answer).Device ?? s_nothing;
            return DeviceValues.With(device, _said);
        }
        catch (FormatException e)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} answered the request for account with what is no device: {e.Message}", e);
        }
    }

    public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct) =>
        OrderAsync("bootstrap", _settings.Bootstrap, device, new Way(order.Bearer, order.SecurePush, order.Watch), OrderWords.Of(order), DeviceValues.JudgedWith(device, order), ct);

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) => _settings.Notification is { } template
        ? OrderAsync("notification", template, device, new Way(order.Bearer, IsSecure: false, TimeSpan.Zero), OrderWords.Of(order), DeviceValues.OfDigest, ct)
        : new(ServerAnswer.Decline("iut.yaml names no request for a notification"));

    public async ValueTask CollectAsync(CancellationToken ct)
    {
        if (_asked is not { } asked || _settings.Collect is not { } template)
            return;
        var (list, push) = await ListAsync(template, asked.Values, asked.Bearer, ct);
        var known = new List<string>(_listed);
        _listed = [.. list.Select(Identity)];
        foreach (var listed in list.Where(l => !known.Remove(Identity(l))))
        {
            if (push is null)
                await _frames.TakeAsync(Name, [listed], ct);
            else
                await _inbox.PutAsync(push, ct);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    private static string Identity(ServerPush push) => $"{push.Bearer} {push.AuthenticatedSender} {string.Join(' ', push.Frames)}";

    private async ValueTask<ServerAnswer> OrderAsync(
        string what, RequestTemplate template, ManagedDevice device, Way way, Dictionary<string, string> words, IEnumerable<string> judgedWith, CancellationToken ct)
    {
        if ((Obstacle(template.Result, way) ?? Untold(what, template, judgedWith)) is { } obstacle)
            return ServerAnswer.Decline(obstacle);
        var values = Values(device, words);
        if (_settings.Collect is { } collect)
        {
            // What waits there already belongs to an order before this one.
            _listed = [.. (await ListAsync(collect, values, way.Bearer, ct)).List.Select(Identity)];
            _asked = (values, way.Bearer);
        }

        var answer = await AskAsync(what, template, values, ct);
        if (answer.Status == HttpStatusCode.NotImplemented)
            return ServerAnswer.Decline($"{Name} answers 501 to the request for {what}: it has no such thing{Said(answer)}");
        if (template.Result == RequestResult.Body)
            await _inbox.PutAsync(Push(answer, way.Bearer), ct);
        if (template.Result != RequestResult.Pushes)
            return ServerAnswer.Done;
        var read = Read(what, answer);
        var pushes = read.Pushes ?? [];
        await _frames.TakeAsync(Name, pushes, ct);
        return way.Watch > TimeSpan.Zero && pushes.Count > 0 && !Collects
            ? ServerAnswer.Decline("pushes come in answers only (iut.yaml has no 'collect'): what comes later would not be seen")
            : new ServerAnswer { UserEntry = read.UserEntry is { } entry ? SecretOctets.Of(entry) : null };
    }

    /// <summary>Why such an order could not be judged, whatever the server did; <c>null</c> when it can.</summary>
    private string? Obstacle(RequestResult result, Way way)
    {
        var collected = _settings.Collect?.Result;
        if (way is { Bearer: PushBearerKind.Sms, IsSecure: true })
            return "no transport of short messages authenticates the sender: a secure push goes over HTTP";
        if (way.Bearer == PushBearerKind.Sms && result != RequestResult.Pushes && collected != RequestResult.Pushes)
            return "iut.yaml names no way for short messages: 'result: pushes', or 'collect'";
        if (result == RequestResult.Body && way.IsSecure)
            return "the push is the answer's body ('result: body'): nobody can tell who sent it by a secure push";
        if (result == RequestResult.Body && way.Watch > TimeSpan.Zero && collected is null)
            return "the push is the answer's body ('result: body'): what comes later would not be seen";
        return result == RequestResult.Push && way.IsSecure && collected is null && _receivers.SecureUrl is null ? PushReceivers.NoSecurePushes : null;
    }

    /// <summary>Why the server could not be judged: of a value that it was not told, and does not say itself, it knows another, or none. <c>null</c> when there is no such value.</summary>
    private string? Untold(string what, RequestTemplate template, IEnumerable<string> judgedWith)
    {
        var told = template.Names.Concat(_settings.Account?.Names ?? []).Concat(_settings.Device.Keys).Concat(_said.Keys).ToHashSet(StringComparer.Ordinal);
        return judgedWith.FirstOrDefault(name => !told.Contains(name)) is { } untold
            ? $"nobody knows the value '{untold}' of the device at the server: neither 'account' nor '{what}' has ${{{untold}}}, and neither 'device' nor the answer to 'account' says it"
            : null;
    }

    /// <summary>What waits where pushes are collected; with the push itself where the answer's body is one.</summary>
    private async ValueTask<(IReadOnlyList<ServerPush> List, ReceivedPush? Push)> ListAsync(
        RequestTemplate template, IReadOnlyDictionary<string, string> values, PushBearerKind bearer, CancellationToken ct)
    {
        var answer = await DoAsync("collect", template, values, ct);
        if (answer.Body.IsEmpty || answer.Status == HttpStatusCode.NoContent)
            return ([], null);
        return template.Result == RequestResult.Body
            ? ([new ServerPush("", [Convert.ToHexString(answer.Body.Span)])], Push(answer, bearer))
            : (Read("collect", answer).Pushes ?? [], null);
    }

    private ReceivedPush Push(Answer answer, PushBearerKind bearer)
    {
        var raw = new ReceivedPush(bearer, PushTransport.Open, _time.GetUtcNow(), [answer.Body]) { RequestFields = [.. answer.Fields] };
        try
        {
            var push = HttpEncoding.FromRequest(answer.Fields, answer.Body);
            return raw with { Http = push, Message = HttpEncoding.FromOta(push) };
        }
        catch (WireFormatException e)
        {
            return raw with { Error = e.Error };
        }
    }

    private ServerHttpReply Read(string what, Answer answer)
    {
        try
        {
            return ServerLines.ReadHttpReply(s_utf8.GetString(answer.Body.Span));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} answered the request for {what} with {(e is FormatException ? e.Message : "what is not UTF-8")}", e);
        }
    }

    private Dictionary<string, string> Values(ManagedDevice device, Dictionary<string, string> order)
    {
        var values = DeviceValues.Of(device);
        foreach (var (name, value) in order)
            values[name] = value;
        values["push-url"] = _receivers.Url;
        values["secure-push-url"] = _receivers.SecureUrl ?? "";
        values["push-target"] = order.GetValueOrDefault("secure") == "true" ? _receivers.SecureUrl ?? "" : _receivers.Url;
        return values;
    }

    /// <summary>A request that cannot be declined.</summary>
    private async ValueTask<Answer> DoAsync(string what, RequestTemplate template, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        var answer = await AskAsync(what, template, values, ct);
        return answer.Status == HttpStatusCode.NotImplemented ? throw Refusal(what, answer) : answer;
    }

    /// <summary>A request; 501 is an answer, every other status but 2xx trouble.</summary>
    private async ValueTask<Answer> AskAsync(string what, RequestTemplate template, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_settings.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var request = template.With(values);
            using var response = await _client.SendAsync(request, either.Token);
            var fields = response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Select(v => new KeyValuePair<string, string>(h.Key, v)));
            var answer = new Answer(response.StatusCode, [.. fields], await response.Content.ReadAsByteArrayAsync(either.Token));
            return response.IsSuccessStatusCode || answer.Status == HttpStatusCode.NotImplemented ? answer : throw Refusal(what, answer);
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or InvalidOperationException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} cannot be asked for {what}: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.Deadline, $"{Name} did not answer the request for {what} within {_settings.Patience.TotalSeconds:0.#} s");
        }
    }

    private LinkException Refusal(string what, Answer answer) =>
        new(LinkFailure.PeerUnreachable, $"{Name} answers {(int)answer.Status} to the request for {what}{Said(answer)}");

    /// <summary>The beginning of what an answer says, in one line.</summary>
    private static string Said(Answer answer)
    {
        if (answer.Body.IsEmpty)
            return "";
        var text = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, MaxQuoted)]);
        return $": {string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim()}";
    }

    private sealed record Way(PushBearerKind Bearer, bool IsSecure, TimeSpan Watch);

    private sealed record Answer(HttpStatusCode Status, IReadOnlyList<KeyValuePair<string, string>> Fields, ReadOnlyMemory<byte> Body);
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A request to a server's own interface, with <c>${names}</c> to be filled in.</summary>
/// <param name="Method">Method of HTTP.</param>
/// <param name="Url">Address.</param>
/// <param name="Headers">Headers; Content-Type among them says how values are escaped in the body.</param>
/// <param name="Body">Body, or <c>null</c>.</param>
/// <param name="ResultInBody">Whether the answer is the push itself, as headers and body, instead of a push to our receiver.</param>
internal sealed record RequestTemplate(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, bool ResultInBody)
{
    private static readonly Regex s_captured = new(@"\$\{(?<name>[a-z-]+)\}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Names in it.</summary>
    public IEnumerable<string> Names => new[] { Url, Body ?? "" }.Concat(Headers.Select(h => h.Value)).SelectMany(text => s_captured.Matches(text)).Select(m => m.Groups["name"].Value);

    /// <summary>The request with values: percent-escaped in the address, and in the body as its Content-Type wants it.</summary>
    public HttpRequestMessage With(IReadOnlyDictionary<string, string> values)
    {
        var type = Headers.FirstOrDefault(h => string.Equals(h.Key, "Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "text/plain";
        var request = new HttpRequestMessage(new HttpMethod(Method), Fill(Url, values, Uri.EscapeDataString));
        if (Body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fill(Body, values, EscapeFor(type))));
        foreach (var (name, value) in Headers)
        {
            var filled = Fill(value, values, text => text.ReplaceLineEndings(" "));
            if (!request.Headers.TryAddWithoutValidation(name, filled))
                request.Content?.Headers.TryAddWithoutValidation(name, filled);
        }

        return request;
    }

    private static Func<string, string> EscapeFor(string type)
    {
        if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
            return text => JsonEncodedText.Encode(text).ToString();
        if (type.Contains("xml", StringComparison.OrdinalIgnoreCase) || type.Contains("html", StringComparison.OrdinalIgnoreCase))
            return text => WebUtility.HtmlEncode(text);
        return type.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Uri.EscapeDataString : text => text;
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string> escape) =>
        s_captured.Replace(text, m => escape(values.GetValueOrDefault(m.Groups["name"].Value, "")));
}

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

    private readonly HttpServerSettings _settings;
    private readonly PushReceivers _receivers;
    private readonly PushInbox _inbox;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpServer(string name, HttpServerSettings settings, PushReceivers receivers, PushInbox inbox, IDmTransport sessions, TimeProvider time)
    {
        (Name, _settings, _receivers, _inbox, _time) = (name, settings, receivers, inbox, time);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = settings.Patience, MaxResponseContentBufferSize = MaxAnswer };
        Sessions = settings.TakesSessions ? sessions : null;
        Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["server"] = name };
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Facts { get; }

    public bool IsInProcess => false;

    public IDmTransport? Sessions { get; }

    public async ValueTask ResetAsync(CancellationToken ct)
    {
        if (_settings.Reset is { } template)
            await AskAsync("reset", template, new Dictionary<string, string>(StringComparer.Ordinal), ct);
    }

    public async ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct)
    {
        var device = DeviceValues.With(wish, _settings.Device);
        if (_settings.Account is { } template)
            await AskAsync("account", template, Values(device, []), ct);
        return device;
    }

    public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct) =>
        OrderAsync("bootstrap", _settings.Bootstrap, device, order.Bearer, OrderWords.Of(order), ct);

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) => _settings.Notification is { } template
        ? OrderAsync("notification", template, device, order.Bearer, OrderWords.Of(order), ct)
        : new(ServerAnswer.Decline("iut.yaml names no request for a notification"));

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    private async ValueTask<ServerAnswer> OrderAsync(
        string what, RequestTemplate template, ManagedDevice device, PushBearerKind bearer, Dictionary<string, string> order, CancellationToken ct)
    {
        var answer = await AskAsync(what, template, Values(device, order), ct);
        if (answer.Status == HttpStatusCode.NotImplemented)
            return ServerAnswer.Decline($"{Name} answers 501 to the request for a {what}: it has no such thing");
        if (template.ResultInBody)
            await _inbox.PutAsync(Read(answer, bearer), ct);
        return ServerAnswer.Done;
    }

    private ReceivedPush Read(Answer answer, PushBearerKind bearer)
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

    private async ValueTask<Answer> AskAsync(string what, RequestTemplate template, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        try
        {
            using var request = template.With(values);
            using var response = await _client.SendAsync(request, ct);
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotImplemented)
                throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} answers {(int)response.StatusCode} to the request for {what}");
            var fields = response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Select(v => new KeyValuePair<string, string>(h.Key, v)));
            return new Answer(response.StatusCode, [.. fields], body);
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or InvalidOperationException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} cannot be asked for {what}: {e.Message}", e);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.Deadline, $"{Name} did not answer the request for {what} within {_settings.Patience.TotalSeconds:0.#} s");
        }
    }

    private sealed record Answer(HttpStatusCode Status, IReadOnlyList<KeyValuePair<string, string>> Fields, ReadOnlyMemory<byte> Body);
}

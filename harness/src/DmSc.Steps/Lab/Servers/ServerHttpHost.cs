using System.Net;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// The other end of <see cref="HttpServer"/>: offers the reference server at an interface of its own over HTTP, as a vendor's server would.
/// <c>POST /account</c> takes the values of a device, <c>POST /bootstrap</c> and <c>POST /notification</c> an order for a device by its <c>device-id</c>,
/// all as one JSON object of strings; <c>GET /pushes</c> gives short messages that nobody has fetched, <c>POST /reset</c> forgets.
/// </summary>
public sealed class ServerHttpHost : IAsyncDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HostedServer _server;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, string>> _devices = new(StringComparer.Ordinal);
    private ControlListener? _listener;

    private ServerHttpHost(HostedServer server) => _server = server;

    /// <summary>Where the interface is.</summary>
    public Uri Control => _listener!.Address;

    /// <summary>Starts to listen.</summary>
    /// <param name="server">The server; it is not disposed of.</param>
    /// <param name="address">Where.</param>
    /// <param name="port">TCP port; 0 for any free one.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<ServerHttpHost> StartAsync(HostedServer server, IPAddress address, int port, CancellationToken ct)
    {
        var host = new ServerHttpHost(server);
        host._listener = await ControlListener.StartAsync(address, port, host.AnswerAsync, ct);
        return host;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
    }

    private static ControlAnswer Of(int status, ServerHttpReply reply) => new(status, ServerLines.Write(reply));

    private static ControlAnswer Refused(int status, string error) => Of(status, new ServerHttpReply { Error = error });

    private async ValueTask<ControlAnswer> AnswerAsync(ControlRequest request, CancellationToken ct)
    {
        var wanted = request.Path is "/pushes" ? "GET" : "POST";
        if (request.Path is not ("/account" or "/bootstrap" or "/notification" or "/pushes" or "/reset"))
            return Refused(404, $"there is no {request.Path}; there are /account, /bootstrap, /notification, /pushes and /reset");
        if (request.Method != wanted)
            return Refused(405, $"{request.Path} is for {wanted}");
        try
        {
            return await DoAsync(request, ct);
        }
        catch (DecoderFallbackException)
        {
            return Refused(400, "the request is not UTF-8");
        }
        catch (LinkException e)
        {
            return Refused(502, e.Message);
        }
        catch (Exception e) when (HostedServer.IsTrouble(e))
        {
            return Refused(400, e.Message);
        }
    }

    private async ValueTask<ControlAnswer> DoAsync(ControlRequest request, CancellationToken ct)
    {
        switch (request.Path)
        {
            case "/pushes":
                return Of(200, new ServerHttpReply { Pushes = _server.Fetch() });
            case "/reset":
                await _server.ResetAsync(ct);
                lock (_gate)
                    _devices.Clear();
                return Of(200, new ServerHttpReply());
            default:
                var values = ServerLines.ReadValues(s_utf8.GetString(request.Body.Span));
                var id = values.GetValueOrDefault("device-id") ?? throw new FormatException("the value 'device-id' is missing");
                return request.Path == "/account" ? await EnrolAsync(id, values, ct) : await OrderAsync(request.Path, id, values, ct);
        }
    }

    private async ValueTask<ControlAnswer> EnrolAsync(string id, Dictionary<string, string> values, CancellationToken ct)
    {
        var own = await _server.EnrolAsync(values, ct);
        foreach (var (name, value) in own)
            values[name] = value;
        lock (_gate)
            _devices[id] = values;
        return Of(200, new ServerHttpReply { Device = own });
    }

    private async ValueTask<ControlAnswer> OrderAsync(string path, string id, Dictionary<string, string> values, CancellationToken ct)
    {
        Dictionary<string, string>? device;
        lock (_gate)
            device = _devices.GetValueOrDefault(id);
        if (device is null)
            return Refused(404, $"nobody knows the device {id}; /account makes it known");
        values.Remove("device-id");
        foreach (var name in values.Keys.Where(n => !OrderWords.Names.Contains(n, StringComparer.Ordinal)))
            throw new FormatException($"nothing is called '{name}'; there are device-id, {string.Join(", ", OrderWords.Names)}");
        _server.PushTo(values.GetValueOrDefault("push-url"), values.GetValueOrDefault("secure-push-url"));
        var answer = path == "/bootstrap" ? await _server.BootstrapAsync(device, values, ct) : await _server.NotifyAsync(device, values, ct);
        return answer.Declined is { } reason
            ? Of(501, new ServerHttpReply { Declined = reason })
            : Of(200, new ServerHttpReply { Pushes = answer.Pushes, UserEntry = answer.UserEntry });
    }
}

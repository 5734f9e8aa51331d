using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using DmSc.Cards.Link;
using DmSc.Peers.Listening;
using DmSc.Peers.Push.Bearers;
using DmSc.Wire;
using DmSc.Wire.Push;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace DmSc.Peers.Push.Receiving;

/// <summary>A device that listens for pushes: OTA-HTTP (PO-TCP) or plain POSTs, with or without TLS. Every push is posted, readable or not.</summary>
public sealed class HttpPushReceiver : IAsyncDisposable
{
    private static readonly object s_tap = new();
    private static readonly object s_transport = new();

    private readonly HttpPushReceiverSettings _settings;
    private readonly PushInbox _inbox;
    private readonly TimeProvider _time;
    private BoundedListener? _listener;

    private HttpPushReceiver(HttpPushReceiverSettings settings, PushInbox inbox, TimeProvider time) => (_settings, _inbox, _time) = (settings, inbox, time);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Starts to listen.</summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="inbox">Where pushes go; while it is full, senders are told to come again (503).</param>
    /// <param name="time">For arrival, periods of validity and the deadline of bodies.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<HttpPushReceiver> StartAsync(HttpPushReceiverSettings settings, PushInbox inbox, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var receiver = new HttpPushReceiver(settings, inbox, time);
        receiver._listener = await BoundedListener.StartAsync(
            "push receiver",
            new ListenerBounds
            {
                Address = settings.Address,
                Port = settings.Port,
                Handshake = settings.Certificate is { } certificate ? receiver.Secure(certificate) : null,
                MaxConnections = settings.MaxConnections,
                MaxBody = settings.MaxBody,
                MaxHeaders = settings.MaxHeaders,
                HeaderTimeout = settings.HeaderTimeout,
                KeepAlive = settings.BodyTimeout,
                BelowHttp = listen => Tap(listen, settings.MaxBody + settings.MaxHeaders + BoundedListener.MaxRequestLine + 1024),
            },
            receiver.HandleAsync,
            ct);
        receiver.Address = new UriBuilder(receiver._listener.Bound) { Path = settings.Path }.Uri;
        return receiver;
    }

    /// <summary>Stops to listen; requests under way have a second to end.</summary>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? default;

    private static void Tap(ListenOptions listen, int limit) => listen.Use(next => async connection =>
    {
        var transport = connection.Transport;
        var tap = new WireTap(limit);
        connection.Items[s_tap] = tap;
        connection.Transport = new WireTap.Pipe(transport, tap);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    private static ImmutableArray<KeyValuePair<string, string>> Fields(HttpRequest request)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(request.Headers.Count);
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
                fields.Add(new(name, value ?? ""));
        }

        return fields.ToImmutable();
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }

    private TlsHandshakeCallbackOptions Secure(X509Certificate2 certificate) => new()
    {
        HandshakeTimeout = _settings.HeaderTimeout,
        OnConnection = handshake =>
        {
            var items = handshake.Connection.Items;
            items[s_transport] = new PushTransport(true, null);
            return ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificateRequired = _settings.AskForSender,
                RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                {
                    var transport = SenderTrust.Examine(
                        shown as X509Certificate2, chain?.ChainPolicy.ExtraStore ?? [], _settings.TrustedSenders, _time.GetUtcNow());
                    items[s_transport] = transport;
                    return transport.IsSecurePush || !_settings.RefuseUnknownSenders;
                },
            });
        },
    };

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(_settings.Path, StringComparison.Ordinal))
        {
            BoundedListener.Refuse(context, StatusCodes.Status404NotFound);
        }
        else if (HttpMethods.IsPost(request.Method))
        {
            await PushedAsync(context);
        }
        else if (HttpMethods.IsOptions(request.Method) && _settings.Kind == PushBearerKind.OtaHttp)
        {
            Register(context.Response);
        }
        else
        {
            BoundedListener.Refuse(context, StatusCodes.Status405MethodNotAllowed);
            context.Response.Headers.Allow = _settings.Kind == PushBearerKind.OtaHttp ? "POST, OPTIONS" : "POST";
        }
    }

    private void Register(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers[OtaHttpField.TerminalId] = _settings.TerminalId;
        response.Headers[OtaHttpField.Accept] = string.Join(", ", PushMedia.DmBootstrap.Name, PushMedia.Notification.Name, PushMedia.Provisioning.Name);
        response.Headers[OtaHttpField.AcceptApplication] = PushApplication.DeviceManagementUri;
        response.Headers["X-Wap-Push-MsgSize"] = _settings.MaxBody.ToString(CultureInfo.InvariantCulture);
    }

    private async Task PushedAsync(HttpContext context)
    {
        var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        var fields = Fields(context.Request);
        byte[] body = [];
        FormatError? error = null;
        var status = StatusCodes.Status204NoContent;
        using var deadline = new CancellationTokenSource(_settings.BodyTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            body = await BodyAsync(context.Request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            status = StatusCodes.Status408RequestTimeout;
            error = new FormatError(ReceiverErrors.BodyTooSlow, 0, $"the body was not there within {_settings.BodyTimeout}");
        }
        catch (BadHttpRequestException failure)
        {
            status = failure.StatusCode;
            error = new FormatError(
                status == StatusCodes.Status413PayloadTooLarge ? PushErrors.LimitExceeded : PushErrors.BadHttp, 0, failure.Message);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionResetException)
        {
            // The sender went away in the middle: there is no push and nobody to answer.
            return;
        }

        var frame = ((WireTap)items[s_tap]!).Take();
        var raw = new ReceivedPush(_settings.Kind, items.TryGetValue(s_transport, out var transport) ? (PushTransport)transport! : PushTransport.Open, _time.GetUtcNow(), [frame])
        {
            RequestFields = fields,
            Path = context.Request.Path,
        };
        var push = error is null ? HttpReading.Read(raw, body) : raw with { Error = error };
        if (error is null && push.Error is not null)
            status = StatusCodes.Status400BadRequest;
        if (!_inbox.TryPut(push))
        {
            BoundedListener.Refuse(context, StatusCodes.Status503ServiceUnavailable);
            context.Response.Headers.RetryAfter = "1";
        }
        else if (status == StatusCodes.Status204NoContent)
        {
            context.Response.StatusCode = status;
            if (_settings.Kind == PushBearerKind.OtaHttp)
                context.Response.Headers[OtaHttpField.PushStatus] = $"{OtaHttpField.Accepted}";
        }
        else
        {
            BoundedListener.Refuse(context, status);
        }
    }
}

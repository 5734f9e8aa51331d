using System.Buffers;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Listening;
using DmSc.Wire.Credentials;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace DmSc.Peers.Server;

/// <summary>An emulated DM server on a socket, with or without TLS (OMA DM HTTP binding). Hostile requests are refused before a session is touched.</summary>
public sealed class DmHttpServer : IAsyncDisposable
{
    private readonly DmServer _server;
    private readonly DmHttpServerSettings _settings;
    private readonly TimeProvider _time;
    private BoundedListener? _listener;
    private string _base = "";

    private DmHttpServer(DmServer server, DmHttpServerSettings settings, TimeProvider time) => (_server, _settings, _time) = (server, settings, time);

    /// <summary>Where clients reach it.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Starts to listen.</summary>
    /// <param name="server">Who answers; it is not disposed of.</param>
    /// <param name="settings">Where and how.</param>
    /// <param name="time">For the deadline of bodies.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<DmHttpServer> StartAsync(DmServer server, DmHttpServerSettings settings, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(settings);
        var listener = new DmHttpServer(server, settings, time);
        listener._listener = await BoundedListener.StartAsync(
            "DM server",
            new ListenerBounds
            {
                Address = settings.Address,
                Port = settings.Port,
                Certificate = settings.Certificate,
                MaxConnections = settings.MaxConnections,
                MaxBody = server.Settings.MaxBody,
                MaxHeaders = settings.MaxHeaders,
                HeaderTimeout = settings.HeaderTimeout,
                KeepAlive = settings.KeepAlive,
            },
            listener.HandleAsync,
            ct);
        listener.Address = new UriBuilder(settings.Advertised ?? listener._listener.Bound) { Path = settings.Path }.Uri;
        listener._base = listener.Address.GetLeftPart(UriPartial.Authority);
        return listener;
    }

    /// <summary>Stops to listen; requests under way have a second to end.</summary>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? default;

    /// <summary>Somebody wanted to give us a message: whoever waits for one hears of it. Its body is not read.</summary>
    private void RefuseMessage(HttpContext context, int status)
    {
        BoundedListener.Refuse(context, status);
        _server.Refuse(Message(context.Request, default), status);
    }

    private DmRequest Message(HttpRequest request, byte[]? body) => new(
        request.QueryString.HasValue ? $"{_base}{request.Path}{request.QueryString}" : $"{_base}{request.Path}",
        request.ContentType ?? "",
        body,
        request.Headers.TryGetValue(HmacHeader.FieldName, out var hmac) ? hmac.ToString() : null);

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path != _settings.Path)
        {
            BoundedListener.Refuse(context, StatusCodes.Status404NotFound);
        }
        else if (!HttpMethods.IsPost(request.Method))
        {
            BoundedListener.Refuse(context, StatusCodes.Status405MethodNotAllowed);
            context.Response.Headers.Allow = "POST";
        }
        else if (!DmMediaType.IsDm(request.ContentType ?? ""))
        {
            RefuseMessage(context, StatusCodes.Status415UnsupportedMediaType);
            context.Response.Headers.Accept = $"{DmMediaType.Wbxml}, {DmMediaType.Xml}";
        }
        else if (request.ContentLength > _server.Settings.MaxBody)
        {
            RefuseMessage(context, StatusCodes.Status413PayloadTooLarge);
        }
        else
        {
            await MessageAsync(context);
        }
    }

    private async Task MessageAsync(HttpContext context)
    {
        var request = context.Request;
        if (await BodyAsync(context) is not { } body)
            return;
        try
        {
            await AnswerAsync(context, await _server.HandleAsync(Message(request, body), context.RequestAborted));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away while its session was held; the table forgets it when it stays away.
        }
    }

    private async Task AnswerAsync(HttpContext context, DmReply? reply)
    {
        if (reply is null)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = reply.HttpStatus;
        response.ContentLength = reply.Body.Length;
        response.Headers.CacheControl = "no-store";
        if (reply.ContentType is not null)
            response.ContentType = reply.ContentType;
        if (reply.Hmac is not null)
            response.Headers[HmacHeader.FieldName] = reply.Hmac;
        using var lost = context.RequestAborted.UnsafeRegister(_ => _server.NotDelivered(reply), null);
        if (!reply.Body.IsEmpty)
            await response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    /// <summary>A body that came whole with the header fields, as most do: it needs no deadline.</summary>
    private static byte[]? BodyAtHand(HttpRequest request)
    {
        if (request.ContentLength is null || !request.BodyReader.TryRead(out var read))
            return null;
        if (read.IsCanceled || read.Buffer.Length != request.ContentLength)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start);
            return null;
        }

        var body = read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    /// <returns>The body; <see langword="null"/> when there is none and the client was told so, or is gone.</returns>
    private async ValueTask<byte[]?> BodyAsync(HttpContext context)
    {
        try
        {
            return BodyAtHand(context.Request) ?? await CollectAsync(context);
        }
        catch (TimeoutException)
        {
            BoundedListener.Refuse(context, StatusCodes.Status408RequestTimeout);
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            RefuseMessage(context, failure.StatusCode);
        }
        catch (BadHttpRequestException failure)
        {
            BoundedListener.Refuse(context, failure.StatusCode);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionResetException)
        {
            // The client went away in the middle: there is no message and nobody to answer.
        }

        return null;
    }

    private async Task<byte[]> CollectAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(_settings.BodyTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, either.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException("the body took too long", late);
        }

        return body.ToArray();
    }
}

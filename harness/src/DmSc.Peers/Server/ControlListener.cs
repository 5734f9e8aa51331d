using System.Net;
using DmSc.Cards.Link;
using DmSc.Peers.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace DmSc.Peers.Server;

/// <summary>A request at the control interface of a party of ours.</summary>
/// <param name="Method">Method of HTTP.</param>
/// <param name="Path">Path, without query.</param>
/// <param name="Body">Body.</param>
public sealed record ControlRequest(string Method, string Path, ReadOnlyMemory<byte> Body);

/// <summary>Its answer: JSON.</summary>
/// <param name="Status">Status of HTTP.</param>
/// <param name="Json">The text.</param>
public sealed record ControlAnswer(int Status, string Json);

/// <summary>A party's own interface over HTTP, through which people and harnesses work it: small requests, answers in JSON.</summary>
public sealed class ControlListener : IAsyncDisposable
{
    private const int MaxBody = 256 * 1024;

    private readonly BoundedListener _listener;

    private ControlListener(BoundedListener listener) => _listener = listener;

    /// <summary>Where it listens.</summary>
    public Uri Address => _listener.Bound;

    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="port">TCP port; 0 for any free one.</param>
    /// <param name="handle">Answers a request.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<ControlListener> StartAsync(
        IPAddress address, int port, Func<ControlRequest, CancellationToken, ValueTask<ControlAnswer>> handle, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handle);
        var bounds = new ListenerBounds
        {
            Address = address,
            Port = port,
            MaxConnections = 100,
            MaxBody = MaxBody,
            MaxHeaders = 16 * 1024,
            HeaderTimeout = TimeSpan.FromSeconds(10),
            KeepAlive = TimeSpan.FromMinutes(2),
        };
        return new ControlListener(await BoundedListener.StartAsync("control interface", bounds, context => AnswerAsync(context, handle), ct));
    }

    /// <summary>Stops to listen; requests under way have a second to end.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, Func<ControlRequest, CancellationToken, ValueTask<ControlAnswer>> handle)
    {
        var request = context.Request;
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            var answer = await handle(new ControlRequest(request.Method, request.Path.Value ?? "/", body.ToArray()), context.RequestAborted);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.Json + "\n", context.RequestAborted);
        }
        catch (BadHttpRequestException failure)
        {
            BoundedListener.Refuse(context, failure.StatusCode);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionResetException)
        {
            // The client went away: there is nobody to answer.
        }
    }
}

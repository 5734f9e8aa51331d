using System.Net;
using System.Net.Sockets;
using DmSc.Cards.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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

    private readonly WebApplication _application;

    private ControlListener(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("about:blank");

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = 100;
            options.Limits.MaxRequestBodySize = MaxBody;
            options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var listener = new ControlListener(builder.Build());
        listener._application.Run(context => AnswerAsync(context, handle));
        try
        {
            await listener._application.StartAsync(ct);
            listener.Address = new Uri(listener._application.Urls.Single());
            return listener;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await listener._application.DisposeAsync();
            throw new LinkException(LinkFailure.Misuse, $"no control interface can listen on {address}, port {port}: {failure.Message}", failure);
        }
        catch
        {
            await listener._application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops to listen; requests under way have a second to end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

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
            context.Response.StatusCode = failure.StatusCode;
            context.Response.Headers.Connection = "close";
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionResetException)
        {
            // The client went away: there is nobody to answer.
        }
    }
}

using System.Net.Sockets;
using System.Text;
using DmSc.Cards.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DmSc.Peers.Listening;

/// <summary>A socket that takes HTTP/1.1, with or without TLS, from clients that may be hostile: everything they can take is bounded but the time of a body, which is the owner's to bound.</summary>
internal sealed class BoundedListener : IAsyncDisposable
{
    /// <summary>Octets of a request line.</summary>
    public const int MaxRequestLine = 4096;

    private readonly WebApplication _application;

    private BoundedListener(WebApplication application) => _application = application;

    /// <summary>Scheme, address and port that it listens on.</summary>
    public Uri Bound => new(_application.Urls.Single());

    /// <summary>Starts to listen.</summary>
    /// <param name="who">Whose listener it is, for the message of the exception.</param>
    /// <param name="bounds">Where, and how much.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<BoundedListener> StartAsync(string who, ListenerBounds bounds, RequestDelegate answer, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (bounds.Certificate is not null || bounds.Handshake is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => Configure(options, bounds));
        var application = builder.Build();
        application.Run(answer);
        try
        {
            await application.StartAsync(ct);
            return new BoundedListener(application);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new LinkException(LinkFailure.Misuse, $"no {who} can listen on {bounds.Address}, port {bounds.Port}: {failure.Message}", failure);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses a request with a status alone.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    public static void Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        // What a refused client has yet to say is not waited for.
        context.Response.Headers.Connection = "close";
    }

    /// <summary>Stops to listen; requests under way have a second to end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options, ListenerBounds bounds)
    {
        options.AddServerHeader = false;
        // Names and values of header fields are evidence, for the owner to judge: what is not US-ASCII is shown as Latin-1 instead of refused.
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = options.Limits;
        limits.MaxConcurrentConnections = bounds.MaxConnections;
        limits.MaxRequestBodySize = bounds.MaxBody;
        limits.MaxRequestHeadersTotalSize = bounds.MaxHeaders;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.RequestHeadersTimeout = bounds.HeaderTimeout;
        limits.KeepAliveTimeout = bounds.KeepAlive;
        // The deadline of the body is the owner's: it counts the whole body, not a rate, and a slow one is told as such.
        limits.MinRequestBodyDataRate = null;
        options.Listen(bounds.Address, bounds.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (bounds.Handshake is { } handshake)
            {
                listen.UseHttps(handshake);
            }
            else if (bounds.Certificate is { } certificate)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.HandshakeTimeout = bounds.HeaderTimeout;
                });
            }

            bounds.BelowHttp?.Invoke(listen);
        });
    }
}

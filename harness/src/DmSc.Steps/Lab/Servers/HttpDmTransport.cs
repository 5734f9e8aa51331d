using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using DmSc.Dm.Session;

namespace DmSc.Steps.Lab.Servers;

/// <summary>DM sessions over HTTP and HTTPS: one message a request (OMA DM HTTP binding).</summary>
internal sealed class HttpDmTransport : IDmTransport, IDisposable
{
    private const int MaxBody = 1024 * 1024;

    private readonly HttpClient _client;

    /// <param name="trusted">Whom the server's certificate must come from; empty: whom the operating system trusts.</param>
    /// <param name="patience">Longest time for an answer.</param>
    public HttpDmTransport(X509Certificate2Collection trusted, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (trusted.Count > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        _client = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = MaxBody };
    }

    public async ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, request.Uri) { Content = new ReadOnlyMemoryContent(request.Body) };
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
            if (request.Hmac is { } hmac)
                message.Headers.TryAddWithoutValidation("x-syncml-hmac", hmac);
            using var response = await _client.SendAsync(message, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            var mac = response.Headers.TryGetValues("x-syncml-hmac", out var values) ? string.Join(", ", values) : null;
            return new DmReply((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body, mac);
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or FormatException or NotSupportedException or InvalidOperationException)
        {
            throw new DmTransportException(e.Message, e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new DmTransportException($"no answer from {request.Uri} within {_client.Timeout}", e);
        }
    }

    public void Dispose() => _client.Dispose();
}

using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;

namespace DmSc.Peers.Device;

/// <summary>Carries DM messages over HTTP and HTTPS (OMA DM HTTP binding): one message a request, one a response.</summary>
public sealed class HttpDmTransport : IDmTransport, IDisposable
{
    private const int MaxReply = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    /// <summary>Makes a transport.</summary>
    /// <param name="patience">Longest time for one answer.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="trusted">Whom the server's certificate must come from; <see langword="null"/> or empty: whom the operating system trusts.</param>
    public HttpDmTransport(TimeSpan patience, TimeProvider time, X509Certificate2Collection? trusted = null)
    {
        _patience = patience;
        _time = time;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (trusted is { Count: > 0 })
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxReply };
    }

    /// <inheritdoc />
    public async ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var deadline = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, request.Uri) { Content = new ReadOnlyMemoryContent(request.Body) };
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
            message.Headers.TryAddWithoutValidation("Accept", "application/vnd.syncml.dm+wbxml, application/vnd.syncml.dm+xml");
            message.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
            if (request.Hmac is { } hmac)
                message.Headers.TryAddWithoutValidation(HmacHeader.FieldName, hmac);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            var mac = response.Headers.TryGetValues(HmacHeader.FieldName, out var values) ? string.Join(",", values) : null;
            return new DmReply((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body, mac);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DmTransportException($"{request.Uri} did not answer within {_patience.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or InvalidOperationException or FormatException)
        {
            throw new DmTransportException($"{request.Uri} cannot be reached: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}

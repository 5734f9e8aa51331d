using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DmSc.Cards.Link;
using DmSc.Peers.Push.Encodings;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Bearers;

/// <summary>
/// OTA-HTTP or a plain POST over TCP or TLS: the push gateway connects to the device (PO-TCP), a connection a push. Over https it shows
/// <see cref="SenderCertificate"/>; only a push over which that happened is a secure push, and the receipt says so.
/// </summary>
/// <param name="target">Scheme http or https, host, port and path of the device.</param>
/// <param name="time">For time stamps and the deadline.</param>
public sealed class HttpPushBearer(Uri target, TimeProvider time) : IPushBearer
{
    /// <summary>The port of OTA-HTTP push (IANA wap-push-http).</summary>
    public const int OtaPort = 4035;

    /// <summary>The port of OTA-HTTP push over TLS (IANA wap-push-https).</summary>
    public const int OtaTlsPort = 4036;

    /// <summary>The path that vendors' examples use.</summary>
    public const string DefaultPath = "/wappush";

    private const int MaxAnswer = 64 * 1024;

    /// <summary>How requests carry the push.</summary>
    public HttpForm Form { get; init; } = HttpForm.Nested;

    /// <summary>Certificate and private key that authenticate us, or <c>null</c> to show none. It stays the caller's.</summary>
    public X509Certificate2? SenderCertificate { get; init; }

    /// <summary>Certificates of the sender's issuers below the root, to be shown with it.</summary>
    public X509Certificate2Collection SenderIssuers { get; init; } = [];

    /// <summary>Whom the device's certificate must come from; empty: whom the operating system trusts.</summary>
    public X509Certificate2Collection TrustedReceivers { get; init; } = [];

    /// <summary>From connecting to the end of the answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public string Name => target.ToString();

    private bool IsTls => target.Scheme == Uri.UriSchemeHttps;

    /// <inheritdoc />
    public async ValueTask<PushReceipt> SendAsync(PushMessage message, Action<PushFrame> told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        var request = HttpEncoding.ToRequest(message, Form, target.PathAndQuery);
        // Refuses what is no line of a head, and shows HttpClient nothing that it would alter.
        _ = request.Encode(target.Authority);
        var exchange = new Exchange(this);
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var client = new HttpMessageInvoker(exchange.Handler(), disposeHandler: true);
        using var outgoing = Outgoing(request);
        try
        {
            using var incoming = await client.SendAsync(outgoing, either.Token);
            var answer = await AnswerAsync(incoming, either.Token);
            var now = time.GetUtcNow();
            return new PushReceipt(Form == HttpForm.Plain ? PushBearerKind.PlainHttp : PushBearerKind.OtaHttp, exchange.Transport, exchange.Frames(now))
            {
                Answer = answer,
            };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.Deadline, $"{Name} gave no answer to a push within {Deadline}");
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            throw new WireFormatException(PushErrors.BadHttp, 0, $"{Name} answered what is no HTTP: {failure.Message}");
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw TooLong();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"{Name} cannot be reached: {(failure.InnerException ?? failure).Message}", failure);
        }
        finally
        {
            foreach (var frame in exchange.Frames(time.GetUtcNow()))
            {
                if (!frame.Octets.IsEmpty)
                    told(frame);
            }
        }
    }

    private static HttpRequestMessage Outgoing(HttpPushRequest request, Uri target)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(request.Body),
        };
        foreach (var (name, value) in request.Fields)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value) && !message.Content.Headers.TryAddWithoutValidation(name, value))
                throw new FormatException($"'{name}' is no name of a header");
        }

        return message;
    }

    private HttpRequestMessage Outgoing(HttpPushRequest request) => Outgoing(request, target);

    private async Task<HttpPushAnswer> AnswerAsync(HttpResponseMessage incoming, CancellationToken ct)
    {
        await using var body = await incoming.Content.ReadAsStreamAsync(ct);
        var octets = new byte[MaxAnswer + 1];
        var length = await body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, ct);
        if (length > MaxAnswer)
            throw TooLong();
        ImmutableArray<KeyValuePair<string, string>> fields =
        [
            .. incoming.Headers.NonValidated.Concat(incoming.Content.Headers.NonValidated)
                .SelectMany(field => field.Value.Select(value => new KeyValuePair<string, string>(field.Key, value))),
        ];
        var status = fields.FirstOrDefault(field => string.Equals(field.Key, OtaHttpField.PushStatus, StringComparison.OrdinalIgnoreCase)).Value;
        return new HttpPushAnswer((int)incoming.StatusCode, status, fields, octets.AsMemory(0, length));
    }

    private WireFormatException TooLong() =>
        new(PushErrors.LimitExceeded, MaxAnswer, $"{Name} answered more than {MaxAnswer} octets");

    /// <summary>One connection and what went over it.</summary>
    private sealed class Exchange(HttpPushBearer bearer)
    {
        private readonly StreamRecord _record = new(2 * OtaHttpPush.MaxSize);

        public PushTransport Transport { get; private set; } = PushTransport.Open;

        public SocketsHttpHandler Handler() => new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = ConnectAsync,
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new RecordingStream(context.PlaintextStream, _record)),
        };

        public ImmutableArray<PushFrame> Frames(DateTimeOffset now) =>
            [new(PushDirection.Sent, now, _record.Sent, "HTTP request"), new(PushDirection.Received, now, _record.Received, "HTTP response")];

        private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                var stream = new NetworkStream(socket, ownsSocket: true);
                return bearer.IsTls ? await SecureAsync(stream, context.DnsEndPoint.Host, ct) : stream;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        private async Task<Stream> SecureAsync(NetworkStream stream, string host, CancellationToken ct)
        {
            var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsClientAsync(Options(host), ct);
            }
            catch (AuthenticationException failure)
            {
                await tls.DisposeAsync();
                throw new IOException($"the TLS handshake failed: {failure.Message}", failure);
            }
            catch
            {
                await tls.DisposeAsync();
                throw;
            }

            // A device that asks for no certificate cannot know the sender, whatever we would have shown.
            Transport = bearer.SenderCertificate is { } own && tls.IsMutuallyAuthenticated
                ? PushTransport.Authenticated(own.Subject)
                : new PushTransport(true, null);
            return tls;
        }

        private SslClientAuthenticationOptions Options(string host)
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                // The devices of DM 1.2 publish no revocation lists that a lab could reach.
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            };
            if (bearer.SenderCertificate is { } own)
                options.ClientCertificateContext = SslStreamCertificateContext.Create(own, bearer.SenderIssuers, offline: true);
            if (bearer.TrustedReceivers.Count > 0)
            {
                options.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                };
                options.CertificateChainPolicy.CustomTrustStore.AddRange(bearer.TrustedReceivers);
            }

            return options;
        }
    }
}

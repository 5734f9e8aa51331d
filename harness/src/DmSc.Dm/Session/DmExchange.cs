namespace DmSc.Dm.Session;

/// <summary>One message to a server, as a transport carries it (OMA DM HTTP binding: one message per request and response).</summary>
/// <param name="Uri">Where it goes: the address of the account, or the RespURI of the last answer.</param>
/// <param name="ContentType">Media type with its parameters.</param>
/// <param name="Body">The message.</param>
/// <param name="Hmac">Value of the header <c>x-syncml-hmac</c>, or <see langword="null"/> for none.</param>
public sealed record DmRequest(string Uri, string ContentType, ReadOnlyMemory<byte> Body, string? Hmac = null);

/// <summary>One message to a client, as a transport carries it.</summary>
/// <param name="HttpStatus">200 for every message that could be read: DM tells errors in its own Status.</param>
/// <param name="ContentType">Media type with its parameters, or <see langword="null"/> when there is no body.</param>
/// <param name="Body">The message; empty when the status tells an error.</param>
/// <param name="Hmac">Value of the header <c>x-syncml-hmac</c>, or <see langword="null"/> for none.</param>
public sealed record DmReply(int HttpStatus, string? ContentType, ReadOnlyMemory<byte> Body, string? Hmac = null);

/// <summary>How messages reach a DM server: a socket, or a server in the same process.</summary>
public interface IDmTransport
{
    /// <summary>Sends a message and waits for the answer.</summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellation">Ends the wait; it carries the caller's deadline.</param>
    /// <exception cref="DmTransportException">Nobody is there, or the answer is no answer.</exception>
    ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation);
}

/// <summary>A message did not get through.</summary>
/// <param name="message">What happened, without secrets.</param>
/// <param name="inner">What the transport said.</param>
public sealed class DmTransportException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Where octets of nonces and session identifiers come from: a seeded source in tests and embedded runs, the system's otherwise.</summary>
public interface IRandomOctets
{
    /// <summary>Fills a buffer.</summary>
    /// <param name="octets">The buffer.</param>
    void Fill(Span<byte> octets);
}

using DmSc.Dm.Session;

namespace DmSc.Dm.Server;

/// <summary>One message of a session as it crossed the transport.</summary>
/// <param name="Time">When.</param>
/// <param name="FromClient">Its direction.</param>
/// <param name="Uri">Where the client sent it, or the address it answers.</param>
/// <param name="HttpStatus">Status of an answer; 0 for a message of the client.</param>
/// <param name="ContentType">Media type, or <see langword="null"/>.</param>
/// <param name="Hmac">Value of x-syncml-hmac, or <see langword="null"/>.</param>
/// <param name="Body">The octets.</param>
public sealed record SessionFrame(DateTimeOffset Time, bool FromClient, string Uri, int HttpStatus, string? ContentType, string? Hmac, ReadOnlyMemory<byte> Body)
{
    internal static SessionFrame Of(DateTimeOffset time, DmRequest request) =>
        new(time, true, request.Uri, 0, request.ContentType, request.Hmac, request.Body);

    internal static SessionFrame Of(DateTimeOffset time, string uri, DmReply reply) =>
        new(time, false, uri, reply.HttpStatus, reply.ContentType, reply.Hmac, reply.Body);
}

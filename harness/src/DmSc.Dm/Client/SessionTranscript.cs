using System.Collections.Immutable;
using DmSc.Dm.Session;

namespace DmSc.Dm.Client;

/// <summary>All messages of a session: with the same options, random octets and tree a session can be replayed from it.</summary>
/// <param name="Requests">What the client sent, in order.</param>
/// <param name="Replies">What the server answered, in order.</param>
public sealed record SessionTranscript(ImmutableArray<DmRequest> Requests, ImmutableArray<DmReply> Replies)
{
    /// <summary>Feeds the replies to another session and returns its transcript, which ends where that session ends.</summary>
    /// <param name="session">A session that has not started.</param>
    public SessionTranscript Replay(ClientSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var requests = ImmutableArray.CreateBuilder<DmRequest>();
        requests.Add(session.Start());
        var used = 0;
        while (used < Replies.Length)
        {
            var request = session.Receive(Replies[used++]);
            if (request is null)
                break;
            requests.Add(request);
        }

        return new SessionTranscript(requests.ToImmutable(), Replies[..used]);
    }
}

using DmSc.Peers.Push.Encodings;
using DmSc.Wire;

namespace DmSc.Peers.Push.Receiving;

/// <summary>Reads the push of a request whose body is there.</summary>
internal static class HttpReading
{
    public static ReceivedPush Read(ReceivedPush raw, ReadOnlyMemory<byte> body)
    {
        try
        {
            var push = HttpEncoding.FromRequest(raw.RequestFields, body);
            return raw with { Http = push, Message = HttpEncoding.FromOta(push) };
        }
        catch (WireFormatException failure)
        {
            return raw with { Error = failure.Error };
        }
    }
}

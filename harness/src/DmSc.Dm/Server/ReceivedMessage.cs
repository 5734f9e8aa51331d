using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Server;

/// <summary>What was read in a body.</summary>
/// <param name="Message">The message; <see langword="null"/> when it could not be read.</param>
/// <param name="Error">Why not; <see langword="null"/> when it could.</param>
/// <param name="IsXml">Whether the body begins as XML text does.</param>
public sealed record ReceivedMessage(SyncMlMessage? Message, FormatError? Error, bool IsXml)
{
    /// <summary>Whether an error only says that the message is more than this reader takes: that is no fault of its sender.</summary>
    /// <param name="error">The error.</param>
    public static bool IsOurBound(FormatError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Code is WbxmlErrors.LimitExceeded or WbxmlErrors.DepthLimit;
    }

    /// <summary>Reads a body in whichever of the two forms it came.</summary>
    /// <param name="body">All octets of the body.</param>
    public static ReceivedMessage Read(ReadOnlyMemory<byte> body)
    {
        var isXml = LooksLikeXml(body.Span);
        try
        {
            return new(SyncMlMessage.Parse(body, WbxmlOptions.FromPeer), null, isXml);
        }
        catch (WireFormatException e)
        {
            return new(null, e.Error, isXml);
        }
    }

    private static bool LooksLikeXml(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == '<';
    }
}

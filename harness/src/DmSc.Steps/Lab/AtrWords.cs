using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Lab;

/// <summary>An answer to reset for people.</summary>
public static class AtrWords
{
    /// <summary>Protocols, announced channels and ways of selection, historical bytes; or what is wrong with it.</summary>
    /// <param name="atr">The octets; empty where there is no card.</param>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> atr)
    {
        if (atr.IsEmpty)
            return [];
        Atr decoded;
        try
        {
            decoded = Atr.Parse(atr);
        }
        catch (WireFormatException e)
        {
            return [$"malformed: {e.Error}"];
        }

        var lines = new List<string>
        {
            $"protocols {string.Join(", ", decoded.Protocols.Select(p => $"T={p}"))}; {(decoded.IsInverseConvention ? "inverse" : "direct")} convention; TA1 {decoded.SpeedParameters:X2}{Classes(decoded)}",
        };
        if (decoded.Capabilities is { } capabilities)
            lines.Add(Describe(capabilities));
        if (decoded.Services is { } services)
            lines.Add(Describe(services));
        lines.Add(decoded.Historical.IsEmpty ? "no historical bytes" : $"historical bytes {Convert.ToHexString(decoded.Historical.Span)}{Legible(decoded.Historical.Span)}");
        return lines;
    }

    private static string Describe(CardCapabilities capabilities)
    {
        var channels = capabilities.Commands is null
            ? "announces nothing about logical channels"
            : $"announces {(capabilities.MaxChannels == 8 ? "8 or more" : capabilities.MaxChannels)} logical channels, numbered by {Assignment(capabilities.Assignment)}";
        string?[] selection =
        [
            capabilities.SelectsByFullName ? "full name" : null,
            capabilities.SelectsByPartialName ? "partial name" : null,
            capabilities.SelectsByPath ? "path" : null,
            capabilities.SelectsByFileId ? "file identifier" : null,
        ];
        var ways = selection.OfType<string>().ToList();
        return $"{channels}; selects by {(ways.Count == 0 ? "nothing it tells" : string.Join(", ", ways))}"
            + (capabilities.HasExtendedLength ? "; extended lengths" : "");
    }

    private static string Assignment(ChannelAssignment assignment) => assignment switch
    {
        ChannelAssignment.ByCard => "the card",
        ChannelAssignment.ByTerminal => "the terminal",
        ChannelAssignment.ByCard | ChannelAssignment.ByTerminal => "card or terminal",
        _ => "nobody",
    };

    private static string Describe(CardServiceData services)
    {
        var selection = (services.SelectsByFullAid, services.SelectsByPartialAid) switch
        {
            (true, true) => "full and partial AID",
            (true, false) => "full AID",
            (false, true) => "partial AID",
            _ => "no AID",
        };
        return $"applications are selected by {selection}; EF(DIR) {(services.HasObjectsInDir ? "is announced" : "is not announced")}{(services.HasNoMf ? "; no MF" : "")}";
    }

    private static string Classes(Atr atr)
    {
        if (atr.ClockStopAndClasses is not { } octet)
            return "";
        string?[] classes = [(octet & 1) != 0 ? "A (5 V)" : null, (octet & 2) != 0 ? "B (3 V)" : null, (octet & 4) != 0 ? "C (1.8 V)" : null];
        return $"; classes {string.Join(", ", classes.OfType<string>())}";
    }

    private static string Legible(ReadOnlySpan<byte> octets)
    {
        var text = new string(Array.ConvertAll(octets.ToArray(), o => o is >= 0x20 and < 0x7F ? (char)o : '.'));
        return $" \"{text}\"";
    }
}

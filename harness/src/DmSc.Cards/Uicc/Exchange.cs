using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>One command and its response, as they were on the interface.</summary>
/// <param name="CommandOctets">What was sent.</param>
/// <param name="ResponseOctets">What came back, however many octets.</param>
/// <param name="At">When the command was sent, counted from the terminal's creation.</param>
/// <param name="Took">From sending to the response.</param>
public sealed record Exchange(ReadOnlyMemory<byte> CommandOctets, ReadOnlyMemory<byte> ResponseOctets, TimeSpan At, TimeSpan Took)
{
    /// <summary>The command decoded.</summary>
    /// <exception cref="WireFormatException">The octets are no APDU (a raw command).</exception>
    public CommandApdu Command => CommandApdu.Parse(CommandOctets);

    /// <summary>The response decoded.</summary>
    /// <exception cref="WireFormatException">Fewer than two octets.</exception>
    public ResponseApdu Response => ResponseApdu.Parse(ResponseOctets);

    /// <summary>For example <c>00A4…  &lt; 9000</c>.</summary>
    public override string ToString() => $"{Convert.ToHexString(CommandOctets.Span)} < {Convert.ToHexString(ResponseOctets.Span)}";
}

/// <summary>What a command brought, whatever the transmission protocol needed for it.</summary>
/// <param name="Data">Response data, all parts together.</param>
/// <param name="Sw">The command's status word: the last one, but the warning where data was fetched behind a warning.</param>
/// <param name="Exchanges">All exchanges in order, at least one.</param>
public sealed record CommandResult(ReadOnlyMemory<byte> Data, StatusWord Sw, IReadOnlyList<Exchange> Exchanges);

using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>Commands about the card session (ETSI TS 102 221, 11.1.2, 11.1.16, 11.1.19).</summary>
public sealed partial class UiccTerminal
{
    /// <summary>STATUS.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="indication">What the terminal tells of the application.</param>
    /// <param name="returns">What the card shall return.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<StatusResult> StatusAsync(int channel, StatusIndication indication, StatusReturn returns, CancellationToken ct) =>
        new(returns, await SendAsync(
            new CommandApdu(EtsiCla(channel), 0xF2, (byte)indication, (byte)returns, Le: returns == StatusReturn.NoData ? null : 256), ct));

    /// <summary>GET CHALLENGE.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="length">Random octets asked for.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> GetChallengeAsync(int channel, int length, CancellationToken ct) =>
        SendAsync(new CommandApdu(Cla(channel), 0x84, 0x00, 0x00, Le: length), ct);

    /// <summary>TERMINAL CAPABILITY; only for a card whose MF says so (<see cref="Fcp.SupportsTerminalCapability"/>), before any application.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="capabilities">The objects inside template A9, at most 127 octets.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<CommandResult> TerminalCapabilityAsync(int channel, ReadOnlyMemory<byte> capabilities, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capabilities.Length, 127, nameof(capabilities));
        return SendAsync(new CommandApdu(EtsiCla(channel), 0xAA, 0x00, 0x00, (byte[])[0xA9, (byte)capabilities.Length, .. capabilities.Span]), ct);
    }
}

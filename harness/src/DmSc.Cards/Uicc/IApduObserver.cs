using DmSc.Cards.Link;

namespace DmSc.Cards.Uicc;

/// <summary>
/// Sees everything that passes between terminal and card, as it is on the interface: also GET RESPONSE, repeats with another Le,
/// resets, and what a command died of. Called in order, on the caller's flow; PINs are not masked here.
/// </summary>
public interface IApduObserver
{
    /// <summary>The card was powered or reset, and answered.</summary>
    /// <param name="reset">Cold or warm.</param>
    /// <param name="atr">The answer to reset.</param>
    /// <param name="at">When, counted from the terminal's creation.</param>
    void OnPowerOn(CardReset reset, ReadOnlySpan<byte> atr, TimeSpan at);

    /// <summary>Power was removed.</summary>
    /// <param name="at">When.</param>
    void OnPowerOff(TimeSpan at);

    /// <summary>A command was answered.</summary>
    /// <param name="command">The octets sent.</param>
    /// <param name="response">The octets received, however many.</param>
    /// <param name="at">When the command was sent.</param>
    void OnExchange(ReadOnlySpan<byte> command, ReadOnlySpan<byte> response, TimeSpan at);

    /// <summary>The link failed.</summary>
    /// <param name="command">The command in flight; empty when powering.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="at">When the command was sent.</param>
    void OnLinkFailure(ReadOnlySpan<byte> command, LinkFailure failure, TimeSpan at);
}

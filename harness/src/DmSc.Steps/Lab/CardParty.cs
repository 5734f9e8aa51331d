using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Wire;

namespace DmSc.Steps.Lab;

/// <summary>
/// The card of a lease as the verbs see it: a terminal on its link, everything recorded, failures translated. One use at a time; a verb
/// that was abandoned at its deadline keeps the card until its exchange ends.
/// </summary>
internal sealed class CardParty : IDisposable
{
    private readonly ICardLink _link;
    private readonly ApduFrames _frames = new();
    private readonly UiccTerminal _terminal;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public CardParty(ICardLink link, TerminalOptions options, PinTryBudget pinTries)
    {
        _link = link;
        _terminal = new UiccTerminal(link, options, _frames);
        PinTries = pinTries;
    }

    /// <summary>Reader or image name.</summary>
    public string Name => _link.Name;

    /// <summary>The ATR of the last activation; empty while the card has no power.</summary>
    public ReadOnlyMemory<byte> Atr => _link.Atr;

    /// <summary>The active transmission protocol, or -1.</summary>
    public int Protocol => _link.Protocol;

    /// <summary>Path of the PKCS#15 application, once EF(DIR) was read in this card session; else empty.</summary>
    public ReadOnlyMemory<byte> ApplicationPath { get; set; }

    /// <summary>What the run may spend on wrong PINs.</summary>
    public PinTryBudget PinTries { get; }

    /// <summary>Directs frames to a transcript.</summary>
    public void Attach(ITranscript? transcript) => _frames.Attach(transcript);

    /// <summary>Lets a verb drive the terminal.</summary>
    /// <param name="what">What is exchanged, for messages about octets that are no response.</param>
    /// <param name="action">The commands.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="StepFaultException">The link failed.</exception>
    /// <exception cref="IutFormatException">The card's octets are no response to the command.</exception>
    public async ValueTask<T> UseAsync<T>(string what, Func<UiccTerminal, ValueTask<T>> action, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await action(_terminal);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
        catch (WireFormatException e)
        {
            throw IutFormats.Of(what, e.Error);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

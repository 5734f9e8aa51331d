using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Steps.Lab;

/// <summary>A station that lends a card.</summary>
/// <param name="info">Its facts.</param>
/// <param name="budgets">Its limits.</param>
/// <param name="rig">How it reaches the card, and what may be done to it.</param>
/// <param name="source">Where the card comes from; the station owns it.</param>
/// <param name="time">The clock.</param>
internal sealed class CardStation(PlannedStation info, StationBudgets budgets, CardRig rig, ICardSource source, TimeProvider time) : IStation
{
    private readonly TerminalOptions _options = new() { Time = time };

    // One budget of wrong PINs for the whole run: cases must not spend it anew one after the other.
    private readonly PinTryBudget _pinTries = new(wrongPinsAllowed: rig.PinTries);
    private CardIdentity? _identity;

    public PlannedStation Info { get; } = info;

    public StationBudgets Budgets { get; } = budgets;

    public async ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct)
    {
        ICardLink? link = null;
        try
        {
            link = await source.ConnectAsync(ct);
            var party = new CardParty(link, _options, source.IsOurs ? new PinTryBudget(wrongPinsAllowed: rig.PinTries) : _pinTries);
            var identity = source.IsOurs ? new CardIdentity(rig.Image!.Atr, rig.Image.Iccid) : await IdentifyAsync(party, planned, ct);
            return new CardLease(party, link, identity, source, time);
        }
        catch (LinkException e)
        {
            if (link is not null)
                await link.DisposeAsync();
            throw LinkFaults.ToStepFault(e);
        }
        catch
        {
            if (link is not null)
                await link.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Reads who the card is before every case: a card that was exchanged in between must not be judged as the first one.</summary>
    private async ValueTask<CardIdentity> IdentifyAsync(CardParty party, PlannedCase planned, CancellationToken ct)
    {
        var identity = await party.UseAsync("identity of the card", terminal => CardIdentity.ReadAsync(terminal, ct), ct);
        _identity ??= identity;
        if (!identity.IsSameAs(_identity))
            throw new StepFaultException(FaultKind.LeaseLost, $"another card is in {party.Name} now: {identity}; the run began with {_identity}");
        if ((planned.Mutates.Count > 0 || planned.Destructive) && !rig.AllowList.Any(identity.Is))
        {
            throw new CaseRefusedException(
                DispositionReason.NotAllowListed,
                $"the case changes the card ({(planned.Destructive ? "destructive" : string.Join(", ", planned.Mutates))}), and the card in {party.Name} is not on the station's allow-list: {identity}");
        }

        return identity;
    }
}

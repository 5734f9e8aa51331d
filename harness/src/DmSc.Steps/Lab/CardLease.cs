using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Steps.Lab;

/// <summary>A card on loan.</summary>
internal sealed class CardLease(CardParty party, ICardLink link, CardIdentity identity, ICardSource source, TimeProvider time) : ILease
{
    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [source.IsOurs ? "card" : "reader"] = party.Name,
        ["atr"] = Convert.ToHexString(identity.Atr.Span),
        ["iccid"] = identity.Iccid ?? "not readable",
    };

    public TimeProvider Time => time;

    public T? Party<T>()
        where T : class => party as T;

    public void Attach(ITranscript transcript) => party.Attach(transcript);

    public async ValueTask<string?> RecoverAsync(CancellationToken ct)
    {
        while (true)
        {
            string sick;
            try
            {
                return await party.UseAsync("probe", terminal => ProbeAsync(terminal, ct), ct);
            }
            catch (StepFaultException e) when (e.Kind is FaultKind.ReaderLost or FaultKind.CardMute or FaultKind.LeaseLost or FaultKind.Deadline)
            {
                sick = e.Message;
            }
            catch (IutFormatException e)
            {
                return e.Message;
            }

            if (source.RetryPause is not { } pause)
                return sick;
            try
            {
                await Task.Delay(pause, time, ct);
            }
            catch (OperationCanceledException)
            {
                return sick;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        party.Attach(null);
        await link.DisposeAsync();
        party.Dispose();
    }

    /// <summary>Healthy: the card answers to a cold reset, and to SELECT MF with the same card's ATR as before.</summary>
    private async ValueTask<string?> ProbeAsync(UiccTerminal terminal, CancellationToken ct)
    {
        await terminal.PowerOffAsync(ct);
        var atr = (await terminal.PowerOnAsync(CardReset.Cold, ct)).Octets;
        if (!atr.Span.SequenceEqual(identity.Atr.Span))
            return $"another card answers in {party.Name}: ATR {Convert.ToHexString(atr.Span)}";
        var selected = await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.NoData, ct);
        return selected.IsSelected ? null : $"after a power-cycle SELECT MF answers {selected.Result.Sw}";
    }
}

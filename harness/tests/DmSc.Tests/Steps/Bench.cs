using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Card;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

/// <summary>Runs verbs against a reference card, as the case runner would.</summary>
internal sealed class Bench : IStepContext, ITranscript, IDisposable
{
    private readonly CardParty _card;

    public Bench(string image = "reference", string? deviation = null)
        : this(new InProcessCardLink(ReferenceUicc.Create(Fixtures.Card(image), 1, deviation is null ? [] : [CardDeviations.Find(deviation)!])))
    {
    }

    public Bench(ICardLink link)
    {
        _card = new CardParty(link, TerminalOptions.Default, new PinTryBudget());
        _card.Attach(this);
    }

    public List<(FrameDirection Direction, byte[] Octets, string Note)> Frames { get; } = [];

    public ITranscript Transcript => this;

    public TimeProvider Time => TimeProvider.System;

    public Random Random { get; } = new(1);

    public int Count => Frames.Count;

    public string? Ixit(string name) => null;

    public void Notice(Breach breach) => throw new InvalidOperationException($"a card verb reported {breach}");

    public T Party<T>()
        where T : class => (_card as T)!;

    public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "") => Frames.Add((direction, octets.ToArray(), note));

    /// <summary>Runs a verb with arguments as a case file writes them.</summary>
    public Task<StepResult> RunAsync(string verb, params (string Name, object Value)[] arguments) => this.RunVerbAsync(verb, arguments);

    public void Dispose() => _card.Dispose();
}

using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;

namespace DmSc.Steps.Lab;

/// <summary>Writes what passes between terminal and card to the transcript of the attempt under way, PINs masked.</summary>
internal sealed class ApduFrames : IApduObserver
{
    /// <summary>The channel name of all card frames.</summary>
    public const string Channel = "card";

    private volatile ITranscript? _transcript;

    /// <summary>Directs frames to a transcript from now on; without one they are dropped.</summary>
    public void Attach(ITranscript? transcript) => _transcript = transcript;

    public void OnPowerOn(CardReset reset, ReadOnlySpan<byte> atr, TimeSpan at) =>
        _transcript?.Add(Channel, FrameDirection.FromIut, atr, reset == CardReset.Cold ? "ATR after power-on" : "ATR after warm reset");

    public void OnPowerOff(TimeSpan at) => _transcript?.Add(Channel, FrameDirection.Note, default, "power off");

    public void OnExchange(ReadOnlySpan<byte> command, ReadOnlySpan<byte> response, TimeSpan at)
    {
        Sent(command);
        _transcript?.Add(Channel, FrameDirection.FromIut, response, ApduNotes.OfResponse(response));
    }

    public void OnLinkFailure(ReadOnlySpan<byte> command, LinkFailure failure, TimeSpan at)
    {
        // The command left us, whatever became of it: the exchange that silences a card is recognised by its octets.
        if (!command.IsEmpty)
            Sent(command);
        _transcript?.Add(Channel, FrameDirection.Note, default, $"link failure: {failure}");
    }

    private void Sent(ReadOnlySpan<byte> command)
    {
        if (_transcript is not { } transcript)
            return;
        var note = ApduNotes.OfCommand(command);
        if (!PinMask.Concerns(command))
        {
            transcript.Add(Channel, FrameDirection.ToIut, command, note);
            return;
        }

        transcript.Add(Channel, FrameDirection.ToIut, PinMask.Apply(command), note + " (data masked)");
    }
}

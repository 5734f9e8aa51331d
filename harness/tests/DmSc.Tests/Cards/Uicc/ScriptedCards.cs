using DmSc.Cards.Link;
using DmSc.Cards.Replay;
using DmSc.Cards.Uicc;

namespace DmSc.Tests.Cards.Uicc;

/// <summary>Cards and observers for the tests of the terminal.</summary>
internal static class ScriptedCards
{
    public static readonly byte[] AtrT0 = Convert.FromHexString("3B9F96801FC78031A073BE2113674F4D41444D534382");
    public static readonly byte[] AtrT0T1 = Convert.FromHexString("3B9F9680811FC78031A073BE2113674F4D41444D534303");

    public static readonly byte[] AtrT0T1Extended = Convert.FromHexString("3B9F9680811FC78031A073BE2153674F4D41444D534343");

    public static TranscriptCardLink Card(string transcript, int protocol = 0) =>
        new("test card", protocol == 0 ? AtrT0 : AtrT0T1, protocol, TranscriptStep.ParseAll(transcript));

    public static async Task<UiccTerminal> PoweredAsync(ICardLink link, IApduObserver? observer = null, TerminalOptions? options = null)
    {
        var terminal = new UiccTerminal(link, options, observer);
        await terminal.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        return terminal;
    }
}

/// <summary>A card that computes its answers; for those that lie without end.</summary>
internal sealed class ComputedCardLink(int protocol, Func<byte[], byte[]> answer, byte[]? atr = null) : ICardLink
{
    public int Commands { get; private set; }

    public string Name => "computed card";

    public ReadOnlyMemory<byte> Atr => atr ?? ScriptedCards.AtrT0;

    public int Protocol => protocol;

    public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct) => ValueTask.FromResult(Atr);

    public ValueTask PowerOffAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct)
    {
        Commands++;
        var octets = answer(command.ToArray());
        octets.CopyTo(response);
        return ValueTask.FromResult(octets.Length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A card that never answers a command.</summary>
internal sealed class MuteCardLink : ICardLink
{
    public string Name => "mute card";

    public ReadOnlyMemory<byte> Atr => ScriptedCards.AtrT0;

    public int Protocol => 0;

    public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct) => ValueTask.FromResult(Atr);

    public ValueTask PowerOffAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public async ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        return 0;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Writes down what it sees.</summary>
internal sealed class RecordingObserver : IApduObserver
{
    public List<string> Lines { get; } = [];

    public void OnPowerOn(CardReset reset, ReadOnlySpan<byte> atr, TimeSpan at) => Lines.Add($"{reset} {Convert.ToHexString(atr)}");

    public void OnPowerOff(TimeSpan at) => Lines.Add("off");

    public void OnExchange(ReadOnlySpan<byte> command, ReadOnlySpan<byte> response, TimeSpan at) =>
        Lines.Add($"{Convert.ToHexString(command)} < {Convert.ToHexString(response)}");

    public void OnLinkFailure(ReadOnlySpan<byte> command, LinkFailure failure, TimeSpan at) =>
        Lines.Add($"{Convert.ToHexString(command)} ! {failure}");
}

using BenchmarkDotNet.Attributes;
using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;

namespace DmSc.Benchmarks;

/// <summary>What the harness itself costs around an exchange: the card is in this process and answers at once.</summary>
[MemoryDiagnoser]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet ends it through GlobalCleanup.")]
public class TerminalBenchmarks
{
    private static readonly byte[] Select = Convert.FromHexString("00A40004023F00");
    private readonly byte[] _response = new byte[258];
    private InProcessCardLink _link = null!;
    private UiccTerminal _terminal = null!;

    /// <summary>Powers a card with an empty MF.</summary>
    [GlobalSetup]
    public async Task PowerOn()
    {
        var image = new CardImage
        {
            Name = "benchmark",
            Atr = UiccAtr.Create(),
            Iccid = "89882211000000467343",
            MasterFile = new DirectoryFile { Access = AccessRules.ReadAlways, Children = [new ElementaryFile { Fid = 0x2FE2, Sfi = 2, Access = AccessRules.ReadAlways }] },
        };
        _link = new InProcessCardLink(ReferenceUicc.Create(image, 1));
        _terminal = new UiccTerminal(_link);
        await _terminal.PowerOnAsync(CardReset.Cold, CancellationToken.None);
    }

    /// <summary>Ends the link.</summary>
    [GlobalCleanup]
    public ValueTask Close() => _link.DisposeAsync();

    /// <summary>The octets alone.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask<int> Link() => _link.TransmitAsync(Select, _response, CancellationToken.None);

    /// <summary>With deadline, record and GET RESPONSE.</summary>
    [Benchmark]
    public ValueTask<SelectResult> Terminal() => _terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.Fcp, CancellationToken.None);
}

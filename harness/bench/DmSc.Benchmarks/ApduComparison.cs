using System.Diagnostics;
using System.Globalization;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Uicc;

namespace DmSc.Benchmarks;

/// <summary>One APDU through our link and through a C program, in turns, against the same card in the same reader.</summary>
internal static class ApduComparison
{
    private const int Rounds = 9;
    private const int Count = 3000;
    private const int WarmUp = 1000;
    private const string Command = "00B082000A"; // READ BINARY of EF(ICCID) by its SFI: 10 octets and 9000

    public static async Task<int> RunAsync(string reader, string program, TextWriter output)
    {
        var native = new List<double>();
        var link = new List<double>();
        var terminal = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            native.Add(await NativeAsync(reader, program));
            link.Add(await LinkAsync(reader));
            terminal.Add(await TerminalAsync(reader));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: C {native[^1]:F1} us, link {link[^1]:F1} us, terminal {terminal[^1]:F1} us"));
        }

        // Ratio of neighbours, so that a machine that slows down meanwhile slows both.
        await output.WriteLineAsync();
        await output.WriteLineAsync("| what | median us per APDU | ratio to C |");
        await output.WriteLineAsync("|---|---|---|");
        await RowAsync(output, "C, SCardTransmit in a loop", native, native);
        await RowAsync(output, "PcscCardLink.TransmitAsync", link, native);
        await RowAsync(output, "UiccTerminal.TransmitRawAsync (deadline, record of the exchange)", terminal, native);
        return 0;
    }

    private static Task RowAsync(TextWriter output, string what, List<double> times, List<double> native)
    {
        var ratios = times.Zip(native, (mine, theirs) => mine / theirs);
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median(times):F1} | {Median(ratios):F3} |"));
    }

    private static async Task<double> NativeAsync(string reader, string program)
    {
        var start = new ProcessStartInfo(program, [reader, Count.ToString(CultureInfo.InvariantCulture), Command]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    private static async Task<double> LinkAsync(string reader)
    {
        await using var link = new PcscCardLink(reader, new PcscLinkOptions(), TimeProvider.System);
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        var command = Convert.FromHexString(Command);
        var response = new byte[258];
        return await MeasureAsync(async () =>
        {
            var length = await link.TransmitAsync(command, response, CancellationToken.None);
            return response[length - 2] == 0x90;
        });
    }

    private static async Task<double> TerminalAsync(string reader)
    {
        await using var link = new PcscCardLink(reader, new PcscLinkOptions(), TimeProvider.System);
        var terminal = new UiccTerminal(link);
        await terminal.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        var command = Convert.FromHexString(Command);
        return await MeasureAsync(async () => (await terminal.TransmitRawAsync(command, CancellationToken.None)).ResponseOctets.Span[^2] == 0x90);
    }

    private static async Task<double> MeasureAsync(Func<ValueTask<bool>> exchange)
    {
        var took = new double[Count];
        for (var i = -WarmUp; i < Count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var sound = await exchange();
            var time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (!sound)
                throw new InvalidOperationException("the card did not answer 90xx");
            if (i >= 0)
                took[i] = time;
        }

        return Median(took);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

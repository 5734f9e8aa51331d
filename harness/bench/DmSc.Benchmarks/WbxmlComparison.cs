using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DmSc.Wire.Wbxml;

namespace DmSc.Benchmarks;

/// <summary>The codec and libwbxml in turns, on the same documents. Turns are short, so that other programs disturb few of them, and their median counts.</summary>
internal static class WbxmlComparison
{
    private const int Rounds = 301;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly WbxmlXmlOptions Plain = new() { Annotate = false };

    public static async Task<int> RunAsync(string program, TextWriter output)
    {
        using var folder = new Folder();
        using var other = Process.Start(new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} could not be started");

        await output.WriteLineAsync("| what | document | octets | ours | allocated | libwbxml | ratio |");
        await output.WriteLineAsync("|---|---|---|---|---|---|---|");
        foreach (var (name, octets) in WbxmlInputs.All)
        {
            var xml = Encoding.UTF8.GetBytes(Prologue(octets) + WbxmlXml.ToXml(octets, Plain));

            // libwbxml needs the document type declaration that we refuse: it is no part of what is measured.
            var ours = Encoding.UTF8.GetBytes(WbxmlXml.ToXml(octets, Plain));
            await File.WriteAllBytesAsync(folder.File("in.wbxml"), octets);
            await File.WriteAllBytesAsync(folder.File("in.xml"), xml);
            var buffer = new ArrayBufferWriter<byte>();
            var decoding = await TimeAsync([() => Events(octets), () => ToXml(octets, buffer)], other, "to-xml " + folder.File("in.wbxml"));
            var encoding = await TimeAsync([() => WbxmlXml.FromXml(ours)], other, "to-wbxml " + folder.File("in.xml"));
            await Row("decode to events", decoding.Ours[0], decoding.Theirs, () => Events(octets));
            await Row("decode to XML text", decoding.Ours[1], decoding.Theirs, () => ToXml(octets, buffer));
            await Row("encode from XML text", encoding.Ours[0], encoding.Theirs, () => WbxmlXml.FromXml(ours));

            Task Row(string what, double mine, double theirs, Action run) => output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {name} | {octets.Length} | {mine / 1000:F2} us | {Allocated(run)} | {theirs / 1000:F2} us | {theirs / mine:F1} |"));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync("Time of adversarial input, shortest of 31 calls, which must grow with its length:");
        await output.WriteLineAsync();
        await output.WriteLineAsync("| input | 1x | 2x | 4x |");
        await output.WriteLineAsync("|---|---|---|---|");
        foreach (var (name, make) in Adversaries)
        {
            var warm = make(4);
            for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp / 3;)
                Try(warm);
            var times = new[] { 1, 2, 4 }.Select(factor =>
            {
                var input = make(factor);
                return Enumerable.Range(0, 31).Min(_ => Once(() => Try(input), 1)) / 1000;
            });
            await output.WriteLineAsync($"| {name} | {string.Join(" | ", times.Select(time => time.ToString("F0", CultureInfo.InvariantCulture) + " us"))} |");
        }

        other.StandardInput.Close();
        await other.WaitForExitAsync();
        return other.ExitCode;
    }

    private static readonly (string Name, Func<int, byte[]> Make)[] Adversaries =
    [
        ("references to one long string", factor => [0x02, 0xA4, 0x01, 0x6A, 0xA7, 0x10, .. Repeat(5007, 0xC3, 0xA9)[..5007], 0x00, 0x6D, 0x6C, 0x71, .. Repeat(20_000 * factor, 0x83, 0x00)]),
        ("nested elements", factor => [0x02, 0xA4, 0x01, 0x6A, 0x00, .. Repeat(50_000 * factor, 0x54)]),
        ("siblings", factor => [0x02, 0xA4, 0x01, 0x6A, 0x00, 0x6D, .. Repeat(20_000 * factor, 0x14), 0x01]),
        ("switches of pages and integers with leading zeros", factor => [0x02, 0xA4, 0x01, 0x6A, 0x00, 0x6D, .. Repeat(20_000 * factor, 0x02, 0x80, 0x41), 0x01]),
        ("XML: comments between white space", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2'>" + string.Concat(Enumerable.Repeat(" <!---->", 20_000 * factor)) + "</SyncML>")),
        ("XML: elements", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2'>" + string.Concat(Enumerable.Repeat("<Item/>", 20_000 * factor)) + "</SyncML>")),
        ("XML: references", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2'><Data>" + string.Concat(Enumerable.Repeat("&#65;", 20_000 * factor)) + "</Data></SyncML>")),
        ("XML: brackets", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2'><Data>" + new string(']', 50_000 * factor) + "</Data></SyncML>")),
        ("XML: sixty prefixes in scope", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2'" + string.Concat(Enumerable.Range(0, 60).Select(i => $" xmlns:p{i}='SYNCML:SYNCML1.2'")) + ">" + string.Concat(Enumerable.Repeat("<p0:Item/>", 5_000 * factor)) + "</SyncML>")),
        ("XML: many attributes", factor => Encoding.UTF8.GetBytes("<SyncML xmlns='SYNCML:SYNCML1.2' " + string.Concat(Enumerable.Range(0, 5_000 * factor).Select(i => $" a{i}=''")) + "/>")),
    ];

    private static byte[] Repeat(int count, params byte[] octets) => [.. Enumerable.Repeat(octets, count).SelectMany(pair => pair)];

    private static void Try(byte[] input)
    {
        try
        {
            if (input[0] == (byte)'<')
                WbxmlXml.FromXml(input);
            else
                WbxmlDocument.Parse(input, WbxmlOptions.FromPeer);
        }
        catch (DmSc.Wire.WireFormatException)
        {
            // A refusal is an answer; its time counts.
        }
    }

    /// <summary>Median nanoseconds of one call of each of ours, and of theirs.</summary>
    private static async Task<(double[] Ours, double Theirs)> TimeAsync(Action[] ours, Process other, string command)
    {
        // Long enough for the compiler, which has to share the processor, to have done its best.
        var counts = Array.ConvertAll(ours, run =>
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < WarmUp)
                run();
            return CallsIn(Enumerable.Range(0, 20).Min(_ => Once(run, 10)));
        });
        var count = CallsIn(await OnceAsync(1));
        count = CallsIn(await OnceAsync(count));
        var mine = Array.ConvertAll(ours, _ => new List<double>());
        var theirs = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < ours.Length; i++)
                mine[i].Add(Once(ours[i], counts[i]));
            theirs.Add(await OnceAsync(count));
        }

        return (Array.ConvertAll(mine, Median), Median(theirs));

        async Task<double> OnceAsync(int calls)
        {
            await other.StandardInput.WriteLineAsync($"{command} {calls}");
            await other.StandardInput.FlushAsync();
            var answer = await other.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"libwbxml gave up on: {command}");
            return double.Parse(answer.Split(' ')[0], CultureInfo.InvariantCulture) / calls;
        }
    }

    private static int CallsIn(double nanoseconds) => Math.Max(1, (int)(Round.TotalNanoseconds / nanoseconds));

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>Nanoseconds of one of so many calls.</summary>
    private static double Once(Action run, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }

    private static long Allocated(Action run)
    {
        // The first call may fill a pool.
        run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Events(byte[] octets)
    {
        var reader = new WbxmlReader(octets);
        while (reader.Read())
        {
        }
    }

    private static void ToXml(byte[] octets, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        WbxmlXml.ToXml(octets, buffer, Plain);
    }

    private static string Prologue(byte[] octets)
    {
        var space = new WbxmlReader(octets).CodeSpace;
        var root = space == WbxmlCodeSpace.Provisioning ? "wap-provisioningdoc" : space == WbxmlCodeSpace.DmDdf12 ? "MgmtTree" : "SyncML";
        return $"<?xml version=\"1.0\"?><!DOCTYPE {root} PUBLIC \"{space.FormalPublicId}\" \"x\">";
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("dmsc-").FullName;

        public string File(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}

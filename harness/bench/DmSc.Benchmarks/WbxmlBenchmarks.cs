using BenchmarkDotNet.Attributes;
using DmSc.Wire.Wbxml;

namespace DmSc.Benchmarks;

/// <summary>The codec alone: events, XML text, and back.</summary>
[MemoryDiagnoser]
public class WbxmlBenchmarks
{
    private byte[] _octets = [];
    private byte[] _xml = [];

    /// <summary>Which document.</summary>
    [Params("DM package", "TNDS", "CP document")]
    public string Document { get; set; } = "";

    /// <summary>Chooses the document.</summary>
    [GlobalSetup]
    public void Choose()
    {
        _octets = WbxmlInputs.All.Single(input => input.Name == Document).Octets;
        _xml = System.Text.Encoding.UTF8.GetBytes(WbxmlXml.ToXml(_octets));
    }

    /// <summary>All tokens; allocates nothing.</summary>
    [Benchmark]
    public int DecodeToEvents()
    {
        var reader = new WbxmlReader(_octets);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    /// <summary>XML text.</summary>
    [Benchmark]
    public string DecodeToXml() => WbxmlXml.ToXml(_octets);

    /// <summary>XML text to a document.</summary>
    [Benchmark]
    public byte[] EncodeFromXml() => WbxmlXml.FromXml(_xml);
}

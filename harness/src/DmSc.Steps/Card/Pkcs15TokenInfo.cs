using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.token-info</c>.</summary>
internal sealed class Pkcs15TokenInfo : IVerb
{
    private static readonly FileAddress Place = new(PathOrigin.Application, new byte[] { 0x50, 0x32 });
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.token-info",
        "Reads and decodes EF(TokenInfo) (PKCS #15 v1.1, 6.9). The PKCS#15 application is the current one of the channel.",
        [Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("version", ValueShape.Integer, "0 is version 1; absent when the file could not be read."),
            new("serial", ValueShape.Bytes, "Serial number."),
            new("manufacturer", ValueShape.Text, "Manufacturer; absent when not given."),
            new("label", ValueShape.Text, "Label; absent when not given.")),
        "serial");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var file = FileSelector.At(Place);
        var selected = await card.UseAsync("response to SELECT EF(TokenInfo)", terminal => terminal.SelectAsync(channel, file, SelectReturn.Fcp, ct), ct);
        if (!selected.IsSelected)
            return new StepResult(Result(selected.Result.Sw.ToString(), null), false, $"SELECT EF(TokenInfo) answered {selected.Result.Sw}");
        var read = await card.UseAsync("response to READ BINARY", terminal => terminal.ReadWholeTransparentAsync(channel, selected.Fcp.Value?.FileSize, ct), ct);
        if (!read.IsComplete)
            return new StepResult(Result(read.LastSw?.ToString(), null), false, $"EF(TokenInfo) gave {read.Data.Length} octets, last status word {read.LastSw}");
        var info = IutFormats.Decode("EF(TokenInfo)", read.Data, TokenInfo.Parse);
        return new StepResult(Result(read.LastSw?.ToString(), info), true, $"EF(TokenInfo) has serial number {Convert.ToHexString(info.SerialNumber.Span)}", Decoded: true);
    }

    private static RecordValue Result(string? sw, TokenInfo? info) => Values.Record(
        ("sw", Values.Text(sw)),
        ("version", Values.Integer(info?.Version)),
        ("serial", Values.Bytes(info?.SerialNumber)),
        ("manufacturer", Values.Text(info?.Manufacturer)),
        ("label", Values.Text(info?.Label)));
}

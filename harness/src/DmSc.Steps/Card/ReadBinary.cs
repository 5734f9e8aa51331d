using System.Buffers;
using System.Security.Cryptography;
using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.read-binary</c>.</summary>
internal sealed class ReadBinary : IVerb
{
    private const int MaxOffset = 32767;
    private static readonly Parameter<byte[]> PathOf = Shapes.Path("The EF to select first: file identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF). Without it the current EF is read.");
    private static readonly Parameter<int> Channel = Shapes.Channel();
    private static readonly Parameter<int> Offset = Parameter.Integer("offset", "Offset of the only READ BINARY; without offset and length the whole EF is read.", 0, MaxOffset);
    private static readonly Parameter<int> Length = Parameter.Integer("length", "Le of the only READ BINARY, 1 to 256 octets; 256 asks for all there is.", 1, 256);
    private static readonly Parameter<int> Block = Parameter.Integer("block", "Most octets asked for in one READ BINARY while the whole EF is read.", 1, 256, defaultValue: 256);
    private static readonly Parameter<byte[]> Of = Parameter.Hex("of", "Content of the whole EF, read before: agrees tells whether the octets of the only READ BINARY are those at its offset.");

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.read-binary",
        "Reads a transparent EF: the whole of it by the size in its FCP, or one READ BINARY at an offset (ETSI TS 102 221, 11.1.3).",
        [PathOf, Channel, Offset, Length, Block, Of],
        ValueShape.Record(
            Shapes.Sw,
            new("data", ValueShape.Bytes, "The octets read."),
            new("complete", ValueShape.Boolean, "Whole file: every octet that the FCP announces was read. One command: it ended normally, or with 6282 behind the last octet."),
            new("size", ValueShape.Integer, "File size in the FCP; absent when the file was not selected by this step."),
            new("agrees", ValueShape.Boolean, "The octets read are those of `of` at this offset, as many as were asked for; absent without `of`."),
            new("sha256", ValueShape.Bytes, "SHA-256 of the octets read; absent when none were.")),
        "data");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        long? size = null;
        var name = "current EF";
        if (arguments.Has(PathOf))
        {
            var file = Shapes.Selector(arguments.Get(PathOf), card.ApplicationPath);
            name = file.ToString();
            var selected = await card.UseAsync($"response to SELECT {file}", terminal => terminal.SelectAsync(channel, file, SelectReturn.Fcp, ct), ct);
            if (!selected.IsSelected)
                return new StepResult(Result(selected.Result.Sw, default, false, null), false, $"SELECT {file} answered {selected.Result.Sw}");
            if (selected.Fcp.Error is { } error)
                throw IutFormats.Of($"FCP of {file}", error);
            size = selected.Fcp.Value?.FileSize;
        }

        if (arguments.Has(Offset) || arguments.Has(Length))
            return await OneAsync(card, arguments, channel, name, size, ct);
        var read = await WholeAsync(card, channel, size, arguments.Get(Block), ct);
        return new StepResult(
            Result(read.Sw, read.Data, read.Complete, size),
            read.Complete,
            $"READ BINARY of {name} gave {read.Data.Length} octets{(size is null ? "" : $" of {size}")}, last status word {read.Sw?.ToString() ?? "none"}");
    }

    private static async ValueTask<StepResult> OneAsync(CardParty card, StepArguments arguments, int channel, string name, long? size, CancellationToken ct)
    {
        var offset = arguments.Has(Offset) ? arguments.Get(Offset) : 0;
        var length = arguments.Has(Length) ? arguments.Get(Length) : 256;
        var result = await card.UseAsync("response to READ BINARY", terminal => terminal.ReadBinaryAsync(channel, offset, length, ct), ct);
        var success = result.Sw.IsNormal || (result.Sw.Value == 0x6282 && !result.Data.IsEmpty);
        return new StepResult(
            Result(result.Sw, result.Data, success, size, arguments.Has(Of) ? Agrees(arguments.Get(Of), result.Data, offset, length) : null),
            success,
            $"READ BINARY of {name} at offset {offset} answered {result.Sw} with {result.Data.Length} octets");
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Data, StatusWord? Sw, bool Complete)> WholeAsync(
        CardParty card, int channel, long? size, int block, CancellationToken ct)
    {
        if (block == 256)
        {
            var read = await card.UseAsync("response to READ BINARY", terminal => terminal.ReadWholeTransparentAsync(channel, size, ct), ct);
            return (read.Data, read.LastSw, read.IsComplete);
        }

        var data = new ArrayBufferWriter<byte>();
        StatusWord? last = null;
        while (size is null || data.WrittenCount < size)
        {
            var at = data.WrittenCount;
            if (at > MaxOffset)
                return (data.WrittenMemory, last, false);
            var want = (int)Math.Min(block, size - at ?? block);
            var piece = await card.UseAsync("response to READ BINARY", terminal => terminal.ReadBinaryAsync(channel, at, want, ct), ct);
            last = piece.Sw;
            data.Write(piece.Data.Span);
            var ended = piece.Sw.Value is 0x6B00 or 0x6282 || piece.Data.Length < want;
            if (size is null && ended && at > 0 && (piece.Sw.IsNormal || piece.Sw.Value is 0x6B00 or 0x6282))
                return (data.WrittenMemory, last, true);
            if (!piece.Sw.IsNormal || piece.Data.Length < want)
                return (data.WrittenMemory, last, false);
        }

        return (data.WrittenMemory, last, true);
    }

    private static bool Agrees(byte[] whole, ReadOnlyMemory<byte> part, int offset, int length) =>
        offset < whole.Length && part.Span.SequenceEqual(whole.AsSpan(offset, Math.Min(length, whole.Length - offset)));

    private static RecordValue Result(StatusWord? sw, ReadOnlyMemory<byte> data, bool complete, long? size, bool? agrees = null) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("data", Values.Bytes(data)),
        ("complete", Values.Boolean(complete)),
        ("size", Values.Integer(size)),
        ("agrees", Values.Boolean(agrees)),
        ("sha256", data.IsEmpty ? StepValue.Absent : Values.Bytes(SHA256.HashData(data.Span))));
}

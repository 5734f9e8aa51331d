using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.read-object</c>.</summary>
internal sealed class Pkcs15ReadObject : IVerb
{
    private static readonly Parameter<string> Location = Parameter.Text(
        "location",
        "Where the content is: the location of an object that pkcs15.data-objects found, such as 6431 or 6431[0+300].",
        required: true);

    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.read-object",
        "Reads the content of a data object where its directory entry says it is: the file, or the part of it that the path names. The PKCS#15 application is the current one of the channel.",
        [Location, Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("selected", ValueShape.Boolean, "The path leads to a file that can be selected; true for content inside the entry."),
            new("data", ValueShape.Bytes, "The octets read, as far as the card gave them."),
            new("complete", ValueShape.Boolean, "Every octet that the path or the FCP announces was read."),
            new("size", ValueShape.Integer, "Octets announced by the path, else by the FCP.")),
        "data");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var text = arguments.Get(Location);
        if (ObjectLocation.Parse(text) is not { } location)
            throw new StepFaultException(FaultKind.BadFixture, $"'{text}' is no location of a data object");
        if (location.Path is not { } path)
        {
            return new StepResult(
                Result(null, true, location.Direct, true, location.Direct.Length),
                true,
                $"the directory entry itself holds {location.Direct.Length} octets");
        }

        var card = context.Party<CardParty>();
        var entry = new DataObjectEntry { Form = DataObjectForm.Opaque, Value = new DataObjectValue.Indirect(path) };
        var stage = await card.UseAsync(
            $"EF {path}",
            terminal => new ProvisioningLocator(terminal).ReadObjectAsync(arguments.Get(Channel), entry, card.ApplicationPath, ct),
            ct);
        var file = stage.File!;
        if (file.Malformed is { } error)
            throw IutFormats.Of($"response while reading EF {path}", error);
        var selected = file.Select is { IsSelected: true };
        var sw = file.Content?.LastSw ?? file.Select?.Result.Sw;
        var data = file.Content?.Data ?? default;
        var complete = file.Octets is not null;
        return new StepResult(
            Result(sw, selected, data, complete, path.Length ?? file.Select?.Fcp.Value?.FileSize),
            complete,
            selected ? $"EF {path} gave {data.Length} octets, last status word {sw?.ToString() ?? "none"}" : $"SELECT of EF {path} answered {sw}");
    }

    private static RecordValue Result(Wire.Apdu.StatusWord? sw, bool selected, ReadOnlyMemory<byte> data, bool complete, long? size) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("selected", Values.Boolean(selected)),
        ("data", Values.Bytes(data)),
        ("complete", Values.Boolean(complete)),
        ("size", Values.Integer(size)));
}

using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.directory</c>.</summary>
internal sealed class Pkcs15Directory : IVerb
{
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.directory",
        "Reads EF(DIR) and lists the applications in it (ETSI TS 102 221, 13.1). Records that do not decode are listed, not thrown: another application's record says nothing about provisioning data.",
        [Channel],
        ValueShape.Record(
            Shapes.Sw,
            new(
                "applications",
                ValueShape.ListOf(ValueShape.Record(
                    new("aid", ValueShape.Bytes, "Application identifier (tag 4F)."),
                    new("label", ValueShape.Text, "Label (tag 50)."),
                    new("path", ValueShape.Bytes, "Path (tag 51)."),
                    new("record", ValueShape.Integer, "Record number."))),
                "The application templates, in the order of the records."),
            new(
                "malformed",
                ValueShape.ListOf(ValueShape.Record(
                    new("record", ValueShape.Integer, "Record number."),
                    new("problem", ValueShape.Text, "What is wrong with it."))),
                "Records that are neither blank nor an application template."),
            new("lengths-agree", ValueShape.Boolean, "Every record has the length in the FCP; absent when none was read or none is announced."),
            new("complete", ValueShape.Boolean, "All records were read.")),
        "applications");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var stage = await card.UseAsync("EF(DIR)", terminal => new ProvisioningLocator(terminal).ReadDirectoryAsync(channel, ct), ct);
        if (stage.Malformed is { } error)
            throw IutFormats.Of("response while reading EF(DIR)", error);

        var applications = new List<StepValue>();
        var malformed = new List<StepValue>();
        foreach (var record in stage.Records)
        {
            if (record.Template.Value is { } template)
            {
                applications.Add(Values.Record(
                    ("aid", Values.Bytes(template.Aid)),
                    ("label", Values.Text(template.LabelText)),
                    ("path", Values.Bytes(template.Path)),
                    ("record", Values.Integer(record.Number))));
            }
            else if (record.Template.Error is { } problem)
            {
                malformed.Add(Values.Record(("record", Values.Integer(record.Number)), ("problem", Values.Text(problem.ToString()))));
            }
        }

        card.ApplicationPath = stage.Application?.Path ?? default;
        var announced = stage.Select?.Fcp.Value?.Descriptor?.RecordLength;
        var sw = stage.Reading?.LastSw ?? stage.Select?.Result.Sw;
        var complete = stage.Reading?.IsComplete ?? false;
        return new StepResult(
            Values.Record(
                ("sw", Shapes.Status(sw)),
                ("applications", Values.List(applications)),
                ("malformed", Values.List(malformed)),
                ("lengths-agree", announced is { } length && stage.Records.Count > 0 ? Values.Boolean(stage.Records.All(r => r.Octets.Length == length)) : StepValue.Absent),
                ("complete", Values.Boolean(complete))),
            complete,
            $"EF(DIR) has {stage.Records.Count} records with {applications.Count} applications, last status word {sw?.ToString() ?? "none"}");
    }
}

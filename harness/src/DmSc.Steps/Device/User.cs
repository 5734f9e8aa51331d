using System.Globalization;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Device;

/// <summary><c>device.enter-pin</c>.</summary>
internal sealed class EnterPin : IVerb
{
    private static readonly Parameter<string> Pin = Parameter.Text("pin", "Digits that the user was told.", required: true);

    public VerbInfo Info { get; } = DeviceShapes.Deed("device.enter-pin", "The user enters a PIN at the prompt for the bootstrap that waits for it.", Pin);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var pin = arguments.Get(Pin);
        await context.Party<DeviceParty>().UseAsync("the user enters the PIN of a bootstrap", device => device.EnterPinAsync(pin, ct));
        return DeviceShapes.Did("the PIN was entered");
    }
}

/// <summary><c>device.answer-prompts</c>.</summary>
internal sealed class AnswerPrompts : IVerb
{
    private static readonly Parameter<string> Answers = Parameter.Text(
        "answers",
        "What the user does at the next prompts, separated by blanks: yes, no, cancel, ignore, text:WORD, choose:2 or choose:1,3.",
        required: true);

    public VerbInfo Info { get; } = DeviceShapes.Deed("device.answer-prompts", "Tells how the user answers the next prompts of a session (Alerts 1100 to 1104).", Answers);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        PromptAnswer[] answers = [.. arguments.Get(Answers).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        await context.Party<DeviceParty>().UseAsync($"the user will answer: {arguments.Get(Answers)}", device => device.AnswerPromptsAsync(answers, ct));
        return DeviceShapes.Did($"{answers.Length} answers are prepared");
    }

    private static PromptAnswer Parse(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? (word, "") : (word[..colon], word[(colon + 1)..]);
        return kind switch
        {
            "yes" => new PromptAnswer(PromptAnswerKind.Yes),
            "no" => new PromptAnswer(PromptAnswerKind.No),
            "cancel" => new PromptAnswer(PromptAnswerKind.Cancel),
            "ignore" => new PromptAnswer(PromptAnswerKind.Ignore),
            "text" => new PromptAnswer(PromptAnswerKind.Text, rest),
            "choose" => new PromptAnswer(PromptAnswerKind.Choose, Choices: [.. rest.Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown(word))]),
            _ => throw Unknown(word),
        };
    }

    private static StepFaultException Unknown(string word) =>
        new(FaultKind.BadFixture, $"answers of device.answer-prompts: yes, no, cancel, ignore, text:WORD or choose:2 expected, got '{word}'");
}

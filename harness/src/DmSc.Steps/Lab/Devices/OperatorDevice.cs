using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Steps.Lab.Devices;

/// <summary>The console where a person is asked to work the device.</summary>
public interface IOperatorConsole
{
    /// <summary>Who is there, as the station file or the person says.</summary>
    string Operator { get; }

    /// <summary>Asks for something to be done and waits for the confirmation.</summary>
    /// <param name="instruction">What to do.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What the person said: done, or why it could not be done.</returns>
    ValueTask<OperatorReply> AskAsync(string instruction, CancellationToken ct);
}

/// <summary>What a person answered.</summary>
/// <param name="Done">Whether it was done.</param>
/// <param name="Remark">What was said beside it; empty for nothing.</param>
/// <param name="At">When.</param>
public sealed record OperatorReply(bool Done, string Remark, DateTimeOffset At)
{
    /// <summary>Reads a typed answer: <c>d</c> or <c>done</c>, or <c>n</c>, <c>no</c> or <c>not done</c>, then a remark if any.</summary>
    /// <param name="line">What was typed.</param>
    /// <param name="at">When.</param>
    /// <returns><see langword="null"/> when it says neither: nothing is guessed from an empty line.</returns>
    public static OperatorReply? Read(string line, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(line);
        foreach (var (word, done) in Words)
        {
            if (line.Trim() is var text && text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetterOrDigit(text[word.Length])))
                return new OperatorReply(done, text[word.Length..].TrimStart(' ', ',', ':', ';', '.', '-'), at);
        }

        return null;
    }

    private static readonly (string Word, bool Done)[] Words = [("done", true), ("d", true), ("not done", false), ("no", false), ("n", false)];
}

/// <summary>A device that a person works. Who answered what and when goes to the record.</summary>
/// <param name="name">What the device is called.</param>
/// <param name="console">Where the person is.</param>
/// <param name="patience">Longest time for one answer.</param>
/// <param name="record">Told of every request and answer.</param>
/// <param name="time">The clock of deadlines.</param>
internal sealed class OperatorDevice(string name, IOperatorConsole console, TimeSpan patience, Action<string> record, TimeProvider time) : IDevice
{
    public string Name => name;

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["operator"] = console.Operator };

    // A person can do everything but take octets by hand, or see ServerIDs.
    public bool Can(DeviceOperation operation) => operation is not (DeviceOperation.Push or DeviceOperation.Report);

    public ValueTask ResetAsync(DeviceBaseline baseline, CancellationToken ct) => AskAsync(
        "Switch the device off, take the card out, and bring the device back to its baseline: no DM account but those of the factory; bootstrap from the smart card "
        + (baseline.SmartCardBootstrap ? "switched on" : "switched off")
        + (baseline.DemandsSignature ? "; bootstraps without signature refused unless they come by a secure push" : "")
        + (baseline.LockedToIccid is { } iccid ? $"; locked to the card with ICCID {iccid}." : "; not locked to a card."),
        ct);

    public ValueTask PowerOnAsync(CancellationToken ct) => AskAsync("Switch the device on and wait until it is registered.", ct);

    public ValueTask PowerOffAsync(CancellationToken ct) => AskAsync("Switch the device off.", ct);

    public ValueTask InsertCardAsync(DeviceCard card, CancellationToken ct) => AskAsync(
        $"Insert the card '{card.Name}' into the device."
        + (card.Holds is { } holds ? $" It was made for this case and holds exactly this: {holds}. Say 'not done' unless it is this very card: the device would be judged for another one's content." : ""),
        ct);

    public ValueTask RemoveCardAsync(CancellationToken ct) => AskAsync("Take the card out of the device.", ct);

    public ValueTask PushAsync(PushDelivery delivery, CancellationToken ct) =>
        throw new LinkException(LinkFailure.Misuse, "an operator cannot take pushes by hand; the station needs a bearer for them");

    public ValueTask EnterPinAsync(string pin, CancellationToken ct) => AskAsync($"When the device asks for the PIN of a configuration message, enter {pin}.", ct);

    public ValueTask AnswerPromptsAsync(IReadOnlyList<PromptAnswer> answers, CancellationToken ct) =>
        AskAsync("At the next prompts of the device do, in this order: " + string.Join("; ", answers.Select(Words)) + ". Confirm now, and answer when they come.", ct);

    public ValueTask StartSessionAsync(string? serverId, CancellationToken ct) =>
        AskAsync($"Start a device management session with {serverId ?? "the server that the device would choose"}.", ct);

    public ValueTask<DeviceState> ReportAsync(CancellationToken ct) => throw new LinkException(LinkFailure.Misuse, "an operator cannot report the accounts of the device");

    public Task? Idle => null;

    public ValueTask DisposeAsync() => default;

    private async ValueTask AskAsync(string instruction, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        OperatorReply reply;
        try
        {
            reply = await console.AskAsync(instruction, either.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            record($"operator {console.Operator} was asked: {instruction} The answer was waited for no longer.");
            throw;
        }
        catch (OperationCanceledException)
        {
            record($"operator {console.Operator} was asked: {instruction} No answer within {patience.TotalSeconds:0} s.");
            throw new LinkException(LinkFailure.Deadline, $"operator {console.Operator} did not answer within {patience.TotalSeconds:0} s: {instruction}");
        }

        record($"operator {console.Operator} was asked: {instruction} Answer at {reply.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: {(reply.Done ? "done" : "not done")}{(reply.Remark.Length > 0 ? $" ({reply.Remark})" : "")}.");
        if (!reply.Done)
            throw new LinkException(LinkFailure.PeerUnreachable, $"operator {console.Operator} could not: {instruction} {reply.Remark}");
    }

    private static string Words(PromptAnswer answer) => answer.Kind switch
    {
        PromptAnswerKind.Yes => "confirm",
        PromptAnswerKind.No => "say no",
        PromptAnswerKind.Text => $"enter '{answer.Text}'",
        PromptAnswerKind.Choose => $"choose {string.Join(", ", answer.Choices ?? [])}",
        PromptAnswerKind.Cancel => "cancel",
        _ => "do nothing until the prompt goes away",
    };
}

using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Tests.Steps.Devices;

/// <summary>A device that notes what it is asked, and fails when told to.</summary>
internal sealed class ScriptedDevice : IDevice
{
    public List<string> Asked { get; } = [];

    public PushDelivery? Pushed { get; private set; }

    public Exception? Failure { get; set; }

    public DeviceState State { get; set; } = new(false, ["a.example"], true);

    public string Name => "Scripted";

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["imei"] = "493005100592800" };

    public Task? Idle => null;

    public bool Can(DeviceOperation operation) => operation != DeviceOperation.Card;

    /// <summary>What it does on its own account while it is reset.</summary>
    public Func<Task>? Resetting { get; set; }

    public async ValueTask ResetAsync(DeviceBaseline baseline, CancellationToken ct)
    {
        if (Resetting is { } doing)
            await doing();
        await Note($"reset {baseline.SmartCardBootstrap} {baseline.LockedToIccid}{(baseline.DemandsSignature ? " signed" : "")}");
    }

    public ValueTask PowerOnAsync(CancellationToken ct) => Note("power-on");

    public ValueTask PowerOffAsync(CancellationToken ct) => Note("power-off");

    public ValueTask InsertCardAsync(DeviceCard card, CancellationToken ct) => Note($"insert {card.Name}");

    public ValueTask RemoveCardAsync(CancellationToken ct) => Note("remove");

    public ValueTask PushAsync(PushDelivery delivery, CancellationToken ct)
    {
        Pushed = delivery;
        return Note("push");
    }

    public ValueTask EnterPinAsync(string pin, CancellationToken ct) => Note($"pin {pin}");

    public ValueTask AnswerPromptsAsync(IReadOnlyList<PromptAnswer> answers, CancellationToken ct) =>
        Note("answers " + string.Join(' ', answers.Select(a => $"{a.Kind}:{a.Text}{string.Join('+', a.Choices ?? [])}")));

    public ValueTask StartSessionAsync(string? serverId, CancellationToken ct) => Note($"session {serverId}");

    public async ValueTask<DeviceState> ReportAsync(CancellationToken ct)
    {
        await Note("report");
        return State;
    }

    public ValueTask DisposeAsync() => default;

    private ValueTask Note(string what)
    {
        Asked.Add(what.TrimEnd());
        return Failure is null ? default : ValueTask.FromException(Failure);
    }
}

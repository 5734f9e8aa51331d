using DmSc.Peers.Push.Bearers;

namespace DmSc.Peers.Device;

/// <summary>
/// A device as a lab works it: the switches, the card slot, the screen. What it does over the air (sessions, pushes over a real bearer) does not
/// pass here. Calls come one at a time. Every call may throw <see cref="Cards.Link.LinkException"/>: PeerUnreachable when the device or its driver is gone,
/// Deadline when it did not confirm in time, Misuse when it was asked what <see cref="Can"/> denies.
/// </summary>
public interface IDevice : IAsyncDisposable
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>What it says about itself, in the order worth reading.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Whether it can be asked to do that.</summary>
    /// <param name="operation">Which.</param>
    bool Can(DeviceOperation operation);

    /// <summary>Back to a known state: no DM account but those of the factory, nothing pending, powered off, no card.</summary>
    /// <param name="baseline">The state.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask ResetAsync(DeviceBaseline baseline, CancellationToken ct);

    /// <summary>Switches it on. Returns when it is ready for pushes; what it does on its own account afterwards goes on.</summary>
    /// <param name="ct">Ends the wait.</param>
    ValueTask PowerOnAsync(CancellationToken ct);

    /// <summary>Switches it off.</summary>
    /// <param name="ct">Ends the wait.</param>
    ValueTask PowerOffAsync(CancellationToken ct);

    /// <summary>Puts a card into its slot.</summary>
    /// <param name="card">Which card.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask InsertCardAsync(DeviceCard card, CancellationToken ct);

    /// <summary>Takes the card out of its slot.</summary>
    /// <param name="ct">Ends the wait.</param>
    ValueTask RemoveCardAsync(CancellationToken ct);

    /// <summary>Hands it a push as its modem would: for stations without a network.</summary>
    /// <param name="delivery">The push, in the octets of its bearer.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask PushAsync(PushDelivery delivery, CancellationToken ct);

    /// <summary>Enters the PIN that the user was told, at the prompt for the bootstrap that waits for it.</summary>
    /// <param name="pin">Digits.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask EnterPinAsync(string pin, CancellationToken ct);

    /// <summary>Tells how the user answers the next prompts of a session (alerts 1100 to 1104), in order.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask AnswerPromptsAsync(IReadOnlyList<PromptAnswer> answers, CancellationToken ct);

    /// <summary>Starts a client-initiated session. Returns when it has begun to, not when it is over.</summary>
    /// <param name="serverId">With which server, or <see langword="null"/> for the one it would choose.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask StartSessionAsync(string? serverId, CancellationToken ct);

    /// <summary>What the device tells about its state.</summary>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<DeviceState> ReportAsync(CancellationToken ct);

    /// <summary>Completes when the device has nothing left to do until somebody asks it something; <see langword="null"/> when nobody can know (real time has to
    /// pass then).</summary>
    Task? Idle { get; }
}

/// <summary>What a driver may be able to do.</summary>
public enum DeviceOperation
{
    /// <summary><see cref="IDevice.ResetAsync"/>.</summary>
    Reset,

    /// <summary><see cref="IDevice.PowerOnAsync"/> and <see cref="IDevice.PowerOffAsync"/>.</summary>
    Power,

    /// <summary><see cref="IDevice.InsertCardAsync"/> and <see cref="IDevice.RemoveCardAsync"/>.</summary>
    Card,

    /// <summary><see cref="IDevice.PushAsync"/>.</summary>
    Push,

    /// <summary><see cref="IDevice.EnterPinAsync"/>.</summary>
    EnterPin,

    /// <summary><see cref="IDevice.AnswerPromptsAsync"/>.</summary>
    AnswerPrompts,

    /// <summary><see cref="IDevice.StartSessionAsync"/>.</summary>
    StartSession,

    /// <summary><see cref="IDevice.ReportAsync"/>.</summary>
    Report,
}

/// <summary>The state a case starts from.</summary>
public sealed record DeviceBaseline
{
    /// <summary>Whether bootstrapping from the smart card is switched on (OMA DM Bootstrap 1.2, 5.4.6: a policy may switch it off).</summary>
    public bool SmartCardBootstrap { get; init; } = true;

    /// <summary>ICCID of the only card the device accepts (SIM lock), or <see langword="null"/> for any.</summary>
    public string? LockedToIccid { get; init; }

    /// <summary>Whether unsigned bootstrap content of a push that is not secure has to be refused: a policy of the device, which no specification demands
    /// (OMA DM Bootstrap 1.2, 5.4.4, asks servers alone for signatures).</summary>
    public bool DemandsSignature { get; init; }
}

/// <summary>A card for the slot of a device.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Connect">Connects to it, at every power-on of the device; <see langword="null"/> when a person or a rig moves a real card.</param>
/// <param name="Holds">What is on it, for a person who has to find or make it; <see langword="null"/> when the card is there already.</param>
public sealed record DeviceCard(string Name, Func<CancellationToken, ValueTask<Cards.Link.ICardLink>>? Connect, string? Holds = null);

/// <summary>How the user answers a prompt.</summary>
/// <param name="Kind">What the user does.</param>
/// <param name="Text">Text entered, for <see cref="PromptAnswerKind.Text"/>.</param>
/// <param name="Choices">1-based numbers chosen, for <see cref="PromptAnswerKind.Choose"/>.</param>
public sealed record PromptAnswer(PromptAnswerKind Kind, string? Text = null, IReadOnlyList<int>? Choices = null);

/// <summary>What a user can do at a prompt.</summary>
public enum PromptAnswerKind
{
    /// <summary>Reads and confirms.</summary>
    Yes,

    /// <summary>Says no.</summary>
    No,

    /// <summary>Enters text.</summary>
    Text,

    /// <summary>Chooses.</summary>
    Choose,

    /// <summary>Cancels.</summary>
    Cancel,

    /// <summary>Does nothing until the prompt goes away.</summary>
    Ignore,
}

/// <summary>What a device tells about itself.</summary>
/// <param name="PoweredOn">Whether it is on.</param>
/// <param name="ServerIds">ServerIDs of its DM accounts, or <see langword="null"/> when it does not tell.</param>
/// <param name="WaitsForPin">Whether a bootstrap waits for the PIN of the user, or <see langword="null"/> when it does not tell.</param>
public sealed record DeviceState(bool PoweredOn, IReadOnlyList<string>? ServerIds, bool? WaitsForPin);

using DmSc.Cards.Link;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Session;
using DmSc.Dm.Tree;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Receiving;
using DmSc.Wire.Credentials;

namespace DmSc.Peers.Device;

/// <summary>
/// A DM 1.2 client that the harness plays: bootstrap by push and from its card, accounts, sessions. What it does on its own account it does one after the
/// other, beside its caller; <see cref="Idle"/> tells when it is through, or what it broke of. Until <see cref="ResetAsync"/> a device that broke does nothing more.
/// </summary>
public sealed class ReferenceDevice : IDevice
{
    private readonly ReferenceDeviceSettings _settings;
    private readonly TimeProvider _time;
    private readonly WorkQueue _work = new();
    private readonly PushInbox _inbox = new();
    private readonly PushIntake _intake;
    private readonly DeviceSessions _sessions;
    private readonly Queue<PromptAnswer> _answers = new();
    private readonly Queue<WaitingBootstrap> _waiting = new();
    private ManagementTree _tree;
    private DeviceBaseline _baseline = new();
    private DeviceCard? _card;
    private bool _isOn;
    private bool _hasReadCard;

    /// <summary>A device in its baseline: off, without a card.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="transport">How its messages reach servers.</param>
    /// <param name="random">Nonces and session identifiers.</param>
    /// <param name="time">Its clock.</param>
    public ReferenceDevice(ReferenceDeviceSettings settings, IDmTransport transport, IRandomOctets random, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _time = time;
        _intake = new PushIntake(_inbox, time);
        _tree = NewTree();
        _sessions = new DeviceSessions(settings, transport, random, time, new QueuedAnswers(_answers));
        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device-id"] = settings.Identity.DeviceId,
            ["model"] = settings.Identity.Model,
            ["software"] = settings.Identity.SoftwareVersion,
        };
    }

    /// <inheritdoc />
    public string Name => _settings.Identity.Model;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <inheritdoc />
    public Task? Idle => IdleAsync();

    /// <summary>The clock of its card slot, where that is another than its own: readers really wait.</summary>
    public TimeProvider? CardTime { get; init; }

    /// <summary>Its tree as it is now. Not to be changed while the device is busy.</summary>
    public ManagementTree Tree => _tree;

    /// <summary>What became of its bootstraps and sessions, newest last; at most the last hundred.</summary>
    public IReadOnlyList<string> Log => _sessions.Log;

    /// <inheritdoc />
    public bool Can(DeviceOperation operation) => true;

    /// <inheritdoc />
    public async ValueTask ResetAsync(DeviceBaseline baseline, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        await StopAsync();
        _baseline = baseline;
        _card = null;
        _hasReadCard = false;
        _tree = NewTree();

        // Told once more, because nobody may have asked since; from here on the device is as new.
        if (_work.TakeDefect() is { } defect)
            throw Broken(defect);
    }

    /// <inheritdoc />
    public ValueTask PowerOnAsync(CancellationToken ct)
    {
        ThrowIfBroken();
        if (_isOn)
            return default;
        _isOn = true;
        if (!(_settings.Quirks.ReadsCardOnce && _hasReadCard))
            _work.Add(SwitchOnAsync);
        _hasReadCard = true;
        return default;
    }

    /// <inheritdoc />
    public async ValueTask PowerOffAsync(CancellationToken ct)
    {
        ThrowIfBroken();
        await StopAsync();
        if (_settings.Quirks.ForgetsAtPowerOff)
            _tree = NewTree();
    }

    /// <inheritdoc />
    public ValueTask InsertCardAsync(DeviceCard card, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(card);
        _card = card;
        return default;
    }

    /// <inheritdoc />
    public ValueTask RemoveCardAsync(CancellationToken ct)
    {
        _card = null;
        return default;
    }

    /// <inheritdoc />
    public async ValueTask PushAsync(PushDelivery delivery, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ThrowIfBroken();

        // A device that is off hears nothing, and whoever sends does not learn of it.
        if (!_isOn || _settings.Quirks.Deaf)
            return;
        if (delivery.Kind == PushBearerKind.Sms ? _settings.Quirks.NoConcatenation && delivery.Frames.Length > 1 : _settings.Quirks.NoHttpPush)
            return;
        await _intake.AcceptAsync(delivery, ct);
        while (_inbox.TryTake(out var push))
        {
            if (push.Message is { } message)
                _work.Add(token => TakeAsync(message, push.Transport, token));
        }
    }

    /// <inheritdoc />
    public ValueTask EnterPinAsync(string pin, CancellationToken ct)
    {
        ThrowIfBroken();
        _work.Add(token => EnterAsync(SecretOctets.Of(pin), token));
        return default;
    }

    /// <inheritdoc />
    public ValueTask AnswerPromptsAsync(IReadOnlyList<PromptAnswer> answers, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(answers);
        lock (_answers)
        {
            _answers.Clear();
            foreach (var answer in answers)
                _answers.Enqueue(answer);
        }

        return default;
    }

    /// <inheritdoc />
    public ValueTask StartSessionAsync(string? serverId, CancellationToken ct)
    {
        ThrowIfBroken();
        if (!_isOn)
            throw new LinkException(LinkFailure.Misuse, $"{Name} is switched off: it cannot start a session");
        _work.Add(token => _sessions.RunAsync(_tree, serverId, trigger: null, token));
        return default;
    }

    /// <inheritdoc />
    public async ValueTask<DeviceState> ReportAsync(CancellationToken ct)
    {
        await IdleAsync().WaitAsync(ct);
        return new DeviceState(_isOn, [.. TreeAccount.All(_tree).Select(a => a.ServerId)], _waiting.Count > 0);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _work.Dispose();
    }

    private async ValueTask StopAsync()
    {
        _isOn = false;
        await _work.StopAsync();
        while (_inbox.TryTake(out _))
        {
            // What came before the device went off is lost with it.
        }

        _waiting.Clear();
        lock (_answers)
            _answers.Clear();
    }

    private void ThrowIfBroken()
    {
        if (_work.Defect is { } defect)
            throw Broken(defect);
    }

    /// <summary>A lost card link is trouble of the rig, all else a defect of ours: neither is a finding about what the device was given.</summary>
    private static Exception Broken(Exception defect) => defect is LinkException lost
        ? new LinkException(lost.Failure, $"the card of the device: {lost.Message}", lost)
        : new InvalidOperationException($"the reference device broke: {defect.Message}", defect);

    private async Task IdleAsync()
    {
        await _work.Idle;
        ThrowIfBroken();
    }

    private ManagementTree NewTree() => StandardTree.Create(_settings.Identity, _time, new TreeOptions { Quirks = _settings.Quirks.Tree, MaxObjectSize = _settings.MaxObjSize });

    /// <summary>OMA DM Bootstrap 1.2, 5.4.6: at switch-on the card's data is retrieved and applied, and what is no longer there goes.</summary>
    private async Task SwitchOnAsync(CancellationToken ct)
    {
        var quirks = _settings.Quirks;
        if (quirks.IgnoresCard || (!_baseline.SmartCardBootstrap && !quirks.IgnoresCardPolicy))
            return;
        var findings = new CardFindings(null, []);
        if (_card?.Connect is { } connect)
        {
            try
            {
                await using var link = await connect(ct);
                findings = await CardReader.ReadAsync(link, CardTime ?? _time, ct);
            }
            catch (LinkException e) when (ct.IsCancellationRequested)
            {
                // Switched off while it read. Otherwise the lab learns of it: a device without a card is one that was given none.
                _sessions.Note($"card: {e.Message}");
                return;
            }

            if (_baseline.LockedToIccid is { } only && findings.Iccid != only && !quirks.IgnoresSimLock)
            {
                _sessions.Note("card: rejected, the device is locked to another one");
                return;
            }
        }

        if (quirks.ReadsCardInVain)
            return;
        var outcome = BootstrapProcessor.ApplyCard(_tree, findings.Files, quirks.Bootstrap, Protection);
        _sessions.Note($"card: {outcome}");
        Follow(outcome);
    }

    private async Task TakeAsync(PushMessage push, PushTransport transport, CancellationToken ct)
    {
        if (push.Media == PushMedia.Notification)
        {
            await NotifiedAsync(push.Body, ct);
            return;
        }

        var bootstrap = new PushedBootstrap(push.Media.Name ?? "", push.Body, transport.IsSecurePush, Text(push.Sec), Text(push.Mac));
        var judgement = BootstrapAcceptance.Judge(bootstrap, Secrets, null, _settings.Quirks.Bootstrap);
        _sessions.Note($"push: {judgement.Admission}, {judgement.Reason}");
        if (judgement.Admission == BootstrapAdmission.NeedsPin)
            _waiting.Enqueue(new WaitingBootstrap(bootstrap, _settings.PinTries));
        else if (judgement.Admission == BootstrapAdmission.Accept)
            await ApplyAsync(bootstrap, judgement.Profile, ct);
    }

    private ContentProtectionPolicy Protection =>
        _settings.Protection.At(_time.GetUtcNow()) with { RefusesUnsigned = _settings.Protection.RefusesUnsigned || _baseline.DemandsSignature };

    private DeviceSecrets Secrets => new(_settings.Imsi, _settings.Coding);

    private static string? Text(PushField? field) => field is null ? null : field.Text ?? field.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task EnterAsync(SecretOctets pin, CancellationToken ct)
    {
        if (!_waiting.TryPeek(out var first))
            return;
        var judgement = BootstrapAcceptance.Judge(first.Push, Secrets, pin, _settings.Quirks.Bootstrap);
        _sessions.Note($"PIN: {judgement.Admission}, {judgement.Reason}");
        if (judgement.Admission == BootstrapAdmission.Accept)
        {
            _waiting.Dequeue();
            await ApplyAsync(first.Push, judgement.Profile, ct);
        }
        else if (--first.TriesLeft == 0)
        {
            _waiting.Dequeue();
        }
    }

    private async Task ApplyAsync(PushedBootstrap push, BootstrapProfile profile, CancellationToken ct)
    {
        var outcome = BootstrapProcessor.Apply(_tree, push.Body, new BootstrapOptions(profile)
        {
            IsSecurePush = push.IsSecure,
            Protection = Protection,
            Quirks = _settings.Quirks.Bootstrap,
        });
        _sessions.Note($"bootstrap: {outcome}");
        if (_settings.Quirks.AnswersBootstrap && profile == BootstrapProfile.DeviceManagement)
            await _sessions.AnswerAsync(_tree, push.Body, ct);
        Follow(outcome);
    }

    /// <summary>5.4.5: after a bootstrap the client should open a session with one of the new servers.</summary>
    private void Follow(BootstrapOutcome outcome)
    {
        // INIT of a w7 asks for a session in its own right.
        var servers = _settings.Quirks.NoAutomaticSession ? outcome.SessionServerIds : outcome.ServerIds.Union(outcome.SessionServerIds, StringComparer.Ordinal);
        foreach (var serverId in servers)
            _work.Add(token => _sessions.RunAsync(_tree, serverId, trigger: null, token));
    }

    private Task NotifiedAsync(ReadOnlyMemory<byte> package, CancellationToken ct) => _sessions.NotifiedAsync(_tree, package, ct);

    private sealed class WaitingBootstrap(PushedBootstrap push, int tries)
    {
        public PushedBootstrap Push { get; } = push;

        public int TriesLeft { get; set; } = tries;
    }
}

using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A device behind a driver program that speaks JSON lines on its standard input and output.</summary>
internal sealed class ProcessDevice : IDevice
{
    private readonly DriverProcess _driver;
    private readonly HashSet<DeviceOperation> _can;

    private ProcessDevice(DriverProcess driver, DeviceAnswer hello)
    {
        _driver = driver;

        // A misspelt word would take an ability away without a word.
        _can = [.. (hello.Can ?? throw new FormatException("the answer to hello has no 'can'")).Select(word =>
            DeviceWords.Operation(word) ?? throw new FormatException($"it cannot '{word}'; there are {string.Join(", ", DeviceWords.Operations)}"))];
        Name = string.IsNullOrWhiteSpace(hello.Name) ? driver.Command : hello.Name;
        Facts = hello.Facts ?? new Dictionary<string, string>(StringComparer.Ordinal);
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>Starts the driver and greets it.</summary>
    /// <exception cref="LinkException">It cannot be started, says nothing in time, or speaks another protocol.</exception>
    public static async ValueTask<ProcessDevice> StartAsync(DriverSettings settings, TimeProvider time, CancellationToken ct)
    {
        var driver = DriverProcess.Start(settings, time);
        try
        {
            return await driver.AskAsync(
                id => new DeviceRequest { Id = id, Op = DeviceWords.Hello, Version = DeviceRequest.ProtocolVersion }, answer => new ProcessDevice(driver, answer), ct);
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    public bool Can(DeviceOperation operation) => _can.Contains(operation);

    public ValueTask ResetAsync(DeviceBaseline baseline, CancellationToken ct) => DoAsync(DeviceOperation.Reset, id => new DeviceRequest
    {
        Id = id,
        Op = DeviceWords.Reset,
        SmartCardBootstrap = baseline.SmartCardBootstrap,
        LockedToIccid = baseline.LockedToIccid,
        DemandSignature = baseline.DemandsSignature ? true : null,
    }, ct);

    public ValueTask PowerOnAsync(CancellationToken ct) => DoAsync(DeviceOperation.Power, id => new DeviceRequest { Id = id, Op = DeviceWords.PowerOn }, ct);

    public ValueTask PowerOffAsync(CancellationToken ct) => DoAsync(DeviceOperation.Power, id => new DeviceRequest { Id = id, Op = DeviceWords.PowerOff }, ct);

    public ValueTask InsertCardAsync(DeviceCard card, CancellationToken ct) =>
        DoAsync(DeviceOperation.Card, id => new DeviceRequest { Id = id, Op = DeviceWords.InsertCard, Card = card.Name }, ct);

    public ValueTask RemoveCardAsync(CancellationToken ct) => DoAsync(DeviceOperation.Card, id => new DeviceRequest { Id = id, Op = DeviceWords.RemoveCard }, ct);

    public ValueTask PushAsync(PushDelivery delivery, CancellationToken ct) => DoAsync(DeviceOperation.Push, id => new DeviceRequest
    {
        Id = id,
        Op = DeviceWords.Push,
        Bearer = DeviceWords.Of(delivery.Kind),
        AuthenticatedSender = delivery.Transport.IsSecurePush ? delivery.Transport.AuthenticatedSender : null,
        Frames = [.. delivery.Frames.Select(frame => Convert.ToHexString(frame.Span))],
    }, ct);

    public ValueTask EnterPinAsync(string pin, CancellationToken ct) =>
        DoAsync(DeviceOperation.EnterPin, id => new DeviceRequest { Id = id, Op = DeviceWords.EnterPin, Pin = pin }, ct);

    public ValueTask AnswerPromptsAsync(IReadOnlyList<PromptAnswer> answers, CancellationToken ct) => DoAsync(DeviceOperation.AnswerPrompts, id => new DeviceRequest
    {
        Id = id,
        Op = DeviceWords.AnswerPrompts,
        Answers = [.. answers.Select(a => new DevicePromptAnswer(DeviceWords.Of(a.Kind), a.Text, a.Choices))],
    }, ct);

    public ValueTask StartSessionAsync(string? serverId, CancellationToken ct) =>
        DoAsync(DeviceOperation.StartSession, id => new DeviceRequest { Id = id, Op = DeviceWords.StartSession, ServerId = serverId }, ct);

    public async ValueTask<DeviceState> ReportAsync(CancellationToken ct)
    {
        Demand(DeviceOperation.Report);
        return await _driver.AskAsync(
            id => new DeviceRequest { Id = id, Op = DeviceWords.Report },
            answer => new DeviceState(answer.PoweredOn ?? throw new FormatException("the answer to report has no 'powered-on'"), answer.ServerIds, answer.WaitsForPin),
            ct);
    }

    public Task? Idle => null;

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private async ValueTask DoAsync(DeviceOperation operation, Func<int, DeviceRequest> request, CancellationToken ct)
    {
        Demand(operation);
        await _driver.AskAsync(request, answer => answer.Ok, ct);
    }

    private void Demand(DeviceOperation operation)
    {
        if (!Can(operation))
            throw new LinkException(LinkFailure.Misuse, $"the driver of {Name} cannot do '{DeviceWords.Of(operation)}'");
    }
}

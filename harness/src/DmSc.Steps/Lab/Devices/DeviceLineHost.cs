using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Devices;

/// <summary>The other end of <see cref="ProcessDevice"/>: offers a device through JSON lines.</summary>
/// <param name="device">The device.</param>
/// <param name="cards">Finds the card for a name, or <see langword="null"/>; <see langword="null"/> itself for a device without a card slot, which offers no
/// card operations: taking a card and reading none would have the device judged for a card it never saw.</param>
public sealed class DeviceLineHost(IDevice device, Func<string, DeviceCard?>? cards)
{
    /// <summary>Answers requests until the input ends.</summary>
    /// <param name="input">Requests, one a line.</param>
    /// <param name="output">Answers, one a line, flushed.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(TextReader input, TextWriter output, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var lines = new LineReader(input, DeviceLines.MaxLength);
        while (true)
        {
            DeviceAnswer answer;
            try
            {
                if (await lines.ReadAsync(ct) is not { } line)
                    return;
                answer = await AnswerAsync(line, ct);
            }
            catch (FormatException e)
            {
                answer = Refused(0, e);
            }

            await output.WriteLineAsync(DeviceLines.Write(answer).AsMemory(), ct);
            await output.FlushAsync(ct);
        }
    }

    /// <summary>Answers one request.</summary>
    /// <param name="line">The request.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<DeviceAnswer> AnswerAsync(string line, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(line);
        var id = 0;
        try
        {
            var request = DeviceLines.ReadRequest(line);
            id = request.Id;
            return await DoAsync(request, ct);
        }
        catch (Exception e) when (e is LinkException or FormatException or WireFormatException)
        {
            return Refused(id, e);
        }
    }

    private static DeviceAnswer Refused(int id, Exception reason) => new() { Id = id, Ok = false, Error = reason.Message };

    private async ValueTask<DeviceAnswer> DoAsync(DeviceRequest request, CancellationToken ct)
    {
        var done = new DeviceAnswer { Id = request.Id, Ok = true };
        switch (request.Op)
        {
            case DeviceWords.Hello:
                if (request.Version != DeviceRequest.ProtocolVersion)
                    throw new FormatException($"version {request.Version} of the driver protocol; this side speaks {DeviceRequest.ProtocolVersion}");
                return done with { Name = device.Name, Facts = device.Facts, Can = [.. Enum.GetValues<DeviceOperation>().Where(Can).Select(DeviceWords.Of)] };
            case DeviceWords.Reset:
                await device.ResetAsync(new DeviceBaseline
                {
                    SmartCardBootstrap = request.SmartCardBootstrap ?? true,
                    LockedToIccid = request.LockedToIccid,
                    DemandsSignature = request.DemandSignature ?? false,
                }, ct);
                return done;
            case DeviceWords.PowerOn:
                await device.PowerOnAsync(ct);
                return done;
            case DeviceWords.PowerOff:
                await device.PowerOffAsync(ct);
                return done;
            case DeviceWords.InsertCard:
                var name = Needed(request.Card, "card");
                await device.InsertCardAsync((cards ?? throw NoSlot())(name) ?? throw new FormatException($"there is no card '{name}'"), ct);
                return done;
            case DeviceWords.RemoveCard:
                if (cards is null)
                    throw NoSlot();
                await device.RemoveCardAsync(ct);
                return done;
            case DeviceWords.Push:
                await device.PushAsync(Delivery(request), ct);
                return done;
            case DeviceWords.EnterPin:
                await device.EnterPinAsync(Needed(request.Pin, "pin"), ct);
                return done;
            case DeviceWords.AnswerPrompts:
                await device.AnswerPromptsAsync([.. Needed(request.Answers, "answers").Select(Answer)], ct);
                return done;
            case DeviceWords.StartSession:
                await device.StartSessionAsync(request.ServerId, ct);
                return done;
            case DeviceWords.Report:
                var state = await device.ReportAsync(ct);
                return done with { PoweredOn = state.PoweredOn, ServerIds = state.ServerIds, WaitsForPin = state.WaitsForPin };
            default:
                throw new FormatException($"unknown operation '{request.Op}'");
        }
    }

    private bool Can(DeviceOperation operation) => device.Can(operation) && (operation != DeviceOperation.Card || cards is not null);

    private LinkException NoSlot() => new(LinkFailure.Misuse, $"{device.Name} has no card slot here");

    private static PushDelivery Delivery(DeviceRequest request)
    {
        var kind = DeviceWords.Bearer(request.Bearer) ?? throw new FormatException($"bearer {string.Join(", ", DeviceWords.Bearers)} expected, got '{request.Bearer}'");
        ImmutableArray<ReadOnlyMemory<byte>> frames = [.. Needed(request.Frames, "frames").Select(hex => (ReadOnlyMemory<byte>)Convert.FromHexString(hex))];
        var transport = request.AuthenticatedSender is { } sender ? PushTransport.Authenticated(sender) : PushTransport.Open;
        if (kind == PushBearerKind.Sms)
            return frames.Length > 0 ? new PushDelivery(kind, transport, frames, null) : throw new FormatException("a push over SMS has at least one frame");
        return frames.Length == 1
            ? new PushDelivery(kind, transport, frames, HttpPushRequestReader.Parse(frames[0]))
            : throw new FormatException($"a push over HTTP has one frame, not {frames.Length}");
    }

    private static PromptAnswer Answer(DevicePromptAnswer answer)
    {
        var kind = DeviceWords.Prompt(answer.Kind) ?? throw new FormatException($"an answer is {string.Join(", ", DeviceWords.Prompts)}, not '{answer.Kind}'");
        if (kind == PromptAnswerKind.Text)
            Needed(answer.Text, "text");
        if (kind == PromptAnswerKind.Choose)
            Needed(answer.Choices, "choices");
        return new PromptAnswer(kind, answer.Text, answer.Choices);
    }

    private static T Needed<T>(T? value, string field)
        where T : class => value ?? throw new FormatException($"the field '{field}' is missing");
}

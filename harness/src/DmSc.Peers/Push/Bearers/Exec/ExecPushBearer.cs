using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Push.Encodings;

namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>
/// Hands each unit of a push to a lab's own command, one after the other, so that any device that the lab can reach can be tested. A run that
/// fails ends the sending and is a <see cref="LinkException"/>: of a push that was not sent no silence may be judged.
/// </summary>
public sealed class ExecPushBearer : IPushBearer
{
    private readonly ExecSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>Makes a bearer; nothing is started yet.</summary>
    /// <param name="settings">The command.</param>
    /// <param name="time">For time stamps and deadlines.</param>
    /// <exception cref="FormatException">An argument with an unknown placeholder or a brace alone.</exception>
    /// <exception cref="ArgumentException">SMS-SUBMIT without the number of the device.</exception>
    public ExecPushBearer(ExecSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings is { Unit: ExecUnit.SmsSubmit, Destination: null })
            throw new ArgumentException("SMS-SUBMIT needs the number of the device", nameof(settings));
        (_settings, _time) = (settings, time);
        _ = Arguments(PushMessage.Of(PushMedia.Notification, null, default), [], 0, 0);
    }

    /// <inheritdoc />
    public string Name => $"command {_settings.Program}";

    /// <inheritdoc />
    public async ValueTask<PushReceipt> SendAsync(PushMessage message, Action<PushFrame> told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        var units = Units(message);
        var frames = ImmutableArray.CreateBuilder<PushFrame>(units.Length);
        var runs = ImmutableArray.CreateBuilder<CommandResult>(units.Length);
        for (var i = 0; i < units.Length; i++)
        {
            var start = new ProcessStartInfo(_settings.Program, Arguments(message, units[i], i + 1, units.Length));
            if (_settings.WorkingDirectory is { } folder)
                start.WorkingDirectory = folder;
            foreach (var (name, value) in _settings.Environment)
                start.Environment[name] = value;
            var run = await CommandRun.RunAsync(start, Input(units[i]), _settings.Deadline, _time, ct);
            if (!_settings.SuccessCodes.Contains(run.ExitCode))
            {
                throw new LinkException(
                    LinkFailure.PeerUnreachable,
                    $"{_settings.Program} ended with {run.ExitCode} for unit {i + 1} of {units.Length}{CommandRun.Said(run.Error)}");
            }

            frames.Add(new PushFrame(PushDirection.Sent, _time.GetUtcNow(), units[i], $"{_settings.Unit} {i + 1} of {units.Length}"));
            runs.Add(run);
        }

        var receipt = new PushReceipt(_settings.Kind, _settings.Transport, frames.MoveToImmutable()) { Runs = runs.MoveToImmutable() };
        receipt.TellTo(told);
        return receipt;
    }

    private ImmutableArray<byte[]> Units(PushMessage message) => _settings.Unit switch
    {
        ExecUnit.SmsSubmit => SmsEncoding.ToSubmit(message, _settings.Wsp, _settings.Sms, _settings.Destination!),
        ExecUnit.SmsDeliver => SmsEncoding.ToDeliver(message, _settings.Wsp, _settings.Sms, _time.GetUtcNow()),
        ExecUnit.SmsUserData => SmsEncoding.ToUserData(message, _settings.Wsp, _settings.Sms),
        ExecUnit.WspPdu => [WspEncoding.ToPdu(message, _settings.Wsp).Encode()],
        _ => [message.Body.ToArray()],
    };

    private ReadOnlyMemory<byte> Input(byte[] unit) => _settings.Input switch
    {
        ExecInput.HexLine => Encoding.ASCII.GetBytes(Convert.ToHexString(unit) + "\n"),
        ExecInput.Octets => unit,
        _ => default,
    };

    private List<string> Arguments(PushMessage message, byte[] unit, int index, int count) =>
    [
        .. _settings.Arguments.Select(argument => ArgumentTemplate.Fill(argument, name => name switch
        {
            "hex" => Convert.ToHexString(unit),
            "base64" => Convert.ToBase64String(unit),
            "length" => $"{unit.Length}",
            "index" => $"{index}",
            "count" => $"{count}",
            "content-type" => HttpEncoding.ContentType(message).Format(),
            "application-id" => message.Application?.ToString() ?? "",
            "destination" => _settings.Destination ?? "",
            "port" => $"{_settings.Sms.Ports.Destination}",
            _ => null,
        })),
    ];
}

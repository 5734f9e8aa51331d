using DmSc.Cards.Link;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Deviations;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// The other end of <see cref="ProcessServer"/>: offers the reference server through JSON lines, its sessions over HTTP. Short messages go back in the
/// answer, pushes over HTTP to the receiver that the harness names. It sends no secure pushes.
/// </summary>
public sealed class ServerLineHost : IAsyncDisposable
{
    private readonly ReferenceServer _server;
    private readonly TimeProvider _time;
    private readonly List<ServerPush> _taken = [];
    private DmHttpServer? _listener;
    private Uri? _pushUrl;

    private ServerLineHost(SigningKey? signing, ServerDeviation? deviation, TimeProvider time)
    {
        _time = time;
        var settings = new ReferenceServerSettings
        {
            Address = "",
            Bearers = Bearer,
            SigningKey = signing,
            // Content keys that anybody can guess: it is a server for tests.
            Random = new Random(1),
            Octets = new SystemRandomOctets(),
        };
        _server = new ReferenceServer(settings, time, deviation);
    }

    /// <summary>Starts to listen for sessions.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="signing">What it signs with, or <see langword="null"/>.</param>
    /// <param name="deviation">A defect it is to have, or <see langword="null"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    public static async Task<ServerLineHost> StartAsync(DmHttpServerSettings listen, SigningKey? signing, ServerDeviation? deviation, TimeProvider time, CancellationToken ct)
    {
        var host = new ServerLineHost(signing, deviation, time);
        try
        {
            host._listener = await DmHttpServer.StartAsync(host._server.SessionServer, listen, time, ct);
            host._server.Address = host._listener.Address.ToString();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

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
            ServerReply reply;
            try
            {
                if (await lines.ReadAsync(ct) is not { } line)
                    return;
                reply = await AnswerAsync(line, ct);
            }
            catch (FormatException e)
            {
                reply = new ServerReply { Id = 0, Ok = false, Error = e.Message };
            }

            await output.WriteLineAsync(ServerLines.Write(reply).AsMemory(), ct);
            await output.FlushAsync(ct);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static ManagedDevice Device(ServerRequest request)
    {
        var values = request.Device ?? throw new FormatException($"'{request.Op}' needs a device");
        var blank = new ManagedDevice
        {
            DeviceId = "",
            Imsi = "",
            Pin = "",
            RecipientKey = values.GetValueOrDefault("recipient-key") is { Length: > 0 } key ? key : null,
            Account = new AuthoredAccount { Node = "", ServerId = "", Name = "", Address = "" },
        };
        return DeviceValues.With(blank, values);
    }

    private async ValueTask<ServerReply> AnswerAsync(string line, CancellationToken ct)
    {
        var id = 0;
        try
        {
            var request = ServerLines.ReadRequest(line);
            id = request.Id;
            return await DoAsync(request, ct);
        }
        catch (Exception e) when (e is LinkException or FormatException or WireFormatException or ArgumentException)
        {
            return new ServerReply { Id = id, Ok = false, Error = e.Message };
        }
    }

    private async ValueTask<ServerReply> DoAsync(ServerRequest request, CancellationToken ct)
    {
        var done = new ServerReply { Id = request.Id, Ok = true };
        switch (request.Op)
        {
            case "hello":
                _pushUrl = request.PushUrl is { } url ? new Uri(url) : null;
                return done with { Name = _server.Name, Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["sessions"] = _server.Address }, Sessions = true };
            case "reset":
                await _server.ResetAsync(ct);
                return done;
            case "account":
                var device = await _server.EnrolAsync(Device(request), ct);
                return done with { Device = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = device.Account.Address } };
            case "bootstrap":
                return Answered(done, await _server.BootstrapAsync(Device(request), OrderWords.Bootstrap(request.Order ?? []), ct));
            case "notify":
                return Answered(done, await _server.NotifyAsync(Device(request), OrderWords.Notification(request.Order ?? []), ct));
            default:
                return done with { Ok = false, Error = $"there is no operation '{request.Op}'" };
        }
    }

    private ServerReply Answered(ServerReply done, ServerAnswer answer)
    {
        ServerPush[] taken = [.. _taken];
        _taken.Clear();
        return done with
        {
            Declined = answer.Declined,
            Pushes = taken.Length == 0 ? null : taken,
            UserEntry = answer.UserEntry is { } entry ? System.Text.Encoding.ASCII.GetString(entry.Reveal()) : null,
        };
    }

    private IPushBearer? Bearer(PushBearerKind kind, bool secure, SmsForm sms, Func<PushDelivery, PushDelivery> alter)
    {
        if (kind == PushBearerKind.Sms && !secure)
            return new InProcessPushBearer((delivery, _) => TakeAsync(alter(delivery)), _time) { Sms = sms };
        return secure || _pushUrl is null ? null : new HttpPushBearer(_pushUrl, _time) { Form = kind == PushBearerKind.PlainHttp ? HttpForm.Plain : HttpForm.Nested };
    }

    private ValueTask TakeAsync(PushDelivery delivery)
    {
        _taken.Add(new ServerPush(DeviceWords.Of(delivery.Kind), [.. delivery.Frames.Select(f => Convert.ToHexString(f.Span))]));
        return default;
    }
}

using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// The other end of <see cref="ProcessServer"/>: offers the reference server through JSON lines. Short messages go back in the answer, or are collected;
/// pushes over HTTP go to the receiver that the harness names.
/// </summary>
/// <param name="server">The server.</param>
public sealed class ServerLineHost(HostedServer server)
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

    private static IReadOnlyDictionary<string, string> Device(ServerRequest request) => request.Device ?? throw new FormatException($"'{request.Op}' needs a device");

    private static ServerReply Answered(ServerReply done, HostedAnswer answer) => done with
    {
        Declined = answer.Declined,
        Pushes = answer.Pushes.Count == 0 ? null : answer.Pushes,
        UserEntry = answer.UserEntry,
    };

    /// <summary>The order; its pushes go where it says, or where the last one did.</summary>
    private Dictionary<string, string> Order(ServerRequest request)
    {
        var order = request.Order ?? [];
        if (order.TryGetValue("push-url", out var url))
            server.PushTo(url, order.GetValueOrDefault("secure-push-url"));
        return order;
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
        catch (Exception e) when (HostedServer.IsTrouble(e))
        {
            return new ServerReply { Id = id, Ok = false, Error = e.Message };
        }
    }

    private async ValueTask<ServerReply> DoAsync(ServerRequest request, CancellationToken ct)
    {
        var done = new ServerReply { Id = request.Id, Ok = true };
        switch (request.Op)
        {
            case ServerWords.Hello:
                if (request.Version != ServerRequest.ProtocolVersion)
                    throw new FormatException($"version {request.Version} of the driver protocol; this side speaks {ServerRequest.ProtocolVersion}");
                server.PushTo(request.PushUrl, request.SecurePushUrl);
                return done with { Name = server.Name, Facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["sessions"] = server.Sessions.ToString() }, Sessions = true, Collects = true };
            case ServerWords.Reset:
                await server.ResetAsync(ct);
                return done;
            case ServerWords.Account:
                return done with { Device = await server.EnrolAsync(Device(request), ct) };
            case ServerWords.Bootstrap:
                return Answered(done, await server.BootstrapAsync(Device(request), Order(request), ct));
            case ServerWords.Notify:
                return Answered(done, await server.NotifyAsync(Device(request), Order(request), ct));
            case ServerWords.Collect:
                return Answered(done, new HostedAnswer(null, server.Fetch(), null));
            default:
                return done with { Ok = false, Error = $"there is no operation '{request.Op}'" };
        }
    }
}

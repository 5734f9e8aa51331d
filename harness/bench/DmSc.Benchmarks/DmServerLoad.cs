using System.Diagnostics;
using System.Globalization;
using System.Net;
using DmSc.Dm.Server;
using DmSc.Peers.Server;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace DmSc.Benchmarks;

/// <summary>Package 1 with an md5 digest against the emulated DM server, in turns with the same Kestrel that answers a constant; then many sessions at once.</summary>
internal static class DmServerLoad
{
    private const string MediaType = "application/vnd.syncml.dm+wbxml";
    private const string Sessions = " further sessions";
    private const int Rounds = 15;
    private const int WarmUp = 2;
    private const int PerRound = 20000;
    private const int Lanes = 16;
    private const int Devices = 200;

    private static readonly byte[][] s_packages = [.. Enumerable.Range(0, Devices).Select(i => Message(i).ToWbxml())];

    /// <summary>The servers, in this process; the client has a process of its own, so that what it allocates is not collected at their expense.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        await using var constant = Constant();
        await constant.StartAsync();
        using var server = Emulated();
        await using var listener = await DmHttpServer.StartAsync(server, new DmHttpServerSettings(), TimeProvider.System, CancellationToken.None);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("dm-server-client");
        start.ArgumentList.Add($"{constant.Urls.Single()}/dm");
        start.ArgumentList.Add(listener.Address.AbsoluteUri);
        using var client = Process.Start(start) ?? throw new InvalidOperationException("no client");
        while (await client.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.EndsWith(Sessions, StringComparison.Ordinal))
            {
                output.WriteLine(line);
                continue;
            }

            // The client waits meanwhile.
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}, {server.OpenSessions} open | {GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0:0.0} MB | |"));
            await client.StandardInput.WriteLineAsync();
        }

        await client.WaitForExitAsync();
        return client.ExitCode;
    }

    /// <summary>The client: the same connections, messages and order for both servers, in turns.</summary>
    public static async Task<int> LoadAsync(Uri constant, Uri emulated, TextReader input, TextWriter output)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Lanes });
        for (var i = 0; i < WarmUp; i++)
        {
            await RateAsync(client, constant, PerRound);
            await RateAsync(client, emulated, PerRound);
        }

        var (rates, constants) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            constants[round] = await RateAsync(client, constant, PerRound);
            rates[round] = await RateAsync(client, emulated, PerRound);
        }

        var ratios = rates.Zip(constants, (rate, fixedRate) => rate / fixedRate).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| constant, best and median | {constants.Max():0} and {constants.Order().ElementAt(Rounds / 2):0} messages/s | |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| package 1, best and median | {rates.Max():0} and {rates.Order().ElementAt(Rounds / 2):0} messages/s | {rates.Max() / constants.Max():0.00} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ratios of the rounds: lowest, median, highest | {ratios[0]:0.00}, {ratios[Rounds / 2]:0.00}, {ratios[^1]:0.00} | |"));
        for (var batch = 1; batch <= 5; batch++)
        {
            await RateAsync(client, emulated, PerRound);
            output.WriteLine($"| {batch * PerRound}{Sessions}");
            await input.ReadLineAsync();
        }

        return 0;
    }

    private static WebApplication Constant()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var answer = new byte[400];
        application.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = MediaType;
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        return application;
    }

    private static DmServer Emulated() => new(
        new DmServerSettings
        {
            Accounts = [.. Enumerable.Range(0, Devices).Select(i => new ServerAccount
            {
                Name = $"dev-{i}",
                Client = Credential.Of($"dev-{i}", "c-secret"),
                Server = Credential.Of("dm.example.com", "s-secret"),
            })],
            // The same digest has to stay right for the next package 1.
            Policy = ServerPolicy.Default with { Faults = [ServerFault.RepeatNonce] },
            Script = session => session.Enqueue(ServerStep.Get("./DevDetail/FwV")),
        },
        TimeProvider.System,
        new SystemRandomOctets());

    /// <summary>Messages a second; each opens a session of its own.</summary>
    private static async Task<double> RateAsync(HttpClient client, Uri address, int messages)
    {
        var next = 0;
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, messages)).Select(async _ =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) <= messages;)
            {
                using var content = new ByteArrayContent(s_packages[number % Devices]);
                content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
                using var answer = await client.PostAsync(address, content);
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"HTTP {answer.StatusCode}");
                await answer.Content.ReadAsByteArrayAsync();
            }
        }));
        return messages / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static SyncMlMessage Message(int device)
    {
        var header = SyncMlHeader.Of("1A2B", "1", "http://127.0.0.1/dm", $"IMEI:{device}") with
        {
            Source = new SyncMlAddress($"IMEI:{device}", $"dev-{device}"),
            Cred = SyncMlCred.Of("syncml:auth-md5", Md5Credential.Compute(CredentialHash.Of(Credential.Of($"dev-{device}", "c-secret")), [])),
        };
        string[] leaves = ["DevId", "Man", "Mod", "DmV", "Lang"];
        return SyncMlMessage.Of(
            header,
            true,
            SyncMlCommand.Alert("1", 1201),
            SyncMlCommand.Of(SyncMlCommandKind.Replace, "2", [.. leaves.Select(l => SyncMlItem.From($"./DevInfo/{l}", SyncMlData.OfText("value")))]));
    }
}

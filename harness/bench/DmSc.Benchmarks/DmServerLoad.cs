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
    private const int Rounds = 5;
    private const int PerRound = 4000;
    private const int Lanes = 16;
    private const int Devices = 200;

    private static readonly byte[][] s_packages = [.. Enumerable.Range(0, Devices).Select(i => Message(i).ToWbxml())];

    public static async Task<int> RunAsync(TextWriter output)
    {
        await using var constant = Constant();
        await constant.StartAsync();
        using var server = Emulated();
        await using var listener = await DmHttpServer.StartAsync(server, new DmHttpServerSettings(), TimeProvider.System, CancellationToken.None);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Lanes });
        var fixedAddress = new Uri($"{constant.Urls.Single()}/dm");
        await RateAsync(client, fixedAddress, PerRound / 4);
        await RateAsync(client, listener.Address, PerRound / 4);
        var (best, bestConstant) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            bestConstant = Math.Max(bestConstant, await RateAsync(client, fixedAddress, PerRound));
            best = Math.Max(best, await RateAsync(client, listener.Address, PerRound));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| constant | {bestConstant:0} messages/s | |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| package 1 | {best:0} messages/s | {best / bestConstant:0.00} |"));
        for (var batch = 1; batch <= 5; batch++)
        {
            await RateAsync(client, listener.Address, PerRound);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch * PerRound} further sessions, {server.OpenSessions} open | {GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0:0.0} MB | |"));
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

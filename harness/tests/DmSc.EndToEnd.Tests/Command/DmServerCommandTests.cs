using System.Globalization;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.SyncMl;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary><c>dmsc serve dm-server</c> as a process of its own, with curl as its client.</summary>
[CancelAfter(60_000)]
public sealed class DmServerCommandTests
{
    [Test]
    public async Task A_server_that_runs_alone_answers_tells_what_it_does_and_ends_with_an_interrupt(CancellationToken ct)
    {
        ForeignTool.Require("curl", "curl");
        using var folder = new TemporaryFolder();
        using var server = Dmsc.Start(Dmsc.RepositoryRoot, "serve", "dm-server", "--script", "fixtures/servers/worked-examples.yaml", "--url", "http://127.0.0.1:0/dm");
        var serving = await server.StandardOutput.ReadLineAsync(ct);
        Assert.That(serving, Does.Match(@"serving 'accounts of the worked examples' at http://127\.0\.0\.1:\d+/dm"));
        var url = serving!.Split(' ').First(word => word.StartsWith("http://", StringComparison.Ordinal)).TrimEnd(';');
        var message = Path.Combine(Dmsc.RepositoryRoot, "fixtures", "servers", "messages", "pkg1-md5.wbxml");

        await ForeignTool.SucceedAsync("curl", "-sS", "-f", "-o", folder.File("answer"), "-H", "Content-Type: application/vnd.syncml.dm+wbxml", "--data-binary", $"@{message}", url);
        await ForeignTool.SucceedAsync("kill", "-INT", server.Id.ToString(CultureInfo.InvariantCulture));
        var log = await server.StandardOutput.ReadToEndAsync(ct);
        await server.WaitForExitAsync(ct);

        var answer = SyncMlMessage.Parse(await File.ReadAllBytesAsync(folder.File("answer"), ct));
        Assert.That(answer.Commands[0].Data!.Text, Is.EqualTo("212"));
        Assert.That(log, Does.Match(@"(?m)^\d\d:\d\d:\d\d\.\d{3}  IMEI:353918051234563  1A2B  \S"));
        Assert.That(server.ExitCode, Is.Zero, log);
    }

    [Test]
    public async Task A_script_that_cannot_be_read_is_named_by_its_place()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bad.yaml"), "name: bad\nsesions: []\n");

        var result = await Dmsc.RunAsync("serve", "dm-server", "--script", folder.File("bad.yaml"), "--url", "http://127.0.0.1:0/dm");

        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString);
        Assert.That(result.Error, Does.Match(@"bad\.yaml:2:1: error \w+: .*sesions"));
    }

    [TestCase("--control goes with --driver http", "--driver", "lines", "--control", "http://127.0.0.1:0")]
    [TestCase("--script is for the emulated server", "--driver", "lines", "--script", "x.yaml")]
    [TestCase("--capture is for the reference server", "--capture", "x")]
    [TestCase("--control is for the reference server: it goes with --driver http", "--control", "http://127.0.0.1:0")]
    [TestCase("--trusted-receivers goes with --push-certificate", "--driver", "http", "--trusted-receivers", "fixtures/keys/authority.cert.pem")]
    [TestCase("--https makes a certificate for this run", "--https", "--certificate", "fixtures/keys/dm-server.tls.pem")]
    [TestCase("--driver pigeon: lines or http expected", "--driver", "pigeon")]
    [TestCase("--control http://localhost:1: http, an IP address and a port expected", "--driver", "http", "--control", "http://localhost:1")]
    [TestCase("--control http://127.0.0.1:0/api: no path expected", "--driver", "http", "--control", "http://127.0.0.1:0/api")]
    [TestCase("--push-certificate fixtures/keys/authority.cert.pem: a certificate and its private key in PEM expected", "--driver", "lines", "--push-certificate", "fixtures/keys/authority.cert.pem")]
    [TestCase("--signing-key fixtures/keys/signer.pub.pem: an RSA private key in PEM expected", "--driver", "lines", "--signing-key", "fixtures/keys/signer.pub.pem")]
    [TestCase("--signing-key nowhere.pem: an RSA private key in PEM expected", "--driver", "lines", "--signing-key", "nowhere.pem")]
    [TestCase("there is no deviation 'server.rude'", "--driver", "lines", "--deviation", "server.rude")]
    [TestCase("there is a capture already", "--driver", "lines", "--capture", "fixtures/iuts/server-capture/capture")]
    public async Task Options_that_do_not_fit_give_one_clear_line(string line, params string[] options)
    {
        var result = await Dmsc.RunAsync(["serve", "dm-server", .. options]);

        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString);
        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1).And.All.Contains(line));
    }

    [Test]
    public async Task A_driver_program_writes_nothing_but_answers()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder.File("requests"), ["{\"id\":1,\"op\":\"hello\",\"version\":1,\"push-url\":\"http://127.0.0.1:1/wappush\"}", "rubbish", "{\"id\":2,\"op\":\"fly\"}"]);

        var result = await ForeignTool.RunAsync(folder.Path, "sh", "-c", "dotnet \"$1\" serve dm-server --driver lines < requests", "sh", Dmsc.Path);

        Assert.That(result.ExitCode, Is.Zero, result.ToString);
        Assert.That(result.Error, Is.Empty);
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(3).And.All.StartsWith("{\"id\":"));
        Assert.That(lines[0], Does.Contain("\"ok\":true").And.Contain("\"collects\":true"));
        Assert.That(lines[1..], Is.All.Contains("\"ok\":false"));
    }
}

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
}

using DmSc.EndToEnd.Tests.Command;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Steps.Lab.Servers;

namespace DmSc.EndToEnd.Tests.Schemas;

/// <summary>The published schema of the protocol of server drivers, held by a validator that is not ours against lines that were really exchanged.</summary>
public sealed class ServerProtocolTests
{
    private readonly ProtocolSchemas _schema = new("server-driver.schema.json");

    [Test]
    [CancelAfter(60_000)]
    public async Task Lines_that_were_exchanged_obey_the_schema(CancellationToken ct)
    {
        ForeignTool.RequireNpm("ajv");
        using var lab = new ServerLab();
        var (requests, answers) = (lab.Folder("requests"), lab.Folder("answers"));
        lab.DriveBy(["sh", "-c", "asked=$1; answered=$2; shift 2; tee \"$asked\" | \"$@\" | tee \"$answered\"", "driver", requests, answers, .. lab.Program]);

        var run = await lab.RunAsync("server-process", "SERVER-PUSH-003,SERVER-SECURE-001,SERVER-CRYPT-001");

        Assert.That(run.Outcomes, Has.Exactly(4).EndsWith(": pass"), run.Result.ToString);
        var asked = await File.ReadAllLinesAsync(requests, ct);
        Assert.That(string.Concat(asked), Does.Contain("\"bootstrap\"").And.Contain("\"account\"").And.Contain("\"reset\""));
        await _schema.AssertValidAsync("request", [.. asked, ServerLines.Write(new ServerRequest { Id = 99, Op = "collect" })]);
        await _schema.AssertValidAsync("answer", await File.ReadAllLinesAsync(answers, ct));
    }

    [TestCase("request", """{"id":1,"op":"fly"}""")]
    [TestCase("request", """{"id":1,"op":"hello","version":1}""")]
    [TestCase("request", """{"id":1,"op":"account","device":{"imei":"1"}}""")]
    [TestCase("request", """{"id":1,"op":"notify","device":{},"order":{"bearer":"sms","session":"1","ui-mode":"4","initiator":"1"}}""")]
    [TestCase("answer", """{"ok":true}""")]
    [TestCase("answer", """{"id":1,"ok":true,"pushes":[{"bearer":"sms","frames":[]}]}""")]
    [TestCase("answer", """{"id":1,"ok":true,"pushes":[{"bearer":"pigeon","frames":["00"]}]}""")]
    [TestCase("http-answer", """{"pushes":[{"bearer":"sms","frames":["0"]}]}""")]
    [TestCase("http-answer", """{"device":{"imei":"1"}}""")]
    public async Task What_is_no_line_of_the_protocol_the_schema_refuses(string form, string line)
    {
        var result = await _schema.ValidateAsync(form, [line]);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain("data/0"));
    }

    [TestCase("request", """{"id":1,"op":"notify","device":{"device-id":"d"},"order":{"bearer":"sms","session":"1234","ui-mode":"1","initiator":"0","push-url":"http://h/wappush/1"}}""")]
    [TestCase("answer", """{"id":1,"ok":true,"collects":null,"of a later version":{}}""")]
    [TestCase("http-answer", """{"device":{"address":"http://h/dm"}}""")]
    [TestCase("http-answer", """{"pushes":[{"bearer":"ota-http","frames":["504F"],"authenticated-sender":"CN=s"}],"user-entry":"12"}""")]
    public async Task Legal_lines_obey_the_schema(string form, string line) => await _schema.AssertValidAsync(form, line);
}

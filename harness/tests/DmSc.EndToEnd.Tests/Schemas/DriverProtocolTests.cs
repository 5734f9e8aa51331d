using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.EndToEnd.Tests.Schemas;

/// <summary>The published schema of the driver protocol, held by a validator that is not ours against lines that were really exchanged.</summary>
public sealed class DriverProtocolTests
{
    private readonly ProtocolSchemas _schema = new("device-driver.schema.json");
    private static readonly string Drivers = Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "drivers");

    [Test]
    [CancelAfter(60_000)]
    public async Task Lines_that_were_exchanged_obey_the_schema(CancellationToken ct)
    {
        ForeignTool.RequireNpm("ajv");
        ForeignTool.Require("python3", "python3");
        ForeignTool.Require("tee", "coreutils");
        var folder = Directory.CreateTempSubdirectory("dmsc-driver-");
        try
        {
            var (requests, answers) = (Path.Combine(folder.FullName, "requests"), Path.Combine(folder.FullName, "answers"));
            var driver = new DeviceDriver.Program(
                ["/bin/sh", "-c", "tee \"$1\" | python3 sample_driver.py | tee \"$2\"", "driver", requests, answers], Drivers, TimeSpan.FromSeconds(30));
            var room = new DeviceRoom { DeviceName = "sample", Reference = (_, _) => throw new InvalidOperationException("no reference"), Record = _ => { }, Time = TimeProvider.System };
            await using (var device = await driver.CreateAsync(room, ct))
            {
                await device.ResetAsync(new DeviceBaseline(), ct);
                await device.InsertCardAsync(new DeviceCard("sample 7", null), ct);
                Assert.That(async () => await device.PushAsync(new PushDelivery(PushBearerKind.Sms, PushTransport.Open, [new byte[] { 1 }], null), ct), Throws.Exception);
                await device.PowerOnAsync(ct);
                await device.PushAsync(new PushDelivery(PushBearerKind.OtaHttp, PushTransport.Authenticated("CN=gateway"), [new byte[] { 0, 255 }], null), ct);
                await device.ReportAsync(ct);
                await device.PowerOffAsync(ct);
                await device.RemoveCardAsync(ct);
            }

            var asked = await File.ReadAllLinesAsync(requests, ct);
            var answered = await File.ReadAllLinesAsync(answers, ct);
            Assert.That((asked.Length, answered.Length), Is.EqualTo((9, 9)));
            await _schema.AssertValidAsync("request", asked);
            await _schema.AssertValidAsync("answer", answered);
            await _schema.AssertValidAsync("hello-answer", answered[0]);
            await _schema.AssertValidAsync("report-answer", answered[6]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Requests_of_every_operation_obey_the_schema()
    {
        ForeignTool.RequireNpm("ajv");
        await _schema.AssertValidAsync("request",
        [
            DeviceLines.Write(new DeviceRequest { Id = 1, Op = "hello", Version = DeviceRequest.ProtocolVersion }),
            DeviceLines.Write(new DeviceRequest { Id = 2, Op = "reset", SmartCardBootstrap = false, LockedToIccid = "8988" }),
            DeviceLines.Write(new DeviceRequest { Id = 3, Op = "enter-pin", Pin = "1234" }),
            DeviceLines.Write(new DeviceRequest { Id = 4, Op = "answer-prompts", Answers = [new("yes"), new("text", "x"), new("choose", null, [1, 2])] }),
            DeviceLines.Write(new DeviceRequest { Id = 5, Op = "start-session", ServerId = "a.example" }),
            DeviceLines.Write(new DeviceRequest { Id = 6, Op = "start-session" }),
        ]);
    }

    [TestCase("request", """{"id":1,"op":"fly"}""")]
    [TestCase("request", """{"id":0,"op":"power-on"}""")]
    [TestCase("request", """{"id":1,"op":"power-on","pin":"1"}""")]
    [TestCase("request", """{"id":1,"op":"enter-pin"}""")]
    [TestCase("request", """{"id":1,"op":"push","bearer":"pigeon","frames":["00"]}""")]
    [TestCase("request", """{"id":1,"op":"push","bearer":"sms","frames":["0"]}""")]
    [TestCase("answer", """{"id":1}""")]
    [TestCase("answer", """{"id":"1","ok":true}""")]
    [TestCase("hello-answer", """{"id":1,"ok":true}""")]
    [TestCase("hello-answer", """{"id":1,"ok":true,"can":["fly"]}""")]
    [TestCase("report-answer", """{"id":1,"ok":true,"server-ids":[]}""")]
    public async Task What_is_no_line_of_the_protocol_the_schema_refuses(string form, string line)
    {
        ForeignTool.RequireNpm("ajv");
        var result = await _schema.ValidateAsync(form, [line]);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain("data/0"));
    }

    [TestCase("hello-answer", """{"id":1,"ok":true,"can":[]}""")]
    [TestCase("hello-answer", """{"id":1,"ok":false,"error":"wrong version"}""")]
    [TestCase("report-answer", """{"id":1,"ok":true,"powered-on":true,"server-ids":null,"of a later version":{}}""")]
    public async Task Legal_answers_obey_the_schema(string form, string line)
    {
        ForeignTool.RequireNpm("ajv");
        await _schema.AssertValidAsync(form, line);
    }
}

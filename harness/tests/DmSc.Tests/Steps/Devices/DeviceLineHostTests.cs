using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

[TestFixture]
internal sealed class DeviceLineHostTests
{
    private readonly ScriptedDevice _device = new();

    private DeviceLineHost Host => new(_device, name => name == "sample" ? new DeviceCard(name, null) : null);

    [SetUp]
    public void Forget() => (_device.Failure, _) = (null, _device.Asked.RemoveAll(_ => true));

    [TestCase("""{"id":1,"op":"reset","smart-card-bootstrap":false,"locked-to-iccid":"8988"}""", "reset False 8988")]
    [TestCase("""{"id":1,"op":"reset","smart-card-bootstrap":true,"locked-to-iccid":"8988","demand-signature":true}""", "reset True 8988 signed")]
    [TestCase("""{"id":1,"op":"reset"}""", "reset True")]
    [TestCase("""{"id":1,"op":"power-on"}""", "power-on")]
    [TestCase("""{"id":1,"op":"power-off"}""", "power-off")]
    [TestCase("""{"id":1,"op":"insert-card","card":"sample"}""", "insert sample")]
    [TestCase("""{"id":1,"op":"remove-card"}""", "remove")]
    [TestCase("""{"id":1,"op":"enter-pin","pin":"1234"}""", "pin 1234")]
    [TestCase("""{"id":1,"op":"answer-prompts","answers":[{"kind":"yes"},{"kind":"text","text":"x"},{"kind":"choose","choices":[1,3]}]}""", "answers Yes: Text:x Choose:1+3")]
    [TestCase("""{"id":1,"op":"start-session","server-id":"a.example"}""", "session a.example")]
    [TestCase("""{"id":1,"op":"start-session","of a later version":[1,{"a":null}]}""", "session")]
    [TestCase("""{"id":1,"op":"push","bearer":"sms","frames":["00FF"]}""", "push")]
    public async Task An_operation_reaches_the_device(string request, string asked)
    {
        Assert.That(await AnswerAsync(request), Is.EqualTo("""{"id":1,"ok":true}"""));
        Assert.That(_device.Asked, Is.EqualTo(new[] { asked }));
    }

    [Test]
    public async Task A_greeting_is_answered_with_what_the_device_is_and_can() =>
        Assert.That(await AnswerAsync("""{"id":7,"op":"hello","version":1}"""), Is.EqualTo(
            """{"id":7,"ok":true,"name":"Scripted","facts":{"imei":"493005100592800"},"can":["reset","power","push","enter-pin","answer-prompts","start-session","report"]}"""));

    [Test]
    public async Task A_device_without_a_card_slot_takes_no_card()
    {
        var host = new DeviceLineHost(_device, cards: null);
        foreach (var request in (string[])["""{"id":1,"op":"insert-card","card":"sample"}""", """{"id":1,"op":"remove-card"}"""])
        {
            var answer = await host.AnswerAsync(request, CancellationToken.None);
            Assert.That((answer.Ok, answer.Error), Is.EqualTo((false, "Scripted has no card slot here")));
        }

        Assert.That(_device.Asked, Is.Empty);
    }

    [Test]
    public async Task A_report_says_what_the_device_tells_and_nothing_else()
    {
        Assert.That(await AnswerAsync("""{"id":2,"op":"report"}"""), Is.EqualTo("""{"id":2,"ok":true,"powered-on":false,"server-ids":["a.example"],"waits-for-pin":true}"""));
        _device.State = new DeviceState(true, null, null);
        Assert.That(await AnswerAsync("""{"id":3,"op":"report"}"""), Is.EqualTo("""{"id":3,"ok":true,"powered-on":true}"""));
    }

    [Test]
    public async Task A_push_keeps_its_octets_and_who_its_transport_says_sent_it()
    {
        await AnswerAsync("""{"id":1,"op":"push","bearer":"sms","frames":["00FF","01"]}""");
        Assert.That(_device.Pushed!.Frames.Select(f => Convert.ToHexString(f.Span)), Is.EqualTo(new[] { "00FF", "01" }));
        Assert.That(_device.Pushed.Transport.IsSecurePush, Is.False);

        var post = Convert.ToHexString("POST /push HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"u8);
        await AnswerAsync($$"""{"id":2,"op":"push","bearer":"ota-http","frames":["{{post}}"],"authenticated-sender":"CN=gateway"}""");
        Assert.That(_device.Pushed.Kind, Is.EqualTo(PushBearerKind.OtaHttp));
        Assert.That(_device.Pushed.Transport.AuthenticatedSender, Is.EqualTo("CN=gateway"));
        Assert.That(_device.Pushed.Request, Is.Not.Null);
    }

    [TestCase("""{"id":5,"op":"hello","version":2}""", 5, "version 2")]
    [TestCase("""{"id":5,"op":"fly"}""", 5, "'fly'")]
    [TestCase("""{"id":5,"op":"insert-card","card":"other"}""", 5, "'other'")]
    [TestCase("""{"id":5,"op":"insert-card"}""", 5, "'card'")]
    [TestCase("""{"id":5,"op":"push","bearer":"sms","frames":["0g"]}""", 5, "")]
    [TestCase("""{"id":5,"op":"push","bearer":"sms","frames":["0"]}""", 5, "")]
    [TestCase("""{"id":5,"op":"push","bearer":"sms","frames":[]}""", 5, "at least one frame")]
    [TestCase("""{"id":5,"op":"push","bearer":"pigeon","frames":["00"]}""", 5, "'pigeon'")]
    [TestCase("""{"id":5,"op":"push","bearer":"ota-http","frames":["00"]}""", 5, "HTTP request")]
    [TestCase("""{"id":5,"op":"push","bearer":"ota-http","frames":["00","00"]}""", 5, "one frame")]
    [TestCase("""{"id":5,"op":"answer-prompts","answers":[{"kind":"maybe"}]}""", 5, "'maybe'")]
    [TestCase("""{"id":5,"op":"answer-prompts","answers":[{"kind":"text"}]}""", 5, "'text'")]
    [TestCase("""{"id":5,"op":"push","bearer":"sms","frames":[null]}""", 0, "'frames'")]
    [TestCase("""{"id":5,"op":"answer-prompts","answers":[null]}""", 0, "'answers'")]
    [TestCase("""{"id":5,"op":"answer-prompts","answers":[{"kind":null}]}""", 0, "kind")]
    [TestCase("""{"id":5,"op":"power-on","op":"power-off"}""", 0, "op")]
    [TestCase("""{"op":"power-on"}""", 0, "id")]
    [TestCase("null", 0, "null")]
    [TestCase("", 0, "not a request")]
    [TestCase("[[[[[[[[[[[[", 0, "not a request")]
    public async Task What_is_no_request_is_answered_with_the_reason_and_asks_the_device_nothing(string request, int id, string reason)
    {
        var answer = DeviceLines.ReadAnswer(await AnswerAsync(request));
        Assert.That((answer.Id, answer.Ok), Is.EqualTo((id, false)));
        Assert.That(answer.Error, Does.Contain(reason).And.Not.Empty);
        Assert.That(_device.Asked, Is.Empty);
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void No_line_whatever_is_left_without_an_answer(string? line)
    {
        var answer = Host.AnswerAsync(line ?? "", CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.That(answer.Ok, Is.False);
        Assert.That(DeviceLines.ReadAnswer(DeviceLines.Write(answer)).Error, Is.EqualTo(answer.Error));
    }

    [Test]
    public async Task A_device_that_fails_is_an_answer_with_its_reason()
    {
        _device.Failure = new LinkException(LinkFailure.PeerUnreachable, "the cable is out");
        Assert.That(await AnswerAsync("""{"id":1,"op":"power-on"}"""), Is.EqualTo("""{"id":1,"ok":false,"error":"the cable is out"}"""));
    }

    [Test]
    public async Task A_line_without_end_is_refused_once_and_the_next_one_is_answered()
    {
        using var input = new StringReader(new string('x', 3 * DeviceLines.MaxLength) + "\n{\"id\":2,\"op\":\"power-on\"}\r\n{\"id\":3,\"op\":\"power-off\"}");
        using var output = new StringWriter { NewLine = "\n" };
        await Host.RunAsync(input, output, CancellationToken.None);
        Assert.That(output.ToString(), Is.EqualTo($"{{\"id\":0,\"ok\":false,\"error\":\"a line of more than {DeviceLines.MaxLength} characters\"}}\n{{\"id\":2,\"ok\":true}}\n"));
        Assert.That(_device.Asked, Is.EqualTo(new[] { "power-on" }), "a request that was cut off is none");
    }

    [Test]
    public void Cancelling_ends_it()
    {
        using var input = new StringReader("{\"id\":1,\"op\":\"power-on\"}\n");
        using var output = new StringWriter();
        Assert.That(async () => await Host.RunAsync(input, output, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<string> AnswerAsync(string request) => DeviceLines.Write(await Host.AnswerAsync(request, CancellationToken.None));
}

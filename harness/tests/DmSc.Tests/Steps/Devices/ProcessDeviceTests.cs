using System.Diagnostics;
using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

/// <summary>Drivers good and bad, played by the shell that every Unix has.</summary>
[TestFixture]
[CancelAfter(30_000)]
[Platform("Linux", Reason = "the drivers of these tests are Unix shell scripts, and processes are looked up in /proc")]
internal sealed class ProcessDeviceTests
{
    private const string Hello = """read -r line; echo '{"id":1,"ok":true,"name":"Shell","facts":{"software":"7"},"can":["reset","power","card","push","enter-pin","answer-prompts","start-session","report"]}'; """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task A_driver_is_greeted_and_says_what_it_is(CancellationToken ct)
    {
        await using var device = await StartAsync("""read -r line; echo '{"id":1,"ok":true,"name":"Shell","facts":{"software":"7"},"can":["power"],"of a later version":{}}'""", ct);
        Assert.That(device.Name, Is.EqualTo("Shell"));
        Assert.That(device.Facts["software"], Is.EqualTo("7"));
        Assert.That(Enum.GetValues<DeviceOperation>().Where(device.Can), Is.EqualTo(new[] { DeviceOperation.Power }));
    }

    [Test]
    public async Task Every_operation_is_one_line_with_its_own_fields(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var requests = folder.Write("requests", "");
        var device = await StartAsync($$"""id=0; while read -r line; do echo "$line" >> '{{requests}}'; id=$((id+1)); echo "{\"id\":$id,\"ok\":true,\"powered-on\":false,\"can\":[\"reset\",\"power\",\"card\",\"push\",\"enter-pin\",\"answer-prompts\",\"start-session\",\"report\"]}"; done""", ct);

        await device.ResetAsync(new DeviceBaseline { SmartCardBootstrap = false, LockedToIccid = "8988" }, ct);
        await device.ResetAsync(new DeviceBaseline(), ct);
        await device.PowerOnAsync(ct);
        await device.PowerOffAsync(ct);
        await device.InsertCardAsync(new DeviceCard("sample 7", null), ct);
        await device.RemoveCardAsync(ct);
        await device.PushAsync(new PushDelivery(PushBearerKind.Sms, PushTransport.Open, [new byte[] { 0, 255 }, new byte[] { 1 }], null), ct);
        await device.PushAsync(new PushDelivery(PushBearerKind.OtaHttp, PushTransport.Authenticated("CN=gateway"), [new byte[] { 16 }], null), ct);
        await device.EnterPinAsync("1234", ct);
        await device.AnswerPromptsAsync([new(PromptAnswerKind.Yes), new(PromptAnswerKind.Text, "x"), new(PromptAnswerKind.Choose, null, [1])], ct);
        await device.StartSessionAsync("a.example", ct);
        await device.StartSessionAsync(null, ct);
        Assert.That(await device.ReportAsync(ct), Is.EqualTo(new DeviceState(false, null, null)));
        await device.DisposeAsync();

        Assert.That(await File.ReadAllLinesAsync(requests, ct), Is.EqualTo(new[]
        {
            """{"id":1,"op":"hello","version":1}""",
            """{"id":2,"op":"reset","smart-card-bootstrap":false,"locked-to-iccid":"8988"}""",
            """{"id":3,"op":"reset","smart-card-bootstrap":true}""",
            """{"id":4,"op":"power-on"}""",
            """{"id":5,"op":"power-off"}""",
            """{"id":6,"op":"insert-card","card":"sample 7"}""",
            """{"id":7,"op":"remove-card"}""",
            """{"id":8,"op":"push","bearer":"sms","frames":["00FF","01"]}""",
            """{"id":9,"op":"push","bearer":"ota-http","authenticated-sender":"CN=gateway","frames":["10"]}""",
            """{"id":10,"op":"enter-pin","pin":"1234"}""",
            """{"id":11,"op":"answer-prompts","answers":[{"kind":"yes"},{"kind":"text","text":"x"},{"kind":"choose","choices":[1]}]}""",
            """{"id":12,"op":"start-session","server-id":"a.example"}""",
            """{"id":13,"op":"start-session"}""",
            """{"id":14,"op":"report"}""",
        }));
    }

    [Test]
    public async Task What_it_cannot_do_it_is_not_asked(CancellationToken ct)
    {
        await using var device = await StartAsync("""read -r line; echo '{"id":1,"ok":true,"can":[]}'; read -r line && exit 9""", ct);
        Assert.That(device.Name, Is.EqualTo("/bin/sh"));
        Assert.That((await FailureAsync(() => device.PowerOnAsync(ct))).Failure, Is.EqualTo(LinkFailure.Misuse));
        Assert.That((await FailureAsync(async () => await device.ReportAsync(ct))).Failure, Is.EqualTo(LinkFailure.Misuse));
    }

    [Test]
    public async Task One_that_could_not_is_asked_again(CancellationToken ct)
    {
        await using var device = await StartAsync(Hello + """read -r line; echo '{"id":2,"ok":false,"error":"the battery is flat"}'; read -r line; echo '{"id":3,"ok":true}'; cat""", ct);
        var failure = await FailureAsync(() => device.PowerOnAsync(ct));
        Assert.That(failure.Failure, Is.EqualTo(LinkFailure.PeerUnreachable));
        Assert.That(failure.Message, Is.EqualTo("the driver /bin/sh could not do 'power-on': the battery is flat"));
        Assert.That(async () => await device.PowerOnAsync(ct), Throws.Nothing);
    }

    [TestCase("exit 3", "ended with exit code 3 instead of answering 'hello'")]
    [TestCase("echo no licence >&2; exit 3", "it said: no licence")]
    [TestCase("printf '{\"id\":1'; exit 0", "ended with exit code 0")]
    [TestCase("exec >&-; sleep 60", "closed its input or output")]
    [TestCase("sleep 3 & exit 4", "ended with exit code 4")]
    [TestCase("echo Ready.", "The line begins: Ready.")]
    [TestCase("read -r line; echo '{}'", "not an answer")]
    [TestCase("read -r line; echo null", "null is not an answer")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":\"yes\",\"can\":[]}'", "not an answer")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":true,\"ok\":false,\"can\":[]}'", "not an answer")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":true,\"can\":[],\"server-ids\":[null]}'", "a null in 'server-ids'")]
    [TestCase("read -r line; printf '{\"id\":1,\"ok\":true,\"name\":\"\\377\",\"can\":[]}\\n'", "not UTF-8")]
    [TestCase("read -r line; echo '{\"id\":2,\"ok\":true,\"can\":[]}'", "answered request 2 instead of 1")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":true}'", "has no 'can'")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":true,\"can\":[\"power\",\"fly\"]}'", "cannot 'fly'; there are reset, power")]
    [TestCase("read -r line; echo '{\"id\":1,\"ok\":false,\"error\":\"wrong version\"}'", "could not do 'hello': wrong version")]
    [TestCase("head -c 10000000 /dev/zero | tr '\\0' x; sleep 60", "more than 1048576 characters")]
    [TestCase("head -c 3000000 /dev/zero | tr '\\0' x >&2; echo flood >&2; exit 5", "it said: ")]
    public async Task A_driver_that_breaks_the_protocol_is_trouble_said_in_a_sentence(string script, string reason, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var failure = await FailureAsync(async () => await StartAsync(script, ct));
        Assert.That(failure.Failure, Is.EqualTo(LinkFailure.PeerUnreachable), failure.Message);
        Assert.That(failure.Message, Does.Contain(reason).And.Length.LessThan(5000));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(10)), "nobody waits for the dead");
    }

    [TestCase("")]
    [TestCase("""echo '{"id":2,"ok":true}';""")]
    public async Task What_a_driver_never_got_is_not_done_whatever_it_says(string more, CancellationToken ct)
    {
        var hello = """read -r line; exec <&-; echo '{"id":1,"ok":true,"can":["power"]}';""";
        await using var device = await StartAsync($"{hello} {more} sleep 60", ct);
        var failure = await FailureAsync(() => device.PowerOnAsync(ct));
        Assert.That((failure.Failure, failure.Message), Is.EqualTo((LinkFailure.PeerUnreachable, "the driver /bin/sh closed its input or output instead of answering 'power-on'")));
    }

    [Test]
    public async Task A_program_that_is_not_there_is_trouble(CancellationToken ct)
    {
        var failure = await FailureAsync(async () => await ProcessDevice.StartAsync(new DriverSettings(["/no/such/driver"], Path.GetTempPath(), Patience), TimeProvider.System, ct));
        Assert.That(failure.Failure, Is.EqualTo(LinkFailure.PeerUnreachable));
        Assert.That(failure.Message, Does.StartWith("the driver /no/such/driver cannot be started"));
    }

    [Test]
    public async Task A_report_without_the_power_state_is_trouble(CancellationToken ct)
    {
        await using var device = await StartAsync(Hello + """read -r line; echo '{"id":2,"ok":true}'; cat""", ct);
        Assert.That((await FailureAsync(async () => await device.ReportAsync(ct))).Message, Does.Contain("has no 'powered-on'"));
    }

    [Test]
    public async Task One_answer_too_many_is_never_taken_for_the_next(CancellationToken ct)
    {
        await using var device = await StartAsync(Hello + """read -r line; echo '{"id":2,"ok":true}'; echo '{"id":2,"ok":true}'; cat""", ct);
        await device.PowerOnAsync(ct);
        Assert.That((await FailureAsync(() => device.PowerOffAsync(ct))).Message, Does.Contain("answered request 2 instead of 3"));
    }

    [Test]
    public async Task A_driver_that_hangs_is_killed_at_its_deadline_with_all_it_started(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var pids = folder.Write("pids", "");
        await using var device = await StartAsync(Hello + $"sleep 300 & echo $$ $! > '{pids}'; wait", ct, TimeSpan.FromMilliseconds(700));
        var failure = await FailureAsync(() => device.PowerOnAsync(ct));
        Assert.That(failure.Failure, Is.EqualTo(LinkFailure.Deadline));
        Assert.That(failure.Message, Does.Contain("did not answer 'power-on' within 0.7 s"));
        await AssertGoneAsync(pids, ct);
    }

    [Test]
    public async Task An_answer_that_comes_too_late_is_not_taken_for_another(CancellationToken ct)
    {
        await using var device = await StartAsync(Hello + """read -r line; sleep 1; echo '{"id":2,"ok":true}'; cat""", ct, TimeSpan.FromMilliseconds(700));
        var first = await FailureAsync(() => device.PowerOnAsync(ct));
        var second = await FailureAsync(() => device.PowerOffAsync(ct));
        Assert.That(first.Failure, Is.EqualTo(LinkFailure.Deadline));
        Assert.That((second.Failure, second.Message), Is.EqualTo((LinkFailure.PeerUnreachable, first.Message)), "the first cause is what people need");
    }

    [Test]
    public async Task A_driver_that_does_not_read_is_not_waited_for_longer(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var pids = folder.Write("pids", "");
        await using var device = await StartAsync(Hello + $"sleep 300 & echo $$ $! > '{pids}'; wait", ct, TimeSpan.FromSeconds(1));
        var delivery = new PushDelivery(PushBearerKind.Sms, PushTransport.Open, [new byte[400_000]], null);
        Assert.That((await FailureAsync(() => device.PushAsync(delivery, ct))).Failure, Is.EqualTo(LinkFailure.Deadline));
        await AssertGoneAsync(pids, ct);
    }

    [Test]
    public async Task A_case_that_is_ended_ends_the_driver(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var pids = folder.Write("pids", "");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var device = await StartAsync(Hello + $"sleep 300 & echo $$ $! > '{pids}'; wait", ct);
        stop.CancelAfter(TimeSpan.FromMilliseconds(500));
        Assert.That(async () => await device.PowerOnAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await FailureAsync(() => device.PowerOnAsync(ct))).Message, Does.Contain("waited for no longer while it did 'power-on'"));
        await AssertGoneAsync(pids, ct);
    }

    [Test]
    public async Task A_driver_ends_when_its_input_is_closed(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var done = folder.Write("done", "");
        var device = await StartAsync(Hello + $"cat; echo put away > '{done}'", ct);
        await device.DisposeAsync();
        Assert.That(await File.ReadAllTextAsync(done, ct), Is.EqualTo("put away\n"), "it had time to put things away");
    }

    [Test]
    public async Task A_driver_that_ignores_the_end_of_its_input_is_killed_with_all_it_started(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var pids = folder.Write("pids", "");
        var settings = Shell(Hello + $"sleep 300 & echo $$ $! > '{pids}'; wait", Patience) with { Farewell = TimeSpan.FromMilliseconds(500) };
        var device = await ProcessDevice.StartAsync(settings, TimeProvider.System, ct);
        await device.DisposeAsync();
        await AssertGoneAsync(pids, ct);
        await device.DisposeAsync();
    }

    private static async Task<LinkException> FailureAsync(Func<ValueTask> doing)
    {
        try
        {
            await doing();
        }
        catch (LinkException e)
        {
            return e;
        }

        throw new AssertionException("it did not fail");
    }

    private static ValueTask<ProcessDevice> StartAsync(string script, CancellationToken ct, TimeSpan? patience = null) =>
        ProcessDevice.StartAsync(Shell(script, patience ?? Patience), TimeProvider.System, ct);

    private static DriverSettings Shell(string script, TimeSpan patience) => new(["/bin/sh", "-c", script], Path.GetTempPath(), patience);

    /// <summary>Waits until none of the processes runs; one that nobody has buried yet does not.</summary>
    private static async Task AssertGoneAsync(string file, CancellationToken ct)
    {
        var pids = (await File.ReadAllTextAsync(file, ct)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.That(pids, Has.Length.EqualTo(2));
        while (pids.Any(Runs))
            await Task.Delay(20, ct);
    }

    private static bool Runs(string pid)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}

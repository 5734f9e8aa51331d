using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Tests.Engine.Execution;

namespace DmSc.Tests.Steps.Devices;

internal sealed class OperatorDeviceTests
{
    private static readonly DateTimeOffset At = new(2024, 5, 6, 9, 8, 9, TimeSpan.FromHours(2));

    private readonly List<string> _record = [];

    [SetUp]
    public void Forget() => _record.Clear();

    [Test]
    public async Task Who_was_asked_what_and_answered_when_is_recorded()
    {
        await using var device = Device(_ => new OperatorReply(true, "took a while", At));
        await device.InsertCardAsync(new DeviceCard("sample 7", null), CancellationToken.None);
        Assert.That(_record, Is.EqualTo(new[] { "operator Kim was asked: Insert the card 'sample 7' into the device. Answer at 2024-05-06T07:08:09Z: done (took a while)." }));
    }

    [Test]
    public async Task A_person_is_told_what_the_card_of_the_case_holds()
    {
        await using var device = Device(_ => new OperatorReply(true, "", At));
        await device.InsertCardAsync(new DeviceCard("sample 7", null, "ICCID 8988; file 2FE2, content 98"), CancellationToken.None);
        Assert.That(_record.Single(), Does.Contain("holds exactly this: ICCID 8988; file 2FE2, content 98.").And.Contain("'not done' unless it is this very card"));
    }

    [Test]
    public async Task What_could_not_be_done_is_trouble_and_recorded()
    {
        await using var device = Device(_ => new OperatorReply(false, "the display is dark", At));
        var failure = await Assert.ThrowsAsync<LinkException>(async () => await device.PowerOnAsync(CancellationToken.None));
        Assert.That(failure!.Failure, Is.EqualTo(LinkFailure.PeerUnreachable));
        Assert.That(failure.Message, Does.Contain("the display is dark"));
        Assert.That(_record.Single(), Does.EndWith("not done (the display is dark)."));
    }

    [Test]
    public async Task A_person_who_does_not_answer_in_time_is_a_deadline()
    {
        var time = new ManualTime();
        await using var device = Device(async ct =>
        {
            var never = new TaskCompletionSource<OperatorReply>();
            await using var end = ct.Register(() => never.SetCanceled(ct));
            time.Advance(TimeSpan.FromMinutes(2));
            return await never.Task;
        }, time);
        var failure = await Assert.ThrowsAsync<LinkException>(async () => await device.PowerOffAsync(CancellationToken.None));
        Assert.That(failure!.Failure, Is.EqualTo(LinkFailure.Deadline));
        Assert.That(_record.Single(), Does.EndWith("No answer within 60 s."));
    }

    [Test]
    public async Task A_case_that_ends_first_is_no_deadline_of_the_person()
    {
        using var stop = new CancellationTokenSource();
        await using var device = Device(async ct =>
        {
            await stop.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return new OperatorReply(true, "", At);
        });
        Assert.That(async () => await device.PowerOffAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_record.Single(), Does.EndWith("waited for no longer."));
    }

    [Test]
    public async Task The_baseline_is_told_in_words()
    {
        var asked = "";
        await using var device = Device(instruction =>
        {
            asked = instruction;
            return new OperatorReply(true, "", At);
        });
        await device.ResetAsync(new DeviceBaseline { SmartCardBootstrap = false, LockedToIccid = "8988" }, CancellationToken.None);
        Assert.That(asked, Does.Contain("switched off").And.Contain("ICCID 8988").And.Contain("take the card out"));
        await device.AnswerPromptsAsync([new(PromptAnswerKind.Choose, null, [2, 3]), new(PromptAnswerKind.Text, "blue")], CancellationToken.None);
        Assert.That(asked, Does.Contain("choose 2, 3; enter 'blue'"));
    }

    [Test]
    public async Task Octets_and_accounts_are_nothing_for_a_person()
    {
        await using var device = Device(_ => new OperatorReply(true, "", At));
        Assert.That(Enum.GetValues<DeviceOperation>().Where(o => !device.Can(o)), Is.EqualTo(new[] { DeviceOperation.Push, DeviceOperation.Report }));
        var failure = await Assert.ThrowsAsync<LinkException>(async () => await device.ReportAsync(CancellationToken.None));
        Assert.That(failure!.Failure, Is.EqualTo(LinkFailure.Misuse));
        Assert.That(_record, Is.Empty);
    }

    [TestCase("d", true, "")]
    [TestCase("  Done ", true, "")]
    [TestCase("d: after two tries", true, "after two tries")]
    [TestCase("done, slowly", true, "slowly")]
    [TestCase("n", false, "")]
    [TestCase("no", false, "")]
    [TestCase("not done - no menu", false, "no menu")]
    [TestCase("N the battery is flat", false, "the battery is flat")]
    public void A_typed_answer_is_read_with_its_remark(string line, bool done, string remark) =>
        Assert.That(OperatorReply.Read(line, At), Is.EqualTo(new OperatorReply(done, remark, At)));

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("yes")]
    [TestCase("dunno")]
    [TestCase("nothing")]
    public void What_says_neither_is_no_answer(string line) => Assert.That(OperatorReply.Read(line, At), Is.Null);

    private OperatorDevice Device(Func<string, OperatorReply> answer) => new("Phone", new Person((text, _) => ValueTask.FromResult(answer(text))), TimeSpan.FromMinutes(1), _record.Add, new ManualTime());

    private OperatorDevice Device(Func<CancellationToken, Task<OperatorReply>> answer, TimeProvider? time = null) =>
        new("Phone", new Person((_, ct) => new(answer(ct))), TimeSpan.FromMinutes(1), _record.Add, time ?? new ManualTime());

    private sealed class Person(Func<string, CancellationToken, ValueTask<OperatorReply>> answer) : IOperatorConsole
    {
        public string Operator => "Kim";

        public ValueTask<OperatorReply> AskAsync(string instruction, CancellationToken ct) => answer(instruction, ct);
    }
}

using System.Diagnostics;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Bearers.Exec;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Tests.Engine.Execution;
using DmSc.Tests.Wire.Push;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Peers.Push;

/// <summary>A lab's command, played by the shell that every Unix has.</summary>
[TestFixture]
[CancelAfter(20_000)]
[Platform(Exclude = "Win", Reason = "the commands of these tests are those of a Unix shell")]
internal sealed class ExecPushBearerTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Test]
    public async Task Each_SMS_is_a_run_with_its_digits_on_standard_input(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.UserPin).Message;
        var form = new SmsForm { Reference = 7 };

        var receipt = await Bearer(Shell("cat; echo \"$1 of $2\" >&2", "{index}", "{count}") with { Sms = form }).SendAsync(push, ct);

        var expected = SmsEncoding.ToSubmit(push, new WspForm(), form, "+4912345");
        Assert.That(receipt.Runs.Select(run => run.Output), Is.EqualTo(expected.Select(tpdu => Convert.ToHexString(tpdu) + "\n")));
        Assert.That(receipt.Runs.Select(run => run.Error), Is.EqualTo(new[] { "1 of 3\n", "2 of 3\n", "3 of 3\n" }));
        Assert.That(receipt.Frames.Select(frame => Convert.ToHexString(frame.Octets.Span)), Is.EqualTo(expected.Select(Convert.ToHexString)));
        Assert.That(receipt.Transport.IsSecurePush, Is.False);
    }

    [Test]
    public async Task What_the_command_got_is_the_push(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.UserPin).Message;
        var inbox = new PushInbox();
        var intake = new PushIntake(inbox, Time);

        var receipt = await Bearer(Shell("cat") with { Unit = ExecUnit.SmsDeliver }).SendAsync(push, ct);
        foreach (var run in receipt.Runs)
            await intake.Sms.AcceptAsync(Convert.FromHexString(run.Output.TrimEnd()), ct);

        Assert.That(inbox.TryTake(out var received));
        Assert.That(received!.Message!.ReadSecurity(), Is.EqualTo(push.ReadSecurity()));
    }

    [TestCase(ExecUnit.SmsUserData, "0605040B84C002")]
    [TestCase(ExecUnit.WspPdu, "")]
    public async Task Other_units_are_parts_of_it(ExecUnit unit, string header, CancellationToken ct)
    {
        var receipt = await Bearer(Shell("cat") with { Unit = unit }).SendAsync(Pushes.Notification, ct);

        Assert.That(receipt.Runs.Single().Output, Is.EqualTo(header + Convert.ToHexString(PushVectors.Notification) + "\n"));
    }

    [Test]
    public async Task A_body_goes_with_its_content_type_and_application(CancellationToken ct)
    {
        var push = Pushes.DmBootstrap(BootstrapMethod.UserPin).Message with { Body = "octets\n"u8.ToArray() };
        var settings = Shell("cat; printf '%s|' \"$@\"", "{content-type}", "{application-id}", "{length}", "{base64}", "{{{destination}:{port}}}") with
        {
            Unit = ExecUnit.Body,
            Input = ExecInput.Octets,
            Kind = PushBearerKind.OtaHttp,
            Transport = PushTransport.Authenticated("the lab's gateway"),
        };

        var receipt = await Bearer(settings).SendAsync(push, ct);

        Assert.That(receipt.Runs.Single().Output, Is.EqualTo(
            "octets\napplication/vnd.syncml.dm+wbxml; SEC=USERPIN; MAC=C24F7563213939ECBBDB1A9BFE21412E62B9FA97|x-wap-application:syncml.dm|7|b2N0ZXRzCg==|{+4912345:2948}|"));
        Assert.That(receipt.Transport.IsSecurePush);
    }

    [Test]
    public async Task Nothing_in_an_argument_is_ever_interpreted(CancellationToken ct)
    {
        var push = PushMessage.Of(PushMedia.Notification, new PushApplicationId(null, "$(echo no); `id` && \"x\" 'y' *"), new byte[] { 1 });

        var receipt = await Bearer(Shell("printf '%s' \"$1\"", "{application-id}") with { Unit = ExecUnit.Body }).SendAsync(push, ct);

        Assert.That(receipt.Runs.Single().Output, Is.EqualTo("$(echo no); `id` && \"x\" 'y' *"));
    }

    [Test]
    public async Task A_run_that_fails_ends_the_sending_with_what_it_said(CancellationToken ct)
    {
        var failure = await Assert.ThrowsAsync<LinkException>(async () => await Bearer(
            Shell("echo first >&2; echo 'no carrier' >&2; test $1 -lt 2 || exit 3", "{index}")).SendAsync(Pushes.Provisioning(BootstrapMethod.UserPin).Message, ct));

        Assert.That(failure!.Failure, Is.EqualTo(LinkFailure.PeerUnreachable));
        Assert.That(failure.Message, Does.Contain("ended with 3 for unit 2 of 3").And.Contains("it said: no carrier").And.Not.Contains("first"));
    }

    [Test]
    public async Task Other_exit_codes_can_mean_success(CancellationToken ct)
    {
        var receipt = await Bearer(Shell("exit 3") with { SuccessCodes = [3] }).SendAsync(Pushes.Notification, ct);

        Assert.That(receipt.Runs.Single().ExitCode, Is.EqualTo(3));
    }

    [Test]
    public void A_command_that_is_not_there_cannot_be_reached() => Assert.That(
        async () => await Bearer(new ExecSettings("/no/such/program", ExecUnit.WspPdu)).SendAsync(Pushes.Notification, default),
        Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.PeerUnreachable));

    [Test]
    public async Task At_the_deadline_the_command_and_all_it_started_are_killed(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-");
        try
        {
            var settings = Shell("sleep 60 & echo $! > child; echo waiting >&2; wait") with { WorkingDirectory = folder.FullName };
            var clock = new ManualTime();
            var sending = new ExecPushBearer(settings, clock).SendAsync(Pushes.Notification, ct).AsTask();
            var child = await ChildAsync(Path.Combine(folder.FullName, "child"), ct);

            var failure = await Assert.ThrowsAsync<LinkException>(async () => await clock.DriveAsync(sending));

            Assert.That(failure!.Failure, Is.EqualTo(LinkFailure.Deadline));
            Assert.That(failure.Message, Does.Contain("waiting"));
            Assert.That(await EndedAsync(child, ct));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_cancelled_sending_kills_the_command(CancellationToken ct)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = Bearer(Shell("sleep 60")).SendAsync(Pushes.Notification, cancel.Token).AsTask();

        await cancel.CancelAsync();

        Assert.That(async () => await sending.WaitAsync(TimeSpan.FromSeconds(10), ct), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Something_left_behind_does_not_hold_the_sending_up(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();

        var receipt = await Bearer(Shell("echo done; sleep 8 & exit 0")).SendAsync(Pushes.Notification, ct);

        Assert.That(receipt.Runs.Single().Output, Is.EqualTo("done\n"));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(6)));
    }

    [Test]
    public async Task A_command_that_reads_nothing_and_prints_much_is_served(CancellationToken ct)
    {
        var push = PushMessage.Of(PushMedia.DmBootstrap, null, new byte[500_000]);

        var receipt = await Bearer(Shell("head -c 3000000 /dev/zero | tr '\\0' x; echo end") with { Unit = ExecUnit.Body }).SendAsync(push, ct);

        Assert.That(receipt.Runs.Single().Output, Does.EndWith("xxend\n").And.Length.EqualTo(16 * 1024));
    }

    [TestCase("{nonsense}", "column 1 of the argument '{nonsense}'")]
    [TestCase("ab{hex", "column 3")]
    [TestCase("ab}", "column 3")]
    public void A_wrong_placeholder_is_told_before_anything_runs(string argument, string place) =>
        Assert.That(() => Bearer(Shell("true", argument)), Throws.InstanceOf<FormatException>().With.Message.Contains(place));

    [Test]
    public void A_modem_needs_the_number_of_the_device() =>
        Assert.That(() => Bearer(Shell("true") with { Destination = null }), Throws.ArgumentException);

    private static ExecSettings Shell(string script, params string[] arguments) => new("/bin/sh", ExecUnit.SmsSubmit)
    {
        Arguments = ["-c", script.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), "sh", .. arguments],
        Destination = "+4912345",
    };

    private static ExecPushBearer Bearer(ExecSettings settings) => new(settings, Time);

    private static async Task<int> ChildAsync(string file, CancellationToken ct)
    {
        while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, Encoding.ASCII, ct)).EndsWith('\n'))
            await Task.Delay(10, ct);
        return int.Parse(await File.ReadAllTextAsync(file, ct));
    }

    /// <summary>Whether a process is gone, or will be as soon as somebody looks after it.</summary>
    private static async Task<bool> EndedAsync(int process, CancellationToken ct)
    {
        for (var i = 0; i < 200; i++)
        {
            if (!File.Exists($"/proc/{process}/stat") || (await File.ReadAllTextAsync($"/proc/{process}/stat", ct)).Contains(") Z ", StringComparison.Ordinal))
                return true;
            await Task.Delay(10, ct);
        }

        return false;
    }
}

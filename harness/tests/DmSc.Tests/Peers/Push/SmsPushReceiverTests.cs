using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Tests.Engine.Execution;
using DmSc.Tests.Wire.Push;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;

namespace DmSc.Tests.Peers.Push;

[TestFixture]
[CancelAfter(20_000)]
internal sealed class SmsPushReceiverTests
{
    private readonly ManualTime _time = new();
    private PushInbox _inbox = null!;
    private PushIntake _intake = null!;

    [SetUp]
    public void Begin()
    {
        _inbox = new PushInbox();
        _intake = new PushIntake(_inbox, _time);
    }

    [Test]
    public async Task A_push_in_process_arrives_as_it_was_sent(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.UserPin).Message;

        var receipt = await Bearer(new SmsForm { Reference = 7 }).SendAsync(push, ct);

        Assert.That(_inbox.TryTake(out var received));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received!.Error, Is.Null);
            Assert.That(received.Message!.ReadSecurity(), Is.EqualTo(push.ReadSecurity()));
            Assert.That(received.Message.Body.ToArray(), Is.EqualTo(push.Body.ToArray()));
            Assert.That(received.Message.Media, Is.EqualTo(push.Media));
            Assert.That(received.Originator, Is.EqualTo("+12345678901"));
            Assert.That(received.Ports!.Destination, Is.EqualTo(2948));
            Assert.That(received.Transport.IsSecurePush, Is.False);
            Assert.That(received.Pdu, Is.Not.Null);
            Assert.That(received.At, Is.EqualTo(_time.GetUtcNow()));
            Assert.That(received.Frames, Has.Length.EqualTo(3));
            Assert.That(receipt.Frames.Select(frame => frame.Octets.ToArray()), Is.EqualTo(received.Frames.Select(frame => frame.ToArray())));
            Assert.That(receipt.Transport.IsSecurePush, Is.False);
        }
    }

    [Test]
    public async Task Parts_in_disorder_and_twice_make_one_push_with_all_its_frames(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;

        await Bearer(new SmsForm { Parts = [3, 3, 1, 2] }).SendAsync(push, ct);

        Assert.That(_inbox.TryTake(out var received));
        Assert.That(received!.Message!.Body.ToArray(), Is.EqualTo(push.Body.ToArray()));
        Assert.That(received.Frames, Has.Length.EqualTo(4));
        Assert.That(_inbox.TryTake(out _), Is.False);
    }

    [TestCase(new[] { 1, 3 })]
    [TestCase(new[] { 2, 2, 2 })]
    public async Task Without_all_parts_there_is_no_push(int[] parts, CancellationToken ct)
    {
        await Bearer(new SmsForm { Parts = [.. parts] }).SendAsync(Pushes.Provisioning(BootstrapMethod.NetworkId).Message, ct);

        Assert.That(_inbox.TryTake(out _), Is.False);
        Assert.That(_intake.Sms.PendingCount, Is.EqualTo(1));
    }

    [Test]
    public async Task A_part_that_comes_too_late_starts_anew(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;
        await Bearer(new SmsForm { Parts = [1, 2] }).SendAsync(push, ct);
        _time.Advance(_intake.Sms.Lifetime + TimeSpan.FromSeconds(1));

        await Bearer(new SmsForm { Parts = [3] }).SendAsync(push, ct);
        Assert.That(_inbox.TryTake(out _), Is.False);

        await Bearer(new SmsForm { Parts = [1, 2] }).SendAsync(push, ct);
        Assert.That(_inbox.TryTake(out var received));
        Assert.That(received!.Frames, Has.Length.EqualTo(3));
    }

    [Test]
    public async Task Frames_of_a_message_that_was_pushed_out_belong_to_no_other(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;
        for (ushort reference = 0; reference < 40; reference++)
            await Bearer(new SmsForm { Reference = reference, Parts = [1] }).SendAsync(push, ct);

        await Bearer(new SmsForm { Reference = 39, Parts = [2, 3] }).SendAsync(push, ct);
        await Bearer(new SmsForm { Reference = 0, Parts = [1, 2, 3] }).SendAsync(push, ct);

        Assert.That(_inbox.TryTake(out var first));
        Assert.That(_inbox.TryTake(out var second));
        Assert.That((first!.Frames.Length, second!.Frames.Length), Is.EqualTo((3, 3)));
        Assert.That(_intake.Sms.PendingCount, Is.EqualTo(31));
    }

    [Test]
    public async Task An_SMS_to_a_foreign_port_is_shown_as_such(CancellationToken ct)
    {
        await Bearer(new SmsForm { Ports = new ApplicationPorts(49999, 49154) }).SendAsync(Pushes.Notification, ct);

        Assert.That(_inbox.TryTake(out var received));
        Assert.That((received!.Message, received.Error!.Code, received.Ports!.Destination), Is.EqualTo(((PushMessage?)null, ReceiverErrors.ForeignPort, (ushort)49999)));
    }

    [TestCase("44 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 FF 06", PushErrors.UserDataLength)]
    [TestCase("45 00", PushErrors.TpduType)]
    [TestCase("", PushErrors.UnexpectedEnd)]
    [TestCase("04 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 01 06", ReceiverErrors.NoPorts)]
    [TestCase("44 0B 91 21 43 65 87 09 F1 00 00 52 10 20 30 40 50 00 02 06 05", ReceiverErrors.DataCoding)]
    [TestCase("44 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 02 06 05", PushErrors.UserDataHeaderTooLong)]
    [TestCase("44 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 01 00", ReceiverErrors.NoPorts)]
    [TestCase("44 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 0B 06 05 04 0B 84 C0 02 01 07 01 C4", PushErrors.PduType)]
    public async Task What_cannot_be_read_is_posted_with_its_octets_and_the_reason(string hex, string code, CancellationToken ct)
    {
        var tpdu = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        await _intake.Sms.AcceptAsync(tpdu, ct);

        Assert.That(_inbox.TryTake(out var received));
        Assert.That((received!.Message, received.Error?.Code), Is.EqualTo(((PushMessage?)null, code)));
        Assert.That(received.Frames.Single().ToArray(), Is.EqualTo(tpdu));
    }

    [Test]
    public async Task Many_senders_at_once_lose_nothing(CancellationToken ct)
    {
        var push = Pushes.Provisioning(BootstrapMethod.NetworkId).Message;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(
            () => Bearer(new SmsForm { Originator = $"+49{i:D5}", Parts = [2, 1, 3] }).SendAsync(push, ct).AsTask(), ct)));

        var seen = new HashSet<string>();
        while (_inbox.TryTake(out var received))
            seen.Add(received.Message is null ? "unreadable" : received.Originator!);
        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, 30).Select(i => $"+49{i:D5}")));
    }

    [TestCase(PushBearerKind.OtaHttp, HttpForm.Nested)]
    [TestCase(PushBearerKind.OtaHttp, HttpForm.Direct)]
    [TestCase(PushBearerKind.PlainHttp, HttpForm.Nested)]
    public async Task A_secure_push_in_process_arrives_as_one(PushBearerKind kind, HttpForm form, CancellationToken ct)
    {
        var bearer = new InProcessPushBearer(_intake.AcceptAsync, _time) { Kind = kind, Http = form, Transport = PushTransport.Authenticated("CN=gateway") };
        var push = PushMessage.DmBootstrap(PushVectors.Notification);

        var receipt = await bearer.SendAsync(push, ct);

        Assert.That(_inbox.TryTake(out var received));
        Assert.That(received!.Message, Is.EqualTo(push));
        Assert.That(received.Transport, Is.EqualTo(PushTransport.Authenticated("CN=gateway")));
        Assert.That(receipt.Transport.IsSecurePush && received.Transport.IsSecurePush);
        Assert.That(received.Kind, Is.EqualTo(kind));
        Assert.That(received.Frames.Single().ToArray(), Is.EqualTo(receipt.Frames.Single().Octets.ToArray()));
    }

    [Test]
    public void Encryption_alone_is_no_secure_push_and_a_name_alone_neither()
    {
        Assert.That(new PushTransport(true, null).IsSecurePush, Is.False);
        Assert.That(new PushTransport(false, "CN=gateway").IsSecurePush, Is.False);
        Assert.That(PushTransport.Open.IsSecurePush, Is.False);
        Assert.That(PushTransport.Authenticated("CN=gateway").IsSecurePush);
    }

    private InProcessPushBearer Bearer(SmsForm form) => new(_intake.AcceptAsync, _time) { Sms = form };
}

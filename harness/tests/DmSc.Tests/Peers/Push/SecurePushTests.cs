using System.Security.Cryptography.X509Certificates;
using DmSc.Cards.Link;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Tests.Engine.Execution;

namespace DmSc.Tests.Peers.Push;

/// <summary>The definition of secure push, over real TLS: the transport authenticates the sender, or it does not.</summary>
[TestFixture]
[CancelAfter(20_000)]
internal sealed class SecurePushTests
{
    private static readonly PushMessage Bootstrap = PushMessage.DmBootstrap(new byte[] { 1, 2, 3 });

    private TestCertificates _authority = null!;
    private X509Certificate2 _device = null!;
    private X509Certificate2 _gateway = null!;
    private PushInbox _inbox = null!;

    [OneTimeSetUp]
    public void Issue()
    {
        _authority = new TestCertificates();
        _device = _authority.Issue("CN=device", TestCertificates.ServerUse);
        _gateway = _authority.Issue("CN=gateway", TestCertificates.ClientUse);
    }

    [OneTimeTearDown]
    public void Shred()
    {
        _gateway.Dispose();
        _device.Dispose();
        _authority.Dispose();
    }

    [SetUp]
    public void Begin() => _inbox = new PushInbox();

    [TestCase(HttpForm.Nested)]
    [TestCase(HttpForm.Direct)]
    [TestCase(HttpForm.Plain)]
    public async Task A_sender_that_the_device_knows_makes_a_secure_push(HttpForm form, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TrustedSenders = [_authority.Root] }, ct);

        var receipt = await new HttpPushBearer(receiver.Address, TimeProvider.System)
        {
            Form = form,
            SenderCertificate = _gateway,
            TrustedReceivers = [_authority.Root],
        }.SendAsync(Bootstrap, ct);

        var received = await _inbox.TakeAsync(ct);
        Assert.That(received.Message, Is.EqualTo(Bootstrap));
        Assert.That(received.Transport, Is.EqualTo(PushTransport.Authenticated("CN=gateway")));
        Assert.That(receipt.Transport, Is.EqualTo(PushTransport.Authenticated("CN=gateway")));
        Assert.That(received.Frames.Single().ToArray(), Is.EqualTo(receipt.Frames[0].Octets.ToArray()));
    }

    [Test]
    public async Task A_sender_that_the_device_knows_by_its_very_certificate_needs_no_issuer(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TrustedSenders = [_gateway] }, ct);

        await Bearer(receiver, _gateway).SendAsync(Bootstrap, ct);

        Assert.That((await _inbox.TakeAsync(ct)).Transport.IsSecurePush);
    }

    [Test]
    public async Task TLS_without_a_certificate_of_the_sender_is_no_secure_push(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TrustedSenders = [_authority.Root] }, ct);

        var receipt = await Bearer(receiver, null).SendAsync(Bootstrap, ct);

        Assert.That((await _inbox.TakeAsync(ct)).Transport, Is.EqualTo(new PushTransport(true, null)));
        Assert.That(receipt.Transport, Is.EqualTo(new PushTransport(true, null)));
    }

    [Test]
    public async Task A_device_that_asks_for_no_certificate_gets_no_secure_push(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { AskForSender = false, TrustedSenders = [_authority.Root] }, ct);

        var receipt = await Bearer(receiver, _gateway).SendAsync(Bootstrap, ct);

        Assert.That((await _inbox.TakeAsync(ct)).Transport.IsSecurePush, Is.False);
        Assert.That(receipt.Transport.IsSecurePush, Is.False);
    }

    [Test]
    public async Task A_stranger_is_seen_but_makes_no_secure_push(CancellationToken ct)
    {
        using var strangers = new TestCertificates("Stranger root");
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TrustedSenders = [_authority.Root] }, ct);

        await Bearer(receiver, strangers.Issue("CN=gateway", TestCertificates.ClientUse)).SendAsync(Bootstrap, ct);

        var received = await _inbox.TakeAsync(ct);
        Assert.That(received.Transport.IsSecurePush, Is.False);
        Assert.That(received.Transport.SenderProblem, Does.Contain("CN=gateway").And.Contains("PartialChain").Or.Contains("UntrustedRoot"));
    }

    [Test]
    public async Task A_device_may_refuse_strangers_in_the_handshake(CancellationToken ct)
    {
        using var strangers = new TestCertificates("Stranger root");
        await using var receiver = await ReceiverAsync(
            new HttpPushReceiverSettings { TrustedSenders = [_authority.Root], RefuseUnknownSenders = true }, ct);

        await Assert.ThatAsync(
            async () => await Bearer(receiver, strangers.Issue("CN=gateway", TestCertificates.ClientUse)).SendAsync(Bootstrap, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.PeerUnreachable));
        await Bearer(receiver, _gateway).SendAsync(Bootstrap, ct);
        Assert.That((await _inbox.TakeAsync(ct)).Transport.IsSecurePush);
    }

    [Test]
    public async Task A_certificate_for_servers_authenticates_no_sender(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TrustedSenders = [_authority.Root] }, ct);

        await Bearer(receiver, _authority.Issue("CN=other", TestCertificates.ServerUse)).SendAsync(Bootstrap, ct);

        Assert.That((await _inbox.TakeAsync(ct)).Transport.SenderProblem, Does.Contain("NotValidForUsage"));
    }

    [Test]
    public async Task Whether_a_certificate_has_expired_is_told_by_the_clock_that_was_given(CancellationToken ct)
    {
        // The clock of the test stands before all certificates begin.
        var past = new ManualTime();
        var settings = new HttpPushReceiverSettings { Certificate = _device, TrustedSenders = [_authority.Root] };
        await using var receiver = await HttpPushReceiver.StartAsync(settings, _inbox, past, ct);

        await Bearer(receiver, _gateway).SendAsync(Bootstrap, ct);

        Assert.That((await _inbox.TakeAsync(ct)).Transport.SenderProblem, Does.Contain("NotTimeValid"));
    }

    [Test]
    public async Task A_device_that_the_gateway_does_not_trust_gets_nothing(CancellationToken ct)
    {
        using var strangers = new TestCertificates("Stranger root");
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        var bearer = new HttpPushBearer(receiver.Address, TimeProvider.System) { SenderCertificate = _gateway, TrustedReceivers = [strangers.Root] };

        await Assert.ThatAsync(
            async () => await bearer.SendAsync(Bootstrap, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.PeerUnreachable).And.Message.Contains("TLS"));
        Assert.That(_inbox.TryTake(out _), Is.False);
    }

    private HttpPushBearer Bearer(HttpPushReceiver receiver, X509Certificate2? sender) =>
        new(receiver.Address, TimeProvider.System) { SenderCertificate = sender, TrustedReceivers = [_authority.Root] };

    private Task<HttpPushReceiver> ReceiverAsync(HttpPushReceiverSettings settings, CancellationToken ct) =>
        HttpPushReceiver.StartAsync(settings with { Certificate = _device }, _inbox, TimeProvider.System, ct);
}

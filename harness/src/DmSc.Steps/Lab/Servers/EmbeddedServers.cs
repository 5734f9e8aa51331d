using DmSc.Peers.Deviations;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>The reference server in this process: a new one for every case, on a clock of its own.</summary>
/// <param name="signing">What it signs with, or <c>null</c>.</param>
/// <param name="deviation">A defect it is to have, or <c>null</c>.</param>
internal sealed class EmbeddedServers(SigningKey? signing, ServerDeviation? deviation) : IServerSource
{
    private const string Address = "http://dm.in-process/dm";
    private const string Sender = "CN=push of the reference server";

    public ValueTask<ServerLoan> LendAsync(CancellationToken ct)
    {
        var clock = new VirtualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var inbox = new PushInbox();
        var intake = new PushIntake(inbox, clock);
        var random = new Random(1);
        var server = new ReferenceServer(
            new ReferenceServerSettings
            {
                Address = Address,
                Bearers = (kind, secure, sms, alter) => Bearer(intake, clock, kind, secure, sms, alter),
                SigningKey = signing,
                Random = random,
                Octets = new SeededOctets(new Random(2)),
            },
            clock,
            deviation);
        return new(new ServerLoan(new ServerParty(server, inbox, clock, clock), clock, server.DisposeAsync));
    }

    public ValueTask DisposeAsync() => default;

    private static InProcessPushBearer? Bearer(PushIntake intake, TimeProvider time, PushBearerKind kind, bool secure, SmsForm sms, Func<PushDelivery, PushDelivery> alter) =>
        secure && kind == PushBearerKind.Sms
            ? null
            : new InProcessPushBearer((delivery, ct) => intake.AcceptAsync(alter(delivery), ct), time)
            {
                Kind = kind,
                Sms = sms,
                Transport = secure ? PushTransport.Authenticated(Sender) : PushTransport.Open,
            };
}

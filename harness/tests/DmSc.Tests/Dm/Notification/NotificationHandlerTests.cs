using DmSc.Dm.Notification;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Tests.Dm.Notification;

/// <summary>What a client does with package #0 (DM Notification 1.2), and each documented defect of that.</summary>
[TestFixture]
public sealed class NotificationHandlerTests
{
    private const string Id = "dm.example.com";
    private static readonly Credential s_credential = Credential.Of(Id, "s-secret");
    private static readonly byte[] s_nonce = Convert.FromHexString("101112131415161718191A1B1C1D1E1F");
    private static readonly NotifyingServer s_server = new(Id, s_credential, s_nonce);

    private static readonly Defect[] s_defects =
    [
        new(nameof(NotificationQuirks.AcceptsWrongDigest), q => q with { AcceptsWrongDigest = true }, () => Sign(new NotificationTrigger(Id, 7), "other"u8), v => v is NotificationVerdict.Accepted),
        new(nameof(NotificationQuirks.AcceptsUnknownServer), q => q with { AcceptsUnknownServer = true }, () => Sign(new NotificationTrigger("another", 7), s_nonce),
            v => v is NotificationVerdict.Accepted or NotificationVerdict.Discarded { Reason: not NotificationRefusal.UnknownServer }),
        new(nameof(NotificationQuirks.AcceptsAnyVersion), q => q with { AcceptsAnyVersion = true }, () => Sign(new NotificationTrigger(Id, 7) { Version = 12 }, s_nonce), v => v is NotificationVerdict.Accepted),
        new(nameof(NotificationQuirks.PadsSessionId), q => q with { PadsSessionId = true }, () => Sign(new NotificationTrigger(Id, 7), s_nonce), v => SessionId(v) == "0007"),
        new(nameof(NotificationQuirks.DecimalSessionId), q => q with { DecimalSessionId = true }, () => Sign(new NotificationTrigger(Id, 0x1A2B), s_nonce), v => SessionId(v) == "6699"),
        new(nameof(NotificationQuirks.NoResynchronization), q => q with { NoResynchronization = true }, () => Sign(new NotificationTrigger(Id, 7), new byte[4]),
            v => v is NotificationVerdict.Discarded { Reason: NotificationRefusal.WrongDigest }),
        new(nameof(NotificationQuirks.RefusesVendorOctets), q => q with { RefusesVendorOctets = true }, () => Sign(new NotificationTrigger(Id, 7) { Vendor = "v"u8.ToArray() }, s_nonce),
            v => v is NotificationVerdict.Discarded),
    ];

    public static IEnumerable<string> Names => s_defects.Select(d => d.Name);

    private static ReadOnlyMemory<byte> Sign(NotificationTrigger trigger, ReadOnlySpan<byte> nonce) => NotificationPackage.Sign(trigger, CredentialHash.Of(s_credential), nonce).Octets;

    private static string? SessionId(NotificationVerdict verdict) => (verdict as NotificationVerdict.Accepted)?.SessionId;

    private static NotificationRefusal? Refusal(ReadOnlyMemory<byte> package, params IReadOnlyList<NotifyingServer> servers) =>
        (new NotificationHandler().Judge(package, servers) as NotificationVerdict.Discarded)?.Reason;

    [TestCaseSource(nameof(Names))]
    public void A_defect_shows_where_it_was_asked_for_and_not_otherwise(string name)
    {
        var defect = Array.Find(s_defects, d => d.Name == name)!;
        Assert.Multiple(() =>
        {
            Assert.That(defect.Shows(new NotificationHandler().Judge(defect.Package(), s_server)), Is.False, "without the defect");
            Assert.That(defect.Shows(new NotificationHandler(defect.Set(new NotificationQuirks())).Judge(defect.Package(), s_server)), Is.True, "with the defect");
        });
    }

    [Test]
    public void No_defect_is_without_a_test() => Assert.That(
        Names, Is.EquivalentTo(typeof(NotificationQuirks).GetProperties().Where(p => p.PropertyType == typeof(bool)).Select(p => p.Name)));

    [Test]
    public void A_server_that_lost_the_nonces_is_met_with_the_one_it_used()
    {
        var four = new NotificationHandler().Judge(Sign(new NotificationTrigger(Id, 7), new byte[4]), s_server);
        var text = new NotificationHandler().Judge(Sign(new NotificationTrigger(Id, 7), "0x00000000"u8), s_server);
        var stored = new NotificationHandler().Judge(Sign(new NotificationTrigger(Id, 7), s_nonce), s_server);
        Assert.Multiple(() =>
        {
            Assert.That(((NotificationVerdict.Accepted)four).SessionNonce!.Value.ToArray(), Is.EqualTo(new byte[4]));
            Assert.That(((NotificationVerdict.Accepted)text).SessionNonce!.Value.ToArray(), Is.EqualTo("0x00000000"u8.ToArray()));
            Assert.That(((NotificationVerdict.Accepted)stored).SessionNonce, Is.Null);
        });
    }

    [Test]
    public void What_asks_for_no_session_is_dropped_for_its_own_reason()
    {
        var good = Sign(new NotificationTrigger(Id, 7), s_nonce);
        Assert.Multiple(() =>
        {
            Assert.That(Refusal(good, s_server), Is.Null);
            Assert.That(Refusal(good[..23], s_server), Is.EqualTo(NotificationRefusal.Malformed));
            Assert.That(Refusal(good[..^1], s_server), Is.EqualTo(NotificationRefusal.Malformed));
            Assert.That(Refusal(good), Is.EqualTo(NotificationRefusal.UnknownServer));
            Assert.That(Refusal(good, s_server with { Credential = null }), Is.EqualTo(NotificationRefusal.NoCredential));
            Assert.That(Refusal(good, s_server with { Nonce = "x"u8.ToArray() }), Is.EqualTo(NotificationRefusal.WrongDigest));
        });
    }

    private sealed record Defect(string Name, Func<NotificationQuirks, NotificationQuirks> Set, Func<ReadOnlyMemory<byte>> Package, Func<NotificationVerdict, bool> Shows);
}

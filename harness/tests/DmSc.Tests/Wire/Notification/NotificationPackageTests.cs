using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Notification;

[TestFixture]
public sealed class NotificationPackageTests
{
    private const string Example =
        "146BFAAF18CE57EFAFFAFB76AA71AF6102D80000001A2B0E646D2E6578616D706C652E636F6D";

    private static readonly byte[] Nonce = Convert.FromHexString("101112131415161718191A1B1C1D1E1F");
    private static readonly CredentialHash Server = CredentialHash.Of(Credential.Of("dm.example.com", "s-secret"));

    private static readonly NotificationTrigger Trigger = new("dm.example.com", 0x1A2B)
    {
        UiMode = UserInteractionMode.Background,
        Initiator = SessionInitiator.Server,
    };

    [Test]
    public void The_example_is_put_together() =>
        Assert.That(Convert.ToHexString(NotificationPackage.Sign(Trigger, Server, Nonce).Octets.Span), Is.EqualTo(Example));

    [Test]
    public void The_example_is_taken_apart()
    {
        var package = NotificationPackage.Parse(Convert.FromHexString(Example));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(package.Trigger, Is.EqualTo(Trigger));
            Assert.That(package.Trigger.SessionIdText, Is.EqualTo("1A2B"));
            Assert.That(package.Trigger.Remarks, Is.Empty);
            Assert.That(package.Verify(Server, Nonce), Is.EqualTo(NonceMatch.Stored));
            Assert.That(package.Verify(Server, "other"u8), Is.EqualTo(NonceMatch.None));
            Assert.That(package.Verify(CredentialHash.Of(Credential.Of("dm.example.com", "other")), Nonce), Is.EqualTo(NonceMatch.None));
        }
    }

    [TestCase("00000000", "81F96580027E390E2283857F0D509745", NonceMatch.DefaultOctets)]
    [TestCase("30783030303030303030", "5BC1C53E866E5A0D96CAC434724A5130", NonceMatch.DefaultText)]
    [TestCase("", "5EB3F103745D72DB709671756F74ECF7", NonceMatch.None)]
    public void The_nonce_of_a_server_that_lost_it_is_known(string nonce, string digest, NonceMatch match)
    {
        var package = NotificationPackage.Sign(Trigger, Server, Convert.FromHexString(nonce));

        Assert.That(Convert.ToHexString(package.Digest.Span), Is.EqualTo(digest));
        Assert.That(package.Verify(Server, Nonce), Is.EqualTo(match));
    }

    [TestCase("com.example.dm", "srvpw", "736E6F6E636531", 2, 1, 0x00A1, "02E80000 0000A10E636F6D2E6578616D706C652E646D", "9E05014A21A356A2F241F08550724FD4")]
    [TestCase("com.example.dm", "srvpw", "00000000", 2, 1, 0x00A1, "02E80000 0000A10E636F6D2E6578616D706C652E646D", "46482B90871F9086F14C5925BF08179C")]
    [TestCase("com.example.dm", "srvpw", "30783030303030303030", 2, 1, 0x00A1, "02E80000 0000A10E636F6D2E6578616D706C652E646D", "89A0C3902F6D9AC60F452986B7D84B2F")]
    [TestCase("Scts", "SimpleClient", "00E56E00", 0, 0, 12345, "02C00000 0030390453637473", "4F2A7681EBD0F7D7F674FC4A3548BEA9")]
    public void Further_vectors_are_met(string id, string password, string nonce, int mode, int initiator, int session, string trigger, string digest)
    {
        var package = NotificationPackage.Sign(
            new NotificationTrigger(id, (ushort)session) { UiMode = (UserInteractionMode)mode, Initiator = (SessionInitiator)initiator },
            CredentialHash.Of(Credential.Of(id, password)),
            Convert.FromHexString(nonce));

        Assert.That(package.TriggerOctets.ToArray(), Is.EqualTo(WbxmlVectors.Hex(trigger)));
        Assert.That(Convert.ToHexString(package.Digest.Span), Is.EqualTo(digest));
    }

    [TestCase(0, 0, "02C0000000")]
    [TestCase(1, 0, "02D0000000")]
    [TestCase(2, 0, "02E0000000")]
    [TestCase(3, 0, "02F0000000")]
    [TestCase(0, 1, "02C8000000")]
    [TestCase(1, 1, "02D8000000")]
    [TestCase(2, 1, "02E8000000")]
    [TestCase(3, 1, "02F8000000")]
    public void The_first_five_octets_hold_mode_and_initiator(int mode, int initiator, string hex)
    {
        var trigger = new NotificationTrigger("a", 1) { UiMode = (UserInteractionMode)mode, Initiator = (SessionInitiator)initiator };

        Assert.That(Convert.ToHexString(trigger.Encode()), Is.EqualTo(hex + "00010161"));
    }

    [Test]
    public void The_specifications_own_layout_is_met()
    {
        var trigger = new NotificationTrigger("com.mgmtsrv.manage", 0x1234) { UiMode = UserInteractionMode.Background };

        Assert.That(Convert.ToHexString(trigger.Encode()), Is.EqualTo("02D0000000123412" + Convert.ToHexString("com.mgmtsrv.manage"u8)));
    }

    [TestCase(7, "7")]
    [TestCase(0xFFFF, "FFFF")]
    [TestCase(0xA1, "A1")]
    public void A_session_id_has_no_leading_zeros(int id, string text) =>
        Assert.That(new NotificationTrigger("a", (ushort)id).SessionIdText, Is.EqualTo(text));

    [Test]
    public void The_vendors_part_is_kept_and_covered_by_the_digest()
    {
        var package = NotificationPackage.Sign(Trigger with { Vendor = new byte[] { 1, 2 } }, Server, Nonce);
        var altered = package.Octets.ToArray();
        altered[^1] ^= 1;

        Assert.That(NotificationPackage.Parse(package.Octets).Trigger.Vendor.ToArray(), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(NotificationPackage.Parse(package.Octets).Verify(Server, Nonce), Is.EqualTo(NonceMatch.Stored));
        Assert.That(NotificationPackage.Parse(altered).Verify(Server, Nonce), Is.EqualTo(NonceMatch.None));
    }

    [Test]
    public void What_a_trigger_should_not_be_is_remarked()
    {
        var octets = new byte[16].Concat(Convert.FromHexString("0280000001000000")).ToArray();

        var trigger = NotificationPackage.Parse(octets).Trigger;

        Assert.That((trigger.Version, trigger.FutureUse), Is.EqualTo((10, 1u)));
        Assert.That(trigger.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[]
        {
            ("Version", 16), ("FutureUse", 17), ("SessionId", 21), ("ServerIdentifier", 23),
        }));
    }

    [TestCase("02C00000000001", NotificationErrors.UnexpectedEnd, 23)]
    [TestCase("", NotificationErrors.UnexpectedEnd, 16)]
    [TestCase("02C0000000000101", NotificationErrors.ServerIdentifierTooLong, 23)]
    [TestCase("02C00000000001FF61", NotificationErrors.ServerIdentifierTooLong, 23)]
    [TestCase("02C0000000000101FF", NotificationErrors.ServerIdentifierText, 24)]
    public void A_malformed_package_is_refused_with_code_and_offset(string trigger, string code, int offset)
    {
        byte[] octets = [.. new byte[16], .. Convert.FromHexString(trigger)];

        var failure = Assert.Throws<WireFormatException>(() => NotificationPackage.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void What_has_no_coding_is_refused_by_the_writer()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new NotificationTrigger(new string('a', 256), 1).Encode, Throws.InstanceOf<FormatException>());
            Assert.That(new NotificationTrigger("a\uD800", 1).Encode, Throws.InstanceOf<FormatException>());
            Assert.That((Trigger with { Version = 1024 }).Encode, Throws.InstanceOf<FormatException>());
            Assert.That((Trigger with { FutureUse = 1u << 27 }).Encode, Throws.InstanceOf<FormatException>());
            Assert.That((Trigger with { UiMode = (UserInteractionMode)4 }).Encode, Throws.InstanceOf<FormatException>());
            Assert.That(() => NotificationPackage.WithDigest(Trigger, new byte[15]), Throws.InstanceOf<FormatException>());
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property A_package_reads_back_the_same() => Prop.ForAll(
        (from id in Gen.Elements("", "a", "dm.example.com", "é€𐍈", new string('z', 255))
         from session in Gen.Choose(0, 0xFFFF)
         from version in Gen.Choose(0, 1023)
         from mode in Gen.Choose(0, 3)
         from initiator in Gen.Choose(0, 1)
         from future in Gen.Choose(0, (1 << 27) - 1)
         from vendor in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
         select new NotificationTrigger(id, (ushort)session)
         {
             Version = version,
             UiMode = (UserInteractionMode)mode,
             Initiator = (SessionInitiator)initiator,
             FutureUse = (uint)future,
             Vendor = vendor,
         }).ToArbitrary(),
        trigger =>
        {
            var package = NotificationPackage.Sign(trigger, Server, Nonce);
            var read = NotificationPackage.Parse(package.Octets);
            return read.Trigger == trigger && read.Verify(Server, Nonce) == NonceMatch.Stored && read.Trigger.Encode().AsSpan().SequenceEqual(package.TriggerOctets.Span);
        });

    [Test]
    public void A_package_shows_no_secret() =>
        Assert.That($"{Server} {NotificationPackage.Sign(Trigger, Server, Nonce)}", Does.Not.Contain(Encoding.ASCII.GetString(Server.Reveal())));
}

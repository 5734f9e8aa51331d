using DmSc.Dm.Bootstrap;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire.Credentials;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Bootstrap;

[TestFixture]
public sealed class BootstrapAcceptanceTests
{
    private const string Imsi = "234151234567890";

    private static PushedBootstrap Dm(string? sec, string? mac, bool secure = false) => new(MediaTypes.DmWbxml, WbxmlVectors.LongBootstrapMessage, secure, sec, mac);

    private static PushedBootstrap Cp(string? sec, string? mac) => new(MediaTypes.ProvisioningWbxml, WbxmlVectors.SmallProvisioningDocument, false, sec, mac);

    private static string Judge(PushedBootstrap push, string? pin = null, string? imsi = Imsi, NetworkIdCoding coding = NetworkIdCoding.Either, BootstrapQuirks? quirks = null)
    {
        var judgement = BootstrapAcceptance.Judge(push, new DeviceSecrets(imsi, coding), pin is null ? null : SecretOctets.Of(pin), quirks);
        return $"{judgement.Admission} {judgement.Reason}";
    }

    [TestCase("USERPIN", "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090", "1234")]
    [TestCase("NETWORKID", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F", null)]
    [TestCase("NETWORKID", "1E1018B32FDC17428DFFB416BBE7BCB835E30AEE", null)]
    [TestCase("USERPIN_NETWORKID", "B2AB4BDF61F9957787426EDE1D2E4DC8F2968996", "1234")]
    [TestCase("USERPIN_NETWORKID", "6875AD027FEF2A35023EA80CE50B4CC1CDC0FBBC", "1234")]
    [TestCase("0", "d4ea8971112bdb921f69aaa1b6daac3c9d9dc42f", null)]
    public void Right_macs_of_the_dm_profile_are_accepted(string sec, string mac, string? pin)
    {
        Assert.That(Judge(Dm(sec, mac), pin), Is.EqualTo("Accept Verified"));
    }

    [TestCase("NETWPIN", "C824C9803BE1CE10F717E6FBE08F787F7E2999E8", null)]
    [TestCase("USERPIN", "1BFC0C539E0B55D18CD23A6F483F2E2655A6193F", "1234")]
    [TestCase("USERNETWPIN", "8DB6E341D1DEEC73C2694A97B9B1383359AA78AC", "1234")]
    [TestCase("USERPINMAC", null, "1234565643")]
    public void Right_macs_of_the_cp_profile_are_accepted(string sec, string? mac, string? pin)
    {
        Assert.That(Judge(Cp(sec, mac), pin), Is.EqualTo("Accept Verified"));
    }

    [TestCase("NETWORKID", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42E", null, "Discard WrongMac")]
    [TestCase("NETWORKID", "D4EA", null, "Discard MalformedMac")]
    [TestCase("NETWORKID", null, null, "Discard MissingMac")]
    [TestCase(null, null, null, "Discard MissingMac")]
    [TestCase(null, "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F", null, "Discard MacWithoutSec")]
    [TestCase("MAGIC", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F", null, "Discard UnknownMethod")]
    [TestCase("USERPINMAC", null, "1234565643", "Discard UnknownMethod")]
    [TestCase("USERPIN", "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090", null, "NeedsPin NeedsPin")]
    [TestCase("USERPIN", "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090", "4321", "Discard WrongMac")]
    [TestCase("USERPIN", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F", "1234", "Discard WrongMac")]
    public void Everything_else_is_discarded_or_waits_for_the_pin(string? sec, string? mac, string? pin, string judgement)
    {
        Assert.That(Judge(Dm(sec, mac), pin), Is.EqualTo(judgement));
    }

    [Test]
    public void The_coding_of_the_network_secret_is_a_setting()
    {
        var text = Dm("NETWORKID", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F");
        var semiOctets = Dm("NETWORKID", "1E1018B32FDC17428DFFB416BBE7BCB835E30AEE");

        Assert.That((Judge(text, coding: NetworkIdCoding.SemiOctets), Judge(semiOctets, coding: NetworkIdCoding.SemiOctets)), Is.EqualTo(("Discard WrongMac", "Accept Verified")));
        Assert.That((Judge(text, coding: NetworkIdCoding.Text), Judge(semiOctets, coding: NetworkIdCoding.Text)), Is.EqualTo(("Accept Verified", "Discard WrongMac")));
        Assert.That(Judge(text, imsi: null), Is.EqualTo("Discard NoNetworkSecret"));
    }

    [Test]
    public void A_secure_push_needs_no_mac()
    {
        Assert.That(Judge(Dm(null, null, secure: true)), Is.EqualTo("Accept SecurePush"));
        Assert.That(Judge(Dm(null, null, secure: true), quirks: new BootstrapQuirks { RejectsSecurePushWithoutMac = true }), Is.EqualTo("Discard MissingMac"));
    }

    [Test]
    public void Xml_and_strange_media_types_are_discarded()
    {
        var xml = "<SyncML/>"u8.ToArray();

        Assert.That(Judge(new PushedBootstrap(MediaTypes.DmXml, xml, IsSecure: true)), Is.EqualTo("Discard XmlInsteadOfWbxml"));
        Assert.That(Judge(new PushedBootstrap(MediaTypes.DmWbxml, xml, IsSecure: true)), Is.EqualTo("Discard XmlInsteadOfWbxml"));
        Assert.That(Judge(new PushedBootstrap("text/plain", xml, IsSecure: true)), Is.EqualTo("Discard UnknownMediaType"));
        Assert.That(Judge(new PushedBootstrap(MediaTypes.DmXml, xml, IsSecure: true), quirks: new BootstrapQuirks { AcceptsXml = true }), Is.EqualTo("Accept SecurePush"));
    }

    [Test]
    public void The_documented_defects_judge_otherwise()
    {
        var right = Dm("NETWORKID", "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F");
        var wrong = Dm("NETWORKID", new string('0', 40));

        Assert.Multiple(() =>
        {
            Assert.That(Judge(wrong, quirks: new BootstrapQuirks { AcceptsWrongMac = true }), Is.EqualTo("Accept WrongMac"));
            Assert.That(Judge(Dm(null, null), quirks: new BootstrapQuirks { AcceptsMissingMac = true }), Is.EqualTo("Accept MissingMac"));
            Assert.That(Judge(Dm("X", new string('0', 40)), quirks: new BootstrapQuirks { AcceptsUnknownMethod = true }), Is.EqualTo("Accept UnknownMethod"));
            Assert.That(Judge(right, quirks: new BootstrapQuirks { IgnoresNetworkId = true }), Is.EqualTo("Discard UnsupportedMethod"));
            Assert.That(Judge(Dm("USERPIN", new string('0', 40)), "9", quirks: new BootstrapQuirks { AcceptsAnyPin = true }), Is.EqualTo("Accept AnyPin"));
            Assert.That(Judge(Dm("NETWORKID", null), quirks: new BootstrapQuirks { AcceptsSecWithoutMac = true }), Is.EqualTo("Accept MissingMac"));
            Assert.That(Judge(Dm(null, new string('0', 40)), quirks: new BootstrapQuirks { AcceptsMacWithoutSec = true }), Is.EqualTo("Accept MacWithoutSec"));
            Assert.That(Judge(Dm("USERPIN", new string('0', 40)), "1234", quirks: new BootstrapQuirks { IgnoresUserPin = true }), Is.EqualTo("Discard UnsupportedMethod"));
            Assert.That(
                Judge(Dm("USERPIN_NETWORKID", "B2AB4BDF61F9957787426EDE1D2E4DC8F2968996"), "1234", quirks: new BootstrapQuirks { UsesProvisioningKeyForDm = true }),
                Is.EqualTo("Discard WrongMac"));
            Assert.That(Judge(right, quirks: new BootstrapQuirks { WantsLowerCaseMac = true }), Is.EqualTo("Discard WrongMac"));
            Assert.That(Judge(right, quirks: new BootstrapQuirks { AcceptsOnlyCpProfile = true }), Is.EqualTo("Discard UnsupportedProfile"));
            Assert.That(Judge(Cp("NETWPIN", null), quirks: new BootstrapQuirks { AcceptsOnlyDmProfile = true }), Is.EqualTo("Discard UnsupportedProfile"));
        });
    }
}

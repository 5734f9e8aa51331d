using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Credentials;

[TestFixture]
public sealed class BootstrapMacTests
{
    private const BootstrapProfile Cp = BootstrapProfile.Provisioning;
    private const BootstrapProfile Dm = BootstrapProfile.DeviceManagement;

    private static readonly SecretOctets Pin = SecretOctets.Of("1234");

    [Test]
    public void HMAC_SHA1_is_that_of_RFC_2202() => Assert.That(
        BootstrapMac.Encode(new SecretOctets(Enumerable.Repeat((byte)0x0B, 20).ToArray()), "Hi There"u8),
        Is.EqualTo("B617318655057264E28BC0B6FB378C8EF146BE00"));

    [TestCase(Dm, BootstrapMethod.UserPin, true, "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090")]
    [TestCase(Dm, BootstrapMethod.NetworkId, false, "D4EA8971112BDB921F69AAA1B6DAAC3C9D9DC42F")]
    [TestCase(Dm, BootstrapMethod.NetworkId, true, "1E1018B32FDC17428DFFB416BBE7BCB835E30AEE")]
    [TestCase(Dm, BootstrapMethod.UserPinNetworkId, false, "B2AB4BDF61F9957787426EDE1D2E4DC8F2968996")]
    [TestCase(Dm, BootstrapMethod.UserPinNetworkId, true, "6875AD027FEF2A35023EA80CE50B4CC1CDC0FBBC")]
    public void The_long_DM_bootstrap_has_its_MACs(BootstrapProfile profile, BootstrapMethod method, bool semiOctets, string mac) =>
        Check(WbxmlVectors.LongBootstrapMessage, "234151234567890", profile, method, semiOctets, mac);

    [TestCase(Cp, BootstrapMethod.NetworkId, "C824C9803BE1CE10F717E6FBE08F787F7E2999E8")]
    [TestCase(Cp, BootstrapMethod.UserPin, "1BFC0C539E0B55D18CD23A6F483F2E2655A6193F")]
    [TestCase(Cp, BootstrapMethod.UserPinNetworkId, "8DB6E341D1DEEC73C2694A97B9B1383359AA78AC")]
    public void The_small_CP_document_has_its_MACs(BootstrapProfile profile, BootstrapMethod method, string mac) =>
        Check(WbxmlVectors.SmallProvisioningDocument, "234151234567890", profile, method, semiOctets: true, mac);

    [TestCase(Cp, BootstrapMethod.NetworkId, "B0801CBFDA3114FFC9DFAF910ED775E63F9435C7")]
    [TestCase(Cp, BootstrapMethod.UserPin, "45E8F0828FBC6D559AF901A7D3171B1D7C184DBC")]
    [TestCase(Cp, BootstrapMethod.UserPinNetworkId, "48AC44C1B1F06191308ADCC1D1316601F01D4097")]
    public void The_CP_document_has_its_MACs(BootstrapProfile profile, BootstrapMethod method, string mac) =>
        Check(WbxmlVectors.ProvisioningDocument, "001010123456789", profile, method, semiOctets: true, mac);

    [TestCase(BootstrapMethod.NetworkId, true, "8194C0F6D8D7A861B2E1DC656CF565A93D5DA7F0")]
    [TestCase(BootstrapMethod.NetworkId, false, "02A138195CDE1007AEC558F8E52CF25CC04DB219")]
    [TestCase(BootstrapMethod.UserPin, true, "C24F7563213939ECBBDB1A9BFE21412E62B9FA97")]
    [TestCase(BootstrapMethod.UserPinNetworkId, true, "80400B9613C8085A1879E566F1AC0F755B11498D")]
    public void The_DM_bootstrap_has_its_MACs(BootstrapMethod method, bool semiOctets, string mac) =>
        Check(WbxmlVectors.BootstrapMessage, "001010123456789", Dm, method, semiOctets, mac);

    [Test]
    public void USERPINMAC_makes_and_verifies_its_number()
    {
        Assert.That(Text(UserPinMac.Make(SecretOctets.Of("12345"), WbxmlVectors.ProvisioningDocument)), Is.EqualTo("1234558460"));
        Assert.That(Text(UserPinMac.Make(SecretOctets.Of("12345"), WbxmlVectors.SmallProvisioningDocument)), Is.EqualTo("1234565643"));
        Assert.That(UserPinMac.Verify(SecretOctets.Of("1234558460"), WbxmlVectors.ProvisioningDocument));
        Assert.That(UserPinMac.Verify(SecretOctets.Of("1234558460"), WbxmlVectors.SmallProvisioningDocument), Is.False);
    }

    [TestCase("1234558461")]
    [TestCase("12345584600")]
    [TestCase("12345584")]
    [TestCase("")]
    [TestCase("12345a8460")]
    [TestCase("123455846012345584601234558460123455846012")]
    public void Another_number_is_not_accepted(string number) =>
        Assert.That(UserPinMac.Verify(SecretOctets.Of(number), WbxmlVectors.ProvisioningDocument), Is.False);

    [TestCase("1234")]
    [TestCase("1234a")]
    [TestCase("123456789012345678901")]
    public void Another_key_makes_no_number(string key)
    {
        var failure = Assert.Throws<ArgumentException>(() => UserPinMac.Make(SecretOctets.Of(key), default));

        Assert.That(failure!.Message, Does.Not.Contain(key));
    }

    [TestCase("001010123456789", "0910101032547698")]
    [TestCase("00101012345678", "01101010325476F8")]
    [TestCase("234151234567890", "2943512143658709")]
    [TestCase("31015012345678", "31015110325476F8")]
    public void An_IMSI_is_packed_and_unpacked(string digits, string octets)
    {
        Assert.That(Convert.ToHexString(Imsi.ToSemiOctets(digits)), Is.EqualTo(octets));
        Assert.That(Imsi.FromSemiOctets(Convert.FromHexString(octets)), Is.EqualTo(digits));
    }

    [FsCheck.NUnit.Property]
    public Property Any_IMSI_is_unpacked_again() => Prop.ForAll(
        (from length in Gen.Choose(Imsi.MinDigits, Imsi.MaxDigits)
         from digits in Gen.Elements("0123456789".ToCharArray()).ArrayOf(length)
         select new string(digits)).ToArbitrary(),
        digits => Imsi.FromSemiOctets(Imsi.ToSemiOctets(digits)) == digits);

    [TestCase("0010101234567890")]
    [TestCase("00101")]
    [TestCase("00101012345678a")]
    public void What_is_no_IMSI_is_refused_without_telling_it(string digits)
    {
        var failure = Assert.Throws<ArgumentException>(() => Imsi.ToSemiOctets(digits));

        Assert.That(failure!.Message, Does.Not.Contain(digits));
    }

    [TestCase("0A10101032547698", 0)]
    [TestCase("091010A032547698", 3)]
    [TestCase("0110101032547698", 7)]
    [TestCase("091010", 3)]
    public void Octets_that_are_no_IMSI_are_refused(string octets, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => Imsi.FromSemiOctets(Convert.FromHexString(octets)));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((CredentialErrors.BadImsi, offset)));
    }

    [Test]
    public void A_method_without_its_secret_has_no_key()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => BootstrapKey.For(Dm, BootstrapMethod.NetworkId, null, Pin), Throws.ArgumentException);
            Assert.That(() => BootstrapKey.For(Dm, BootstrapMethod.UserPin, Pin, null), Throws.ArgumentException);
            Assert.That(() => BootstrapKey.For(Cp, BootstrapMethod.UserPinNetworkId, Pin, null), Throws.ArgumentException);
            Assert.That(() => BootstrapKey.For(Cp, BootstrapMethod.UserPinMac, Pin, Pin), Throws.ArgumentException);
            Assert.That(() => BootstrapMethodName.Of(BootstrapMethod.UserPinMac, Dm), Throws.ArgumentException);
        }
    }

    private static void Check(byte[] document, string imsi, BootstrapProfile profile, BootstrapMethod method, bool semiOctets, string mac)
    {
        var network = semiOctets ? BootstrapKey.NetworkFromImsi(imsi) : BootstrapKey.NetworkFromText(imsi);
        var key = BootstrapKey.For(profile, method, network, Pin);
        var altered = document.ToArray();
        altered[^1] ^= 1;

        Assert.That(BootstrapMac.Encode(key, document), Is.EqualTo(mac));
        Assert.That(BootstrapMac.Verify(Convert.FromHexString(mac), key, document));
        Assert.That(BootstrapMac.Verify(Convert.FromHexString(mac), key, altered), Is.False);
        Assert.That(BootstrapMac.Verify(Convert.FromHexString(mac).AsSpan(0, 19), key, document), Is.False);
    }

    private static string Text(SecretOctets secret) => Encoding.ASCII.GetString(secret.Reveal());
}

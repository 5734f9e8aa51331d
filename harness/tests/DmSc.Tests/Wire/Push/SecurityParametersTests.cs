using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;

namespace DmSc.Tests.Wire.Push;

[TestFixture]
public sealed class SecurityParametersTests
{
    private const string Mac = "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090";

    private static WspParameter Sec(WspValue value) => WspParameter.Typed(WspCodes.Sec, value);

    private static WspParameter MacOf(string text) => WspParameter.Typed(WspCodes.Mac, WspValue.Of(text));

    [TestCase("NETWPIN", BootstrapMethod.NetworkId)]
    [TestCase("NETWORKID", BootstrapMethod.NetworkId)]
    [TestCase("userpin", BootstrapMethod.UserPin)]
    [TestCase("USERNETWPIN", BootstrapMethod.UserPinNetworkId)]
    [TestCase("USERPIN_NETWORKID", BootstrapMethod.UserPinNetworkId)]
    [TestCase("1", BootstrapMethod.UserPin)]
    public void A_method_is_known_by_every_name(string name, BootstrapMethod method)
    {
        var type = WspContentType.Of(WspCodes.DmWbxml, WspParameter.Untyped("mac", WspValue.Of(Mac)), WspParameter.Untyped("Sec", WspValue.Of(name)));

        var security = SecurityParameters.Read(type)!;

        Assert.That(security.Method, Is.EqualTo(method));
        Assert.That(Convert.ToHexString(security.Mac!.Value.Span), Is.EqualTo(Mac));
    }

    [Test]
    public void A_long_integer_and_a_closed_quotation_are_accepted()
    {
        var type = WspContentType.Of(
            WspCodes.ProvisioningWbxml, Sec(new WspValue.Octets(new byte[] { 0, 1 })), WspParameter.Typed(WspCodes.Mac, new WspValue.Quoted(Mac + "\"")));

        Assert.That(SecurityParameters.Read(type)!.Method, Is.EqualTo(BootstrapMethod.UserPin));
    }

    [Test]
    public void Neither_SEC_nor_MAC_is_no_error() =>
        Assert.That(SecurityParameters.Read(WspContentType.Of(WspCodes.DmWbxml)), Is.Null);

    [Test]
    public void A_MAC_of_USERPINMAC_is_ignored_and_remarked()
    {
        var security = SecurityParameters.Read(WspContentType.Of(WspCodes.ProvisioningWbxml, Sec(WspValue.Of(3)), MacOf(Mac)))!;

        Assert.That(security.Mac, Is.Null);
        Assert.That(security.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "SurplusMac" }));
    }

    [Test]
    public void The_other_profiles_name_and_small_digits_are_remarked()
    {
        var security = SecurityParameters.Read(WspContentType.Of(WspCodes.DmWbxml, Sec(WspValue.Of("NETWPIN")), MacOf("d9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090")))!;

        Assert.That(security.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "SecurityMethodName", "MacLowerCase" }));
    }

    [Test]
    public void What_protects_nothing_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Code(Sec(WspValue.Of(1)), Sec(WspValue.Of(1)), MacOf(Mac)), Is.EqualTo(PushErrors.DuplicateParameter));
            Assert.That(Code(Sec(WspValue.Of(1)), MacOf(Mac), MacOf(Mac)), Is.EqualTo(PushErrors.DuplicateParameter));
            Assert.That(Code(MacOf(Mac)), Is.EqualTo(PushErrors.SecurityIncomplete));
            Assert.That(Code(Sec(WspValue.Of(0))), Is.EqualTo(PushErrors.SecurityIncomplete));
            Assert.That(Code(Sec(WspValue.Of(4)), MacOf(Mac)), Is.EqualTo(PushErrors.UnknownSecurityMethod));
            Assert.That(Code(Sec(WspValue.None), MacOf(Mac)), Is.EqualTo(PushErrors.UnknownSecurityMethod));
            Assert.That(Code(Sec(WspValue.Of("PIN")), MacOf(Mac)), Is.EqualTo(PushErrors.UnknownSecurityMethod));
            Assert.That(Code(Sec(WspValue.Of(1)), MacOf(Mac[1..])), Is.EqualTo(PushErrors.BadMac));
            Assert.That(Code(Sec(WspValue.Of(1)), MacOf("G" + Mac[1..])), Is.EqualTo(PushErrors.BadMac));
            Assert.That(Code(Sec(WspValue.Of(1)), WspParameter.Typed(WspCodes.Mac, new WspValue.Short(1))), Is.EqualTo(PushErrors.BadMac));
        }

        static string Code(params WspParameter[] parameters) =>
            Assert.Throws<WireFormatException>(() => SecurityParameters.Read(WspContentType.Of(WspCodes.ProvisioningWbxml, parameters)))!.Error.Code;
    }

    [Test]
    public void SEC_and_MAC_are_read_from_text()
    {
        var type = HttpContentType.Parse($"application/vnd.syncml.dm+wbxml;SEC=\"USERPIN\" ; mac={Mac}");

        Assert.That(SecurityParameters.Read(type), Is.EqualTo(new SecurityParameters(BootstrapMethod.UserPin, Convert.FromHexString(Mac))));
    }
}

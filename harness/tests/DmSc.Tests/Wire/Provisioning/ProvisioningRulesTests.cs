using DmSc.Wire.Provisioning;

namespace DmSc.Tests.Wire.Provisioning;

[TestFixture]
public sealed class ProvisioningRulesTests
{
    private const string Nap = "<characteristic type='NAPDEF'><parm name='NAPID' value='N'/><parm name='NAME' value='n'/><parm name='NAP-ADDRESS' value='a'/></characteristic>";

    private static string[] Codes(string content) =>
        [.. ProvisioningRules.Check(ProvisioningDocumentTests.FromXml($"<wap-provisioningdoc>{content}</wap-provisioningdoc>")).Select(remark => remark.Code)];

    private static string Dm(string content) =>
        $"<characteristic type='APPLICATION'><parm name='APPID' value='w7'/><parm name='PROVIDER-ID' value='s'/>{content}</characteristic>";

    [TestCase("<characteristic type='X'/>", "UnknownCharacteristic")]
    [TestCase("<characteristic type='napdef'/>", "UnknownCharacteristic")]
    [TestCase("<characteristic type='APPAUTH'/>", "MisplacedCharacteristic")]
    [TestCase("<characteristic type='VENDORCONFIG'><parm name='NAME' value='v'/><parm name='X' value='1'/><characteristic type='Y'/></characteristic>")]
    [TestCase("<characteristic type='CLIENTIDENTITY'><parm name='CLIENT-ID' value='1'/></characteristic><characteristic type='CLIENTIDENTITY'><parm name='CLIENT-ID' value='2'/></characteristic>", "DuplicateCharacteristic")]
    [TestCase("<characteristic type='PXLOGICAL'><parm name='PROXY-ID' value='P'/><parm name='NAME' value='p'/></characteristic>", "MissingCharacteristic")]
    [TestCase("<characteristic type='NAPDEF'><parm name='NAPID' value='N'/><parm name='NAME' value='n'/></characteristic>", "MissingParm")]
    [TestCase(Nap)]
    [TestCase(Nap + Nap, "DuplicateIdentifier")]
    public void The_content_specification_is_checked(string content, params string[] codes) => Assert.That(Codes(content), Is.EqualTo(codes));

    [TestCase("<parm name='ADDR' value='http://s'/>")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='INIT'/><parm name='INIT'/>", "DuplicateParm")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='INIT' value=''/>", "FlagWithValue")]
    [TestCase("<parm name='ADDR'/>", "ParmWithoutValue")]
    [TestCase("<parm name='NAME' value='n'/>", "MissingParm")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='ROLE' value='1'/>", "UnknownParm")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='TO-NAPID' value='INTERNET'/>")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='TO-NAPID' value='n'/>", "DanglingReference")]
    [TestCase("<parm name='ADDR' value='http://s'/><parm name='TO-PROXY' value='P'/>", "DanglingReference")]
    [TestCase("<characteristic type='APPADDR'><parm name='ADDR' value='a'/><characteristic type='PORT'><parm name='PORTNBR' value='0'/></characteristic></characteristic>", "BadPort")]
    [TestCase("<characteristic type='APPADDR'><parm name='ADDR' value='a'/><characteristic type='PORT'><parm name='PORTNBR' value='65536'/></characteristic></characteristic>", "BadPort")]
    [TestCase("<parm name='ADDR' value='http://s'/><characteristic type='APPADDR'><parm name='ADDR' value='a'/></characteristic>", "DuplicateParm")]
    public void The_registration_of_w7_is_checked(string content, params string[] codes) => Assert.That(Codes(Dm(content)), Is.EqualTo(codes));

    [Test]
    public void A_reference_to_something_in_the_document_or_on_the_device_does_not_dangle()
    {
        var application = Dm("<parm name='ADDR' value='http://s'/><parm name='TO-NAPID' value='N'/>");

        Assert.That(Codes(Nap + application), Is.Empty);
        Assert.That(ProvisioningRules.Check(ProvisioningDocumentTests.FromXml($"<wap-provisioningdoc>{application}</wap-provisioningdoc>"), new HashSet<string> { "N" }), Is.Empty);
    }

    [Test]
    public void A_server_without_identifier_is_told() => Assert.That(
        Codes("<characteristic type='APPLICATION'><parm name='APPID' value='w7'/><parm name='PROVIDER-ID' value=''/><parm name='ADDR' value='a'/></characteristic>"),
        Is.EqualTo(new[] { "EmptyValue" }));

    [Test]
    public void Other_applications_have_parameters_of_their_own() => Assert.That(
        Codes("<characteristic type='APPLICATION'><parm name='APPID' value='w4'/><parm name='CM' value='1'/></characteristic>"),
        Is.Empty);

    [TestCase("<parm name='RULE' value=''/><parm name='TO-NAPID' value='INTERNET'/>")]
    [TestCase("<parm name='APPID' value='w7'/><parm name='RULE' value=''/><parm name='TO-NAPID' value='INTERNET'/>", "ParmOrder")]
    [TestCase("<parm name='RULE' value=''/><parm name='TO-NAPID' value='INTERNET'/><parm name='APPID' value='w7'/>", "ParmOrder")]
    public void ACCESS_has_an_order(string content, params string[] codes) =>
        Assert.That(Codes($"<characteristic type='ACCESS'>{content}</characteristic>"), Is.EqualTo(codes));
}

using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Wire.Pkcs15;

public sealed class DataObjectDirectoryTests
{
    private const string Public = "302330110C0C444D20426F6F747374726170030100 30060604672B0701 A106300404026431";
    private const string WithoutFlags = "3020300E0C0C444D20426F6F747374726170 30060604672B0701 A106300404026431";
    private const string Private = "302B30190C10444D20426F6F7473747261702050494E03020780040101 30060604672B0701 A106300404026432";
    private const string WithRange = "302930100C0E444D20426F6F747374726170204C 30060604672B0701 A10D300B040264330201008002012C";
    private const string AsOidDo = "A122300E0C0C444D20426F6F747374726170 3000 A10E300C0604672B0701300404026431";
    private const string LwM2M = "A127300030110C0F4C774D324D20426F6F747374726170A110300E06060604672B0901300404026432";

    [TestCase(Public)]
    [TestCase(WithoutFlags)]
    public void A_public_object_leads_to_its_file(string hex)
    {
        var entry = Single(hex);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Form, Is.EqualTo(DataObjectForm.Opaque));
            Assert.That(entry.Label, Is.EqualTo("DM Bootstrap"));
            Assert.That((entry.IsPrivate, entry.IsModifiable), Is.EqualTo((false, false)));
            Assert.That(entry.AuthId, Is.Null);
            Assert.That(entry.ApplicationOid!.Oid, Is.EqualTo(OmaObjectIdentifiers.DmBootstrap));
            Assert.That(entry.ApplicationOid.IsDoublyWrapped, Is.False);
            Assert.That(entry.Value, Is.EqualTo(new DataObjectValue.Indirect(new Pkcs15Path(new byte[] { 0x64, 0x31 }))));
        }
    }

    [Test]
    public void A_private_object_names_its_PIN()
    {
        var entry = Single(Private);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Label, Is.EqualTo("DM Bootstrap PIN"));
            Assert.That((entry.IsPrivate, entry.IsModifiable), Is.EqualTo((true, false)));
            Assert.That(entry.AuthId!.Value.ToArray(), Is.EqualTo(new byte[] { 1 }));
        }
    }

    [TestCase("03020640", false, true)]
    [TestCase("030206C0", true, true)]
    public void Flags_decode(string flags, bool isPrivate, bool isModifiable)
    {
        var entry = Single($"30163004{flags}30060604672B0701A106300404026431");

        Assert.That((entry.IsPrivate, entry.IsModifiable), Is.EqualTo((isPrivate, isModifiable)));
    }

    [TestCase("03020680", true, false)]
    [TestCase("030200C0", true, true)]
    [TestCase("03020600", false, false)]
    [TestCase("0303008000", true, false)]
    public void Flags_with_trailing_zero_bits_decode_with_a_remark(string flags, bool isPrivate, bool isModifiable)
    {
        var common = $"30{flags.Length / 2:X2}{flags}";
        var body = common + "30060604672B0701A106300404026431";
        var entry = Single($"30{body.Length / 2:X2}{body}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((entry.IsPrivate, entry.IsModifiable), Is.EqualTo((isPrivate, isModifiable)));
            Assert.That(entry.Remarks.Single().Code, Is.EqualTo("NamedBits"));
        }
    }

    [Test]
    public void Flags_in_their_shortest_form_bring_no_remark() => Assert.That(Single(Private).Remarks, Is.Empty);

    [Test]
    public void A_path_may_name_a_part_of_the_file() =>
        Assert.That(Single(WithRange).Value, Is.EqualTo(new DataObjectValue.Indirect(new Pkcs15Path(new byte[] { 0x64, 0x33 }, 0, 300))));

    [Test]
    public void The_same_object_as_oidDO()
    {
        var entry = Single(AsOidDo);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Form, Is.EqualTo(DataObjectForm.Oid));
            Assert.That(entry.Id!.Oid, Is.EqualTo(OmaObjectIdentifiers.DmBootstrap));
            Assert.That(entry.ApplicationOid, Is.Null);
            Assert.That(entry.Has(OmaObjectIdentifiers.DmBootstrap), Is.True);
        }
    }

    [Test]
    public void A_doubly_wrapped_identifier_counts_as_what_it_wraps()
    {
        var entry = Single(LwM2M);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.ApplicationName, Is.EqualTo("LwM2M Bootstrap"));
            Assert.That(entry.Id!.Oid, Is.EqualTo(OmaObjectIdentifiers.LwM2MBootstrap));
            Assert.That(entry.Id.IsDoublyWrapped, Is.True);
            Assert.That(entry.Has(OmaObjectIdentifiers.DmBootstrap), Is.False);
        }
    }

    [Test]
    public void A_doubly_wrapped_applicationOID_is_accepted_too()
    {
        var entry = Single("30143000300806060604672B0701A106300404026431");

        Assert.That((entry.ApplicationOid!.Oid, entry.ApplicationOid.IsDoublyWrapped), Is.EqualTo((OmaObjectIdentifiers.DmBootstrap, true)));
    }

    [Test]
    public void Several_objects_keep_their_order_and_Client_Provisioning_is_told_apart()
    {
        var directory = Parse(
            "301D300B0C09426F6F747374726170 30060604672B0501 A106300404026441"
            + "301B30090C07436F6E66696731 30060604672B0502 A106300404026442"
            + "301B30090C07436F6E66696732 30060604672B0503 A106300404026443"
            + Public + Private + "FFFF");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                directory.Entries.Select(entry => entry.Label),
                Is.EqualTo(new[] { "Bootstrap", "Config1", "Config2", "DM Bootstrap", "DM Bootstrap PIN" }));
            Assert.That(directory.Entries.Count(entry => entry.IsClientProvisioning), Is.EqualTo(3));
            Assert.That(directory.WithOid(OmaObjectIdentifiers.DmBootstrap).Count(), Is.EqualTo(2));
            Assert.That(directory.Entries[3].Offset, Is.EqualTo(directory.Entries[2].Offset + directory.Entries[2].EncodedLength));
        }
    }

    [TestCase("30143000 30060604672B0701 A108A0060404AABBCCDD", "AABBCCDD")]
    [TestCase("30143000 30060604672B0701 A108A0063004AABBCCDD", "3004AABBCCDD")]
    public void A_value_may_be_in_the_entry(string hex, string contents)
    {
        var value = (DataObjectValue.Direct)Single(hex).Value;

        Assert.That(Convert.ToHexString(value.Contents.Span), Is.EqualTo(contents));
    }

    [TestCase("3020300E0C0C444D20426F6F74737472617030060604672B0701A206300404026431", "DerTag", 26)]
    [TestCase("301230003006060467 2B8001A106300404026431", "Der", 6)]
    [TestCase("3012300030060504672B0701A106300404026431", "DerOrder", 6)]
    [TestCase("30153003030107 30060604672B0701 A106300404026431", "Der", 4)]
    [TestCase("3015300303010030060604672B0701A306300404026431", "DerTag", 15)]
    [TestCase("30143002 0C01 30060604672B0701 A106300404026431", "Der", 4)]
    [TestCase("301530030C01FF 30060604672B0701 A106300404026431", "Der", 4)]
    [TestCase("3018300603010 00C0141 30060604672B0701 A106300404026431", "DerOrder", 7)]
    [TestCase("0203010203", "DodfTag", 0)]
    [TestCase("30023000", "UnexpectedEnd", 4)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Parse(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    [Test]
    public void TokenInfo_decodes()
    {
        var info = TokenInfo.Parse(Convert.FromHexString(
            "302D020100040A8988211000000467343F0C0B546573744861726E657373800B4F4D4120444D205549434303020780"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(info.Version, Is.Zero);
            Assert.That(Convert.ToHexString(info.SerialNumber.Span), Is.EqualTo("8988211000000467343F"));
            Assert.That(info.Manufacturer, Is.EqualTo("TestHarness"));
            Assert.That(info.Label, Is.EqualTo("OMA DM UICC"));
            Assert.That(info.Flags, Is.EqualTo(1));
        }
    }

    private static DataObjectEntry Single(string hex) => Parse(hex).Entries.Single();

    private static DataObjectDirectory Parse(string hex) =>
        DataObjectDirectory.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}

using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

public sealed class ProvisioningLocatorTests
{
    private const string Directory = """
        > 01A40804022F0000
        < 621A8205422100260283022F008A01058B032F06018002004C8801F0 9000
        > 01B2010426
        < 61184F10A0000000871002FF33FFFF890101000050045553494DFFFFFFFFFFFFFFFFFFFFFFFF 9000
        > 01B2020426
        < 611D4F0CA000000063504B43532D31355007504B435323313551043F007F50FFFFFFFFFFFFFF 9000

        """;

    private const string Application = """
        > 01A404040CA000000063504B43532D313500
        < 6200 9000

        """;

    private const string Odf = """
        > 01A40804047FFF503100
        < 6208 82024121 80020012 9000
        > 01B0000012
        < A706300404026430A706300404026440FFFF 9000

        """;

    private const string Dodf1 = """
        > 01A40804047FFF643000
        < 6208 82024121 80020052 9000
        > 01B0000052
        < 302330110C0C444D20426F6F74737472617003010030060604672B0701A106300404026431 302930100C0E444D20426F6F747374726170204C30060604672B0701A10D300B040264330201008002012C FFFF 9000

        """;

    private const string Dodf2 = """
        > 01A40804047FFF644000
        < 6208 82024121 8002001F 9000
        > 01B000001F
        < 301D300B0C09426F6F74737472617030060604672B0501A106300404026441 9000

        """;

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task All_objects_are_found_in_order()
    {
        var link = ScriptedCards.Card(Directory + Application + Odf + Dodf1 + Dodf2, 1);
        var map = await LocateAsync(link);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(map.Problems, Is.Empty);
            Assert.That(map.DmObjects.Select(entry => entry.Label), Is.EqualTo(new[] { "DM Bootstrap", "DM Bootstrap L" }));
            Assert.That(map.CpObjects.Select(entry => entry.Label), Is.EqualTo(new[] { "Bootstrap" }));
            Assert.That(Convert.ToHexString(map.ApplicationPath.Span), Is.EqualTo("3F007F50"));
            Assert.That(link.Remaining, Is.Zero);
        }
    }

    [Test]
    public async Task An_object_is_read_as_its_path_says()
    {
        var link = ScriptedCards.Card(
            Directory + Application + Odf + Dodf1 + Dodf2
            + "> 01A40804047FFF643100\n< 62088202412180020003 9000\n> 01B0000003\n< 02A401 9000\n"
            + "> 01A40804047FFF643300\n< 62088202412180020200 9000\n> 01B0000000\n< " + new string('A', 512) + " 9000\n"
            + "> 01B001002C\n< " + new string('B', 88) + " 9000\n",
            1);
        var locator = new ProvisioningLocator(await ScriptedCards.PoweredAsync(link));
        var map = await locator.LocateAsync(1, Ct);
        var objects = map.DmObjects.ToList();

        var whole = await locator.ReadObjectAsync(1, objects[0], map.ApplicationPath, Ct);
        var part = await locator.ReadObjectAsync(1, objects[1], map.ApplicationPath, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole.Octets!.Value.ToArray(), Is.EqualTo(new byte[] { 0x02, 0xA4, 0x01 }));
            Assert.That(part.Octets!.Value.Length, Is.EqualTo(300));
        }
    }

    [Test]
    public async Task Without_a_record_in_EF_DIR_there_is_no_provisioning_data()
    {
        var map = await LocateAsync(ScriptedCards.Card(
            "> 01A40804022F0000\n< 6207 82054221000401 9000\n> 01B2010404\n< FFFFFFFF 9000", 1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(map.Directory.Records.Single().Template, Is.EqualTo(default(Decoded<ApplicationTemplate>)));
            Assert.That(map.Application, Is.Null);
            Assert.That(map.Problems, Is.Empty);
        }
    }

    [Test]
    public async Task A_refused_application_is_a_finding()
    {
        var map = await LocateAsync(ScriptedCards.Card(Directory + "> 01A404040CA000000063504B43532D313500\n< 6A82", 1));

        var problem = map.Problems.Single();

        Assert.That((problem.Kind, problem.Sw!.Value.Value), Is.EqualTo((FileProblemKind.NotSelected, (ushort)0x6A82)));
    }

    [Test]
    public async Task A_protected_directory_does_not_hide_the_next_one()
    {
        var map = await LocateAsync(ScriptedCards.Card(
            Directory + Application + Odf + "> 01A40804047FFF643000\n< 62088202412180020050 9000\n> 01B0000050\n< 6982\n" + Dodf2, 1));

        var problem = map.Problems.Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((problem.File, problem.Kind, problem.Sw!.Value.Value), Is.EqualTo(("EF(DODF) 6430", FileProblemKind.NotRead, (ushort)0x6982)));
            Assert.That(map.CpObjects.Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Malformed_content_names_its_file_and_octet()
    {
        var map = await LocateAsync(ScriptedCards.Card(
            Directory + Application + "> 01A40804047FFF503100\n< 62088202412180020004 9000\n> 01B0000004\n< A7083004 9000", 1));

        var problem = map.Problems.Single();

        Assert.That((problem.File, problem.Kind, problem.Error!.Offset), Is.EqualTo(("EF(ODF)", FileProblemKind.Malformed, 0)));
    }

    [Test]
    public async Task A_response_that_is_none_is_a_finding()
    {
        var map = await LocateAsync(ScriptedCards.Card("> 01A40804022F0000\n< 90", 1));

        var problem = map.Problems.Single();

        Assert.That((problem.File, problem.Kind, problem.Error!.Code), Is.EqualTo(("EF(DIR)", FileProblemKind.Malformed, "ResponseTooShort")));
    }

    [Test]
    public void A_failing_link_is_no_finding() => Assert.That(
        async () => await LocateAsync(ScriptedCards.Card("> 01A40804022F0000\n< !CardMute", 1)),
        Throws.TypeOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.CardMute));

    private static async Task<ProvisioningMap> LocateAsync(ICardLink link) =>
        await new ProvisioningLocator(await ScriptedCards.PoweredAsync(link)).LocateAsync(1, Ct);
}

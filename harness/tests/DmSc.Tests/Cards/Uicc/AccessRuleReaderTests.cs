using DmSc.Cards.Uicc;
using DmSc.Peers.Card;
using DmSc.Tests.Peers.Card;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Cards.Uicc;

public sealed class AccessRuleReaderTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly FileAddress Ef = new(PathOrigin.Mf, new byte[] { 0x6F, 0x01 });

    [Test]
    public async Task The_rules_in_the_MF_tell_which_keys_a_file_of_the_application_needs()
    {
        var terminal = await ScriptedCards.PoweredAsync(new InProcessCardLink(ReferenceUicc.Create(TestCards.Image(), 1)));
        await terminal.SelectAsync(0, FileSelector.ByAid(ProvisioningLocator.Pkcs15Aid), SelectReturn.NoData, Ct);
        var reader = new AccessRuleReader(terminal);

        var open = await reader.ReadAsync(0, new FileAddress(PathOrigin.Application, new byte[] { 0x64, 0x31 }), Ct);
        var guarded = await reader.ReadAsync(0, new FileAddress(PathOrigin.Application, new byte[] { 0x64, 0x32 }), Ct);
        var current = await terminal.ReadBinaryAsync(0, 0, 1, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(open.ToRead, Is.EqualTo(new AccessCondition.Always()));
            Assert.That(open.ToUpdate!.KeyReferences, Is.EqualTo(new byte[] { 0x0A }));
            Assert.That(guarded.ToRead!.KeyReferences, Is.EqualTo(new byte[] { 0x01 }));
            Assert.That(guarded.To(0x40), Is.EqualTo(new AccessCondition.Never()), "deleting is not mentioned");
            Assert.That(current.Sw.Value, Is.EqualTo(0x6982), "the file itself is selected again");
        }
    }

    [Test]
    public async Task A_file_that_is_selected_already_is_not_selected_anew()
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(
            "> 00A40804026F01\n< 6116\n> 00C0000016\n< 62148202412183026F018A0105 8C03030A00 800200FF 9000"));
        var selected = await terminal.SelectAsync(0, FileSelector.At(Ef), SelectReturn.Fcp, Ct);

        var access = await new AccessRuleReader(terminal).ReadAsync(0, Ef, Ct, selected: selected);

        Assert.That(access.ToRead, Is.EqualTo(new AccessCondition.Always()), "the transcript has nothing further");
    }

    [Test]
    public async Task Rules_in_the_FCP_itself_need_no_EF_ARR()
    {
        var access = await ReadAsync("> 00A40804026F01\n< 6116\n> 00C0000016\n< 62148202412183026F018A0105 8C03030A00 800200FF 9000");

        Assert.That((access.ToRead, access.ToUpdate), Is.EqualTo((new AccessCondition.Always(), new AccessCondition.ConditionByte(0x0A))));
    }

    [Test]
    public async Task A_lying_card_leaves_the_rules_unknown()
    {
        const string fcp = "> 00A40804026F01\n< 6112\n> 00C0000012\n< 62108202412183026F018B032F06098A0105 9000\n";
        var missing = await ReadAsync(fcp + "> 00A40804022F06\n< 6A82");
        var noRecord = await ReadAsync(fcp + "> 00A40804022F06\n< 6102\n> 00C0000002\n< 6200 9000\n> 00B2090400\n< 6A83\n> 00A4080C026F01\n< 9000");
        var garbled = await ReadAsync(fcp + "> 00A40804022F06\n< 6102\n> 00C0000002\n< 6200 9000\n> 00B2090400\n< 6C03\n> 00B2090403\n< 800101 9000\n> 00A4080C026F01\n< 9000");
        var noFcp = await ReadAsync("> 00A40804026F01\n< 6102\n> 00C0000002\n< 6F00 9000");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((missing.IsKnown, missing.ToRead, missing.Arr!.IsSelected), Is.EqualTo((false, (AccessCondition?)null, false)));
            Assert.That((noRecord.IsKnown, noRecord.Record!.Sw.Value), Is.EqualTo((false, (ushort)0x6A83)));
            Assert.That((garbled.IsKnown, garbled.Rules.Error!.Code), Is.EqualTo((false, "AccessRuleIncomplete")));
            Assert.That((noFcp.IsKnown, noFcp.Malformed!.Code), Is.EqualTo((false, "FcpTag")));
        }
    }

    private static async Task<AccessReading> ReadAsync(string transcript)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card(transcript));
        return await new AccessRuleReader(terminal).ReadAsync(0, Ef, Ct);
    }
}

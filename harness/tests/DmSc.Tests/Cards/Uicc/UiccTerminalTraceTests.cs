using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Cards.Uicc;

/// <summary>One whole session: over T=0 as traced with a virtual reader, the fetching of each FCP completed; over T=1 derived from that.</summary>
public sealed class UiccTerminalTraceTests
{
    private const string MfFcp = "62208202782183023F00A5038001718A01058B032F0601C609900180830101830181";
    private const string DirFcp = "621A8205422100260283022F008A01058B032F06018002004C8801F0";
    private const string AdfFcp = "622E8202782183027F50840CA000000063504B43532D3135A5038001718A01058B032F0601C609900180830101830181";
    private const string OdfFcp = "621682024121830250318A01058B032F0601800200308800";
    private const string Record1 = "61184F10A0000000871002FF33FFFF890101000050045553494DFFFFFFFFFFFFFFFFFFFFFFFF";
    private const string Record2 = "611D4F0CA000000063504B43532D31355007504B435323313551043F007F50FFFFFFFFFFFFFF";
    private const string Odf = "A706300404026430A706300404026440A506300404026450A806300404026460FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

    private const string RecordsAndChannel = $"""
        > 00B2010426
        < {Record1} 9000
        > 00B2020426
        < {Record2} 9000
        > 0070000001
        < 01 9000
        """;

    private const string AfterTheLastFcp = $"""
        > 01B0000030
        < {Odf} 9000
        > 01B000000D
        < 6982
        > 01200001
        < 63C3
        > 012000010831323334FFFFFFFF
        < 9000
        > 01708001
        < 9000
        > 01B000000D
        < 6881
        """;

    private const string OverT0 = $"""
        > 00A40004023F00
        < 6122
        > 00C0000022
        < {MfFcp} 9000
        > 00A40004022F00
        < 611C
        > 00C000001C
        < {DirFcp} 9000
        {RecordsAndChannel}
        > 01A404040CA000000063504B43532D3135
        < 6130
        > 01C0000030
        < {AdfFcp} 9000
        > 01A40804047FFF5031
        < 6118
        > 01C0000018
        < {OdfFcp} 9000
        {AfterTheLastFcp}
        """;

    private const string OverT1 = $"""
        > 00A40004023F0000
        < {MfFcp} 9000
        > 00A40004022F0000
        < {DirFcp} 9000
        {RecordsAndChannel}
        > 01A404040CA000000063504B43532D313500
        < {AdfFcp} 9000
        > 01A40804047FFF503100
        < {OdfFcp} 9000
        {AfterTheLastFcp}
        """;

    [TestCase(0, OverT0)]
    [TestCase(1, OverT1)]
    public async Task The_session_plays_octet_for_octet(int protocol, string transcript)
    {
        var ct = CancellationToken.None;
        var link = ScriptedCards.Card(transcript, protocol);
        var observer = new RecordingObserver();
        var terminal = new UiccTerminal(link, null, observer);

        var atr = await terminal.PowerOnAsync(CardReset.Cold, ct);
        var mf = await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.Fcp, ct);
        var dir = await terminal.SelectAsync(0, FileSelector.ById(0x2F00), SelectReturn.Fcp, ct);
        var descriptor = dir.Fcp.Value!.Descriptor!;
        var records = await terminal.ReadAllRecordsAsync(0, descriptor.RecordLength, descriptor.RecordCount, ct);
        var channel = await terminal.OpenChannelAsync(null, 0, ct);
        var application = await terminal.SelectAsync(1, FileSelector.ByAid(ProvisioningLocator.Pkcs15Aid), SelectReturn.Fcp, ct);
        var odf = await terminal.SelectAsync(1, FileSelector.ByPathFromMf(new byte[] { 0x7F, 0xFF, 0x50, 0x31 }), SelectReturn.Fcp, ct);
        var content = await terminal.ReadWholeTransparentAsync(1, odf.Fcp.Value!.FileSize, ct);
        var refused = await terminal.ReadWholeTransparentAsync(1, 13, ct);
        var pin = await terminal.VerifyPinAsync(1, 0x01, PinBlock.Of("1234"), new PinTryBudget(), ct);
        var closed = await terminal.CloseChannelAsync(1, 1, ct);
        var afterwards = await terminal.ReadBinaryAsync(1, 0, 13, ct);
        await terminal.PowerOffAsync(ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(atr.Atr.Value!.Capabilities!.MaxChannels, Is.EqualTo(4));
            Assert.That(mf.Fcp.Value!.FileId, Is.EqualTo(0x3F00));
            Assert.That(records.End, Is.EqualTo(RecordReadEnd.CountReached));
            Assert.That(ApplicationTemplate.Parse(records.Records[1])!.LabelText, Is.EqualTo("PKCS#15"));
            Assert.That(channel.Channel, Is.EqualTo(1));
            Assert.That(application.Fcp.Value!.DfName!.Value.ToArray(), Is.EqualTo(ProvisioningLocator.Pkcs15Aid.ToArray()));
            Assert.That(content.End, Is.EqualTo(TransparentReadEnd.SizeReached));
            Assert.That(Convert.ToHexString(content.Data.Span), Is.EqualTo(Odf));
            Assert.That((refused.End, refused.LastSw!.Value.Value), Is.EqualTo((TransparentReadEnd.Refused, (ushort)0x6982)));
            Assert.That(pin.Query.TriesLeft, Is.EqualTo(3));
            Assert.That(pin.IsVerified, Is.True);
            Assert.That(closed.Sw, Is.EqualTo(StatusWord.Ok));
            Assert.That(afterwards.Sw.Value, Is.EqualTo(0x6881));
            Assert.That(mf.Result.Exchanges, Has.Count.EqualTo(protocol == 0 ? 2 : 1));
            Assert.That(link.Remaining, Is.Zero);
            Assert.That(observer.Lines, Has.Count.EqualTo(protocol == 0 ? 19 : 15));
            Assert.That(observer.Lines[0], Is.EqualTo("Cold " + Convert.ToHexString(atr.Octets.Span)));
            Assert.That(observer.Lines[^1], Is.EqualTo("off"));
        }
    }
}

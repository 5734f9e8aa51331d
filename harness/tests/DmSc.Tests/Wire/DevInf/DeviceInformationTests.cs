using System.Text;
using DmSc.Wire;
using DmSc.Wire.DevInf;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.DevInf;

[TestFixture]
public sealed class DeviceInformationTests
{
    private const string Xml = """
        <DevInf xmlns="syncml:devinf"><VerDTD>1.2</VerDTD><Man>ACME</Man><Mod>T1</Mod><OEM>O</OEM><FwV>1</FwV><SwV>2</SwV><HwV>3</HwV><DevID>IMEI:1</DevID><DevTyp>phone</DevTyp><UTC/><SupportLargeObjs/><SupportNumberOfChanges/><DataStore><SourceRef>./contacts</SourceRef><DisplayName>C</DisplayName><MaxGUIDSize>8</MaxGUIDSize><Rx-Pref><CTType>text/vcard</CTType><VerCT>3.0</VerCT></Rx-Pref><Rx><CTType>text/x-vcard</CTType><VerCT>2.1</VerCT></Rx><Tx-Pref><CTType>text/vcard</CTType><VerCT>3.0</VerCT></Tx-Pref><DSMem><MaxMem>10</MaxMem></DSMem><SyncCap><SyncType>1</SyncType><SyncType>2</SyncType></SyncCap></DataStore><Ext><XNam>x</XNam><XVal>1</XVal><XVal>2</XVal></Ext></DevInf>
        """;

    [Test]
    public void A_document_survives_both_forms()
    {
        var read = DeviceInformation.Parse(Encoding.UTF8.GetBytes(Xml));

        Assert.That(read.ToXml(), Is.EqualTo(Xml));
        Assert.That(DeviceInformation.Parse(read.ToWbxml()).ToXml(), Is.EqualTo(Xml));
        Assert.That((read.Man, read.DevId, read.Utc, read.DataStores.Single().SourceRef), Is.EqualTo(("ACME", "IMEI:1", true, "./contacts")));
        Assert.That(read.Extensions.Single().Values, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(read.DataStores.Single().PreferredReceived, Is.EqualTo(new ContentType("text/vcard", "3.0")));
        Assert.That(read.Remarks, Is.Empty);
    }

    [Test]
    public void The_version_decides_the_public_identifier()
    {
        var octets = new DeviceInformation([]) { VerDtd = "1.1" }.ToWbxml();

        Assert.That(WbxmlDocument.Parse(octets).CodeSpace, Is.SameAs(WbxmlCodeSpace.DevInf11));
    }

    [Test]
    public void Another_document_is_refused()
    {
        var failure = Assert.Throws<WireFormatException>(() => DeviceInformation.Parse(Convert.FromHexString("02A4016A002D")));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.UnexpectedRoot, 5)));
    }
}

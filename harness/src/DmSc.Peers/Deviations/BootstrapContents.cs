using System.Text;

namespace DmSc.Peers.Deviations;

/// <summary>Contents that a bootstrap file must not have.</summary>
internal static class BootstrapContents
{
    /// <summary>A complete bootstrap message, but as XML text: 1.2 allows nothing but WBXML on the card.</summary>
    public static readonly byte[] Xml = Encoding.UTF8.GetBytes("""
        <?xml version="1.0" encoding="UTF-8"?>
        <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>0</SessionID><MsgID>0</MsgID>
        <Target><LocURI>IMEI:353918051234563</LocURI></Target><Source><LocURI>dm.example.com</LocURI></Source></SyncHdr>
        <SyncBody><Add><CmdID>1</CmdID><Meta><Format xmlns="syncml:metinf">xml</Format>
        <Type xmlns="syncml:metinf">application/vnd.syncml.dmtnds+xml</Type></Meta>
        <Item><Target><LocURI>./Inbox</LocURI></Target><Data><MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>
        <Node><NodeName>ExampleCo</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:oma-dm-dmacc:1.0</DDFName></Type></RTProperties>
        <Node><NodeName>AppID</NodeName><RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>w7</Value></Node>
        <Node><NodeName>ServerID</NodeName><RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>dm.example.com</Value></Node>
        </Node></MgmtTree></Data></Item></Add><Final/></SyncBody></SyncML>
        """);

    /// <summary>
    /// A well-formed WBXML message that adds an empty connectivity object (NodeName ExampleNap, urn:oma:mo:oma-connmo:1.0) to ./Inbox, and no DMAcc.
    /// </summary>
    public static readonly byte[] WithoutAccount = Convert.FromHexString(
        "02A4016A006D6C7103312E3200017203444D2F312E32000165033000015B033000016E5703494D45493A3335333931383035" +
        "31323334353633000101675703646D2E6578616D706C652E636F6D000101016B454B033100015A0001470362696E00015303" +
        "6170706C69636174696F6E2F766E642E73796E636D6C2E646D746E64732B7762786D6C0001010000546E57032E2F496E626F" +
        "780001014FC35F0200006A1B2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E000002607703312E32000164" +
        "66034578616D706C654E617000016F5C250175510375726E3A6F6D613A6D6F3A6F6D612D636F6E6E6D6F3A312E3000010101" +
        "0101010101120101");
}

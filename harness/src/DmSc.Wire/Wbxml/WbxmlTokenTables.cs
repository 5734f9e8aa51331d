using System.Globalization;

namespace DmSc.Wire.Wbxml;

/// <summary>Token tables as rows <c>token=meaning</c>, tokens in hexadecimal.</summary>
internal static class WbxmlTokenTables
{
    /// <summary>Names of attributes that have tokens.</summary>
    public static readonly string[] AttributeNames = ["version", "type", "name", "value"];

    /// <summary>Place of a name in <see cref="AttributeNames"/>, or -1.</summary>
    public static int AttributeIndex(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("name"u8) ? 2 : name.SequenceEqual("value"u8) ? 3 : name.SequenceEqual("type"u8) ? 1 : name.SequenceEqual("version"u8) ? 0 : -1;

    /// <summary>SyncML 1.2 representation protocol, page 0; 35 to 3C are new in 1.2.</summary>
    public const string SyncMl = """
        05=Add 06=Alert 07=Archive 08=Atomic 09=Chal 0A=Cmd 0B=CmdID 0C=CmdRef 0D=Copy 0E=Cred 0F=Data 10=Delete 11=Exec
        12=Final 13=Get 14=Item 15=Lang 16=LocName 17=LocURI 18=Map 19=MapItem 1A=Meta 1B=MsgID 1C=MsgRef 1D=NoResp
        1E=NoResults 1F=Put 20=Replace 21=RespURI 22=Results 23=Search 24=Sequence 25=SessionID 26=SftDel 27=Source
        28=SourceRef 29=Status 2A=Sync 2B=SyncBody 2C=SyncHdr 2D=SyncML 2E=Target 2F=TargetRef 31=VerDTD 32=VerProto
        33=NumberOfChanges 34=MoreData 35=Field 36=Filter 37=Record 38=FilterType 39=SourceParent 3A=TargetParent 3B=Move
        3C=Correlator
        """;

    /// <summary>Meta information 1.2, page 1; 16 is new in 1.2.</summary>
    public const string MetInf = """
        05=Anchor 06=EMI 07=Format 08=FreeID 09=FreeMem 0A=Last 0B=Mark 0C=MaxMsgSize 0D=Mem 0E=MetInf 0F=Next 10=NextNonce
        11=SharedMem 12=Size 13=Type 14=Version 15=MaxObjSize 16=FieldLevel
        """;

    /// <summary>DM DDF 1.2, page 2 (OMA DM Tree and Description 1.2, 10).</summary>
    public const string DmDdf = """
        05=AccessType 06=ACL 07=Add 08=b64 09=bin 0A=bool 0B=chr 0C=CaseSense 0D=CIS 0E=Copy 0F=CS 10=date 11=DDFName
        12=DefaultValue 13=Delete 14=Description 15=DFFormat 16=DFProperties 17=DFTitle 18=DFType 19=Dynamic 1A=Exec 1B=float
        1C=Format 1D=Get 1E=int 1F=Man 20=MgmtTree 21=MIME 22=Mod 23=Name 24=Node 25=node 26=NodeName 27=null 28=Occurrence
        29=One 2A=OneOrMore 2B=OneOrN 2C=Path 2D=Permanent 2E=Replace 2F=RTProperties 30=Scope 31=Size 32=time 33=Title
        34=TStamp 35=Type 36=Value 37=VerDTD 38=VerNo 39=xml 3A=ZeroOrMore 3B=ZeroOrN 3C=ZeroOrOne
        """;

    /// <summary>Device information 1.2; 2B to 34 are new in 1.2, and 1C was Size in 1.1.</summary>
    public const string DevInf = """
        05=CTCap 06=CTType 07=DataStore 08=DataType 09=DevID 0A=DevInf 0B=DevTyp 0C=DisplayName 0D=DSMem 0E=Ext 0F=FwV 10=HwV
        11=Man 12=MaxGUIDSize 13=MaxID 14=MaxMem 15=Mod 16=OEM 17=ParamName 18=PropName 19=Rx 1A=Rx-Pref 1B=SharedMem
        1C=MaxSize 1D=SourceRef 1E=SwV 1F=SyncCap 20=SyncType 21=Tx 22=Tx-Pref 23=ValEnum 24=VerCT 25=VerDTD 26=XNam 27=XVal
        28=UTC 29=SupportNumberOfChanges 2A=SupportLargeObjs 2B=Property 2C=PropParam 2D=MaxOccur 2E=NoTruncate 30=Filter-Rx
        31=FilterCap 32=FilterKeyword 33=FieldLevel 34=SupportHierarchicalSync
        """;

    /// <summary>Client Provisioning, tag page 0.</summary>
    public const string ProvisioningTags0 = """
        05=wap-provisioningdoc 06=characteristic 07=parm
        """;

    /// <summary>Client Provisioning, tag page 1 repeats two tags.</summary>
    public const string ProvisioningTags1 = """
        06=characteristic 07=parm
        """;

    /// <summary>Client Provisioning, attribute page 0, start tokens.</summary>
    public const string ProvisioningStarts0 = """
        45=version 46=version:1.0 50=type 51=type:PXLOGICAL 52=type:PXPHYSICAL 53=type:PORT 54=type:VALIDITY 55=type:NAPDEF
        56=type:BOOTSTRAP 57=type:VENDORCONFIG 58=type:CLIENTIDENTITY 59=type:PXAUTHINFO 5A=type:NAPAUTHINFO 5B=type:ACCESS
        05=name 06=value 07=name:NAME 08=name:NAP-ADDRESS 09=name:NAP-ADDRTYPE 0A=name:CALLTYPE 0B=name:VALIDUNTIL
        0C=name:AUTHTYPE 0D=name:AUTHNAME 0E=name:AUTHSECRET 0F=name:LINGER 10=name:BEARER 11=name:NAPID 12=name:COUNTRY
        13=name:NETWORK 14=name:INTERNET 15=name:PROXY-ID 16=name:PROXY-PROVIDER-ID 17=name:DOMAIN 18=name:PROVURL
        19=name:PXAUTH-TYPE 1A=name:PXAUTH-ID 1B=name:PXAUTH-PW 1C=name:STARTPAGE 1D=name:BASAUTH-ID 1E=name:BASAUTH-PW
        1F=name:PUSHENABLED 20=name:PXADDR 21=name:PXADDRTYPE 22=name:TO-NAPID 23=name:PORTNBR 24=name:SERVICE
        25=name:LINKSPEED 26=name:DNLINKSPEED 27=name:LOCAL-ADDR 28=name:LOCAL-ADDRTYPE 29=name:CONTEXT-ALLOW 2A=name:TRUST
        2B=name:MASTER 2C=name:SID 2D=name:SOC 2E=name:WSP-VERSION 2F=name:PHYSICAL-PROXY-ID 30=name:CLIENT-ID
        31=name:DELIVERY-ERR-SDU 32=name:DELIVERY-ORDER 33=name:TRAFFIC-CLASS 34=name:MAX-SDU-SIZE 35=name:MAX-BITRATE-UPLINK
        36=name:MAX-BITRATE-DNLINK 37=name:RESIDUAL-BER 38=name:SDU-ERROR-RATIO 39=name:TRAFFIC-HANDL-PRIO
        3A=name:TRANSFER-DELAY 3B=name:GUARANTEED-BITRATE-UPLINK 3C=name:GUARANTEED-BITRATE-DNLINK 3D=name:PXADDR-FQDN
        3E=name:PROXY-PW 3F=name:PPGAUTH-TYPE 47=name:PULLENABLED 48=name:DNS-ADDR 49=name:MAX-NUM-RETRY
        4A=name:FIRST-RETRY-TIMEOUT 4B=name:REREG-THRESHOLD 4C=name:T-BIT 4E=name:AUTH-ENTITY 4F=name:SPI
        """;

    /// <summary>Client Provisioning, attribute page 0, value tokens.</summary>
    public const string ProvisioningValues0 = """
        85=IPV4 86=IPV6 87=E164 88=ALPHA 89=APN 8A=SCODE 8B=TETRA-ITSI 8C=MAN 90=ANALOG-MODEM 91=V.120 92=V.110 93=X.31
        94=BIT-TRANSPARENT 95=DIRECT-ASYNCHRONOUS-DATA-SERVICE 9A=PAP 9B=CHAP 9C=HTTP-BASIC 9D=HTTP-DIGEST 9E=WTLS-SS 9F=MD5
        A2=GSM-USSD A3=GSM-SMS A4=ANSI-136-GUTS A5=IS-95-CDMA-SMS A6=IS-95-CDMA-CSD A7=IS-95-CDMA-PACKET A8=ANSI-136-CSD
        A9=ANSI-136-GPRS AA=GSM-CSD AB=GSM-GPRS AC=AMPS-CDPD AD=PDC-CSD AE=PDC-PACKET AF=IDEN-SMS B0=IDEN-CSD B1=IDEN-PACKET
        B2=FLEX/REFLEX B3=PHS-SMS B4=PHS-CSD B5=TETRA-SDS B6=TETRA-PACKET B7=ANSI-136-GHOST B8=MOBITEX-MPAK
        B9=CDMA2000-1X-SIMPLE-IP BA=CDMA2000-1X-MOBILE-IP C5=AUTOBAUDING CA=CL-WSP CB=CO-WSP CC=CL-SEC-WSP CD=CO-SEC-WSP
        CE=CL-SEC-WTA CF=CO-SEC-WTA D0=OTA-HTTP-TO D1=OTA-HTTP-TLS-TO D2=OTA-HTTP-PO D3=OTA-HTTP-TLS-PO E0=AAA E1=HA
        """;

    /// <summary>Client Provisioning, attribute page 1, start tokens.</summary>
    public const string ProvisioningStarts1 = """
        50=type 53=type:PORT 55=type:APPLICATION 56=type:APPADDR 57=type:APPAUTH 58=type:CLIENTIDENTITY 59=type:RESOURCE
        05=name 06=value 07=name:NAME 14=name:INTERNET 1C=name:STARTPAGE 22=name:TO-NAPID 23=name:PORTNBR 24=name:SERVICE
        2E=name:AACCEPT 2F=name:AAUTHDATA 30=name:AAUTHLEVEL 31=name:AAUTHNAME 32=name:AAUTHSECRET 33=name:AAUTHTYPE
        34=name:ADDR 35=name:ADDRTYPE 36=name:APPID 37=name:APROTOCOL 38=name:PROVIDER-ID 39=name:TO-PROXY 3A=name:URI
        3B=name:RULE
        """;

    /// <summary>Client Provisioning, attribute page 1, value tokens.</summary>
    public const string ProvisioningValues1 = """
        86=IPV6 87=E164 88=ALPHA 8D=APPSRV 8E=OBEX 90=, 91=HTTP- 92=BASIC 93=DIGEST
        """;

    public static IEnumerable<(byte Token, string Meaning)> Rows(string table)
    {
        foreach (var row in table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            yield return (byte.Parse(row.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), row[3..]);
    }
}

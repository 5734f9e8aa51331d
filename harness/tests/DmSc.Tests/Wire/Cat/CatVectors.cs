namespace DmSc.Tests.Wire.Cat;

/// <summary>Commands, responses and envelopes whose octets were made outside this project.</summary>
internal static class CatVectors
{
    public const string Profile = "0B000000010C00000000001F4200000007000000";
    public const string SetUpEventList = "D00D8103010500820281829902090A";
    public const string OpenServer = "D012810302400082028182B9020400BC03030DBC";
    public const string OpenedServer = "810302400082028281830100B8024100B9020400";
    public const string Established = "D60B99010A82028281B8028100";
    public const string DataAvailable = "D60E99010982028281B8028100B70158";
    public const string ReceiveData = "D00C810303420082028121B70158";

    public const string Received =
        "810303420082028281830100B658474554202F696E6465782E68746D6C20485454502F312E310D0A486F73743A203132372E302E302E313A333531360D0A"
        + "4163636570743A20746578742F68746D6C0D0A436F6E6E656374696F6E3A20636C6F73650D0A0D0AB70100";

    public const string SendStored =
        "D081D4810304430082028121B681C8485454502F312E3120323030204F4B0D0A436F6E74656E742D547970653A20746578742F68746D6C0D0A436F6E74656E742D"
        + "4C656E6774683A203135390D0A436F6E6E656374696F6E3A20636C6F73650D0A0D0A3C68746D6C3E3C686561643E3C7469746C653E534357533C2F7469746C653E"
        + "3C2F686561643E3C626F64793E3C703E48656C6C6F2066726F6D2074686520736D617274206361726420776562207365727665722E205468697320706167652069"
        + "73206C6F6E6720656E6F75676820746F206E6565";

    public const string SentStored = "810304430082028281830100B701FF";

    public const string SendNow =
        "D036810305430182028121B62B642074776F2053454E44204441544120636F6D6D616E64732E3C2F703E3C2F626F64793E3C2F68746D6C3E";

    public const string SentNow = "810305430182028281830100B701FF";
    public const string CloseToListen = "D009810306410182028121";
    public const string Closed = "810306410182028281830100";
    public const string PeerClosed = "D60B99010A82028281B8024100";
    public const string SetUpEventListDone = "810301050082028281830100";

    public const string LaunchBrowser =
        "D02B8103011500820281823120687474703A2F2F3132372E302E302E313A333531362F696E6465782E68746D6C";

    public const string OpenTerminalServer = "D012810301400082028182B9020578BC03040B84";
    public const string OpenClient = "D01C810301400182028182B50103B9020578BC030201BBBE0521C0000201";
    public const string OpenedClient = "810301400182028281830100B8028100B50103B9020578";
    public const string PortUnavailable = "81030140018202828183023A10";
    public const string GetChannelStatus = "D009810307440082028182";
    public const string ChannelStatus = "810307440082028281830100B8024100";

    public const string SmsPpDownload =
        "D1818282028381060591447787908B7544048121437FF6621111210000006602700000611512210015B201020000000001000000000000000000814983478413350103"
        + "390205783C03021F913E05217F00000185080450534B31024001860700032503001000891D8A0B7261732E6578616D706C658B086167656E742D30318C042F61646D";

    public static readonly string[] Commands =
    [
        SetUpEventList, OpenServer, ReceiveData, SendStored, SendNow, CloseToListen, LaunchBrowser, OpenTerminalServer, OpenClient, GetChannelStatus,
    ];

    public static readonly string[] Responses =
    [
        SetUpEventListDone, OpenedServer, Received, SentStored, SentNow, Closed, OpenedClient, PortUnavailable, ChannelStatus,
    ];

    public static readonly string[] Envelopes = [Established, DataAvailable, PeerClosed, SmsPpDownload];

    public static byte[] Hex(string digits) => Convert.FromHexString(digits);

    public static string Hex(ReadOnlyMemory<byte> octets) => Convert.ToHexString(octets.Span);
}

using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Deviations;

namespace DmSc.Tests.Peers.Card;

/// <summary>The card of these tests: EF_DIR, USIM, PKCS#15 with one free and one PIN-protected bootstrap file.</summary>
internal static class TestCards
{
    public const string Pkcs15 = "A000000063504B43532D3135";
    public const string Usim = "A0000000871002FF33FFFF8901010000";
    public const string Adm = "41444D4B45593031";

    /// <summary>A bootstrap message of 1,219 octets with one DMAcc (SHA-1 12e5f593eade598c4c10e29c02ba513b061b95a3).</summary>
    public static readonly byte[] Message = Convert.FromHexString(
        "02A4016A006D6C7103312E3200017203444D2F312E32000165033000015B033000016E5703494D45493A33353339313830353132333435" +
        "3633000101675703646D2E6578616D706C652E636F6D000101016B454B033100015A0001470362696E000153036170706C69636174696F" +
        "6E2F766E642E73796E636D6C2E646D746E64732B7762786D6C0001010000546E57032E2F496E626F780001014FC3881F0200006A1B2D2F" +
        "2F4F4D412F2F4454442D444D2D44444620312E322F2F454E000002607703312E3200016466034578616D706C65436F00016F4603476574" +
        "3D646D2E6578616D706C652E636F6D265265706C6163653D646D2E6578616D706C652E636F6D2644656C6574653D646D2E6578616D706C" +
        "652E636F6D00015C250175510375726E3A6F6D613A6D6F3A6F6D612D646D2D646D6163633A312E3000010101646603417070494400016F" +
        "5C0B01756103746578742F706C61696E0001010176037737000101646603536572766572494400016F5C0B01756103746578742F706C61" +
        "696E000101017603646D2E6578616D706C652E636F6D0001016466034E616D6500016F5C0B01756103746578742F706C61696E00010101" +
        "76034578616D706C6520444D00010164660350726566436F6E52656600016F5C0B01756103746578742F706C61696E0001010176032E2F" +
        "496E626F782F4578616D706C654E61700001016466034170704164647200016F5C2501751101016466033100016F5C2501751101016466" +
        "034164647200016F5C0B01756103746578742F706C61696E00010101760368747470733A2F2F646D2E6578616D706C652E636F6D2F646D" +
        "000101646603416464725479706500016F5C0B01756103746578742F706C61696E000101017603555249000101646603506F727400016F" +
        "5C2501751101016466033100016F5C250175110101646603506F72744E627200016F5C0B01756103746578742F706C61696E0001010176" +
        "033434330001010101010164660341417574685072656600016F5C0B01756103746578742F706C61696E00010101760344494745535400" +
        "01016466034170704175746800016F5C2501751101016466033100016F5C25017511010164660341417574684C6576656C00016F5C0B01" +
        "756103746578742F706C61696E000101017603434C4352454400010164660341417574685479706500016F5C0B01756103746578742F70" +
        "6C61696E00010101760344494745535400010164660341417574684E616D6500016F5C0B01756103746578742F706C61696E0001010176" +
        "036465762D303031000101646603414175746853656372657400016F5C0B01756103746578742F706C61696E000101017603632D736563" +
        "726574000101016466033200016F5C25017511010164660341417574684C6576656C00016F5C0B01756103746578742F706C61696E0001" +
        "010176035352564352454400010164660341417574685479706500016F5C0B01756103746578742F706C61696E00010101760344494745" +
        "535400010164660341417574684E616D6500016F5C0B01756103746578742F706C61696E000101017603646D2E6578616D706C652E636F" +
        "6D000101646603414175746853656372657400016F5C0B01756103746578742F706C61696E000101017603732D73656372657400010101" +
        "010101010101120101");

    private static readonly AccessRules PinToRead = AccessRules.ReadWith(new AccessCondition.Key(0x01));

    public static CardImage Image(bool pinEnabled = true) => new()
    {
        Name = "test card",
        Atr = UiccAtr.Create(),
        Iccid = "89882211000000467343",
        Pins =
        [
            CardPin.OfDigits(0x01, "1234", "12345678", pinEnabled),
            CardPin.OfDigits(0x81, "5678", "87654321", false),
            new CardPin { Reference = 0x0A, Value = Convert.FromHexString(Adm) },
        ],
        MasterFile = new DirectoryFile
        {
            Access = AccessRules.ReadAlways,
            Children =
            [
                Records(0x2F00, 0x1E, 0x26, "61184F10" + Usim + "50045553494D", "611D4F0C" + Pkcs15 + "5007504B435323313551043F007F50"),
                Transparent(0x2FE2, "") with { Sfi = 2 },
                Transparent(0x2F05, "656E6465FFFF") with { Sfi = 5 },
                new DirectoryFile { Aid = Convert.FromHexString(Usim), Access = AccessRules.ReadAlways, Children = [Transparent(0x6F07, "0829430500000000F0")] },
                new DirectoryFile
                {
                    Fid = 0x7F50,
                    Aid = Convert.FromHexString(Pkcs15),
                    Access = AccessRules.ReadAlways,
                    Children =
                    [
                        Transparent(0x5031, "A706300404026430A706300404026440A806300404026460") with { Size = 48 },
                        Transparent(0x5032, "302D020100040A8988211000000467343F0C0B546573744861726E657373800B4F4D4120444D205549434303020780"),
                        Transparent(0x6430, "302330110C0C444D20426F6F74737472617003010030060604672B0701A106300404026431") with { Size = 64 },
                        new ElementaryFile { Fid = 0x6431, Content = Message, Size = 1300, Access = AccessRules.ReadAlways },
                        Transparent(0x6432, "000102030405060708090A0B0C") with { Access = PinToRead },
                        new ElementaryFile
                        {
                            Fid = 0x6FC0,
                            Structure = FileStructure.Cyclic,
                            RecordLength = 2,
                            RecordCount = 3,
                            Records = [[0x00, 0x03], [0x00, 0x02], [0x00, 0x01]],
                            Access = new AccessRules(new AccessCondition.Always(), new AccessCondition.Always(), new AccessCondition.Never(), new AccessCondition.Never()),
                        },
                    ],
                },
            ],
        },
    };

    public static ElementaryFile Transparent(ushort fid, string hex) =>
        new() { Fid = fid, Content = Convert.FromHexString(hex), Access = AccessRules.ReadAlways };

    public static ElementaryFile Records(ushort fid, byte sfi, int length, params string[] records) => new()
    {
        Fid = fid,
        Sfi = sfi,
        Structure = FileStructure.LinearFixed,
        RecordLength = length,
        Records = [.. records.Select(Convert.FromHexString)],
        Access = AccessRules.ReadAlways,
    };

    public static ReferenceUicc Powered(CardImage? image = null, string? deviation = null)
    {
        var card = ReferenceUicc.Create(image ?? Image(), 1, deviation is null ? null : [CardDeviations.Find(deviation)!]);
        card.Reset(CardReset.Cold);
        return card;
    }

    /// <summary>Sends a command in hexadecimal and returns the response so, blanks ignored.</summary>
    public static string Send(this ReferenceUicc card, string command)
    {
        var response = new byte[65538];
        var length = card.Process(Convert.FromHexString(command.Replace(" ", "", StringComparison.Ordinal)), response);
        return Convert.ToHexString(response.AsSpan(0, length));
    }
}

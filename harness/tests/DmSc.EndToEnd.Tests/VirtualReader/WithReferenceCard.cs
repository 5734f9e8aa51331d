using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Card.Vpcd;

namespace DmSc.EndToEnd.Tests.VirtualReader;

/// <summary>Tests of one reference card in the virtual reader of a running service.</summary>
/// <param name="image">What the card is made of.</param>
internal abstract class WithReferenceCard(CardImage image)
{
    private VpcdCardHost _host = null!;

    /// <summary>The service.</summary>
    protected PcscdFixture Pcscd { get; private set; } = null!;

    /// <summary>What the card is made of.</summary>
    protected CardImage Image => image;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        Pcscd = await PcscdFixture.StartAsync(deadline.Token);
        _host = new VpcdCardHost(ReferenceUicc.Create(image, 1), port: PcscdFixture.Port);
        await _host.InsertAsync(deadline.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (Pcscd is not null)
            await Pcscd.DisposeAsync();
    }

    /// <summary>A card with EF_DIR, EF_ICCID and a PKCS#15 application 7F50.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="pinEnabled">Whether PIN1 is.</param>
    /// <param name="besides">Further files in the MF.</param>
    /// <param name="application">The files in the application.</param>
    protected static CardImage Issue(string name, bool pinEnabled, IReadOnlyList<CardFile> besides, IReadOnlyList<CardFile> application) => new()
    {
        Name = name,
        Atr = UiccAtr.Create(),
        Iccid = "89882211000000467343",
        Pins = [CardPin.OfDigits(0x01, "1234", "12345678", pinEnabled), new CardPin { Reference = 0x0A, Value = "ADMKEY01"u8.ToArray() }],
        MasterFile = new DirectoryFile
        {
            Access = AccessRules.IssuersDirectory,
            Children =
            [
                new ElementaryFile
                {
                    Fid = 0x2F00,
                    Sfi = 0x1E,
                    Structure = FileStructure.LinearFixed,
                    RecordLength = 0x26,
                    Records = [Convert.FromHexString("611D4F0CA000000063504B43532D31355007504B435323313551043F007F50")],
                    Access = AccessRules.ReadAlways,
                },
                new ElementaryFile { Fid = 0x2FE2, Sfi = 2, Access = AccessRules.ReadAlways },
                .. besides,
                new DirectoryFile
                {
                    Fid = 0x7F50,
                    Aid = Convert.FromHexString("A000000063504B43532D3135"),
                    Access = AccessRules.IssuersDirectory,
                    Children = application,
                },
            ],
        },
    };

    /// <summary>A file that everybody may read.</summary>
    protected static ElementaryFile Transparent(ushort fid, string hex) =>
        new() { Fid = fid, Content = Convert.FromHexString(hex), Access = AccessRules.ReadAlways };
}

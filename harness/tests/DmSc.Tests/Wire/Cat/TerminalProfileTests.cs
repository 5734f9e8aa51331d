using DmSc.Wire;
using DmSc.Wire.Cat;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class TerminalProfileTests
{
    private static readonly TerminalFacility[] Sample =
    [
        TerminalFacility.ProfileDownload, TerminalFacility.SmsPpDownload, TerminalFacility.MenuSelection, TerminalFacility.SetUpEventList,
        TerminalFacility.EventDataAvailable, TerminalFacility.EventChannelStatus, TerminalFacility.OpenChannel, TerminalFacility.CloseChannel,
        TerminalFacility.ReceiveData, TerminalFacility.SendData, TerminalFacility.GetChannelStatus, TerminalFacility.BearerGprs,
        TerminalFacility.TcpClientRemote, TerminalFacility.UdpClientRemote, TerminalFacility.TcpServer,
    ];

    [Test]
    public void The_sample_profile_has_what_its_bits_say()
    {
        var profile = TerminalProfile.Parse(CatVectors.Hex(CatVectors.Profile));

        Assert.That(Enum.GetValues<TerminalFacility>().Where(profile.Has), Is.EqualTo(Sample));
        Assert.That(profile.Channels, Is.EqualTo(2));
        Assert.That(profile.LackingForServer, Is.Empty);
        Assert.That(TerminalProfile.Of(20, 2, Sample).ToBytes(), Is.EqualTo(CatVectors.Hex(CatVectors.Profile)));
    }

    [Test]
    public void Octets_that_are_not_there_promise_nothing()
    {
        var profile = TerminalProfile.Parse(CatVectors.Hex("0B000000010C"));

        Assert.That(profile.Channels, Is.Zero);
        Assert.That(profile.LackingForServer, Has.Length.EqualTo(6).And.Contain(TerminalFacility.TcpServer));
    }

    [Test]
    public void A_terminal_without_channels_cannot_open_one() => Assert.That(
        TerminalProfile.Of(20, 0, Sample).LackingForServer,
        Is.EqualTo(new[] { TerminalFacility.OpenChannel }));

    [Test]
    public void Each_facility_has_a_bit_of_its_own()
    {
        foreach (var facility in Enum.GetValues<TerminalFacility>())
        {
            var profile = TerminalProfile.Parse(TerminalProfile.Of(20, 0, facility).ToBytes());

            Assert.That(Enum.GetValues<TerminalFacility>().Where(profile.Has), Is.EqualTo(new[] { facility }));
        }
    }

    [Test]
    public void A_profile_has_1_to_255_octets()
    {
        Assert.That(() => TerminalProfile.Parse([]), Throws.TypeOf<WireFormatException>());
        Assert.That(() => TerminalProfile.Parse(new byte[256]), Throws.TypeOf<WireFormatException>());
        Assert.That(TerminalProfile.Parse(new byte[255]).ToBytes(), Has.Length.EqualTo(255));
    }
}

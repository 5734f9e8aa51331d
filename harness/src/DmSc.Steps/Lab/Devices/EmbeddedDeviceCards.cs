using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Cards in this process: the device's link leads straight to the card.</summary>
internal sealed class EmbeddedDeviceCards : IDeviceCards
{
    public ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct)
    {
        var card = ReferenceUicc.Create(image, seed: 1);
        return new(new DeviceCard(image.Name, _ => new ValueTask<ICardLink>(new InProcessCardLink(card))));
    }

    public ValueTask WithdrawAsync() => default;

    public ValueTask DisposeAsync() => default;
}

using DmSc.Peers.Push;
using DmSc.Peers.Push.Protection;
using DmSc.Tests.Wire.Push;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Peers.Push;

/// <summary>Pushes and secrets that the tests of this folder share.</summary>
internal static class Pushes
{
    public static readonly SecretOctets Network = BootstrapKey.NetworkFromImsi("001010123456789");
    public static readonly SecretOctets Pin = SecretOctets.Of("1234");
    public static readonly SecretOctets PinMacKey = SecretOctets.Of("12345");

    /// <summary>Package #0 of the worked example.</summary>
    public static PushMessage Notification => PushMessage.Of(PushMedia.Notification, PushApplicationId.DeviceManagement, PushVectors.Notification.AsMemory(6));

    public static ProtectedBootstrap Provisioning(BootstrapMethod method, SecurityFlaw flaw = SecurityFlaw.None) => ProtectedBootstrap.Make(
        BootstrapProfile.Provisioning, WbxmlVectors.ProvisioningDocument, new BootstrapProtection(method, Network, PinOf(method)) { Flaw = flaw });

    public static ProtectedBootstrap DmBootstrap(BootstrapMethod method, SecurityFlaw flaw = SecurityFlaw.None) => ProtectedBootstrap.Make(
        BootstrapProfile.DeviceManagement, WbxmlVectors.BootstrapMessage, new BootstrapProtection(method, Network, Pin) { Flaw = flaw });

    public static SecretOctets PinOf(BootstrapMethod method) => method == BootstrapMethod.UserPinMac ? PinMacKey : Pin;
}

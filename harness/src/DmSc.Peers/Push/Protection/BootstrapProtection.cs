using DmSc.Wire.Credentials;

namespace DmSc.Peers.Push.Protection;

/// <summary>How a bootstrap in a non-secure push is protected (Provisioning Bootstrap 1.1, 5.2; DM Security 1.2, 5.7.2.3).</summary>
/// <param name="Method">What SEC says.</param>
/// <param name="Network">
/// The secret of the network, from <see cref="BootstrapKey.NetworkFromImsi"/> or <see cref="BootstrapKey.NetworkFromText"/>; only for methods
/// that take it.
/// </param>
/// <param name="Pin">The digits of the PIN; with USERPINMAC the key, 5 to 20 digits; only for methods that take it.</param>
public sealed record BootstrapProtection(BootstrapMethod Method, SecretOctets? Network, SecretOctets? Pin)
{
    /// <summary>What is to be wrong.</summary>
    public SecurityFlaw Flaw { get; init; }
}

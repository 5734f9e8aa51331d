using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Server;

/// <summary>The credentials of server.account, as a bootstrap message shows them.</summary>
internal static class KnownCredential
{
    /// <summary>Whether a message shows them.</summary>
    /// <param name="shown">Those of the right level; <c>null</c> without an account that could show any.</param>
    /// <param name="known">What the server was given; <c>null</c> for nothing.</param>
    /// <returns><c>null</c> when there is nothing to compare.</returns>
    public static bool? IsAmong(IEnumerable<(string? Name, SecretOctets? Password)>? shown, AuthoredCredential? known) => shown is null || known is null
        ? null
        : shown.Any(c => c.Name == known.UserName && known.Password.Equals(c.Password));
}

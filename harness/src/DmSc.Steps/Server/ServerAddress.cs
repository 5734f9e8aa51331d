using System.Collections.Immutable;
using System.Globalization;

namespace DmSc.Steps.Server;

/// <summary>Addresses of servers, however they are written.</summary>
internal static class ServerAddress
{
    /// <summary>Where a case has no address yet: a driver has to tell it.</summary>
    public const string Unknown = "http://unknown.invalid/dm";

    /// <summary>Whether an address with its ports leads where another does: a port may stand in it or beside it, and a path may end with a slash.</summary>
    public static bool IsSame(string? address, ImmutableArray<string> ports, string known)
    {
        if (address == known)
            return true;
        if (!Uri.TryCreate(known, UriKind.Absolute, out var wanted))
            return false;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var given) || given.Host.Length == 0)
        {
            // AddrType IPv4 or IPv6: the bare address.
            return string.Equals(address, wanted.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        }

        var number = wanted.Port.ToString(CultureInfo.InvariantCulture);
        return given.Scheme == wanted.Scheme && given.Host == wanted.Host
            && given.PathAndQuery.TrimEnd('/') == wanted.PathAndQuery.TrimEnd('/')
            && (ports.IsEmpty ? given.Port == wanted.Port : ports.Contains(number, StringComparer.Ordinal));
    }
}

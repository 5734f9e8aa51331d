using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Engine.Loading;
using DmSc.Peers.Server;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A device and its account as names and values: what request templates, driver programs and captures speak of.</summary>
internal static class DeviceValues
{
    private static readonly Dictionary<string, string> s_meanings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["device-id"] = "Source/LocURI of the device's messages",
        ["number"] = "telephone number",
        ["imsi"] = "IMSI, digits",
        ["pin"] = "PIN that the user was told, digits; with userpinmac the first half of what the user enters",
        ["recipient-key"] = "RSA public key (PEM) that content for the device is encrypted with",
        ["account-node"] = "name of the account's node",
        ["server-id"] = "ServerID of the account",
        ["account-name"] = "name of the account for people",
        ["address"] = "where sessions go",
        ["auth-preference"] = "AAuthPref",
        ["client-auth"] = "how the device shows who it is",
        ["client-name"] = "user name of the device",
        ["client-password"] = "password of the device; empty for none",
        ["client-nonce"] = "nonce of the device, base64",
        ["server-auth"] = "how the server shows who it is",
        ["server-name"] = "user name of the server",
        ["server-password"] = "password of the server; empty for none",
        ["server-nonce"] = "nonce of the server, base64",
    };

    /// <summary>The names there are.</summary>
    public static readonly IReadOnlyList<string> Names = [.. s_meanings.Keys];

    /// <summary>The values that package #0 is judged with.</summary>
    public static readonly IReadOnlyList<string> OfDigest = ["server-id", "server-password", "server-nonce"];

    /// <summary>The values that the MAC of a method is made with; none on a secure push.</summary>
    public static IReadOnlyList<string> OfMac(BootstrapMethod? method) => method switch
    {
        null => [],
        BootstrapMethod.NetworkId => ["imsi"],
        BootstrapMethod.UserPinNetworkId => ["imsi", "pin"],
        _ => ["pin"],
    };

    /// <summary>The values that a bootstrap is judged with: whose account it is, what both sides show each other, and what the MAC is made with.</summary>
    public static IEnumerable<string> JudgedWith(ManagedDevice device, BootstrapOrder order)
    {
        var account = device.Account;
        return
        [
            "server-id", "client-password", "server-password",
            .. account.Client is null ? Array.Empty<string>() : ["client-name"],
            .. account.Server is null ? Array.Empty<string>() : ["server-name"],
            .. OfMac(order.SecurePush ? null : order.Method),
        ];
    }

    /// <summary>The values as keys of a map in an input file. Values may be empty.</summary>
    /// <param name="what">What the map is, with an article.</param>
    /// <param name="required">Those that must be there.</param>
    public static MapFormat Format(string what, IReadOnlyList<string> required) =>
        new(what, [.. Names.Select(n => new KeyFormat(n, n.EndsWith("-auth", StringComparison.Ordinal) ? ValueFormat.Word("DIGEST", "BASIC", "HMAC") : ValueFormat.Any(), s_meanings[n], required.Contains(n, StringComparer.Ordinal)))]);

    /// <summary>Reads such a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static Dictionary<string, string> Read(MapReader map, DiagnosticBag bag)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names.Where(map.Has))
        {
            if (map.Text(name) is not { } text)
                continue;
            if (name.EndsWith("-nonce", StringComparison.Ordinal) && !IsBase64(text.Value))
                bag.Add(Rules.BadValue, text.Span, $"'{name}': base64 expected, got '{text.Value}'");
            if (name == "address" && !(Uri.TryCreate(text.Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
                bag.Add(Rules.BadValue, text.Span, $"'address': where sessions go expected, with http or https, got '{text.Value}'");
            values[name] = text.Value;
        }

        return values;
    }

    /// <summary>The values of a device. Nonces are base64.</summary>
    public static Dictionary<string, string> Of(ManagedDevice device)
    {
        var account = device.Account;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device-id"] = device.DeviceId,
            ["number"] = device.Number,
            ["imsi"] = device.Imsi,
            ["pin"] = device.Pin,
            ["recipient-key"] = device.RecipientKey ?? "",
            ["account-node"] = account.Node,
            ["server-id"] = account.ServerId,
            ["account-name"] = account.Name,
            ["address"] = account.Address,
            ["auth-preference"] = account.AuthPreference ?? "",
        };
        Add("client", account.Client);
        Add("server", account.Server);
        return values;

        void Add(string side, AuthoredCredential? credential)
        {
            if (credential is null)
                return;
            values[$"{side}-auth"] = credential.Type;
            values[$"{side}-name"] = credential.UserName;
            values[$"{side}-password"] = System.Text.Encoding.UTF8.GetString(credential.Password.Reveal());
            values[$"{side}-nonce"] = Convert.ToBase64String(credential.Nonce.Span);
        }
    }

    /// <summary>A device with some values replaced. An empty password takes the credentials away.</summary>
    /// <exception cref="FormatException">A name that does not exist, or a nonce that is no base64.</exception>
    public static ManagedDevice With(ManagedDevice device, IReadOnlyDictionary<string, string> values)
    {
        foreach (var name in values.Keys)
        {
            if (!Names.Contains(name, StringComparer.Ordinal))
                throw new FormatException($"'{name}' is no value of a device; there are {string.Join(", ", Names)}");
        }

        string Get(string name, string standard) => values.GetValueOrDefault(name) ?? standard;
        AuthoredCredential? Credential(string side, AuthoredCredential? drawn)
        {
            if (values.GetValueOrDefault($"{side}-password") is "")
                return null;
            if (!Names.Any(n => n.StartsWith(side + "-", StringComparison.Ordinal) && values.ContainsKey(n)))
                return drawn;
            return new AuthoredCredential(
                Get($"{side}-auth", drawn?.Type ?? "DIGEST"),
                Get($"{side}-name", drawn?.UserName ?? ""),
                values.GetValueOrDefault($"{side}-password") is { } password ? SecretOctets.Of(password) : drawn?.Password ?? SecretOctets.Of(""),
                values.GetValueOrDefault($"{side}-nonce") is { } nonce ? Convert.FromBase64String(nonce) : drawn?.Nonce ?? default);
        }

        var account = device.Account;
        return device with
        {
            DeviceId = Get("device-id", device.DeviceId),
            Number = Get("number", device.Number),
            Imsi = Get("imsi", device.Imsi),
            Pin = Get("pin", device.Pin),
            Account = account with
            {
                Node = Get("account-node", account.Node),
                ServerId = Get("server-id", account.ServerId),
                Name = Get("account-name", account.Name),
                Address = Get("address", account.Address),
                AuthPreference = Get("auth-preference", account.AuthPreference ?? "") is { Length: > 0 } preference ? preference : null,
                Client = Credential("client", account.Client),
                Server = Credential("server", account.Server),
            },
        };
    }
    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
}

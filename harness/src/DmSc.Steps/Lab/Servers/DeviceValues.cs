using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Server;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A device and its account as names and values: what request templates, driver programs and captures speak of.</summary>
internal static class DeviceValues
{
    /// <summary>The names there are.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "device-id", "number", "imsi", "pin", "recipient-key", "account-node", "server-id", "account-name", "address", "auth-preference",
        "client-auth", "client-name", "client-password", "client-nonce", "server-auth", "server-name", "server-password", "server-nonce",
    ];

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
}

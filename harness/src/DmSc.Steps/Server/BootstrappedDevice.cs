using System.Collections.Immutable;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Engine.Verbs;
using DmSc.Peers.Push;
using DmSc.Peers.Server;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Server;

/// <summary>The device we play after a bootstrap: what it shows in sessions is what the bootstrap told it, and not what the server was told beside it.</summary>
internal static class BootstrappedDevice
{
    /// <summary>Types of credentials that the device we play can show.</summary>
    private static readonly string[] s_types = ["DIGEST", "BASIC", "HMAC"];

    /// <summary>The device with the account of a bootstrap.</summary>
    /// <param name="device">The device as the server knows it.</param>
    /// <param name="profile">The profile that was asked for.</param>
    /// <param name="message">The push.</param>
    /// <param name="context">For the keys of protected content.</param>
    /// <returns>The device, or why no session can be opened with this bootstrap; that is for other steps to judge.</returns>
    public static (ManagedDevice? Device, string? Problem) Of(ManagedDevice device, BootstrapProfile profile, PushMessage message, IStepContext context)
    {
        Told? told;
        try
        {
            told = profile == BootstrapProfile.Provisioning ? OfDocument(device, message) : OfMessage(device, message, context);
        }
        catch (WireFormatException e)
        {
            return (null, $"the bootstrap cannot be read: {e.Error}");
        }

        var known = device.Account;
        if (told is null)
            return (null, $"the bootstrap has no account with {known.ServerId} that can be read");
        // Where it leads, however it is written, is known to be reachable from here.
        if (!told.Addresses.Any(a => ServerAddress.IsSame(a.Address, a.Ports, known.Address)))
            return (null, $"the bootstrap leads to {told.Addresses.FirstOrDefault().Address ?? "nowhere"}, and sessions go to {known.Address}");
        return (device with { Account = known with { Client = Chosen(told.Client, known.Client), Server = Chosen(told.Server, known.Server) } }, null);
    }

    private static Told? OfMessage(ManagedDevice device, PushMessage message, IStepContext context)
    {
        var read = BootstrapMessage.Read(message.Body, WbxmlOptions.FromFile);
        var (opened, guarded, _) = ContentGuard.Opened(read.Message, context);
        var account = (guarded == 0 ? read : BootstrapMessage.Read(opened.ToWbxml())).Accounts.FirstOrDefault(a => a.ServerId == device.Account.ServerId);
        return account is null
            ? null
            : new Told([.. account.Addresses.Select(a => (a.Address, a.Ports))], Of(account, "CLCRED"), Of(account, "SRVCRED"));
    }

    private static Told? OfDocument(ManagedDevice device, PushMessage message)
    {
        var account = ProvisioningDocument.FromWbxml(message.Body, WbxmlOptions.FromPeer).DmAccounts.FirstOrDefault(a => a.ProviderId == device.Account.ServerId);
        return account is null
            ? null
            : new Told([.. account.Addresses.Select(a => (a.Address, a.Ports.Select(p => p.Number).OfType<string>().ToImmutableArray()))], Of(account, "APPSRV"), Of(account, "CLIENT"));
    }

    private static ImmutableArray<AuthoredCredential> Of(DmAccount account, string level) =>
    [
        .. account.Credentials.Where(c => c.Level == level)
            .Select(c => new AuthoredCredential(c.Type ?? s_types[0], c.Name ?? "", c.Password ?? SecretOctets.Of(""), c.Nonce is { } nonce ? nonce.Reveal().ToArray() : default(ReadOnlyMemory<byte>))),
    ];

    private static ImmutableArray<AuthoredCredential> Of(ProvisionedApplication account, string level) =>
    [
        .. account.Credentials.Where(c => c.Level == level)
            .SelectMany(c => (c.Types.IsEmpty ? [s_types[0]] : c.Types).Select(type => new AuthoredCredential(type, c.UserName ?? "", SecretOctets.Of(c.Secret ?? ""), Nonce(c.Data)))),
    ];

    private static ReadOnlyMemory<byte> Nonce(string? data)
    {
        var octets = new byte[data?.Length ?? 0];
        return data is not null && Convert.TryFromBase64String(data, octets, out var count) ? octets.AsMemory(0, count) : default;
    }

    /// <summary>Of several those of the type that was agreed on, else the first that can be shown at all.</summary>
    private static AuthoredCredential? Chosen(ImmutableArray<AuthoredCredential> told, AuthoredCredential? known) =>
        told.FirstOrDefault(c => c.Type == known?.Type) ?? told.FirstOrDefault(c => s_types.Contains(c.Type, StringComparer.Ordinal)) ?? told.FirstOrDefault();

    private sealed record Told(
        ImmutableArray<(string? Address, ImmutableArray<string> Ports)> Addresses, ImmutableArray<AuthoredCredential> Client, ImmutableArray<AuthoredCredential> Server);
}

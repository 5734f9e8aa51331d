using DmSc.Dm.Session;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

/// <summary>What a server thinks of the credentials of a message.</summary>
public enum CredentialVerdict
{
    /// <summary>None were asked for.</summary>
    NotNeeded,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Right before in this session, which is enough (Status 212).</summary>
    StillGood,

    /// <summary>There are none.</summary>
    Missing,

    /// <summary>Nobody has that name.</summary>
    UnknownName,

    /// <summary>Of a type that the account does not take.</summary>
    WrongType,

    /// <summary>Cannot be read.</summary>
    Malformed,

    /// <summary>Made from another nonce than the one in force, but with the right password.</summary>
    StaleNonce,

    /// <summary>The MAC is right but made after RFC 2104.</summary>
    WrongMacForm,

    /// <summary>The MAC is right but is base64 of hexadecimal text, as the sample printed in OMA DM Security 1.2 has it: taken, and reported.</summary>
    PrintedMacForm,

    /// <summary>Wrong.</summary>
    Wrong,
}

/// <summary>Judges credentials of a client. Pure.</summary>
internal static class ClientCredentials
{
    public static (CredentialVerdict Verdict, string? MacForm) Judge(
        ServerAccount? account, SyncMlHeader header, string? hmac, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> nonce, List<ReadOnlyMemory<byte>> olderNonces)
    {
        if (account is null)
            return (header.Cred is null && hmac is null ? CredentialVerdict.Missing : CredentialVerdict.UnknownName, null);
        if (account.ClientAuthentication == DmAuthentication.None || account.Client is not { } client)
            return (CredentialVerdict.NotNeeded, null);
        try
        {
            return account.ClientAuthentication == DmAuthentication.Hmac
                ? Mac(account, client, header, hmac, body, nonce, olderNonces)
                : (Cred(account, client, header, hmac, nonce, olderNonces), null);
        }
        catch (WireFormatException)
        {
            return (CredentialVerdict.Malformed, null);
        }
    }

    private static CredentialVerdict Cred(
        ServerAccount account, Credential client, SyncMlHeader header, string? hmac, ReadOnlyMemory<byte> nonce, List<ReadOnlyMemory<byte>> olderNonces)
    {
        if (header.Cred is not { } cred)
            return hmac is null ? CredentialVerdict.Missing : CredentialVerdict.WrongType;
        if (DmAuthenticationName.Parse(cred.Meta?.Type) != account.ClientAuthentication)
            return CredentialVerdict.WrongType;
        if (cred.Data?.Text?.Trim() is not { } text)
            return CredentialVerdict.Malformed;
        if (account.ClientAuthentication == DmAuthentication.Basic)
            return BasicCredential.Verify(text, client) ? CredentialVerdict.Right : CredentialVerdict.Wrong;
        var hash = account.ClientHash.Of(client);
        if (Md5Credential.Verify(text, hash, nonce.Span))
            return CredentialVerdict.Right;
        foreach (var old in olderNonces)
        {
            if (Md5Credential.Verify(text, hash, old.Span))
                return CredentialVerdict.StaleNonce;
        }

        return CredentialVerdict.Wrong;
    }

    private static (CredentialVerdict, string?) Mac(
        ServerAccount account, Credential client, SyncMlHeader header, string? hmac, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> nonce, List<ReadOnlyMemory<byte>> olderNonces)
    {
        if (hmac is null)
            return (header.Cred is null ? CredentialVerdict.Missing : CredentialVerdict.WrongType, null);
        var parsed = HmacHeader.Parse(hmac);
        if (parsed.UserName != client.UserName)
            return (CredentialVerdict.UnknownName, null);
        var hash = account.ClientHash.Of(client);
        switch (parsed.Verify(hash, nonce.Span, body))
        {
            case HmacMatch.Exact:
                return (CredentialVerdict.Right, null);
            case HmacMatch.Base64OfHex:
                return (CredentialVerdict.PrintedMacForm, "base64 of the hexadecimal text");
            case HmacMatch.Rfc2104:
                return (CredentialVerdict.WrongMacForm, "HMAC-MD5 of RFC 2104");
        }

        foreach (var old in olderNonces)
        {
            if (parsed.Verify(hash, old.Span, body) == HmacMatch.Exact)
                return (CredentialVerdict.StaleNonce, null);
        }

        return (CredentialVerdict.Wrong, null);
    }
}

using DmSc.Dm.Session;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Client;

/// <summary>Judges the credentials of the server, message by message (DM Security 1.2, 5.3 and 5.4).</summary>
internal sealed class ServerIdentity(ClientSessionOptions options, IRandomOctets random)
{
    private const int NonceLength = 16;
    private readonly CredentialHash? _hash = options.ServerCredential is { } credential ? CredentialHash.Of(credential) : null;
    private ReadOnlyMemory<byte> _nonce = options.ServerNonce;
    private ReadOnlyMemory<byte> _given;
    private bool _forSession;

    /// <summary>Whether the last message was the server's beyond doubt.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Challenges that were not met.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether a challenge was answered with another type, which ends the session.</summary>
    public bool AnsweredWithOtherType { get; private set; }

    /// <summary>The nonce that the server has to use next, once it was authenticated.</summary>
    public ReadOnlyMemory<byte>? NewNonce { get; private set; }

    public bool IsNeeded => _hash is not null && !options.TransportAuthenticated && !options.Quirks.SkipsServerAuthentication
        && options.ServerType != DmAuthentication.None;

    /// <summary>The status of the header: 200, 212, 401 or 407.</summary>
    public int Judge(SyncMlHeader header, string? hmac, ReadOnlySpan<byte> body)
    {
        IsKnown = true;
        if (!IsNeeded || _forSession)
            return _forSession ? 212 : 200;
        var verdict = options.ServerType == DmAuthentication.Hmac ? Mac(header, hmac, body) : Cred(header.Cred);
        if (options.Quirks.RefusesEveryServer)
            verdict = 401;
        IsKnown = verdict is 200 or 212;
        _forSession = verdict == 212;
        if (!IsKnown)
            Failures++;
        return verdict;
    }

    /// <summary>The Meta of a Chal with a new nonce, which the server has to use once it has got it.</summary>
    public SyncMlMeta Challenge()
    {
        if (options.ServerType == DmAuthentication.Basic)
            return SyncMlMeta.Of("b64", DmAuthenticationName.Of(DmAuthentication.Basic));
        var reuses = options.Quirks.ReusesNonce && !_nonce.IsEmpty;
        var fresh = reuses ? _nonce.ToArray() : new byte[NonceLength];
        if (!reuses)
            random.Fill(fresh);
        _given = fresh;
        return SyncMlMeta.Of("b64", DmAuthenticationName.Of(options.ServerType)) with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(fresh)) };
    }

    /// <summary>The message with the challenge has gone out: its nonce is in force. One that never went out is none the server could use.</summary>
    public void ChallengeSent()
    {
        if (_given.IsEmpty)
            return;
        _nonce = _given;
        if (IsKnown)
            NewNonce = _given;
        _given = default;
    }

    private int Cred(SyncMlCred? cred)
    {
        if (cred is null)
            return 407;
        if (DmAuthenticationName.Parse(cred.Meta?.Type) != options.ServerType)
        {
            AnsweredWithOtherType = Failures > 0;
            return 401;
        }

        try
        {
            var text = cred.Data?.Text?.Trim() ?? "";
            var right = options.ServerType == DmAuthentication.Basic
                ? BasicCredential.Verify(text, options.ServerCredential!)
                : Md5Credential.Verify(text, _hash!, _nonce.Span);
            return !right ? 401 : options.EveryMessage ? 200 : 212;
        }
        catch (WireFormatException)
        {
            return 401;
        }
    }

    private int Mac(SyncMlHeader header, string? hmac, ReadOnlySpan<byte> body)
    {
        if (hmac is null)
        {
            AnsweredWithOtherType = header.Cred is not null && Failures > 0;
            return header.Cred is null ? 407 : 401;
        }

        try
        {
            var parsed = HmacHeader.Parse(hmac);
            return parsed.UserName == options.ServerCredential!.UserName && parsed.Verify(_hash!, _nonce.Span, body) == HmacMatch.Exact ? 200 : 401;
        }
        catch (WireFormatException)
        {
            return 401;
        }
    }
}

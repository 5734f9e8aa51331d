using System.Text;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Client;

/// <summary>The client's own credentials, as the server's answers ask for them (DM Protocol 1.2, 9; DM Security 1.2, 5.3 and 5.4).</summary>
internal sealed class ClientIdentity(ClientSessionOptions options)
{
    /// <summary>Wrong credentials may be so because of a stale nonce, once.</summary>
    private const int MaxRefusals = 2;

    private ReadOnlyMemory<byte> _nonce = options.ClientNonce;
    private DmAuthentication _type = options.ClientCredential is null ? DmAuthentication.None : options.PreferredType;
    private bool _sendsCred = true;
    private bool _accepted;
    private bool _macSent;
    private int _refusals;
    private int _challenges;

    /// <summary>The newest nonce that the server gave.</summary>
    public ReadOnlyMemory<byte>? ReceivedNonce { get; private set; }

    /// <summary>Cred of the next header, if any.</summary>
    public SyncMlCred? Cred => !_sendsCred || options.ClientCredential is not { } credential ? null : _type switch
    {
        DmAuthentication.Basic => new SyncMlCred(SyncMlMeta.Of("b64", DmAuthenticationName.Of(_type)), SyncMlData.OfText(BasicCredential.Encode(credential))),
        DmAuthentication.Md5 => new SyncMlCred(
            SyncMlMeta.Of("b64", DmAuthenticationName.Of(_type)), SyncMlData.OfText(Md5Credential.Encode(CredentialHash.Of(credential), _nonce.Span))),
        DmAuthentication.Hmac when options.Quirks.CredBesideMac => new SyncMlCred(
            SyncMlMeta.Of("b64", DmAuthenticationName.Of(DmAuthentication.Md5)), SyncMlData.OfText(Md5Credential.Encode(CredentialHash.Of(credential), _nonce.Span))),
        _ => null,
    };

    /// <summary>LocName of Source, by which a server finds the account of a digest.</summary>
    public string? LocName => _type is DmAuthentication.Hmac || Cred is not null ? options.ClientCredential?.UserName : null;

    /// <summary>The header x-syncml-hmac for a body, if any.</summary>
    public string? Mac(ReadOnlySpan<byte> body)
    {
        if (_type != DmAuthentication.Hmac || options.ClientCredential is not { } credential || (_macSent && options.Quirks.HmacOnlyFirstMessage))
            return null;
        _macSent = true;
        var hash = CredentialHash.Of(credential);
        if (!options.Quirks.HmacOfHex)
            return HmacHeader.Sign(credential.UserName, hash, _nonce.Span, body).Format();
        var hex = Convert.ToHexString(HmacHeader.Compute(hash, _nonce.Span, body)).ToLowerInvariant();
        return new HmacHeader(credential.UserName, Convert.ToBase64String(Encoding.ASCII.GetBytes(hex))).Format();
    }

    /// <summary>What the status of our header means.</summary>
    /// <param name="code">The status code.</param>
    /// <param name="challenge">Meta of its Chal.</param>
    /// <param name="repeat">Whether package 1 has to be sent again.</param>
    /// <returns>The end of the session, or <see langword="null"/> to go on.</returns>
    public ClientSessionOutcome? Hear(int code, SyncMlMeta? challenge, out bool repeat)
    {
        repeat = false;
        var asked = DmAuthenticationName.Parse(challenge?.Type);
        if (challenge is not null && _accepted && asked != _type)
            return new(ClientSessionEnd.ChallengeNotAnswerable, $"the type of credentials changed from {_type} to {challenge.Type}", Status: code);
        switch (code)
        {
            case 212 when _type == DmAuthentication.Hmac:
                return new(ClientSessionEnd.ProtocolBreach, "Status 212 where every message has a MAC", Status: code);
            case 212:
                Accept();
                _sendsCred = false;
                Remember(challenge, useNow: false);
                return null;
            case 200:
                Accept();
                Remember(challenge, useNow: true);
                return _type == DmAuthentication.Hmac && challenge?.NextNonce is null
                    ? new(ClientSessionEnd.ProtocolBreach, "no nonce for the MAC of the next message", Status: code)
                    : null;
            case 401 or 407:
                return Refused(code, challenge, asked, out repeat);
            case 101 or 202 or 213:
                return null;
            default:
                return new(ClientSessionEnd.RefusedByServer, $"the server answered the header with {code}", Status: code);
        }
    }

    private void Accept()
    {
        _accepted = _type != DmAuthentication.None;
        _refusals = 0;
        _challenges = 0;
    }

    private ClientSessionOutcome? Refused(int code, SyncMlMeta? challenge, DmAuthentication? asked, out bool repeat)
    {
        repeat = false;
        var offered = _type != DmAuthentication.None && (_type == asked || asked is null);
        if (offered && (code == 401 || _sendsCred))
            _refusals++;
        if (_refusals >= MaxRefusals || ++_challenges > MaxRefusals + 1)
            return new(ClientSessionEnd.CredentialsRefused, "the server refused the credentials again after a new nonce", Status: code);
        if (challenge is null)
            return new(ClientSessionEnd.CredentialsRefused, $"Status {code} without a challenge", Status: code);
        if (asked is not { } type || options.ClientCredential is null || !options.ClientTypes.Contains(type))
            return new(ClientSessionEnd.ChallengeNotAnswerable, $"the server asks for {challenge.Type ?? "no type"}, which the client does not have", Status: code);
        if (!options.Quirks.IgnoresChallengeType || _type == DmAuthentication.None)
            _type = type;
        _sendsCred = true;
        _macSent = false;
        Remember(challenge, useNow: true);
        repeat = true;
        return null;
    }

    private void Remember(SyncMlMeta? challenge, bool useNow)
    {
        if (challenge?.NextNonce is not { } given || options.Quirks.IgnoresNewNonce)
            return;
        var nonce = given.Nonce(out _).ToArray();
        ReceivedNonce = nonce;
        if (useNow)
            _nonce = nonce;
    }
}

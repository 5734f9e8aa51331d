using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace DmSc.Wire.Credentials;

/// <summary>What a received MAC turned out to be.</summary>
public enum HmacMatch
{
    /// <summary>Not a MAC over that body with that credential and nonce.</summary>
    None,

    /// <summary>Right.</summary>
    Exact,

    /// <summary>The right digest, but base64 was taken of its hexadecimal text instead of its octets.</summary>
    Base64OfHex,

    /// <summary>HMAC-MD5 of RFC 2104 instead of the nested hash that DM Security defines.</summary>
    Rfc2104,

    /// <summary>The algorithm is not MD5; nothing was compared.</summary>
    UnknownAlgorithm,
}

/// <summary>The header x-syncml-hmac of syncml:auth-MAC (OMA DM Security 1.2, 5.4).</summary>
/// <param name="UserName">Equals Source/LocName of the message.</param>
/// <param name="Mac">The text of the parameter mac, as sent.</param>
public sealed record HmacHeader(string UserName, string Mac)
{
    /// <summary>Name of the header.</summary>
    public const string FieldName = "x-syncml-hmac";

    /// <summary>The algorithm that is meant when none is named.</summary>
    public const string Md5 = "MD5";

    /// <summary>Most characters that are read.</summary>
    public const int MaxLength = 8192;

    /// <summary>The algorithm as sent, or <c>null</c> when none was.</summary>
    public string? Algorithm { get; init; } = Md5;

    /// <summary>Parameters that are not known, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Others { get; init; } = [];

    /// <summary>What was accepted although it should not be so.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; init; } = [];

    /// <summary>The digest H(B64(H(name ":" password)) ":" nonce ":" B64(H(body))).</summary>
    /// <param name="hash">Of the credential.</param>
    /// <param name="nonce">Raw octets, decoded from NextNonce.</param>
    /// <param name="body">Exactly the octets of the transport's body.</param>
    public static byte[] Compute(CredentialHash hash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(hash);
        var bodyHash = Encoding.ASCII.GetBytes(Convert.ToBase64String(MD5.HashData(body)));
        return MD5.HashData([.. hash.Reveal(), (byte)':', .. nonce, (byte)':', .. bodyHash]);
    }

    /// <summary>The header for a message.</summary>
    /// <param name="userName">Source/LocName of the message.</param>
    /// <param name="hash">Of the credential.</param>
    /// <param name="nonce">As <see cref="Compute"/>.</param>
    /// <param name="body">As <see cref="Compute"/>.</param>
    public static HmacHeader Sign(string userName, CredentialHash hash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body) =>
        new(userName, Convert.ToBase64String(Compute(hash, nonce, body)));

    /// <summary>Reads the value of the header: <c>name=value</c> separated by commas, in any order, white space and case of names free.</summary>
    /// <param name="value">Without the name of the header. Offsets in errors are characters.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="CredentialErrors"/>.</exception>
    public static HmacHeader Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > MaxLength)
            throw new WireFormatException(CredentialErrors.LimitExceeded, MaxLength, $"the header has {value.Length} characters; {MaxLength} are the most");
        string? algorithm = null, user = null, mac = null;
        var others = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var log = new RemarkLog();
        foreach (var parameter in HmacParameters.Read(value))
        {
            switch (parameter.Name.ToUpperInvariant())
            {
                case "ALGORITHM":
                    algorithm = Once(algorithm, parameter);
                    break;
                case "USERNAME":
                    user = Once(user, parameter);
                    if (!parameter.Quoted)
                        log.Add("UserNameNotQuoted", parameter.Offset, "username is a quoted string");
                    break;
                case "MAC":
                    mac = Once(mac, parameter);
                    if (parameter.Quoted)
                        log.Add("MacQuoted", parameter.Offset, "mac stands without quotation marks");
                    break;
                default:
                    others.Add(new(parameter.Name, parameter.Value));
                    break;
            }
        }

        return new HmacHeader(user ?? throw Missing(value, "username"), mac ?? throw Missing(value, "mac"))
        {
            Algorithm = algorithm,
            Others = others.ToImmutable(),
            Remarks = log.ToImmutable(),
        };
    }

    /// <summary>Whether the MAC is right, or which known mistake it is. Compares digests in constant time.</summary>
    /// <param name="hash">Of the credential expected.</param>
    /// <param name="nonce">The nonce that was given to the sender.</param>
    /// <param name="body">Exactly the octets of the transport's body.</param>
    public HmacMatch Verify(CredentialHash hash, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body)
    {
        if (Algorithm is not null && !string.Equals(Algorithm, Md5, StringComparison.OrdinalIgnoreCase))
            return HmacMatch.UnknownAlgorithm;
        // Padding is missing in the specification's own sample.
        var padded = Mac.TrimEnd('=');
        if (Base64Text.TryDecode(padded.PadRight((padded.Length + 3) / 4 * 4, '=')) is not { } received)
            return HmacMatch.None;
        var digest = Compute(hash, nonce, body);
        if (CryptographicOperations.FixedTimeEquals(received, digest))
            return HmacMatch.Exact;
        var hexadecimal = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(received).ToUpperInvariant());
        if (CryptographicOperations.FixedTimeEquals(hexadecimal, Encoding.ASCII.GetBytes(Convert.ToHexString(digest))))
            return HmacMatch.Base64OfHex;
        return CryptographicOperations.FixedTimeEquals(received, HMACMD5.HashData(hash.Reveal(), body)) ? HmacMatch.Rfc2104 : HmacMatch.None;
    }

    /// <summary>The value of the header.</summary>
    /// <exception cref="FormatException">A user name or parameter with a control character.</exception>
    public string Format()
    {
        var text = new StringBuilder();
        if (Algorithm is not null)
            text.Append("algorithm=").Append(HmacParameters.Token(Algorithm)).Append(", ");
        text.Append("username=").Append(HmacParameters.Quoted(UserName)).Append(", mac=").Append(HmacParameters.Plain(Mac));
        foreach (var other in Others)
            text.Append(", ").Append(HmacParameters.Token(other.Key)).Append('=').Append(HmacParameters.Quoted(other.Value));
        return text.ToString();
    }

    /// <inheritdoc />
    public bool Equals(HmacHeader? other) =>
        other is not null && UserName == other.UserName && Mac == other.Mac && Algorithm == other.Algorithm && Others.SequenceEqual(other.Others);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(UserName, Mac, Algorithm, Others.Length);

    private static string Once(string? already, HmacParameter parameter) => already is null
        ? parameter.Value
        : throw new WireFormatException(CredentialErrors.DuplicateParameter, parameter.Offset, $"{parameter.Name} occurs twice");

    private static WireFormatException Missing(string value, string name) =>
        new(CredentialErrors.ParameterMissing, value.Length, $"{name} is missing");
}

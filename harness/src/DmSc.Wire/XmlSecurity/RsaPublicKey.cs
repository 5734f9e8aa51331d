using System.Security.Cryptography;

namespace DmSc.Wire.XmlSecurity;

/// <summary>An RSA public key as a value.</summary>
public sealed class RsaPublicKey : IEquatable<RsaPublicKey>
{
    private const int MaxModulus = 1024;
    private const int MaxExponent = 8;
    private readonly byte[] _modulus;
    private readonly byte[] _exponent;

    private RsaPublicKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        _modulus = modulus.TrimStart((byte)0).ToArray();
        _exponent = exponent.TrimStart((byte)0).ToArray();
    }

    /// <summary>Length of the modulus in bits.</summary>
    public int Bits => (_modulus.Length * 8) - (_modulus.Length == 0 ? 0 : System.Numerics.BitOperations.LeadingZeroCount((uint)_modulus[0]) - 24);

    /// <summary>The modulus, most significant octet first, without leading zeros.</summary>
    public ReadOnlyMemory<byte> Modulus => _modulus;

    /// <summary>The public exponent, most significant octet first, without leading zeros.</summary>
    public ReadOnlyMemory<byte> Exponent => _exponent;

    /// <summary>The key of its two numbers, or <see langword="null"/> when they cannot be an RSA key or are longer than 8192 and 64 bits.</summary>
    /// <param name="modulus">Most significant octet first.</param>
    /// <param name="exponent">Most significant octet first.</param>
    public static RsaPublicKey? TryOf(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var key = new RsaPublicKey(modulus, exponent);
        return key._modulus.Length is > 0 and <= MaxModulus && key._exponent.Length is > 0 and <= MaxExponent
            && (key._modulus[^1] & 1) == 1 && (key._exponent[^1] & 1) == 1 ? key : null;
    }

    /// <summary>The public half of a key.</summary>
    /// <param name="key">The key; not kept.</param>
    public static RsaPublicKey Of(RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new RsaPublicKey(parameters.Modulus, parameters.Exponent);
    }

    /// <summary>The key in PEM text.</summary>
    /// <param name="pem">A public or private key.</param>
    /// <exception cref="ArgumentException">No key, or not an RSA key.</exception>
    public static RsaPublicKey FromPem(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return Of(key);
    }

    /// <inheritdoc />
    public bool Equals(RsaPublicKey? other) =>
        other is not null && _modulus.AsSpan().SequenceEqual(other._modulus) && _exponent.AsSpan().SequenceEqual(other._exponent);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as RsaPublicKey);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_modulus);
        hash.AddBytes(_exponent);
        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public override string ToString() => $"RSA {Bits}, SHA-256 of the modulus {Convert.ToHexString(SHA256.HashData(_modulus).AsSpan(0, 8))}…";

    internal RSA Open() => RSA.Create(new RSAParameters { Modulus = _modulus, Exponent = _exponent });
}

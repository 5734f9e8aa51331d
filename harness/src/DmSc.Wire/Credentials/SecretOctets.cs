using System.Security.Cryptography;
using System.Text;

namespace DmSc.Wire.Credentials;

/// <summary>A password, PIN or key. Only <see cref="Reveal"/> gives it away: not ToString, not a record around it.</summary>
/// <param name="octets">The secret.</param>
public sealed class SecretOctets(ReadOnlyMemory<byte> octets) : IEquatable<SecretOctets>
{
    private readonly ReadOnlyMemory<byte> _octets = octets;

    /// <summary>Length in octets.</summary>
    public int Length => _octets.Length;

    /// <summary>A secret that is text, as UTF-8.</summary>
    /// <param name="text">For example a password or the digits of a PIN.</param>
    public static SecretOctets Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The secret itself, for computing with it; never for output.</summary>
    public ReadOnlySpan<byte> Reveal() => _octets.Span;

    /// <summary>Compares in a time that depends on the lengths only.</summary>
    /// <inheritdoc />
    public bool Equals(SecretOctets? other) => other is not null && CryptographicOperations.FixedTimeEquals(Reveal(), other.Reveal());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SecretOctets);

    /// <summary>The same for all secrets, so that no table of hashes tells about them.</summary>
    public override int GetHashCode() => 0;

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}

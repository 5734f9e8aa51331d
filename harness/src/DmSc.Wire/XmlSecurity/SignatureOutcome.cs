using System.Collections.Immutable;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Where the signed content stands.</summary>
public enum SignatureForm
{
    /// <summary>Beside the Signature, or outside the document: recommended by OMA DM Security, appendix C.</summary>
    Detached,

    /// <summary>In an Object of the Signature.</summary>
    Enveloping,

    /// <summary>Around the Signature.</summary>
    Enveloped,
}

/// <summary>How the octets of a Reference without URI were understood; appendix C leaves it to the application.</summary>
public enum SignedReading
{
    /// <summary>As the Reference says: its transforms over what it refers to, or over the content that follows the Signature.</summary>
    AsWritten,

    /// <summary>The octets that follow the Signature, its canonical form not applied. Unsettled.</summary>
    RawOctets,

    /// <summary>The octets that follow the Signature without the white space around them. Unsettled.</summary>
    Trimmed,

    /// <summary>The only element in the Object instead of the Object. Unsettled.</summary>
    ObjectContent,
}

/// <summary>One thing that a signature covers. A consumer uses these octets and nothing else of the message.</summary>
/// <param name="Form">Where it stands.</param>
/// <param name="Uri">URI of the Reference; <see langword="null"/> when it has none.</param>
/// <param name="Where">Path of the signed element, or the part that is meant.</param>
/// <param name="Octets">Exactly the octets the digest was taken over.</param>
/// <param name="Payload">The content for the consumer: of an Object what is in it, else <paramref name="Octets"/>.</param>
/// <param name="Reading">How a Reference without URI was understood.</param>
public sealed record SignedContent(
    SignatureForm Form, string? Uri, string Where, ReadOnlyMemory<byte> Octets, ReadOnlyMemory<byte> Payload, SignedReading Reading)
{
    /// <summary>Whether only a reading that the specification leaves open makes the digest right (ADR 0010).</summary>
    public bool IsUnsettled => Reading != SignedReading.AsWritten;
}

/// <summary>What became of a verification.</summary>
public abstract record SignatureOutcome
{
    private SignatureOutcome()
    {
    }

    /// <summary>The signature holds.</summary>
    /// <param name="Consumed">What the consumer asked for.</param>
    /// <param name="Contents">Everything that is signed, in the order of the References.</param>
    /// <param name="SignatureMethod">Its algorithm.</param>
    /// <param name="Signer">The trusted key.</param>
    public sealed record Verified(SignedContent Consumed, ImmutableArray<SignedContent> Contents, string SignatureMethod, RsaPublicKey Signer) : SignatureOutcome;

    /// <summary>It does not.</summary>
    /// <param name="Rejection">Why.</param>
    public sealed record Rejected(XmlSecurityRejection Rejection) : SignatureOutcome;
}

using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Content of an EF(CDF), a certificate directory file (PKCS #15 v1.1, 6.6).</summary>
/// <param name="Entries">The entries in file order.</param>
/// <param name="Length">Octets the entries take; the rest of the file is padding.</param>
public sealed record CertificateDirectory(IReadOnlyList<CertificateEntry> Entries, int Length)
{
    /// <summary>Decodes the file.</summary>
    /// <param name="content">The whole EF, padded with FF or 00.</param>
    /// <exception cref="WireFormatException">Anything but certificate objects in DER before the padding.</exception>
    public static CertificateDirectory Parse(ReadOnlyMemory<byte> content)
    {
        var (entries, length) = DirectoryFile.Read(content, CertificateEntry.From);
        return new CertificateDirectory(entries, length);
    }
}

/// <summary>Which alternative of CertificateType an entry uses.</summary>
public enum CertificateForm
{
    /// <summary>30: an X.509 certificate.</summary>
    X509,

    /// <summary>A0..A5: X.509 attribute, SPKI, PGP, WTLS, X9.68 or card verifiable certificate.</summary>
    Other,
}

/// <summary>One entry of an EF(CDF).</summary>
public sealed record CertificateEntry
{
    /// <summary>The alternative used.</summary>
    public required CertificateForm Form { get; init; }

    /// <summary>CommonObjectAttributes.label, or <c>null</c>.</summary>
    public string? Label { get; init; }

    /// <summary>CommonCertificateAttributes.iD: equal to that of the private key that belongs to the certificate.</summary>
    public required ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>Whether the certificate is that of an authority.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>Flag 0 of CommonObjectAttributes: reading needs cardholder verification.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Flag 1: updating is allowed.</summary>
    public bool IsModifiable { get; init; }

    /// <summary>CommonObjectAttributes.authId, or <c>null</c>.</summary>
    public ReadOnlyMemory<byte>? AuthId { get; init; }

    /// <summary>Where the certificate is; <c>null</c> for other forms than X.509.</summary>
    public DataObjectValue? Value { get; init; }

    /// <summary>What is understood though it is not in the form that the standard demands.</summary>
    public IReadOnlyList<FormatError> Remarks { get; init; } = [];

    /// <summary>Offset of the entry in the file.</summary>
    public int Offset { get; init; }

    /// <summary>Decodes an entry.</summary>
    internal static CertificateEntry From(DerElement element)
    {
        var form = element switch
        {
            { IsSequence: true } => CertificateForm.X509,
            { Tag: { TagClass: TagClass.ContextSpecific, IsConstructed: true, TagValue: <= 5 } } => CertificateForm.Other,
            _ => throw new WireFormatException("CdfTag", element.Offset, $"an entry of EF(CDF) has tag 30 or A0 to A5, got {element.Name}"),
        };
        var parts = ObjectParts.Of(element, "a certificate object", "CommonCertificateAttributes");
        var ofClass = parts.OfClass.Children("CommonCertificateAttributes");
        var id = ofClass.Next().ReadOctets();
        var authority = ofClass.NextIf(UniversalTagNumber.Boolean);
        _ = ofClass.NextIf(UniversalTagNumber.Sequence);
        ofClass.SkipExtensions();
        return new CertificateEntry
        {
            Form = form,
            Label = parts.Common.Label,
            Id = id,
            IsAuthority = authority?.ReadBoolean() ?? false,
            IsPrivate = parts.Common.IsPrivate,
            IsModifiable = parts.Common.IsModifiable,
            AuthId = parts.Common.AuthId,
            Value = form == CertificateForm.X509 ? X509Value(parts.Type) : null,
            Remarks = parts.Common.Remarks,
            Offset = element.Offset,
        };
    }

    /// <summary>The value; subject, issuer and serial number behind it repeat what the certificate says.</summary>
    private static DataObjectValue X509Value(DerSequence type)
    {
        var attributes = type.NextSequence("X509CertificateAttributes");
        type.End();
        return DataObjectValue.From(attributes.Children("X509CertificateAttributes").Next());
    }
}

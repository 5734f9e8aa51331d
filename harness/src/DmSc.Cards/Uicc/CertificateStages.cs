using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>One EF(CDF).</summary>
/// <param name="Entry">The EF(ODF) entry that leads to it.</param>
/// <param name="File">Its selection and content.</param>
/// <param name="Directory">What the content says; neither value nor error if it was not read.</param>
public sealed record CdfStage(ObjectDirectoryEntry Entry, FileReading File, Decoded<CertificateDirectory> Directory)
{
    /// <summary>Whether the issuer vouches for the certificates in it: the device cannot add any (A5).</summary>
    public bool IsTrusted => Entry.Class == Pkcs15ObjectClass.TrustedCertificates;

    /// <summary>What is the matter, or <c>null</c>.</summary>
    public FileProblem? Problem => ProvisioningLocator.ProblemOf(File, Directory.Error);
}

/// <summary>One certificate.</summary>
/// <param name="Entry">The EF(CDF) entry.</param>
/// <param name="File">Selection and content of its file; <c>null</c> when the entry holds the value itself, or none in reach.</param>
/// <param name="Certificate">What it says of itself; neither value nor error when it was not read, or is of another kind than X.509.</param>
public sealed record CertificateStage(CertificateEntry Entry, FileReading? File, Decoded<X509Summary> Certificate)
{
    /// <summary>What is the matter, or <c>null</c>.</summary>
    public FileProblem? Problem => File is { } file
        ? ProvisioningLocator.ProblemOf(file, Certificate.Error)
        : Certificate.Error is { } error ? new FileProblem("EF(CDF)", FileProblemKind.Malformed, null, error) : null;
}

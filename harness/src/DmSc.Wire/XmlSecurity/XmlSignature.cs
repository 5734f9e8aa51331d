namespace DmSc.Wire.XmlSecurity;

/// <summary>
/// Verifies XML-Signatures (W3C XML-Signature Syntax and Processing; OMA DM Security 1.2.1, appendix C). Pure: no time but the policy's,
/// nothing fetched, bounded work.
/// </summary>
public static class XmlSignature
{
    /// <summary>Verifies the one signature of a text: a Signature alone (enveloping or detached), a Signature with its content behind it,
    /// content with its Signature behind it, or a document with a Signature in it (enveloped).</summary>
    /// <param name="octets">UTF-8, with or without byte order mark and XML declaration.</param>
    /// <param name="policy">What is accepted.</param>
    /// <param name="detached">Octets outside the text that References may mean; none when absent.</param>
    /// <returns>What exactly is signed, or why nothing is. No input makes it throw.</returns>
    /// <exception cref="ArgumentException">The policy holds an anchor that is no certificate.</exception>
    public static SignatureOutcome Verify(ReadOnlySpan<byte> octets, SignaturePolicy policy, DetachedContent? detached = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Check(policy);
        try
        {
            var text = XmlText.OfData(octets, policy.Limits, "text");
            return new SignatureVerification(text, policy, detached ?? DetachedContent.None).Run();
        }
        catch (XmlSecurityException refused)
        {
            return new SignatureOutcome.Rejected(refused.Rejection);
        }
    }

    private static void Check(SignaturePolicy policy)
    {
        foreach (var anchor in policy.Trust.Anchors)
        {
            try
            {
                using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(anchor.Span);
            }
            catch (System.Security.Cryptography.CryptographicException failure)
            {
                throw new ArgumentException("an anchor is no certificate: " + failure.Message, nameof(policy), failure);
            }
        }
    }
}

using DmSc.Wire.SyncMl;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>Opens and verifies the content of Items. Of protected content it hands on what was verified or decrypted, and nothing else.</summary>
internal sealed class ContentGate(BootstrapOptions options)
{
    private readonly BootstrapQuirks _quirks = options.Quirks;
    private readonly ContentProtectionPolicy _policy = options.Protection;

    /// <summary>Judges an Item.</summary>
    /// <param name="command">Its command.</param>
    /// <param name="item">The Item.</param>
    /// <param name="payload">What to use instead of its Data; <see langword="null"/> when the Data itself is meant, or nothing is to be used.</param>
    public ContentJudgement Judge(SyncMlCommand command, SyncMlItem item, out ReadOnlyMemory<byte>? payload)
    {
        payload = null;
        var announced = ProtectedContent.Of(command, item);
        var judgement = new ContentJudgement(item.Target?.LocUri?.Trim() ?? "", item.Offset, announced, false, "");
        var octets = ProtectedContent.Octets(item);
        switch (announced)
        {
            case ContentProtection.None:
                return Unsigned(judgement);
            case ContentProtection.Encrypted when _quirks.NoEncryptionSupport:
                return judgement with { Reason = ContentJudgement.EncryptionNotSupported };
            case ContentProtection.Encrypted:
                switch (Open(octets))
                {
                    case DecryptionOutcome.Rejected refused:
                        return Refused(judgement, refused.Rejection);
                    case DecryptionOutcome.Opened opened:
                        octets = opened.Octets;
                        judgement = judgement with { WasOpened = true };
                        break;
                }

                break;
        }

        if (!MentionsSignature(octets))
        {
            payload = octets;
            return Settle(Unsigned(judgement), ref payload);
        }

        return Settle(Signed(judgement, octets, out payload), ref payload);
    }

    private DecryptionOutcome Open(ReadOnlyMemory<byte> octets)
    {
        var outcome = XmlEncryption.Open(octets.Span, _policy.Decryption);
        return _quirks.AcceptsUnknownCipher && outcome is DecryptionOutcome.Rejected { Rejection.Defect: XmlSecurityDefect.UnexpectedAlgorithm }
            ? XmlEncryption.Open(NaiveContent.TakenForAes(octets).Span, _policy.Decryption)
            : outcome;
    }

    private bool NeedsNoSignature => options.Origin != BootstrapOrigin.Push || options.IsSecurePush;

    private static ContentJudgement Settle(ContentJudgement judgement, ref ReadOnlyMemory<byte>? payload)
    {
        if (!judgement.IsAccepted)
            payload = null;
        return judgement;
    }

    private ContentJudgement Unsigned(ContentJudgement judgement)
    {
        var takes = !_policy.RefusesUnsigned || NeedsNoSignature || _quirks.AcceptsUnsigned || (judgement.WasOpened && _quirks.TakesEncryptedForSigned);
        return judgement with { IsAccepted = takes, Reason = takes ? ContentJudgement.Unsigned : ContentJudgement.UnsignedRefused };
    }

    private ContentJudgement Signed(ContentJudgement judgement, ReadOnlyMemory<byte> octets, out ReadOnlyMemory<byte>? payload)
    {
        payload = null;
        if (_quirks.NoSignatureSupport)
            return judgement with { Reason = ContentJudgement.SignatureNotSupported };
        if (_quirks.IgnoresSignature)
        {
            payload = NaiveContent.Find(octets);
            return judgement with { IsAccepted = payload is not null, Reason = ContentJudgement.NotVerified };
        }

        switch (Verify(octets))
        {
            case SignatureOutcome.Verified verified:
                var consumed = verified.Consumed;
                payload = _quirks.UsesUnsignedPart ? NaiveContent.FindOther(octets, consumed.Payload) : consumed.Payload;
                var isSealed = ContentRoots.IsEncrypted(consumed.Payload);
                return judgement with
                {
                    IsAccepted = !isSealed,
                    Reason = isSealed ? ContentJudgement.WrongOrder : ContentJudgement.Verified,
                    IsUnsettled = isSealed || consumed.IsUnsettled,
                    Form = consumed.Form,
                    SignatureMethod = verified.SignatureMethod,
                    Signer = verified.Signer,
                };

            // Whoever could put such content there could have left the rest away: it is unsigned content, no more and no less.
            case SignatureOutcome.Rejected { Rejection.Defect: XmlSecurityDefect.SignatureMissing }:
                payload = octets;
                return Unsigned(judgement);

            case SignatureOutcome.Rejected refused when Tolerates(refused.Rejection.Defect):
                payload = NaiveContent.Find(octets);
                return Refused(judgement, refused.Rejection) with { IsAccepted = payload is not null };

            case SignatureOutcome.Rejected refused:
                return Refused(judgement, refused.Rejection);

            default:
                throw new InvalidOperationException("a verification has two outcomes");
        }
    }

    /// <summary>A secure push and a card need no protection: what a client does there with a protection that fails is not said anywhere.</summary>
    private ContentJudgement Refused(ContentJudgement judgement, XmlSecurityRejection rejection) => judgement with
    {
        IsAccepted = false,
        Reason = rejection.Defect.ToString(),
        Rejection = rejection,
        IsUnsettled = rejection.IsUnsettled || NeedsNoSignature,
    };

    private SignatureOutcome Verify(ReadOnlyMemory<byte> octets)
    {
        var policy = _policy.Signature with { Consumed = XmlPlace.Root };
        var outcome = XmlSignature.Verify(octets.Span, policy);
        if (outcome is not SignatureOutcome.Rejected { Rejection.Defect: var defect })
            return outcome;
        if (defect == XmlSecurityDefect.Wrapped && _quirks.UsesUnsignedPart)
            return XmlSignature.Verify(octets.Span, policy with { Consumed = XmlPlace.InObject });
        var isStrange = defect is XmlSecurityDefect.KeyMissing or XmlSecurityDefect.KeyUntrusted or XmlSecurityDefect.CertificateUntrusted;
        var isUntimely = defect is XmlSecurityDefect.CertificateExpired or XmlSecurityDefect.CertificateNotYetValid;
        if (!(isStrange && _quirks.AcceptsWrongKey) && !(isUntimely && _quirks.AcceptsExpiredCertificate))
            return outcome;
        var (keys, time) = NaiveContent.KeysOf(octets);
        return XmlSignature.Verify(octets.Span, policy with { Trust = policy.Trust with { Keys = [.. policy.Trust.Keys, .. keys] }, Time = time ?? policy.Time });
    }

    private bool Tolerates(XmlSecurityDefect defect) => defect switch
    {
        XmlSecurityDefect.DigestMismatch => _quirks.AcceptsTampered,
        XmlSecurityDefect.SignatureMismatch => _quirks.ChecksDigestsOnly,
        XmlSecurityDefect.Wrapped or XmlSecurityDefect.DuplicateId => _quirks.AcceptsWrappedSignature,
        XmlSecurityDefect.WeakAlgorithm or XmlSecurityDefect.UnexpectedAlgorithm or XmlSecurityDefect.WeakKey => _quirks.AcceptsWeakAlgorithm,
        XmlSecurityDefect.UnexpectedTransform => _quirks.AcceptsAnyTransform,
        XmlSecurityDefect.ReferenceUnresolvable => _quirks.AcceptsWrongReference,
        XmlSecurityDefect.SignatureMalformed => _quirks.AcceptsMalformedSignature,
        _ => false,
    };

    private static bool MentionsSignature(ReadOnlyMemory<byte> octets) => octets.Span.IndexOf("http://www.w3.org/2000/09/xmldsig#"u8) >= 0;
}

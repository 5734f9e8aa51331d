using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Finds which trusted keys a KeyInfo means.</summary>
internal sealed class SignerFinder(XmlText text, SignaturePolicy policy)
{
    private const string Space = XmlAlgorithms.SignatureNamespace;
    private readonly List<RsaPublicKey> _keys = [];
    private XmlSecurityException? _first;
    private int _hints;

    /// <summary>Trusted keys to try, in order.</summary>
    /// <exception cref="XmlSecurityException">There is none.</exception>
    public IReadOnlyList<RsaPublicKey> Find(SignatureParts signature)
    {
        var where = text.PathOf(signature.KeyInfo ?? signature.Element);
        if (signature.KeyInfo is not null)
            Read(signature.KeyInfo);
        if (_hints == 0 || !policy.KeyInfoRestricts)
        {
            foreach (var trusted in policy.Trust.Keys.Take(policy.Limits.MaxKeys))
                Add(trusted.Key);
            foreach (var anchor in policy.Trust.Anchors.Take(policy.Limits.MaxKeys))
                AddAnchor(anchor, where);
        }

        if (_keys.Count == 0)
            throw _first ?? new XmlSecurityException(XmlSecurityDefect.KeyMissing, where, "no trusted key is held for it");
        foreach (var key in _keys)
        {
            if (key.Bits < policy.MinimumKeyBits)
                throw new XmlSecurityException(XmlSecurityDefect.WeakKey, where, $"the key has {key.Bits} bits, at least {policy.MinimumKeyBits} are asked for");
        }

        return _keys;
    }

    private void Read(XmlElement keyInfo)
    {
        foreach (var hint in keyInfo.ChildNodes.OfType<XmlElement>())
        {
            if (hint.NamespaceURI != Space || hint.LocalName is not ("KeyValue" or "X509Data" or "KeyName"))
                continue;
            if (++_hints > policy.Limits.MaxKeys)
                throw new XmlSecurityException(XmlSecurityDefect.TooLarge, text.PathOf(keyInfo), $"more than {policy.Limits.MaxKeys} keys");
            try
            {
                switch (hint.LocalName)
                {
                    case "KeyValue":
                        KeyValue(hint);
                        break;
                    case "KeyName":
                        KeyName(hint);
                        break;
                    default:
                        X509Data(hint);
                        break;
                }
            }
            catch (XmlSecurityException refused) when (refused.Rejection.Defect is not (XmlSecurityDefect.SignatureMalformed or XmlSecurityDefect.TooLarge) || !policy.KeyInfoRestricts)
            {
                // Another hint may lead to a trusted key; the first reason is told when none does.
                _first ??= refused;
            }
        }
    }

    private void KeyValue(XmlElement hint)
    {
        var value = new XmlParts(text, hint, XmlSecurityDefect.SignatureMalformed);
        var where = text.PathOf(hint);
        var rsa = value.TakeOptional(Space, "RSAKeyValue")
            ?? throw new XmlSecurityException(XmlSecurityDefect.KeyUntrusted, where, "no RSAKeyValue");
        var numbers = new XmlParts(text, rsa, XmlSecurityDefect.SignatureMalformed);
        var modulus = XmlParts.Base64(text, numbers.Take(Space, "Modulus"), XmlSecurityDefect.SignatureMalformed);
        var exponent = XmlParts.Base64(text, numbers.Take(Space, "Exponent"), XmlSecurityDefect.SignatureMalformed);
        var key = RsaPublicKey.TryOf(modulus, exponent) ?? throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, where, "no RSA key has these numbers");
        if (!IsTrusted(key))
            throw new XmlSecurityException(XmlSecurityDefect.KeyUntrusted, where, $"{key} is not trusted");
        Add(key);
    }

    private void KeyName(XmlElement hint)
    {
        var name = XmlParts.Characters(text, hint, XmlSecurityDefect.SignatureMalformed);
        var found = policy.Trust.Keys.FirstOrDefault(k => k.Name is not null && k.Name == name.Trim())
            ?? throw new XmlSecurityException(XmlSecurityDefect.KeyMissing, text.PathOf(hint), $"no trusted key of the name '{name}' is held");
        Add(found.Key);
    }

    private void X509Data(XmlElement hint)
    {
        var where = text.PathOf(hint);
        var certificates = new List<X509Certificate2>();
        try
        {
            foreach (var element in hint.ChildNodes.OfType<XmlElement>().Where(e => e is { NamespaceURI: Space, LocalName: "X509Certificate" }))
            {
                if (certificates.Count == policy.Limits.MaxKeys)
                    throw new XmlSecurityException(XmlSecurityDefect.TooLarge, where, $"more than {policy.Limits.MaxKeys} certificates");
                certificates.Add(Load(XmlParts.Base64(text, element, XmlSecurityDefect.SignatureMalformed), text.PathOf(element)));
            }

            if (certificates.Count == 0)
                throw new XmlSecurityException(XmlSecurityDefect.KeyMissing, where, "there is no X509Certificate, and names of certificates are not looked up");

            // An authority that comes along is no signer; a certificate of the bag that signed none of the others is.
            foreach (var certificate in certificates.Where(c => certificates.TrueForAll(o => o == c || o.Issuer != c.Subject)))
                Judge(certificate, certificates, where);
        }
        catch (CryptographicException failure)
        {
            throw new XmlSecurityException(XmlSecurityDefect.CertificateMalformed, where, "a certificate cannot be used: " + failure.Message);
        }
        finally
        {
            certificates.ForEach(c => c.Dispose());
        }
    }

    private void Judge(X509Certificate2 certificate, List<X509Certificate2> others, string where)
    {
        using var rsa = certificate.GetRSAPublicKey()
            ?? throw new XmlSecurityException(XmlSecurityDefect.CertificateUntrusted, where, "the certificate is not of an RSA key");
        var key = RsaPublicKey.Of(rsa);
        CheckTime(certificate, where);
        if (!IsTrusted(key) && !policy.Trust.Anchors.Any(a => a.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            CheckChain(certificate, others, where);
        Add(key);
    }

    private void CheckChain(X509Certificate2 certificate, List<X509Certificate2> others, string where)
    {
        var anchors = new List<X509Certificate2>();
        try
        {
            foreach (var anchor in policy.Trust.Anchors)
                anchors.Add(X509CertificateLoader.LoadCertificate(anchor.Span));
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationTimeIgnored = false;
            chain.ChainPolicy.VerificationTime = policy.Time.UtcDateTime;
            chain.ChainPolicy.CustomTrustStore.AddRange(anchors.ToArray());
            chain.ChainPolicy.ExtraStore.AddRange(others.ToArray());
            if (chain.Build(certificate))
                return;
            foreach (var element in chain.ChainElements)
                CheckTime(element.Certificate, where);
            throw new XmlSecurityException(
                XmlSecurityDefect.CertificateUntrusted,
                where,
                $"'{certificate.Subject}' does not lead to a trusted certificate: {string.Join(", ", chain.ChainStatus.Select(s => s.Status))}");
        }
        finally
        {
            anchors.ForEach(a => a.Dispose());
        }
    }

    private void CheckTime(X509Certificate2 certificate, string where)
    {
        if (policy.Time.UtcDateTime > certificate.NotAfter.ToUniversalTime())
            throw new XmlSecurityException(XmlSecurityDefect.CertificateExpired, where, $"'{certificate.Subject}' ended at {certificate.NotAfter.ToUniversalTime():u}");
        if (policy.Time.UtcDateTime < certificate.NotBefore.ToUniversalTime())
            throw new XmlSecurityException(XmlSecurityDefect.CertificateNotYetValid, where, $"'{certificate.Subject}' begins at {certificate.NotBefore.ToUniversalTime():u}");
    }

    private static X509Certificate2 Load(byte[] der, string where)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException failure)
        {
            throw new XmlSecurityException(XmlSecurityDefect.CertificateMalformed, where, "not a certificate: " + failure.Message);
        }
    }

    private void AddAnchor(ReadOnlyMemory<byte> anchor, string where)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(anchor.Span);
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is null)
            return;
        try
        {
            CheckTime(certificate, where);
            Add(RsaPublicKey.Of(rsa));
        }
        catch (XmlSecurityException refused)
        {
            _first ??= refused;
        }
    }

    /// <summary>A key is trusted as such, or as the key of an anchor.</summary>
    private bool IsTrusted(RsaPublicKey key)
    {
        if (policy.Trust.Keys.Any(k => k.Key.Equals(key)))
            return true;
        foreach (var anchor in policy.Trust.Anchors)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(anchor.Span);
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null && RsaPublicKey.Of(rsa).Equals(key))
                return true;
        }

        return false;
    }

    private void Add(RsaPublicKey key)
    {
        if (!_keys.Contains(key))
            _keys.Add(key);
    }
}

namespace DmSc.Wire.XmlSecurity;

/// <summary>Identifiers of XML-Signature, XML-Encryption and the canonical forms.</summary>
public static class XmlAlgorithms
{
    /// <summary>Name space of XML-Signature.</summary>
    public const string SignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Name space of XML-Encryption.</summary>
    public const string EncryptionNamespace = "http://www.w3.org/2001/04/xmlenc#";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-1: mandatory in OMA DM Security 1.2.1, appendix C.</summary>
    public const string RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    /// <summary>RSASSA-PKCS1-v1_5 with MD5. Known, never computed.</summary>
    public const string RsaMd5 = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5";

    /// <summary>HMAC with SHA-1. Known, never computed: a public key must not serve as its secret.</summary>
    public const string HmacSha1 = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";

    /// <summary>SHA-1: mandatory in OMA DM Security 1.2.1, appendix C.</summary>
    public const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";

    /// <summary>SHA-256.</summary>
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /// <summary>MD5. Known, never computed.</summary>
    public const string Md5 = "http://www.w3.org/2001/04/xmldsig-more#md5";

    /// <summary>Canonical XML 1.0 without comments.</summary>
    public const string Canonical = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

    /// <summary>Canonical XML 1.0 with comments.</summary>
    public const string CanonicalWithComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";

    /// <summary>Exclusive canonical XML 1.0 without comments, as the samples of OMA DM Security have it.</summary>
    public const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

    /// <summary>Exclusive canonical XML 1.0 with comments.</summary>
    public const string ExclusiveWithComments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

    /// <summary>The transform that takes the signature out of what it signs.</summary>
    public const string EnvelopedSignature = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    /// <summary>The XPath transform. Never computed.</summary>
    public const string XPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";

    /// <summary>The XSLT transform. Never computed.</summary>
    public const string Xslt = "http://www.w3.org/TR/1999/REC-xslt-19991116";

    /// <summary>AES-128 in CBC mode: mandatory in OMA DM Security 1.2.1, appendix C.</summary>
    public const string Aes128Cbc = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";

    /// <summary>AES-256 in CBC mode.</summary>
    public const string Aes256Cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

    /// <summary>Triple DES in CBC mode, three keys.</summary>
    public const string TripleDesCbc = "http://www.w3.org/2001/04/xmlenc#tripledes-cbc";

    /// <summary>RSAES-PKCS1-v1_5 key transport: mandatory in OMA DM Security 1.2.1, appendix C.</summary>
    public const string Rsa15 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5";

    /// <summary>RSAES-OAEP key transport with SHA-1, MGF1 with SHA-1 and no parameters.</summary>
    public const string RsaOaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";

    /// <summary>EncryptedData/@Type of an encrypted element.</summary>
    public const string ElementType = "http://www.w3.org/2001/04/xmlenc#Element";

    /// <summary>EncryptedData/@Type of the encrypted content of an element.</summary>
    public const string ContentType = "http://www.w3.org/2001/04/xmlenc#Content";

    /// <summary>Name space of the parameters of the exclusive form; also its algorithm identifier.</summary>
    internal const string ExclusiveNamespace = Exclusive;
}

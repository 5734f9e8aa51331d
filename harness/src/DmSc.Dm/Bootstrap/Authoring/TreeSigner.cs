using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Signs management objects in XML, rightly or with a flaw. What is wrong is made by changing the text of right signatures: the writer puts
/// SignedInfo down in its canonical form.</summary>
internal sealed partial class TreeSigner(AuthoredSignature signature)
{
    private const string Id = "tree";
    private const string Elsewhere = "#elsewhere";
    private const string Outside = "https://elsewhere.invalid/tree.xml";

    private readonly SignatureWriter _writer = new(signature.Key, signature.Recipe);

    /// <summary>Signed content.</summary>
    /// <param name="tree">The right content.</param>
    /// <param name="forged">Content of somebody else, for flaws that bring it in.</param>
    /// <param name="flaw">What is wrong.</param>
    public byte[] Sign(string tree, string? forged, ContentFlaw flaw) => flaw switch
    {
        ContentFlaw.MissingSignature => Octets(tree),
        ContentFlaw.RecastContent => Octets(Recast(Right(tree))),
        ContentFlaw.TamperedContent => Octets(Exchange(Right(Needed(forged)), Right(tree), DigestValue, SignatureValue)),
        ContentFlaw.ForgedDigest => Octets(Exchange(Right(Needed(forged)), Right(tree), SignatureValue)),
        ContentFlaw.WrappedSignature => Octets(Wrapped(tree, Needed(forged))),
        ContentFlaw.DuplicateId => Octets(Identified(Needed(forged)) + Text(_writer.DetachedBehind(Octets(Identified(tree)), Id))),
        ContentFlaw.UnsignedPart => Octets(Text(_writer.Enveloping(Octets(tree))) + Needed(forged)),
        ContentFlaw.UnsignedSibling => Octets(Moved(Identified(tree), Needed(forged))),
        ContentFlaw.WrongKey => Octets(Right(tree, new SignatureWriter(Stranger, signature.Recipe))),
        ContentFlaw.ClaimedKey => Octets(Exchange(Right(tree), Right(tree, new SignatureWriter(Stranger, signature.Recipe)), SignatureValue)),
        ContentFlaw.WeakSignature => Octets(Resigned(
            SignatureMethod().Replace(Right(tree), Algorithm("SignatureMethod", XmlAlgorithms.RsaMd5)),
            info => Rsa(info, HashAlgorithmName.MD5))),
        ContentFlaw.WeakDigest => Octets(Resigned(WeaklyDigested(Right(tree)))),
        ContentFlaw.PublicKeyHmac => Octets(Resigned(
            SignatureMethod().Replace(Right(tree), Algorithm("SignatureMethod", XmlAlgorithms.HmacSha1)),
            info => HMACSHA1.HashData(signature.Key.Public.Modulus.Span, info))),
        ContentFlaw.XPathTransform => Octets(Resigned(Emptied(Right(tree)))),
        ContentFlaw.WrongReference => Octets(Resigned(Reference().Replace(Right(tree), $"<Reference URI=\"{Elsewhere}\">"))),
        ContentFlaw.ExternalReference => Octets(Resigned(Reference().Replace(Right(tree), $"<Reference URI=\"{Outside}\">"))),
        ContentFlaw.NothingSigned => Octets(Resigned(WholeReference().Replace(Right(tree), ""))),
        _ => Octets(Right(tree)),
    };

    /// <summary>A Signature, and behind it XML of any kind.</summary>
    public byte[] SignBefore(byte[] content) => _writer.DetachedBefore(content);

    private SigningKey Stranger => signature.Stranger ?? throw new InvalidOperationException("there is no stranger");

    private bool UsesSha1 => signature.Recipe.DigestMethod == XmlAlgorithms.Sha1;

    private string Right(string tree) => Right(tree, _writer);

    private string Right(string tree, SignatureWriter writer) => Text(signature.Form switch
    {
        SignedForm.Detached => writer.DetachedBefore(Octets(tree)),
        SignedForm.DetachedByReference => writer.DetachedBehind(Octets(Identified(tree)), Id),
        SignedForm.Enveloping => writer.Enveloping(Octets(tree), withUri: false),
        SignedForm.EnvelopingByReference => writer.Enveloping(Octets(tree)),
        _ => writer.Enveloped(Octets(tree)),
    });

    /// <summary>The signature moves with what it signs; where a naive recipient looks stands something else.</summary>
    private string Wrapped(string tree, string forged)
    {
        var aside = Text(_writer.Enveloping(Octets(tree)));
        return signature.Form switch
        {
            SignedForm.Enveloped => forged[..forged.LastIndexOf("</", StringComparison.Ordinal)] + aside + forged[forged.LastIndexOf("</", StringComparison.Ordinal)..],
            SignedForm.Enveloping or SignedForm.EnvelopingByReference => FirstObject().Replace(aside, $"<Object>{forged}</Object>$0", 1),
            _ => forged + aside,
        };
    }

    /// <summary>The signature over an element, with that element in its Object, behind another.</summary>
    private string Moved(string identified, string forged)
    {
        var signed = Text(_writer.DetachedBehind(Octets(identified), Id));
        return signed[signed.IndexOf("<Signature", StringComparison.Ordinal)..].Replace("</Signature>", $"<Object>{forged}{identified}</Object></Signature>", StringComparison.Ordinal);
    }

    private static string Recast(string text) => TreeStart().Replace(text, match => $"<MgmtTree  {match.Groups["attributes"].Value.Replace('"', '\'')} >", 1);

    private static string Identified(string tree) => tree.Insert(tree.IndexOf("<MgmtTree", StringComparison.Ordinal) + "<MgmtTree".Length, $" Id=\"{Id}\"");

    /// <summary>The digest in MD5 over exactly the octets that are signed.</summary>
    private string WeaklyDigested(string text)
    {
        var policy = new SignaturePolicy(SignerTrust.InKeys(new TrustedKey(signature.Key.Public, signature.Key.Name)), DateTimeOffset.UnixEpoch) { MinimumKeyBits = 0 };
        var bare = KeyInfo().Replace(text, "");
        var signed = XmlSignature.Verify(Octets(bare), policy) is SignatureOutcome.Verified verified
            ? verified.Consumed.Octets
            : throw new InvalidOperationException("a signature of our own does not hold");
        var digested = DigestMethod().Replace(text, Algorithm("DigestMethod", XmlAlgorithms.Md5));
        return With(digested, DigestValue, Convert.ToBase64String(MD5.HashData(signed.Span)));
    }

    private string Emptied(string text)
    {
        var nothing = Convert.ToBase64String(UsesSha1 ? SHA1.HashData([]) : SHA256.HashData([]));
        var transform = $"<Transform Algorithm=\"{XmlAlgorithms.XPath}\"><XPath>false()</XPath></Transform>";
        var filtered = text.Contains("<Transforms>", StringComparison.Ordinal)
            ? text.Replace("<Transforms>", "<Transforms>" + transform, StringComparison.Ordinal)
            : text.Replace("<DigestMethod", $"<Transforms>{transform}</Transforms><DigestMethod", StringComparison.Ordinal);
        return With(filtered, DigestValue, nothing);
    }

    private string Resigned(string text) =>
        Resigned(text, info => Rsa(info, signature.Recipe.SignatureMethod == XmlAlgorithms.RsaSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256));

    private static string Resigned(string text, Func<byte[], byte[]> sign)
    {
        const string End = "</SignedInfo>";
        var info = text[text.IndexOf("<SignedInfo>", StringComparison.Ordinal)..(text.IndexOf(End, StringComparison.Ordinal) + End.Length)]
            .Replace("<SignedInfo>", $"<SignedInfo xmlns=\"{XmlAlgorithms.SignatureNamespace}\">", StringComparison.Ordinal);
        return With(text, SignatureValue, Convert.ToBase64String(sign(Octets(info))));
    }

    private byte[] Rsa(byte[] octets, HashAlgorithmName hash)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(signature.Key.Pem);
        return rsa.SignData(octets, hash, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The text with values of another.</summary>
    private static string Exchange(string text, string other, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var from = other.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
            text = With(text, name, other[from..other.IndexOf($"</{name}>", StringComparison.Ordinal)]);
        }

        return text;
    }

    private static string With(string text, string name, string value)
    {
        var from = text.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
        return text[..from] + value + text[text.IndexOf($"</{name}>", StringComparison.Ordinal)..];
    }

    private static string Algorithm(string element, string algorithm) => $"<{element} Algorithm=\"{algorithm}\"></{element}>";

    private static string Needed(string? forged) => forged ?? throw new InvalidOperationException("there is no forged content");

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] octets) => Encoding.UTF8.GetString(octets);

    private const string DigestValue = nameof(DigestValue);
    private const string SignatureValue = nameof(SignatureValue);

    [GeneratedRegex("<SignatureMethod [^>]*></SignatureMethod>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignatureMethod();

    [GeneratedRegex("<DigestMethod [^>]*></DigestMethod>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DigestMethod();

    [GeneratedRegex("<Reference( [^>]*)?>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("<Reference( [^>]*)?>.*?</Reference>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex WholeReference();

    [GeneratedRegex("<KeyInfo>.*?</KeyInfo>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex KeyInfo();

    [GeneratedRegex("<Object [^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstObject();

    [GeneratedRegex("<MgmtTree (?<attributes>[^>]*)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TreeStart();
}

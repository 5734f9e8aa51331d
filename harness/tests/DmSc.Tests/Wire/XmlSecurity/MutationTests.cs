using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Wire.XmlSecurity.XmlSecurityKeys;

namespace DmSc.Tests.Wire.XmlSecurity;

/// <summary>Whatever is done to signed or encrypted text, nothing unsigned is taken for signed, and nothing is thrown.</summary>
public sealed class MutationTests
{
    private static readonly byte[][] Documents =
    [
        Writer().DetachedBefore(Octets(Content)),
        Writer().DetachedBehind(Octets(Identified), "it"),
        Writer().Enveloping(Octets(Content)),
        Writer().Enveloping(Octets(Content), withUri: false),
        Writer().Enveloped(Octets(Identified), "it"),
        Writer(Certified("signer"), KeyInfoParts.X509Data | KeyInfoParts.KeyName).Enveloped(Octets(Content)),
    ];

    private static readonly byte[] Sealed = new EncryptionWriter(Device, new Random(3)).Seal(Octets(Content));

    private static readonly DecryptionPolicy Opening = new(DeviceKey) { RequiresKeyInfo = false };

    [FsCheck.NUnit.Property(MaxTest = 1500)]
    public void A_changed_octet_never_makes_other_content_signed(byte which, ushort where, byte to)
    {
        var document = (byte[])Documents[which % Documents.Length].Clone();
        var good = Verified(document);
        document[where % document.Length] = to;

        if (XmlSignature.Verify(document, Trusting) is SignatureOutcome.Verified seen)
            Assert.That(Text(seen.Consumed.Payload), Is.EqualTo(Text(good.Consumed.Payload)));
    }

    [Test]
    public void Every_octet_of_a_signed_document_changed_to_some_others_never_makes_other_content_signed()
    {
        foreach (var original in Documents.Take(5))
        {
            var good = Text(Verified(original).Consumed.Payload);
            var document = (byte[])original.Clone();
            for (var at = 0; at < document.Length; at++)
            {
                foreach (var to in (ReadOnlySpan<byte>)[(byte)(original[at] ^ 1), (byte)' ', (byte)'<'])
                {
                    document[at] = to;
                    if (XmlSignature.Verify(document, Trusting) is SignatureOutcome.Verified seen)
                        Assert.That(Text(seen.Consumed.Payload), Is.EqualTo(good), $"octet {at} changed to {to}");
                }

                document[at] = original[at];
            }
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void A_cut_or_doubled_part_never_makes_other_content_signed(byte which, ushort from, ushort length, bool doubled)
    {
        var original = Documents[which % Documents.Length];
        var start = from % original.Length;
        var end = Math.Min(original.Length, start + (length % 200));
        byte[] document = doubled ? [.. original[..end], .. original[start..]] : [.. original[..start], .. original[end..]];

        if (XmlSignature.Verify(document, Trusting) is SignatureOutcome.Verified seen)
            Assert.That(Text(seen.Consumed.Payload), Is.EqualTo(Text(Verified(original).Consumed.Payload)));
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Garbage_is_refused_and_nothing_is_thrown(byte[] garbage)
    {
        Assert.That(XmlSignature.Verify(garbage, Trusting), Is.InstanceOf<SignatureOutcome.Rejected>());
        Assert.That(XmlEncryption.Open(garbage, Opening), Is.InstanceOf<DecryptionOutcome.Rejected>());
        Assert.That(XmlEncryption.OpenWithin(garbage, Opening), Is.InstanceOf<DecryptionOutcome.Rejected>());
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Garbage_of_markup_is_refused_and_nothing_is_thrown(byte[] picks)
    {
        string[] pieces = ["<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">", "</Signature>", "<SignedInfo>", "</SignedInfo>", "<a>", "</a>", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "&#1;", "&amp;", "<!DOCTYPE a>", "x", "\r\n"];
        var text = Octets(string.Concat(picks.Select(p => pieces[p % pieces.Length])));

        Assert.That(XmlSignature.Verify(text, Trusting), Is.InstanceOf<SignatureOutcome.Rejected>());
        Assert.That(XmlEncryption.OpenWithin(text, Opening), Is.InstanceOf<DecryptionOutcome.Rejected>());
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void A_changed_octet_of_encrypted_text_throws_nothing(ushort where, byte to)
    {
        var document = (byte[])Sealed.Clone();
        document[where % document.Length] = to;

        Assert.That(() => XmlEncryption.Open(document, Opening), Throws.Nothing);
        Assert.That(() => XmlEncryption.OpenWithin(document, Opening), Throws.Nothing);
    }
}

using System.Text;
using DmSc.Wire;
using DmSc.Wire.Credentials;

namespace DmSc.Tests.Wire.Credentials;

[TestFixture]
public sealed class CredentialTests
{
    private const string Body = "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr/><SyncBody/></SyncML>";
    private const string HmacExample = "algorithm=MD5, username=\"dev-001\", mac=xWLewhTIAT+DC1IKr6X9HQ==";

    private static readonly byte[] ClientNonce = Convert.FromBase64String("AAECAwQFBgcICQoLDA0ODw==");
    private static readonly CredentialHash Client = CredentialHash.Of(Credential.Of("dev-001", "c-secret"));

    private static byte[] BodyOctets => Encoding.ASCII.GetBytes(Body);

    [TestCase("Bruce2", "OhBehave", "QnJ1Y2UyOk9oQmVoYXZl")]
    [TestCase("dev-001", "c-secret", "ZGV2LTAwMTpjLXNlY3JldA==")]
    public void Basic_credentials_are_written_and_read(string user, string password, string text)
    {
        var credential = Credential.Of(user, password);

        Assert.That(BasicCredential.Encode(credential), Is.EqualTo(text));
        Assert.That(BasicCredential.Decode(text), Is.EqualTo(credential));
        Assert.That(BasicCredential.Verify(text, credential));
        Assert.That(BasicCredential.Verify(text, Credential.Of(user, password + "x")), Is.False);
    }

    [Test]
    public void A_password_may_hold_colons_and_a_name_may_not()
    {
        Assert.That(BasicCredential.Decode(BasicCredential.Encode(Credential.Of("a", "b:c"))).UserName, Is.EqualTo("a"));
        Assert.That(() => BasicCredential.Encode(Credential.Of("a:b", "c")), Throws.ArgumentException);
    }

    [TestCase("Bruce2", "OhBehave", "Tm9uY2U=", "Zz6EivR3yeaaENcRN6lpAQ==")]
    [TestCase("dev-001", "c-secret", "AAECAwQFBgcICQoLDA0ODw==", "SgeFE74DdLCkidy1rz+N/g==")]
    [TestCase("dev-001", "c-secret", "", "GD2b10Fqf1sqE2jmTs++1Q==")]
    [TestCase("dm.example.com", "s-secret", "EBESExQVFhcYGRobHB0eHw==", "pWaxQp+R5HdGTZzSnRymrw==")]
    public void Digests_are_computed_and_verified(string user, string password, string nonce, string digest)
    {
        var hash = CredentialHash.Of(Credential.Of(user, password));
        var octets = Convert.FromBase64String(nonce);

        Assert.That(Md5Credential.Encode(hash, octets), Is.EqualTo(digest));
        Assert.That(Md5Credential.Verify(digest, hash, octets));
        Assert.That(Md5Credential.Verify(digest, hash, "stale"u8), Is.False);
    }

    [TestCase("dev-001", "c-secret", "eOv9u7hgsv4m3po7VgCn9w==")]
    [TestCase("dm.example.com", "s-secret", "6I0VJaf5/6Jlwo8Bei+A2g==")]
    [TestCase("com.example.dm", "srvpw", "BpOG7sUlvAmn4bIM+fMDMw==")]
    public void A_stored_hash_serves_as_well_as_the_password(string user, string password, string text)
    {
        var hash = CredentialHash.Of(Credential.Of(user, password));

        Assert.That(Encoding.ASCII.GetString(hash.Reveal()), Is.EqualTo(text));
        Assert.That(Md5Credential.Compute(CredentialHash.FromText(text), ClientNonce), Is.EqualTo(Md5Credential.Compute(hash, ClientNonce)));
    }

    [Test]
    public void Malformed_credentials_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Code(() => BasicCredential.Decode("a")), Is.EqualTo(CredentialErrors.BadBase64));
            Assert.That(Code(() => BasicCredential.Decode("QUJD REVG")), Is.EqualTo(CredentialErrors.BadBase64));
            Assert.That(Code(() => BasicCredential.Decode("QUJD")), Is.EqualTo(CredentialErrors.ColonMissing));
            Assert.That(Code(() => BasicCredential.Decode("/zph")), Is.EqualTo(CredentialErrors.BadBase64));
            Assert.That(Code(() => Md5Credential.Decode("QUJD")), Is.EqualTo(CredentialErrors.DigestLength));
            Assert.That(Code(() => Md5Credential.Decode(new string('A', 20_000))), Is.EqualTo(CredentialErrors.LimitExceeded));
        }
    }

    [Test]
    public void The_MAC_of_a_message_is_written()
    {
        Assert.That(HmacHeader.Sign("dev-001", Client, ClientNonce, BodyOctets).Format(), Is.EqualTo(HmacExample));
        Assert.That(Convert.ToHexString(HmacHeader.Compute(Client, ClientNonce, BodyOctets)), Is.EqualTo("C562DEC214C8013F830B520AAFA5FD1D"));
    }

    [TestCase(HmacExample, HmacMatch.Exact)]
    [TestCase("username=\"dev-001\",mac=xWLewhTIAT+DC1IKr6X9HQ==", HmacMatch.Exact)]
    [TestCase(" , MAC=xWLewhTIAT+DC1IKr6X9HQ , UserName = \"dev-001\" , ,algorithm=md5,", HmacMatch.Exact)]
    [TestCase("mac=\"xWLewhTIAT+DC1IKr6X9HQ==\",username=dev-001", HmacMatch.Exact)]
    [TestCase("username=\"dev-001\", mac=YzU2MmRlYzIxNGM4MDEzZjgzMGI1MjBhYWZhNWZkMWQ=", HmacMatch.Base64OfHex)]
    [TestCase("username=\"dev-001\", mac=YzU2MmRlYzIxNGM4MDEzZjgzMGI1MjBhYWZhNWZkMWQ", HmacMatch.Base64OfHex)]
    [TestCase("username=\"dev-001\", mac=7QDjh7acrLq26LBmVZqSCw==", HmacMatch.Rfc2104)]
    [TestCase("username=\"dev-001\", mac=AWLewhTIAT+DC1IKr6X9HQ==", HmacMatch.None)]
    [TestCase("username=\"dev-001\", mac=***", HmacMatch.None)]
    [TestCase("algorithm=SHA1, username=\"dev-001\", mac=xWLewhTIAT+DC1IKr6X9HQ==", HmacMatch.UnknownAlgorithm)]
    public void The_MAC_of_a_message_is_judged(string value, HmacMatch match)
    {
        var header = HmacHeader.Parse(value);

        Assert.That(header.UserName, Is.EqualTo("dev-001"));
        Assert.That(header.Verify(Client, ClientNonce, BodyOctets), Is.EqualTo(match));
    }

    [Test]
    public void The_specifications_sample_is_hexadecimal_in_base64()
    {
        var header = HmacHeader.Parse("algorithm=MD5, username=\"Robert Jordan\", mac=NTI2OTJhMDAwNjYxODkwYmQ3NWUxN2RhN2ZmYmJlMzk");

        Assert.That(header.UserName, Is.EqualTo("Robert Jordan"));
        Assert.That(Encoding.ASCII.GetString(Convert.FromBase64String(header.Mac + "=")), Is.EqualTo("52692a000661890bd75e17da7ffbbe39"));
    }

    [Test]
    public void Quoting_and_unknown_parameters_survive()
    {
        var header = new HmacHeader("a \"b\\, c\"=é", "AAAA") { Algorithm = null, Others = [new("x", "1, 2")] };

        Assert.That(HmacHeader.Parse(header.Format()), Is.EqualTo(header));
    }

    [Test]
    public void Wrong_quoting_is_remarked() => Assert.That(
        HmacHeader.Parse("mac=\"AAAA\", username=u").Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "MacQuoted", "UserNameNotQuoted" }));

    [TestCase("", CredentialErrors.ParameterMissing, 0)]
    [TestCase("mac=AAAA", CredentialErrors.ParameterMissing, 8)]
    [TestCase("username=\"u\"", CredentialErrors.ParameterMissing, 12)]
    [TestCase("username=\"u\", username=\"v\", mac=AAAA", CredentialErrors.DuplicateParameter, 14)]
    [TestCase("username=\"u", CredentialErrors.HeaderSyntax, 9)]
    [TestCase("username=\"u\\", CredentialErrors.HeaderSyntax, 9)]
    [TestCase("username", CredentialErrors.HeaderSyntax, 8)]
    [TestCase("username=\"u\" mac=AAAA", CredentialErrors.HeaderSyntax, 13)]
    [TestCase("username=\"u\", mac=", CredentialErrors.HeaderSyntax, 18)]
    [TestCase("=x", CredentialErrors.HeaderSyntax, 0)]
    public void A_malformed_header_is_refused_with_code_and_offset(string value, string code, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => HmacHeader.Parse(value));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void A_header_with_a_line_end_is_refused_by_the_writer() =>
        Assert.That(new HmacHeader("a\r\nb", "AAAA").Format, Throws.InstanceOf<FormatException>());

    [Test]
    public void Secrets_are_not_shown()
    {
        var credential = Credential.Of("user", "hidden");

        Assert.That($"{credential} {credential.Password} {CredentialHash.Of(credential)}", Does.Not.Contain("hidden").And.Contain("********"));
        Assert.That(Credential.Of("user", "hidden"), Is.EqualTo(credential));
        Assert.That(Credential.Of("user", "Hidden"), Is.Not.EqualTo(credential));
    }

    private static string Code(Action action) => Assert.Throws<WireFormatException>(action)!.Error.Code;
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Wire.Pkcs15;

public sealed class X509SummaryTests
{
    private static readonly DateTimeOffset From = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2073, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private byte[] _certificate = [];

    [OneTimeSetUp]
    public void Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dm.example.com, O=Example", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(
            new X500DistinguishedName("CN=Root"), X509SignatureGenerator.CreateForECDsa(key), From, To, [0x01, 0x02, 0x03]);
        _certificate = certificate.RawData;
    }

    [TestCase(0x00)]
    [TestCase(0xFF)]
    public void A_certificate_is_read_up_to_its_padding(byte padding)
    {
        var summary = X509Summary.Parse((byte[])[.. _certificate, padding, padding, padding]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary.Subject, Is.EqualTo("CN=dm.example.com, O=Example"));
            Assert.That(summary.Issuer, Is.EqualTo("CN=Root"));
            Assert.That(Convert.ToHexString(summary.SerialNumber.Span), Is.EqualTo("010203"));
            Assert.That((summary.NotBefore, summary.NotAfter), Is.EqualTo((From, To)));
            Assert.That(summary.Length, Is.EqualTo(_certificate.Length));
        }
    }

    [TestCase("", "UnexpectedEnd")]
    [TestCase("FFFFFFFF", "Der")]
    [TestCase("3082FFFF00", "Der")]
    [TestCase("040100", "X509Tag")]
    [TestCase("3000", "X509")]
    public void Octets_that_are_no_certificate_are_refused(string hex, string code) => Assert.That(
        () => X509Summary.Parse(Convert.FromHexString(hex)),
        Throws.TypeOf<WireFormatException>().With.Property("Error").Property("Code").EqualTo(code));

    [Test]
    public void A_certificate_in_PEM_is_none_in_DER() => Assert.That(
        () => X509Summary.Parse("-----BEGIN CERTIFICATE-----"u8.ToArray()), Throws.TypeOf<WireFormatException>());

    [Test]
    public void No_certificate_with_a_changed_octet_is_anything_but_read_or_refused([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var spoilt = _certificate.ToArray();
            spoilt[random.Next(spoilt.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Assert.That(X509Summary.Parse(spoilt).Length, Is.EqualTo(spoilt.Length));
            }
            catch (WireFormatException refused)
            {
                Assert.That(refused.Error.Code, Is.EqualTo("X509").Or.EqualTo("Der").Or.EqualTo("X509Tag"));
            }
        }
    }
}

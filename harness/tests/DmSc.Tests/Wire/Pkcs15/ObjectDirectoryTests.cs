using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Wire.Pkcs15;

public sealed class ObjectDirectoryTests
{
    private const string Odf = "A706300404026430 A706300404026440 A506300404026450 A806300404026460";

    [TestCase("")]
    [TestCase("FFFFFF")]
    [TestCase("0000")]
    public void Entries_come_in_file_order_and_padding_ends_them(string padding)
    {
        var directory = Parse(Odf + padding);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                directory.Entries.Select(entry => (entry.Class, entry.Path!.ToString(), entry.Offset)),
                Is.EqualTo(new[]
                {
                    (Pkcs15ObjectClass.DataObjects, "6430", 0),
                    (Pkcs15ObjectClass.DataObjects, "6440", 8),
                    (Pkcs15ObjectClass.TrustedCertificates, "6450", 16),
                    (Pkcs15ObjectClass.AuthenticationObjects, "6460", 24),
                }));
            Assert.That(directory.Length, Is.EqualTo(32));
        }
    }

    [Test]
    public void An_entry_may_hold_objects_itself()
    {
        var entry = Parse("A704A0023000").Entries.Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Path, Is.Null);
            Assert.That(Convert.ToHexString(entry.Contents.Span), Is.EqualTo("A0023000"));
        }
    }

    [Test]
    public void A_class_of_a_later_version_is_kept_apart() =>
        Assert.That(Parse("A900").Entries.Single().Class, Is.EqualTo(Pkcs15ObjectClass.Extension));

    [TestCase("A706300404026430 A706300504026440", "Der", 10)]
    [TestCase("A706300404026430 A707300404026440", "Der", 8)]
    [TestCase("300404026430", "OdfTag", 0)]
    [TestCase("A700", "UnexpectedEnd", 2)]
    [TestCase("A705300304 0164", "PathLength", 4)]
    [TestCase("A7083004040264300500", "DerTrailing", 8)]
    [TestCase("A709300704026430020100", "PathRange", 8)]
    [TestCase("A70C300A040264300201FF800101", "PathRange", 8)]
    [TestCase("A7813006300404026430", "Der", 0)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Parse(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    [TestCase("6431", "", "PKCS#15/6431")]
    [TestCase("3F006431", "", "3F00/6431")]
    [TestCase("3F007F506431", "", "3F00/7F50/6431")]
    [TestCase("3F007F506431", "3F007F50", "PKCS#15/6431")]
    [TestCase("3F007F516431", "3F007F50", "3F00/7F51/6431")]
    [TestCase("5F016431", "3F007F50", "PKCS#15/5F01/6431")]
    [TestCase("7FFF6431", "", "PKCS#15/6431")]
    [TestCase("3F00", "", "3F00")]
    [TestCase("3F006431", "3F00", "3F00/6431")]
    public void Paths_resolve(string path, string application, string expected) =>
        Assert.That(
            Pkcs15Path.Resolve(Convert.FromHexString(path), Convert.FromHexString(application)).ToString(), Is.EqualTo(expected));

    private static ObjectDirectory Parse(string hex) =>
        ObjectDirectory.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}

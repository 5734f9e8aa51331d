using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary><c>dmsc decode</c> and <c>dmsc encode</c> as a user gives them.</summary>
public sealed class DecodeCommandTests
{
    [Test]
    public async Task A_push_is_decoded_down_to_the_tree_inside()
    {
        var shown = await Dmsc.RunAsync("decode", "fixtures/vectors/push-dm-bootstrap-networkid.hex");

        Assert.That(shown.ExitCode, Is.Zero, shown.ToString);
        Assert.That(shown.Output, Does.Contain("# 1034 octets (hex)").And.Contains("# detected: push, certain:"));
        Assert.That(shown.Output, Does.Contain("Content-Type: 42 application/vnd.syncml.dm+wbxml").And.Contains("OPAQUE, application/vnd.syncml.dmtnds+wbxml").And.Contains("<NodeName>: \"AAuthSecret\""));
    }

    [Test]
    public async Task Raw_octets_are_taken_as_they_are_and_shown_as_XML()
    {
        var shown = await Dmsc.RunAsync("decode", "fixtures/bootstrap/account-small.wbxml", "--format", "xml");

        Assert.That(shown.ExitCode, Is.Zero, shown.ToString);
        Assert.That(shown.Output, Does.StartWith("<").And.Contain("<SyncML").And.Contain("<MgmtTree"));
    }

    [Test]
    public async Task JSON_of_a_push_is_encoded_again()
    {
        using var folder = new TemporaryFolder();
        var json = await Dmsc.RunAsync("decode", "--format", "json", "fixtures/vectors/push-notification.hex");
        await File.WriteAllTextAsync(folder.File("push.json"), json.Output);
        var octets = await Dmsc.RunAsync("encode", folder.File("push.json"));
        var again = await Dmsc.RunAsync("decode", "--hex", octets.Output.Trim(), "--format", "json");

        Assert.That(octets.ExitCode, Is.Zero, octets.ToString);
        Assert.That(json.Output, Does.Contain("\"roundTrips\": true"));
        Assert.That(again.Output, Is.EqualTo(json.Output));
    }

    [Test]
    public async Task XML_is_encoded_in_the_form_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var xml = await Dmsc.RunAsync("decode", "--format", "xml", "fixtures/vectors/dm-package-1.hex");
        await File.WriteAllTextAsync(folder.File("package.xml"), xml.Output);

        var numbered = await Dmsc.RunAsync("encode", folder.File("package.xml"));
        var named = await Dmsc.RunAsync("encode", folder.File("package.xml"), "--wbxml-version", "1.3", "--public-id", "text", "--charset", "us-ascii", "--output", "base64");

        Assert.That(numbered.Output, Does.StartWith("02A4016A00"));
        var shown = await Dmsc.RunAsync("decode", "--base64", named.Output.Trim());
        Assert.That(shown.Output, Does.Contain("version: WBXML 1.3").And.Contain("public id: in the string table").And.Contain("charset: 3 US-ASCII"));
    }

    [TestCase("--hex 02A4016A006D6C7F03310001016B120101", "UnknownTag at octet 7")]
    [TestCase("--hex 02A4016A006D6C7F03310001016B120101 --as push", "PduType at octet 1")]
    [TestCase("--hex 02A4016", "BadHex at octet 7")]
    [TestCase("--base64 %%", "BadBase64 at octet 0")]
    [TestCase("no-such-file.bin", "no such file")]
    [TestCase("--hex 00 --as nonsense", "--as nonsense: expected one of wbxml")]
    [TestCase("--hex 62058202412183", "octet 7")]
    [TestCase("", "name one input")]
    public async Task Bad_input_is_one_line_with_the_octet_and_exit_code_3(string arguments, string message)
    {
        var failed = await Dmsc.RunAsync(["decode", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(failed.ExitCode, Is.EqualTo(3), failed.ToString);
        Assert.That(failed.Error.Trim().Split('\n'), Has.Length.EqualTo(1), failed.Error);
        Assert.That(failed.Error, Does.Contain(message));
    }

    [Test]
    public async Task A_malformed_document_in_a_sound_push_is_shown_with_its_place_and_fails()
    {
        var shown = await Dmsc.RunAsync("decode", "--hex", "010601B602A4016A006D6C7F", "--as", "push");

        Assert.That(shown.ExitCode, Is.EqualTo(3), shown.ToString);
        Assert.That(shown.Output, Does.Contain("Content-Type: 36").And.Contain("! UnknownTag at octet 11"));
        Assert.That(shown.Error, Does.Contain("--hex: UnknownTag at octet 11"));
    }

    [Test]
    public async Task Kinds_without_a_writer_say_so()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("atr.json"), """{ "kind": "atr", "content": {} }""");

        var failed = await Dmsc.RunAsync("encode", folder.File("atr.json"));

        Assert.That(failed.ExitCode, Is.EqualTo(3), failed.ToString);
        Assert.That(failed.Error, Does.Contain("kind: atr cannot be encoded"));
    }
}

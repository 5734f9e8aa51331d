using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.SyncMl;

[TestFixture]
public sealed class SyncMlMessageTests
{
    [Test]
    public void Package_one_has_header_credentials_alert_and_device_information()
    {
        var message = SyncMlMessage.Parse(WbxmlDocument.Parse(WbxmlVectors.PackageOne));

        Assert.Multiple(() =>
        {
            var header = message.Header;
            Assert.That((header.VerDtd, header.VerProto, header.SessionId, header.MsgId), Is.EqualTo(("1.2", "DM/1.2", "1", "1")));
            Assert.That(header.Target!.LocUri, Is.EqualTo("http://dm.example.com/dm"));
            Assert.That((header.Source!.LocUri, header.Source.LocName), Is.EqualTo(("IMEI:493005100592800", "dev1")));
            Assert.That((header.Cred!.Meta!.Format, header.Cred.Meta.Type, header.Cred.Data!.Text), Is.EqualTo(("b64", "syncml:auth-md5", "yXsFSrpxR9LipH0JQNVuIQ==")));
            Assert.That((header.Meta!.MaxMsgSize, header.Meta.MaxObjSize), Is.EqualTo(("5000", "65536")));
            Assert.That(message.Commands.Select(command => (command.Kind, command.CmdId)), Is.EqualTo(new[] { (SyncMlCommandKind.Alert, "1"), (SyncMlCommandKind.Replace, "2") }));
            Assert.That(message.Commands[0].Data!.Text, Is.EqualTo("1201"));
            Assert.That(message.Commands[1].Items.Select(item => $"{item.Source!.LocUri}={item.Data!.Text}"), Is.EqualTo(new[]
            {
                "./DevInfo/DevId=IMEI:493005100592800", "./DevInfo/Man=ACME", "./DevInfo/Mod=T1", "./DevInfo/DmV=1.2", "./DevInfo/Lang=en",
            }));
            Assert.That(message.Commands[1].Offset, Is.EqualTo(0xC8));
            Assert.That(message.Final, Is.True);
            Assert.That(message.Unknown, Is.Empty);
            Assert.That(message.Remarks, Is.Empty);
        });
    }

    [Test]
    public void A_status_with_challenge_and_a_result_keep_their_references()
    {
        // Status: CmdID 1, MsgRef 1, CmdRef 0, Cmd SyncHdr, TargetRef a, SourceRef b, Chal{Meta{Format b64, Type syncml:auth-md5, NextNonce}}, Data 401.
        var message = Message(
            "69" + "4B03310001" + "5C03310001" + "4C03300001" + "4A0353796E634864720001"
            + "6F03610001" + "6803620001"
            + "495A" + "00014703623634000150035A32383D0001" + "01" + "01"
            + "0000" + "4F033430310001" + "01");

        var status = message.Commands.Single();
        Assert.Multiple(() =>
        {
            Assert.That((status.Kind, status.CmdId, status.MsgRef, status.CmdRef, status.Cmd), Is.EqualTo((SyncMlCommandKind.Status, "1", "1", "0", "SyncHdr")));
            Assert.That(status.TargetRefs, Is.EqualTo(new[] { "a" }));
            Assert.That(status.SourceRefs, Is.EqualTo(new[] { "b" }));
            Assert.That((status.Challenge!.Format, status.Challenge.NextNonce!.Text), Is.EqualTo(("b64", "Z28=")));
            Assert.That(status.Data!.Text, Is.EqualTo("401"));
        });
    }

    [TestCase("03415A3D0001", "b64", null, TestName = "Not base64 although announced")]
    [TestCase("0351554A440001", "b64", "414243", TestName = "Base64 text")]
    [TestCase("C30451554A4401", "b64", "414243", TestName = "Base64 text in OPAQUE")]
    [TestCase("C302FF0001", "bin", "FF00", TestName = "Binary in OPAQUE")]
    [TestCase("0351554A440001", null, "51554A44", TestName = "Text that looks like base64")]
    public void Data_is_decoded_as_its_format_says_and_once(string content, string? format, string? expected)
    {
        var data = Message("45544F" + content + "0101").Commands.Single().Items.Single().Data!;

        if (expected is null)
            Assert.That(() => data.Decoded(format), Throws.TypeOf<WireFormatException>());
        else
            Assert.That(Convert.ToHexString(data.Decoded(format).Span), Is.EqualTo(expected));
    }

    [TestCase("03414F567541413D3D0001", "00E56E00", true, TestName = "Nonce as base64 text")]
    [TestCase("C308414F567541413D3D01", "00E56E00", true, TestName = "Nonce as base64 text in OPAQUE")]
    [TestCase("C30400E56E0001", "00E56E00", false, TestName = "Nonce as raw octets")]
    public void A_nonce_is_understood_in_every_form_that_is_sent(string content, string expected, bool base64)
    {
        var data = Message("45544F" + content + "0101").Commands.Single().Items.Single().Data!;

        Assert.That((Convert.ToHexString(data.Nonce(out var wasBase64).Span), wasBase64), Is.EqualTo((expected, base64)));
    }

    [Test]
    public void A_version_that_contradicts_the_public_identifier_is_remarked()
    {
        var message = SyncMlMessage.Parse(WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D6C7103312E310001012B01")));

        Assert.That(message.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("VersionMismatch", 6) }));
    }

    [Test]
    public void Atomic_and_sequence_hold_their_commands_in_order()
    {
        // Atomic{CmdID 1, Sequence{Get{CmdID 3}}, Delete{CmdID 4}}
        var message = Message("48" + "4B03310001" + "64" + "53" + "4B03330001" + "01" + "01" + "50" + "4B03340001" + "01" + "01");

        var atomic = message.Commands.Single();
        Assert.That(atomic.Commands.Select(command => command.Kind), Is.EqualTo(new[] { SyncMlCommandKind.Sequence, SyncMlCommandKind.Delete }));
        Assert.That(atomic.Commands[0].Commands.Single().CmdId, Is.EqualTo("3"));
    }

    [Test]
    public void What_an_item_lacks_comes_from_the_command()
    {
        // Add{Meta{Format bin, Type a}, Item{Meta{Format chr}}, Item{}}
        var message = Message("45" + "5A" + "00014703" + "62696E0001" + "53036100" + "01" + "01" + "0000" + "54" + "5A" + "000147036368720001" + "01" + "01" + "000014" + "01");

        var command = message.Commands.Single();
        Assert.That(command.Items.Select(item => (command.FormatOf(item), command.TypeOf(item))), Is.EqualTo(new[] { ("chr", "a"), ("bin", "a") }));
    }

    [Test]
    public void Missing_header_elements_are_for_the_caller_to_judge()
    {
        var message = SyncMlMessage.Parse(WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D2C2B01")));

        Assert.That((message.Header.VerDtd, message.Header.SessionId, message.Header.Target), Is.EqualTo(((string?)null, (string?)null, (SyncMlAddress?)null)));
        Assert.That(message.Final, Is.False);
    }

    [Test]
    public void Unknown_elements_are_kept_and_reported()
    {
        // Map (a data synchronization command) in the body, Lang in an Add.
        var message = Message("1845550365" + "6E0001" + "01");

        Assert.That(message.Unknown.Select(element => element.Name), Is.EqualTo(new[] { "Map" }));
        Assert.That(message.Commands.Single().Unknown.Select(element => element.Name), Is.EqualTo(new[] { "Lang" }));
        Assert.That(message.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EquivalentTo(new[] { ("UnknownElement", 8), ("UnknownElement", 10) }));
    }

    [Test]
    public void Text_sent_as_opaque_octets_is_read_with_a_remark()
    {
        var message = SyncMlMessage.Parse(WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D6C72C306444D2F312E3201012B01")));

        Assert.That(message.Header.VerProto, Is.EqualTo("DM/1.2"));
        Assert.That(message.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("TextAsOpaque", 8) }));
    }

    [TestCase("02A4016A0054", WbxmlErrors.UnexpectedEnd, 6, TestName = "Not even a document")]
    [TestCase("02A4016A0014", WbxmlErrors.UnexpectedRoot, 5, TestName = "Another root")]
    [TestCase("02A4016A006D2B01", WbxmlErrors.MissingElement, 5, TestName = "No header")]
    [TestCase("02A4016A006D2C01", WbxmlErrors.MissingElement, 5, TestName = "No body")]
    [TestCase("02A4016A006D2C2C2B01", WbxmlErrors.DuplicateElement, 7, TestName = "Two headers")]
    [TestCase("02A4016A006D6C31312B0101", WbxmlErrors.DuplicateElement, 8, TestName = "Two versions")]
    [TestCase("02A4016A006D6C7117012B0101", WbxmlErrors.UnexpectedElement, 8, TestName = "An element inside a text")]
    [TestCase("02A4016A006D6C037800012B01", WbxmlErrors.UnexpectedText, 7, TestName = "Text between elements")]
    [TestCase("02A4016A006D6C71C301FF01012B01", WbxmlErrors.BadCharacterData, 10, TestName = "Text that is none")]
    [TestCase("02A4016A006D2C6B121201" + "01", WbxmlErrors.DuplicateElement, 9, TestName = "Two Finals")]
    public void Structural_nonsense_is_refused_with_its_place(string hex, string code, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => SyncMlMessage.Parse(WbxmlDocument.Parse(octets)));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void No_description_of_a_message_shows_its_credentials()
    {
        var message = SyncMlMessage.Parse(WbxmlDocument.Parse(WbxmlVectors.PackageOne));

        Assert.That(message.ToString() + message.Header + message.Header.Cred + message.Header.Cred!.Data, Does.Not.Contain("yXsFSrpx"));
    }

    private static SyncMlMessage Message(string body) =>
        SyncMlMessage.Parse(WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D2C6B" + body + "0101")));
}

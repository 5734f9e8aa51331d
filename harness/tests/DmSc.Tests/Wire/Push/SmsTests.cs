using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Tests.Wire.Push;

[TestFixture]
public sealed class SmsTests
{
    private static readonly ApplicationPorts Ports = new(ApplicationPorts.Push, 9200);
    private static readonly DateTimeOffset Start = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Test]
    public void A_notification_takes_one_SMS()
    {
        var parts = SmsSegments.Split(PushVectors.Notification, new ApplicationPorts(ApplicationPorts.Push, ApplicationPorts.ExampleSource), 0);

        var deliver = new SmsDeliver(SmsAddress.Of("+12345678901"), SmsTimestamp.Of(Start), SmsContent.Push(parts.Single()));
        Assert.That(Convert.ToHexString(deliver.Encode()), Is.EqualTo(Convert.ToHexString(PushVectors.NotificationDeliver)));
    }

    [Test]
    public void A_notification_in_an_SMS_is_taken_apart()
    {
        var deliver = SmsDeliver.Parse(PushVectors.NotificationDeliver);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(deliver.Originator.ToString(), Is.EqualTo("+12345678901"));
            Assert.That(deliver.Timestamp.Time, Is.EqualTo(Start));
            Assert.That(deliver.Content.HasHeader);
            var header = UserDataHeader.Parse(deliver.Content.UserData);
            Assert.That(header.Ports, Is.EqualTo(new ApplicationPorts(2948, 49154)));
            Assert.That(header.Concatenation, Is.Null);
            Assert.That(deliver.Content.UserData[header.Length..].ToArray(), Is.EqualTo(PushVectors.Notification));
        }
    }

    [Test]
    public void A_provisioning_push_takes_three_SMS()
    {
        var parts = SmsSegments.Split(PushVectors.Provisioning, Ports, 0x2A);

        Assert.That(parts.Select(part => part.Length), Is.EqualTo(new[] { 140, 140, 98 }));
        Assert.That(Convert.ToHexString(parts[0]), Is.EqualTo(Convert.ToHexString(PushVectors.ProvisioningFirstSegment)));
        Assert.That(Convert.ToHexString(parts[1]), Does.StartWith("0B05040B8423F000032A03020E0603700001010"));
        Assert.That(Convert.ToHexString(parts[2]), Does.StartWith("0B05040B8423F000032A03039301873106036465"));
    }

    [Test]
    public void A_bootstrap_takes_nine_SMS() =>
        Assert.That(SmsSegments.Split(PushVectors.DmBootstrap, Ports, 1).Select(part => part.Length), Is.EqualTo(Enumerable.Repeat(140, 8).Append(22)));

    [TestCase(true, true, 13)]
    [TestCase(true, false, 12)]
    [TestCase(false, true, 11)]
    [TestCase(false, false, 10)]
    public void Ports_and_references_of_both_widths_are_written_and_read(bool widePorts, bool wideReference, int length)
    {
        var ports = new ApplicationPorts(0x84, 0x85, widePorts);
        var parts = SmsSegments.Split(new byte[300], ports, 0x2A, wideReference);

        var header = UserDataHeader.Parse(parts[1]);

        Assert.That(header.Length, Is.EqualTo(length));
        Assert.That(header.Ports, Is.EqualTo(ports));
        Assert.That(header.Concatenation, Is.EqualTo(new Concatenation(0x2A, 3, 2, wideReference)));
    }

    [Test]
    public void The_longest_message_takes_255_parts()
    {
        Assert.That(SmsSegments.Split(new byte[255 * 128], Ports, 1), Has.Length.EqualTo(255));
        Assert.That(() => SmsSegments.Split(new byte[(255 * 128) + 1], Ports, 1), Throws.InstanceOf<FormatException>());
        Assert.That(() => SmsSegments.Split(new byte[300], Ports, 256), Throws.InstanceOf<FormatException>());
        Assert.That(() => UserDataHeader.Of(new ApplicationPorts(2948, 0, Wide: false)), Throws.InstanceOf<FormatException>());
    }

    [TestCase("", PushErrors.UnexpectedEnd, 0)]
    [TestCase("07 05 04 0B 84 C0 02", PushErrors.UserDataHeaderTooLong, 0)]
    [TestCase("06 05 05 0B 84 C0 02 01", PushErrors.UserDataHeaderTooLong, 1)]
    [TestCase("07 05 04 0B 84 C0 02 01", PushErrors.UserDataHeaderTooLong, 7)]
    [TestCase("04 05 02 0B 84", PushErrors.InformationElementLength, 2)]
    [TestCase("03 00 01 2A", PushErrors.InformationElementLength, 2)]
    public void A_malformed_header_is_refused_with_code_and_offset(string hex, string code, int offset)
    {
        var octets = WbxmlVectors.Hex(hex);

        var failure = Assert.Throws<WireFormatException>(() => UserDataHeader.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void Parts_in_disorder_and_twice_make_the_message()
    {
        var parts = SmsSegments.Split(PushVectors.Provisioning, Ports, 0x2A);
        var reassembly = new SmsReassembly();

        var third = reassembly.Add("+1", parts[2], Start);
        var again = reassembly.Add("+1", parts[2], Start);
        var first = reassembly.Add("+1", parts[0], Start);
        var second = reassembly.Add("+1", parts[1], Start);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(third.Missing, Is.EqualTo(new byte[] { 1, 2 }));
            Assert.That(again.Status, Is.EqualTo(SegmentStatus.Duplicate));
            Assert.That(first.Missing, Is.EqualTo(new byte[] { 2 }));
            Assert.That(second.Status, Is.EqualTo(SegmentStatus.Complete));
            Assert.That(second.Message!.Value.ToArray(), Is.EqualTo(PushVectors.Provisioning));
            Assert.That(second.Ports, Is.EqualTo(Ports));
            Assert.That(reassembly.PendingCount, Is.Zero);
        }
    }

    [Test]
    public void Parts_of_different_messages_never_meet()
    {
        var parts = SmsSegments.Split(new byte[200], Ports, 1);
        var reassembly = new SmsReassembly();
        reassembly.Add("+1", parts[0], Start);

        Assert.That(reassembly.Add("+2", parts[1], Start).Status, Is.EqualTo(SegmentStatus.Incomplete));
        Assert.That(reassembly.Add("+1", SmsSegments.Split(new byte[200], Ports, 2)[1], Start).Status, Is.EqualTo(SegmentStatus.Incomplete));
        Assert.That(reassembly.Add("+1", SmsSegments.Split(new byte[300], Ports, 1)[1], Start).Status, Is.EqualTo(SegmentStatus.Incomplete));
        Assert.That(reassembly.Add("+1", SmsSegments.Split(new byte[200], Ports with { Source = 1 }, 1)[1], Start).Status, Is.EqualTo(SegmentStatus.Incomplete));
        Assert.That(reassembly.Add("+1", SmsSegments.Split(new byte[200], Ports, 1, wideReference: true)[1], Start).Status, Is.EqualTo(SegmentStatus.Incomplete));
        Assert.That(reassembly.Add("+1", parts[1], Start).Status, Is.EqualTo(SegmentStatus.Complete));
    }

    [Test]
    public void A_part_with_other_octets_does_not_replace_the_first()
    {
        var reassembly = new SmsReassembly();
        var parts = SmsSegments.Split(new byte[200], Ports, 1);
        var other = parts[0].ToArray();
        other[^1] = 1;
        reassembly.Add("+1", parts[0], Start);

        Assert.That(reassembly.Add("+1", other, Start).Status, Is.EqualTo(SegmentStatus.Conflict));
        Assert.That(reassembly.Add("+1", parts[1], Start).Message!.Value.ToArray(), Is.EqualTo(new byte[200]));
    }

    [TestCase("00 00")]
    [TestCase("02 00")]
    [TestCase("02 03")]
    public void An_impossible_part_is_ignored(string place)
    {
        var reassembly = new SmsReassembly();

        var outcome = reassembly.Add("+1", WbxmlVectors.Hex("05 00 03 2A " + place + " FF"), Start);

        Assert.That(outcome.Status, Is.EqualTo(SegmentStatus.Impossible));
        Assert.That(reassembly.PendingCount, Is.Zero);
    }

    [Test]
    public void Unfinished_messages_are_bounded_and_dropped_by_age()
    {
        var reassembly = new SmsReassembly(maxPending: 2);
        for (byte reference = 1; reference <= 3; reference++)
            reassembly.Add("+1", SmsSegments.Split(new byte[200], Ports, reference)[0], Start.AddMinutes(reference));

        Assert.That(reassembly.PendingCount, Is.EqualTo(2));
        Assert.That(reassembly.DropOlder(Start.AddMinutes(3)), Is.EqualTo(1));
        Assert.That(reassembly.Add("+1", SmsSegments.Split(new byte[200], Ports, 3)[1], Start).Status, Is.EqualTo(SegmentStatus.Complete));
    }

    [Test]
    public void A_submission_is_written_and_read()
    {
        var content = SmsContent.Push(SmsSegments.Split(PushVectors.Notification, Ports, 0).Single());
        var submit = new SmsSubmit(7, SmsAddress.Of("123456"), content) { Validity = new byte[] { 0xA7 } };

        var octets = submit.Encode();

        Assert.That(Convert.ToHexString(octets), Does.StartWith("51070681214365" + "0004A733" + "0605040B8423F0"));
        Assert.That(SmsSubmit.Parse(octets), Is.EqualTo(submit));
    }

    [Test]
    public void An_alphanumeric_sender_is_read()
    {
        // "Telenor" in packed septets.
        var octets = WbxmlVectors.Hex("04 0D D0 D4 32 BB EC 7E CB 01 00 04 52 10 20 30 40 50 00 01 AA");

        Assert.That(SmsDeliver.Parse(octets).Originator.ToString(), Is.EqualTo("Telenor"));
    }

    [TestCase(0x04, true)]
    [TestCase(0xF5, true)]
    [TestCase(0xF6, true)]
    [TestCase(0x15, true)]
    [TestCase(0x00, false)]
    [TestCase(0x08, false)]
    [TestCase(0xF1, false)]
    [TestCase(0xC4, false)]
    [TestCase(0xE4, false)]
    public void Octets_are_told_from_text(byte scheme, bool octets) => Assert.That(SmsDataCoding.IsEightBit(scheme), Is.EqualTo(octets));

    [TestCase("45 00", PushErrors.TpduType, 0)]
    [TestCase("44", PushErrors.UnexpectedEnd, 1)]
    [TestCase("44 15 91 21", PushErrors.BadAddress, 1)]
    [TestCase("44 02 11 21", PushErrors.BadAddress, 2)]
    [TestCase("44 02 91 21 00 04 52 10 20", PushErrors.UnexpectedEnd, 9)]
    [TestCase("44 02 91 21 00 04 52 10 20 30 40 50 00 02 AA", PushErrors.UserDataLength, 13)]
    [TestCase("44 02 91 21 00 04 52 10 20 30 40 50 00 01 AA BB", PushErrors.UserDataLength, 13)]
    public void A_malformed_delivery_is_refused_with_code_and_offset(string hex, string code, int offset)
    {
        var octets = WbxmlVectors.Hex(hex);

        var failure = Assert.Throws<WireFormatException>(() => SmsDeliver.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [TestCase("52 10 20 30 40 50 8A", "2025-01-02T03:04:05-07:00")]
    [TestCase("52 10 20 30 40 50 04", "2025-01-02T03:04:05+10:00")]
    public void A_zone_is_read_and_written(string hex, string time)
    {
        var octets = WbxmlVectors.Hex(hex);

        Assert.That(new SmsTimestamp(octets).Time, Is.EqualTo(DateTimeOffset.Parse(time)));
        Assert.That(SmsTimestamp.Of(DateTimeOffset.Parse(time)).Octets.ToArray(), Is.EqualTo(octets));
    }

    [TestCase("00 00 00 00 00 00 00")]
    [TestCase("52 31 20 30 40 50 00")]
    [TestCase("FF FF FF FF FF FF FF")]
    public void An_impossible_time_is_kept_but_is_no_time(string hex) => Assert.That(new SmsTimestamp(WbxmlVectors.Hex(hex)).Time, Is.Null);
}

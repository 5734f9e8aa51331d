using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Wire.Apdu;

public sealed class FcpTests
{
    private const string Mf = "6220820278218302 3F00A503800171 8A01058B032F0601 C609900180830101830181";
    private const string Adf = "622E82027821 83027F50 840CA000000063504B43532D3135 A503800171 8A0105 8B032F0601 C609900180830101830181";
    private const string TransparentEf = "621682024121 83025031 8A0105 8B032F0601 80020030 8800";
    private const string RecordEf = "621A82054221002602 83022F00 8A0105 8B032F0601 8002004C 8801F0";

    [Test]
    public void The_MF_of_the_reference_trace_decodes()
    {
        var fcp = Parse(Mf);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fcp.IsDirectory, Is.True);
            Assert.That(fcp.Descriptor!.IsShareable, Is.True);
            Assert.That(fcp.FileId, Is.EqualTo(0x3F00));
            Assert.That(fcp.LifeCycle!.Value.State, Is.EqualTo(LifeCycleState.Activated));
            Assert.That(fcp.UiccCharacteristics, Is.EqualTo(0x71));
            Assert.That(fcp.SupportsTerminalCapability, Is.False);
            Assert.That(fcp.Pins, Is.EqualTo(new[] { new PinStatus(0x01, true, null), new PinStatus(0x81, false, null) }));
            Assert.That(fcp.FileSize, Is.Null);
            var referenced = (SecurityAttributes.Referenced)fcp.Security.Single();
            Assert.That(referenced.ArrFileId, Is.EqualTo(0x2F06));
            Assert.That(referenced.References.Single(), Is.EqualTo(new ArrReference(null, 1)));
        }
    }

    [Test]
    public void The_MF_of_a_real_card_announces_memory_and_terminal_capability()
    {
        var fcp = Parse("622C 82027821 83023F00 A50C80017183040003A738870101 8A0105 8B032F0601 C60C90016083010183010A83010B");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fcp.AvailableMemory, Is.EqualTo(0x3A738));
            Assert.That(fcp.SupportsTerminalCapability, Is.True);
            Assert.That(fcp.Pins!.Select(pin => pin.IsEnabled), Is.EqualTo(new[] { false, true, true }));
        }
    }

    [Test]
    public void An_ADF_has_its_AID() =>
        Assert.That(Parse(Adf).DfName!.Value.ToArray(), Is.EqualTo(Convert.FromHexString("A000000063504B43532D3135")));

    [Test]
    public void A_transparent_EF_tells_its_size_and_that_it_has_no_SFI()
    {
        var fcp = Parse(TransparentEf);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fcp.Descriptor!.Structure, Is.EqualTo(FileStructure.Transparent));
            Assert.That(fcp.Descriptor.Type, Is.EqualTo(FileType.WorkingEf));
            Assert.That(fcp.FileSize, Is.EqualTo(48));
            Assert.That(fcp.ShortFileId.Kind, Is.EqualTo(ShortFileIdKind.None));
            Assert.That(fcp.ShortFileId.EffectiveFor(0x5031), Is.Null);
        }
    }

    [Test]
    public void A_record_EF_tells_its_records_and_its_SFI()
    {
        var fcp = Parse(RecordEf);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fcp.Descriptor, Is.EqualTo(new FileDescriptor(0x42, 0x21, 38, 2)));
            Assert.That(fcp.Descriptor!.Structure, Is.EqualTo(FileStructure.LinearFixed));
            Assert.That(fcp.ShortFileId, Is.EqualTo(new ShortFileId(ShortFileIdKind.Given, 0x1E)));
        }
    }

    [Test]
    public void Without_tag_88_the_file_identifier_gives_the_SFI()
    {
        var fcp = Parse("6208 82024121 83022FE2");

        Assert.That(fcp.ShortFileId.EffectiveFor(fcp.FileId!.Value), Is.EqualTo(2));
    }

    [Test]
    public void The_order_of_the_objects_does_not_matter()
    {
        var fcp = Parse("6216 8800 80020030 8B032F0601 8A0105 83025031 82024121");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fcp.FileSize, Is.EqualTo(48));
            Assert.That(fcp.FileId, Is.EqualTo(0x5031));
            Assert.That(fcp.Tags, Is.EqualTo(new[] { 0x88, 0x80, 0x8B, 0x8A, 0x83, 0x82 }));
        }
    }

    [TestCase((byte)0x78, FileType.Directory, FileStructure.None)]
    [TestCase((byte)0x38, FileType.Directory, FileStructure.None)]
    [TestCase((byte)0x46, FileType.WorkingEf, FileStructure.Cyclic)]
    [TestCase((byte)0x79, FileType.WorkingEf, FileStructure.BerTlv)]
    [TestCase((byte)0x39, FileType.WorkingEf, FileStructure.BerTlv)]
    [TestCase((byte)0x49, FileType.InternalEf, FileStructure.Transparent)]
    [TestCase((byte)0x43, FileType.WorkingEf, FileStructure.Reserved)]
    public void The_descriptor_octet_tells_type_and_structure(byte octet, FileType type, FileStructure structure)
    {
        var descriptor = new FileDescriptor(octet, 0x21, 1, 1);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(descriptor.Type, Is.EqualTo(type));
            Assert.That(descriptor.Structure, Is.EqualTo(structure));
        }
    }

    [Test]
    public void References_per_security_environment_decode()
    {
        var referenced = (SecurityAttributes.Referenced)Parse("6208 8B06 6F06 0003 0104").Security.Single();

        Assert.That(referenced.References, Is.EqualTo(new[] { new ArrReference(0, 3), new ArrReference(1, 4) }));
    }

    [Test]
    public void Compact_and_expanded_rules_decode_to_the_same_conditions()
    {
        var compact = (SecurityAttributes.Compact)Parse("6205 8C03 03FF00").Security.Single();
        var expanded = (SecurityAttributes.Expanded)Parse("620C AB0A 8001019000 8001029700").Security.Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(AccessRule.For(compact.Rules, AccessRule.Read), Is.InstanceOf<AccessCondition.Always>());
            Assert.That(AccessRule.For(compact.Rules, AccessRule.Update), Is.InstanceOf<AccessCondition.Never>());
            Assert.That(AccessRule.For(expanded.Rules, AccessRule.Read), Is.InstanceOf<AccessCondition.Always>());
            Assert.That(AccessRule.For(expanded.Rules, AccessRule.Update), Is.InstanceOf<AccessCondition.Never>());
        }
    }

    [TestCase("6F0482024121", "FcpTag", 0)]
    [TestCase("620482024121FF", "TrailingOctets", 6)]
    [TestCase("62058202412188", "UnexpectedEnd", 7)]
    [TestCase("6203820141", "FileDescriptorLength", 4)]
    [TestCase("620482024221", "FileDescriptorLength", 4)]
    [TestCase("62088302503183025031", "DuplicateTag", 6)]
    [TestCase("6203800130", "FcpLength", 4)]
    [TestCase("6203880101", "ShortFileId", 4)]
    [TestCase("62038801F8", "ShortFileId", 4)]
    [TestCase("62048B022F06", "SecurityReferenceLength", 4)]
    [TestCase("62048C0203FF", "CompactRuleLength", 6)]
    [TestCase("6205C603830101", "PinStatusOrder", 4)]
    [TestCase("62FF", "TlvLengthForm", 1)]
    [TestCase("", "UnexpectedEnd", 0)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Parse(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    private static Fcp Parse(string hex) => Fcp.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}

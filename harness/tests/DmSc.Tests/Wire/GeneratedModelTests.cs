using System.Text;
using DmSc.Wire.Apdu;
using DmSc.Wire.Cat;
using DmSc.Wire.Provisioning;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire;

/// <summary>Generated messages, objects, documents and APDUs come back from their octets as they were, and their octets as they are.</summary>
[TestFixture]
public sealed class GeneratedModelTests
{
    private static readonly Gen<string> Text = Gen.Elements("a", "./DevInfo/Ext", "é€𐍈", "x y", "<&>\"'", "1.2", "dm.example.com");

    private static readonly Gen<byte[]> Octets = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    private static readonly Gen<SyncMlItem> Item =
        from target in Text
        from format in Gen.Elements(null, "chr", "xml", "int")
        from type in Gen.Elements(null, "text/plain", "application/vnd.syncml.dmtnds+wbxml")
        from data in Text
        from more in Gen.Elements(true, false)
        select SyncMlItem.Leaf(target, data, format, type) with { MoreData = more };

    private static readonly Gen<SyncMlCommand> Simple =
        from kind in Gen.Elements(SyncMlCommandKind.Add, SyncMlCommandKind.Replace, SyncMlCommandKind.Delete, SyncMlCommandKind.Get, SyncMlCommandKind.Exec)
        from id in Gen.Choose(1, 9999)
        from items in Item.NonEmptyListOf()
        from correlator in Gen.Elements(null, "c-1")
        select SyncMlCommand.Of(kind, $"{id}", [.. items]) with { Correlator = kind == SyncMlCommandKind.Exec ? correlator : null };

    private static readonly Gen<SyncMlCommand> Command = Gen.OneOf(
        Simple,
        from code in Gen.Elements(1100, 1200, 1201, 1222, 1226) select SyncMlCommand.Alert("1", code),
        from code in Gen.Elements(200, 212, 401, 404) select SyncMlCommand.Status("2", "1", "3", "Replace", code),
        from inner in Simple.NonEmptyListOf() select SyncMlCommand.Group(SyncMlCommandKind.Atomic, "4", [.. inner]));

    private static readonly Gen<SyncMlMessage> Message =
        from session in Gen.Choose(1, 0xFFFF)
        from target in Text
        from final in Gen.Elements(true, false)
        from commands in Command.ListOf()
        select SyncMlMessage.Of(SyncMlHeader.Of($"{session:X}", "1", target, "IMEI:004999010640000"), final, [.. commands]);

    private static readonly Gen<CommandApdu> Apdu =
        from header in Gen.Choose(0, int.MaxValue)
        from length in Gen.Elements(0, 1, 16, 255, 256, 300)
        from le in Gen.Elements<int?>(null, 1, 255, 256, 300, 65536)
        select new CommandApdu((byte)(header >> 24), (byte)(header >> 16), (byte)(header >> 8), (byte)header, new byte[length], le);

    private static readonly Gen<AdministrationTrigger> Trigger =
        from port in Gen.Choose(1, 65535)
        from identity in Octets
        from retries in Gen.Choose(0, 65535)
        from seconds in Gen.Choose(0, 59)
        from host in Gen.Elements(null, "", "ras.example")
        from connects in Gen.Elements(true, false)
        from hash in Gen.Elements<byte?>(null, 1)
        select new AdministrationTrigger(
            connects ? [new BufferSize(1400) { ComprehensionRequired = false }, new TransportLevel(TransportProtocol.TcpClientRemote, (ushort)port)] : [],
            identity.Length > 200 ? null : new AdministrationSecurity(identity, 0x40, 1) { HashType = hash },
            new AdministrationRetry((ushort)retries, new TimerValue(0, 1, seconds) { ComprehensionRequired = false }),
            new AdministrationPost(host, "agent-01", "/adm"));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_message_comes_back_from_WBXML_and_from_XML() => Prop.ForAll(Message.ToArbitrary(), message =>
    {
        var xml = message.ToXml();
        var octets = message.ToWbxml();
        var again = SyncMlMessage.Parse(octets);
        return again.ToXml() == xml && again.ToWbxml().AsSpan().SequenceEqual(octets) && SyncMlMessage.ParseXml(Encoding.UTF8.GetBytes(xml)).ToXml() == xml;
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property An_object_comes_back_from_WBXML_and_from_XML() => Prop.ForAll(Gen.Sized(size => Nodes(Math.Min(size, 4))).ToArbitrary(), nodes =>
    {
        var tree = MgmtTree.Of([.. nodes]);
        var octets = TndsWriter.ToWbxml(tree);
        var xml = TndsWriter.ToXml(tree);
        var again = TndsReader.FromOctets(octets);
        return TndsWriter.ToWbxml(again).AsSpan().SequenceEqual(octets) && TndsWriter.ToXml(again) == xml && TndsWriter.ToXml(TndsReader.FromOctets(Encoding.UTF8.GetBytes(xml))) == xml;
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_provisioning_document_comes_back_from_WBXML_and_from_XML() => Prop.ForAll(Gen.Sized(size => Parts(Math.Min(size, 3))).ToArbitrary(), parts =>
    {
        var document = new ProvisioningDocument("1.1", new Characteristic("APPLICATION", [.. parts]));
        var octets = document.ToWbxml();
        var xml = document.ToXml();
        var again = ProvisioningDocument.FromWbxml(octets);
        return again.ToWbxml().AsSpan().SequenceEqual(octets) && again.ToXml().AsSpan().SequenceEqual(xml) && ProvisioningDocument.FromXml(xml).ToWbxml().AsSpan().SequenceEqual(octets);
    });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property A_command_APDU_comes_back() => Prop.ForAll(Apdu.ToArbitrary(), apdu =>
    {
        var octets = apdu.ToBytes();
        var again = CommandApdu.Parse(octets);
        return again.ToBytes().AsSpan().SequenceEqual(octets) && again.Data.Span.SequenceEqual(apdu.Data.Span) && again.Le == apdu.Le;
    });

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_trigger_comes_back() => Prop.ForAll(Trigger.ToArbitrary(), trigger =>
    {
        var again = AdministrationTrigger.Parse(trigger.ToBytes());
        return again == trigger && again.ToBytes().AsSpan().SequenceEqual(trigger.ToBytes());
    });

    private static Gen<MgmtNode[]> Nodes(int depth)
    {
        var leaf = Gen.OneOf(
            from name in Gen.Elements("AppID", "ServerID", "Ext") from value in Text select MgmtNode.Leaf(name, value),
            from octets in Octets select MgmtNode.Leaf("AAuthData", TndsValue.OfOctets(octets), "bin", "application/octet-stream"),
            from acl in Gen.Elements("Get=*", "Get=a&Replace=a+b") select MgmtNode.Leaf("Name", TndsValue.OfText("x"), acl: acl));
        if (depth == 0)
            return leaf.ArrayOf(1);
        var interior = from name in Gen.Elements("1", "AppAddr") from id in Gen.Elements("", "urn:oma:mo:oma-dm-dmacc:1.0") from children in Nodes(depth - 1) select MgmtNode.Interior(name, id, [.. children]);
        return from count in Gen.Choose(1, 3) from nodes in Gen.OneOf(leaf, interior).ArrayOf(count) select nodes;
    }

    private static Gen<ProvisioningPart[]> Parts(int depth)
    {
        var parm =
            from name in Gen.Elements("APPID", "PROVIDER-ID", "NAME", "ADDR", "X-VENDOR", "INIT", "AAUTHTYPE")
            from value in Gen.OneOf(Text.Select(text => (string?)text), Gen.Elements<string?>(null, "", "w7", "DIGEST", "INTERNET"))
            select (ProvisioningPart)new Parm(name, value);
        if (depth == 0)
            return parm.ArrayOf(2);
        var inner = from type in Gen.Elements("APPADDR", "APPAUTH", "PORT", "X-VENDOR") from parts in Parts(depth - 1) select (ProvisioningPart)new Characteristic(type, [.. parts]);
        return from count in Gen.Choose(0, 4) from parts in Gen.OneOf(parm, inner).ArrayOf(count) select parts;
    }
}

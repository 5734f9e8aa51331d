using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Tree;

internal sealed class StillTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2024, 2, 29, 12, 30, 59, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

internal static class TreeRig
{
    public static ManagementTree NewTree(TreeOptions? options = null) => new(new StillTime(), options);

    public static ManagementTree NewTree(TreeQuirks quirks) => NewTree(new TreeOptions { Quirks = quirks });

    public static ManagementTree Device(TreeOptions? options = null) =>
        StandardTree.Create(new DeviceIdentity("IMEI:353918051234563", "Example", "One"), new StillTime(), options);

    public static TreeWrite Text(string target, string text, string? format = null) => new(target, format, null, SyncMlData.OfText(text));

    public static TreeWrite Interior(string target, string? type = null) => new(target, "node", type, null);

    public static TreeWrite Object(string target, TndsForm form, params MgmtNode[] nodes) =>
        new(target, "xml", form == TndsForm.Document ? MediaTypes.TndsWbxml : MediaTypes.TndsXml, TndsWriter.ToData(MgmtTree.Of([.. nodes]), form));

    public static string Got(this TreeAnswer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(200));
        return Encoding.UTF8.GetString(answer.Items.Single().Value!.Value.Span);
    }

    public static string Octets(ManagementTree tree) => Encoding.UTF8.GetString(TreeDocument.Write(tree));
}

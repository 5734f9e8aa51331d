using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary>Parameters and result fields that several card verbs share, declared once.</summary>
internal static class Shapes
{
    public static readonly FieldShape Sw = new("sw", ValueShape.StatusWord, "SW1 SW2 of the command, after GET RESPONSE and a repeat with another Le where the card asked for them.");

    public static readonly RecordShape Fcp = ValueShape.Record(
        new("type", ValueShape.Text, "directory, working-ef, internal-ef or reserved."),
        new("structure", ValueShape.Text, "transparent, linear-fixed, cyclic, ber-tlv, none or reserved."),
        new("shareable", ValueShape.Boolean, "Whether several logical channels may have the file selected at once."),
        new("size", ValueShape.Integer, "Octets of content (tag 80); absent for directories."),
        new("fid", ValueShape.Bytes, "File identifier (tag 83)."),
        new("aid", ValueShape.Bytes, "DF name (tag 84)."),
        new("sfi", ValueShape.Integer, "Short file identifier, when tag 88 gives one."),
        new("record-length", ValueShape.Integer, "Octets of a record."),
        new("records", ValueShape.Integer, "Number of records."),
        new("lifecycle", ValueShape.Text, "activated, deactivated, terminated, creation, initialisation, no-information or other."));

    public static Parameter<int> Channel() => Parameter.Integer("channel", "Logical channel on which the command is sent, 0 to 19.", 0, ClassByte.MaxChannel, defaultValue: 0);

    public static VerbInfo Verb(
        string name,
        string summary,
        IReadOnlyList<Parameter> parameters,
        RecordShape result,
        string? main,
        bool decodes = true) => new()
        {
            Name = name,
            Summary = summary,
            Parameters = parameters,
            Result = result,
            MainResult = main,
            DecodesIutBytes = decodes,
            Drives = IutRole.Card,
        };

    public static StepValue Status(StatusWord? sw) => Values.Text(sw?.ToString());

    public static StepValue OfFcp(Fcp? fcp) => fcp is null
        ? StepValue.Absent
        : Values.Record(
            ("type", Values.Text(fcp.Descriptor is { } type ? TypeName(type.Type) : null)),
            ("structure", Values.Text(fcp.Descriptor is { } structure ? StructureName(structure.Structure) : null)),
            ("shareable", Values.Boolean(fcp.Descriptor?.IsShareable)),
            ("size", Values.Integer(fcp.FileSize)),
            ("fid", Values.Bytes(fcp.FileId is { } id ? new[] { (byte)(id >> 8), (byte)id } : default(ReadOnlyMemory<byte>?))),
            ("aid", Values.Bytes(fcp.DfName)),
            ("sfi", Values.Integer(fcp.ShortFileId.Kind == ShortFileIdKind.Given ? fcp.ShortFileId.Number : null)),
            ("record-length", Values.Integer(fcp.Descriptor?.RecordLength)),
            ("records", Values.Integer(fcp.Descriptor?.RecordCount)),
            ("lifecycle", Values.Text(fcp.LifeCycle is { } state ? StateName(state.State) : null)));

    /// <summary>Where a path of a case file leads: <c>3F00...</c> from the MF, anything else from the channel's current application (7FFF).</summary>
    /// <param name="path">File identifiers.</param>
    /// <param name="applicationPath">Path of the application, when known: an absolute path through it leads into it.</param>
    public static FileSelector Selector(byte[] path, ReadOnlyMemory<byte> applicationPath) =>
        FileSelector.At(Wire.Pkcs15.Pkcs15Path.Resolve(path, applicationPath));

    public static Parameter<byte[]> Path(string doc, bool required = false) => Parameter.Hex("path", doc, required, 2, 16);

    private static string TypeName(FileType type) => type switch
    {
        FileType.Directory => "directory",
        FileType.WorkingEf => "working-ef",
        FileType.InternalEf => "internal-ef",
        _ => "reserved",
    };

    private static string StructureName(FileStructure structure) => structure switch
    {
        FileStructure.Transparent => "transparent",
        FileStructure.LinearFixed => "linear-fixed",
        FileStructure.Cyclic => "cyclic",
        FileStructure.BerTlv => "ber-tlv",
        FileStructure.None => "none",
        _ => "reserved",
    };

    private static string StateName(LifeCycleState state) => state switch
    {
        LifeCycleState.Activated => "activated",
        LifeCycleState.Deactivated => "deactivated",
        LifeCycleState.Terminated => "terminated",
        LifeCycleState.Creation => "creation",
        LifeCycleState.Initialisation => "initialisation",
        LifeCycleState.NoInformation => "no-information",
        _ => "other",
    };
}

using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Which alternative of the DataObject choice an entry uses.</summary>
public enum DataObjectForm
{
    /// <summary>30: opaqueDO, marked by applicationOID.</summary>
    Opaque,

    /// <summary>A0: externalIDO.</summary>
    External,

    /// <summary>A1: oidDO, marked by its own id.</summary>
    Oid,
}

/// <summary>Where the octets of a data object are.</summary>
public abstract record DataObjectValue
{
    private DataObjectValue()
    {
    }

    /// <summary>In a file.</summary>
    /// <param name="Path">The file, or a part of it.</param>
    public sealed record Indirect(Pkcs15Path Path) : DataObjectValue;

    /// <summary>In the entry itself (A0).</summary>
    /// <param name="Contents">The octets inside A0; if they are exactly one OCTET STRING, what is inside that.</param>
    public sealed record Direct(ReadOnlyMemory<byte> Contents) : DataObjectValue;

    /// <summary>A URL or a protected form (A1, A2): out of a device's reach.</summary>
    /// <param name="Encoded">The element.</param>
    public sealed record Other(ReadOnlyMemory<byte> Encoded) : DataObjectValue;

    /// <summary>Decodes an ObjectValue.</summary>
    internal static DataObjectValue From(DerElement element)
    {
        if (element.IsSequence)
            return new Indirect(Pkcs15Path.From(element));
        if (element.Tag == DerElement.Context0)
        {
            var children = element.Children("a direct value");
            if (children.NextIf(UniversalTagNumber.OctetString) is { } octets && children.IsAtEnd)
                return new Direct(octets.ReadOctets());
            return new Direct(element.Content);
        }

        if (element.Tag.TagClass == TagClass.ContextSpecific || element.Tag.HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.PrintableString)))
            return new Other(element.Encoded);
        throw new WireFormatException("DerTag", element.Offset, $"an object value is a Path (30), a direct value (A0), a URL or protected (A1, A2), got tag {element.Name}");
    }
}

/// <summary>One entry of an EF(DODF).</summary>
public sealed record DataObjectEntry
{
    /// <summary>The alternative used.</summary>
    public required DataObjectForm Form { get; init; }

    /// <summary>CommonObjectAttributes.label, or <c>null</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Flag 0: reading needs cardholder verification.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Flag 1: updating is allowed.</summary>
    public bool IsModifiable { get; init; }

    /// <summary>CommonObjectAttributes.authId: which authentication object protects a private one; <c>null</c> if absent.</summary>
    public ReadOnlyMemory<byte>? AuthId { get; init; }

    /// <summary>CommonObjectAttributes.userConsent, or <c>null</c>.</summary>
    public int? UserConsent { get; init; }

    /// <summary>CommonObjectAttributes.accessControlRules as encoded, or <c>null</c>.</summary>
    public ReadOnlyMemory<byte>? AccessControlRules { get; init; }

    /// <summary>CommonDataObjectAttributes.applicationName, or <c>null</c>.</summary>
    public string? ApplicationName { get; init; }

    /// <summary>CommonDataObjectAttributes.applicationOID, or <c>null</c>.</summary>
    public DataObjectIdentifier? ApplicationOid { get; init; }

    /// <summary>The id of an oidDO; <c>null</c> for the other forms.</summary>
    public DataObjectIdentifier? Id { get; init; }

    /// <summary>Where the octets are.</summary>
    public required DataObjectValue Value { get; init; }

    /// <summary>What is understood though it is not in the form that the standard demands: flags with trailing zero bits.</summary>
    public IReadOnlyList<FormatError> Remarks { get; init; } = [];

    /// <summary>Offset of the entry in the file.</summary>
    public int Offset { get; init; }

    /// <summary>Octets the entry takes.</summary>
    public int EncodedLength { get; init; }

    /// <summary>Whether the entry is marked with an object identifier in either place.</summary>
    /// <param name="oid">Dotted form.</param>
    public bool Has(string oid) =>
        string.Equals(ApplicationOid?.Oid, oid, StringComparison.Ordinal) || string.Equals(Id?.Oid, oid, StringComparison.Ordinal);

    /// <summary>Whether the entry is Client Provisioning data.</summary>
    public bool IsClientProvisioning =>
        (ApplicationOid is { } a && OmaObjectIdentifiers.IsClientProvisioning(a.Oid)) || (Id is { } i && OmaObjectIdentifiers.IsClientProvisioning(i.Oid));

    /// <summary>Decodes an entry.</summary>
    internal static DataObjectEntry From(DerElement element)
    {
        var form = element switch
        {
            { IsSequence: true } => DataObjectForm.Opaque,
            _ when element.Tag == DerElement.Context0 => DataObjectForm.External,
            _ when element.Tag == DerElement.Context1 => DataObjectForm.Oid,
            _ => throw new WireFormatException("DodfTag", element.Offset, $"an entry of EF(DODF) has tag 30, A0 or A1, got {element.Name}"),
        };
        var parts = ObjectParts.Of(element, "a data object", "CommonDataObjectAttributes");
        var (id, value) = TypeAttributes(parts.Type, form);
        var entry = new DataObjectEntry
        {
            Form = form,
            Id = id,
            Value = value,
            Label = parts.Common.Label,
            IsPrivate = parts.Common.IsPrivate,
            IsModifiable = parts.Common.IsModifiable,
            AuthId = parts.Common.AuthId,
            UserConsent = parts.Common.UserConsent,
            AccessControlRules = parts.Common.AccessControlRules,
            Remarks = parts.Common.Remarks,
            Offset = element.Offset,
            EncodedLength = element.Encoded.Length,
        };
        return WithClassAttributes(entry, parts.OfClass);
    }

    private static (DataObjectIdentifier? Id, DataObjectValue Value) TypeAttributes(DerSequence inside, DataObjectForm form)
    {
        if (form != DataObjectForm.Oid)
        {
            var value = DataObjectValue.From(inside.Next());
            inside.End();
            return (null, value);
        }

        var sequence = inside.NextSequence("an oidDO");
        inside.End();
        var parts = sequence.Children("an oidDO");
        var id = DataObjectIdentifier.From(parts.Next());
        var oidValue = DataObjectValue.From(parts.Next());
        parts.End();
        return (id, oidValue);
    }

    private static DataObjectEntry WithClassAttributes(DataObjectEntry entry, DerElement ofClass)
    {
        var parts = ofClass.Children("CommonDataObjectAttributes");
        var name = parts.NextIf(UniversalTagNumber.UTF8String);
        var oid = parts.NextIf(UniversalTagNumber.ObjectIdentifier);
        parts.SkipExtensions();
        return entry with
        {
            ApplicationName = name?.ReadUtf8(),
            ApplicationOid = oid is { } present ? DataObjectIdentifier.From(present) : null,
        };
    }
}

namespace DmSc.Wire.Provisioning;

/// <summary>The values of <see cref="FormatError.Code"/> that the reader of provisioning documents adds to those of <see cref="Wbxml.WbxmlErrors"/>.</summary>
public static class ProvisioningErrors
{
    /// <summary>A characteristic has no type, or a parm no name.</summary>
    public const string MissingAttribute = nameof(MissingAttribute);

    /// <summary>The document's major version is not 1.</summary>
    public const string UnsupportedDocumentVersion = nameof(UnsupportedDocumentVersion);
}

namespace DmSc.Wire.Wbxml;

/// <summary>The values of <see cref="FormatError.Code"/> that the WBXML decoder uses, and those of the readers built on it.</summary>
public static class WbxmlErrors
{
    /// <summary>No octets at all.</summary>
    public const string EmptyInput = nameof(EmptyInput);

    /// <summary>The input ends inside the document; the offset is the input's length.</summary>
    public const string UnexpectedEnd = nameof(UnexpectedEnd);

    /// <summary>The version octet is not 01, 02 or 03.</summary>
    public const string UnsupportedVersion = nameof(UnsupportedVersion);

    /// <summary>A multi-byte integer goes on after five octets; the offset is that of the fifth.</summary>
    public const string MbIntTooLong = nameof(MbIntTooLong);

    /// <summary>A multi-byte integer exceeds 2^32-1; the offset is that of its first octet.</summary>
    public const string MbIntOverflow = nameof(MbIntOverflow);

    /// <summary>The public identifier names no known document type and no hint was given.</summary>
    public const string UnknownPublicId = nameof(UnknownPublicId);

    /// <summary>The character set is none of UTF-8, US-ASCII, ISO-8859-1 and UTF-16.</summary>
    public const string UnsupportedCharset = nameof(UnsupportedCharset);

    /// <summary>The string table is announced longer than the octets left.</summary>
    public const string StringTableTooLong = nameof(StringTableTooLong);

    /// <summary>A reference points behind the string table.</summary>
    public const string StringTableIndexOutOfRange = nameof(StringTableIndexOutOfRange);

    /// <summary>An inline string has no terminator.</summary>
    public const string UnterminatedString = nameof(UnterminatedString);

    /// <summary>OPAQUE announces more octets than are left.</summary>
    public const string OpaqueTooLong = nameof(OpaqueTooLong);

    /// <summary>END where no element is open.</summary>
    public const string EndWithoutOpenTag = nameof(EndWithoutOpenTag);

    /// <summary>Octets follow the root element.</summary>
    public const string TrailingBytes = nameof(TrailingBytes);

    /// <summary>The code page in force defines no such tag.</summary>
    public const string UnknownTag = nameof(UnknownTag);

    /// <summary>The document type has no such code page; the offset is that of the token read under it.</summary>
    public const string UnknownCodePage = nameof(UnknownCodePage);

    /// <summary>SWITCH_PAGE before something that has no code page.</summary>
    public const string MisplacedSwitchPage = nameof(MisplacedSwitchPage);

    /// <summary>The attribute code page defines no such attribute start.</summary>
    public const string UnknownAttribute = nameof(UnknownAttribute);

    /// <summary>The attribute code page defines no such attribute value.</summary>
    public const string UnknownAttributeValue = nameof(UnknownAttributeValue);

    /// <summary>An attribute occurs twice in one element.</summary>
    public const string DuplicateAttribute = nameof(DuplicateAttribute);

    /// <summary>A character entity that names no character.</summary>
    public const string BadEntity = nameof(BadEntity);

    /// <summary>EXT_* tokens, which none of the supported document types defines.</summary>
    public const string UnsupportedExtension = nameof(UnsupportedExtension);

    /// <summary>Octets that are not text in the document's character set.</summary>
    public const string BadCharacterData = nameof(BadCharacterData);

    /// <summary>A character that XML 1.0 forbids.</summary>
    public const string IllegalXmlChar = nameof(IllegalXmlChar);

    /// <summary>A token that the grammar does not allow at this place.</summary>
    public const string UnexpectedToken = nameof(UnexpectedToken);

    /// <summary>Elements are nested deeper than <see cref="WbxmlLimits.MaxDepth"/>.</summary>
    public const string DepthLimit = nameof(DepthLimit);

    /// <summary>Another bound of <see cref="WbxmlLimits"/> is exceeded.</summary>
    public const string LimitExceeded = nameof(LimitExceeded);

    /// <summary>The root element is not the one of this document type.</summary>
    public const string UnexpectedRoot = nameof(UnexpectedRoot);

    /// <summary>A required element is missing; the offset is that of its parent.</summary>
    public const string MissingElement = nameof(MissingElement);

    /// <summary>An element that may occur once occurs again.</summary>
    public const string DuplicateElement = nameof(DuplicateElement);

    /// <summary>An element inside one that holds text only, or where another kind of content was expected.</summary>
    public const string UnexpectedElement = nameof(UnexpectedElement);

    /// <summary>Text between elements.</summary>
    public const string UnexpectedText = nameof(UnexpectedText);

    /// <summary>XML text has a name that the document type has no token for.</summary>
    public const string NoToken = nameof(NoToken);

    /// <summary>XML text is not well-formed, or has a document type declaration.</summary>
    public const string BadXml = nameof(BadXml);
}

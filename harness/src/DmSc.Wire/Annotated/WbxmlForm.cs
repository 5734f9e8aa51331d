using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>How the header of a WBXML document is written, where the format leaves a choice.</summary>
/// <param name="Version">1, 2 or 3 for WBXML 1.1 to 1.3; <c>null</c> for what is usual: 1.3 for Client Provisioning, else 1.2.</param>
/// <param name="PublicIdAsText">Write the public identifier into the string table even where a number is registered.</param>
/// <param name="UsAscii">Declare US-ASCII instead of UTF-8.</param>
/// <param name="ShareStrings">Put repeated strings into the string table.</param>
public sealed record WbxmlForm(byte? Version = null, bool PublicIdAsText = false, bool UsAscii = false, bool ShareStrings = false)
{
    /// <summary>The document of an XML text.</summary>
    /// <param name="xml">UTF-8.</param>
    /// <exception cref="WireFormatException">Not XML, or XML of no known code space, or text outside of US-ASCII where that is asked for.</exception>
    public byte[] Encode(ReadOnlySpan<byte> xml)
    {
        var reading = AnnotatedInput.Strict;
        var options = new WbxmlXmlOptions { Reading = reading };
        var version = Version ?? (byte)(new WbxmlReader(WbxmlXml.FromXml(xml, options), reading).CodeSpace == WbxmlCodeSpace.Provisioning ? 3 : 2);
        var octets = WbxmlXml.FromXml(xml, options with { Writing = new WbxmlWriterOptions { Version = version, ShareStrings = ShareStrings } });
        var reader = new WbxmlReader(octets, reading);
        var header = reader.Header;
        if (UsAscii && HasForeignText(octets))
            throw new WireFormatException(WbxmlErrors.BadCharacterData, Math.Max(xml.IndexOfAnyExceptInRange((byte)0, (byte)0x7F), 0), "a character outside of US-ASCII");
        if (!UsAscii && (!PublicIdAsText || header.PublicId == 0))
            return octets;
        var identifier = PublicIdAsText && header.PublicId != 0 ? System.Text.Encoding.ASCII.GetBytes(reader.CodeSpace.FormalPublicId + "\0") : [];
        var table = octets.AsSpan(header.StringTableOffset, header.StringTableLength);
        var index = header.PublicId == 0 ? PublicIdIndex(octets) : header.StringTableLength;
        return
        [
            header.Version,
            .. PublicIdAsText || header.PublicId == 0 ? [0, .. Integer(index)] : Integer((int)header.PublicId),
            .. Integer(UsAscii ? 3 : (int)header.Charset),
            .. Integer(table.Length + identifier.Length),
            .. table,
            .. identifier,
            .. octets.AsSpan(header.BodyOffset),
        ];
    }

    private static bool HasForeignText(byte[] octets)
    {
        var reader = new WbxmlReader(octets, AnnotatedInput.Strict);
        while (reader.Read())
        {
            if (reader.Kind is WbxmlTokenKind.Text or WbxmlTokenKind.AttributeValue or WbxmlTokenKind.Attribute && reader.Value.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
                return true;
        }

        return false;
    }

    private static int PublicIdIndex(ReadOnlySpan<byte> octets)
    {
        var value = 0;
        for (var at = 2; ; at++)
        {
            value = (value << 7) | (octets[at] & 0x7F);
            if ((octets[at] & 0x80) == 0)
                return value;
        }
    }

    private static byte[] Integer(int value)
    {
        var octets = new List<byte> { (byte)(value & 0x7F) };
        while ((value >>= 7) != 0)
            octets.Insert(0, (byte)(0x80 | (value & 0x7F)));
        return [.. octets];
    }
}

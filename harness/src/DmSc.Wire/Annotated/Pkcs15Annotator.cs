using System.Collections.Immutable;
using System.Formats.Asn1;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Annotated;

/// <summary>Directory files of PKCS#15 and EF(DIR): what each entry says, and its elements.</summary>
internal static class Pkcs15Annotator
{
    private const int MaxDepth = 32;
    private const int MaxSize = 0x10000;

    public static AnnotatedNode Odf(ReadOnlyMemory<byte> octets)
    {
        var odf = ObjectDirectory.Parse(octets);
        return File("EF(ODF)", octets, odf.Length, [.. odf.Entries.Select(entry => (entry.Offset, $"{entry.Class} at {entry.Path?.ToString() ?? "no path"}"))]);
    }

    public static AnnotatedNode Token(ReadOnlyMemory<byte> octets)
    {
        var token = TokenInfo.Parse(octets);
        var end = 0;
        DerElement.Read(octets, ref end, 0);
        return File("EF(TokenInfo)", octets, end, [(0, $"{Show.Quoted(token.Label ?? "")}, serial {Convert.ToHexString(token.SerialNumber.Span)}")]);
    }

    public static AnnotatedNode Dodf(ReadOnlyMemory<byte> octets)
    {
        var dodf = DataObjectDirectory.Parse(octets);
        return File("EF(DODF)", octets, dodf.Length, [.. dodf.Entries.Select(entry => (entry.Offset, Object(entry)))]);
    }

    public static AnnotatedNode Aodf(ReadOnlyMemory<byte> octets)
    {
        var aodf = AuthenticationObjectDirectory.Parse(octets);
        return File("EF(AODF)", octets, aodf.Length, [.. aodf.Entries.Select(entry => (entry.Offset, $"{entry.Kind} {Show.Quoted(entry.Label ?? "")}"))]);
    }

    public static AnnotatedNode Cdf(ReadOnlyMemory<byte> octets)
    {
        var cdf = CertificateDirectory.Parse(octets);
        return File("EF(CDF)", octets, cdf.Length, [.. cdf.Entries.Select(entry => (entry.Offset, $"{entry.Form} {Show.Quoted(entry.Label ?? "")}"))]);
    }

    /// <summary>Records of EF(DIR) in a row, each an application template, with padding.</summary>
    public static AnnotatedNode Dir(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty || octets.Span[0] != 0x61)
            throw new WireFormatException("DirTag", 0, "a record of EF(DIR) holds an application template (61)");
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var at = 0;
        while (at < octets.Length)
        {
            var rest = octets.Span[at..];
            var padding = rest.IndexOfAnyExcept((byte)0x00, (byte)0xFF);
            if (padding != 0)
            {
                var length = padding < 0 ? rest.Length : padding;
                parts.Add(new AnnotatedNode(at, length, TlvAnnotator.Padding, $"{length} octets"));
                at += length;
                continue;
            }

            var start = at;
            BerTlv.Read(octets, ref at);
            var template = ParsedTemplate(octets[start..at], start);
            parts.Add(TlvAnnotator.Objects(octets[start..at], start, 1, paddingFrom: at - start, (outer, tlv) => (outer, tlv.Tag) switch
            {
                (null, 0x61) => ("application template", template.LabelText is { } label ? Show.Quoted(label) : null),
                (0x61, 0x4F) => ("AID", Convert.ToHexString(tlv.Value.Span)),
                (0x61, 0x50) => ("label", Show.TextOrHex(tlv.Value.Span)),
                (0x61, 0x51) => ("path", Convert.ToHexString(tlv.Value.Span)),
                (0x61, 0x73) => ("discretionary data", null),
                _ => null,
            })[0]);
        }

        return new AnnotatedNode(0, octets.Length, "EF(DIR)", null, parts.ToImmutable());
    }

    private static ApplicationTemplate ParsedTemplate(ReadOnlyMemory<byte> record, int offset)
    {
        try
        {
            return ApplicationTemplate.Parse(record)!;
        }
        catch (WireFormatException failure)
        {
            throw new WireFormatException(failure.Error with { Offset = offset + failure.Error.Offset });
        }
    }

    private static string Object(DataObjectEntry entry)
    {
        var id = (entry.Id ?? entry.ApplicationOid)?.ToString();
        var where = entry.Value switch
        {
            DataObjectValue.Indirect indirect => $"at {indirect.Path}",
            DataObjectValue.Direct direct => $"{direct.Contents.Length} octets here",
            _ => "elsewhere",
        };
        return $"{entry.Form} {id ?? ""}{Show.Flag(entry.Label is not null, " " + Show.Quoted(entry.Label ?? ""))} {where}";
    }

    private static AnnotatedNode File(string label, ReadOnlyMemory<byte> octets, int used, List<(int Offset, string Says)> entries)
    {
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        if (octets.Length > MaxSize)
            throw new WireFormatException("LimitExceeded", MaxSize, $"{octets.Length} octets; {MaxSize} are the most of a file");
        var says = entries.ToDictionary(one => one.Offset, one => one.Says);
        for (var at = 0; at < used;)
        {
            var element = DerElement.Read(octets, ref at, 0);
            var node = Element(element, 1);
            parts.Add(says.TryGetValue(element.Offset, out var line) ? node with { Value = line } : node);
        }

        if (used < octets.Length)
            parts.Add(new AnnotatedNode(used, octets.Length - used, TlvAnnotator.Padding, $"{octets.Length - used} octets"));
        return new AnnotatedNode(0, octets.Length, label, $"{entries.Count} entries", parts.ToImmutable());
    }

    private static AnnotatedNode Element(DerElement element, int depth)
    {
        if (depth > MaxDepth)
            throw new WireFormatException("DepthLimit", element.Offset, $"elements nested deeper than {MaxDepth}");
        var children = ImmutableArray.CreateBuilder<AnnotatedNode>();
        if (element.Tag.IsConstructed)
        {
            for (var at = 0; at < element.Content.Length;)
                children.Add(Element(DerElement.Read(element.Content, ref at, element.ContentOffset), depth + 1));
        }

        return new AnnotatedNode(element.Offset, element.Encoded.Length, Name(element), element.Tag.IsConstructed ? null : Value(element), children.ToImmutable());
    }

    private static string Name(DerElement element) => element.Tag.TagClass == TagClass.Universal
        ? $"{element.Name} {(UniversalTagNumber)element.Tag.TagValue switch
        {
            UniversalTagNumber.Sequence => "SEQUENCE",
            UniversalTagNumber.OctetString => "OCTET STRING",
            UniversalTagNumber.ObjectIdentifier => "OBJECT IDENTIFIER",
            UniversalTagNumber.BitString => "BIT STRING",
            UniversalTagNumber.UTF8String => "UTF8String",
            var other => other.ToString().ToUpperInvariant(),
        }}"
        : $"{element.Name} [{element.Tag.TagValue}]";

    private static string Value(DerElement element)
    {
        if (element.Tag.HasSameClassAndValue(Asn1Tag.ObjectIdentifier) && Identifier(element) is { } id)
            return id;
        return element.Tag.HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.UTF8String))
            ? Show.TextOrHex(element.Content.Span)
            : Show.Hex(element.Content.Span);
    }

    private static string? Identifier(DerElement element)
    {
        try
        {
            var oid = element.ReadOid();
            return oid + oid switch
            {
                OmaObjectIdentifiers.DmBootstrap => " DM bootstrap",
                OmaObjectIdentifiers.CpBootstrap => " CP bootstrap",
                OmaObjectIdentifiers.CpConfig1 => " CP config 1",
                OmaObjectIdentifiers.CpConfig2 => " CP config 2",
                OmaObjectIdentifiers.CpTrustedProxies => " CP trusted proxies",
                OmaObjectIdentifiers.LwM2MBootstrap => " LwM2M bootstrap",
                _ => "",
            };
        }
        catch (WireFormatException)
        {
            // A doubly wrapped identifier of the field; the entry's line says what was made of it.
            return null;
        }
    }
}

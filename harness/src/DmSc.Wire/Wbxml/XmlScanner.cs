using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Pull reader of XML 1.0 with namespaces, over UTF-8. What System.Xml accepts with document type declarations prohibited it accepts, and nothing
/// else: no declaration of a document type, no entities but the five predefined ones and character references, nothing fetched. Values without
/// references or carriage returns stay where they are in the input; nothing is allocated for each token.
/// </summary>
internal ref struct XmlScanner
{
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    private const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    private static readonly SearchValues<byte> s_white = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> s_textStops = SearchValues.Create("<&]\r"u8);
    private static readonly SearchValues<byte> s_doubleQuotedStops = SearchValues.Create("\"<&\t\r\n"u8);
    private static readonly SearchValues<byte> s_singleQuotedStops = SearchValues.Create("'<&\t\r\n"u8);
    private static readonly SearchValues<byte> s_declarationStops = SearchValues.Create("\"'<>&\t\r\n"u8);

    private readonly ReadOnlySpan<byte> _input;
    private readonly WbxmlLimits _limits;
    private readonly int _outerDepth;
    private readonly int _start;
    private int _at;
    private Open[] _open = new Open[16];
    private int _depth;
    private int _elements;
    private bool _rootSeen;
    private Attribute[] _attributes = [];
    private Declaration[] _declarations = [];
    private int _declared;
    private byte[] _resolved = [];
    private int _resolvedLength;
    private int _nameAt;
    private int _nameLength;
    private ReadOnlySpan<byte> _value;

    /// <param name="octets">UTF-8, with or without byte order mark.</param>
    /// <param name="limits">Its bounds.</param>
    /// <param name="outerDepth">Levels of nesting that an outer input has used.</param>
    /// <exception cref="WireFormatException">Too long, not UTF-8, or characters that XML forbids.</exception>
    public XmlScanner(ReadOnlySpan<byte> octets, WbxmlLimits limits, int outerDepth = 0)
    {
        if (octets.Length > limits.MaxSize)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, limits.MaxSize, $"{octets.Length} octets, the limit is {limits.MaxSize}");
        _input = octets;
        _limits = limits;
        _outerDepth = outerDepth;
        _start = octets.StartsWith("\uFEFF"u8) ? 3 : 0;
        TextRules.Validate(octets[_start..], _start, ascii: false);
        _at = _start;
        _open[0].DefaultNamespace = "";
    }

    public XmlTokenKind Kind { get; private set; }

    /// <summary>Where the token stands: of a start tag its "&lt;"; of an end tag and an instruction its name; else the value.</summary>
    public int Offset { get; private set; }

    /// <summary>Name of the element just started without its prefix, or of the instruction.</summary>
    public readonly ReadOnlySpan<byte> Name => _input.Slice(_nameAt, _nameLength);

    /// <summary>Namespace of the element just started; one of <see cref="WbxmlNamespaces"/> is that very string.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>Whether the element just started is an empty-element tag.</summary>
    public bool IsEmptyElement { get; private set; }

    /// <summary>Attributes of the element just started, with declarations of namespaces.</summary>
    public int AttributeCount { get; private set; }

    /// <summary>Text, CDATA, or what follows the name of an instruction. Valid until the next read.</summary>
    public readonly ReadOnlySpan<byte> Value => _value;

    /// <summary>Whether text is white space only.</summary>
    public bool IsWhiteSpace { get; private set; }

    /// <summary>Whether an attribute has no prefix and declares no namespace.</summary>
    public readonly bool IsPlainAttribute(int index) => _attributes[index].Namespace is null;

    public readonly ReadOnlySpan<byte> AttributeName(int index) => _input.Slice(_attributes[index].NameAt, _attributes[index].NameLength);

    public readonly int AttributeOffset(int index) => _attributes[index].NameAt;

    public readonly ReadOnlySpan<byte> AttributeValue(int index)
    {
        ref readonly var attribute = ref _attributes[index];
        return (attribute.IsResolved ? _resolved : _input).Slice(attribute.ValueAt, attribute.ValueLength);
    }

    /// <summary>Moves to the next token. Comments, and white space outside of the root, are passed over.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="WireFormatException">Not well-formed, a document type declaration, or a bound exceeded.</exception>
    public bool Read()
    {
        while (_at < _input.Length)
        {
            if (_input[_at] != '<')
            {
                if (_depth == 0)
                {
                    SkipOutside();
                    continue;
                }

                ReadText();
                return true;
            }

            var next = _at + 1 < _input.Length ? _input[_at + 1] : (byte)0;
            switch (next)
            {
                case (byte)'/':
                    ReadEndTag();
                    return true;
                case (byte)'?':
                    if (!TryReadDeclaration())
                    {
                        ReadInstruction();
                        return true;
                    }

                    break;
                case (byte)'!':
                    if (TryReadCData())
                        return true;
                    SkipComment();
                    break;
                default:
                    ReadStartTag();
                    return true;
            }
        }

        if (_depth > 0)
            throw Bad(_input.Length, $"the text ends inside of element {NameOf(_open[_depth])}");
        if (!_rootSeen)
            throw Bad(_input.Length, "there is no root element");
        Kind = XmlTokenKind.None;
        return false;
    }

    private void SkipOutside()
    {
        var length = _input[_at..].IndexOfAnyExcept(s_white);
        if (length == 0)
            throw Bad(_at, "text outside of the root element");
        _at = length < 0 ? _input.Length : _at + length;
    }

    private void ReadText()
    {
        Kind = XmlTokenKind.Text;
        Offset = _at;
        var rest = _input[_at..];
        var length = TextLength(rest);
        if (length < rest.Length && rest[length] != '<')
        {
            _resolvedLength = 0;
            length = ResolveText(rest, length);
            _value = _resolved.AsSpan(0, _resolvedLength);
        }
        else
        {
            _value = rest[..length];
        }

        IsWhiteSpace = _value[0] <= ' ' && !_value.ContainsAnyExcept(s_white);
        _at += length;
    }

    /// <summary>Octets in front of the first one that is not simply text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(text);
            var stops = Vector128.Equals(octets, Vector128.Create((byte)'<')) | Vector128.Equals(octets, Vector128.Create((byte)'&'))
                | Vector128.Equals(octets, Vector128.Create((byte)']')) | Vector128.Equals(octets, Vector128.Create((byte)'\r'));
            if (stops != Vector128<byte>.Zero)
                return BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        var length = text.IndexOfAny(s_textStops);
        return length < 0 ? text.Length : length;
    }

    /// <summary>Text with references, line ends or brackets; returns the octets it takes.</summary>
    private int ResolveText(ReadOnlySpan<byte> text, int plain)
    {
        var at = 0;
        while (true)
        {
            Resolved(text.Slice(at, plain));
            at += plain;
            if (at == text.Length || text[at] == '<')
                return at;
            switch (text[at])
            {
                case (byte)'&':
                    at += Reference(_at + at);
                    break;
                case (byte)'\r':
                    Resolved("\n"u8);
                    at += at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                    break;
                default:
                    if (text[at..].StartsWith("]]>"u8))
                        throw Bad(_at + at, "\"]]>\" cannot stand in text");
                    Resolved("]"u8);
                    at++;
                    break;
            }

            plain = TextLength(text[at..]);
        }
    }

    /// <summary>Resolves the reference at an offset; returns the octets it takes.</summary>
    private int Reference(int offset)
    {
        var text = _input[offset..];
        if (text.StartsWith("&#"u8))
            return CharacterReference(text, offset);
        if (text.StartsWith("&amp;"u8))
            return Predefined("&"u8, 5);
        if (text.StartsWith("&lt;"u8))
            return Predefined("<"u8, 4);
        if (text.StartsWith("&gt;"u8))
            return Predefined(">"u8, 4);
        if (text.StartsWith("&quot;"u8))
            return Predefined("\""u8, 6);
        if (text.StartsWith("&apos;"u8))
            return Predefined("'"u8, 6);
        throw Bad(offset, "\"&\" that begins neither a character reference nor one of the five predefined entities");
    }

    private int Predefined(ReadOnlySpan<byte> meaning, int length)
    {
        Resolved(meaning);
        return length;
    }

    private int CharacterReference(ReadOnlySpan<byte> text, int offset)
    {
        var isHex = text.Length > 2 && text[2] == 'x';
        var first = isHex ? 3 : 2;
        var at = first;
        var value = 0u;
        for (; at < text.Length && text[at] != ';'; at++)
        {
            var digit = (char)text[at];
            if (!(isHex ? char.IsAsciiHexDigit(digit) : char.IsAsciiDigit(digit)))
                throw Bad(offset + at, "a character reference holds digits and ends with \";\"");
            value = (value * (isHex ? 16u : 10u)) + (uint)(char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
            if (value > 0x10FFFF)
                throw Bad(offset, "a character reference beyond U+10FFFF");
        }

        if (at == text.Length || at == first)
            throw Bad(offset, "a character reference holds digits and ends with \";\"");
        if (!Rune.TryCreate(value, out var rune) || !TextRules.IsXmlChar(rune))
            throw Bad(offset, $"a reference to U+{value:X4}, which XML does not allow");
        Span<byte> octets = stackalloc byte[4];
        Resolved(octets[..rune.EncodeToUtf8(octets)]);
        return at + 1;
    }

    private void Resolved(scoped ReadOnlySpan<byte> octets)
    {
        if (_resolved.Length - _resolvedLength < octets.Length)
            Array.Resize(ref _resolved, Math.Max(2 * _resolved.Length, Math.Max(256, _resolvedLength + octets.Length)));
        octets.CopyTo(_resolved.AsSpan(_resolvedLength));
        _resolvedLength += octets.Length;
    }

    private void ReadStartTag()
    {
        var tagAt = _at;
        if (_depth == 0 && _rootSeen)
            throw Bad(tagAt, "a second root element");
        _at++;
        var (prefixLength, nameLength) = QualifiedName();
        if (_depth + 1 == _open.Length)
            Array.Resize(ref _open, 2 * _open.Length);
        ref var open = ref _open[_depth + 1];
        open.NameAt = tagAt + 1;
        open.NameLength = prefixLength + nameLength;
        var outer = _open[_depth].DefaultNamespace;

        // Mostly the one that stands there already; a reference on the heap costs more to write than to read.
        if (!ReferenceEquals(open.DefaultNamespace, outer))
            open.DefaultNamespace = outer;
        open.Declared = _declared;
        AttributeCount = 0;
        _resolvedLength = 0;
        var octet = Octet();
        if (octet is not ((byte)'>' or (byte)'/'))
        {
            ReadAttributes(ref open);
            octet = _input[_at];
        }

        IsEmptyElement = octet == '/';
        if (IsEmptyElement)
        {
            _at++;
            if (Octet() != '>')
                throw Bad(_at, "\">\" expected behind \"/\"");
        }

        _at++;
        Kind = XmlTokenKind.StartElement;
        Offset = tagAt;
        _nameAt = tagAt + 1 + prefixLength;
        _nameLength = nameLength;
        Namespace = prefixLength == 0 ? open.DefaultNamespace : Resolve(_input.Slice(tagAt + 1, prefixLength - 1), tagAt + 1);
        _rootSeen = true;
        if (_outerDepth + _depth >= _limits.MaxDepth)
            throw new WireFormatException(WbxmlErrors.DepthLimit, tagAt, $"elements nested deeper than {_limits.MaxDepth}");
        if (++_elements > _limits.MaxElements)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, tagAt, $"more than {_limits.MaxElements} elements");
        if (IsEmptyElement)
            _declared = open.Declared;
        else
            _depth++;
    }

    private void ReadAttributes(ref Open open)
    {
        var hasPrefixes = false;
        while (true)
        {
            var octet = Octet();
            var blank = IsWhite(octet);
            if (blank)
            {
                SkipWhite();
                octet = Octet();
            }

            if (octet is (byte)'>' or (byte)'/')
                break;
            if (!blank)
                throw Bad(_at, "white space, \"/\" or \">\" expected in a tag");
            if (AttributeCount == _limits.MaxAttributes)
                throw new WireFormatException(WbxmlErrors.LimitExceeded, _at, $"more than {_limits.MaxAttributes} attributes on one element");
            if (AttributeCount == _attributes.Length)
                Array.Resize(ref _attributes, Math.Max(8, 2 * _attributes.Length));
            ref var attribute = ref _attributes[AttributeCount];
            attribute.NameAt = _at;
            var (prefixLength, nameLength) = QualifiedName();
            attribute.PrefixLength = prefixLength;
            attribute.NameLength = prefixLength + nameLength;
            attribute.Namespace = null;
            if (Octet() != '=')
            {
                SkipWhite();
                if (Octet() != '=')
                    throw Bad(_at, "\"=\" expected behind the name of an attribute");
            }

            _at++;
            if (IsWhite(Octet()))
                SkipWhite();
            ReadAttributeValue(ref attribute);
            var name = AttributeName(AttributeCount);
            for (var i = 0; i < AttributeCount; i++)
            {
                if (_attributes[i].NameLength == name.Length && AttributeName(i).SequenceEqual(name))
                    throw Bad(attribute.NameAt, $"attribute {Encoding.UTF8.GetString(name)} occurs twice");
            }

            hasPrefixes |= prefixLength > 0;
            AttributeCount++;
            if (prefixLength == 0 && name.SequenceEqual("xmlns"u8))
                open.DefaultNamespace = Declare(ref attribute, []);
            else if (prefixLength > 0 && name.StartsWith("xmlns:"u8))
                Declare(ref attribute, name[6..]);
        }

        if (hasPrefixes)
            ResolveAttributes();
    }

    private void ReadAttributeValue(ref Attribute attribute)
    {
        var quote = Octet();
        if (quote is not ((byte)'"' or (byte)'\''))
            throw Bad(_at, "the value of an attribute stands in quotes");
        _at++;
        var from = _at;
        var length = ValueLength(from, quote);
        attribute.IsResolved = _input[from + length] != quote;
        if (!attribute.IsResolved)
        {
            attribute.ValueAt = from;
            attribute.ValueLength = length;
            _at = from + length + 1;
            return;
        }

        attribute.ValueAt = _resolvedLength;
        while (true)
        {
            Resolved(_input.Slice(from, length));
            from += length;
            var octet = _input[from];
            if (octet == quote)
                break;
            if (octet == '<')
                throw Bad(from, "\"<\" in the value of an attribute");
            if (octet == '&')
            {
                from += Reference(from);
            }
            else
            {
                // Each white space character becomes a space (XML 1.0, 3.3.3), a line end just one.
                Resolved(" "u8);
                from += octet == '\r' && from + 1 < _input.Length && _input[from + 1] == '\n' ? 2 : 1;
            }

            length = ValueLength(from, quote);
        }

        attribute.ValueLength = _resolvedLength - attribute.ValueAt;
        _at = from + 1;
    }

    /// <summary>Octets up to the quote or to something that is not simply part of the value.</summary>
    private readonly int ValueLength(int from, byte quote)
    {
        var text = _input[from..];
        if (text.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(text);
            var stops = Vector128.Equals(octets, Vector128.Create(quote)) | Vector128.Equals(octets, Vector128.Create((byte)'<'))
                | Vector128.Equals(octets, Vector128.Create((byte)'&')) | Vector128.LessThan(octets, Vector128.Create((byte)' '));
            if (stops != Vector128<byte>.Zero)
                return BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
        }

        var length = text.IndexOfAny(quote == '"' ? s_doubleQuotedStops : s_singleQuotedStops);
        return length >= 0 ? length : throw Bad(_input.Length, "the text ends inside of the value of an attribute");
    }

    private string Declare(ref Attribute attribute, ReadOnlySpan<byte> prefix)
    {
        attribute.Namespace = XmlnsNamespace;
        var uri = WbxmlNamespaces.Known(AttributeValue(AttributeCount - 1));
        var isXml = prefix.SequenceEqual("xml"u8);
        if (uri == XmlnsNamespace || prefix.SequenceEqual("xmlns"u8) || (uri == XmlNamespace) != isXml)
            throw Bad(attribute.NameAt, "the prefixes xml and xmlns and their namespaces cannot be declared otherwise");
        if (prefix.IsEmpty)
            return uri;
        if (uri.Length == 0)
            throw Bad(attribute.NameAt, "a prefix cannot stand for no namespace");
        if (_declared == _limits.MaxAttributes)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, attribute.NameAt, $"more than {_limits.MaxAttributes} prefixes of namespaces");
        if (_declared == _declarations.Length)
            Array.Resize(ref _declarations, Math.Max(8, 2 * _declarations.Length));
        _declarations[_declared++] = new Declaration(attribute.NameAt + attribute.NameLength - prefix.Length, prefix.Length, uri);
        return uri;
    }

    /// <summary>Prefixes are declared anywhere in the tag: their attributes are looked at behind its end.</summary>
    private readonly void ResolveAttributes()
    {
        for (var i = 0; i < AttributeCount; i++)
        {
            ref var attribute = ref _attributes[i];
            if (attribute.PrefixLength == 0 || attribute.Namespace is not null)
                continue;
            var name = AttributeName(i);
            attribute.Namespace = Resolve(name[..(attribute.PrefixLength - 1)], attribute.NameAt);
            if (name.SequenceEqual("xml:space"u8) && !IsSpaceRule(AttributeValue(i).Trim(" \t\r\n"u8)))
                throw Bad(attribute.NameAt, "xml:space is \"default\" or \"preserve\"");
            for (var other = 0; other < i; other++)
            {
                if (_attributes[other].Namespace == attribute.Namespace && AttributeName(other)[_attributes[other].PrefixLength..].SequenceEqual(name[attribute.PrefixLength..]))
                    throw Bad(attribute.NameAt, $"attribute {Encoding.UTF8.GetString(name)} occurs twice");
            }
        }
    }

    private static bool IsSpaceRule(ReadOnlySpan<byte> value) => value.SequenceEqual("default"u8) || value.SequenceEqual("preserve"u8);

    private readonly string Resolve(ReadOnlySpan<byte> prefix, int offset)
    {
        for (var i = _declared - 1; i >= 0; i--)
        {
            if (_input.Slice(_declarations[i].PrefixAt, _declarations[i].PrefixLength).SequenceEqual(prefix))
                return _declarations[i].Uri;
        }

        if (prefix.SequenceEqual("xml"u8))
            return XmlNamespace;
        if (prefix.SequenceEqual("xmlns"u8))
            return XmlnsNamespace;
        throw Bad(offset, $"prefix {Encoding.UTF8.GetString(prefix)} is not declared");
    }

    private void ReadEndTag()
    {
        if (_depth == 0)
            throw Bad(_at, "an end tag, but no element is open");
        ref readonly var open = ref _open[_depth];
        var nameAt = _at + 2;
        var rest = _input[nameAt..];
        if (!BeginAlike(rest, _input[open.NameAt..], open.NameLength))
            throw Bad(nameAt, $"the end of element {NameOf(open)} expected");
        _at = nameAt + open.NameLength;
        if (Octet() != '>')
        {
            SkipWhite();
            if (Octet() != '>')
                throw Bad(_at, $"\">\" expected at the end of element {NameOf(open)}");
        }

        _at++;
        Kind = XmlTokenKind.EndElement;
        Offset = nameAt;
        _declared = open.Declared;
        _depth--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool BeginAlike(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int length)
    {
        if (length > Vector128<byte>.Count || one.Length < Vector128<byte>.Count)
            return one.StartsWith(other[..length]);
        var equal = Vector128.Equals(Vector128.Create(one), Vector128.Create(other)).ExtractMostSignificantBits();
        return (~equal & ((1u << length) - 1)) == 0;
    }

    private void ReadInstruction()
    {
        _nameAt = _at + 2;
        _nameLength = XmlNames.Length(_input[_nameAt..]);
        if (_nameLength == 0)
            throw Bad(_nameAt, "the name of an instruction expected");
        if (Ascii.EqualsIgnoreCase(Name, "xml"u8))
            throw Bad(_nameAt, "the XML declaration stands at the very beginning");
        Kind = XmlTokenKind.Instruction;
        Offset = _nameAt;
        _at = _nameAt + _nameLength;
        var blanks = _at;
        SkipWhite();
        var length = _input[_at..].IndexOf("?>"u8);
        if (length < 0)
            throw Bad(_input.Length, "the text ends inside of an instruction");
        if (_at == blanks && length > 0)
            throw Bad(_at, "white space or \"?>\" expected behind the name of an instruction");
        SetLines(_input.Slice(_at, length));
        _at += length + 2;
    }

    private bool TryReadCData()
    {
        var rest = _input[_at..];
        if (!rest.StartsWith("<![CDATA["u8))
            return false;
        if (_depth == 0)
            throw Bad(_at, "text outside of the root element");
        var length = rest[9..].IndexOf("]]>"u8);
        if (length < 0)
            throw Bad(_input.Length, "the text ends inside of a CDATA section");
        Kind = XmlTokenKind.CData;
        Offset = _at + 9;
        SetLines(rest.Slice(9, length));
        IsWhiteSpace = false;
        _at += 9 + length + 3;
        return true;
    }

    private void SkipComment()
    {
        var rest = _input[_at..];
        if (!rest.StartsWith("<!--"u8))
        {
            throw Bad(_at, rest.StartsWith("<!DOCTYPE"u8)
                ? "a document type declaration, which is not accepted"
                : "a comment or a CDATA section expected behind \"<!\"");
        }

        var length = rest[4..].IndexOf("--"u8);
        if (length < 0 || 4 + length + 2 == rest.Length)
            throw Bad(_input.Length, "the text ends inside of a comment");
        if (rest[4 + length + 2] != '>')
            throw Bad(_at + 4 + length, "\"--\" inside of a comment");
        _at += 4 + length + 3;
    }

    /// <summary>The XML declaration, at the beginning only. The encoding it names does not matter: the octets are UTF-8.</summary>
    private bool TryReadDeclaration()
    {
        if (_at != _start || !_input[_at..].StartsWith("<?xml"u8) || XmlNames.Length(_input[(_at + 2)..]) != 3)
            return false;
        _at += 5;
        var expected = 0;
        while (true)
        {
            var blank = IsWhite(Octet());
            SkipWhite();
            if (Octet() == '?')
                break;
            if (!blank)
                throw Bad(_at, "white space or \"?>\" expected in the XML declaration");
            var nameAt = _at;
            _at += XmlNames.Length(_input[_at..]);
            var name = _input[nameAt.._at];
            var part = name.SequenceEqual("version"u8) ? 0 : name.SequenceEqual("encoding"u8) ? 1 : name.SequenceEqual("standalone"u8) ? 2 : -1;
            if (part < expected || (expected == 0 && part != 0))
                throw Bad(nameAt, "the XML declaration holds version, encoding and standalone, in this order");
            SkipWhite();
            if (Octet() != '=')
                throw Bad(_at, "\"=\" expected in the XML declaration");
            _at++;
            SkipWhite();
            var quote = Octet();
            if (quote is not ((byte)'"' or (byte)'\''))
                throw Bad(_at, "the values of the XML declaration stand in quotes");
            var valueAt = ++_at;
            var length = _input[_at..].IndexOfAny(s_declarationStops);
            if (length < 0 || _input[_at + length] != quote)
                throw Bad(valueAt, "a value of the XML declaration that does not end");
            var value = _input.Slice(_at, length);
            _at += length + 1;
            if (part == 0 && !value.SequenceEqual("1.0"u8))
                throw Bad(valueAt, "XML 1.0 expected");
            if (part == 2 && !value.SequenceEqual("yes"u8) && !value.SequenceEqual("no"u8))
                throw Bad(valueAt, "standalone is \"yes\" or \"no\"");
            expected = part + 1;
        }

        if (expected == 0 || !_input[_at..].StartsWith("?>"u8))
            throw Bad(_at, "an XML declaration with a version, up to \"?>\", expected");
        _at += 2;
        return true;
    }

    /// <summary>A value in which only line ends mean something.</summary>
    private void SetLines(ReadOnlySpan<byte> text)
    {
        _value = text;
        var plain = text.IndexOf((byte)'\r');
        if (plain < 0)
            return;
        _resolvedLength = 0;
        while (plain >= 0)
        {
            Resolved(text[..plain]);
            Resolved("\n"u8);
            text = text[(plain + 1)..];
            if (text.StartsWith("\n"u8))
                text = text[1..];
            plain = text.IndexOf((byte)'\r');
        }

        Resolved(text);
        _value = _resolved.AsSpan(0, _resolvedLength);
    }

    /// <summary>Passes a name; returns the octets of its prefix with colon, and of the rest.</summary>
    private (int Prefix, int Name) QualifiedName()
    {
        var length = XmlNames.Length(_input[_at..]);
        if (length == 0)
            throw Bad(_at, _at == _input.Length ? "the text ends inside of a tag" : "a name expected");
        _at += length;
        if (Octet() != ':')
            return (0, length);
        _at++;
        var rest = XmlNames.Length(_input[_at..]);
        if (rest == 0)
            throw Bad(_at, "a name expected behind a prefix");
        _at += rest;
        return (length + 1, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Octet() => (uint)_at < (uint)_input.Length ? _input[_at] : throw Ended();

    private readonly WireFormatException Ended() => Bad(_input.Length, "the text ends inside of a tag");

    private static bool IsWhite(byte octet) => octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private void SkipWhite()
    {
        while (_at < _input.Length && IsWhite(_input[_at]))
            _at++;
    }

    private readonly string NameOf(in Open open) => Encoding.UTF8.GetString(_input.Slice(open.NameAt, open.NameLength));

    /// <summary>Not well-formed at an offset; the reason tells line and column, in characters, as well.</summary>
    private readonly WireFormatException Bad(int offset, string reason)
    {
        var line = 1;
        var lineAt = _start;
        for (var i = _start; i < offset; i++)
        {
            if (_input[i] != '\n' && (_input[i] != '\r' || (i + 1 < _input.Length && _input[i + 1] == '\n')))
                continue;
            line++;
            lineAt = i + 1;
        }

        var column = 1 + Encoding.UTF8.GetCharCount(_input[lineAt..offset]);
        return new WireFormatException(WbxmlErrors.BadXml, offset, $"{reason} (line {line}, column {column})");
    }

    private struct Open
    {
        public int NameAt;
        public int NameLength;
        public int Declared;
        public string DefaultNamespace;
    }

    private struct Attribute
    {
        public int NameAt;
        public int NameLength;
        public int PrefixLength;
        public int ValueAt;
        public int ValueLength;
        public bool IsResolved;

        /// <summary>Of an attribute with a prefix or a declaration; null otherwise.</summary>
        public string? Namespace;
    }

    private readonly record struct Declaration(int PrefixAt, int PrefixLength, string Uri);
}

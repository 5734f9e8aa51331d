using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Pull reader of WBXML 1.1 to 1.3 (OMA-WAP WBXML 1.3, clause 5) over the code spaces of OMA DM and Client Provisioning.
/// Allocates nothing per token; needs no recursion, so nesting costs nothing but <see cref="WbxmlLimits.MaxDepth"/>.
/// </summary>
public ref struct WbxmlReader
{
    private const int MaxLiteralAttributes = 8;

    private readonly ReadOnlySpan<byte> _input;
    private readonly ReadOnlySpan<byte> _stringTable;
    private readonly WbxmlLimits _limits;
    private readonly bool _lenient;
    private readonly bool _tolerateTrailing;
    private readonly bool _isForeign;
    private int _at;
    private RemarkLog? _remarks;

    private State _state;
    private int _depth;
    private int _elements;
    private byte _tagPageNumber;
    private WbxmlTagPage? _tagPage;
    private byte _attributePageNumber;
    private WbxmlAttributePage? _attributePage;

    private int _tagAt;
    private bool _tagHasContent;
    private bool _attributeOpen;
    private bool _attributeIgnored;
    private int _attributes;
    private ulong _attributeNames;
    private int _literalAttributes;
    private LiteralIndexes _literalIndexes;

    private WbxmlTag? _tag;
    private WbxmlAttributeStart? _attribute;
    private ReadOnlySpan<byte> _literal;
    private ReadOnlySpan<byte> _value;
    private EntityOctets _entity;
    private int _entityLength;
    private byte[]? _converted;
    private int _tableText;

    /// <summary>Reads the header and the string table.</summary>
    /// <param name="document">The document from its version octet on.</param>
    /// <param name="options">How to read it; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">One of <see cref="WbxmlErrors"/>.</exception>
    public WbxmlReader(ReadOnlySpan<byte> document, WbxmlOptions? options = null)
    {
        options ??= WbxmlOptions.Strict;
        _input = document;
        _limits = options.Limits;
        _lenient = options.Lenient;
        _tolerateTrailing = options.TolerateTrailing;

        if (document.IsEmpty)
            throw Error(WbxmlErrors.EmptyInput, 0, "a WBXML document was expected");
        if (document.Length > _limits.MaxSize)
            throw Error(WbxmlErrors.LimitExceeded, _limits.MaxSize, $"{document.Length} octets, the limit is {_limits.MaxSize}");

        var version = NextOctet();
        if (version is < 1 or > 3)
            throw Error(WbxmlErrors.UnsupportedVersion, 0, $"version octet {version:X2}; 01, 02 and 03 (WBXML 1.1 to 1.3) are supported");

        var publicIdAt = _at;
        var publicId = NextInteger();
        var publicIdIndex = publicId == 0 ? NextInteger() : 0;
        var space = publicId == 0 ? null : SpaceFor(publicId, publicIdAt, options.Hint);

        var charsetAt = _at;
        var charset = NextInteger();
        if (charset is not (0 or 3 or ForeignText.Latin1 or 106 or ForeignText.Utf16))
            throw Error(WbxmlErrors.UnsupportedCharset, charsetAt, $"MIBenum {charset}; 106 (UTF-8), 3 (US-ASCII), 4 (ISO-8859-1) and 1015 (UTF-16) are supported");
        IsAscii = charset == 3;
        _isForeign = charset is ForeignText.Latin1 or ForeignText.Utf16;

        var tableAt = _at;
        var tableLength = NextInteger();
        if (tableLength > (uint)(_input.Length - _at))
            throw Error(WbxmlErrors.StringTableTooLong, tableAt, $"{tableLength} octets announced, {_input.Length - _at} are left");
        if (tableLength > (uint)_limits.MaxStringTable)
            throw Error(WbxmlErrors.LimitExceeded, tableAt, $"string table of {tableLength} octets, the limit is {_limits.MaxStringTable}");
        _stringTable = _input.Slice(_at, (int)tableLength);
        Header = new WbxmlHeader(version, publicId, charset, _at, (int)tableLength, _at + (int)tableLength);
        _at += (int)tableLength;

        CodeSpace = space ?? SpaceForText(publicIdIndex, publicIdAt, options.Hint);
        _tagPage = CodeSpace.TagPage(0);
        _attributePage = CodeSpace.AttributePage(0);
        _state = State.Prolog;
    }

    private enum State
    {
        Prolog,
        Content,
        Attributes,
        EmptyEnd,
        Epilog,
        Done,
    }

    private enum AttributeToken
    {
        Start,
        Value,
        End,
    }

    /// <summary>The header.</summary>
    public WbxmlHeader Header { get; }

    /// <summary>The token tables in use.</summary>
    public WbxmlCodeSpace CodeSpace { get; }

    /// <summary>Whether the character set is US-ASCII.</summary>
    public bool IsAscii { get; }

    /// <summary>What the reader stands on.</summary>
    public WbxmlTokenKind Kind { get; private set; }

    /// <summary>Offset of the current token; of a SWITCH_PAGE before it no account is taken. At the end of an element without content: of its tag.</summary>
    public int Offset { get; private set; }

    /// <summary>Nesting level of the current token: 1 for the root's tag, its attributes and its end.</summary>
    public int Depth { get; private set; }

    /// <summary>Name of the element or attribute just started; without meaning at the end of an element. Allocated on each call when it is a literal.</summary>
    public readonly string Name => _tag?.Name ?? _attribute?.Name ?? Encoding.UTF8.GetString(_literal);

    /// <summary>Namespace of the element just started; empty for literals and attributes.</summary>
    public readonly string Namespace => _tag?.Namespace ?? WbxmlNamespaces.None;

    /// <summary>Whether the name comes from the string table.</summary>
    public readonly bool IsLiteral => _tag is null && _attribute is null;

    /// <summary>The tag of the element just started, when a token stands for it.</summary>
    internal readonly WbxmlTag? Tag => _tag;

    /// <summary>The name of the attribute just started in UTF-8, when a token stands for it.</summary>
    internal readonly byte[]? AttributeNameArray => _attribute?.NameUtf8;

    /// <summary>The name in UTF-8, without allocation.</summary>
    internal readonly ReadOnlySpan<byte> NameOctets => _tag is not null ? _tag.NameUtf8 : _attribute is not null ? _attribute.NameUtf8 : _literal;

    /// <summary>Whether attributes of the element just started may follow.</summary>
    internal readonly bool HasAttributes => _state == State.Attributes;

    /// <summary>The document from <see cref="Value"/> on, or nothing when the value does not stand in it as it is.</summary>
    internal readonly ReadOnlySpan<byte> ValueAndRest => ValueOffset < 0 ? [] : _input[ValueOffset..];

    /// <summary>Text as UTF-8 whatever the character set of the document (checked: XML characters only), opaque octets, or a piece of an attribute's value. Valid until the next read.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Value => _entityLength > 0 ? ((ReadOnlySpan<byte>)_entity)[.._entityLength] : _value;

    /// <summary>Offset of the first octet of <see cref="Value"/>, or -1 when it does not stand in the document as it is (entities, token
    /// values, text of another character set than UTF-8).</summary>
    public int ValueOffset { get; private set; }

    /// <summary>Octets read so far; after the last token: octets that the document takes.</summary>
    public readonly int Consumed => _at;

    /// <summary>What was accepted although it should not be there, so far.</summary>
    public readonly ImmutableArray<FormatRemark> Remarks => _remarks?.ToImmutable() ?? [];

    /// <summary>Moves to the next token.</summary>
    /// <returns><see langword="false"/> behind the end of the root element.</returns>
    /// <exception cref="WireFormatException">One of <see cref="WbxmlErrors"/>; the reader is not usable afterwards.</exception>
    public bool Read()
    {
        _entityLength = 0;
        _value = default;
        ValueOffset = -1;
        if (_state == State.Content)
        {
            ReadContent();
            return true;
        }

        return ReadElsewhere();
    }

    private bool ReadElsewhere()
    {
        if (_state == State.Attributes && ReadAttribute())
            return true;

        switch (_state)
        {
            case State.Prolog or State.Content:
                ReadContent();
                return true;
            case State.EmptyEnd:
                CloseElement(_tagAt);
                return true;
            case State.Epilog:
                if (!_tolerateTrailing)
                    ReadEpilog();
                _state = State.Done;
                break;
        }

        Kind = WbxmlTokenKind.None;
        return false;
    }

    private void ReadContent()
    {
        var switchAt = -1;
        while (true)
        {
            var at = _at;
            var token = NextOctet();

            // The low bits tell tags from global tokens.
            if ((token & WbxmlTokens.Identity) > WbxmlTokens.Literal)
            {
                _tag = _tagPage?.Tags[token & WbxmlTokens.Identity] ?? throw NoTag(token, at);
                _attribute = null;
                OpenElement(token, at);
                return;
            }

            switch (token)
            {
                case WbxmlTokens.StrI when switchAt < 0 && _depth > 0 && !_isForeign:
                    _value = _input.Slice(_at, TerminatedText(_input[_at..], _at, at));
                    ValueOffset = _at;
                    _at += _value.Length + 1;
                    Kind = WbxmlTokenKind.Text;
                    Offset = at;
                    Depth = _depth;
                    return;

                case WbxmlTokens.SwitchPage:
                    CheckSwitch(switchAt);
                    switchAt = at;
                    _tagPageNumber = NextOctet();
                    _tagPage = CodeSpace.TagPage(_tagPageNumber);
                    continue;

                case WbxmlTokens.End:
                    if (_depth == 0)
                        throw Error(WbxmlErrors.EndWithoutOpenTag, at, "END, but no element is open");
                    CheckSwitch(switchAt);
                    CloseElement(at);
                    return;

                case WbxmlTokens.StrI or WbxmlTokens.StrT or WbxmlTokens.Entity or WbxmlTokens.Opaque:
                    if (_depth == 0)
                        throw Error(WbxmlErrors.UnexpectedToken, at, "text before the root element");
                    CheckSwitch(switchAt);
                    ReadText(token, at);
                    Kind = token == WbxmlTokens.Opaque ? WbxmlTokenKind.Opaque : WbxmlTokenKind.Text;
                    Offset = at;
                    Depth = _depth;
                    return;

                case WbxmlTokens.Pi:
                    CheckSwitch(switchAt);
                    switchAt = -1;
                    SkipProcessingInstruction(at);
                    continue;

                case WbxmlTokens.Literal or WbxmlTokens.LiteralC or WbxmlTokens.LiteralA or WbxmlTokens.LiteralAc:
                    CheckSwitch(switchAt);
                    _literal = LiteralName(at, NextInteger());
                    _tag = null;
                    _attribute = null;
                    OpenElement(token, at);
                    return;

                default:
                    throw Error(WbxmlErrors.UnsupportedExtension, at, $"token {token:X2}; {CodeSpace.Title} defines no extension tokens");
            }
        }
    }

    private readonly WireFormatException NoTag(byte token, int at) => _tagPage is null
        ? Error(WbxmlErrors.UnknownCodePage, at, $"{CodeSpace.Title} has no tag page {_tagPageNumber:X2}")
        : Error(WbxmlErrors.UnknownTag, at, $"token {token:X2}: no tag {token & WbxmlTokens.Identity:X2} on page {_tagPageNumber:X2} of {CodeSpace.Title}");

    private void OpenElement(byte token, int at)
    {
        if (_depth >= _limits.MaxDepth || _elements >= _limits.MaxElements)
            throw TooMany(at);
        _elements++;
        _tagAt = at;
        _depth++;
        _tagHasContent = (token & WbxmlTokens.HasContent) != 0;
        if ((token & WbxmlTokens.HasAttributes) != 0)
        {
            _state = State.Attributes;
            _attributeOpen = false;
            _attributeIgnored = false;
            _attributes = 0;
            _attributeNames = 0;
            _literalAttributes = 0;
        }
        else
        {
            _state = _tagHasContent ? State.Content : State.EmptyEnd;
        }

        Kind = WbxmlTokenKind.StartElement;
        Offset = at;
        Depth = _depth;
    }

    private readonly WireFormatException TooMany(int at) => _depth >= _limits.MaxDepth
        ? Error(WbxmlErrors.DepthLimit, at, $"elements nested deeper than {_limits.MaxDepth}")
        : Error(WbxmlErrors.LimitExceeded, at, $"more than {_limits.MaxElements} elements");

    private void CloseElement(int at)
    {
        Kind = WbxmlTokenKind.EndElement;
        Offset = at;
        Depth = _depth;
        _depth--;
        _state = _depth == 0 ? State.Epilog : State.Content;
    }

    private void ReadEpilog()
    {
        while (_at < _input.Length)
        {
            var at = _at;
            if (NextOctet() != WbxmlTokens.Pi)
                throw Error(WbxmlErrors.TrailingBytes, at, $"{_input.Length - at} octets follow the root element");
            SkipProcessingInstruction(at);
        }
    }

    /// <summary>Moves to the next attribute or piece of one; at the end of the list sets the state that follows and returns false.</summary>
    private bool ReadAttribute()
    {
        while (true)
        {
            var at = _at;
            switch (NextAttributeToken(ref at))
            {
                case AttributeToken.End:
                    if (_attributes == 0)
                    {
                        if (!_lenient)
                            throw Error(WbxmlErrors.UnexpectedToken, at, "an attribute list has at least one attribute");
                        Remark("EmptyAttributeList", at, "the tag announces attributes, but the list is empty");
                    }

                    _state = _tagHasContent ? State.Content : State.EmptyEnd;
                    return false;

                case AttributeToken.Start:
                    _attributes++;
                    if (_attributeIgnored)
                        continue;
                    Kind = WbxmlTokenKind.Attribute;
                    break;

                default:
                    if (_attributeIgnored)
                        continue;
                    Kind = WbxmlTokenKind.AttributeValue;
                    break;
            }

            Offset = at;
            Depth = _depth;
            return true;
        }
    }

    /// <summary>Reads one token of an attribute list or processing instruction; <paramref name="at"/> becomes its offset behind a SWITCH_PAGE.</summary>
    private AttributeToken NextAttributeToken(ref int at)
    {
        _entityLength = 0;
        var switchAt = -1;
        while (true)
        {
            at = _at;
            var token = NextOctet();
            switch (token)
            {
                case WbxmlTokens.SwitchPage:
                    CheckSwitch(switchAt);
                    switchAt = at;
                    _attributePageNumber = NextOctet();
                    _attributePage = CodeSpace.AttributePage(_attributePageNumber);
                    continue;

                case WbxmlTokens.End:
                    CheckSwitch(switchAt);
                    return AttributeToken.End;

                case WbxmlTokens.Literal:
                    CheckSwitch(switchAt);
                    StartLiteralAttribute(at);
                    return AttributeToken.Start;

                case WbxmlTokens.StrI or WbxmlTokens.StrT or WbxmlTokens.Entity or WbxmlTokens.Opaque:
                    RequireOpenAttribute(token, at);
                    CheckSwitch(switchAt);
                    if (token == WbxmlTokens.Opaque && Header.Version < 2)
                    {
                        if (!_lenient)
                            throw Error(WbxmlErrors.UnexpectedToken, at, "OPAQUE in an attribute value exists from WBXML 1.2 on");
                        Remark("OpaqueInAttribute", at, "OPAQUE in an attribute value of a WBXML 1.1 document");
                    }

                    ReadText(token, at);
                    if (token == WbxmlTokens.Opaque && _isForeign)
                    {
                        _value = Converted(_value, ValueOffset);
                        ValueOffset = -1;
                    }
                    else if (token == WbxmlTokens.Opaque)
                    {
                        ValidateText(_value, ValueOffset);
                    }

                    return AttributeToken.Value;

                case < WbxmlTokens.ExtT0 and not (WbxmlTokens.ExtI0 or WbxmlTokens.ExtI1 or WbxmlTokens.ExtI2 or WbxmlTokens.Pi or WbxmlTokens.LiteralC):
                    StartAttribute(token, at);
                    return AttributeToken.Start;

                case > WbxmlTokens.LiteralA and not (WbxmlTokens.Ext0 or WbxmlTokens.Ext1 or WbxmlTokens.Ext2 or WbxmlTokens.LiteralAc):
                    RequireOpenAttribute(token, at);
                    RequireAttributePage(at);
                    _value = _attributePage.Values[token]
                        ?? throw Error(WbxmlErrors.UnknownAttributeValue, at, $"no value token {token:X2} on attribute page {_attributePageNumber:X2} of {CodeSpace.Title}");
                    ValueOffset = -1;
                    return AttributeToken.Value;

                default:
                    throw Error(WbxmlErrors.UnexpectedToken, at, $"token {token:X2} in an attribute list");
            }
        }
    }

    private void StartAttribute(byte token, int at)
    {
        RequireAttributePage(at);
        var start = _attributePage.Starts[token]
            ?? throw Error(WbxmlErrors.UnknownAttribute, at, $"no attribute start {token:X2} on attribute page {_attributePageNumber:X2} of {CodeSpace.Title}");
        if ((_attributeNames & start.NameBit) != 0)
            throw Error(WbxmlErrors.DuplicateAttribute, at, $"attribute {start.Name} occurs twice");
        _attributeNames |= start.NameBit;
        _attributeOpen = true;
        _attributeIgnored = false;
        _tag = null;
        _attribute = start;
        _value = start.ValueUtf8;
        ValueOffset = -1;
    }

    private void StartLiteralAttribute(int at)
    {
        var index = NextInteger();
        _attributeOpen = true;
        _attributeIgnored = false;
        _value = default;
        ValueOffset = -1;
        _tag = null;
        _attribute = null;
        if (_lenient && index == 0 && _stringTable.IsEmpty)
        {
            Remark("IgnoredLiteralAttribute", at, "attribute named by an empty string table (known to carry xmlns); ignored");
            _attributeIgnored = true;
            return;
        }

        _literal = LiteralName(at, index);
        for (var i = 0; i < _literalAttributes; i++)
        {
            if (StringAt(_literalIndexes[i]).SequenceEqual(_literal))
                throw Error(WbxmlErrors.DuplicateAttribute, at, $"attribute {Name} occurs twice");
        }

        if (_literalAttributes == MaxLiteralAttributes)
            throw Error(WbxmlErrors.LimitExceeded, at, $"more than {MaxLiteralAttributes} literal attributes on one element");
        _literalIndexes[_literalAttributes++] = (int)index;

        foreach (var (bit, known) in (ReadOnlySpan<(int, string)>)[(0, "version"), (1, "type"), (2, "name"), (3, "value")])
        {
            if (!Ascii.Equals(_literal, known))
                continue;
            if ((_attributeNames & (1ul << bit)) != 0)
                throw Error(WbxmlErrors.DuplicateAttribute, at, $"attribute {known} occurs twice");
            _attributeNames |= 1ul << bit;
        }
    }

    [MemberNotNull(nameof(_attributePage))]
    private readonly void RequireAttributePage(int at)
    {
        if (_attributePage is null)
            throw Error(WbxmlErrors.UnknownCodePage, at, $"{CodeSpace.Title} has no attribute page {_attributePageNumber:X2}");
    }

    private readonly void RequireOpenAttribute(byte token, int at)
    {
        if (!_attributeOpen)
            throw Error(WbxmlErrors.UnexpectedToken, at, $"value token {token:X2} before any attribute start");
    }

    /// <summary>PI attrStart *attrValue END. Has no meaning for the supported document types.</summary>
    private void SkipProcessingInstruction(int at)
    {
        Remark("ProcessingInstruction", at, "a processing instruction; ignored");
        _attributeOpen = false;
        _attributeNames = 0;
        _literalAttributes = 0;
        var tokenAt = _at;
        if (NextAttributeToken(ref tokenAt) != AttributeToken.Start)
            throw Error(WbxmlErrors.UnexpectedToken, tokenAt, "a processing instruction starts with its name");
        while (NextAttributeToken(ref tokenAt) is var token && token != AttributeToken.End)
        {
            if (token == AttributeToken.Start)
                throw Error(WbxmlErrors.UnexpectedToken, tokenAt, "a processing instruction has one name");
        }

        _entityLength = 0;
        _value = default;
        ValueOffset = -1;
    }

    private void ReadText(byte token, int at)
    {
        switch (token)
        {
            case WbxmlTokens.StrI when _isForeign:
                var text = _input[_at..];
                var size = ForeignText.Length(text, Header.Charset);
                if (size < 0)
                    throw Error(WbxmlErrors.UnterminatedString, at, "an inline string has no terminating zero character");
                _value = Converted(text[..size], _at);
                ValueOffset = -1;
                _at += size + ForeignText.TerminatorLength(Header.Charset);
                break;

            case WbxmlTokens.StrI:
                _value = _input.Slice(_at, TerminatedText(_input[_at..], _at, at));
                ValueOffset = _at;
                _at += _value.Length + 1;
                break;

            case WbxmlTokens.StrT:
                var index = NextInteger();
                _value = TableString(at, index);
                ValueOffset = _isForeign ? -1 : Header.StringTableOffset + (int)index;
                break;

            case WbxmlTokens.Opaque:
                var length = NextInteger();
                if (length > (uint)(_input.Length - _at))
                    throw Error(WbxmlErrors.OpaqueTooLong, at, $"{length} octets announced, {_input.Length - _at} are left");
                _value = _input.Slice(_at, (int)length);
                ValueOffset = _at;
                _at += (int)length;
                break;

            default:
                ReadEntity(at);
                break;
        }
    }

    private void ReadEntity(int at)
    {
        var code = NextInteger();
        if (code == 0 || !Rune.IsValid(code))
            throw Error(WbxmlErrors.BadEntity, at, $"entity {code:X}; a Unicode character was expected");
        var rune = new Rune(code);
        if (!TextRules.IsXmlChar(rune))
            throw Error(WbxmlErrors.IllegalXmlChar, at, $"entity {code:X} is no XML character");
        _entityLength = rune.EncodeToUtf8(_entity);
        _value = default;
        ValueOffset = -1;
    }

    /// <summary>Length of the checked text in front of the terminator.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int TerminatedText(ReadOnlySpan<byte> text, int offset, int tokenAt)
    {
        // One pass for what nearly all text is: printable ASCII and its terminator.
        if (text.Length >= Vector128<byte>.Count)
        {
            // As signed octets, everything else is less than a space.
            var others = Vector128.LessThan(Vector128.Create(text).AsSByte(), Vector128.Create((sbyte)' '));
            var printable = BitOperations.TrailingZeroCount(others.ExtractMostSignificantBits());
            if (printable < Vector128<byte>.Count && text[printable] == 0)
                return printable;
        }

        return LongText(text, offset, tokenAt);
    }

    private readonly int LongText(ReadOnlySpan<byte> text, int offset, int tokenAt)
    {
        var plain = text.IndexOfAnyExcept(TextRules.PlainOctets);
        if (plain >= 0 && text[plain] == 0)
            return plain;
        var length = text.IndexOf((byte)0);
        if (length < 0)
            throw Error(WbxmlErrors.UnterminatedString, tokenAt, "an inline string has no terminating 00");
        ValidateText(text[..length], offset);
        return length;
    }

    private readonly void ValidateText(ReadOnlySpan<byte> text, int offset) => TextRules.Validate(text, offset, IsAscii);

    private ReadOnlySpan<byte> LiteralName(int at, uint index)
    {
        var name = TableString(at, index);
        if (name.IsEmpty)
            throw Error(WbxmlErrors.UnexpectedToken, at, "a literal name is empty");

        // The next text would overwrite a name in the buffer of converted text.
        return _isForeign ? name.ToArray() : name;
    }

    private ReadOnlySpan<byte> TableString(int at, uint index)
    {
        if (index >= (uint)_stringTable.Length)
            throw Error(WbxmlErrors.StringTableIndexOutOfRange, at, $"string table index {index}, the table has {_stringTable.Length} octets");
        var text = StringAt((int)index);

        // Two octets can refer to a whole string table: without a bound a short document would become an endless one.
        if (text.Length > _limits.MaxTableText - _tableText)
            throw Error(WbxmlErrors.LimitExceeded, at, $"references to the string table yield more than {_limits.MaxTableText} octets");
        _tableText += text.Length;
        var offset = Header.StringTableOffset + (int)index;
        if (index + text.Length == _stringTable.Length)
            Remark("UnterminatedTableString", offset, "the last string of the string table has no terminating 00");
        if (_isForeign)
            return Converted(text, offset);
        ValidateText(text, offset);
        return text;
    }

    private ReadOnlySpan<byte> Converted(ReadOnlySpan<byte> text, int offset)
    {
        var length = ForeignText.ToUtf8(text, offset, Header.Charset, ref _converted);
        return _converted.AsSpan(0, length);
    }

    private readonly ReadOnlySpan<byte> StringAt(int index)
    {
        var rest = _stringTable[index..];
        var length = _isForeign ? ForeignText.Length(rest, Header.Charset) : rest.IndexOf((byte)0);
        return length < 0 ? rest : rest[..length];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckSwitch(int switchAt)
    {
        if (switchAt >= 0)
            MisplacedSwitch(switchAt);
    }

    private void MisplacedSwitch(int switchAt)
    {
        if (!_lenient)
            throw Error(WbxmlErrors.MisplacedSwitchPage, switchAt, "SWITCH_PAGE must stand directly before a token that has a code page");
        Remark("MisplacedSwitchPage", switchAt, "SWITCH_PAGE before a token that has no code page");
    }

    private WbxmlCodeSpace SpaceFor(uint publicId, int at, WbxmlCodeSpace? hint)
    {
        if (WbxmlCodeSpace.ForPublicId(publicId) is { } space)
            return Compared(space, hint, at);
        if (publicId == 1 && hint is not null)
            return hint;
        throw Error(WbxmlErrors.UnknownPublicId, at, publicId == 1
            ? "public identifier 01 (unknown), and no media type tells the document type"
            : $"public identifier {publicId:X} is none of SyncML 1.1, SyncML 1.2, DevInf 1.1, DevInf 1.2, PROV 1.0");
    }

    private WbxmlCodeSpace SpaceForText(uint index, int at, WbxmlCodeSpace? hint)
    {
        var text = TableString(at, index);
        if (WbxmlCodeSpace.ForFormalPublicId(text) is { } space)
            return Compared(space, hint, at);
        throw Error(WbxmlErrors.UnknownPublicId, at, $"public identifier \"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 64)])}\" is not known");
    }

    private WbxmlCodeSpace Compared(WbxmlCodeSpace found, WbxmlCodeSpace? hint, int at)
    {
        if (hint is not null && hint != found)
            Remark("PublicIdMismatch", at, $"the public identifier says {found.Title}, the media type {hint.Title}");
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte NextOctet() => (uint)_at < (uint)_input.Length ? _input[_at++] : throw Ended();

    private readonly WireFormatException Ended() => Error(WbxmlErrors.UnexpectedEnd, _input.Length, "the document ends too early");

    /// <summary>mb_u_int32: seven bits an octet, the highest first, bit 80 set on all but the last.</summary>
    private uint NextInteger()
    {
        var start = _at;
        uint value = 0;
        for (var octets = 1; octets <= 5; octets++)
        {
            var octet = NextOctet();
            if (value > 0x01FFFFFF)
                throw Error(WbxmlErrors.MbIntOverflow, start, "an integer exceeds 2^32-1");
            value = (value << 7) | (octet & 0x7Fu);
            if ((octet & 0x80) == 0)
            {
                if (octets > 1 && _input[start] == 0x80)
                    Remark("NonCanonicalInteger", start, "an integer has leading zeros");
                return value;
            }
        }

        throw Error(WbxmlErrors.MbIntTooLong, start + 4, "an integer goes on after five octets");
    }

    private void Remark(string code, int offset, string text) => (_remarks ??= new RemarkLog()).Add(code, offset, text);

    private static WireFormatException Error(string code, int offset, string reason) => new(code, offset, reason);

    [InlineArray(4)]
    private struct EntityOctets
    {
        private byte _first;
    }

    [InlineArray(MaxLiteralAttributes)]
    private struct LiteralIndexes
    {
        private int _first;
    }
}

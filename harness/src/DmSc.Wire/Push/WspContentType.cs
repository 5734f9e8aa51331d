using System.Collections.Immutable;

namespace DmSc.Wire.Push;

/// <summary>A parameter of a content type: well-known by its code, or with its name as text.</summary>
/// <param name="Code">The code, or <c>null</c> when the name was sent as text.</param>
/// <param name="Text">The name sent as text, or <c>null</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record WspParameter(int? Code, string? Text, WspValue Value)
{
    /// <summary>Offset of the parameter in the PDU that was read, of its value for errors about it; 0 in one that was made.</summary>
    public int Offset { get; init; }

    /// <summary>The name in words, or <c>null</c> for a code that is not known.</summary>
    public string? Name => Text ?? (Code is { } code ? WspCodes.ParameterName(code) : null);

    /// <summary>A parameter with a code.</summary>
    /// <param name="code">0 to 2^31-1.</param>
    /// <param name="value">Its value.</param>
    public static WspParameter Typed(int code, WspValue value) => new(code, null, value);

    /// <summary>A parameter with its name as text.</summary>
    /// <param name="name">Printable US-ASCII.</param>
    /// <param name="value">Its value.</param>
    public static WspParameter Untyped(string name, WspValue value) => new(null, name, value);

    /// <summary>Whether it is the well-known parameter, in either spelling of its name.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>.</param>
    public bool Is(int code) => Code is { } own
        ? own == code
        : string.Equals(Text, WspCodes.ParameterName(code), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public bool Equals(WspParameter? other) => other is not null && Code == other.Code && Text == other.Text && Value == other.Value;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Code, Text, Value);
}

/// <summary>The content type of a push (WAP-230 WSP, 8.4.2.24), in the spelling it has on the wire.</summary>
/// <param name="Code">The code of the media type, or <c>null</c> when it was sent as text.</param>
/// <param name="Text">The media type sent as text, or <c>null</c>.</param>
/// <param name="Parameters">In order.</param>
public sealed record WspContentType(int? Code, string? Text, ImmutableArray<WspParameter> Parameters)
{
    /// <summary>Whether it stands behind a length although it has no parameters; with parameters it always does.</summary>
    public bool GeneralForm { get; init; }

    /// <summary>The media type in words, or <c>null</c> for a code that is not known.</summary>
    public string? MediaType => Text ?? (Code is { } code ? WspCodes.MediaType(code) : null);

    /// <summary>A media type by its code.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>, or another code.</param>
    /// <param name="parameters">In order.</param>
    public static WspContentType Of(int code, params ReadOnlySpan<WspParameter> parameters) => new(code, null, [.. parameters]);

    /// <summary>A media type as text.</summary>
    /// <param name="mediaType">Printable US-ASCII.</param>
    /// <param name="parameters">In order.</param>
    public static WspContentType Of(string mediaType, params ReadOnlySpan<WspParameter> parameters) => new(null, mediaType, [.. parameters]);

    /// <summary>Whether it is the media type of a code, sent as that code or as text.</summary>
    /// <param name="code">A constant of <see cref="WspCodes"/>.</param>
    public bool Is(int code) => Code is { } own
        ? own == code
        : string.Equals(Text, WspCodes.MediaType(code), StringComparison.OrdinalIgnoreCase);

    /// <summary>MIBenum of the parameter Charset when that is a number, else <c>null</c>.</summary>
    public int? Charset
    {
        get
        {
            foreach (var parameter in Parameters)
            {
                if (parameter.Is(WspCodes.Charset) && parameter.Value.Integer is { } number and <= int.MaxValue)
                    return (int)number;
            }

            return null;
        }
    }

    /// <inheritdoc />
    public bool Equals(WspContentType? other) =>
        other is not null && Code == other.Code && Text == other.Text && GeneralForm == other.GeneralForm && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Code, Text, GeneralForm, Parameters.Length);

    internal static WspContentType Read(WspReader reader)
    {
        if (reader.AtEnd)
            throw new WireFormatException(PushErrors.ContentTypeMissing, reader.At, "the header block holds no content type");
        var first = reader.At;
        switch (reader.Peek("a content type"))
        {
            case >= 0x80:
                return new WspContentType(reader.Octet("a media type") & 0x7F, null, []);
            case > 0x1F:
                return new WspContentType(null, MediaName(reader), []);
            case 0x1F:
                reader.Octet("a length");
                return General(reader.Part(reader.Uintvar("the length of the content type"), first, "the content type"));
            default:
                return General(reader.Part(reader.Octet("a length"), first, "the content type"));
        }
    }

    internal void Write(WspWriter writer)
    {
        if (Parameters.IsEmpty && !GeneralForm && Code is null or <= 0x7F)
        {
            WriteMedia(writer);
            return;
        }

        var inner = new WspWriter();
        WriteMedia(inner);
        foreach (var parameter in Parameters)
        {
            if (parameter.Code is { } code)
                inner.Value(WspValue.Of((uint)code));
            else
                inner.Name(parameter.Text ?? throw new FormatException("a parameter has neither code nor name"));
            // Q alone is a uintvar; the reader could not tell another form from it.
            if (parameter.Value is WspValue.Uintvar != (parameter.Code == 0))
                throw new FormatException($"the value of parameter {parameter.Name} is {(parameter.Code == 0 ? "" : "not ")}a uintvar");
            inner.Value(parameter.Value);
        }

        writer.Length(inner.Written.Length);
        writer.Octets(inner.Written);
    }

    private static WspContentType General(WspReader reader)
    {
        if (reader.AtEnd)
            throw new WireFormatException(PushErrors.ContentTypeMissing, reader.At, "the content type is empty");
        var (code, text) = NameIn(reader, "a media type");
        var parameters = ImmutableArray.CreateBuilder<WspParameter>();
        while (!reader.AtEnd)
        {
            var offset = reader.At;
            var (parameterCode, name) = NameIn(reader, "a parameter");
            WspValue value = parameterCode == 0
                ? new WspValue.Uintvar(reader.Uintvar("the value of Q"))
                : reader.Value($"the value of parameter {name ?? WspCodes.ParameterName(parameterCode!.Value) ?? $"{parameterCode:X2}"}");
            parameters.Add(new WspParameter(parameterCode, name, value) { Offset = offset });
        }

        return new WspContentType(code, text, parameters.ToImmutable()) { GeneralForm = parameters.Count == 0 && code is null or <= 0x7F };
    }

    private static (int? Code, string? Text) NameIn(WspReader reader, string what) => reader.Peek(what) switch
    {
        >= 0x80 or (> 0 and < 0x1F) => (reader.Code(what), null),
        > 0x1F => (null, MediaName(reader)),
        var octet => throw new WireFormatException(PushErrors.UnexpectedOctet, reader.At, $"{octet:X2} cannot start {what}"),
    };

    private static string MediaName(WspReader reader) => WspNames.Read(reader, "a name");

    private void WriteMedia(WspWriter writer)
    {
        if (Code is { } code)
            writer.Value(WspValue.Of((uint)code));
        else
            writer.Name(Text ?? throw new FormatException("a content type has neither code nor name"));
    }
}

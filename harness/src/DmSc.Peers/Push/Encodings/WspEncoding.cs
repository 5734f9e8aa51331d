using System.Collections.Immutable;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Encodings;

/// <summary>A push as connectionless WSP PDU (WAP-230 WSP, 8.2.4.1).</summary>
public static class WspEncoding
{
    private const string Charset = "Charset";

    /// <summary>The PDU: content type, application id if there is one, other headers, body.</summary>
    /// <param name="message">The push.</param>
    /// <param name="form">What is free.</param>
    /// <exception cref="FormatException">A field that has no coding, thrown here or by <see cref="PushPdu.Encode"/>.</exception>
    public static PushPdu ToPdu(PushMessage message, WspForm form)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(form);
        var headers = ImmutableArray.CreateBuilder<WspHeader>();
        if (message.Application is { } application)
            headers.Add(WspHeader.Typed(WspCodes.ApplicationId, ApplicationValue(application, form)));
        foreach (var header in message.Headers)
        {
            var value = header.Number is { } number ? WspValue.Of(number) : WspValue.Of(header.Value);
            headers.Add(HeaderCode(header.Name) is { } code ? WspHeader.Typed(code, value) : WspHeader.Untyped(header.Name, value));
        }

        return new PushPdu(form.TransactionId, ContentType(message, form), headers.ToImmutable(), message.Body);
    }

    /// <summary>What a PDU says, free of its encoding. A value that is neither text nor number is given as hexadecimal digits.</summary>
    /// <param name="pdu">As received.</param>
    public static PushMessage FromPdu(PushPdu pdu)
    {
        ArgumentNullException.ThrowIfNull(pdu);
        var type = pdu.ContentType;
        var parameters = ImmutableArray.CreateBuilder<PushField>(type.Parameters.Length);
        foreach (var parameter in type.Parameters)
            parameters.Add(Field(parameter.Name ?? $"{parameter.Code:X2}", parameter.Value));
        var application = pdu.Header(WspCodes.ApplicationId);
        var headers = ImmutableArray.CreateBuilder<PushField>();
        foreach (var header in pdu.Headers)
        {
            if (!ReferenceEquals(header, application))
                headers.Add(Field(header.Is(WspCodes.PushFlag) ? OtaHttpField.PushFlag : header.Name ?? $"{header.Code:X2}", header.Value));
        }

        return new PushMessage(
            new PushMedia(type.Code, type.MediaType),
            parameters.MoveToImmutable(),
            application is null ? null : Application(application.Value),
            headers.ToImmutable(),
            pdu.Body);
    }

    /// <summary>The content type with its parameters.</summary>
    internal static WspContentType ContentType(PushMessage message, WspForm form)
    {
        var media = message.Media;
        var spelling = form.Spelling
            ?? (media.Is(WspCodes.ProvisioningWbxml) ? SecuritySpelling.TypedNumber : SecuritySpelling.Untyped);
        var parameters = ImmutableArray.CreateBuilder<WspParameter>(message.Parameters.Length);
        foreach (var parameter in message.Parameters)
            parameters.Add(Parameter(parameter, spelling));
        return media.Code is { } code && !(form.MediaAsText && media.Name is not null)
            ? new WspContentType(code, null, parameters.MoveToImmutable())
            : new WspContentType(null, media.Name, parameters.MoveToImmutable());
    }

    private static WspParameter Parameter(PushField field, SecuritySpelling spelling)
    {
        if (field.Is(PushField.Sec) && spelling != SecuritySpelling.Untyped)
        {
            var asNumber = field.Number is not null && (spelling == SecuritySpelling.TypedNumber || field.Text is null);
            return WspParameter.Typed(WspCodes.Sec, asNumber ? WspValue.Of(field.Number!.Value) : WspValue.Of(field.Value));
        }

        if (field.Is(PushField.Mac) && spelling != SecuritySpelling.Untyped)
            return WspParameter.Typed(WspCodes.Mac, WspValue.Of(field.Value));
        if (field.Is(Charset) && field.Number is { } charset)
            return WspParameter.Typed(WspCodes.Charset, WspValue.Of(charset));
        return WspParameter.Untyped(field.Name, field.Text is null && field.Number is { } number ? WspValue.Of(number) : WspValue.Of(field.Value));
    }

    private static WspValue ApplicationValue(PushApplicationId application, WspForm form) => application switch
    {
        { Code: { } code } when !(form.ApplicationAsText && application.Uri is not null) => WspValue.Of((ulong)code),
        { Uri: { } uri } => WspValue.Of(uri),
        _ => throw new FormatException("an application id has neither number nor URI"),
    };

    private static PushApplicationId Application(WspValue value) => value switch
    {
        { Integer: { } code and <= int.MaxValue } => PushApplicationId.Of((int)code),
        { Characters: { } uri } => new PushApplicationId(null, uri),
        _ => new PushApplicationId(null, value.ToString()),
    };

    private static PushField Field(string name, WspValue value) => value switch
    {
        { Characters: { } text } => new PushField(name, text),
        { Integer: { } number } => new PushField(name, null, number),
        _ => new PushField(name, value.ToString()),
    };

    /// <summary>The code of a header by its name in HTTP, which differs for the flags alone.</summary>
    private static int? HeaderCode(string name)
    {
        if (string.Equals(name, OtaHttpField.PushFlag, StringComparison.OrdinalIgnoreCase))
            return WspCodes.PushFlag;
        for (var code = 0; code <= 0x7F; code++)
        {
            if (string.Equals(WspCodes.HeaderName(code), name, StringComparison.OrdinalIgnoreCase))
                return code;
        }

        return null;
    }
}

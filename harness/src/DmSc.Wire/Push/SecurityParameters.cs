using System.Collections.Immutable;
using DmSc.Wire.Credentials;

namespace DmSc.Wire.Push;

/// <summary>How a sender spells SEC and MAC; DM Security does not say, so all are seen.</summary>
public enum SecuritySpelling
{
    /// <summary>Well-known parameters, SEC as a number: what Client Provisioning defines.</summary>
    TypedNumber,

    /// <summary>Well-known parameters, SEC as its name in text.</summary>
    TypedName,

    /// <summary>Parameter names and values all as text.</summary>
    Untyped,
}

/// <summary>The parameters SEC and MAC of a content type that protect a bootstrap.</summary>
/// <param name="Method">What SEC says.</param>
/// <param name="Mac">20 octets, or <c>null</c> when none was sent, which only USERPINMAC allows.</param>
public sealed record SecurityParameters(BootstrapMethod Method, ReadOnlyMemory<byte>? Mac)
{
    /// <summary>What was accepted although it should not be so.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; init; } = [];

    /// <summary>SEC and MAC for a content type of a push.</summary>
    /// <param name="profile">Decides the names.</param>
    /// <param name="spelling">How to write them.</param>
    /// <exception cref="FormatException">A MAC of another length, one with USERPINMAC, or none without.</exception>
    public ImmutableArray<WspParameter> ToParameters(BootstrapProfile profile, SecuritySpelling spelling)
    {
        if (Mac is { Length: not BootstrapMac.Length })
            throw new FormatException($"a MAC has {BootstrapMac.Length} octets");
        if (Mac is null != (Method == BootstrapMethod.UserPinMac))
            throw new FormatException($"{Method} {(Mac is null ? "needs a MAC" : "sends none")}");
        var method = spelling == SecuritySpelling.TypedNumber
            ? WspValue.Of((ulong)Method)
            : WspValue.Of(BootstrapMethodName.Of(Method, profile));
        var list = ImmutableArray.CreateBuilder<WspParameter>(2);
        list.Add(spelling == SecuritySpelling.Untyped ? WspParameter.Untyped("SEC", method) : WspParameter.Typed(WspCodes.Sec, method));
        if (Mac is { } mac)
        {
            var digits = WspValue.Of(Convert.ToHexString(mac.Span));
            list.Add(spelling == SecuritySpelling.Untyped ? WspParameter.Untyped("MAC", digits) : WspParameter.Typed(WspCodes.Mac, digits));
        }

        return list.ToImmutable();
    }

    /// <summary>Reads SEC and MAC in any spelling and order.</summary>
    /// <param name="contentType">Of a push.</param>
    /// <returns><c>null</c> when neither is there.</returns>
    /// <exception cref="WireFormatException">Duplicate, unknown SEC, bad MAC, one without the other.</exception>
    public static SecurityParameters? Read(WspContentType contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var reader = new SecurityReader(contentType.Is(WspCodes.ProvisioningWbxml) ? BootstrapProfile.Provisioning : BootstrapProfile.DeviceManagement);
        foreach (var parameter in contentType.Parameters)
        {
            if (parameter.Is(WspCodes.Sec))
                reader.Sec(parameter.Value.Integer, parameter.Value.Characters, parameter.Offset);
            else if (parameter.Is(WspCodes.Mac))
                reader.Mac(parameter.Value.Characters, parameter.Offset);
        }

        return reader.Result();
    }

    /// <summary>Reads SEC and MAC from a content type of HTTP or OBEX.</summary>
    /// <param name="contentType">As text.</param>
    /// <returns><c>null</c> when neither is there.</returns>
    /// <exception cref="WireFormatException">As the other; offsets are characters.</exception>
    public static SecurityParameters? Read(HttpContentType contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var provisioning = string.Equals(contentType.MediaType, WspCodes.MediaType(WspCodes.ProvisioningWbxml), StringComparison.OrdinalIgnoreCase);
        var reader = new SecurityReader(provisioning ? BootstrapProfile.Provisioning : BootstrapProfile.DeviceManagement);
        foreach (var parameter in contentType.Parameters)
        {
            if (string.Equals(parameter.Name, "SEC", StringComparison.OrdinalIgnoreCase))
                reader.Sec(null, parameter.Value, parameter.Offset);
            else if (string.Equals(parameter.Name, "MAC", StringComparison.OrdinalIgnoreCase))
                reader.Mac(parameter.Value, parameter.Offset);
        }

        return reader.Result();
    }

    /// <inheritdoc />
    public bool Equals(SecurityParameters? other) =>
        other is not null && Method == other.Method && Mac is null == other.Mac is null && (Mac is null || Mac.Value.Span.SequenceEqual(other.Mac!.Value.Span));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Method, Mac is null);
}

/// <summary>Collects SEC and MAC of one content type.</summary>
internal sealed class SecurityReader(BootstrapProfile profile)
{
    private readonly RemarkLog _log = new();
    private BootstrapMethod? _method;
    private byte[]? _mac;
    private (int Sec, int Mac) _offsets;

    public void Sec(ulong? number, string? text, int offset)
    {
        if (_method is not null)
            throw new WireFormatException(PushErrors.DuplicateParameter, offset, "SEC occurs twice");
        _offsets.Sec = offset;
        // Some senders end a quoted string with a quotation mark.
        text = text?.TrimEnd('"');
        _method = number switch
        {
            <= 3 => (BootstrapMethod)number.Value,
            null when text is not null => BootstrapMethodName.Parse(text),
            _ => null,
        };
        if (_method is not { } method)
            throw new WireFormatException(PushErrors.UnknownSecurityMethod, offset, $"SEC is {text ?? number?.ToString() ?? "no number and no text"}, expected 0 to 3 or a name");
        if (profile == BootstrapProfile.DeviceManagement && method == BootstrapMethod.UserPinMac)
            _log.Add("ForeignSecurityMethod", offset, "DM has no USERPINMAC");
        else if (text is not null && text != BootstrapMethodName.Of(method, profile))
            _log.Add("SecurityMethodName", offset, $"SEC is written {text}, the name is {BootstrapMethodName.Of(method, profile)}");
    }

    public void Mac(string? text, int offset)
    {
        if (_mac is not null)
            throw new WireFormatException(PushErrors.DuplicateParameter, offset, "MAC occurs twice");
        _offsets.Mac = offset;
        var digits = text?.TrimEnd('"');
        if (digits is not { Length: 2 * BootstrapMac.Length } || !digits.All(char.IsAsciiHexDigit))
            throw new WireFormatException(PushErrors.BadMac, offset, $"MAC is {2 * BootstrapMac.Length} hexadecimal digits, got {digits?.Length.ToString() ?? "no text"}{(digits is null ? "" : " characters")}");
        if (digits.Any(char.IsAsciiLetterLower))
            _log.Add("MacLowerCase", offset, "MAC has lower-case digits; some receivers compare exactly");
        _mac = Convert.FromHexString(digits);
    }

    public SecurityParameters? Result()
    {
        if (_method is not { } method)
        {
            return _mac is null
                ? null
                : throw new WireFormatException(PushErrors.SecurityIncomplete, _offsets.Mac, "MAC without SEC");
        }

        if (_mac is null && method != BootstrapMethod.UserPinMac)
            throw new WireFormatException(PushErrors.SecurityIncomplete, _offsets.Sec, $"SEC {(int)method} without MAC");
        if (_mac is not null && method == BootstrapMethod.UserPinMac)
        {
            _log.Add("SurplusMac", _offsets.Mac, "USERPINMAC sends no MAC; it is ignored");
            _mac = null;
        }

        return new SecurityParameters(method, _mac is null ? null : (ReadOnlyMemory<byte>?)_mac) { Remarks = _log.ToImmutable() };
    }
}

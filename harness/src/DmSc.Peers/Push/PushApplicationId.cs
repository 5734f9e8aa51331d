using DmSc.Wire.Push;

namespace DmSc.Peers.Push;

/// <summary>X-Wap-Application-Id: the application a push is for, as a number, as a URI or both. WSP sends the number where there is one, HTTP the URI.</summary>
/// <param name="Code">The registered number, or <c>null</c>.</param>
/// <param name="Uri">The URI, or <c>null</c> for a number that is not known.</param>
public sealed record PushApplicationId(int? Code, string? Uri)
{
    /// <summary>OMA DM: 7, x-wap-application:syncml.dm.</summary>
    public static PushApplicationId DeviceManagement { get; } = Of(PushApplication.DeviceManagement);

    /// <summary>An application by its number.</summary>
    /// <param name="code">0 to 2^31-1.</param>
    public static PushApplicationId Of(int code) => new(code, PushApplication.Uri(code));

    /// <summary>An application by its URI; a registered one gets its number.</summary>
    /// <param name="uri">For example <c>x-wap-application:syncml.dm</c>.</param>
    public static PushApplicationId Of(string uri) => new(PushApplication.Code(uri), uri);

    /// <inheritdoc />
    public override string ToString() => Uri ?? $"{Code}";
}

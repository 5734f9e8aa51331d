using DmSc.Engine.Verbs;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Server;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Steps.Lab.Servers;

/// <summary>The words that orders have in cases, request templates, driver programs and captures.</summary>
internal static class OrderWords
{
    /// <summary>The names of values beside those of a device.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["profile", "method", "sec", "bearer", "secure", "content", "confidential", "session", "ui-mode", "initiator", "push-url", "secure-push-url", "push-target"];

    /// <summary>The order of values; those that are absent have their defaults.</summary>
    /// <exception cref="FormatException">A word that does not exist.</exception>
    public static BootstrapOrder Bootstrap(IReadOnlyDictionary<string, string> values) => new(
        Word(values, ServerShapes.Profile), values.GetValueOrDefault("method") == "none" ? null : Word(values, ServerShapes.Method), Word(values, ServerShapes.Bearer))
    {
        SecurePush = values.GetValueOrDefault("secure") == "true",
        Content = Word(values, ServerShapes.Content),
        Confidential = values.GetValueOrDefault("confidential") == "true",
    };

    /// <summary>The order of values.</summary>
    /// <exception cref="FormatException">A word or number that does not exist.</exception>
    public static NotificationOrder Notification(IReadOnlyDictionary<string, string> values) => new(
        Word(values, ServerShapes.Bearer),
        ushort.TryParse(values.GetValueOrDefault("session"), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var session)
            ? session
            : throw new FormatException("'session' is 1 to FFFF"),
        (UserInteractionMode)((values.GetValueOrDefault("ui-mode", "0") is [>= '0' and <= '3' and var mode] ? mode - '0' : throw new FormatException("'ui-mode' is 0 to 3"))),
        values.GetValueOrDefault("initiator") == "1" ? SessionInitiator.Server : SessionInitiator.Client);

    private static T Word<T>(IReadOnlyDictionary<string, string> values, Parameter<T> parameter) =>
        parameter.ParseText(values.GetValueOrDefault(parameter.Name, parameter.DefaultText!), out var error) is T value
            ? value
            : throw new FormatException($"'{parameter.Name}': {error}");

    public static string Of(BootstrapProfile profile) => profile == BootstrapProfile.Provisioning ? "cp" : "dm";

    public static string Of(ContentProtectionOrder content) => content switch
    {
        ContentProtectionOrder.ServersChoice => "servers-choice",
        ContentProtectionOrder.Signed => "signed",
        ContentProtectionOrder.Encrypted => "encrypted",
        ContentProtectionOrder.SignedAndEncrypted => "signed-and-encrypted",
        _ => "none",
    };

    /// <summary>The values of an order: profile, method (none on a secure push), sec (its name in the profile), bearer, secure, content, confidential.</summary>
    public static Dictionary<string, string> Of(BootstrapOrder order) => new(StringComparer.Ordinal)
    {
        ["profile"] = Of(order.Profile),
        ["method"] = ServerShapes.WordOf(order.Method) ?? "none",
        ["sec"] = order.Method is { } method && !(method == BootstrapMethod.UserPinMac && order.Profile == BootstrapProfile.DeviceManagement) ? BootstrapMethodName.Of(method, order.Profile) : "",
        ["bearer"] = DeviceWords.Of(order.Bearer),
        ["secure"] = order.SecurePush ? "true" : "false",
        ["content"] = Of(order.Content),
        ["confidential"] = order.Confidential ? "true" : "false",
    };

    /// <summary>The values of an order for package #0: bearer, session (hexadecimal), ui-mode, initiator.</summary>
    public static Dictionary<string, string> Of(NotificationOrder order) => new(StringComparer.Ordinal)
    {
        ["bearer"] = DeviceWords.Of(order.Bearer),
        ["session"] = order.SessionId.ToString("X", System.Globalization.CultureInfo.InvariantCulture),
        ["ui-mode"] = ((int)order.UiMode).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["initiator"] = ((int)order.Initiator).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

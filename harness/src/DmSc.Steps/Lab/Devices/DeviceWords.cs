using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Steps.Lab.Devices;

/// <summary>The words of the driver protocol.</summary>
internal static class DeviceWords
{
    public const string Hello = "hello";
    public const string Reset = "reset";
    public const string PowerOn = "power-on";
    public const string PowerOff = "power-off";
    public const string InsertCard = "insert-card";
    public const string RemoveCard = "remove-card";
    public const string Push = "push";
    public const string EnterPin = "enter-pin";
    public const string AnswerPrompts = "answer-prompts";
    public const string StartSession = "start-session";
    public const string Report = "report";

    /// <summary>What a driver can say that it can do.</summary>
    public static IReadOnlyList<string> Operations { get; } = [.. Enum.GetValues<DeviceOperation>().Select(Of)];

    /// <summary>What a user can do at a prompt.</summary>
    public static IReadOnlyList<string> Prompts { get; } = [.. Enum.GetValues<PromptAnswerKind>().Select(Of)];

    /// <summary>The ways of a push.</summary>
    public static IReadOnlyList<string> Bearers { get; } = [.. Enum.GetValues<PushBearerKind>().Select(Of)];

    public static DeviceOperation? Operation(string? word) =>
        Enum.GetValues<DeviceOperation>().Select(o => (DeviceOperation?)o).FirstOrDefault(o => Of(o!.Value) == word);

    public static string Of(DeviceOperation operation) => operation switch
    {
        DeviceOperation.Reset => Reset,
        DeviceOperation.Power => "power",
        DeviceOperation.Card => "card",
        DeviceOperation.Push => Push,
        DeviceOperation.EnterPin => EnterPin,
        DeviceOperation.AnswerPrompts => AnswerPrompts,
        DeviceOperation.StartSession => StartSession,
        DeviceOperation.Report => Report,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public static string Of(PushBearerKind bearer) => bearer switch
    {
        PushBearerKind.Sms => "sms",
        PushBearerKind.OtaHttp => "ota-http",
        _ => "plain-http",
    };

    public static PushBearerKind? Bearer(string? word) => word switch
    {
        "sms" => PushBearerKind.Sms,
        "ota-http" => PushBearerKind.OtaHttp,
        "plain-http" => PushBearerKind.PlainHttp,
        _ => null,
    };

    public static string Of(PromptAnswerKind kind) => kind.ToString().ToLowerInvariant();

    public static PromptAnswerKind? Prompt(string word) => Enum.GetValues<PromptAnswerKind>().Select(k => (PromptAnswerKind?)k).FirstOrDefault(k => Of(k!.Value) == word);
}

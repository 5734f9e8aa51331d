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

    public static string Of(DeviceOperation operation) => operation switch
    {
        DeviceOperation.Reset => Reset,
        DeviceOperation.Power => "power",
        DeviceOperation.Card => "card",
        DeviceOperation.Push => Push,
        DeviceOperation.EnterPin => EnterPin,
        DeviceOperation.AnswerPrompts => AnswerPrompts,
        DeviceOperation.StartSession => StartSession,
        _ => Report,
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

namespace DmSc.Steps.Lab.Servers;

/// <summary>The words of the protocol of driver programs for servers.</summary>
internal static class ServerWords
{
    public const string Hello = "hello";
    public const string Reset = "reset";
    public const string Account = "account";
    public const string Bootstrap = "bootstrap";
    public const string Notify = "notify";
    public const string Collect = "collect";
}

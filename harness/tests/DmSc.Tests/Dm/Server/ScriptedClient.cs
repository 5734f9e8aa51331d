using System.Text;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server;

/// <summary>A client that says what a test tells it to.</summary>
internal sealed class ScriptedClient
{
    public const string Address = "https://dm.example.com/dm";
    public const string Device = "IMEI:353918051234563";

    public static readonly Credential ClientCredential = Credential.Of("dev-001", "c-secret");
    public static readonly Credential ServerCredential = Credential.Of("dm.example.com", "s-secret");
    public static readonly byte[] ClientNonce = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    public static readonly byte[] ServerNonce = [.. Enumerable.Range(16, 16).Select(i => (byte)i)];

    private static readonly (string Name, string Value)[] s_devInfo = [("DevId", Device), ("Man", "Acme"), ("Mod", "A1"), ("DmV", "1.2"), ("Lang", "en-GB")];

    public int MsgId { get; set; }

    public string SessionId { get; init; } = "1A2B";

    public string? LocName { get; init; } = "dev-001";

    public int? MaxMsgSize { get; init; }

    public bool Xml { get; init; } = true;

    public static ServerAccount Account(DmAuthentication client = DmAuthentication.Md5, DmAuthentication server = DmAuthentication.Md5, bool everyMessage = false) => new()
    {
        Name = "dev-001",
        Client = ClientCredential,
        ClientAuthentication = client,
        Server = ServerCredential,
        ServerAuthentication = server,
        EveryMessage = everyMessage,
        Nonces = AccountNonces.Of(ClientNonce, ServerNonce),
    };

    public static SyncMlCred Md5(ReadOnlySpan<byte> nonce) => SyncMlCred.Of("syncml:auth-md5", Md5Credential.Compute(CredentialHash.Of(ClientCredential), nonce));

    public static SyncMlCred Basic(string password = "c-secret") =>
        new(SyncMlMeta.Of("b64", "syncml:auth-basic"), SyncMlData.OfText(BasicCredential.Encode(Credential.Of("dev-001", password))));

    public static SyncMlCommand[] Opening(int alert = 1201, int first = 1) =>
    [
        SyncMlCommand.Alert($"{first}", alert),
        SyncMlCommand.Of(
            SyncMlCommandKind.Replace,
            $"{first + 1}",
            [.. s_devInfo.Select(leaf => SyncMlItem.From($"./DevInfo/{leaf.Name}", SyncMlData.OfText(leaf.Value)))]),
    ];

    public DmRequest Message(SyncMlCred? cred, bool final, params SyncMlCommand[] commands) => Message(cred, final, null, commands);

    public DmRequest Message(SyncMlCred? cred, bool final, string? uri, params SyncMlCommand[] commands) => Wrap(Build(cred, final, commands), uri);

    public SyncMlMessage Build(SyncMlCred? cred, bool final, params SyncMlCommand[] commands)
    {
        var header = SyncMlHeader.Of(SessionId, $"{++MsgId}", Address, Device) with
        {
            Source = new SyncMlAddress(Device, LocName),
            Cred = cred,
            Meta = MaxMsgSize is { } size && MsgId == 1 ? new SyncMlMeta { MaxMsgSize = $"{size}" } : null,
        };
        return SyncMlMessage.Of(header, final, [.. commands]);
    }

    public DmRequest Wrap(SyncMlMessage message, string? uri = null, byte[]? macNonce = null)
    {
        var body = Xml ? Encoding.UTF8.GetBytes(message.ToXml()) : message.ToWbxml();
        var mac = macNonce is null ? null : HmacHeader.Sign("dev-001", CredentialHash.Of(ClientCredential), macNonce, body).Format();
        return new DmRequest(uri ?? Address, Xml ? "application/vnd.syncml.dm+xml" : "application/vnd.syncml.dm+wbxml", body, mac);
    }
}

internal static class Answers
{
    public static SyncMlMessage Read(this DmReply? reply)
    {
        Assert.That(reply, Is.Not.Null);
        Assert.That(reply!.HttpStatus, Is.EqualTo(200));
        return SyncMlMessage.Parse(reply.Body);
    }

    public static SyncMlCommand HeaderStatus(this SyncMlMessage message)
    {
        Assert.That(message.Commands, Is.Not.Empty);
        Assert.That(message.Commands[0].Cmd, Is.EqualTo("SyncHdr"));
        return message.Commands[0];
    }

    public static string?[] Codes(this SyncMlMessage message) => [.. message.Commands.Where(c => c.Kind == SyncMlCommandKind.Status).Select(c => c.Data?.Text)];

    public static SyncMlCommand[] Requests(this SyncMlMessage message) => [.. message.Commands.Where(c => c.Kind != SyncMlCommandKind.Status)];

    public static byte[] NextNonce(this SyncMlMessage message) => message.HeaderStatus().Challenge!.NextNonce!.Nonce(out _).ToArray();

    /// <summary>Status of a message's header, then of each of its commands, all with one code.</summary>
    public static List<SyncMlCommand> StatusesFor(this SyncMlMessage message, int code = 200, int header = 212)
    {
        var statuses = new List<SyncMlCommand> { SyncMlCommand.Status("1", message.Header.MsgId!, "0", "SyncHdr", header) };
        foreach (var command in message.Requests())
            Add(command);
        return statuses;

        void Add(SyncMlCommand command)
        {
            statuses.Add(SyncMlCommand.Status($"{statuses.Count + 1}", message.Header.MsgId!, command.CmdId!, command.Kind.ToString(), code));
            foreach (var inner in command.Commands)
                Add(inner);
        }
    }
}

/// <summary>Octets that count up: different every time, the same in every run.</summary>
internal sealed class CountingOctets : IRandomOctets
{
    private byte _next = 0x80;

    public void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets)
            octet = _next++;
    }
}

using System.Collections.Immutable;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Credentials;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.cp-bootstrap</c>.</summary>
internal sealed class CpBootstrapVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.cp-bootstrap",
        "Decodes the push that was taken as Client Provisioning document (OMA DM Bootstrap 1.2, 5.3; OMA Provisioning Content 1.1; registration of w7) and compares what is in it with the account of server.account.",
        [],
        ValueShape.Record(
            new("media", ValueShape.Text, "Media type of the push."),
            new("version", ValueShape.Text, "WBXML version."),
            new("w7", ValueShape.Integer, "Number of APPLICATION characteristics with APPID w7."),
            new("account", ValueShape.Boolean, "One of them has the ServerID of server.account as PROVIDER-ID."),
            new("address-as-known", ValueShape.Boolean, "It leads to where the account's sessions go; absent without account."),
            new("client-credential-as-known", ValueShape.Boolean, "APPAUTH of level APPSRV has name and password of the device; absent without account. When the driver tells of no such credential the step fails."),
            new("server-credential-as-known", ValueShape.Boolean, "APPAUTH of level CLIENT has name and password of the server; absent without account. When the driver tells of no such credential the step fails."),
            new("remarks", ValueShape.ListOf(ValueShape.Text), "What was accepted although it should not be so.")),
        "account",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var known = party.Device.Account;
        var body = party.Push.Message!.Body;
        var document = IutFormats.Decode("provisioning document", body, static octets => ProvisioningDocument.FromWbxml(octets, WbxmlOptions.FromPeer));
        var accounts = document.DmAccounts.ToImmutableArray();
        var account = accounts.FirstOrDefault(a => a.ProviderId == known.ServerId);
        var value = Values.Record(
            ("media", Values.Text(party.Push.Message!.Media.ToString())),
            ("version", Values.Text(WbxmlHeader.VersionText(body.Span[0]))),
            ("w7", Values.Integer(accounts.Length)),
            ("account", Values.Boolean(account is not null)),
            ("address-as-known", Values.Boolean(account?.Addresses.Any(a => ServerAddress.IsSame(a.Address, [.. a.Ports.Select(p => p.Number).OfType<string>()], known.Address)))),
            ("client-credential-as-known", Values.Boolean(KnownCredential.IsAmong(Shown(account, "APPSRV"), known.Client))),
            ("server-credential-as-known", Values.Boolean(KnownCredential.IsAmong(Shown(account, "CLIENT"), known.Server))),
            ("remarks", Values.List(document.Remarks.Select(r => Values.Text(r.ToString())))));
        // What nobody knows of compares with nothing: neither a pass nor a fail rests on that.
        return new(new StepResult(value, known.Client is not null && known.Server is not null, document.ToString(), Decoded: true));
    }

    private static IEnumerable<(string? Name, SecretOctets? Password)>? Shown(ProvisionedApplication? account, string level) =>
        account?.Credentials.Where(c => c.Level == level).Select(c => (c.UserName, c.Secret is { } secret ? SecretOctets.Of(secret) : null));
}

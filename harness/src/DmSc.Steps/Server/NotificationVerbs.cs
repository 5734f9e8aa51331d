using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Push;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Push;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.await-notification</c>.</summary>
internal sealed class AwaitNotification : IVerb
{
    private static readonly Parameter<int> Within = Parameter.Integer("within", "Seconds to wait at most, on the station's clock.", 1, 600, defaultValue: 20);

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.await-notification",
        "Waits until something came from the server that is no bootstrap, readable or not; a server may bootstrap first whom it is told to notify. Later steps look at it. Fails when nothing came, which by itself says nothing about the server: a network may have lost it.",
        [Within],
        ValueShape.Record());

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var window = TimeSpan.FromSeconds(arguments.Get(Within));
        var start = context.Time.GetTimestamp();
        var bootstraps = 0;
        while (window - context.Time.GetElapsedTime(start) is var left && left > TimeSpan.Zero && await party.NextPushAsync(left, ct) is { } push)
        {
            if (push.Message is { } message && IsBootstrap(message))
            {
                bootstraps++;
                continue;
            }

            party.Push = push;
            return new StepResult(Values.Record(), true, "a push came that is no bootstrap");
        }

        return new StepResult(Values.Record(), false, $"no notification came within {window.TotalSeconds:0} s{(bootstraps == 0 ? "" : $", and {bootstraps} bootstraps")}");
    }

    /// <summary>Whether it is one by its content: the media type alone may be wrong.</summary>
    private static bool IsBootstrap(PushMessage message)
    {
        try
        {
            if (message.Media.Is(WspCodes.DmWbxml))
                return BootstrapMessage.Read(message.Body, WbxmlOptions.FromPeer).Message.Commands.Length > 0;
            return message.Media.Is(WspCodes.ProvisioningWbxml) && ProvisioningDocument.FromWbxml(message.Body, WbxmlOptions.FromPeer).Characteristics.Length > 0;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}

/// <summary><c>push-receiver.notification</c>.</summary>
internal sealed class NotificationVerb : IVerb
{
    private static readonly Parameter<string> Earlier = Parameter.Text("earlier", "SessionID of an earlier notification, to be compared with.");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.notification",
        "Reads the push that was awaited as package #0 (OMA DM Notification 1.2.1, 6) and compares it with the account of server.account. Fails when it cannot be read.",
        [Earlier],
        ValueShape.Record(
            new("readable", ValueShape.Boolean, "It is digest, trigger header and server identifier, with what the vendor adds behind it."),
            new("problem", ValueShape.Text, "Why it is not; absent when it is."),
            new("media", ValueShape.Text, "Media type of the push."),
            new("digest", ValueShape.Boolean, "The digest is right, with the nonce that the device gave last or with that of a server that lost it (5.1)."),
            new("nonce", ValueShape.Text, "Nonce with which it is: stored, zero-octets (00 four times) or zero-text (0x00000000); absent when it is not."),
            new("version", ValueShape.Integer, "Ten times the version: 11 in DM 1.2."),
            new("ui-mode", ValueShape.Text, "not-specified, background, informative or user-interaction."),
            new("initiator", ValueShape.Text, "device or server."),
            new("future-use", ValueShape.Integer, "The 27 bits that are kept for the future."),
            new("session", ValueShape.Integer, "SessionID."),
            new("session-id", ValueShape.Text, "SessionID as the messages of the session write it: upper-case hexadecimal without leading zeros."),
            new("is-another", ValueShape.Boolean, "SessionID is not the earlier one; absent when none was named."),
            new("server-id", ValueShape.Text, "Server identifier."),
            new("server-known", ValueShape.Boolean, "It is the ServerID of the account."),
            new("vendor-octets", ValueShape.Integer, "Octets behind the server identifier.")),
        "session-id");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        if (party.Push.Message is not { } message)
            return new(Unreadable(null, $"the push itself cannot be read: {party.Push.Error}"));
        NotificationPackage package;
        try
        {
            package = NotificationPackage.Parse(message.Body);
        }
        catch (WireFormatException e)
        {
            return new(Unreadable(message, $"{e.Error}"));
        }

        var account = party.Device.Account;
        if (account.Server is not { } server)
            throw new StepFaultException(FaultKind.BadFixture, "the account has no credentials of the server to verify the digest with");
        var trigger = package.Trigger;
        // Whose account it is shows apart from the digest: either of the two names may stand in it.
        var match = Match(package, account.ServerId, server.Password, server.Nonce);
        if (match == NonceMatch.None && trigger.ServerId != account.ServerId)
            match = Match(package, trigger.ServerId, server.Password, server.Nonce);
        var remark = match == NonceMatch.None && server.UserName != account.ServerId && Match(package, server.UserName, server.Password, server.Nonce) != NonceMatch.None
            ? $"; its digest is right with the name of the credentials, {server.UserName}, in the place of the server identifier"
            : "";
        var value = Values.Record(
            ("readable", Values.Boolean(true)),
            ("media", Values.Text($"{message.Media}")),
            ("digest", Values.Boolean(match != NonceMatch.None)),
            ("nonce", Values.Text(WordOf(match))),
            ("version", Values.Integer(trigger.Version)),
            ("ui-mode", Values.Text(WordOf(trigger.UiMode))),
            ("initiator", Values.Text(trigger.Initiator == SessionInitiator.Server ? "server" : "device")),
            ("future-use", Values.Integer((int)trigger.FutureUse)),
            ("session", Values.Integer(trigger.SessionId)),
            ("session-id", Values.Text(trigger.SessionIdText)),
            ("is-another", Values.Boolean(arguments.Has(Earlier) ? trigger.SessionIdText != arguments.Get(Earlier) : null)),
            ("server-id", Values.Text(trigger.ServerId)),
            ("server-known", Values.Boolean(trigger.ServerId == account.ServerId)),
            ("vendor-octets", Values.Integer(trigger.Vendor.Length)));
        return new(new StepResult(value, true, $"a notification of {trigger.ServerId} for session {trigger.SessionIdText}{remark}"));
    }

    private static NonceMatch Match(NotificationPackage package, string name, SecretOctets password, ReadOnlyMemory<byte> nonce) =>
        package.Verify(CredentialHash.Of(new Credential(name, password)), nonce.Span);

    private static StepResult Unreadable(PushMessage? message, string problem) => new(
        Values.Record(("readable", Values.Boolean(false)), ("problem", Values.Text(problem)), ("media", Values.Text(message?.Media.ToString()))), false, $"no package #0: {problem}");

    private static string? WordOf(NonceMatch match) => match switch
    {
        NonceMatch.Stored => "stored",
        NonceMatch.DefaultOctets => "zero-octets",
        NonceMatch.DefaultText => "zero-text",
        _ => null,
    };

    private static string WordOf(UserInteractionMode mode) => mode switch
    {
        UserInteractionMode.Background => "background",
        UserInteractionMode.Informative => "informative",
        UserInteractionMode.UserInteraction => "user-interaction",
        _ => "not-specified",
    };
}

/// <summary><c>push-receiver.notification-whole</c>.</summary>
internal sealed class NotificationWhole : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.notification-whole",
        "Tells whether the push that was awaited holds the ServerID of server.account to its end where package #0 has the server identifier. Fails when something else stands there: nobody knows then how long it was to be.",
        [],
        ValueShape.Record(new FieldShape("whole", ValueShape.Boolean, "The ServerID is there to its end; false when it breaks off.")),
        "whole");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        const int Start = NotificationPackage.MinLength;
        var expected = System.Text.Encoding.UTF8.GetBytes(party.Device.Account.ServerId);
        if (party.Push.Message is not { Body: { Length: > Start } body })
            return new(new StepResult(Values.Record(), false, "there is no server identifier"));
        var there = body.Span[Start..];
        var common = Math.Min(there.Length, expected.Length);
        if (!there[..common].SequenceEqual(expected.AsSpan(0, common)))
            return new(new StepResult(Values.Record(), false, "the server identifier is not the ServerID of the account"));
        return new(new StepResult(Values.Record(("whole", Values.Boolean(common == expected.Length))), true, $"{common} of the {expected.Length} octets of the ServerID are there"));
    }
}

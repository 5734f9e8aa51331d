using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Receiving;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.take</c>.</summary>
internal sealed class TakePush : IVerb
{
    private static readonly Parameter<int> Within = Parameter.Integer("within", "Seconds to wait at most, on the station's clock.", 1, 600, defaultValue: 20);

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.take",
        "Takes the next push that the server sent to the device we play. Later steps look at it. Fails when none came, which by itself says nothing about the server: a network may have lost it.",
        [Within],
        PushRecord.Shape,
        "body");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var window = arguments.Get(Within);
        if (await party.NextPushAsync(TimeSpan.FromSeconds(window), ct) is not { } push)
            return new StepResult(Values.Record(), false, $"no push came within {window} s");
        if (push.Message is not { } message)
            return new StepResult(PushRecord.Unreadable(push), false, $"a push came that cannot be read: {push.Error}");
        party.Push = push;
        return new StepResult(PushRecord.Of(push), true, $"a push of {message.Media} with {message.Body.Length} octets came");
    }
}

/// <summary><c>push-receiver.look</c>.</summary>
internal sealed class LookAtPush : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.look", "Looks at the push that was taken or awaited, once more. Receives nothing. Fails when it cannot be read.", [], PushRecord.Shape, "body");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var push = context.Party<ServerParty>().Push;
        return new(push.Message is { } message
            ? new StepResult(PushRecord.Of(push), true, $"a push of {message.Media} with {message.Body.Length} octets")
            : new StepResult(PushRecord.Unreadable(push), false, $"a push that cannot be read: {push.Error}"));
    }
}

/// <summary>A push as verbs tell of it.</summary>
internal static class PushRecord
{
    public static readonly RecordShape Shape = ValueShape.Record(
        new("bearer", ValueShape.Text, "sms, ota-http or plain-http."),
        new("secure", ValueShape.Boolean, "The transport authenticates the server: a secure push."),
        new("port", ValueShape.Integer, "Destination port, over SMS."),
        new("segments", ValueShape.Integer, "Short messages it took, over SMS."),
        new("media", ValueShape.Text, "Media type."),
        new("media-coded", ValueShape.Boolean, "The media type is a number, over SMS."),
        new("application", ValueShape.Text, "Application it is addressed to, as URI; absent without one."),
        new("application-coded", ValueShape.Boolean, "The application is a number, over SMS."),
        new("application-first", ValueShape.Boolean, "It follows the content type at once, over SMS."),
        new("header-octets", ValueShape.Integer, "Octets of the header of a short message and those of WSP together, over SMS."),
        new("sec", ValueShape.Text, "SEC as sent: a name, or a number."),
        new("mac", ValueShape.Text, "MAC as sent."),
        new("body", ValueShape.Bytes, "The content."),
        new("encoding", ValueShape.Text, "What the content begins like: wbxml, xml or neither."),
        new("wbxml-version", ValueShape.Text, "WBXML version by the first octet; absent for XML."),
        new("readable", ValueShape.Boolean, "The push can be read: short messages, WSP or HTTP are as they should be."),
        new("problem", ValueShape.Text, "Why it cannot; absent when it can."));

    /// <param name="push">A readable one.</param>
    public static RecordValue Of(ReceivedPush push)
    {
        var message = push.Message!;
        var pdu = push.Pdu;
        return Values.Record(
            ("bearer", Values.Text(DeviceWords.Of(push.Kind))),
            ("secure", Values.Boolean(push.Transport.IsSecurePush)),
            ("port", Values.Integer(push.Ports?.Destination)),
            ("segments", Values.Integer(pdu is null ? null : push.Frames.Length)),
            ("media", Values.Text(message.Media.Name ?? $"{message.Media}")),
            ("media-coded", Values.Boolean(pdu is null ? null : pdu.ContentType.Code is not null)),
            ("application", Values.Text(message.Application?.ToString())),
            ("application-coded", Values.Boolean(pdu is null ? null : message.Application?.Code is not null)),
            ("application-first", Values.Boolean(pdu is null ? null : pdu.Headers is [{ } first, ..] && first.Is(WspCodes.ApplicationId))),
            ("header-octets", Values.Integer(pdu is null ? null : HeaderOctets(push.Frames[0], pdu))),
            ("sec", Values.Text(message.Sec?.Value)),
            ("mac", Values.Text(message.Mac?.Value)),
            ("body", Values.Bytes(message.Body)),
            ("encoding", Values.Text(EncodingOf(message.Body.Span))),
            ("wbxml-version", Values.Text(message.Body.Span is [not (byte)'<' and var version, ..] ? WbxmlHeader.VersionText(version) : null)),
            ("readable", Values.Boolean(true)));
    }

    /// <param name="push">One that cannot be read.</param>
    public static RecordValue Unreadable(ReceivedPush push) =>
        Values.Record(("port", Values.Integer(push.Ports?.Destination)), ("readable", Values.Boolean(false)), ("problem", Values.Text($"{push.Error}")));

    // Every part of a message has the same user data header, up to numbers.
    private static int HeaderOctets(ReadOnlyMemory<byte> frame, PushPdu pdu) =>
        UserDataHeader.Parse(SmsDeliver.Parse(frame).Content.UserData).Length + pdu.BodyOffset;

    // Versions have been 1.0 to 1.3: nothing else begins with such an octet, and XML with white space or a letter.
    private static string EncodingOf(ReadOnlySpan<byte> body) => body switch
    {
        [< 0x20 and not (byte)'\t' and not (byte)'\r' and not (byte)'\n', ..] => "wbxml",
        [(byte)'<' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF, ..] => "xml",
        _ => "neither",
    };
}

/// <summary><c>push-receiver.await</c>.</summary>
internal sealed class AwaitPush : IVerb
{
    private static readonly Parameter<int> Within = Parameter.Integer("within", "Seconds to wait at most, on the station's clock.", 1, 600, defaultValue: 20);

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.await",
        "Waits until something came from the server, readable or not, and leaves it for push-receiver.take. Fails when nothing came, which by itself says nothing about the server: a network may have lost it.",
        [Within],
        ValueShape.Record());

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var window = arguments.Get(Within);
        var came = await context.Party<ServerParty>().AwaitPushAsync(TimeSpan.FromSeconds(window), ct);
        return new StepResult(Values.Record(), came, came ? "a push came" : $"no push came within {window} s");
    }
}

/// <summary><c>push-receiver.quiet</c>.</summary>
internal sealed class QuietWindow : IVerb
{
    private static readonly Parameter<int> For = Parameter.Integer("for", "Seconds, on the station's clock.", 1, 600, required: true);

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.quiet",
        "Waits for pushes for a time and counts them; those that come are taken. Silence alone proves nothing: a case shows before or after it that pushes do come.",
        [For],
        ValueShape.Record(new FieldShape("pushes", ValueShape.Integer, "How many came.")),
        "pushes");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var window = TimeSpan.FromSeconds(arguments.Get(For));
        var start = context.Time.GetTimestamp();
        var count = 0;

        // One window for all of them: a server that goes on sending must not keep it open.
        while (count < 100 && await party.NextPushAsync(Left(), ct) is not null)
            count++;
        return new StepResult(Values.Record(("pushes", Values.Integer(count))), true, $"{count} pushes came within {window.TotalSeconds:0} s");

        TimeSpan Left()
        {
            var left = window - context.Time.GetElapsedTime(start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}

/// <summary><c>push-receiver.authenticate</c>.</summary>
internal sealed class AuthenticatePush : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.authenticate",
        "Judges SEC and MAC of the push that was taken with the IMSI and the PIN of the device (OMA DM Security 1.2, 5.7.2; OMA Provisioning Bootstrap 1.1, 5.2). An IMSI may be coded as text or in semi-octets in the DM profile, which leaves it open.",
        [],
        ValueShape.Record(
            new("genuine", ValueShape.Boolean, "MAC, or the digits the user was told, are right for the content."),
            new("reason", ValueShape.Text, "Verified, WrongMac, MissingMac and others."),
            new("method", ValueShape.Text, "networkid, userpin, userpin-networkid or userpinmac, from SEC; absent when SEC names none."),
            new("as-asked", ValueShape.Boolean, "The method is the one asked for."),
            new("name-of-profile", ValueShape.Boolean, "SEC is one of the names of its profile, or a number; absent without SEC."),
            new("upper-case", ValueShape.Boolean, "The MAC has no lower-case digits; absent without MAC.")),
        "genuine");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var message = party.Push.Message!;
        var device = party.Device;
        var (sec, mac) = (message.Sec?.Value, message.Mac?.Value);
        var judgement = BootstrapAcceptance.Judge(
            new PushedBootstrap(message.Media.Name ?? "", message.Body, IsSecure: false, sec, mac), new DeviceSecrets(device.Imsi), party.UserEntry ?? SecretOctets.Of(device.Pin));
        var value = Values.Record(
            ("genuine", Values.Boolean(judgement is { Admission: BootstrapAdmission.Accept, Reason: "Verified" })),
            ("reason", Values.Text(judgement.Reason)),
            ("method", Values.Text(ServerShapes.WordOf(judgement.Method))),
            ("as-asked", Values.Boolean(judgement.Method is { } method && method == party.Order?.Method)),
            ("name-of-profile", Values.Boolean(sec is null ? null : IsNameOf(judgement.Profile, message.Sec!))),
            ("upper-case", Values.Boolean(mac is null ? null : !mac.Any(char.IsAsciiLetterLower))));
        return new(new StepResult(value, true, $"SEC {sec ?? "(none)"}: {judgement.Reason}"));
    }

    private static bool IsNameOf(BootstrapProfile profile, PushField sec) =>
        sec.Text is not { } name || name.All(char.IsAsciiDigit)
        || ServerShapes.Methods.Any(m => !(profile == BootstrapProfile.DeviceManagement && m.Value == BootstrapMethod.UserPinMac) && BootstrapMethodName.Of(m.Value, profile) == name);
}

using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Session;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Server.Validation;

/// <summary>One message being checked, and what it leaves open.</summary>
internal sealed partial class CheckedMessage(SessionHistory history, DmRequest request, ReceivedMessage read, CredentialVerdict? verdict)
{
    private static readonly ImmutableHashSet<string> s_forbidden =
    [
        "Archive", "Lang", "NoResp", "NoResults", "NumberOfChanges", "SftDel", "Map", "MapItem", "Put", "Search", "Sync",
    ];

    private static readonly RuleSet s_ofEveryHeader = Set(
        SessionRules.VerDtd, SessionRules.VerProto, SessionRules.SessionId, SessionRules.MsgId, SessionRules.Addresses, SessionRules.ForbiddenElements, SessionRules.Structure, SessionRules.NoCredInCommand);

    private static readonly ImmutableHashSet<string> s_credTypes =
    [
        "syncml:auth-basic", "syncml:auth-md5", "syncml:auth-MAC", "syncml:auth-X509", "syncml:auth-securid", "syncml:auth-safeword", "syncml:auth-digipass",
    ];

    private ImmutableArray<RuleBreach>.Builder? _breaches;

    public ImmutableArray<RuleBreach> Breaches => _breaches?.ToImmutable() ?? [];

    public SyncMlMessage? Message => read.Message;

    public bool HasMac => request.Hmac is not null;

    public int OpeningAlerts { get; private set; }

    /// <summary>What is left to answer.</summary>
    public OpenAnswers Open { get; private set; } = history.Open;

    /// <summary>Rules that the message could have broken.</summary>
    public RuleSet Exercised { get; private set; }

    /// <summary>Whether the credentials are right.</summary>
    public bool IsRight => verdict is CredentialVerdict.Right or CredentialVerdict.PrintedMacForm;

    /// <summary>Whether it is the message before once more, which nobody may have answered.</summary>
    public bool IsRepeated { get; private set; }

    private bool Aborts { get; set; }

    public void Run()
    {
        Transport();
        if (read.Message is not { } message)
        {
            var error = read.Error!;
            // What only exceeds our own bounds breaks no rule.
            if (!ReceivedMessage.IsOurBound(error))
                Breach(error.Code == WbxmlErrors.UnsupportedVersion ? SessionRules.WbxmlVersion : SessionRules.WellFormed, error.Reason, error.Offset);
            return;
        }

        Occasion(SessionRules.WellFormed);
        if (!read.IsXml)
            Occasion(SessionRules.WbxmlVersion);

        Aborts = HasAlert(message, 1223);
        Header(message.Header);
        Elements(message);
        Credentials(message);
        Package(message);
        Answers(message);
        foreach (var command in message.Commands)
        {
            if (command.Kind == SyncMlCommandKind.Alert)
                Alert(command, message);
        }
    }

    private static bool IsAlert(SyncMlCommand command, int code) => command.Kind == SyncMlCommandKind.Alert && ServerExchange.CodeOf(command) == code;

    private static bool HasAlert(SyncMlMessage message, int code)
    {
        foreach (var command in message.Commands)
        {
            if (IsAlert(command, code))
                return true;
        }

        return false;
    }

    private static RuleSet Set(params ReadOnlySpan<SessionRule> rules)
    {
        var set = default(RuleSet);
        foreach (var rule in rules)
            set = set.Add(rule);
        return set;
    }

    /// <summary>Whether the code says that a command was carried out. That it was cancelled (214), left out (215) or taken back (216) is no success, whatever the hundreds say.</summary>
    private static bool IsCarriedOut(int? code) => IsGood(code) && code is not (214 or 215 or 216);

    private static bool IsGood(int? code) => code is >= 200 and < 300;

    private void Occasion(SessionRule rule) => Exercised = Exercised.Add(rule);

    private void Occasion(SessionRule rule, bool isOne)
    {
        if (isOne)
            Occasion(rule);
    }

    private void Breach(SessionRule rule, string observed, int offset)
    {
        Occasion(rule);
        (_breaches ??= ImmutableArray.CreateBuilder<RuleBreach>()).Add(new RuleBreach(rule, observed, offset, history.ClientMessages));
    }

    private void Transport()
    {
        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        var name = (end < 0 ? type : type[..end]).Trim();
        var expected = read.IsXml ? "application/vnd.syncml.dm+xml" : "application/vnd.syncml.dm+wbxml";
        Occasion(SessionRules.MediaType);
        if (!name.Equals(expected, StringComparison.OrdinalIgnoreCase))
            Breach(SessionRules.MediaType, $"'{name}' for a body of {(read.IsXml ? "XML" : "WBXML")}", 0);
        if (history.RespUri is { } uri)
        {
            Occasion(SessionRules.RespUri);
            if (uri != request.Uri && Way(uri) != Way(request.Uri))
                Breach(SessionRules.RespUri, $"sent to {Way(request.Uri)}, RespURI was {Way(uri)}", 0);
        }

        if (history.MaxMsgSize is { } most)
        {
            Occasion(SessionRules.MaxMsgSize);
            if (request.Body.Length > most)
                Breach(SessionRules.MaxMsgSize, $"{request.Body.Length} octets, MaxMsgSize of the server is {most}", 0);
        }

        if (history.IsAborted)
            Breach(SessionRules.AfterAbort, "a message after the server's abort", 0);
    }

    private static string Way(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var absolute) ? absolute.PathAndQuery : uri;

    private void Header(SyncMlHeader header)
    {
        Exercised = Exercised.Union(s_ofEveryHeader);
        if (header.VerDtd != "1.2")
            Breach(SessionRules.VerDtd, Seen(header.VerDtd), header.Offset);
        if (header.VerProto != "DM/1.2")
            Breach(SessionRules.VerProto, Seen(header.VerProto), header.Offset);
        if (header.SessionId is not { Length: >= 1 } id || System.Text.Encoding.UTF8.GetByteCount(id) > 4)
            Breach(SessionRules.SessionId, Seen(header.SessionId), header.Offset);
        if (history.SessionId is { } same)
        {
            Occasion(SessionRules.SameSessionId);
            if (header.SessionId != same)
                Breach(SessionRules.SameSessionId, $"{Seen(header.SessionId)}, before it was '{same}'", header.Offset);
        }

        if (history.NotifiedSessionId is { } notified && history.ClientMessages == 0)
        {
            Occasion(SessionRules.NotifiedSessionId);
            if (header.SessionId != notified)
                Breach(SessionRules.NotifiedSessionId, $"{Seen(header.SessionId)}, the notification said '{notified}'", header.Offset);
        }

        var number = (history.ClientMessages + 1).ToString(CultureInfo.InvariantCulture);
        // Who got no answer may say it once more.
        IsRepeated = history.IsAnswerUnknown && header.MsgId == history.ClientMessages.ToString(CultureInfo.InvariantCulture);
        if (header.MsgId != number && !IsRepeated)
            Breach(SessionRules.MsgId, $"{Seen(header.MsgId)} in message {number}", header.Offset);
        if (string.IsNullOrEmpty(header.Target?.LocUri) || string.IsNullOrEmpty(header.Source?.LocUri))
            Breach(SessionRules.Addresses, string.IsNullOrEmpty(header.Target?.LocUri) ? "no LocURI in Target" : "no LocURI in Source", header.Offset);
        if (history.Source is not { } source || header.Source?.LocUri is not { } now)
            return;
        Occasion(SessionRules.SameSource);
        if (now != source)
            Breach(SessionRules.SameSource, "another Source than in the first message", header.Source.Offset);
    }

    private static string Seen(string? text) => text is null ? "none" : $"'{text}'";

    private void Elements(SyncMlMessage message)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (message.Header.NoResp)
            Breach(SessionRules.ForbiddenElements, "NoResp in the header", message.Header.Offset);
        Unknown(message.Header.Unknown);
        Unknown(message.Unknown);
        Unknown(message.UnknownInRoot);
        foreach (var remark in message.Remarks)
        {
            if (remark.Code is "CommandBehindFinal" or "ElementOrder" or "UnexpectedAttribute")
                Breach(SessionRules.Structure, remark.Text, remark.Offset);
        }

        foreach (var command in message.Commands)
            Command(command, message, ids);
    }

    private void Command(SyncMlCommand command, SyncMlMessage message, HashSet<string> ids)
    {
        Occasion(SessionRules.CmdId);
        Occasion(SessionRules.ClientCommands);
        if (string.IsNullOrEmpty(command.CmdId) || command.CmdId == "0" || !ids.Add(command.CmdId))
            Breach(SessionRules.CmdId, $"{command.Kind} with CmdID {Seen(command.CmdId)}{(command.CmdId is { Length: > 0 } and not "0" ? " a second time" : "")}", command.Offset);
        if (command.NoResp)
            Breach(SessionRules.ForbiddenElements, $"NoResp in {command.Kind}", command.Offset);
        if (command.Cred is not null)
            Breach(SessionRules.NoCredInCommand, $"Cred in {command.Kind}", command.Cred.Offset);
        Unknown(command.Unknown);
        foreach (var item in command.Items)
            Unknown(item.Unknown);
        var allowed = command.Kind is SyncMlCommandKind.Alert or SyncMlCommandKind.Results or SyncMlCommandKind.Status
            || command.Kind == SyncMlCommandKind.Replace && (history.Opening || history.MayReopen);
        if (!allowed)
            Breach(SessionRules.ClientCommands, $"{command.Kind}{(command.Kind == SyncMlCommandKind.Replace ? " outside package 1" : "")}", command.Offset);
        foreach (var inner in command.Commands)
            Command(inner, message, ids);
    }

    private void Unknown(ImmutableArray<WbxmlElement> elements)
    {
        foreach (var element in elements)
            Breach(s_forbidden.Contains(element.Name) ? SessionRules.ForbiddenElements : SessionRules.Structure, $"{element.Name} where DM has none", element.Offset);
    }

    private void Credentials(SyncMlMessage message)
    {
        var header = message.Header;
        if (header.Cred is { } cred)
            Cred(cred, header);
        if (history.ChallengeType is { } asked && !Aborts)
            Challenged(asked, header);
        else if (history.HeaderCode == 200 && history.LastClient?.Header.Cred is not null && !Aborts)
            EveryMessage(header);

        if (HasMac)
            Mac(header);
        // Who is asked for another type may answer with it; whether it is asked at all is the server's affair.
        var otherAsked = history.ChallengeType is { Length: > 0 } type && type != DmAuthenticationName.Of(DmAuthentication.Hmac);
        if (!history.UsesMac || otherAsked)
            return;
        Occasion(SessionRules.MacEveryMessage);
        if (!HasMac)
            Breach(SessionRules.MacEveryMessage, "no x-syncml-hmac", header.Offset);
    }

    private void Cred(SyncMlCred cred, SyncMlHeader header)
    {
        var type = cred.Meta?.Type;
        var known = DmAuthenticationName.Parse(type);
        Occasion(SessionRules.CredForm);
        // What the Data of the other types is made of is no matter of DM.
        if (type is null || !s_credTypes.Contains(type) || known is not null && (cred.Meta?.Format != "b64" || !IsBase64(cred)))
            Breach(SessionRules.CredForm, $"Format {Seen(cred.Meta?.Format)}, Type {Seen(type)}{(IsBase64(cred) ? "" : ", Data is no base64")}", cred.Offset);
        if (known == DmAuthentication.Md5)
        {
            Occasion(SessionRules.LocName);
            if (header.Source?.LocName is null)
                Breach(SessionRules.LocName, "no LocName", header.Source?.Offset ?? header.Offset);
        }

        if (HasMac)
            Breach(SessionRules.MacWithoutCred, "Cred and x-syncml-hmac", cred.Offset);
    }

    private void Challenged(string asked, SyncMlHeader header)
    {
        var shown = HasMac ? DmAuthenticationName.Of(DmAuthentication.Hmac) : header.Cred?.Meta?.Type;
        if (asked.Length > 0 && shown != asked)
        {
            Breach(SessionRules.ChallengedType, $"{shown ?? "no credentials"} after a challenge for {asked}", header.Offset);
            return;
        }

        if (DmAuthenticationName.Parse(asked) is not (DmAuthentication.Md5 or DmAuthentication.Hmac))
            return;
        var offset = header.Cred?.Offset ?? header.Offset;
        if (verdict == CredentialVerdict.StaleNonce)
            Breach(SessionRules.ChallengedNonce, "a digest made from an older nonce", offset);
        else if (verdict == CredentialVerdict.Wrong && history.WasRight)
            Breach(SessionRules.ChallengedNonce, "a digest made from another nonce: with the nonce before it was right", offset);
        else if (IsRight)
            Occasion(SessionRules.ChallengedNonce);
    }

    private void EveryMessage(SyncMlHeader header)
    {
        Occasion(SessionRules.CredEveryMessage);
        if (header.Cred is null)
            Breach(SessionRules.CredEveryMessage, "no Cred after Status 200", header.Offset);
    }

    private static bool IsBase64(SyncMlCred cred) => cred.Data?.Text is { } text && System.Buffers.Text.Base64.IsValid(text.AsSpan());

    private void Mac(SyncMlHeader header)
    {
        Occasion(SessionRules.MacWithoutCred);
        Occasion(SessionRules.MacHeader);
        if (IsRight)
            Occasion(SessionRules.MacFormula);
        if (verdict is CredentialVerdict.WrongMacForm or CredentialVerdict.PrintedMacForm)
            Breach(SessionRules.MacFormula, "a MAC of another form", 0);
        try
        {
            var mac = HmacHeader.Parse(request.Hmac!);
            if (mac.UserName != header.Source?.LocName)
                Breach(SessionRules.MacHeader, "username is not LocName of Source", header.Source?.Offset ?? 0);
        }
        catch (WireFormatException e)
        {
            Breach(SessionRules.MacHeader, e.Error.Reason, 0);
        }
    }

    private void Package(SyncMlMessage message)
    {
        var onlyHeaderStatus = message is { Final: true, Commands: [{ Kind: SyncMlCommandKind.Status, CmdRef: "0" } only] } && IsGood(ServerExchange.CodeOf(only));
        if (onlyHeaderStatus && history.ClientMessages > 0)
            Breach(SessionRules.NotOnlyStatus, "a package with the Status of the header only", message.Commands[0].Offset);
        else if (history.IsOver)
            Breach(SessionRules.AfterEnd, "a message after the end of the session", 0);

        foreach (var command in message.Commands)
        {
            if (IsAlert(command, 1200) || IsAlert(command, 1201))
                OpeningAlerts++;
        }

        if (history.Opening)
            Opening(message);
        else if (history.MayReopen)
            OpeningAlert(message, isObligatory: false);
        else if (OpeningAlerts > 0)
            Breach(SessionRules.OpeningAlert, "an opening Alert outside package 1", 0);

        if (history.LastServer is not { Final: false } server || history.IsAnswerUnknown || Aborts || HasAlert(server, 1222))
            return;
        Occasion(SessionRules.Final);
        if (message.Final)
        {
            Breach(SessionRules.Final, "Final although the server's package goes on", 0);
            return;
        }

        if (!message.Commands.All(c => c.Kind == SyncMlCommandKind.Status || IsAlert(c, 1222)))
            return;
        Occasion(SessionRules.NextMessage);
        if (!HasAlert(message, 1222))
            Breach(SessionRules.NextMessage, "Status only", 0);
    }

    private void Opening(SyncMlMessage message)
    {
        if (history.ChallengeType is not null && history.StartsPackage1 && !Aborts)
        {
            Occasion(SessionRules.RepeatedPackage);
            if (OpeningAlerts == 0)
                Breach(SessionRules.RepeatedPackage, "no Alert 1200 or 1201 after a challenge", 0);
        }

        if (history.ChallengeType is not null && history.StartsPackage1 && OpeningAlerts == 0)
            return;
        OpeningAlert(message, isObligatory: true);
        if (!history.StartsPackage1 || Aborts)
            return;
        Occasion(SessionRules.DevInfo);
        foreach (var leaf in (ReadOnlySpan<string>)["DevId", "Man", "Mod", "DmV", "Lang"])
        {
            if (!HasLeaf(message, leaf))
                Breach(SessionRules.DevInfo, $"no ./DevInfo/{leaf}", 0);
        }
    }

    private void OpeningAlert(SyncMlMessage message, bool isObligatory)
    {
        var alerts = history.OpeningAlerts + OpeningAlerts;
        if (alerts > 0 || isObligatory && message.Final)
            Occasion(SessionRules.OpeningAlert);
        if (alerts > 1 || isObligatory && message.Final && alerts == 0 && !Aborts)
            Breach(SessionRules.OpeningAlert, $"{alerts} opening alerts in package 1", 0);
        foreach (var alert in message.Commands)
        {
            if (!IsAlert(alert, 1200) && !IsAlert(alert, 1201))
                continue;
            if (history.NotifiedSessionId is null)
                continue;
            Occasion(SessionRules.OpeningKind);
            if (IsAlert(alert, 1201))
                Breach(SessionRules.OpeningKind, "1201 after a notification", alert.Offset);
        }
    }

    private static bool HasLeaf(SyncMlMessage message, string leaf)
    {
        foreach (var command in message.Commands)
        {
            if (command.Kind != SyncMlCommandKind.Replace)
                continue;
            foreach (var item in command.Items)
            {
                if (item.Data is not null && IsDevInfo(item.Source?.LocUri, leaf))
                    return true;
            }
        }

        return false;
    }

    private static bool IsDevInfo(ReadOnlySpan<char> uri, string leaf)
    {
        if (uri.StartsWith("./"))
            uri = uri[2..];
        return uri.StartsWith("DevInfo/") && uri["DevInfo/".Length..].SequenceEqual(leaf);
    }
}

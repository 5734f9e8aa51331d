using System.Collections.Immutable;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Engine.Loading;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Lab;

/// <summary>Reads scripts of the emulated DM server (fixtures/servers/README.md).</summary>
public static class DmServerScriptLoader
{
    private const int MaxNesting = 4;
    private static readonly ServerFault[] s_faults = Enum.GetValues<ServerFault>();

    private static readonly ValueFormat s_faultWord = ValueFormat.Word([.. s_faults.Select(Kebab)]);

    private static readonly MapFormat s_side = new("a side of an account",
    [
        new("user", ValueFormat.Text(), "user name (AAuthName)", Required: true),
        new("password", ValueFormat.Text(), "password of a test account (AAuthSecret)"),
        new("password-env", ValueFormat.Text(), "environment variable with the password"),
        new("auth", ValueFormat.Word("none", "basic", "md5", "hmac"), "type of its credentials; md5 when absent"),
        new("nonce", ValueFormat.Hex(0, 64), "nonce agreed beforehand; none when absent"),
    ]);

    private static readonly MapFormat s_account = new("an account",
    [
        new("name", ValueFormat.Text(), "what people call it, or the device identifier", Required: true),
        new("client", ValueFormat.Map(s_side), "what the client shows", Required: true),
        new("server", ValueFormat.Map(s_side), "what the server shows; nothing when absent"),
        new("every-message", ValueFormat.Boolean(), "whether the client has to show it with every message (Status 200 instead of 212)"),
    ]);

    private static readonly MapFormat s_value = new("a node",
    [
        new("target", ValueFormat.Text(), "URI of the node", Required: true),
        new("value", ValueFormat.Text(), "its value as text"),
        new("hex", ValueFormat.Hex(0, 65535), "its value as octets"),
        new("format", ValueFormat.Text(), "Format; chr when absent"),
        new("type", ValueFormat.Text(), "Type; text/plain when absent"),
        new("chunk", ValueFormat.Integer(1, 1_000_000), "octets of data in a message: sends it as a large object"),
    ]);

    private static readonly MapFormat s_copy = new("a copy",
    [
        new("source", ValueFormat.Text(), "from where", Required: true),
        new("target", ValueFormat.Text(), "to where", Required: true),
    ]);

    private static readonly MapFormat s_exec = new("an Exec",
    [
        new("target", ValueFormat.Text(), "the executable node", Required: true),
        new("data", ValueFormat.Text(), "its argument"),
        new("correlator", ValueFormat.Text(), "Correlator"),
    ]);

    private static readonly MapFormat s_alert = new("an alert",
    [
        new("code", ValueFormat.Integer(1100, 1299), "alert code", Required: true),
        new("texts", ValueFormat.ListOf(ValueFormat.Text()), "Data of its Items; - for an Item without"),
    ]);

    private static readonly MapFormat s_step = new("a step",
    [
        new("get", ValueFormat.ListOf(ValueFormat.Text(), 1), "URIs to get"),
        new("add", ValueFormat.Map(s_value), "a node to add"),
        new("replace", ValueFormat.Map(s_value), "a node to replace"),
        new("delete", ValueFormat.ListOf(ValueFormat.Text(), 1), "URIs to delete"),
        new("copy", ValueFormat.Map(s_copy), "a node to copy"),
        new("exec", ValueFormat.Map(s_exec), "a node to execute"),
        new("alert", ValueFormat.Map(s_alert), "an alert"),
        new("atomic", ValueFormat.ListOf(ValueFormat.Any(), 1), "steps that succeed together or not at all"),
        new("sequence", ValueFormat.ListOf(ValueFormat.Any(), 1), "steps in order"),
        new("misbehave", s_faultWord, "what is wrong with the next message"),
        new("do", ValueFormat.Word("wait", "abort"), "wait for the answer before going on, or abort the session"),
    ]);

    private static readonly MapFormat s_session = new("a session",
    [
        new("device", ValueFormat.Text(), "for devices of this identifier, * and ? allowed; all when absent"),
        new("form", ValueFormat.Word("as-received", "wbxml", "xml"), "form of the server's messages"),
        new("max-msg-size", ValueFormat.Integer(200, int.MaxValue), "MaxMsgSize that the server announces"),
        new("faults", ValueFormat.ListOf(s_faultWord), "what is wrong with every message"),
        new("steps", ValueFormat.ListOf(ValueFormat.Any()), "what the server does", Required: true),
    ]);

    /// <summary>The keys of a script.</summary>
    public static MapFormat Format { get; } = new("a server script",
    [
        new("name", ValueFormat.Text(), "what people call it", Required: true),
        new("description", ValueFormat.Text(), "what it is for"),
        new("accounts", ValueFormat.ListOf(ValueFormat.Map(s_account)), "the accounts it knows"),
        new("strangers", ValueFormat.Word("accept", "refuse"), "whether others are served, without credentials; refuse when absent"),
        new("sessions", ValueFormat.ListOf(ValueFormat.Map(s_session)), "what happens in sessions; the first that fits counts", Required: true),
    ]);

    /// <summary>Reads a script.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="environment">Value of an environment variable, or <see langword="null"/>.</param>
    /// <param name="bag">Takes all complaints, each with its place.</param>
    /// <returns>The script, or <see langword="null"/> when the bag has an error.</returns>
    public static DmServerScript? Load(string path, Func<string, string?> environment, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(bag);
        if (MapReader.Open(YamlReader.Read(path, bag), Format, bag) is not { } map)
            return null;
        var reading = new Reading(environment, bag);
        var script = new DmServerScript(
            map.Text("name")?.Value ?? "",
            [.. map.Maps("accounts").Select(reading.Account).OfType<ServerAccount>()],
            map.Word("strangers", true, false)?.Value ?? false,
            [.. map.Maps("sessions").Select(reading.Session)]);
        return bag.HasErrors ? null : script;
    }

    /// <summary>Serves anybody: asks who they are and for the version of their firmware.</summary>
    public static DmServerScript Standard { get; } = new(
        "anybody", [], AcceptStrangers: true, [new ScriptedSession(null, ServerPolicy.Default, [ServerStep.Get("./DevDetail/FwV", "./DevDetail/SwV")])]);

    private static string Kebab(ServerFault fault)
    {
        var name = fault.ToString();
        return string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
    }

    private sealed class Reading(Func<string, string?> environment, DiagnosticBag bag)
    {
        public ServerAccount? Account(MapReader map)
        {
            if (map.Map("client") is not { } client)
                return null;
            var server = map.Map("server");
            var (mine, myAuth, myNonce) = Side(client);
            var (theirs, theirAuth, theirNonce) = server is null ? (null, DmAuthentication.None, []) : Side(server);
            return new ServerAccount
            {
                Name = map.Text("name")?.Value ?? "",
                Client = mine,
                ClientAuthentication = myAuth,
                Server = theirs,
                ServerAuthentication = theirAuth,
                EveryMessage = map.Boolean("every-message")?.Value ?? false,
                Nonces = AccountNonces.Of(myNonce, theirNonce),
            };
        }

        public ScriptedSession Session(MapReader map)
        {
            var policy = ServerPolicy.Default with
            {
                Form = map.Word("form", DmMessageForm.AsReceived, DmMessageForm.Wbxml, DmMessageForm.Xml)?.Value ?? DmMessageForm.AsReceived,
                MaxMsgSize = (int?)map.Integer("max-msg-size")?.Value,
                Faults = [.. map.Texts("faults").Select(f => s_faults.First(known => Kebab(known) == f.Value))],
            };
            return new ScriptedSession(map.Text("device")?.Value, policy, Steps(map, "steps", 0));
        }

        private (Credential? Credential, DmAuthentication Type, byte[] Nonce) Side(MapReader map)
        {
            var type = map.Word("auth", DmAuthentication.None, DmAuthentication.Basic, DmAuthentication.Md5, DmAuthentication.Hmac)?.Value ?? DmAuthentication.Md5;
            var nonce = map.Hex("nonce")?.Value ?? [];
            var user = map.Text("user")?.Value ?? "";
            if (type == DmAuthentication.None)
                return (null, type, nonce);
            if (map.Has("password") == map.Has("password-env"))
            {
                bag.Add(Rules.MissingKey, map.Span, "a side of an account has exactly one of 'password' and 'password-env'");
                return (null, type, nonce);
            }

            if (map.Text("password") is { } password)
                return (Credential.Of(user, password.Value), type, nonce);
            if (map.Text("password-env") is { } name && environment(name.Value) is { Length: > 0 } secret)
                return (Credential.Of(user, secret), type, nonce);
            bag.Add(LabRules.ServerSecret, map.KeySpan("password-env"), $"the environment variable '{map.Text("password-env")?.Value}' is not set");
            return (null, type, nonce);
        }

        private ImmutableArray<ServerStep> Steps(MapReader map, string key, int depth)
        {
            if (depth > MaxNesting)
            {
                bag.Add(LabRules.ServerStep, map.Span, $"steps nest at most {MaxNesting} deep");
                return [];
            }

            var steps = ImmutableArray.CreateBuilder<ServerStep>();
            foreach (var node in map.List(key))
            {
                if (MapReader.Open(node, s_step, bag) is { } step && Step(step, depth) is { } read)
                    steps.Add(read);
            }

            return steps.ToImmutable();
        }

        private ServerStep? Step(MapReader step, int depth)
        {
            var keys = s_step.Keys.Where(k => step.Has(k.Name)).Select(k => k.Name).ToList();
            if (keys.Count != 1)
            {
                bag.Add(LabRules.ServerStep, step.Span, $"a step does exactly one thing, this has {(keys.Count == 0 ? "none" : string.Join(" and ", keys))}");
                return null;
            }

            switch (keys[0])
            {
                case "get":
                    return ServerStep.Get([.. step.Texts("get").Select(u => u.Value)]);
                case "delete":
                    return ServerStep.Delete([.. step.Texts("delete").Select(u => u.Value)]);
                case "add":
                    return Write(step, "add", SyncMlCommandKind.Add);
                case "replace":
                    return Write(step, "replace", SyncMlCommandKind.Replace);
                case "copy":
                    return step.Map("copy") is { } copy ? ServerStep.Copy(copy.Text("source")?.Value ?? "", copy.Text("target")?.Value ?? "") : null;
                case "exec":
                    return step.Map("exec") is { } exec ? ServerStep.Exec(exec.Text("target")?.Value ?? "", exec.Text("data")?.Value, exec.Text("correlator")?.Value) : null;
                case "alert":
                    return step.Map("alert") is { } alert
                        ? ServerStep.Alert((int)(alert.Integer("code")?.Value ?? 1100), [.. alert.Texts("texts").Select(t => t.Value == "-" ? null : t.Value)])
                        : null;
                case "atomic":
                    return Group(step, "atomic", depth);
                case "sequence":
                    return Group(step, "sequence", depth);
                case "misbehave":
                    return step.Text("misbehave") is { } fault ? new ServerStep.Misbehave(s_faults.First(known => Kebab(known) == fault.Value)) : null;
                default:
                    return step.Word<ServerStep>("do", new ServerStep.Barrier(), ServerStep.Abort())?.Value;
            }
        }

        private ServerStep? Group(MapReader step, string key, int depth)
        {
            var inner = Steps(step, key, depth + 1);
            if (inner.Any(i => i is not ServerStep.Send))
            {
                bag.Add(LabRules.ServerStep, step.KeySpan(key), $"{key} holds commands only");
                return null;
            }

            return key == "atomic" ? ServerStep.Atomic(inner) : ServerStep.Sequence(inner);
        }

        private ServerStep? Write(MapReader step, string key, SyncMlCommandKind kind)
        {
            if (step.Map(key) is not { } node)
                return null;
            if (node.Has("value") && node.Has("hex"))
            {
                bag.Add(LabRules.ServerStep, node.KeySpan("hex"), "a node has 'value' or 'hex', not both");
                return null;
            }

            var format = node.Text("format")?.Value;
            var type = node.Text("type")?.Value;
            var item = SyncMlItem.To(node.Text("target")?.Value ?? "") with
            {
                Meta = format is null && type is null ? null : SyncMlMeta.Of(format, type),
                Data = node.Text("value") is { } text ? SyncMlData.OfText(text.Value)
                    : node.Hex("hex") is { } octets ? SyncMlData.OfOctets(octets.Value)
                    : format == "node" ? null : SyncMlData.OfText(""),
            };
            return node.Integer("chunk") is { } chunk
                ? new ServerStep.SendInChunks(kind, item, (int)chunk.Value)
                : new ServerStep.Send(SyncMlCommand.Of(kind, "", item));
        }
    }
}

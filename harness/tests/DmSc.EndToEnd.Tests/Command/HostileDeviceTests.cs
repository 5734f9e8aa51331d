using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>Devices and drivers that do all the wrong things: each gives a fault or a fail in its time, and every other case is decided as if it were alone.</summary>
public sealed class HostileDeviceTests
{
    private const string Station = """
        id: lab
        class: real-reader
        description: hostile devices
        lanes: 3
        budgets: { step: 20s, case: 60s, cleanup: 20s, attempts: 2 }
        """;

    private static readonly Dictionary<string, string> s_expected = new(StringComparer.Ordinal)
    {
        ["honest"] = "pass",
        ["honest-at-the-second-try"] = "pass",

        // What a device sends, or does not send, is what it is judged by.
        ["says-nothing"] = "fail",
        ["garbage"] = "fail",
        ["ten-megabytes"] = "fail",
        ["garbage-in-a-session"] = "fail",
        ["hangs-in-a-message"] = "fail",
        ["no-end-of-package"] = "fail",
        ["no-end-of-sessions"] = "fail",

        // What a driver does is trouble of ours.
        ["dies"] = "fault peer-unreachable",
        ["prints-garbage"] = "fault peer-unreachable",
        ["prints-without-end"] = "fault peer-unreachable",
        ["never-answers"] = "fault deadline",
    };

    [Test]
    [CancelAfter(180_000)]
    public async Task A_hostile_device_gives_a_fault_or_a_fail_in_its_time_and_the_run_goes_on()
    {
        ForeignTool.Require("python3", "python3");
        using var lab = new DeviceLab();
        lab.AddCase("DEV-LAB-001", Case);
        await File.WriteAllTextAsync(Path.Combine(lab.Phone, "driver.py"), Driver);
        lab.DrivenBy("4s", "python3", "driver.py", "dotnet", Dmsc.Path, "serve", "device");

        var run = await lab.RunAsync("run", "--iut", lab.Phone, "--station", lab.AddStation(Station), "--select", "DEV-LAB-001");

        var expected = s_expected.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {e.Value}");
        var outcomes = run.Ended.Select(e => $"{e.Key[(e.Key.IndexOf('=', StringComparison.Ordinal) + 1)..]}: {DeviceRun.OutcomeOf(e.Value)}").Order(StringComparer.Ordinal);
        Assert.That(outcomes, Is.EqualTo(expected.Order(StringComparer.Ordinal)), run.Result.ToString);
        Assert.That(run.EventsOf("station-broke"), Is.Empty, "a driver that died is started anew");
        Assert.That(run.Counts, Does.StartWith($"{s_expected.Values.Count(v => v == "pass")} passed, {s_expected.Values.Count(v => v == "fail")} failed, 0 inconclusive, {s_expected.Values.Count(v => v.StartsWith("fault", StringComparison.Ordinal))} faulted, "));
        Assert.That(run.Result.ExitCode, Is.EqualTo(1), run.Result.ToString);
        Assert.That(Path.Combine(run.Folder, "scr-matrix.html"), Does.Exist);
        Assert.That(run.EventsOf("case-ended").Select(e => TimeSpan.Parse(e.GetProperty("duration").GetString()!, System.Globalization.CultureInfo.InvariantCulture)), Is.All.LessThan(TimeSpan.FromSeconds(60)));
    }

    /// <summary>The mode of the device comes to it as the answer to a prompt.</summary>
    private static string Case => $$$"""
        title: A secure push alone is taken
        iut: device
        requirements: [DM-BOOT-C-013]
        spec: "OMA-TS-DM_Bootstrap 1.2, 5.4.4"
        mutates: [accounts]
        for-each: { mode: [{{{string.Join(", ", s_expected.Keys)}}}] }
        given:
          - device.reset: {}
          - device.answer-prompts: { answers: "text:${mode}" }
          - device.power-on: {}
          - dm-server.account: { client: basic, server: basic }
            save: server
          - bootstrap.write: { server: "${server}" }
            save: octets
        steps:
          - push.bootstrap: { octets: "${octets}", security: none, bearer: ota-http, secure: true }
          - device.start-session: { server: "${server}" }
          - dm-server.session: { server: "${server}", wait: 4 }
            expect:
              - { check: account-made, path: arrived, is: true }
              - { check: credentials, path: authenticated, is: true }
          - dm-server.send: { commands: "<Get><Item><Target><LocURI>./DevInfo/Mod</LocURI></Target></Item></Get>", wait: 4 }
            expect:
              - { check: goes-on, path: answered, is: true }
              - { check: answered, path: status, equals: 200 }
        finally:
          - device.reset: {}
        """;

    private const string Driver = """"
        import base64, json, os, re, socket, subprocess, sys, threading

        CAN = ["reset", "power", "card", "push", "enter-pin", "answer-prompts", "start-session", "report"]
        mode, past, child, push = None, [], None, b""


        def out(text):
            sys.stdout.write(text)
            sys.stdout.flush()


        def forward(request):
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())


        def words():
            return [w.decode() for w in re.findall(rb"\x03([^\x00]*)\x00", push)]


        def post(body, kind="application/vnd.syncml.dm+xml", declared=None, stay=False):
            host, port, path = re.search(rb"http://([0-9.]+):(\d+)(/[^\x00]*)", push).groups()
            try:
                s = socket.create_connection((host.decode(), int(port)), 5)
                s.settimeout(10)
                head = f"POST {path.decode()} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {declared or len(body)}\r\nConnection: close\r\n\r\n"
                s.sendall(head.encode() + body)
                if stay:
                    s.settimeout(None)
                while s.recv(65536):
                    pass
            except OSError:
                pass


        def message(number, session="77", final=True, data=""):
            w = words()
            user, secret = w[w.index("AAuthName") + 2], w[w.index("AAuthSecret") + 2]
            cred = base64.b64encode(f"{user}:{secret}".encode()).decode()
            return (f'<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>{session}</SessionID><MsgID>{number}</MsgID>'
                    f'<Target><LocURI>http://x/dm</LocURI></Target><Source><LocURI>IMEI:1</LocURI><LocName>{user}</LocName></Source>'
                    f'<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta><Data>{cred}</Data></Cred></SyncHdr>'
                    f'<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Replace><CmdID>2</CmdID><Item><Source><LocURI>./DevInfo/Mod</LocURI></Source><Data>{data}</Data></Item></Replace>'
                    + ("<Final/>" if final else "") + "</SyncBody></SyncML>").encode()


        def without_end():
            number = 1
            while True:
                if mode == "no-end-of-package":
                    post(message(number, final=False, data="x" * 60000))
                else:
                    post(message(1, session=f"{number:x}", data="x" * 60000))
                number += 1


        def misbehave():
            if mode == "garbage":
                for kind in ("application/vnd.syncml.dm+wbxml", "application/vnd.syncml.dm+xml", "text/html"):
                    post(os.urandom(3000), kind)
            elif mode == "ten-megabytes":
                post(b"x" * 10_000_000)
            elif mode == "garbage-in-a-session":
                post(message(1))
                post(b"\xff\x00 no message", "application/vnd.syncml.dm+wbxml")
            elif mode == "hangs-in-a-message":
                post(b"<Sync", declared=500, stay=True)
            elif mode.startswith("no-end"):
                without_end()


        for line in sys.stdin:
            request = json.loads(line)
            op, answer = request["op"], {"id": request["id"], "ok": True}
            if op == "hello":
                answer.update(name="Hostile", can=CAN)
            elif op == "answer-prompts":
                mode = request["answers"][0]["text"]
                if mode == "honest-at-the-second-try":
                    if os.path.exists("tried"):
                        mode = "honest"
                    else:
                        open("tried", "w").close()
                        mode = "dies"
                if mode == "honest":
                    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                    for earlier in past:
                        forward(earlier)
                    continue_with = {"id": request["id"], "op": "answer-prompts", "answers": []}
                    answer = forward(continue_with)
            elif child:
                answer = forward(request)
            elif op == "push":
                push = bytes.fromhex("".join(request["frames"]))
            elif op == "start-session":
                if mode == "dies":
                    os._exit(3)
                if mode == "prints-garbage":
                    out("Segmentation fault\n")
                if mode == "prints-without-end":
                    while True:
                        out("x" * 65536)
                if mode == "never-answers":
                    continue
                threading.Thread(target=misbehave, daemon=True).start()
            past.append(request)
            out(json.dumps(answer) + "\n")
        """";
}

using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Cli.Output;
using DmSc.Engine.Loading;
using DmSc.Model.Rollup;
using DmSc.Peers.Deviations;
using DmSc.Peers.Server;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Servers;
using DmSc.Suite.Composition;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Cli.Commands;

/// <summary>
/// <c>dmsc serve dm-server</c>: the emulated DM server, which devices talk to; with <c>--driver</c> the reference server, which stands where a vendor's
/// server would: behind the protocol of driver programs, or with an interface of its own.
/// </summary>
internal sealed class ServeDmServer
{
    private const string Lines = "lines";
    private const string Http = "http";
    private const string EmulatedAt = "http://127.0.0.1:8080/dm";
    private const string LinesAt = "http://127.0.0.1:0/dm";
    private const string ControlAt = "http://127.0.0.1:8090";

    private readonly ConsoleOutput _console;
    private readonly Option<string> _driver = new("--driver") { Description = "Makes it the reference server, to be judged: lines (JSON lines on standard input and output, as the driver 'process' speaks them) or http (an interface of its own, as the driver 'http' asks it)." };
    private readonly Option<string> _script = new("--script") { Description = "What the emulated server does (YAML, fixtures/servers/README.md); without one it serves anybody and asks for the firmware version." };
    private readonly Option<string> _url = new("--url") { Description = $"Where sessions go: scheme, address, port and path; port 0 for any free one. Default: {EmulatedAt}, with --driver lines {LinesAt}." };
    private readonly Option<bool> _https = new("--https") { Description = "Sessions with TLS and a certificate made for this run, whatever the scheme of --url." };
    private readonly Option<string> _certificate = new("--certificate") { Description = "Sessions with TLS and this certificate: a PEM file with its private key." };
    private readonly Option<string> _control = new("--control") { Description = $"With --driver http: where its own interface is; port 0 for any free one. Default: {ControlAt}." };
    private readonly Option<string> _signingKey = new("--signing-key") { Description = "With --driver: PEM file with the RSA private key it signs content with; without one it signs nothing." };
    private readonly Option<string> _deviation = new("--deviation") { Description = "With --driver: a defect the server shall have, for example server.mac-wrong." };
    private readonly Option<string> _pushCertificate = new("--push-certificate") { Description = "With --driver: PEM file with certificate and private key that it authenticates secure pushes with; without one it sends none." };
    private readonly Option<string> _trustedReceivers = new("--trusted-receivers") { Description = "With --push-certificate: PEM file with certificates that those of the receivers of secure pushes come from; the operating system's choice by default." };
    private readonly Option<string> _capture = new("--capture") { Description = "With --driver: folder to keep all that it sends in, as the driver 'capture' reads it." };

    private ServeDmServer(ConsoleOutput console) => _console = console;

    public static Command Create(ConsoleOutput console)
    {
        var self = new ServeDmServer(console);
        var command = new Command("dm-server", "The emulated DM server, with a line for every message; with --driver the reference server, to be judged.")
        {
            self._driver, self._script, self._url, self._https, self._certificate, self._control, self._signingKey, self._deviation, self._pushCertificate,
            self._trustedReceivers, self._capture,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private static SuiteInputException Wrong(Option option, string? value, string expected) => new($"{option.Name} {value}: {expected}");

    private static DmServerScript Script(string? path)
    {
        if (path is null)
            return DmServerScriptLoader.Standard;
        var diagnostics = new DiagnosticBag();
        return DmServerScriptLoader.Load(path, Environment.GetEnvironmentVariable, diagnostics) ?? throw new SuiteInputException(diagnostics.Sorted());
    }

    private static (Uri Url, IPAddress Address) Endpoint(Option option, string text, string example, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Query.Length == 0 && IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
            ? (url, address)
            : throw Wrong(option, text, $"{string.Join(" or ", schemes)}, an IP address and a port expected, for example {example}");

    /// <summary>Reads what a PEM file has, or says which option named one that has it not.</summary>
    private static T Pem<T>(Option option, string file, string expected, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw Wrong(option, file, $"{expected} in PEM expected{(e is IOException or UnauthorizedAccessException ? $": {e.Message}" : "")}");
        }
    }

    private static SigningKey Key(string file)
    {
        var pem = File.ReadAllText(file);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        // A public key is imported just as well; only the private half can tell.
        _ = rsa.ExportRSAPrivateKey();
        return new SigningKey(pem);
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CryptographicException("there is none");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var driver = parsed.GetValue(_driver);
        Check(parsed, driver);
        var listen = Listening(parsed, driver);
        using var certificate = listen.Certificate;
        if (driver is null)
            await EmulateAsync(parsed, listen, ct);
        else
            await BeJudgedAsync(parsed, driver, listen, ct);
        return (int)ExitCode.Conformant;
    }

    private void Check(ParseResult parsed, string? driver)
    {
        if (driver is not (null or Lines or Http))
            throw Wrong(_driver, driver, $"{Lines} or {Http} expected");
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
        if (driver is null)
        {
            Option[] judged = [_control, _signingKey, _deviation, _pushCertificate, _trustedReceivers, _capture];
            if (Array.Find(judged, Given) is { } lost)
                throw new SuiteInputException($"{lost.Name} is for the reference server: it goes with --driver {(lost == _control ? Http : $"{Lines} or --driver {Http}")}");
        }
        else if (Given(_script))
        {
            throw new SuiteInputException("--script is for the emulated server: it does not go with --driver");
        }

        if (driver == Lines && Given(_control))
            throw new SuiteInputException($"--control goes with --driver {Http}; with --driver {Lines} the server is asked on standard input");
        if (Given(_trustedReceivers) && !Given(_pushCertificate))
            throw new SuiteInputException("--trusted-receivers goes with --push-certificate: without one no secure pushes are sent");
        if (parsed.GetValue(_https) && Given(_certificate))
            throw new SuiteInputException("--https makes a certificate for this run: it does not go with --certificate");
    }

    private DmHttpServerSettings Listening(ParseResult parsed, string? driver)
    {
        var text = parsed.GetValue(_url) ?? (driver == Lines ? LinesAt : EmulatedAt);
        var (url, address) = Endpoint(_url, text, EmulatedAt, "http", "https");
        var certificate = parsed.GetValue(_certificate) is { } file
            ? Pem(_certificate, file, "a certificate and its private key", ServerCertificates.FromPemFile)
            : parsed.GetValue(_https) || url.Scheme == "https" ? ServerCertificates.SelfSigned(url.Host, TimeProvider.System.GetUtcNow()) : null;
        return new DmHttpServerSettings { Address = address, Port = url.Port, Path = url.AbsolutePath, Certificate = certificate };
    }

    private async Task EmulateAsync(ParseResult parsed, DmHttpServerSettings listen, CancellationToken ct)
    {
        var plan = Script(parsed.GetValue(_script));
        using var server = new DmServer(plan.ToSettings(), TimeProvider.System, new SystemRandomOctets(), e =>
            _console.Line($"{e.Time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}  {e.Device ?? "-"}  {e.SessionId ?? "-"}  {e.Text}"));
        await UntilInterruptedAsync(
            async () =>
            {
                await using var listener = await ListenAsync(_url, () => DmHttpServer.StartAsync(server, listen, TimeProvider.System, ct));
                _console.Line($"serving '{plan.Name}' at {listener.Address}; Ctrl-C ends it");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            },
            ct);
    }

    private async Task BeJudgedAsync(ParseResult parsed, string driver, DmHttpServerSettings listen, CancellationToken ct)
    {
        using var sender = parsed.GetValue(_pushCertificate) is { } own ? Pem(_pushCertificate, own, "a certificate and its private key", ServerCertificates.FromPemFile) : null;
        var settings = new HostedServerSettings
        {
            Listen = listen,
            SigningKey = parsed.GetValue(_signingKey) is { } key ? Pem(_signingKey, key, "an RSA private key", Key) : null,
            Deviation = Deviation(parsed.GetValue(_deviation)),
            PushCertificate = sender,
            PushIssuers = parsed.GetValue(_pushCertificate) is { } chain ? [.. Certificates(chain).Skip(1)] : [],
            TrustedReceivers = parsed.GetValue(_trustedReceivers) is { } trusted ? Pem(_trustedReceivers, trusted, "certificates", Certificates) : [],
            Capture = parsed.GetValue(_capture),
        };
        var control = driver == Http ? Endpoint(_control, parsed.GetValue(_control) ?? ControlAt, ControlAt, "http") : default;
        if (control.Url is { AbsolutePath: not "/" })
            throw Wrong(_control, parsed.GetValue(_control), $"no path expected: requests go to {control.Url.GetLeftPart(UriPartial.Authority)}/bootstrap and so on");
        await UntilInterruptedAsync(
            async () =>
            {
                await using var server = await ListenAsync(_url, () => HostedServer.StartAsync(settings, TimeProvider.System, ct));
                if (driver == Lines)
                    await AnswerLinesAsync(server, ct);
                else
                    await ServeHttpAsync(server, control.Address, control.Url.Port, ct);
            },
            ct);
    }

    private static async Task AnswerLinesAsync(HostedServer server, CancellationToken ct)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await new ServerLineHost(server).RunAsync(input, output, ct);
    }

    private async Task ServeHttpAsync(HostedServer server, IPAddress address, int port, CancellationToken ct)
    {
        await using var host = await ListenAsync(_control, () => ServerHttpHost.StartAsync(server, address, port, ct));
        _console.Line($"serving the {server.Name}, control at {host.Control}, sessions at {server.Sessions}; Ctrl-C ends it");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
    }

    private static async Task<T> ListenAsync<T>(Option option, Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (LinkException e)
        {
            throw new SuiteInputException($"{option.Name}: {e.Message}");
        }
    }

    private static async Task UntilInterruptedAsync(Func<Task> serve, CancellationToken ct)
    {
        try
        {
            await serve();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how this command ends.
        }
    }

    private static ServerDeviation? Deviation(string? name) => name is null
        ? null
        : ServerDeviations.All.FirstOrDefault(d => d.Name == name)
            ?? throw new SuiteInputException($"there is no deviation '{name}'; there are {string.Join(", ", ServerDeviations.All.Select(d => d.Name))}");
}

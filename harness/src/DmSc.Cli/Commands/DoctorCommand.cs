using System.CommandLine;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc doctor</c>: what this machine has of what a run can need, and how to get what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var command = new Command("doctor", "Says what is installed, what is missing, and how to install it.");
        command.SetAction(_ =>
        {
            Data(console);
            Pcsc(console);
            Tools(console);
            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static void Data(ConsoleOutput console)
    {
        var folders = ProjectFolders.Find(Environment.CurrentDirectory, AppContext.BaseDirectory);
        Row(console, folders is not null, "test cases and fixtures", folders?.Root ?? "not found: run inside a checkout, or name one with --root");
    }

    private static void Pcsc(ConsoleOutput console)
    {
        var platform = PcscPlatform.Current;
        Row(console, platform.IsInstalled, $"PC/SC library {platform.Library}", platform.IsInstalled
            ? $"{platform.Name}, {(platform.IsProven ? "proven: run against a real service" : "unproven: structures are tested, calls were never run against a real service")}"
            : new Remedy("apt-get install pcscd libpcsclite1", "part of the system", "part of the system").Here);
        foreach (var other in new[] { PcscPlatform.Linux, PcscPlatform.Windows, PcscPlatform.Mac }.Where(p => p.Name != platform.Name))
            console.Line($"     {other.Name}: {(other.IsProven ? "proven" : "unproven")}");
        if (!platform.IsInstalled)
            return;
        try
        {
            var readers = PcscReaders.List();
            Row(console, true, "PC/SC service", $"running, {readers.Count} reader{(readers.Count == 1 ? "" : "s")}");
            foreach (var reader in readers)
            {
                var card = !reader.HasCard ? "no card" : reader.IsMute ? "a card that answers nothing" : $"ATR {Convert.ToHexString(reader.Atr.Span)}";
                console.Line($"     {reader.Name}: {card}, {reader.Use}");
            }

            if (readers.Count == 0)
                console.Line($"     {NoReader.Here}");
        }
        catch (LinkException e)
        {
            Row(console, false, "PC/SC service", $"{e.Message}. {NoService.Here}");
        }
    }

    private static readonly Remedy NoService = new(
        "start it with 'systemctl start pcscd', or as root with 'pcscd --foreground' where there is no systemd",
        "it starts with the first reader: plug one in",
        "start it with 'Start-Service SCardSvr' in an elevated PowerShell; without a reader Windows stops it again");

    private static readonly Remedy NoReader = new(
        "a USB reader needs its driver: apt-get install libccid",
        "USB readers of class CCID need no driver",
        "USB readers of class CCID need no driver");

    private static void Tools(ConsoleOutput console)
    {
        // What a user needs stands first; the others serve the tests of the harness itself.
        (string Tool, string Use, Remedy Remedy)[] tools =
        [
            ("pcsc_scan", "foreign look at readers and ATRs", new("apt-get install pcsc-tools", "'dmsc readers --watch' shows the same", "'dmsc readers --watch' shows the same")),
            ("opensc-tool", "foreign reader of cards", new("apt-get install opensc", "brew install opensc", "winget install OpenSC.OpenSC")),
            ("pkcs15-tool", "foreign reader of PKCS#15", new("apt-get install opensc", "brew install opensc", "winget install OpenSC.OpenSC")),
            ("openssl", "tests: foreign keys and signatures", new("apt-get install openssl", "brew install openssl", "winget install ShiningLight.OpenSSL.Light")),
            ("xmlsec1", "tests: foreign XML signatures", new("apt-get install xmlsec1", "brew install libxmlsec1", "use WSL")),
            ("xml2wbxml", "tests: foreign WBXML codec", new("apt-get install libwbxml2-utils", "brew install libwbxml", "use WSL")),
            ("tshark", "tests: captures", new("apt-get install tshark", "brew install wireshark", "winget install WiresharkFoundation.Wireshark")),
            ("chromium", "tests: the matrix page", new("apt-get install chromium", "brew install --cask chromium", "winget install Hibbiki.Chromium")),
            ("node", "tests: Allure command line, schema validation", new("apt-get install nodejs npm", "brew install node", "winget install OpenJS.NodeJS.LTS")),
            ("java", "tests: Allure command line", new("apt-get install default-jre-headless", "brew install openjdk", "winget install EclipseAdoptium.Temurin.17.JRE")),
        ];
        foreach (var (tool, use, remedy) in tools)
        {
            var path = Which(tool);
            Row(console, path is not null, $"{tool} ({use})", path ?? remedy.Here);
        }

        const string VirtualReader = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
        Row(console, File.Exists(VirtualReader), "vsmartcard's virtual reader (station virtual-reader)", File.Exists(VirtualReader)
            ? VirtualReader
            : new Remedy("apt-get install vsmartcard-vpcd, then start pcscd anew", "from source: vsmartcard, virtualsmartcard", "vsmartcard's installer BixVReader").Here);
    }

    private static string? Which(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, tool), Path.Combine(folder, tool + ".exe") })
            .FirstOrDefault(File.Exists);

    private static void Row(ConsoleOutput console, bool there, string what, string detail) =>
        console.Line($"{(there ? "ok  " : "--  ")} {what}: {detail}");

    /// <summary>How to get what is missing.</summary>
    /// <param name="Debian">On Debian and what is made of it.</param>
    /// <param name="Mac">On macOS.</param>
    /// <param name="Windows">On Windows.</param>
    private sealed record Remedy(string Debian, string Mac, string Windows)
    {
        /// <summary>On this system.</summary>
        public string Here => OperatingSystem.IsWindows() ? $"Windows: {Windows}" : OperatingSystem.IsMacOS() ? $"macOS: {Mac}" : $"Debian: {Debian}";
    }
}

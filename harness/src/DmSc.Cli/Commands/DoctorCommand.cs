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
            : "Debian: apt-get install pcscd libpcsclite1; Windows and macOS bring it with them");
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
        }
        catch (LinkException e)
        {
            Row(console, false, "PC/SC service", $"{e.Message} (Debian: start it with 'systemctl start pcscd', or 'pcscd --foreground' where there is no systemd)");
        }
    }

    private static void Tools(ConsoleOutput console)
    {
        (string Tool, string Use, string Package)[] tools =
        [
            ("pcscd", "PC/SC service", "pcscd"),
            ("opensc-tool", "foreign reader of the reference card", "opensc"),
            ("xml2wbxml", "foreign WBXML codec", "libwbxml2-utils"),
            ("chromium", "tests of the matrix page", "chromium"),
            ("node", "Allure command line, schema validation", "nodejs"),
            ("java", "Allure command line", "default-jre-headless"),
        ];
        foreach (var (tool, use, package) in tools)
        {
            var path = Which(tool);
            Row(console, path is not null, $"{tool} ({use})", path ?? $"only tests of the harness need it; Debian: apt-get install {package}");
        }

        const string VirtualReader = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
        if (OperatingSystem.IsLinux())
            Row(console, File.Exists(VirtualReader), "vsmartcard's virtual reader", File.Exists(VirtualReader) ? VirtualReader : "Debian: apt-get install vsmartcard-vpcd");
    }

    private static string? Which(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, tool), Path.Combine(folder, tool + ".exe") })
            .FirstOrDefault(File.Exists);

    private static void Row(ConsoleOutput console, bool there, string what, string detail) =>
        console.Line($"{(there ? "ok  " : "--  ")} {what}: {detail}");
}

using System.CommandLine;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<string?> Root() => new("--root") { Description = "Folder with testcases/ and fixtures/; found upwards from here by default." };

    public static Option<string?> Station() => new("--station") { Description = "Station file, or the id of one in fixtures/stations. Default: embedded." };

    public static Option<string[]> Iut() => new("--iut") { Description = "Roles (card, device, server), IUT ids, folders or iut.yaml files, separated by commas. Default: what the station offers.", AllowMultipleArgumentsPerToken = true };

    public static Option<string?> Ics() => new("--ics") { Description = "ICS file to use instead of the IUT's own." };

    public static Option<string?> Select() => new("--select") { Description = "Globs over case ids, variants, items and roles, separated by commas; ! in front takes away." };

    public static Option<bool> AllowPartial() => new("--allow-partial") { Description = "Untested and waived items do not fail the gate." };

    public static ProjectFolders Folders(string? root)
    {
        if (root is not null)
        {
            var named = new ProjectFolders(Path.GetFullPath(root));
            return Directory.Exists(named.Requirements) && Directory.Exists(named.Fixtures)
                ? named
                : throw new SuiteInputException($"{root}: no folder with testcases/requirements and fixtures in it");
        }

        return ProjectFolders.Find(Environment.CurrentDirectory, AppContext.BaseDirectory)
            ?? throw new SuiteInputException("no folder with testcases/requirements and fixtures at or above the current one; name it with --root");
    }

    public static string[] Split(string[]? values) =>
        [.. (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}

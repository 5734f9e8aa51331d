using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc generate</c>: writes the files that are made from the code.</summary>
internal static class GenerateCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var root = Options.Root();
        var command = new Command("generate", "Writes schemas, verb reference and diagnostics list anew from the code.") { root };
        command.SetAction(parsed =>
        {
            var folders = Options.Folders(parsed.GetValue(root));
            foreach (var (file, text) in GeneratedFiles.All(folders))
            {
                var path = Path.Combine(folders.Root, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var changed = !File.Exists(path) || File.ReadAllText(path) != text;
                if (changed)
                    File.WriteAllText(path, text);
                console.Line($"{(changed ? "written  " : "unchanged")} {file}");
            }

            return (int)ExitCode.Conformant;
        });
        return command;
    }
}

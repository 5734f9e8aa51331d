using System.CommandLine;
using System.Text;
using DmSc.Model.Rollup;
using DmSc.Peers.Deviations;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Servers;
using DmSc.Suite.Composition;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc serve server</c>: the reference server behind the protocol of driver programs, so that it stands where a vendor's server would.</summary>
internal static class ServeServer
{
    public static Command Create()
    {
        var key = new Option<string>("--signing-key") { Description = "PEM file with the RSA private key it signs content with; without one it signs nothing." };
        var deviation = new Option<string>("--deviation") { Description = "A defect the server shall have, for example server.mac-wrong." };
        var command = new Command("server", "The reference server as a driver program: JSON lines on standard input and output, DM over HTTP on a free port.") { key, deviation };
        command.SetAction(async (parsed, ct) =>
        {
            ServerDeviation? defect = null;
            if (parsed.GetValue(deviation) is { } name)
            {
                defect = ServerDeviations.All.FirstOrDefault(d => d.Name == name)
                    ?? throw new SuiteInputException($"there is no deviation '{name}'; there are {string.Join(", ", ServerDeviations.All.Select(d => d.Name))}");
            }

            var signing = parsed.GetValue(key) is { } file ? new SigningKey(await File.ReadAllTextAsync(file, ct)) : null;
            await using var host = await ServerLineHost.StartAsync(new DmHttpServerSettings(), signing, defect, TimeProvider.System, ct);
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await host.RunAsync(input, output, ct);
            return (int)ExitCode.Conformant;
        });
        return command;
    }
}

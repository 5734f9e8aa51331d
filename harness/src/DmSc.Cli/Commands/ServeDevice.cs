using System.CommandLine;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Model.Rollup;
using DmSc.Peers.Deviations;
using DmSc.Peers.Device;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc serve device</c>: the reference device behind the protocol of driver programs, so that it stands where a vendor's device would.</summary>
internal static class ServeDevice
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var imsi = new Option<string>("--imsi") { Description = "IMSI of the device, digits." };
        var xml = new Option<bool>("--xml") { Description = "Speaks XML instead of WBXML." };
        var reader = new Option<string>("--reader") { Description = "PC/SC reader that is the device's card slot; without one it has no slot, and takes no cards." };
        var deviation = new Option<string[]>("--deviation") { Description = "Defects the device shall have, for example device.answers-bootstrap." };
        var command = new Command("device", "The reference device as a driver program: JSON lines on standard input and output, DM over HTTP.") { imsi, xml, reader, deviation };
        command.SetAction(async (parsed, ct) =>
        {
            var settings = new ReferenceDeviceSettings { Imsi = parsed.GetValue(imsi), SpeaksXml = parsed.GetValue(xml) };
            foreach (var name in Options.Split(parsed.GetValue(deviation)))
            {
                var defect = DeviceDeviations.Find(name)
                    ?? throw new SuiteInputException($"there is no deviation '{name}'; there are {string.Join(", ", DeviceDeviations.All.Select(d => d.Name))}");
                settings = settings with { Quirks = defect.ApplyTo(settings.Quirks) };
            }

            using var transport = new HttpDmTransport(s_patience, TimeProvider.System);
            await using var device = new ReferenceDevice(settings, transport, new SystemRandomOctets(), TimeProvider.System);
            var slot = parsed.GetValue(reader);
            Func<string, DeviceCard?>? cards = slot is null
                ? null
                : name => new DeviceCard(name, _ => new ValueTask<ICardLink>(new PcscCardLink(slot, new PcscLinkOptions(), TimeProvider.System)));
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            await new DeviceLineHost(device, cards).RunAsync(input, output, ct);
            return (int)ExitCode.Conformant;
        });
        return command;
    }
}

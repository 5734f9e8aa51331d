using System.Net;
using System.Net.Sockets;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

/// <summary>The drivers that vendors start from, run as they would run them.</summary>
[TestFixture]
[CancelAfter(30_000)]
internal sealed class SampleDriverTests
{
    private static readonly string Folder = Path.Combine(Fixtures.Root, "fixtures", "drivers");

    [Test]
    public async Task The_Python_driver_works_its_device(CancellationToken ct)
    {
        await using var device = await StartAsync(ct, "python3", "sample_driver.py");
        Assert.That(device.Name, Is.EqualTo("Sample device"));
        Assert.That(Enum.GetValues<DeviceOperation>().Where(device.Can), Is.EqualTo(
            new[] { DeviceOperation.Reset, DeviceOperation.Power, DeviceOperation.Card, DeviceOperation.Push, DeviceOperation.Report }));

        await device.ResetAsync(new DeviceBaseline(), ct);
        Assert.That((await device.ReportAsync(ct)).PoweredOn, Is.False);
        var early = await Assert.ThrowsAsync<LinkException>(async () => await device.PushAsync(Sms([0]), ct));
        Assert.That(early!.Message, Does.Contain("the device is off"));
        await device.InsertCardAsync(new DeviceCard("sample 7", null), ct);
        await device.PowerOnAsync(ct);
        await device.PushAsync(Sms([0]), ct);
        Assert.That(await device.ReportAsync(ct), Is.EqualTo(new DeviceState(true, null, null)));
        await device.PowerOffAsync(ct);
        await device.RemoveCardAsync(ct);
    }

    [Test]
    public async Task The_Python_driver_refuses_a_baseline_that_its_device_cannot_have(CancellationToken ct)
    {
        await using var device = await StartAsync(ct, "python3", "sample_driver.py");
        await Assert.ThrowsAsync<LinkException>(async () => await device.ResetAsync(new DeviceBaseline { LockedToIccid = "8988" }, ct));
        await Assert.ThrowsAsync<LinkException>(async () => await device.ResetAsync(new DeviceBaseline { SmartCardBootstrap = false }, ct));
    }

    [Test]
    public async Task The_Python_driver_posts_pushes_to_its_URL(CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var device = await StartAsync(ct, "python3", "sample_driver.py", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/push");
        await device.PowerOnAsync(ct);
        var pushing = device.PushAsync(Sms([0x30, 0x31, 0x32]), ct).AsTask();
        using var client = await listener.AcceptTcpClientAsync(ct);
        var received = await ReadPostAsync(client.GetStream(), ct);
        await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), ct);
        await pushing;
        Assert.That(received, Does.StartWith("POST /push HTTP/1.1\r\n").And.EndWith("\r\n\r\n012"));
    }

    [Test]
    [Platform("Unix,Linux,MacOsX", Reason = "a driver for a Unix shell")]
    public async Task The_shell_driver_switches_with_commands(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var log = folder.Write("log", "");
        await using var device = await StartAsync(ct, Path.Combine(Folder, "power_driver.sh"), $"echo on >> '{log}'; echo chatter", "exit 3");
        Assert.That(Enum.GetValues<DeviceOperation>().Where(device.Can), Is.EqualTo(new[] { DeviceOperation.Power }));
        await device.PowerOnAsync(ct);
        Assert.That(await File.ReadAllTextAsync(log, ct), Is.EqualTo("on\n"));
        var failure = await Assert.ThrowsAsync<LinkException>(async () => await device.PowerOffAsync(ct));
        Assert.That(failure!.Message, Does.EndWith("the command ended with 3"));
    }

    private static PushDelivery Sms(byte[] frame) => new(PushBearerKind.Sms, PushTransport.Open, [frame], null);

    private static async Task<ProcessDevice> StartAsync(CancellationToken ct, params string[] command)
    {
        if (!Path.IsPathRooted(command[0]) && !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, command[0]))))
        {
            const string Missing = "python3 is not installed (Debian package python3)";
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail(Missing);
            Assert.Ignore(Missing);
        }

        return await ProcessDevice.StartAsync(new DriverSettings(command, Folder, TimeSpan.FromSeconds(20)), TimeProvider.System, ct);
    }

    /// <summary>A POST up to the end of its body of three octets.</summary>
    private static async Task<string> ReadPostAsync(NetworkStream stream, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        while (!text.ToString().EndsWith("012", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, ct);
            if (read == 0)
                break;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}

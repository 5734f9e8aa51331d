using System.Text.Json;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>Runs against a device: in process, and behind a driver program over real HTTP.</summary>
public sealed class DeviceRunTests
{
    private const string Pushes = "DEV-PUSH-001";

    /// <summary>A card with an account is in the device when it is switched on.</summary>
    internal const string CardCase = """
        title: Bootstrap data of a card is applied at switch-on
        iut: device
        requirements: [DM-BOOT-C-006]
        spec: "OMA-TS-DM_Bootstrap 1.2, 5.4.6"
        mutates: [accounts]
        given:
          - device.reset: {}
          - dm-server.account: {}
            save: server
          - bootstrap.write: { server: "${server}" }
            save: octets
          - device.insert-card: { dm: "${octets}" }
        steps:
          - device.power-on: {}
          - device.start-session: { server: "${server}" }
          - dm-server.session: { server: "${server}", wait: 10 }
            within: 20s
            expect: { check: account-made, path: arrived, is: true }
        finally:
          - device.reset: {}
        """;

    [Test]
    [CancelAfter(120_000)]
    public async Task A_device_behind_a_driver_gets_the_verdicts_of_the_same_device_in_process()
    {
        using var lab = new DeviceLab();
        lab.DrivenByReferenceDevice();

        var embedded = await lab.RunAsync("embedded", "--iut", "reference-device", "--select", Pushes);
        var driven = await lab.RunAsync("driven", "--iut", lab.Phone, "--select", Pushes);

        Assert.That(embedded.Outcomes, Is.Not.Empty.And.All.EndsWith(": pass"), embedded.Result.ToString);
        Assert.That(driven.Outcomes, Is.EqualTo(embedded.Outcomes), driven.Result.ToString);
        Assert.That(driven.Counts, Is.EqualTo(embedded.Counts));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_device_that_nobody_can_give_the_card_of_a_case_is_not_judged_for_it()
    {
        using var lab = new DeviceLab();
        lab.AddCase("DEV-LAB-002", CardCase);
        lab.DrivenByReferenceDevice();

        var run = await lab.RunAsync("run", "--iut", lab.Phone, "--select", "DEV-LAB-002");

        Assert.That(run.Outcomes, Is.EqualTo(new[] { "DEV-LAB-002 : fault bad-fixture" }), run.Result.ToString);
        Assert.That(run.Ended.Values.Single().GetProperty("reason").GetString(), Does.Contain("has no device-slot"));
        Assert.That(run.Counts, Does.Contain(" 0 failed, "));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_run_with_the_same_seed_sends_the_same_octets()
    {
        using var lab = new DeviceLab();
        var first = await lab.RunAsync("first", "--iut", "reference-device", "--select", Pushes, "--seed", "11");
        var again = await lab.RunAsync("again", "--iut", "reference-device", "--select", Pushes, "--seed", "11");
        var other = await lab.RunAsync("other", "--iut", "reference-device", "--select", Pushes, "--seed", "12");

        var frames = Frames(first);
        Assert.That(frames, Has.Some.Contains(" dm from-iut ").And.Some.Contains(" push to-iut "), first.Result.ToString);
        Assert.That(Frames(again), Is.EqualTo(frames));
        Assert.That(Frames(other), Is.Not.EqualTo(frames), "what is new in every run comes from the seed");
    }

    private static List<string> Frames(DeviceRun run)
    {
        var frames = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(run.Folder, "evidence"), "*.frames.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                using var frame = JsonDocument.Parse(line);
                var root = frame.RootElement;
                frames.Add($"{Path.GetFileName(Path.GetDirectoryName(file))} {root.GetProperty("ch").GetString()} {root.GetProperty("dir").GetString()} {root.GetProperty("hex").GetString()}");
            }
        }

        return frames;
    }
}

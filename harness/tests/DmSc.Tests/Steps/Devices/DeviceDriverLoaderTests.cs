using DmSc.Cards.Link;
using DmSc.Engine.Loading;
using DmSc.Peers.Device;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

internal sealed class DeviceDriverLoaderTests
{
    private static readonly string Folder = Path.Combine(Fixtures.Root, "fixtures", "drivers");

    [Test]
    public void A_process_driver_runs_beside_its_IUT_file_by_default()
    {
        var driver = (DeviceDriver.Program)Load("driver: process\nsettings: { command: [python3, sample_driver.py] }", out var complaints)!;
        Assert.That(complaints, Is.Empty);
        Assert.That(driver.Command, Is.EqualTo(new[] { "python3", "sample_driver.py" }));
        Assert.That((driver.WorkingFolder, driver.Patience), Is.EqualTo((Folder, TimeSpan.FromSeconds(30))));
    }

    [Test]
    public void A_program_with_a_slash_is_below_the_working_folder()
    {
        var driver = (DeviceDriver.Program)Load("driver: process\nsettings: { working-folder: .., command: [drivers/sample_driver.py, drivers/x], patience: 90s }", out var complaints)!;
        Assert.That(complaints, Is.Empty);
        Assert.That(driver.Command, Is.EqualTo(new[] { Path.Combine(Folder, "sample_driver.py"), "drivers/x" }), "arguments are the driver's");
        Assert.That((driver.WorkingFolder, driver.Patience), Is.EqualTo((Path.GetDirectoryName(Folder), TimeSpan.FromSeconds(90))));
    }

    [TestCase("driver: operator\nsettings: { name-env: OPERATOR, patience: 5m }", " Kim ", "Kim", 5)]
    [TestCase("driver: operator\nsettings: { name-env: OPERATOR }", "", null, 10)]
    [TestCase("driver: operator\nsettings: { name-env: OPERATOR }", null, null, 10)]
    [TestCase("driver: operator", "Kim", null, 10)]
    public void An_operator_is_named_by_the_environment_or_asked(string lines, string? value, string? name, int minutes)
    {
        var driver = Load(lines, out var complaints, variable => variable == "OPERATOR" ? value : null);
        Assert.That(complaints, Is.Empty);
        Assert.That(driver, Is.EqualTo(new DeviceDriver.Operator(TimeSpan.FromMinutes(minutes), name)));
    }

    [Test]
    public void The_reference_driver_has_settings_of_its_own()
    {
        var driver = (DeviceDriver.Reference)Load("driver: reference\nsettings: { imsi: \"234151234567890\", encoding: xml }", out var complaints)!;
        Assert.That(complaints, Is.Empty);
        Assert.That((driver.Settings.Imsi, driver.Settings.SpeaksXml), Is.EqualTo(("234151234567890", true)));
    }

    [Test]
    public void The_reference_device_trusts_and_opens_with_the_keys_of_its_settings()
    {
        var driver = (DeviceDriver.Reference)Load(
            "driver: reference\nsettings: { signer-keys: [../keys/signer.pub.pem], certificates: [../keys/authority.cert.pem], decryption-key: ../keys/recipient.key.pem, decryption-key-name: phone }", out var complaints)!;
        Assert.That(complaints, Is.Empty);
        var protection = driver.Settings.Protection;
        Assert.That(protection.Signature.Trust.Keys, Has.Length.EqualTo(1));
        Assert.That(protection.Signature.Trust.Anchors, Has.Length.EqualTo(1));
        Assert.That(protection.Decryption.Keys.Select(key => key.Name), Is.EqualTo(new[] { "phone" }));
        Assert.That(protection.RefusesUnsigned, Is.False);
    }

    [TestCase("signer-keys: [../keys/none.pem]", "7:27 DRIVER003 ../keys/none.pem: *")]
    [TestCase("signer-keys: [sample_driver.py]", "7:27 DRIVER003 sample_driver.py: an RSA public key in PEM expected")]
    [TestCase("signer-keys: []", "7:26 KEY004 *")]
    [TestCase("certificates: [../keys/signer.pub.pem]", "7:28 DRIVER003 ../keys/signer.pub.pem: a certificate in PEM expected")]
    [TestCase("decryption-key: ../keys/recipient.pub.pem", "7:29 DRIVER003 ../keys/recipient.pub.pem: an RSA private key in PEM expected")]
    public void A_key_of_the_reference_device_that_is_none_is_named_where_it_stands(string setting, string expected)
    {
        Assert.That(Load($"driver: reference\nsettings: {{ {setting} }}", out var complaints), Is.Null);
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(expected, complaints[0]), Is.True, complaints[0]);
    }

    [TestCase("driver: proces", "6:9 DRIVER001 there is no driver 'proces' for a device; there are reference, process, operator")]
    [TestCase("driver: reference\nsettings: { command: [a] }", "7:13 KEY001 *")]
    [TestCase("driver: process", "6:9 KEY002 *'command'*")]
    [TestCase("driver: process\nsettings: { command: [] }", "7:22 KEY004 *")]
    [TestCase("driver: process\nsettings: { command: a b }", "7:22 KEY003 *")]
    [TestCase("driver: process\nsettings: { command: [\"\"] }", "7:23 KEY004 *")]
    [TestCase("driver: process\nsettings: { comand: [a], command: [a] }", "7:13 KEY001 *'command'*")]
    [TestCase("driver: process\nsettings: { command: [./nothing.py] }", "7:23 DRIVER002 *./nothing.py*")]
    [TestCase("driver: process\nsettings: { command: [a], working-folder: nowhere }", "7:43 DRIVER002 *nowhere*")]
    [TestCase("driver: process\nsettings: { command: [./a], working-folder: nowhere }", "7:45 DRIVER002 *nowhere*")]
    [TestCase("driver: process\nsettings: { command: [a], patience: soon }", "7:37 KEY004 *")]
    [TestCase("driver: process\nsettings: { command: [a], patience: 0s }", "7:37 KEY004 *")]
    [TestCase("driver: operator\nsettings: { name: Kim }", "7:13 KEY001 *")]
    public void Bad_input_is_one_complaint_at_its_place(string lines, string expected)
    {
        Assert.That(Load(lines, out var complaints), Is.Null);
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(complaints[0], Does.Match("^" + string.Join(".*", expected.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)) + "$"));
    }

    [Test]
    public void A_card_has_drivers_of_its_own()
    {
        Load("driver: process", out var complaints, role: "card");
        Assert.That(complaints, Is.EqualTo(new[] { "6:9 DRIVER001 there is no driver 'process' for a card; there are reference, pcsc" }));
    }

    [TestCase("card", "driver: reference")]
    [TestCase("card", "driver: pcsc")]
    [TestCase("server", "driver: reference")]
    public void Drivers_of_other_roles_have_no_complaint(string role, string lines)
    {
        Assert.That(Load(lines, out var complaints, role: role), Is.Null);
        Assert.That(complaints, Is.Empty);
    }

    [Test]
    public async Task Each_driver_reaches_its_device()
    {
        var reference = new ScriptedDevice();
        var room = new DeviceRoom { DeviceName = "V Phone", Reference = (_, _) => new(reference), Record = _ => { }, Time = TimeProvider.System, Desk = new Desk() };
        Assert.That(await new DeviceDriver.Reference(new ReferenceDeviceSettings()).CreateAsync(room, CancellationToken.None), Is.SameAs(reference));
        await using var operated = await new DeviceDriver.Operator(TimeSpan.FromMinutes(1), "Kim").CreateAsync(room, CancellationToken.None);
        Assert.That((operated.Name, operated.Facts["operator"]), Is.EqualTo(("V Phone", "Kim")));
        var nobody = await Assert.ThrowsAsync<LinkException>(async () => await new DeviceDriver.Operator(TimeSpan.FromMinutes(1), "Kim").CreateAsync(room with { Desk = null }, CancellationToken.None));
        Assert.That(nobody!.Message, Does.Contain("V Phone needs an operator"));
        await Assert.ThrowsAsync<LinkException>(async () => await new DeviceDriver.Program(["/no/such/driver"], Folder, TimeSpan.FromSeconds(5)).CreateAsync(room, CancellationToken.None));
    }

    private static DeviceDriver? Load(string lines, out IReadOnlyList<string> complaints, Func<string, string?>? environment = null, string role = "device")
    {
        var bag = new DiagnosticBag();
        var iut = IutLoader.Load(SourceFile.FromText("iut.yaml", $"id: phone\nrole: {role}\nvendor: V\nproduct: P\nversion: \"1\"\n{lines}\n"), bag, Folder);
        Assert.That(bag.Items, Is.Empty);
        var driver = IutDrivers.Check(iut!, environment ?? (_ => null), bag);
        complaints = [.. bag.Items.Select(d => $"{d.Span.Line}:{d.Span.Column} {d.Code} {d.Message}")];
        return driver;
    }

    private sealed class Desk : IOperatorDesk
    {
        public ValueTask<IOperatorConsole> MeetAsync(string? name, CancellationToken ct) => new(new Person(name!));
    }

    private sealed class Person(string name) : IOperatorConsole
    {
        public string Operator => name;

        public ValueTask<OperatorReply> AskAsync(string instruction, CancellationToken ct) => throw new InvalidOperationException(instruction);
    }
}

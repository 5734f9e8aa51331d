using DmSc.Engine.Verbs;

namespace DmSc.Tests.Steps;

/// <summary>Verbs that write, that ask what is protected, and that look for provisioning data as a whole.</summary>
internal sealed class ProvisioningVerbTests
{
    [TestCase("reference", null, "available")]
    [TestCase("two-objects", null, "available")]
    [TestCase("no-provisioning", null, "none")]
    [TestCase("reference", "card.odf-without-dodf", "none")]
    [TestCase("reference", "card.dodf-wrong-oid", "none")]
    [TestCase("reference", "card.dodf-malformed", "undecided")]
    [TestCase("reference", "card.dodf-path-dangling", "undecided")]
    public async Task Provisioning_data_is_available_absent_or_undecided(string image, string? deviation, string availability)
    {
        using var bench = await OnAsync(image, deviation);
        var result = await bench.RunAsync("pkcs15.bootstrap-objects");

        Assert.That(result.Value["availability"].Describe(), Is.EqualTo(availability));
    }

    [TestCase(null, "", "")]
    [TestCase("card.private-object-free", "6432", "")]
    [TestCase("card.modifiable-object-closed", "", "6442")]
    [TestCase("card.unmodifiable-object-open", "", "6431 6432 6433[16+527]")]
    public async Task Flags_are_compared_with_the_rules_of_the_files(string? deviation, string isPrivate, string modifiable)
    {
        using var bench = await OnAsync("reference", deviation);
        var result = await bench.RunAsync("pkcs15.object-access");

        Assert.That(((ListValue)result.Value["objects"]).Items, Has.Count.EqualTo(5));
        Assert.That(result.Value["all-known"].Describe(), Is.EqualTo("true"));
        Assert.That((Items("private-contradicted"), Items("modifiable-contradicted")), Is.EqualTo((isPrivate, modifiable)));

        string Items(string name) => string.Join(' ', ((ListValue)result.Value[name]).Items.Select(i => i.Describe()));
    }

    [Test]
    public async Task A_card_that_hides_its_rules_contradicts_no_flag()
    {
        using var bench = await OnAsync("reference", "card.arr-unreadable");
        var result = await bench.RunAsync("pkcs15.object-access");

        Assert.That((result.Succeeded, result.Value["all-known"].Describe()), Is.EqualTo((true, "false")));
        Assert.That(((ListValue)result.Value["private-contradicted"]).Items, Is.Empty);
    }

    [Test]
    public async Task Without_an_object_to_ask_about_nothing_is_known()
    {
        using var bench = await OnAsync("no-provisioning");
        var result = await bench.RunAsync("pkcs15.object-access");

        Assert.That(result.Value["all-known"], Is.InstanceOf<AbsentValue>());
        Assert.That(result.Succeeded, Is.False);
    }

    [TestCase(null, "true")]
    [TestCase("card.announces-no-uicc-protocol", "false")]
    public async Task The_protocol_in_use_is_compared_with_those_offered(string? deviation, string offered)
    {
        using var bench = new Bench("reference", deviation);
        var result = await bench.RunAsync("card.power-on");

        Assert.That((result.Value["uicc-protocol"].Describe(), result.Value["protocol-offered"].Describe()), Is.EqualTo((offered, offered)));
    }

    [Test]
    public async Task The_first_object_has_priority()
    {
        using var bench = await OnAsync("reference");
        var result = await bench.RunAsync("pkcs15.bootstrap-objects");

        Assert.That(result.Value["first-server-id"].Describe(), Is.EqualTo("dm.example.com"));
        Assert.That(((ListValue)result.Value["objects"]).Items, Has.Count.EqualTo(3));
        Assert.That(result.Value["all-there"].Describe(), Is.EqualTo("true"));
    }

    [TestCase("6431", "always", "true")]
    [TestCase("6432", "PIN1", "false")]
    [TestCase("3F007F506432", "PIN1", "false")]
    public async Task Access_conditions_are_found_through_EF_ARR(string path, string read, string free)
    {
        using var bench = await InApplicationAsync();
        var result = await bench.RunAsync("card.access-conditions", ("path", path));

        Assert.That((result.Succeeded, result.Value["read"].Describe(), result.Value["read-free"].Describe(), result.Value["update"].Describe()), Is.EqualTo((true, read, free, "ADM1")));
    }

    [TestCase("6432", "read-needs", "01", true)]
    [TestCase("6432", "read-needs", "82", false)]
    [TestCase("6431", "read-needs", "01", false)]
    [TestCase("6442", "update-needs", "01", true)]
    [TestCase("6431", "update-needs", "01", false)]
    public async Task A_condition_that_was_asked_for_decides(string path, string parameter, string key, bool succeeded)
    {
        using var bench = await InApplicationAsync();
        var result = await bench.RunAsync("card.access-conditions", ("path", path), (parameter, key));

        Assert.That(result.Succeeded, Is.EqualTo(succeeded));
    }

    [Test]
    public async Task Fresh_octets_are_written_in_blocks_after_the_PIN_and_can_be_read_back()
    {
        using var bench = await InApplicationAsync();
        var refused = await bench.RunAsync("card.update-binary", ("path", "6442"), ("fresh", "600"));
        await bench.RunAsync("card.verify", ("pin", "01"), ("digits", "1234"));
        var written = await bench.RunAsync("card.update-binary", ("path", "6442"), ("fresh", "600"));
        var read = await bench.RunAsync("card.read-binary", ("path", "6442"), ("offset", "500"), ("length", "100"), ("of", written.Value["written"]));

        Assert.That((refused.Succeeded, refused.Value["sw"].Describe(), refused.Value["written"].Describe()), Is.EqualTo((false, "6982", "")));
        Assert.That((written.Succeeded, ((BytesValue)written.Value["written"]).Octets.Length), Is.EqualTo((true, 600)));
        Assert.That(read.Value["agrees"].Describe(), Is.EqualTo("true"));
    }

    [Test]
    public async Task A_wrong_PIN_is_wrong_and_a_part_that_differs_does_not_agree()
    {
        using var bench = await InApplicationAsync();
        var verify = await bench.RunAsync("card.verify", ("pin", "01"), ("digits", "1234"), ("wrong", "true"));
        var read = await bench.RunAsync("card.read-binary", ("path", "6431"), ("offset", "1"), ("length", "2"), ("of", "02A401"));
        var differs = await bench.RunAsync("card.read-binary", ("offset", "1"), ("length", "2"), ("of", "02A402"));

        Assert.That((verify.Succeeded, verify.Value["verified"].Describe(), verify.Value["sw"].Describe()), Is.EqualTo((true, "false", "63C2")));
        Assert.That((read.Value["agrees"].Describe(), differs.Value["agrees"].Describe()), Is.EqualTo(("true", "false")));
    }

    [TestCase("01", "1", true)]
    [TestCase("01", "2", false)]
    [TestCase("82", "1", false)]
    [TestCase("1F", "1", false)]
    public async Task Tries_are_there_only_when_card_and_station_have_them(string pin, string tries, bool succeeded)
    {
        // The bench's budget is one wrong PIN; the card has three tries.
        using var bench = await InApplicationAsync();

        Assert.That((await bench.RunAsync("card.verify-query", ("pin", pin), ("for-tries", tries))).Succeeded, Is.EqualTo(succeeded));
    }

    [Test]
    public async Task EF_TokenInfo_is_decoded()
    {
        using var bench = await InApplicationAsync();
        var result = await bench.RunAsync("pkcs15.token-info");

        Assert.That((result.Value["version"].Describe(), result.Value["serial"].Describe(), result.Value["label"].Describe()), Is.EqualTo(("0", "8988211000000467343F", "OMA DM UICC")));
    }

    private static async Task<Bench> OnAsync(string image, string? deviation = null)
    {
        var bench = new Bench(image, deviation);
        await bench.RunAsync("card.power-on");
        return bench;
    }

    private static async Task<Bench> InApplicationAsync()
    {
        var bench = await OnAsync("reference");
        await bench.RunAsync("pkcs15.directory");
        await bench.RunAsync("card.select", ("aid", "A000000063504B43532D3135"), ("return", "none"));
        return bench;
    }
}

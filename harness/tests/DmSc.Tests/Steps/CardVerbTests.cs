using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

internal sealed class CardVerbTests
{
    private const string Pkcs15 = "A000000063504B43532D3135";

    private static string Text(StepResult result, string field) => result.Value[field].Describe();

    [Test]
    public async Task Power_on_decodes_the_answer_to_reset()
    {
        using var bench = new Bench();
        var on = await bench.RunAsync("card.power-on");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(on.Succeeded);
            Assert.That(Text(on, "channels"), Is.EqualTo("4"));
            Assert.That(Text(on, "assigned-by"), Is.EqualTo("card"));
            Assert.That(on.Value["problem"], Is.EqualTo(StepValue.Absent));
        }
    }

    [Test]
    public async Task Select_gives_the_fcp_on_any_channel()
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        var channel = await bench.RunAsync("card.open-channel");
        var selected = await bench.RunAsync("card.select", ("aid", Pkcs15), ("channel", channel.Value["channel"]));
        var fcp = (RecordValue)selected.Value["fcp"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(selected.Decoded);
            Assert.That(Text(selected, "sw"), Is.EqualTo("9000"));
            Assert.That(fcp["type"].Describe(), Is.EqualTo("directory"));
            Assert.That(fcp["aid"].Describe(), Is.EqualTo(Pkcs15));
        }
    }

    [Test]
    public async Task A_refusal_is_a_result_and_no_success()
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        var refused = await bench.RunAsync("card.select", ("fid", "6FEE"));
        Assert.That((Text(refused, "sw"), refused.Succeeded, refused.Decoded), Is.EqualTo(("6A82", false, false)));
    }

    [Test]
    public async Task The_bootstrap_message_is_found_read_and_decoded([Values("reference", "two-objects", "large", "cp-beside-dm")] string image)
    {
        using var bench = new Bench(image);
        await bench.RunAsync("card.power-on");
        var directory = await bench.RunAsync("pkcs15.directory");
        Assert.That(((ListValue)directory.Value["applications"]).Items, Is.Not.Empty);
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var odf = await bench.RunAsync("card.read-binary", ("path", "5031"));
        var objects = await bench.RunAsync("pkcs15.data-objects", ("odf", odf.Value["data"]));
        var found = (RecordValue)objects.Value["public-dm-object"];
        var content = await bench.RunAsync("pkcs15.read-object", ("location", found["location"]));
        var message = await bench.RunAsync("dm.bootstrap-message", ("data", content.Value["data"]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(content.Succeeded);
            Assert.That(message.Decoded);
            Assert.That(((ListValue)message.Value["accounts"]).Items, Is.Not.Empty);
            Assert.That(Text(message, "version"), Is.EqualTo("1.2"));
            Assert.That(Text(message, "padding-only"), Is.EqualTo("true"));
        }
    }

    [TestCase(null, "true", 0, 0, 0)]
    [TestCase("card.certificate-directory-missing", "false", 0, 0, 0)]
    [TestCase("card.certificate-directory-malformed", "true", 1, 0, 0)]
    [TestCase("card.certificate-missing", "true", 0, 1, 0)]
    [TestCase("card.certificate-malformed", "true", 0, 0, 1)]
    public async Task Certificates_are_listed_with_what_is_wrong_with_them(string? deviation, string read, int directories, int missing, int malformed)
    {
        using var bench = new Bench("reference", deviation);
        var listed = await CertificatesAsync(bench);

        Assert.That((listed.Succeeded, Text(listed, "directories-read")), Is.EqualTo((true, read)));
        Assert.That((Count("malformed-directories"), Count("missing"), Count("malformed")), Is.EqualTo((directories, missing, malformed)));
        if (deviation is not null)
            return;
        var certificate = (RecordValue)((ListValue)listed.Value["certificates"]).Items.Single();
        string[] fields = ["label", "id", "authority", "trusted", "location", "there", "subject", "not-before", "not-after"];
        Assert.That(fields.Select(f => certificate[f].Describe()), Is.EqualTo((string[])
            ["DM Server Root", "45", "true", "true", "6471", "true", "CN=DmSc test authority", "2024-01-01T00:00:00Z", "2073-12-31T23:59:59Z"]));

        int Count(string list) => ((ListValue)listed.Value[list]).Items.Count;
    }

    [Test]
    public async Task A_card_whose_directory_names_no_certificates_gives_nothing_to_judge()
    {
        using var bench = new Bench("two-objects");
        var listed = await CertificatesAsync(bench);
        Assert.That((listed.Succeeded, listed.Value["directories-read"]), Is.EqualTo((false, StepValue.Absent)));
    }

    private static async Task<StepResult> CertificatesAsync(Bench bench)
    {
        await bench.RunAsync("card.power-on");
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var odf = await bench.RunAsync("card.read-binary", ("path", "5031"));
        return await bench.RunAsync("pkcs15.certificates", ("odf", odf.Value["data"]));
    }

    [Test]
    public async Task A_card_without_the_application_has_none()
    {
        using var bench = new Bench("no-provisioning");
        await bench.RunAsync("card.power-on");
        var directory = await bench.RunAsync("pkcs15.directory");
        Assert.That(((ListValue)directory.Value["applications"]).Items.Cast<RecordValue>().Select(a => a["aid"].Describe()), Has.None.EqualTo(Pkcs15));
    }

    [Test]
    public async Task An_object_that_cannot_be_read_is_incomplete_and_never_an_empty_one([Values("card.bootstrap-unreadable", "card.dodf-path-dangling")] string deviation)
    {
        using var bench = new Bench("reference", deviation);
        await bench.RunAsync("card.power-on");
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var content = await bench.RunAsync("pkcs15.read-object", ("location", "6431"));
        Assert.That((content.Succeeded, Text(content, "complete")), Is.EqualTo((false, "false")));
    }

    [Test]
    public async Task A_file_behind_a_pin_is_read_after_verify_and_the_pin_is_not_recorded()
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var before = await bench.RunAsync("pkcs15.read-object", ("location", "6432"));
        var query = await bench.RunAsync("card.verify-query", ("pin", "01"));
        var verified = await bench.RunAsync("card.verify", ("pin", "01"), ("digits", "1234"));
        var after = await bench.RunAsync("pkcs15.read-object", ("location", "6432"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Text(before, "sw"), Is.EqualTo("6982"));
            Assert.That(Text(query, "tries-left"), Is.EqualTo("3"));
            Assert.That(verified.Succeeded);
            Assert.That(after.Succeeded);
            Assert.That(bench.Frames.Select(f => Convert.ToHexString(f.Octets)), Has.None.Contains("31323334FFFFFFFF"));
            Assert.That(bench.Frames.Select(f => Convert.ToHexString(f.Octets)), Has.One.EqualTo("00200001085858585858585858"));
        }
    }

    [Test]
    public async Task Reading_in_pieces_gives_the_whole([Values("1", "7", "255")] string block)
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var whole = await bench.RunAsync("card.read-binary", ("path", "6431"));
        var pieces = await bench.RunAsync("card.read-binary", ("path", "6431"), ("block", block));
        Assert.That(pieces.Value["data"], Is.EqualTo(whole.Value["data"]));
        Assert.That((pieces.Succeeded, Text(pieces, "complete"), Text(pieces, "size")), Is.EqualTo((true, "true", "1280")));
    }

    [Test]
    public async Task The_escape_hatch_sends_octets_as_they_are()
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        var raw = await bench.RunAsync("card.apdu", ("raw", "00A40004023F00"));
        Assert.That(Text(raw, "sw"), Does.StartWith("61"));
    }

    [Test]
    public async Task The_escape_hatch_sends_no_pin()
    {
        using var bench = new Bench();
        await bench.RunAsync("card.power-on");
        Assert.That(
            async () => await bench.RunAsync("card.apdu", ("raw", "002000010831323334FFFFFFFF")),
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(FaultKind.BadFixture));
    }

    [Test]
    public async Task A_mute_card_is_a_fault_and_its_last_command_is_recorded()
    {
        using var bench = new Bench("reference", "card.mute-on-select-aid");
        await bench.RunAsync("card.power-on");
        Assert.That(
            async () => await bench.RunAsync("card.select", ("aid", Pkcs15)),
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(FaultKind.CardMute));
        var last = bench.Frames.Last(f => f.Direction == FrameDirection.ToIut);
        Assert.That(Convert.ToHexString(last.Octets), Does.StartWith("00A404040C" + Pkcs15));
    }

    [TestCase("card.dodf-malformed")]
    public async Task Octets_of_the_card_that_do_not_decode_are_evidence_against_it(string deviation)
    {
        using var bench = new Bench("two-objects", deviation);
        await bench.RunAsync("card.power-on");
        await bench.RunAsync("card.select", ("aid", Pkcs15), ("return", "none"));
        var odf = await bench.RunAsync("card.read-binary", ("path", "5031"));
        Assert.That(async () => await bench.RunAsync("pkcs15.data-objects", ("odf", odf.Value["data"])), Throws.TypeOf<IutFormatException>());
    }

    [TestCase(LinkFailure.ReaderLost, FaultKind.ReaderLost, "reader lost: broken")]
    [TestCase(LinkFailure.ServiceLost, FaultKind.ReaderLost, "PC/SC service lost: broken")]
    [TestCase(LinkFailure.CardRemoved, FaultKind.ReaderLost, "card removed: broken")]
    [TestCase(LinkFailure.CardReset, FaultKind.LeaseLost, "card reset by another program: broken")]
    [TestCase(LinkFailure.Shared, FaultKind.LeaseLost, "held by another program: broken")]
    [TestCase(LinkFailure.Misuse, FaultKind.LeaseLost, "broken")]
    [TestCase(LinkFailure.CardMute, FaultKind.CardMute, "broken")]
    [TestCase(LinkFailure.PeerUnreachable, FaultKind.PeerUnreachable, "broken")]
    [TestCase(LinkFailure.Deadline, FaultKind.Deadline, "broken")]
    public void A_failed_link_is_a_fault_of_its_kind_that_says_what_happened(LinkFailure failure, FaultKind kind, string message)
    {
        using var bench = new Bench(new BrokenLink(failure));
        Assert.That(
            async () => await bench.RunAsync("card.power-on"),
            Throws.TypeOf<StepFaultException>().With.Property("Kind").EqualTo(kind).And.Message.EqualTo(message));
    }

    [Test]
    public void Every_failure_of_a_link_has_a_kind_of_fault() =>
        Assert.That(Enum.GetValues<LinkFailure>().Select(LinkFaults.KindOf), Has.None.EqualTo(FaultKind.HarnessBug));

    private sealed class BrokenLink(LinkFailure failure) : ICardLink
    {
        public string Name => "broken";

        public ReadOnlyMemory<byte> Atr => default;

        public int Protocol => -1;

        public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct) => throw new LinkException(failure, "broken");

        public ValueTask PowerOffAsync(CancellationToken ct) => throw new LinkException(failure, "broken");

        public ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct) => throw new LinkException(failure, "broken");

        public ValueTask DisposeAsync() => default;
    }
}

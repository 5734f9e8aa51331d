using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Reports.Transcripts;

namespace DmSc.Tests.Reports;

internal sealed class TranscriptTests : ReportFixture
{
    private const string Good = """{"i":0,"t":"00:00:00.0012345","ch":"card","dir":"to-iut","hex":"00A4","note":"SELECT"}""";

    [Test]
    public void Frames_are_read_back_as_they_were_written()
    {
        var frames = Read(Good, """{"i":1,"t":"00:00:01","ch":"http","dir":"from-iut","hex":"9000"}""", """{"i":2,"t":"1.00:00:00","ch":"x","dir":"note","note":"n"}""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frames.Select(f => f.Index), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(frames[0].At, Is.EqualTo(TimeSpan.FromTicks(12345)));
            Assert.That(frames[0].Bytes.ToArray(), Is.EqualTo(new byte[] { 0x00, 0xA4 }));
            Assert.That(frames[1].Direction, Is.EqualTo(FrameDirection.FromIut));
            Assert.That(frames[2].Bytes.IsEmpty, Is.True);
        }
    }

    [TestCase("""{"i":0,"t":"00:00:00","ch":"card","dir":"to-iut","hex":"00A"}""", "pairs of hexadecimal digits")]
    [TestCase("""{"i":0,"t":"00:00:00","ch":"card","dir":"to-iut","hex":"0G"}""", "pairs of hexadecimal digits")]
    [TestCase("""{"i":0,"t":"00:00:00","ch":"card","dir":"sideways"}""", "to-iut, from-iut or note")]
    [TestCase("""{"i":0,"t":"soon","ch":"card","dir":"note"}""", "\"t\"")]
    [TestCase("""{"i":-1,"t":"00:00:00","ch":"card","dir":"note"}""", "\"i\"")]
    [TestCase("""{"i":"0","t":"00:00:00","ch":"card","dir":"note"}""", "\"i\"")]
    [TestCase("""{"i":0,"t":"00:00:00","dir":"note"}""", "\"ch\"")]
    [TestCase("""[1]""", "expected an object")]
    [TestCase("""{"i":0,"t":"00:0""", "no JSON object")]
    public void A_line_that_is_no_frame_is_named_with_file_and_line(string line, string expected)
    {
        var error = Assert.Throws<TranscriptException>(() => Read(Good, line));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.Line, Is.EqualTo(2));
            Assert.That(error.Message, Does.StartWith("frames.jsonl:2: ").And.Contain(expected));
        }
    }

    [TestCase("../frames.jsonl")]
    [TestCase("/etc/passwd")]
    [TestCase("a/../../frames.jsonl")]
    public void A_path_that_leads_out_of_the_run_folder_is_refused(string path) =>
        Assert.That(() => TranscriptReader.Read(Folder, path).ToList(), Throws.TypeOf<TranscriptException>().With.Message.Contains("out of the run folder"));

    [Test]
    public void A_missing_transcript_is_told_and_the_reports_are_still_made()
    {
        var run = SampleRun.Everything();
        run.WriteEvidence(Folder);
        Directory.Delete(At("evidence/reference-card-CASE-FAIL"), recursive: true);

        DmSc.Reports.RunReports.WriteAll(run.Record(), run.Judgement(), run.Gate, Folder);

        Assert.That(File.ReadAllText(At("scr-matrix.html")), Does.Contain("evidence/reference-card-CASE-FAIL/attempt-1.frames.jsonl is not in the run folder"));
    }

    [Test]
    public void The_readable_form_shows_frames_arrows_and_each_check_after_the_frame_that_decided_it()
    {
        SampleRun.Everything().WriteAll(Folder);
        var text = File.ReadAllText(At("evidence/reference-card-CASE-FAIL/attempt-1.txt"));
        var check = text.IndexOf("?? FAIL  selected [must] (frames 0-1)  DM-BOOT-C-001", StringComparison.Ordinal);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Contain("1.2345 ms  card   -> [17] SELECT PKCS#15\n        00A4040C 0CA00000 0063504B 43532D31 35\n"));
            Assert.That(check, Is.GreaterThan(text.IndexOf("#1 ", StringComparison.Ordinal)).And.LessThan(text.IndexOf("#2 ", StringComparison.Ordinal)));
            Assert.That(text, Does.Contain("expected  9000").And.Contain("observed  6A82"));
        }
    }

    [Test]
    public void A_transcript_cut_short_is_shown_as_far_as_it_goes()
    {
        var run = new SampleRun().AddIut("card").AddItem("card", "DM-BOOT-C-001", ItemStatus.Fail).AddCase("card", "CASE-A", "DM-BOOT-C-001", Verdict.Fail);
        run.WriteEvidence(Folder);
        File.WriteAllText(At("evidence/card-CASE-A/attempt-1.frames.jsonl"), Good + "\n{\"i\":1,");

        DmSc.Reports.RunReports.WriteAll(run.Record(), run.Judgement(), run.Gate, Folder);

        var text = File.ReadAllText(At("evidence/card-CASE-A/attempt-1.txt"));
        Assert.That(text, Does.Contain("SELECT").And.Contain("!! the transcript ends here").And.Contain("observed  6A82"));
    }

    private List<Frame> Read(params string[] lines)
    {
        File.WriteAllLines(At("frames.jsonl"), lines);
        return [.. TranscriptReader.Read(Folder, "frames.jsonl")];
    }
}

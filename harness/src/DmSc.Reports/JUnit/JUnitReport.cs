using System.Text;
using System.Xml;
using DmSc.Model.Rollup;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.JUnit;

/// <summary>junit.xml: a suite per IUT with its cases, and the suite SCR with every item of every IUT. Streamed.</summary>
internal static class JUnitReport
{
    /// <summary>What a testcase element contains.</summary>
    /// <param name="Element"><c>failure</c>, <c>error</c> or <c>skipped</c>; <c>null</c> for a pass.</param>
    /// <param name="Type">Its type attribute; empty for none.</param>
    public readonly record struct Mark(string? Element, string Type);

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", CloseOutput = false };

    /// <summary>The case rows of the mapping table.</summary>
    public static Mark MarkOf(CaseClass row) => row switch
    {
        CaseClass.Pass => new(null, string.Empty),
        CaseClass.Fail => new("failure", "fail"),
        CaseClass.StaleWaiver => new("failure", "stale-waiver"),
        CaseClass.Inconclusive => new("error", "inconclusive"),
        CaseClass.Fault => new("error", "harness"),
        CaseClass.NotRun => new("error", "not-run"),
        CaseClass.FailWaived or CaseClass.NotApplicable or CaseClass.NotSelected => new("skipped", string.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
    };

    /// <summary>The item rows of the mapping table.</summary>
    public static Mark MarkOf(ItemStatus status) => status switch
    {
        ItemStatus.Pass => new(null, string.Empty),
        ItemStatus.Fail => new("failure", "fail"),
        ItemStatus.Inconclusive => new("error", "inconclusive"),
        ItemStatus.NotRun => new("error", "not-run"),
        ItemStatus.Untested => new("error", "untested"),
        ItemStatus.Declared or ItemStatus.NotClaimed or ItemStatus.NotApplicable => new("skipped", string.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static void Write(RunView view, string path, CancellationToken cancellation) => ReportFile.Write(path, stream =>
    {
        var perIut = view.Run.Plan.Iuts.ToDictionary(i => i.Identity.Id, _ => new Tally(), StringComparer.Ordinal);
        var items = new Tally();
        foreach (var seen in view.Cases)
            perIut[seen.Key.Iut].Add(MarkOf(seen.Class), seen.Outcome.Duration);
        foreach (var item in view.Judgement.Iuts.SelectMany(i => i.Items))
            items.Add(MarkOf(item.Status), TimeSpan.Zero);

        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("testsuites");
        Attributes(xml, $"DmScConformance {view.Run.Plan.RunId}", Tally.Sum(perIut.Values.Append(items)));
        foreach (var iut in view.Run.Plan.Iuts)
            CaseSuite(xml, view, iut.Identity.Id, perIut[iut.Identity.Id], cancellation);
        ItemSuite(xml, view, items);
        xml.WriteEndElement();
    });

    private static void CaseSuite(XmlWriter xml, RunView view, string iut, Tally tally, CancellationToken cancellation)
    {
        xml.WriteStartElement("testsuite");
        Attributes(xml, iut, tally);
        Attribute(xml, "timestamp", view.Run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss"));
        foreach (var seen in view.Cases)
        {
            if (seen.Key.Iut != iut)
                continue;
            cancellation.ThrowIfCancellationRequested();
            var requirements = seen.Outcome.Case.Requirements;
            var family = requirements.Count == 0 ? "no requirement" : Families.Of(requirements[0].Item);
            var detail = string.Join('\n', seen.Outcome.Checks.Where(c => c.Verdict != Model.Verdicts.Verdict.Pass)
                .Select(c => $"{c.Check} [{StatusWords.Of(c.Level)}] {StatusWords.Of(c.Verdict)}: expected {c.Expected}; observed {c.Observed}"));
            TestCase(xml, $"{iut}.{family}", $"{seen.Key.Name} {seen.Outcome.Case.Title}", seen.Outcome.Duration,
                requirements.Select(r => r.ToString()), MarkOf(seen.Class), seen.Message, detail);
        }

        xml.WriteEndElement();
    }

    private static void ItemSuite(XmlWriter xml, RunView view, Tally tally)
    {
        xml.WriteStartElement("testsuite");
        Attributes(xml, "SCR", tally);
        Attribute(xml, "timestamp", view.Run.EndedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss"));
        foreach (var iut in view.Judgement.Iuts)
        {
            foreach (var item in iut.Items)
            {
                TestCase(xml, $"SCR.{iut.Iut.Id}", $"{item.Item.Id} {item.Item.Title}", TimeSpan.Zero, [item.Item.Id],
                    MarkOf(item.Status), RunView.ItemMessage(item), string.Join('\n', item.Warnings));
            }
        }

        xml.WriteEndElement();
    }

    private static void TestCase(
        XmlWriter xml, string className, string name, TimeSpan time, IEnumerable<string> requirements, Mark mark, string message, string detail)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", className);
        Attribute(xml, "name", name);
        Attribute(xml, "time", Seconds(time));
        xml.WriteStartElement("properties");
        foreach (var requirement in requirements)
        {
            xml.WriteStartElement("property");
            Attribute(xml, "name", "requirement");
            Attribute(xml, "value", requirement);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        if (mark.Element is { } element)
        {
            xml.WriteStartElement(element);
            Attribute(xml, "message", message);
            if (mark.Type.Length > 0)
                Attribute(xml, "type", mark.Type);
            if (detail.Length > 0)
                xml.WriteString(PlainText.Visible(detail));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, string name, Tally tally)
    {
        Attribute(xml, "name", name);
        Attribute(xml, "tests", tally.Tests.ToString());
        Attribute(xml, "failures", tally.Failures.ToString());
        Attribute(xml, "errors", tally.Errors.ToString());
        Attribute(xml, "skipped", tally.Skipped.ToString());
        Attribute(xml, "time", Seconds(tally.Time));
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, PlainText.Visible(value));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000");

    private sealed class Tally
    {
        public int Tests { get; private set; }

        public int Failures { get; private set; }

        public int Errors { get; private set; }

        public int Skipped { get; private set; }

        public TimeSpan Time { get; private set; }

        public static Tally Sum(IEnumerable<Tally> tallies)
        {
            var sum = new Tally();
            foreach (var tally in tallies)
            {
                sum.Tests += tally.Tests;
                sum.Failures += tally.Failures;
                sum.Errors += tally.Errors;
                sum.Skipped += tally.Skipped;
                sum.Time += tally.Time;
            }

            return sum;
        }

        public void Add(Mark mark, TimeSpan time)
        {
            Tests++;
            Time += time;
            switch (mark.Element)
            {
                case "failure":
                    Failures++;
                    break;
                case "error":
                    Errors++;
                    break;
                case "skipped":
                    Skipped++;
                    break;
                default:
                    break;
            }
        }
    }
}

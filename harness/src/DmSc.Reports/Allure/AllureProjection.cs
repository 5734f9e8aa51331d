using System.Security.Cryptography;
using System.Text;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;
using DmSc.Reports.Transcripts;

namespace DmSc.Reports.Allure;

/// <summary>Turns a run into Allure results: one per case outcome and one per requirement item and IUT.</summary>
internal sealed class AllureProjection(RunView view, string runFolder, ReportOptions options, IAllureSink sink)
{
    private const string ItemSuite = "SCR";

    public void Write(CancellationToken cancellation)
    {
        foreach (var seen in view.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            sink.Write(Case(seen));
        }

        foreach (var iut in view.Judgement.Iuts)
        {
            foreach (var item in iut.Items)
                sink.Write(Item(iut, item));
        }

        sink.WriteRun(Environment(), options.Executor);
    }

    /// <summary>The case rows of the mapping table.</summary>
    public static AllureStatus StatusOf(CaseClass row) => row switch
    {
        CaseClass.Pass => AllureStatus.Passed,
        CaseClass.Fail or CaseClass.FailWaived or CaseClass.StaleWaiver => AllureStatus.Failed,
        CaseClass.Inconclusive or CaseClass.Fault => AllureStatus.Broken,
        CaseClass.NotApplicable or CaseClass.NotSelected or CaseClass.NotRun => AllureStatus.Skipped,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
    };

    /// <summary>The item rows of the mapping table.</summary>
    public static AllureStatus StatusOf(ItemStatus status) => status switch
    {
        ItemStatus.Pass => AllureStatus.Passed,
        ItemStatus.Fail => AllureStatus.Failed,
        ItemStatus.Inconclusive => AllureStatus.Broken,
        ItemStatus.NotRun or ItemStatus.Untested or ItemStatus.Declared or ItemStatus.NotClaimed or ItemStatus.NotApplicable => AllureStatus.Skipped,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>Identity over runs. Two IUTs, two variants or two station classes never share one: the viewer would hide one behind the other.</summary>
    public static string HistoryId(string @case, string variant, string iut, string stationClass) =>
        Hash("history", @case, variant, iut, stationClass)[..32];

    private AllureResult Case(CaseView seen)
    {
        var outcome = seen.Outcome;
        var key = seen.Key;
        var items = outcome.Case.Requirements.Select(r => r.Item).Distinct(StringComparer.Ordinal).ToList();
        var start = outcome.StartedAt ?? view.Run.StartedAt;
        var uuid = Uuid("case", key.Iut, key.Case, key.Variant);
        var labels = new List<AllurePair>();
        Family(labels, key.Iut, items);
        labels.Add(new("parentSuite", key.Iut));
        labels.Add(new("suite", items.Count == 0 ? "no requirement" : Families.Of(items[0])));
        labels.Add(new("severity", items.Any(i => view.Item(key.Iut, i)?.Obligation == Obligation.Mandatory) ? "critical" : "normal"));
        labels.Add(new("framework", "DmScConformance"));
        labels.Add(new("tag", StatusWords.Of(seen.Class)));
        if (view.Iut(key.Iut) is { } iut)
            labels.Add(new("tag", StatusWords.Of(iut.Identity.Role)));
        if (outcome.Case.Mechanism is { } mechanism)
            labels.Add(new("tag", mechanism));
        if (outcome.Unstable)
            labels.Add(new("tag", "unstable"));

        return new AllureResult
        {
            Uuid = uuid,
            HistoryId = HistoryId(key.Case, key.Variant, key.Iut, view.Run.Plan.Station.Class),
            TestCaseId = Hash("case", key.Case, key.Iut)[..32],
            FullName = key.ToString(),
            Name = $"{key.Name} {outcome.Case.Title}",
            Description = $"{outcome.Case.Spec}\n\n{outcome.Reason}",
            Status = StatusOf(seen.Class),
            Message = PlainText.Visible(seen.Message),
            Trace = outcome.Fault?.Detail is { } detail ? PlainText.Visible(detail) : string.Empty,
            Flaky = outcome.Unstable,
            Start = start,
            Stop = start + outcome.Duration,
            Labels = labels,
            Links = [.. items.Select(Requirement), .. seen.Waivers.Select(w => Waiver(w.Waiver.Link)).OfType<AllureLink>().Distinct()],
            Parameters = [new("IUT", key.Iut), new("variant", key.Variant.Length == 0 ? "(none)" : key.Variant), new("station", view.Run.Plan.Station.Class)],
            Steps = [.. outcome.Checks.Select(c => Step(c, seen.Waivers))],
            Attachments = [.. Attachments(uuid, seen)],
        };
    }

    private AllureResult Item(IutJudgement iut, ItemJudgement judged)
    {
        var item = judged.Item;
        var labels = new List<AllurePair>
        {
            new("epic", item.Document),
            new("feature", Families.Of(item.Id)),
            new("story", item.Id),
            new("parentSuite", iut.Iut.Id),
            new("suite", ItemSuite),
            new("severity", item.Obligation == Obligation.Mandatory ? "critical" : "normal"),
            new("framework", "DmScConformance"),
            new("tag", judged.Waived ? "FAIL (waived)" : StatusWords.Of(judged.Status)),
            new("tag", StatusWords.Of(iut.Iut.Role)),
        };
        return new AllureResult
        {
            Uuid = Uuid("item", iut.Iut.Id, item.Id, string.Empty),
            HistoryId = HistoryId(ItemSuite, item.Id, iut.Iut.Id, view.Run.Plan.Station.Class),
            TestCaseId = Hash("item", item.Id, iut.Iut.Id)[..32],
            FullName = $"{ItemSuite} {item.Id} on {iut.Iut.Id}",
            Name = $"{item.Id} {item.Title}",
            Description = string.Join("\n\n", [item.Text, judged.Reason, .. judged.Warnings.Select(w => $"Warning: {w}")]),
            Status = StatusOf(judged.Status),
            Message = PlainText.Visible(RunView.ItemMessage(judged)),
            Start = view.Run.EndedAt,
            Stop = view.Run.EndedAt,
            Labels = labels,
            Links = [Requirement(item.Id), .. judged.Waivers.Select(w => Waiver(w.Link)).OfType<AllureLink>().Distinct()],
            Parameters = [new("IUT", iut.Iut.Id), new("obligation", item.Keyword), new("station", view.Run.Plan.Station.Class)],
            Steps = [.. judged.Cases.Select(view.Find).OfType<CaseView>().Select(CaseStep)],
        };
    }

    private static AllureStep CaseStep(CaseView seen) =>
        new($"{seen.Key.Name} {seen.Outcome.Case.Title}", StatusOf(seen.Class), PlainText.Visible(seen.Message), []);

    private static AllureStep Step(CheckEvaluated check, IReadOnlyList<WaiverUse> waivers)
    {
        var status = check.Verdict switch
        {
            Verdict.Pass => AllureStatus.Passed,
            Verdict.Fail => AllureStatus.Failed,
            Verdict.Inconclusive => AllureStatus.Broken,
            _ => AllureStatus.Skipped,
        };
        var waived = check.Verdict == Verdict.Fail && waivers.Any(w => w.State == WaiverState.Used && w.Waiver.Check == check.Check);
        var prefix = waived ? "WAIVED " : check is { Verdict: Verdict.Fail, Level: CheckLevel.Should } ? "WARNING " : string.Empty;
        var parameters = new List<AllurePair>
        {
            new("expected", PlainText.Visible(check.Expected)),
            new("observed", PlainText.Visible(check.Observed)),
            new("requirement", string.Join(", ", check.Requirements)),
            new("specification", check.Spec),
            new("step", check.Step),
        };
        if (check.FirstFrame >= 0)
            parameters.Add(new("frames", check.FirstFrame == check.LastFrame ? $"{check.FirstFrame}" : $"{check.FirstFrame}-{check.LastFrame}"));
        var message = status == AllureStatus.Passed ? string.Empty : $"{prefix}expected {check.Expected}; observed {check.Observed}";
        return new($"{check.Check} [{StatusWords.Of(check.Level)}{(check.SideBand ? ", side-band" : string.Empty)}]", status, PlainText.Visible(message), parameters);
    }

    private IEnumerable<AllureAttachment> Attachments(string uuid, CaseView seen)
    {
        if (seen.Outcome.Disposition != Disposition.Executed || (options.Attachments == TranscriptAttachments.NonPass && seen.Class == CaseClass.Pass))
            yield break;
        foreach (var attempt in seen.Outcome.Attempts)
        {
            if (attempt.Transcript is not { } transcript || TranscriptSet.Locate(runFolder, transcript) is not { } frames)
                continue;
            yield return sink.Attach($"{uuid}-{attempt.Attempt}", $"transcript, attempt {attempt.Attempt}", "text/plain", TranscriptText.PathFor(frames));
        }
    }

    private void Family(List<AllurePair> labels, string iut, List<string> items)
    {
        labels.AddRange(items.Select(i => view.Item(iut, i)?.Document).OfType<string>().Distinct(StringComparer.Ordinal).Select(d => new AllurePair("epic", d)));
        labels.AddRange(items.Select(Families.Of).Distinct(StringComparer.Ordinal).Select(f => new AllurePair("feature", f)));
        labels.AddRange(items.Select(i => new AllurePair("story", i)));
    }

    // A report generated inside the run folder finds the matrix one folder up.
    private static AllureLink Requirement(string item) => new(item, $"../scr-matrix.html#{Uri.EscapeDataString(item)}", "tms");

    // A waiver's link is somebody's text: only web addresses become something to click on.
    private static AllureLink? Waiver(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? new AllureLink(link, uri.AbsoluteUri, "issue")
            : null;

    private List<AllurePair> Environment()
    {
        var plan = view.Run.Plan;
        var facts = new List<AllurePair>
        {
            new("run", plan.RunId),
            new("harness", plan.HarnessVersion),
            new("station", $"{plan.Station.Id} ({plan.Station.Class})"),
            new("seed", plan.Seed.ToString()),
            new("gate", view.Gate.Passed ? "open" : "closed"),
        };
        foreach (var iut in view.Judgement.Iuts)
        {
            var id = iut.Iut;
            facts.Add(new(id.Id, $"{StatusWords.Of(id.Role)}, {id.Vendor} {id.Product} {id.Version}: {StatusWords.Of(iut.Overall)}"));
            if (view.Run.IutFacts.TryGetValue(id.Id, out var said))
                facts.AddRange(said.Select(f => new AllurePair($"{id.Id}.{f.Key}", f.Value)));
        }

        return facts;
    }

    private string Uuid(string kind, string iut, string name, string variant)
    {
        var hash = Hash("uuid", kind, view.Run.Plan.RunId, iut, name, variant);
        return $"{hash[..8]}-{hash[8..12]}-{hash[12..16]}-{hash[16..20]}-{hash[20..32]}";
    }

    // Lengths in front keep ("a", "bc") and ("ab", "c") apart.
    private static string Hash(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

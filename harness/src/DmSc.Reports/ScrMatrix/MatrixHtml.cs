using System.Globalization;
using System.Net;
using System.Text;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;
using DmSc.Reports.Transcripts;

namespace DmSc.Reports.ScrMatrix;

/// <summary>
/// scr-matrix.html: one page that works from a disk. Rows and details are plain HTML, complete without scripts; the template's
/// script only filters, opens and switches colours. Streamed: no part of it is held as a whole.
/// </summary>
internal sealed class MatrixHtml
{
    private const int ExcerptFrames = 12;
    private const int ExcerptOctets = 256;

    private readonly RunView _view;
    private readonly string _runFolder;
    private readonly ReportOptions _options;
    private readonly TextWriter _to;
    private int _evidence;

    private MatrixHtml(RunView view, string runFolder, ReportOptions options, TextWriter to) =>
        (_view, _runFolder, _options, _to) = (view, runFolder, options, to);

    public static void Write(RunView view, string runFolder, string path, ReportOptions options, CancellationToken cancellation)
    {
        var template = Resource.Text("scr-matrix.html");
        ReportFile.Write(path, stream =>
        {
            using var to = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            new MatrixHtml(view, runFolder, options, to).Fill(template, cancellation);
        });
    }

    private void Fill(string template, CancellationToken cancellation)
    {
        for (var at = 0; ;)
        {
            var open = template.IndexOf("<!--{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                _to.Write(template.AsSpan(at));
                return;
            }

            _to.Write(template.AsSpan(at, open - at));
            var close = template.IndexOf("}}-->", open, StringComparison.Ordinal);
            Slot(template[(open + 6)..close], cancellation);
            at = close + 5;
        }
    }

    private void Slot(string name, CancellationToken cancellation)
    {
        switch (name)
        {
            case "run":
                _to.Write(E(_view.Run.Plan.RunId));
                break;
            case "summary":
                Summary();
                break;
            case "statuses":
                foreach (var status in Enum.GetValues<ItemStatus>().Reverse())
                    StatusFilter(status);
                break;
            case "roles":
                Choices(_view.Judgement.Rows.SelectMany(r => r.Item.Roles).Distinct().Order().Select(StatusWords.Of));
                break;
            case "families":
                Choices(_view.Judgement.Rows.Select(r => Families.Of(r.Item.Id)).Distinct(StringComparer.Ordinal));
                break;
            case "columns":
                foreach (var iut in _view.Judgement.Iuts)
                    _to.Write($"<th scope=\"col\">{E(iut.Iut.Id)}</th>");
                break;
            case "rows":
                for (var i = 0; i < _view.Judgement.Rows.Count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Row(_view.Judgement.Rows[i], i);
                }

                break;
            default:
                throw new InvalidOperationException($"The page template has an unknown place '{name}'.");
        }
    }

    private void Choices(IEnumerable<string> values)
    {
        foreach (var value in values)
            _to.Write($"<option>{E(value)}</option>");
    }

    private void StatusFilter(ItemStatus status)
    {
        var count = _view.Judgement.Rows.Count(r => r.Status == status);
        if (count == 0)
            return;
        var word = StatusWords.Of(status);
        _to.Write($"<button type=\"button\" class=\"chip\" data-filter=\"{E(word)}\" aria-pressed=\"false\">{Badge(word, word)} {count}</button>");
    }

    private void Summary()
    {
        var plan = _view.Run.Plan;
        var counts = _view.Judgement.Counts;
        _to.Write("<dl class=\"facts\">");
        Fact("Overall", Badge(StatusWords.Of(_view.Judgement.Overall), StatusWords.Of(_view.Judgement.Overall)));
        Fact("Gate", _view.Gate.Passed ? Badge("PASS", "OPEN") : Badge("FAIL", "CLOSED"));
        Fact("Cases", E(counts.ToString()));
        Fact("Run", $"{E(plan.RunId)}{(_view.Run.Complete ? string.Empty : " <strong>(did not come to its end)</strong>")}");
        Fact("Started", E(_view.Run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC"));
        Fact("Station", $"{E(plan.Station.Id)} ({E(plan.Station.Class)})");
        Fact("Harness", E(plan.HarnessVersion));
        if (plan.Selection is { } selection)
            Fact("Selection", E(selection));
        _to.Write("</dl>");
        if (_view.Gate.Reasons.Count + _view.Run.StationBreaks.Count > 0)
        {
            _to.Write("<ul class=\"reasons\">");
            foreach (var reason in _view.Gate.Reasons)
                _to.Write($"<li>{E(reason)}</li>");
            foreach (var broke in _view.Run.StationBreaks)
                _to.Write($"<li>Lane {broke.Lane} of the station broke: {E(broke.FirstCause)}</li>");
            _to.Write("</ul>");
        }

        _to.Write("<div class=\"iuts\">");
        foreach (var iut in _view.Judgement.Iuts)
            IutCard(iut);
        _to.WriteLine("</div>");
    }

    private void IutCard(IutJudgement iut)
    {
        var id = iut.Iut;
        var overall = StatusWords.Of(iut.Overall);
        _to.Write($"<section class=\"iut\"><h2>{E(id.Id)} {Badge(overall, overall)}</h2><p>{E(iut.Reason)}</p><dl class=\"facts\">");
        Fact("Role", E(StatusWords.Of(id.Role)));
        Fact("Product", E($"{id.Vendor} {id.Product} {id.Version}"));
        if (_view.Iut(id.Id) is { } planned)
            Fact("Claims", E(string.Join(", ", planned.Ics.Releases)));
        foreach (var (name, value) in _view.Run.IutFacts.GetValueOrDefault(id.Id) ?? new Dictionary<string, string>())
            Fact(name, $"<code>{E(value)}</code>");
        _to.Write("</dl><p class=\"tally\">");
        foreach (var group in iut.Items.GroupBy(i => i.Status).OrderByDescending(g => g.Key))
            _to.Write($"{Badge(StatusWords.Of(group.Key), StatusWords.Of(group.Key))} {group.Count()} ");
        _to.Write("</p></section>");
    }

    private void Fact(string name, string html) => _to.Write($"<div><dt>{E(name)}</dt><dd>{html}</dd></div>");

    private void Row(MatrixRow row, int number)
    {
        var item = row.Item;
        var word = StatusWords.Of(row.Status);
        var roles = string.Join(' ', item.Roles.Select(StatusWords.Of));
        _to.Write($"<tr class=\"item\" id=\"{E(item.Id)}\" data-status=\"{E(word)}\" data-roles=\"{roles}\" data-family=\"{E(Families.Of(item.Id))}\">");
        _to.Write($"<th scope=\"row\"><button type=\"button\" class=\"open\" aria-expanded=\"false\" aria-controls=\"d{number}\">{E(item.Id)}</button></th>");
        _to.Write($"<td>{E(item.Title)}</td><td>{E(item.Keyword)}</td>");
        foreach (var iut in _view.Judgement.Iuts)
        {
            var judged = row.PerIut.FirstOrDefault(p => p.Iut == iut.Iut.Id);
            _to.Write(judged is null ? "<td>-</td>" : $"<td>{Badge(StatusWords.Of(judged.Status), MatrixText.StatusFor(row, iut.Iut.Id))}</td>");
        }

        _to.Write($"<td>{Badge(word, row.Label)}</td><td class=\"why\">{E(row.Reason)}</td></tr>");
        _to.Write($"<tr class=\"detail\" id=\"d{number}\"><td colspan=\"{_view.Judgement.Iuts.Count + 5}\">");
        _to.Write($"<p>{E(item.Text)}</p><dl class=\"facts\">");
        Fact("Source", E($"{item.Document}, {item.Section}"));
        Fact("Release", E(item.Release));
        Fact("Obliges", E(string.Join(", ", item.Roles.Select(StatusWords.Of))));
        if (item.Expression is { } expression)
            Fact("Requires", $"<code>{E(expression)}</code>");
        if (item.Revision is { } revision)
            Fact("Wording", E(revision));
        _to.Write($"</dl><p><strong>Why {E(row.Label)}:</strong> {E(row.Reason)}</p>");
        foreach (var judged in row.PerIut)
            Judged(judged, item);
        _to.WriteLine("</td></tr>");
    }

    private void Judged(ItemJudgement judged, RequirementItem item)
    {
        var word = StatusWords.Of(judged.Status);
        _to.Write($"<section class=\"judged\"><h3>{E(judged.Iut)} {Badge(word, judged.Waived ? "FAIL (waived)" : word)}</h3><p>{E(judged.Reason)}</p>");
        if (judged.Warnings.Count + judged.Waivers.Count > 0)
        {
            _to.Write("<ul class=\"reasons\">");
            foreach (var warning in judged.Warnings)
                _to.Write($"<li>Warning: {E(warning)}</li>");
            foreach (var waiver in judged.Waivers)
                _to.Write($"<li>Waived until {waiver.Until:yyyy-MM-dd}: {E(waiver.Reason)} ({WebLink(waiver.Link)})</li>");
            _to.Write("</ul>");
        }

        // Worst first, so that what was cut is what matters least; plan order among equals.
        var cases = judged.Cases.Select(_view.Find).OfType<CaseView>().OrderBy(c => Weight(c.Class)).ToList();
        foreach (var seen in cases.Take(_options.MaxCasesPerItem))
            Case(seen, item);
        if (cases.Count > _options.MaxCasesPerItem)
            _to.Write($"<p>… and {cases.Count - _options.MaxCasesPerItem} more cases: see scr-matrix.json and junit.xml.</p>");
        _to.Write("</section>");
    }

    private static int Weight(CaseClass row) => row switch
    {
        CaseClass.Fail => 0,
        CaseClass.StaleWaiver => 1,
        CaseClass.FailWaived => 2,
        CaseClass.Fault => 3,
        CaseClass.Inconclusive => 4,
        CaseClass.NotRun => 5,
        CaseClass.NotSelected => 6,
        CaseClass.Pass => 7,
        _ => 8,
    };

    private void Case(CaseView seen, RequirementItem item)
    {
        var outcome = seen.Outcome;
        var word = StatusWords.Of(seen.Class);
        _to.Write($"<article class=\"case\"><h4><code>{E(seen.Key.Name)}</code> {E(outcome.Case.Title)} {Badge(word, outcome.Unstable ? word + " (unstable)" : word)}</h4>");
        _to.Write($"<p>{E(seen.Message.Length == 0 ? outcome.Reason : seen.Message)}</p>");
        var checks = outcome.Checks.Where(c => c.Requirements.Any(r => r.Item == item.Id)).ToList();
        if (checks.Count > 0)
            Checks(checks, outcome);
        if (outcome.Checks.Count > checks.Count)
            _to.Write($"<p class=\"muted\">{outcome.Checks.Count - checks.Count} more checks are evidence for other items.</p>");
        foreach (var attempt in outcome.Attempts)
            TranscriptLink(attempt);
        _to.Write("</article>");
    }

    private void Checks(List<CheckEvaluated> checks, CaseOutcome outcome)
    {
        _to.Write("<table class=\"checks\"><thead><tr><th scope=\"col\">Check</th><th scope=\"col\">Verdict</th><th scope=\"col\">Expected</th><th scope=\"col\">Observed</th><th scope=\"col\">Source</th></tr></thead><tbody>");
        foreach (var check in checks)
        {
            var verdict = StatusWords.Of(check.Verdict).ToUpperInvariant();
            var warning = check is { Verdict: Verdict.Fail, Level: CheckLevel.Should };
            _to.Write($"<tr><th scope=\"row\"><code>{E(check.Check)}</code> <span class=\"muted\">{StatusWords.Of(check.Level)}{(check.SideBand ? ", beside the case" : string.Empty)}</span></th>");
            _to.Write($"<td>{Badge(warning ? "INCONCLUSIVE" : verdict, warning ? "WARNING" : verdict)}</td>");
            _to.Write($"<td>{E(check.Expected)}</td><td>{E(check.Observed)}</td><td>{E(check.Spec)}<br><span class=\"muted\">{E(check.Step)}</span></td></tr>");
            Evidence(check, outcome);
        }

        _to.Write("</tbody></table>");
    }

    private void Evidence(CheckEvaluated check, CaseOutcome outcome)
    {
        var transcript = outcome.Attempts.FirstOrDefault(a => a.Attempt == check.Attempt)?.Transcript;
        if (transcript is null || check.FirstFrame < 0)
            return;
        _to.Write("<tr class=\"evidence\"><td colspan=\"5\"><pre tabindex=\"0\">");
        _to.Write(_evidence >= _options.MaxInlineEvidence ? "The page is full; the excerpt is in the transcript." : Excerpt(check, transcript));
        _to.Write("</pre></td></tr>");
    }

    private string Excerpt(CheckEvaluated check, string transcript)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var shown = 0;
        try
        {
            foreach (var frame in TranscriptReader.Read(_runFolder, transcript))
            {
                if (frame.Index < check.FirstFrame)
                    continue;
                if (frame.Index > check.LastFrame)
                    break;
                if (shown++ == ExcerptFrames)
                {
                    text.WriteLine($"… up to frame {check.LastFrame}: see the transcript");
                    break;
                }

                TranscriptText.WriteFrame(text, frame with { Note = PlainText.Clip(frame.Note, 500) }, ExcerptOctets);
            }

            if (shown == 0)
                text.WriteLine("The transcript has no such frame.");
        }
        catch (TranscriptException e)
        {
            text.WriteLine($"No more evidence: {e.Message}");
        }

        var html = E(text.ToString());
        _evidence += html.Length;
        return html;
    }

    private void TranscriptLink(CaseEnded attempt)
    {
        if (attempt.Transcript is not { } transcript)
            return;
        _to.Write($"<p>Attempt {attempt.Attempt}, {StatusWords.Of(attempt.Verdict)}: ");
        if (TranscriptSet.Locate(_runFolder, transcript) is null)
            _to.Write($"<span class=\"muted\">the transcript {E(transcript)} is not in the run folder</span>");
        else
            _to.Write($"<a href=\"{E(string.Join('/', TranscriptText.PathFor(transcript).Split('/').Select(Uri.EscapeDataString)))}\">transcript</a>");
        _to.Write("</p>");
    }

    // Only web addresses become something to click on.
    private static string WebLink(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? $"<a href=\"{E(uri.AbsoluteUri)}\" rel=\"noreferrer\">{E(link)}</a>"
            : E(link);

    private static string Badge(string status, string text)
    {
        var kind = status switch
        {
            "FAIL" when text == "FAIL (waived)" => "open",
            "PASS" or "CONFORMANT" => "pass",
            "FAIL" or "NONCONFORMANT" or "STALE WAIVER" => "fail",
            "FAIL (waived)" or "INCONCLUSIVE" or "INCOMPLETE" or "FAULT" or "NOT RUN" => "open",
            "PARTIAL" or "UNTESTED" => "part",
            _ => "none",
        };
        return $"<span class=\"badge {kind}\">{E(text)}</span>";
    }

    private static string E(string text) => WebUtility.HtmlEncode(PlainText.Visible(text));
}

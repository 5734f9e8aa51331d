using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Reports.Allure;
using DmSc.Reports.Bundle;
using DmSc.Reports.Files;
using DmSc.Reports.JUnit;
using DmSc.Reports.Projection;
using DmSc.Reports.ScrMatrix;
using DmSc.Reports.Transcripts;

namespace DmSc.Reports;

/// <summary>Writes every report of a run into its folder. Plan, journal and frames are only read.</summary>
public static class RunReports
{
    /// <summary>
    /// Writes readable transcripts, report.json, scr-matrix.json|md|html, junit.xml, allure-results/ and, last, SHA256SUMS.
    /// Each file or folder appears complete or not at all; an older set is replaced without leftovers. The same input gives the same octets.
    /// </summary>
    /// <param name="run">The run as read back.</param>
    /// <param name="judgement">Its judgement.</param>
    /// <param name="gate">What the gate said.</param>
    /// <param name="runFolder">The run's folder; must exist.</param>
    /// <param name="options">Choices; <c>null</c> for the usual ones.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="ReportWriteException">A report cannot be written; names it.</exception>
    public static void WriteAll(
        RunRecord run, RunJudgement judgement, GateSummary gate, string runFolder, ReportOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(runFolder);
        options ??= new ReportOptions();
        var view = new RunView(run, judgement, gate);

        // Without its sums a half-renewed set cannot be taken for a whole one.
        var sums = Path.Combine(runFolder, Sha256Sums.FileName);
        ReportFile.Guard(sums, () => File.Delete(sums));

        TranscriptSet.Write(view, runFolder, cancellation);
        PublicReport.Write(view, Path.Combine(runFolder, "report.json"));
        MatrixJson.Write(view, Path.Combine(runFolder, "scr-matrix.json"));
        MatrixMarkdown.Write(view, Path.Combine(runFolder, "scr-matrix.md"));
        MatrixHtml.Write(view, runFolder, Path.Combine(runFolder, "scr-matrix.html"), options, cancellation);
        JUnitReport.Write(view, Path.Combine(runFolder, "junit.xml"), cancellation);
        WriteAllure(view, runFolder, options, cancellation);
        Sha256Sums.Write(runFolder, cancellation);
    }

    /// <summary>Projects a run onto another Allure writer.</summary>
    /// <param name="run">The run as read back.</param>
    /// <param name="judgement">Its judgement.</param>
    /// <param name="gate">What the gate said.</param>
    /// <param name="runFolder">The run's folder, whose readable transcripts are attached.</param>
    /// <param name="sink">Takes the results.</param>
    /// <param name="options">Choices; <c>null</c> for the usual ones.</param>
    /// <param name="cancellation">Stops between results.</param>
    public static void WriteAllure(
        RunRecord run, RunJudgement judgement, GateSummary gate, string runFolder, IAllureSink sink, ReportOptions? options = null, CancellationToken cancellation = default) =>
        new AllureProjection(new RunView(run, judgement, gate), runFolder, options ?? new ReportOptions(), sink).Write(cancellation);

    private static void WriteAllure(RunView view, string runFolder, ReportOptions options, CancellationToken cancellation)
    {
        using var folder = new ReportFolder(Path.Combine(runFolder, "allure-results"));
        new AllureProjection(view, runFolder, options, new AllureFolderSink(folder.Path)).Write(cancellation);
        folder.Commit();
    }
}

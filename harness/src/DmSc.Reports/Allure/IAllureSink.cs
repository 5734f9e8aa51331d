namespace DmSc.Reports.Allure;

/// <summary>Where Allure results go. The projection knows nothing of files, so another writer can take this one's place.</summary>
public interface IAllureSink
{
    /// <summary>Takes a file as an attachment.</summary>
    /// <param name="owner">UUID of the result it will belong to.</param>
    /// <param name="name">What it is.</param>
    /// <param name="mediaType">For example <c>text/plain</c>.</param>
    /// <param name="path">The file; read before the call returns.</param>
    /// <exception cref="ReportWriteException">It cannot be stored.</exception>
    AllureAttachment Attach(string owner, string name, string mediaType, string path);

    /// <summary>Takes one result.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="ReportWriteException">It cannot be stored.</exception>
    void Write(AllureResult result);

    /// <summary>Takes what is known about the whole run: categories, environment, and the CI job if there is one.</summary>
    /// <param name="environment">Facts about IUTs, station and harness.</param>
    /// <param name="executor">The CI job, or <c>null</c>.</param>
    /// <exception cref="ReportWriteException">It cannot be stored.</exception>
    void WriteRun(IReadOnlyList<AllurePair> environment, CiExecutor? executor);
}

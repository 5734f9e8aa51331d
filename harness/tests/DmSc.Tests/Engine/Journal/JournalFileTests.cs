using DmSc.Engine.Journal;
using DmSc.Model.Runs;
using DmSc.Tests.Model;

namespace DmSc.Tests.Engine.Journal;

public sealed class JournalFileTests
{
    private string _folder = "";

    private string File => Path.Combine(_folder, RunFolder.JournalFile);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dmsc-journal-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private List<JournalEvent> Read()
    {
        using var stream = System.IO.File.OpenRead(File);
        return [.. new JournalReader(stream, File).Read()];
    }

    [Test]
    public async Task Appends_from_many_threads_are_whole_lines()
    {
        await using (var journal = JournalFile.Open(File, 0))
        {
            await Parallel.ForAsync(0, 2000, (i, _) =>
            {
                journal.Append(new RunEnded(Build.Start.AddSeconds(i), i % 2 == 0));
                return default;
            });
        }

        Assert.That(Read().Select(e => e.At).Distinct().Count(), Is.EqualTo(2000));
    }

    [Test]
    public async Task A_torn_tail_is_cut_off_before_anything_is_appended()
    {
        await using (var journal = JournalFile.Open(File, 0))
            journal.Append(Build.RunStarted());
        var whole = new FileInfo(File).Length;
        await System.IO.File.AppendAllTextAsync(File, "{\"event\":\"run-en");
        await using (var journal = JournalFile.Open(File, whole))
            journal.Append(Build.RunEnded());
        Assert.That(Read(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Events_that_another_run_appended_meanwhile_are_never_cut_off()
    {
        await using (var journal = JournalFile.Open(File, 0))
        {
            journal.Append(Build.RunStarted());
            journal.Append(Build.RunEnded());
        }

        Assert.That(() => JournalFile.Open(File, 0), Throws.TypeOf<JournalException>().With.Message.Contains("another run"));
        Assert.That(Read(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task One_writer_at_a_time()
    {
        await using var journal = JournalFile.Open(File, 0);
        Assert.That(() => JournalFile.Open(File, 0), Throws.TypeOf<JournalException>());
    }

    [Test]
    public async Task After_the_end_nothing_is_taken()
    {
        var journal = JournalFile.Open(File, 0);
        journal.Append(Build.RunStarted());
        await journal.DisposeAsync();
        Assert.That(() => journal.Append(Build.RunEnded()), Throws.TypeOf<JournalException>());
        Assert.That(Read(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_folder_that_is_not_there_is_one_clear_error() =>
        Assert.That(() => JournalFile.Open(Path.Combine(_folder, "none", "journal.jsonl"), 0), Throws.TypeOf<JournalException>());
}

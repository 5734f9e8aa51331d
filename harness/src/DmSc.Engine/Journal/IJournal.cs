using DmSc.Model.Runs;

namespace DmSc.Engine.Journal;

/// <summary>Where the events of a run go.</summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Adds an event, in the order of the calls.</summary>
    /// <param name="entry">The event.</param>
    /// <exception cref="JournalException">It could not be kept; nothing that was kept before is lost.</exception>
    void Append(JournalEvent entry);
}

/// <summary>The journal cannot be written any more: the run must stop, what was written stays valid.</summary>
/// <param name="file">The journal.</param>
/// <param name="inner">The cause.</param>
public sealed class JournalException(string file, Exception inner)
    : Exception($"{file}: the journal cannot be written: {inner.Message} What was written before stays valid; free space or mend the disk, then go on with --resume.", inner);

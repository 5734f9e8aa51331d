using DmSc.Model.Runs;

namespace DmSc.Engine.Journal;

/// <summary>Keeps events in memory, for runs whose record is not kept: proving deviations, tests.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly List<JournalEvent> _events = [];

    /// <summary>A copy of what was appended so far.</summary>
    public IReadOnlyList<JournalEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <inheritdoc />
    public void Append(JournalEvent entry)
    {
        lock (_lock)
            _events.Add(entry);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

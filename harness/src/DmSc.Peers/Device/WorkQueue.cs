namespace DmSc.Peers.Device;

/// <summary>What a device does on its own account, one thing after the other. Ends with <see cref="StopAsync"/>.</summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _stop = new();
    private Task _tail = Task.CompletedTask;

    private Exception? _defect;

    /// <summary>The first defect: of the device itself, or of the link to its card. A session that fails is none.</summary>
    public Exception? Defect
    {
        get
        {
            lock (_gate)
                return _defect;
        }
    }

    /// <summary>Takes the defect away, after <see cref="StopAsync"/>.</summary>
    public Exception? TakeDefect()
    {
        lock (_gate)
        {
            var defect = _defect;
            _defect = null;
            return defect;
        }
    }

    /// <summary>Completes when nothing is left to do.</summary>
    public Task Idle => IdleAsync();

    public void Add(Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            var token = _stop.Token;
            _tail = RunAfterAsync(_tail, work, token);
        }
    }

    /// <summary>Ends what is under way, drops what waits, and is ready for new work.</summary>
    public async ValueTask StopAsync()
    {
        Task tail;
        CancellationTokenSource stop;
        lock (_gate)
        {
            (tail, stop) = (_tail, _stop);
            (_tail, _stop) = (Task.CompletedTask, new CancellationTokenSource());
        }

        await stop.CancelAsync();
        await tail;
        stop.Dispose();
    }

    /// <summary>After <see cref="StopAsync"/>: no work is taken any more.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task IdleAsync()
    {
        while (true)
        {
            Task tail;
            lock (_gate)
                tail = _tail;
            await tail;
            lock (_gate)
            {
                if (ReferenceEquals(tail, _tail))
                    return;
            }
        }
    }

    private async Task RunAfterAsync(Task before, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        await before;

        // Off the caller's stack: whoever asked for it does not wait for it.
        await Task.Yield();
        if (ct.IsCancellationRequested || Defect is not null)
            return;
        try
        {
            await work(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Switched off in the middle of it.
        }
        catch (Exception e)
        {
            // A device that breaks falls silent; whoever waits for it, and the next call of its lab, learn why.
            lock (_gate)
                _defect ??= e;
        }
    }
}

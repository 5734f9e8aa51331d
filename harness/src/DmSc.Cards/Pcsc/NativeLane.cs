using System.Threading.Tasks.Sources;
using DmSc.Cards.Link;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// One thread on which the blocking calls of one connection run, one after the other, each with a way out: when its budget or its
/// token ends first, the caller is told so at once and the call is abandoned. An abandoned call keeps its thread and everything it
/// references (buffers, handles) until it returns; then the lane cleans up and ends. A lane with an abandoned call takes no more.
/// </summary>
/// <remarks>
/// The caller's continuation runs on the lane itself: its next call then starts without a change of threads, which would cost a
/// good part of an exchange with a fast reader (a caller with a synchronization context gives that up). If code that resumed on the lane keeps it busy while somebody else makes a call,
/// that call gets a new thread. Nothing is allocated per call when the delegate is a cached one.
/// </remarks>
internal sealed class NativeLane : IValueTaskSource<int>, IDisposable
{
    private readonly object _gate = new();
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Action _cleanUp;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManualResetValueTaskSourceCore<int> _source;
    private CancellationTokenRegistration _cancelling;
    private CancellationToken _token;
    private Func<int>? _call;
    private string _what = "";
    private TimeSpan _budget;
    private long _start;
    private Thread? _thread;
    private bool _inUse;
    private bool _decided;
    private bool _resuming;
    private bool _abandoned;
    private bool _closed;

    /// <param name="name">Of the reader, for messages and the thread.</param>
    /// <param name="time">The clock of the budgets.</param>
    /// <param name="cleanUp">Runs on the lane when an abandoned call has returned; must not throw.</param>
    internal NativeLane(string name, TimeProvider time, Action cleanUp)
    {
        _name = name;
        _time = time;
        _cleanUp = cleanUp;
        _timer = time.CreateTimer(static lane => ((NativeLane)lane!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a call was abandoned: the lane takes no more.</summary>
    internal bool IsAbandoned
    {
        get
        {
            lock (_gate)
                return _abandoned;
        }
    }

    /// <summary>Completes when an abandoned call has returned and was cleaned up after.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Runs a blocking call.</summary>
    /// <param name="call">Runs on the lane; what it throws the caller gets.</param>
    /// <param name="what">Its name in messages.</param>
    /// <param name="budget">After it: LinkException(Deadline).</param>
    /// <param name="ct">After it: OperationCanceledException.</param>
    internal ValueTask<int> RunAsync(Func<int> call, string what, TimeSpan budget, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_abandoned)
                throw new LinkException(LinkFailure.Deadline, $"{_name}: {_what} has not returned since its deadline");
            if (_closed || _inUse)
                throw new LinkException(LinkFailure.Misuse, $"{_name}: {what} on a link that is {(_closed ? "closed" : "busy with " + _what)}");
            _source.Reset();
            _inUse = true;
            _decided = false;
            _call = call;
            _what = what;
            _budget = budget;
            _token = ct;
            _start = _time.GetTimestamp();
            _timer.Change(budget, Timeout.InfiniteTimeSpan);
            if (_thread is null || (_resuming && _thread != Thread.CurrentThread))
                StartThread();
            else
                Monitor.Pulse(_gate);
        }

        if (ct.CanBeCanceled)
            _cancelling = ct.UnsafeRegister(static lane => ((NativeLane)lane!).OnCancelled(), this);
        return new ValueTask<int>(this, _source.Version);
    }

    /// <summary>Lets the thread end. A running call is not disturbed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _timer.Dispose();
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    int IValueTaskSource<int>.GetResult(short token)
    {
        _cancelling.Dispose();
        _cancelling = default;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            lock (_gate)
                _inUse = false;
        }
    }

    private void StartThread()
    {
        _resuming = false;
        _thread = new Thread(static lane => ((NativeLane)lane!).Serve()) { IsBackground = true, Name = $"PC/SC {_name}" };
        _thread.UnsafeStart(this);
    }

    private void Serve()
    {
        while (true)
        {
            Func<int> call;
            lock (_gate)
            {
                // Another thread took over while the continuation of the last call ran here.
                if (_thread != Thread.CurrentThread)
                    return;
                _resuming = false;
                while (_call is null && !_closed)
                    Monitor.Wait(_gate);
                if (_call is null)
                    return;
                call = _call;

                // Given up before it began.
                if (_abandoned)
                    break;
            }

            var result = 0;
            Exception? failure = null;
            try
            {
                result = call();
            }
            catch (Exception e)
            {
                failure = e; // for whoever awaits; an abandoned call has told its caller of the deadline instead
            }

            lock (_gate)
            {
                _call = null;
                if (_abandoned)
                    break;
                _decided = true;
                _resuming = true;
            }

            if (failure is null)
                _source.SetResult(result);
            else
                _source.SetException(failure);
        }

        _cleanUp();
        _ended.SetResult();
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (!_inUse || _decided)
                return;

            // A timer can come early by its own coarseness, or late for a call that is over.
            var left = _budget - _time.GetElapsedTime(_start);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            GiveUp();
        }

        _source.SetException(new LinkException(
            LinkFailure.Deadline, $"{_name}: {_what} gave no answer within {_budget.TotalSeconds:0.###} s"));
    }

    private void OnCancelled()
    {
        CancellationToken token;
        lock (_gate)
        {
            if (!_inUse || _decided || !_token.IsCancellationRequested)
                return;
            GiveUp();
            token = _token;
        }

        _source.SetException(new OperationCanceledException(token));
    }

    private void GiveUp()
    {
        _decided = true;
        _abandoned = true;
    }
}

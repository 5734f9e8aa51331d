using System.Runtime.CompilerServices;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// Tells what happens to the readers of this machine while somebody enumerates: first the state as it is, as events, then every
/// change. Waits inside the PC/SC service and survives its restart.
/// </summary>
public sealed class ReaderWatch
{
    // Where nothing tells of new readers, or of a service that comes back, the watch looks this often.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Where something does, the longest that a lost notification can go unnoticed.
    private static readonly TimeSpan LongLook = TimeSpan.FromSeconds(30);

    private readonly INativePcsc _native;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, ReaderProbe> _readers = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Queue<ReaderEvent> _events = new();
    private readonly TimeSpan _pause;
    private bool? _running;

    private ReaderWatch(INativePcsc native, TimeProvider time, TimeSpan pause)
    {
        _native = native;
        _time = time;
        _pause = pause;
    }

    /// <summary>Watches until the token ends; then the enumeration throws <see cref="OperationCanceledException"/>.</summary>
    /// <param name="time">The clock of pauses; native code really waits.</param>
    /// <param name="ct">Ends the watch.</param>
    public static IAsyncEnumerable<ReaderEvent> WatchAsync(TimeProvider time, CancellationToken ct = default) =>
        WatchAsync(NativePcsc.ForThisSystem(), time, Look, ct);

    /// <summary>As the public one, on any service and with any pause.</summary>
    internal static async IAsyncEnumerable<ReaderEvent> WatchAsync(
        INativePcsc native, TimeProvider time, TimeSpan pause, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var watch = new ReaderWatch(native, time, pause);
        PcscContext? context = null;
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                var failed = false;
                try
                {
                    context ??= PcscContext.Establish(native);
                    watch.Compare(context, ct);
                }
                catch (LinkException)
                {
                    // Whatever it says: a service that cannot list its readers is of no use until it can.
                    context?.Dispose();
                    context = null;
                    watch.Stopped();
                    failed = true;
                }

                while (watch._events.TryDequeue(out var next))
                    yield return next;
                if (!failed)
                    failed = !await watch.WaitAsync(context!, ct);
                if (failed)
                    await Task.Delay(pause, time, ct);
            }
        }
        finally
        {
            context?.Dispose();
        }
    }

    // Kept over the rounds: it remembers how many readers there were.
    private readonly ReaderProbe _anyReader = new(ReaderProbe.AnyReader);

    private async ValueTask<bool> WaitAsync(PcscContext context, CancellationToken ct)
    {
        var tells = _native.Platform != PcscPlatform.Mac;
        var waiting = _readers.Values.Select(probe => probe.Copy()).ToList();
        if (tells)
            waiting.Add(_anyReader);
        if (waiting.Count == 0)
            return false;
        try
        {
            // The probes that are waited with are copies: what they learn is compared from the originals, in Compare.
            await context.WaitForChangeAsync(waiting, tells ? LongLook : _pause, _time, ct);
            return true;
        }
        catch (LinkException)
        {
            // A reader that is gone, or the service: the next comparison tells which.
            return false;
        }
    }

    private void Compare(PcscContext context, CancellationToken ct)
    {
        var names = context.ListReaders();
        if (_running != true)
            Tell(ReaderEventKind.ServiceStarted, null);
        _running = true;
        foreach (var gone in _order.Where(name => !names.Contains(name)).ToList())
            Remove(gone);
        foreach (var name in names)
            Inspect(context, name, ct);
    }

    private void Inspect(PcscContext context, string name, CancellationToken ct)
    {
        var now = new ReaderProbe(name);
        try
        {
            context.WaitForChange([now], TimeSpan.Zero, _time, ct);
        }
        catch (LinkException) when (!context.ListReaders().Contains(name))
        {
            // Unplugged between two questions.
            if (_readers.ContainsKey(name))
                Remove(name);
            return;
        }

        var after = PcscReaders.Describe(now);
        if (!_readers.TryGetValue(name, out var known))
        {
            _order.Add(name);
            Tell(ReaderEventKind.ReaderAdded, after);
            if (after.HasCard)
                Tell(ReaderEventKind.CardInserted, after);
        }
        else
        {
            Compare(PcscReaders.Describe(known), after, now.EventCount != known.EventCount);
        }

        _readers[name] = now;
    }

    private void Compare(ReaderDescription before, ReaderDescription after, bool counted)
    {
        // A card that left and came back between two looks shows in the service's count only; where there is none, in the ATR.
        var exchanged = before.HasCard && after.HasCard && (counted || !before.Atr.Span.SequenceEqual(after.Atr.Span));
        if (before.HasCard && (!after.HasCard || exchanged))
            Tell(ReaderEventKind.CardRemoved, after);
        if (after.HasCard && (!before.HasCard || exchanged))
            Tell(ReaderEventKind.CardInserted, after);
        else if (before.Use != after.Use)
            Tell(ReaderEventKind.UseChanged, after);
    }

    private void Stopped()
    {
        foreach (var name in _order.ToList())
            Remove(name);
        if (_running != false)
            Tell(ReaderEventKind.ServiceStopped, null);
        _running = false;
    }

    private void Remove(string name)
    {
        var last = PcscReaders.Describe(_readers[name]);
        if (last.HasCard)
            Tell(ReaderEventKind.CardRemoved, last with { HasCard = false, Atr = default });
        Tell(ReaderEventKind.ReaderRemoved, last with { HasCard = false, Atr = default });
        _readers.Remove(name);
        _order.Remove(name);
    }

    private void Tell(ReaderEventKind kind, ReaderDescription? reader) => _events.Enqueue(new ReaderEvent(kind, reader));
}

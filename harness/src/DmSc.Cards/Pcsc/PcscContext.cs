using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// One context of the PC/SC service. Its methods block as the native ones do and throw <see cref="LinkException"/>; callers on an
/// async path use <see cref="NativeLane"/> or <see cref="WaitForChangeAsync"/>. Only <see cref="Cancel"/> may be called meanwhile.
/// </summary>
internal sealed class PcscContext : IDisposable
{
    // SCardCancel has no effect when it comes just before the wait begins; a wait is therefore asked in slices.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    private readonly INativePcsc _native;
    private readonly nint _handle;
    private bool _released;

    private PcscContext(INativePcsc native, nint handle)
    {
        _native = native;
        _handle = handle;
    }

    internal static PcscContext Establish(INativePcsc native)
    {
        try
        {
            var code = native.EstablishContext(out var handle);
            return code == SCARD_S_SUCCESS
                ? new PcscContext(native, handle)
                : throw code.ToException(native, nameof(native.EstablishContext), "PC/SC service");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new LinkException(LinkFailure.ServiceLost, $"PC/SC is not installed: {native.Platform.Library} cannot be loaded", e);
        }
    }

    internal bool IsValid => !_released && _native.IsValidContext(_handle) == SCARD_S_SUCCESS;

    internal IReadOnlyList<string> ListReaders() => List(nameof(_native.ListReaders), _native.ListReaders);

    internal IReadOnlyList<string> ListReaderGroups() => List(nameof(_native.ListReaderGroups), _native.ListReaderGroups);

    /// <summary>Ends a <see cref="WaitForChange"/> of this context. That nothing waited is no error.</summary>
    internal void Cancel()
    {
        var code = _native.Cancel(_handle);
        if (code is not (SCARD_S_SUCCESS or SCARD_E_INVALID_HANDLE))
            throw code.ToException(_native, nameof(_native.Cancel), "PC/SC service");
    }

    /// <summary>Waits until a reader's state differs from what its probe knows; updates the probes.</summary>
    /// <returns><c>false</c> when <paramref name="timeout"/> passed without a change.</returns>
    internal bool WaitForChange(IReadOnlyList<ReaderProbe> probes, TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();

        // The service may hang, and whoever cancels must not hang with it.
        using var cancelling = ct.UnsafeRegister(
            static self => ThreadPool.UnsafeQueueUserWorkItem(static c => c._native.Cancel(c._handle), (PcscContext)self!, false), this);
        var start = time.GetTimestamp();
        while (true)
        {
            var left = timeout - time.GetElapsedTime(start);
            var slice = left < TimeSpan.Zero ? TimeSpan.Zero : left < Slice ? left : Slice;
            var code = _native.GetStatusChange(_handle, (uint)Math.Ceiling(slice.TotalMilliseconds), probes);
            ct.ThrowIfCancellationRequested();
            if (code == SCARD_S_SUCCESS)
                return true;

            // Cancelled without our token: a late SCardCancel of an earlier wait.
            if (code is not (SCARD_E_TIMEOUT or SCARD_E_CANCELLED))
                throw code.ToException(_native, nameof(_native.GetStatusChange), probes.Count == 1 ? probes[0].Reader : "readers");
            if (left <= slice)
                return false;
        }
    }

    /// <summary>As <see cref="WaitForChange"/>, on a thread of its own.</summary>
    internal Task<bool> WaitForChangeAsync(
        IReadOnlyList<ReaderProbe> probes, TimeSpan timeout, TimeProvider time, CancellationToken ct) =>
        Task.Factory.StartNew(
            () => WaitForChange(probes, timeout, time, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Connects to the card in a reader, or with <see cref="PcscShareMode.Direct"/> to the reader.</summary>
    internal PcscCard Connect(string reader, PcscShareMode share, PcscProtocols preferred)
    {
        var code = _native.Connect(_handle, reader, share, preferred, out var card, out var active);
        return code == SCARD_S_SUCCESS
            ? new PcscCard(_native, reader, card, share, active)
            : throw code.ToException(_native, nameof(_native.Connect), reader);
    }

    /// <summary>Releases the context; connections of it are closed by the service.</summary>
    public void Dispose()
    {
        if (_released)
            return;
        _released = true;

        // A service that is gone has released it already; nobody can act on any other answer.
        _ = _native.ReleaseContext(_handle);
    }

    private delegate PcscReturnCode ListNames(nint context, Span<char> names, out int length);

    private string[] List(string function, ListNames list)
    {
        // The list can grow between asking for its length and fetching it.
        for (var attempt = 0; ; attempt++)
        {
            var code = list(_handle, default, out var length);
            if (code == SCARD_S_SUCCESS)
            {
                var names = new char[length];
                code = list(_handle, names, out length);
                if (code == SCARD_S_SUCCESS)
                    return new string(names, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            }

            if (code == SCARD_E_NO_READERS_AVAILABLE)
                return [];
            if (code != SCARD_E_INSUFFICIENT_BUFFER || attempt == 8)
                throw code.ToException(_native, function, "PC/SC service");
        }
    }
}

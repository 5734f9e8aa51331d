using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Device;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Where a device of a lease gets its cards from.</summary>
internal interface IDeviceCards : IAsyncDisposable
{
    /// <summary>Makes a card ready for the device's slot; the one before is gone.</summary>
    /// <exception cref="LinkException">The rig cannot.</exception>
    ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct);

    /// <summary>Takes the card away.</summary>
    ValueTask WithdrawAsync();
}

/// <summary>Chooses how a push gets to the device.</summary>
/// <param name="device">The device.</param>
/// <param name="kind">The bearer.</param>
/// <param name="secure">Whether the transport has to authenticate the sender.</param>
/// <returns><c>null</c> when the station has no such way.</returns>
internal delegate IPushBearer? BearerFinder(IDevice device, PushBearerKind kind, bool secure);

/// <summary>A device on loan with everything around it: its server, its cards, its pushes. Driven by verbs one step at a time.</summary>
internal sealed class DeviceParty(IDevice device, LabServer server, IDeviceCards cards, BearerFinder bearers, VirtualTime? clock, TimeProvider time, bool ownsDevice = true)
{
    /// <summary>The channel name of pushes.</summary>
    public const string PushChannel = "push";

    private ITranscript? _transcript;

    public IDevice Device { get; private set; } = device;

    public LabServer Server => server;

    /// <summary>What an operator was asked and answered, not yet in the transcript.</summary>
    public List<string> Records { get; init; } = [];

    /// <summary>The session that steps of the case speak in.</summary>
    public LabSession? Current { get; private set; }

    /// <summary>What was waited for in vain when there is no session; <c>null</c> when nothing was.</summary>
    public string? Missed { get; private set; }

    /// <summary>The session that steps speak in.</summary>
    /// <exception cref="StepNotReachedException">The last one that was waited for did not come.</exception>
    /// <exception cref="StepFaultException">None was waited for.</exception>
    public LabSession Session => Current ?? throw (Missed is { } missed
        ? new StepNotReachedException($"there is no session to speak in: {missed}")
        : new StepFaultException(FaultKind.BadFixture, "no session is under way; dm-server.session takes one"));

    /// <summary>The steps that follow speak in this session, or, when it did not come, have none to speak in.</summary>
    public void SpeakIn(LabSession? session, string? missed) => (Current, Missed) = (session, missed);

    public void Attach(ITranscript? transcript) => _transcript = transcript;

    /// <summary>Lets a verb work the device.</summary>
    /// <exception cref="StepFaultException">The device or its driver is out of reach, or cannot do it.</exception>
    public async ValueTask UseAsync(string what, Func<IDevice, ValueTask> action)
    {
        _transcript?.Add("device", FrameDirection.Note, default, what);
        try
        {
            await action(Device);
        }
        catch (LinkException e) when (e.Failure == LinkFailure.Misuse)
        {
            throw new StepFaultException(FaultKind.BadFixture, e.Message, e);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
        finally
        {
            Flush();
        }
    }

    /// <summary>Waits until something happens or a window has passed on the station's clock.</summary>
    /// <returns>Whether it happened.</returns>
    /// <exception cref="StepFaultException">The device lost the link to its card.</exception>
    public async ValueTask<bool> SettleAsync(Func<Task> signal, Func<bool> happened, TimeSpan window, IStepContext context, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        var passed = false;
        try
        {
            while (!happened())
            {
                var task = signal();
                if (happened())
                    return true;
                if (clock is not null && Device.Idle is { } idle)
                {
                    var held = server.HeldSessions;
                    await Task.WhenAny([task, idle, server.NextArrival, .. held]).WaitAsync(ct);

                    // A device that broke is silent, too; that is no answer to anything.
                    if (idle.IsFaulted)
                        await idle;
                    if (task.IsCompleted || happened() || !idle.IsCompleted && !held.Any(h => h.IsCompleted))
                        continue;
                    // The device has nothing left to do, or waits in a session that no step has taken: whatever its timers bring, they bring within the window.
                    if (passed)
                        return false;
                    passed = true;
                    clock.Advance(window);
                    continue;
                }

                var left = window - time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                    return false;
                await Task.WhenAny(task, Task.Delay(left, time, ct));
                ct.ThrowIfCancellationRequested();
            }

            return true;
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
        finally
        {
            Flush();
            server.ReportBreaches(context.Notice);
        }
    }

    /// <summary>Sends a push.</summary>
    /// <exception cref="StepFaultException">It did not get out, or the station has no such bearer.</exception>
    /// <exception cref="IutFormatException">The device's answer cannot be read.</exception>
    public async ValueTask<PushReceipt> PushAsync(PushMessage message, PushBearerKind kind, bool secure, CancellationToken ct)
    {
        var bearer = bearers(Device, kind, secure)
            ?? throw new StepFaultException(FaultKind.BadFixture, $"the station has no way for {(secure ? "secure " : "")}pushes over {DeviceWords.Of(kind)}");
        try
        {
            return await bearer.SendAsync(
                message,
                frame => _transcript?.Add(PushChannel, frame.Direction == PushDirection.Sent ? FrameDirection.ToIut : FrameDirection.FromIut, frame.Octets.Span, frame.Note),
                ct);
        }
        catch (WireFormatException e)
        {
            throw IutFormats.Of("answer to the push", e.Error);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
        catch (FormatException e)
        {
            throw new StepFaultException(FaultKind.BadFixture, e.Message, e);
        }
    }

    /// <summary>Reaches the device anew: one whose driver died stays dead.</summary>
    /// <exception cref="LinkException">It is out of reach.</exception>
    public async ValueTask RenewAsync(Func<CancellationToken, ValueTask<IDevice>> reach, CancellationToken ct)
    {
        await Device.DisposeAsync();
        Device = await reach(ct);
    }

    /// <summary>Puts a new card into the device.</summary>
    public async ValueTask InsertAsync(CardImage image, CancellationToken ct) => await UseAsync($"insert card {image.Name}", async d =>
    {
        var card = await cards.IssueAsync(image, ct);
        await d.InsertCardAsync(card, ct);
    });

    /// <summary>Takes the card out of the device.</summary>
    public async ValueTask RemoveCardAsync(CancellationToken ct) => await UseAsync("remove card", async d =>
    {
        await d.RemoveCardAsync(ct);
        await cards.WithdrawAsync();
    });

    /// <summary>Takes the card of a device that was reset away.</summary>
    public ValueTask WithdrawCardAsync() => cards.WithdrawAsync();

    /// <summary>Writes new DM messages to the transcript.</summary>
    public void Flush()
    {
        if (_transcript is not { } transcript)
            return;
        server.Flush(transcript);
        lock (Records)
        {
            foreach (var record in Records)
                transcript.Add("operator", FrameDirection.Note, default, record);
            Records.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        if (ownsDevice)
            await Device.DisposeAsync();
        await cards.DisposeAsync();
    }
}

using System.Diagnostics.CodeAnalysis;
using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A server on loan with everything around it: the push receiver and the device we play. Driven by verbs one step at a time.</summary>
/// <param name="server">The server.</param>
/// <param name="inbox">Where its pushes wait.</param>
/// <param name="clock">The clock, when it is ours to move.</param>
/// <param name="time">The clock.</param>
/// <param name="receivers">Where it sends pushes to; <c>null</c> when it has no address of ours.</param>
internal sealed class ServerParty(IServerUnderTest server, PushInbox inbox, VirtualTime? clock, TimeProvider time, PushReceivers? receivers = null)
{
    /// <summary>The channel name of pushes.</summary>
    public const string PushChannel = "push";

    /// <summary>The channel name of DM messages.</summary>
    public const string DmChannel = "dm";

    /// <summary>How long a push that waits to be fetched may wait.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private ITranscript? _transcript;
    private ManagedDevice? _device;
    private ReceivedPush? _push;
    private ReceivedPush? _waiting;
    private bool _isTouched;

    public IServerUnderTest Server => server;

    /// <summary>Whether a case has had to do with the server since the last reset.</summary>
    public bool IsTouched => _isTouched;

    /// <summary>The device that the case plays.</summary>
    /// <exception cref="StepFaultException">None was enrolled.</exception>
    public ManagedDevice Device
    {
        get => _device ?? throw new StepFaultException(FaultKind.BadFixture, "no device is enrolled; server.account enrols one");
        set => _device = value;
    }

    /// <summary>The push that steps look at.</summary>
    /// <exception cref="StepFaultException">None was taken.</exception>
    public ReceivedPush Push
    {
        get => _push ?? throw new StepFaultException(FaultKind.BadFixture, "no push was taken; push-receiver.take takes one");
        set => _push = value;
    }

    /// <summary>The bootstrap that was taken last, readable, with the order it answers; <c>null</c> without one.</summary>
    public (BootstrapOrder Order, PushMessage Message)? Bootstrap { get; private set; }

    /// <summary>The device as it shows itself in sessions since the last bootstrap; <c>null</c> as long as it opened none.</summary>
    public ManagedDevice? Played { get; set; }

    /// <summary>Takes a bootstrap: from the next session on the device is what that made of it.</summary>
    public void TakeBootstrap(BootstrapOrder order, PushMessage message) => (Bootstrap, Played) = ((order, message), null);

    /// <summary>What the last bootstrap asked for.</summary>
    public BootstrapOrder? Order { get; set; }

    /// <summary>What the user was told to enter for the last bootstrap, with USERPINMAC.</summary>
    public Wire.Credentials.SecretOctets? UserEntry { get; set; }

    /// <summary>The session of the device we play.</summary>
    public LabClient? Client { get; set; }

    public void Attach(ITranscript? transcript) => _transcript = transcript;

    /// <summary>Forgets what a case left.</summary>
    public void Clear()
    {
        (_device, _push, _waiting, Order, UserEntry, Client, Bootstrap, Played) = (null, null, null, null, null, null, null, null);
        while (inbox.TryTake(out _))
        {
        }
    }

    /// <summary>Lets a verb ask the server for something. What came before, or comes where something before was to go, does not belong to it.</summary>
    /// <exception cref="StepFaultException">The server or its driver is out of reach.</exception>
    public async ValueTask<T> OrderAsync<T>(string what, Func<IServerUnderTest, ValueTask<T>> action, CancellationToken ct)
    {
        if (server.Collects)
            await FetchAsync(ct);
        if (_waiting is { } waiting)
            PassOver(waiting);
        _waiting = null;
        while (inbox.TryTake(out var earlier))
            PassOver(earlier);
        receivers?.Renew();
        return await UseAsync(what, action);
    }

    /// <summary>Lets a verb work the server.</summary>
    /// <exception cref="StepFaultException">The server or its driver is out of reach.</exception>
    public async ValueTask<T> UseAsync<T>(string what, Func<IServerUnderTest, ValueTask<T>> action)
    {
        Note("server", what);
        _isTouched = true;
        try
        {
            return await action(server);
        }
        catch (LinkException e) when (e.Failure == LinkFailure.Misuse)
        {
            throw new StepFaultException(FaultKind.BadFixture, e.Message, e);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
    }

    /// <summary>The server forgets all.</summary>
    public async ValueTask ResetAsync(CancellationToken ct)
    {
        await UseAsync("reset", async s =>
        {
            await s.ResetAsync(ct);
            return true;
        });
        Clear();
        _isTouched = false;
    }

    /// <summary>Whether a push is there, readable or not, before the window has passed. It stays where it is.</summary>
    public async ValueTask<bool> AwaitPushAsync(TimeSpan window, CancellationToken ct) => (_waiting ??= await ArrivalAsync(window, ct)) is not null;

    /// <summary>The next push, or <c>null</c> when the window passed without one.</summary>
    public async ValueTask<ReceivedPush?> NextPushAsync(TimeSpan window, CancellationToken ct)
    {
        var push = _waiting ?? await ArrivalAsync(window, ct);
        _waiting = null;
        return push;
    }

    private async ValueTask<ReceivedPush?> ArrivalAsync(TimeSpan window, CancellationToken ct)
    {
        if (!TryTake(out var push))
        {
            if (clock is not null && server.IsInProcess)
            {
                // What the server does by itself, its timers bring within the window.
                clock.Advance(window);
                TryTake(out push);
            }
            else
            {
                push = await WaitAsync(window, ct);
            }
        }

        if (push is not null)
            Log(push);
        return push;
    }

    /// <summary>Writes a line to the transcript.</summary>
    public void Note(string channel, string note) => _transcript?.Add(channel, FrameDirection.Note, default, note);

    /// <summary>Writes a message to the transcript.</summary>
    public void Frame(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note) => _transcript?.Add(channel, direction, octets, note);

    /// <summary>Waits for a push; where pushes wait to be fetched, they are fetched all the while, and once more at the end.</summary>
    private async ValueTask<ReceivedPush?> WaitAsync(TimeSpan window, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (server.Collects)
                await FetchAsync(ct);
            var left = window - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return TryTake(out var last) ? last : null;
            if (await InboxAsync(server.Collects && left > s_pause ? s_pause : left, ct) is not { } push)
                continue;
            if (receivers?.IsLate(push) != true)
                return push;
            PassOver(push);
        }
    }

    private bool TryTake([NotNullWhen(true)] out ReceivedPush? push)
    {
        while (inbox.TryTake(out push))
        {
            if (receivers?.IsLate(push) != true)
                return true;
            PassOver(push);
        }

        return false;
    }

    private void PassOver(ReceivedPush push)
    {
        Note(PushChannel, "a push of something asked for before, passed over:");
        Log(push);
    }

    private async ValueTask<ReceivedPush?> InboxAsync(TimeSpan window, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(window, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await inbox.TakeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private async ValueTask FetchAsync(CancellationToken ct)
    {
        try
        {
            await server.CollectAsync(ct);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
    }

    private void Log(ReceivedPush push)
    {
        foreach (var frame in push.Frames)
            Frame(PushChannel, FrameDirection.FromIut, frame.Span, $"{push.Kind}{(push.Transport.IsSecurePush ? $", secure, from {push.Transport.AuthenticatedSender}" : push.Transport.SenderProblem is { } problem ? $", {problem}" : "")}");
        if (push.Message is { } message)
            Frame(PushChannel, FrameDirection.FromIut, message.Body.Span, $"body, {message.Media}");
    }
}

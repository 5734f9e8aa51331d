using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A session that came to the emulated server.</summary>
/// <param name="session">The session.</param>
internal sealed class LabSession(ServerSession session)
{
    private int _framesSeen;
    private int _breachesSeen;

    public ServerSession Session => session;

    /// <summary>Whether it is no session at all, but an answer that nobody asked for.</summary>
    public bool IsStray { get; init; }

    /// <summary>Whether a step of the case has looked at it.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Whether it stands for nothing any more: what the case does next did not bring it about.</summary>
    public bool IsClosedOff { get; private set; }

    /// <summary>Whether it may still be taken: no step has, and it was not closed off.</summary>
    public bool IsListed => !IsTaken && !IsClosedOff;

    /// <summary>Whether the case ended it.</summary>
    public bool IsEndedByCase { get; private set; }

    /// <summary>Whether it is one of an account.</summary>
    public bool IsOf(string serverId) => session.Account?.Name == serverId;

    /// <summary>A step looks at it.</summary>
    public void Take() => IsTaken = true;

    /// <summary>The case ends it: speaking in it afterwards is a mistake of the case.</summary>
    public void EndByCase() => IsEndedByCase = true;

    /// <summary>No step shall take it any more.</summary>
    public void CloseOff() => IsClosedOff = true;

    /// <summary>Breaches since the last look.</summary>
    public IEnumerable<RuleBreach> NewBreaches()
    {
        var breaches = session.Breaches;
        var from = _breachesSeen;
        _breachesSeen = breaches.Length;
        return breaches.Skip(from);
    }

    /// <summary>Messages since the last look.</summary>
    public IEnumerable<SessionFrame> NewFrames()
    {
        var frames = session.Transcript;
        var from = _framesSeen;
        _framesSeen = frames.Length;
        return frames.Skip(from);
    }
}

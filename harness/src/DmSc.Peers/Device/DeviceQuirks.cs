using DmSc.Dm.Bootstrap;
using DmSc.Dm.Client;
using DmSc.Dm.Notification;
using DmSc.Dm.Tree;

namespace DmSc.Peers.Device;

/// <summary>Defects that the reference device can be told to have. None by default.</summary>
public sealed record DeviceQuirks
{
    /// <summary>Of its tree.</summary>
    public TreeQuirks Tree { get; init; } = new();

    /// <summary>Of its bootstrap.</summary>
    public BootstrapQuirks Bootstrap { get; init; } = new();

    /// <summary>Of its sessions.</summary>
    public ClientQuirks Session { get; init; } = new();

    /// <summary>Of its treatment of package #0.</summary>
    public NotificationQuirks Notification { get; init; } = new();

    /// <summary>Answers a bootstrap with a message of Status elements to its sender.</summary>
    public bool AnswersBootstrap { get; init; }

    /// <summary>Opens no session of its own accord after a bootstrap.</summary>
    public bool NoAutomaticSession { get; init; }

    /// <summary>Does not look at its smart card.</summary>
    public bool IgnoresCard { get; init; }

    /// <summary>Finds the bootstrap data of a card, but cannot use it.</summary>
    public bool ReadsCardInVain { get; init; }

    /// <summary>Applies the bootstrap data of a card although the policy disables that.</summary>
    public bool IgnoresCardPolicy { get; init; }

    /// <summary>Applies the bootstrap data of a card that it has to reject.</summary>
    public bool IgnoresSimLock { get; init; }

    /// <summary>Looks at its card at the first switch-on only.</summary>
    public bool ReadsCardOnce { get; init; }

    /// <summary>Loses its accounts when it is switched off.</summary>
    public bool ForgetsAtPowerOff { get; init; }

    /// <summary>Takes no push of a size of more than one short message.</summary>
    public bool NoConcatenation { get; init; }

    /// <summary>Takes no push over HTTP.</summary>
    public bool NoHttpPush { get; init; }

    /// <summary>Does nothing that it is told over the air: neither pushes nor notifications reach it.</summary>
    public bool Deaf { get; init; }

    /// <summary>Hears no notifications.</summary>
    public bool IgnoresNotifications { get; init; }

    /// <summary>Opens sessions with its first account only.</summary>
    public bool OnlyFirstAccount { get; init; }

    /// <summary>Takes a SessionID of five characters.</summary>
    public bool LongSessionId { get; init; }

    /// <summary>Sends one more message when a session is over.</summary>
    public bool SpeaksAfterEnd { get; init; }

    /// <summary>Loses the second half of every message.</summary>
    public bool CutsMessages { get; init; }

    /// <summary>What becomes of messages that have no MAC.</summary>
    internal Deviations.MessageFilter? Messages { get; init; }

    /// <summary>What becomes of the header x-syncml-hmac.</summary>
    internal Func<string, string>? MacHeader { get; init; }
}

namespace DmSc.Cards.Link;

/// <summary>What became of a link, as a closed set: the judging side never reads messages.</summary>
public enum LinkFailure
{
    /// <summary>The reader or its driver is gone.</summary>
    ReaderLost,

    /// <summary>The PC/SC service is not installed, does not run, or was restarted.</summary>
    ServiceLost,

    /// <summary>The card was removed from the reader.</summary>
    CardRemoved,

    /// <summary>The card was reset by somebody else: its state is lost.</summary>
    CardReset,

    /// <summary>The card answers nothing, or not to a reset.</summary>
    CardMute,

    /// <summary>The reader or card is held by another process.</summary>
    Shared,

    /// <summary>A peer other than a card cannot be reached.</summary>
    PeerUnreachable,

    /// <summary>Our own deadline passed before an answer came.</summary>
    Deadline,

    /// <summary>The link was used in a way it does not allow (closed, transaction lost).</summary>
    Misuse,
}

/// <summary>The only exception of this assembly and of the peers for "the way to the other side failed".</summary>
/// <param name="failure">The closed kind.</param>
/// <param name="message">One sentence for people, with the native code's name where there is one.</param>
/// <param name="inner">The cause, if an exception.</param>
public sealed class LinkException(LinkFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The closed kind.</summary>
    public LinkFailure Failure { get; } = failure;
}

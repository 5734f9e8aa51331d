namespace DmSc.Cards.Pcsc;

/// <summary>What happened to a reader, its card or the service.</summary>
public enum ReaderEventKind
{
    /// <summary>The PC/SC service answers; first event of a watch when it runs.</summary>
    ServiceStarted,

    /// <summary>The PC/SC service does not answer; first event of a watch when it does not run.</summary>
    ServiceStopped,

    /// <summary>A reader is there.</summary>
    ReaderAdded,

    /// <summary>A reader is gone.</summary>
    ReaderRemoved,

    /// <summary>A card is in a reader.</summary>
    CardInserted,

    /// <summary>A card left a reader.</summary>
    CardRemoved,

    /// <summary>Connections to the card began, ended or changed their sharing.</summary>
    UseChanged,
}

/// <summary>One change, in the order in which the watch saw them.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Reader">The reader's state after it; <c>null</c> for events of the service. A removed reader is told as it was last.</param>
public sealed record ReaderEvent(ReaderEventKind Kind, ReaderDescription? Reader);

using System.Collections.Immutable;

namespace DmSc.Dm.Client;

/// <summary>What a user-interaction alert asks (DM Protocol 1.2, 10).</summary>
/// <param name="Code">1100 display, 1101 confirm or reject, 1102 text input, 1103 single choice, 1104 multiple choice.</param>
/// <param name="Options">Data of the first Item as sent: <c>MINDT=5&amp;MAXDT=60</c>; empty for none.</param>
/// <param name="Text">The text to show.</param>
/// <param name="Choices">For choices: their texts.</param>
public sealed record UserPrompt(int Code, string Options, string Text, ImmutableArray<string> Choices);

/// <summary>How a user answered.</summary>
public enum UserReaction
{
    /// <summary>Seen, yes, entered or chosen: 200.</summary>
    Accepted,

    /// <summary>No, on 1101: 304.</summary>
    Rejected,

    /// <summary>Cancelled: 214.</summary>
    Cancelled,

    /// <summary>No answer in time: 408.</summary>
    TimedOut,

    /// <summary>Too long to be shown: 416.</summary>
    TooLong,

    /// <summary>This kind of alert is not supported: 406.</summary>
    Unsupported,
}

/// <summary>An answer.</summary>
/// <param name="Reaction">How.</param>
/// <param name="Entries">The text for 1102; the chosen numbers from 1 for 1103 and 1104.</param>
public sealed record UserAnswer(UserReaction Reaction, params ImmutableArray<string> Entries);

/// <summary>The user, or who plays the user.</summary>
public interface IUserInteraction
{
    /// <summary>Asks and gets the answer at once: a session has no clock of its own.</summary>
    /// <param name="prompt">What is asked.</param>
    UserAnswer Ask(UserPrompt prompt);
}

using System.Collections.Immutable;
using DmSc.Dm.Session;

namespace DmSc.Dm.Server.Validation;

/// <summary>Holds messages of a client against <see cref="SessionRules"/>. Pure: live sessions and captures go through the same function.</summary>
public static class MessageValidator
{
    /// <summary>Checks the next message of a client.</summary>
    /// <param name="history">What came before.</param>
    /// <param name="request">The message as it crossed the transport.</param>
    /// <param name="read">What was read in its body.</param>
    /// <param name="verdict">What was thought of its credentials; <see langword="null"/> when nobody knows the secrets.</param>
    /// <returns>The breaches in order of discovery, and the history for what follows.</returns>
    public static (ImmutableArray<RuleBreach> Breaches, SessionHistory Next) Check(
        SessionHistory history, DmRequest request, ReceivedMessage read, CredentialVerdict? verdict)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(read);
        var check = new CheckedMessage(history, request, read, verdict);
        check.Run();
        return (check.Breaches, history.Received(check));
    }
}

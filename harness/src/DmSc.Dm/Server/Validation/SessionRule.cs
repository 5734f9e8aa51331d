namespace DmSc.Dm.Server.Validation;

/// <summary>A rule that messages of a session keep. Its id is that of an item in testcases/requirements/dm-proto.yaml.</summary>
/// <param name="Id">Permanent, never reused.</param>
/// <param name="IsMust">Whether the specification obliges; otherwise it recommends, or its text was not at hand.</param>
/// <param name="Spec">Document and section.</param>
/// <param name="Expected">What the rule permits, in one sentence.</param>
public sealed record SessionRule(string Id, bool IsMust, string Spec, string Expected)
{
    /// <summary>The number in its id, 1 to 63.</summary>
    internal int Number { get; init; }
}

/// <summary>A message that breaks a rule.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Observed">What was seen; no credentials and no values.</param>
/// <param name="Offset">Octet offset into the message (into the text for XML).</param>
/// <param name="Message">0-based number of the client's message in the session.</param>
public sealed record RuleBreach(SessionRule Rule, string Observed, int Offset, int Message);

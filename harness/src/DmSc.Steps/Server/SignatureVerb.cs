using System.Text;
using DmSc.Engine.Verbs;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary><c>push-receiver.signature</c>.</summary>
internal sealed class SignatureVerb : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "push-receiver.signature",
        "Verifies the XML-Signatures in the DM message of the push that was taken with the key of IXIT signer-public-key, whatever KeyInfo says (OMA DM Security 1.2.1, appendix C). Encrypted content is opened with the key of the device first. Fails when the appendix leaves open what was found, or when nobody here computes it: what is absent then decides nothing.",
        [],
        ValueShape.Record(
            new("items", ValueShape.Integer, "Items with content."),
            new("signed", ValueShape.Integer, "Those with a Signature, in the clear or under encryption."),
            new("all-signed", ValueShape.Boolean, "All have one; absent when some cannot be looked into."),
            new("verified", ValueShape.Boolean, "All that are signed are signed rightly, and as a whole. Absent when nothing is signed, and when it is open."),
            new("reason", ValueShape.Text, "Why a signature does not hold, or why that is open; absent when all hold."),
            new("method", ValueShape.Text, "Algorithm of the last signature that holds."),
            new("labelled", ValueShape.Boolean, "Format xml and Type application/xml stand with all that is signed in the clear; absent when nothing is.")),
        "verified",
        decodes: true);

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var content = GuardedItem.All(context);
        var trust = ContentGuard.Trust(context);
        var signed = content.Where(i => i.IsSigned == true).ToArray();
        var judged = signed.Select(i => Judge(i, trust)).ToArray();
        var reason = Array.Find(judged, j => j.Finding == Finding.Fails) ?? Array.Find(judged, j => j.Finding == Finding.Open);
        var clear = signed.Where(i => i.Text.Encrypted != EncryptedPlace.Whole).ToArray();
        var all = ContentGuard.All([.. content.Select(i => i.IsSigned)]);
        var verified = signed.Length == 0 ? null : ContentGuard.Tell(ContentGuard.Worst(judged.Select(j => j.Finding)));
        var value = Values.Record(
            ("items", Values.Integer(content.Count)),
            ("signed", Values.Integer(signed.Length)),
            ("all-signed", Values.Boolean(all)),
            ("verified", Values.Boolean(verified)),
            ("reason", Values.Text(reason?.Reason)),
            ("method", Values.Text(judged.LastOrDefault(j => j.Method is not null)?.Method)),
            ("labelled", Values.Boolean(clear.Length == 0 ? null : clear.All(i => i.Announced == ContentProtection.Signed))));
        return new(new StepResult(value, all is not null && verified is not null, $"{signed.Length} of {content.Count} items are signed{(reason is null ? "" : $": {reason.Reason}")}", Decoded: true));
    }

    private static Judgement Judge(GuardedItem item, SignaturePolicy trust) => XmlSignature.Verify(item.Content.Span, trust) switch
    {
        SignatureOutcome.Verified good when good.Consumed.IsUnsettled =>
            new(Finding.Open, $"only {good.Consumed.Reading} makes the digest right, a reading that is not settled", good.SignatureMethod),
        SignatureOutcome.Verified good when Encoding.UTF8.GetString(good.Consumed.Payload.Span).Trim().Length == 0 => new(Finding.Fails, "nothing is signed", null),
        SignatureOutcome.Verified good => new(Finding.Holds, null, good.SignatureMethod),
        SignatureOutcome.Rejected bad => new(ContentGuard.Of(bad.Rejection), bad.Rejection.ToString(), null),
        _ => throw new InvalidOperationException("a verification has two outcomes"),
    };

    private sealed record Judgement(Finding Finding, string? Reason, string? Method);
}

using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Steps.Lab;

/// <summary>Says in the engine's words what became of a link.</summary>
internal static class LinkFaults
{
    public static StepFaultException ToStepFault(LinkException failure) => new(KindOf(failure.Failure), failure.Message, failure);

    public static FaultKind KindOf(LinkFailure failure) => failure switch
    {
        LinkFailure.ReaderLost or LinkFailure.CardRemoved => FaultKind.ReaderLost,
        LinkFailure.CardReset or LinkFailure.Shared or LinkFailure.Misuse => FaultKind.LeaseLost,
        LinkFailure.CardMute => FaultKind.CardMute,
        LinkFailure.PeerUnreachable => FaultKind.PeerUnreachable,
        LinkFailure.Deadline => FaultKind.Deadline,
        _ => FaultKind.HarnessBug,
    };
}

using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Steps.Lab;

/// <summary>Says in the engine's words what became of a link.</summary>
internal static class LinkFaults
{
    public static StepFaultException ToStepFault(LinkException failure) => new(KindOf(failure.Failure), Cause(failure.Failure) + failure.Message, failure);

    /// <summary>What happened, where the kind of fault alone does not tell: people look at different things then.</summary>
    private static string Cause(LinkFailure failure) => failure switch
    {
        LinkFailure.CardRemoved => "card removed: ",
        LinkFailure.CardReset => "card reset by another program: ",
        LinkFailure.ReaderLost => "reader lost: ",
        LinkFailure.ServiceLost => "PC/SC service lost: ",
        LinkFailure.Shared => "held by another program: ",
        _ => "",
    };

    public static FaultKind KindOf(LinkFailure failure) => failure switch
    {
        LinkFailure.ReaderLost or LinkFailure.ServiceLost or LinkFailure.CardRemoved => FaultKind.ReaderLost,
        LinkFailure.CardReset or LinkFailure.Shared or LinkFailure.Misuse => FaultKind.LeaseLost,
        LinkFailure.CardMute => FaultKind.CardMute,
        LinkFailure.PeerUnreachable => FaultKind.PeerUnreachable,
        LinkFailure.Deadline => FaultKind.Deadline,
        _ => FaultKind.HarnessBug,
    };
}

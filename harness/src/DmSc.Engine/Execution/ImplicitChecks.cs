namespace DmSc.Engine.Execution;

/// <summary>Ids of checks every case has without writing them.</summary>
public static class ImplicitChecks
{
    /// <summary>The IUT does not fall silent twice at the same exchange (verdict rule 4). Evaluated only when it does.</summary>
    public const string KeepsAnswering = "keeps-answering";

    /// <summary>Default id of the check that octets of the IUT decode.</summary>
    public const string WellFormed = "well-formed";
}

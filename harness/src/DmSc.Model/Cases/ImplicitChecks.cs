namespace DmSc.Model.Cases;

/// <summary>Checks that are evaluated only on occasion: not to see them evaluated means nothing.</summary>
public static class ImplicitChecks
{
    /// <summary>Every case has it. The IUT does not fall silent twice at the same exchange (verdict rule 4); evaluated only when it does, so never a pass.</summary>
    public const string KeepsAnswering = "keeps-answering";

    /// <summary>Part of the id of every check that octets of the IUT decode; evaluated only when octets were decoded.</summary>
    public const string WellFormed = "well-formed";

    /// <summary>Whether a passed case may have left the check unevaluated.</summary>
    /// <param name="check">Its id.</param>
    public static bool IsOccasional(string check) =>
        check == KeepsAnswering || check.Contains(WellFormed, StringComparison.Ordinal);
}

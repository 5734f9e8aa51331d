namespace DmSc.Model.Verdicts;

/// <summary>What the evidence says about the IUT. Ordered: a verdict only ever rises.</summary>
public enum Verdict
{
    /// <summary>Nothing was judged.</summary>
    None = 0,

    /// <summary>The requirement was seen to be met.</summary>
    Pass = 1,

    /// <summary>Something was judged but decides nothing.</summary>
    Inconclusive = 2,

    /// <summary>The IUT broke the requirement.</summary>
    Fail = 3,
}

/// <summary>Operations on verdicts.</summary>
public static class VerdictExtensions
{
    /// <summary>The higher of the two.</summary>
    /// <param name="current">The verdict so far.</param>
    /// <param name="next">What was just found.</param>
    public static Verdict RaisedTo(this Verdict current, Verdict next) => next > current ? next : current;
}

/// <summary>How binding a check is.</summary>
public enum CheckLevel
{
    /// <summary>The requirement's own sentence, seen as an effect: a failure is the case's fail.</summary>
    Must,

    /// <summary>What the specification recommends, or a text that was not in our hands: a failure is a listed warning.</summary>
    Should,
}

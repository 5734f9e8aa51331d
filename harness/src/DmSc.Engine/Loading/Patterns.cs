using System.Text.RegularExpressions;

namespace DmSc.Engine.Loading;

/// <summary>What names look like. None of them backtracks: input files are not trusted.</summary>
internal static class Patterns
{
    /// <summary>CARD-BOOT-003</summary>
    public static readonly Regex CaseId = new(@"\A[A-Z]+(-[A-Z0-9]+)*-[0-9]{3}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>lower case, digits, hyphens</summary>
    public static readonly Regex Name = new(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>DM-BOOT-C-001</summary>
    public static readonly Regex Item = new(@"\A[A-Z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>DM-SC-GEN-4, DM-SC-GEN-4/integrity</summary>
    public static readonly Regex Requirement = new(@"\A[A-Z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)+(/[a-z][a-z0-9]*(-[a-z0-9]+)*)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>6A82, 63CX</summary>
    public static readonly Regex StatusWord = new(@"\A[0-9A-Fa-fXx]{4}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>ProvBoot:ProvBoot-B-C-001</summary>
    public static readonly Regex External = new(@"\A[A-Za-z][A-Za-z0-9_]*:[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>DMSC_PIN</summary>
    public static readonly Regex Environment = new(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>card.dodf-missing</summary>
    public static readonly Regex Deviation = new(@"\A[a-z]+\.[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
}

using System.Text.Json.Serialization;

namespace DmSc.Model.Runs;

/// <summary>Names one result: a case, in one variant, on one IUT.</summary>
/// <param name="Iut">IUT id.</param>
/// <param name="Case">Case id.</param>
/// <param name="Variant">Variant key, <c>channel=1</c> or <c>channel=1,form=raw</c>; empty for a case without variants.</param>
public readonly record struct CaseKey(string Iut, string Case, string Variant)
{
    /// <summary><c>CARD-BOOT-003[channel=1]</c>, without the IUT.</summary>
    [JsonIgnore]
    public string Name => Variant.Length == 0 ? Case : $"{Case}[{Variant}]";

    /// <summary><c>CARD-BOOT-003[channel=1] on reference-card</c>.</summary>
    public override string ToString() => $"{Name} on {Iut}";
}

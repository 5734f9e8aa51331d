namespace DmSc.Model.Statements;

/// <summary>One parameter of an IUT that cases need: an address, a PIN, a writable path.</summary>
/// <param name="Name">As cases write it: <c>${ixit.NAME}</c>.</param>
/// <param name="Description">What it is, for the person who fills it in.</param>
/// <param name="Value">Its value; <c>null</c> when it was not given.</param>
/// <param name="Sensitive">Whether the value must never reach a log, plan, journal or report.</param>
public sealed record IxitParameter(string Name, string Description, string? Value, bool Sensitive)
{
    /// <summary>Never shows a sensitive value.</summary>
    public override string ToString() => $"{Name}={(Value is null ? "(none)" : Sensitive ? "(sensitive)" : Value)}";
}

/// <summary>Extra information for testing: the parameters of one IUT, by name.</summary>
/// <param name="Parameters">By name.</param>
public sealed record Ixit(IReadOnlyDictionary<string, IxitParameter> Parameters)
{
    /// <summary>No parameters.</summary>
    public static readonly Ixit Empty = new(new Dictionary<string, IxitParameter>());
}

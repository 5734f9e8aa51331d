using System.Collections.Immutable;

namespace DmSc.Wire.Provisioning;

/// <summary>A part of a characteristic: a <see cref="Parm"/> or another <see cref="Characteristic"/>.</summary>
public abstract record ProvisioningPart
{
    private protected ProvisioningPart()
    {
    }

    /// <summary>Offset of its tag in the document that was read; 0 otherwise.</summary>
    public int Offset { get; init; }
}

/// <summary>A parameter (OMA Provisioning Content 1.1, 4.2).</summary>
/// <param name="Name">Name, case sensitive.</param>
/// <param name="Value">Value; <see langword="null"/> when there is no value attribute, which makes it a flag.</param>
public sealed record Parm(string Name, string? Value = null) : ProvisioningPart
{
    /// <summary>Tells the name only: the value may be a secret.</summary>
    public override string ToString() => $"parm {Name}";
}

/// <summary>A characteristic (OMA Provisioning Content 1.1, 4.1).</summary>
/// <param name="Type">Type, case sensitive.</param>
/// <param name="Parts">Parameters and inner characteristics in document order.</param>
public sealed record Characteristic(string Type, params ImmutableArray<ProvisioningPart> Parts) : ProvisioningPart
{
    /// <summary>The parameters in document order.</summary>
    public IEnumerable<Parm> Parms => Parts.OfType<Parm>();

    /// <summary>The inner characteristics in document order.</summary>
    public IEnumerable<Characteristic> Characteristics => Parts.OfType<Characteristic>();

    /// <summary>The inner characteristics of a type.</summary>
    /// <param name="type">The type.</param>
    public IEnumerable<Characteristic> Of(string type) => Characteristics.Where(one => one.Type == type);

    /// <summary>Whether a parameter is there, with or without a value.</summary>
    /// <param name="name">Its name.</param>
    public bool Has(string name) => Parms.Any(parm => parm.Name == name);

    /// <summary>The value of the first parameter of that name; <see langword="null"/> when there is none, or it is a flag.</summary>
    /// <param name="name">Its name.</param>
    public string? this[string name] => Parms.FirstOrDefault(parm => parm.Name == name)?.Value;

    /// <summary>The values of all parameters of that name, in document order; flags contribute nothing.</summary>
    /// <param name="name">Their name.</param>
    public ImmutableArray<string> All(string name) => [.. Parms.Where(parm => parm.Name == name && parm.Value is not null).Select(parm => parm.Value!)];

    /// <summary>Tells the type only: the content may be a secret.</summary>
    public override string ToString() => $"characteristic {Type}";
}

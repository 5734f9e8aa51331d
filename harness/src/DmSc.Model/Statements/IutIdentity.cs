using DmSc.Model.Requirements;

namespace DmSc.Model.Statements;

/// <summary>Which implementation is judged.</summary>
/// <param name="Id">Folder name below fixtures/iuts.</param>
/// <param name="Role">Its role.</param>
/// <param name="Vendor">Who makes it.</param>
/// <param name="Product">What it is called.</param>
/// <param name="Version">Immutable version: mask, firmware, build.</param>
public sealed record IutIdentity(string Id, IutRole Role, string Vendor, string Product, string Version);

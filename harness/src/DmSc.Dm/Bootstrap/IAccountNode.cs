namespace DmSc.Dm.Bootstrap;

/// <summary>A node that an account can be read from, wherever it is held.</summary>
internal interface IAccountNode
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Text of a leaf right below; <see langword="null"/> when there is none.</summary>
    string? TextOf(string leaf);

    /// <summary>Octets of a leaf right below, as they are held; <see langword="null"/> when there is none.</summary>
    ReadOnlyMemory<byte>? OctetsOf(string leaf);

    /// <summary>Octets of a leaf that holds binary data: base64 is undone where that is how they are held.</summary>
    ReadOnlyMemory<byte>? BinaryOf(string leaf);

    /// <summary>Entries of a list right below, in the order that counts; none when there is no such list.</summary>
    IEnumerable<IAccountNode> Entries(string list);
}

namespace DmSc.Peers.Card.Image;

/// <summary>
/// What a reference card is made of: its ATR, files and keys, as issued. Immutable and plain; loaders map to it, <see cref="Validate"/> judges it,
/// <see cref="ReferenceUicc"/> plays it.
/// </summary>
public sealed record CardImage
{
    /// <summary>What people call the card.</summary>
    public required string Name { get; init; }

    /// <summary>Answer to reset, 2..33 octets. <see cref="UiccAtr.Create"/> makes one that fits the other options.</summary>
    public required byte[] Atr { get; init; }

    /// <summary>ICCID as digits, 10..20 of them; content of an EF_ICCID 2FE2 whose own content is empty.</summary>
    public required string Iccid { get; init; }

    /// <summary>The master file 3F00 with everything below.</summary>
    public required DirectoryFile MasterFile { get; init; }

    /// <summary>PINs and ADM keys.</summary>
    public IReadOnlyList<CardPin> Pins { get; init; } = [];

    /// <summary>Logical channels the card has, channel 0 included: 1..20.</summary>
    public int LogicalChannels { get; init; } = 4;

    /// <summary>Whether SELECT by AID takes right-truncated AIDs (ETSI TS 102 221, 8.5.1.2).</summary>
    public bool PartialAid { get; init; } = true;

    /// <summary>Whether the ATR announces extended Lc and Le. The card takes extended APDUs in any case.</summary>
    public bool ExtendedLength { get; init; }

    /// <summary>Whether the card takes TERMINAL CAPABILITY and the FCP of the MF says so (ETSI TS 102 221, 11.1.19).</summary>
    public bool TerminalCapability { get; init; }

    /// <summary>
    /// Whether interindustry commands are taken on class 8X too. A UICC refuses them with 6E00; readers of PKCS#15 cards that know other cards
    /// send them.
    /// </summary>
    public bool TolerantClass { get; init; }

    /// <summary>UICC characteristics octet of the FCP (tag 80 inside A5) of every directory.</summary>
    public byte UiccCharacteristics { get; init; } = 0x71;

    /// <summary>File identifier of the EF_ARR that is generated in the MF from the files' <see cref="CardFile.Access"/>.</summary>
    public const ushort GeneratedArr = 0x2F06;

    /// <summary>Everything that is wrong with the image, in the order of its files; empty for a sound one.</summary>
    public IReadOnlyList<ImageProblem> Validate() => ImageValidation.Run(this);
}

/// <summary>One thing wrong with a <see cref="CardImage"/>.</summary>
/// <param name="Path">Where: <c>MF/7F50/5031</c>, <c>pins/01</c>, <c>atr</c>.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record ImageProblem(string Path, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Path}: {Message}";
}

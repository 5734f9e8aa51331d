using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>What of a PIN survives a reset.</summary>
/// <param name="Reference">Key reference.</param>
/// <param name="Value">The eight octets of the PIN block.</param>
/// <param name="TriesLeft">Tries left; 0 = blocked.</param>
/// <param name="UnblockTriesLeft">Unblock tries left.</param>
/// <param name="Enabled">Whether the PIN is enabled.</param>
/// <param name="Replacement">Key reference of the PIN that stands in for it while it is disabled, or 0.</param>
public sealed record PinSnapshot(byte Reference, byte[] Value, int TriesLeft, int UnblockTriesLeft, bool Enabled, byte Replacement);

/// <summary>What of a file survives a reset.</summary>
/// <param name="Path">The file's path in the image: <c>MF/7F50/5031</c>.</param>
/// <param name="Content">All octets of an EF (records one after the other); empty for a directory.</param>
/// <param name="LifeCycle">Life cycle status.</param>
public sealed record FileSnapshot(string Path, byte[] Content, LifeCycle LifeCycle);

/// <summary>Everything of a card that survives a reset, as plain data for a store.</summary>
/// <param name="Pins">In the order of the image.</param>
/// <param name="Files">In the order of the image.</param>
public sealed record CardSnapshot(IReadOnlyList<PinSnapshot> Pins, IReadOnlyList<FileSnapshot> Files);

/// <summary>
/// The non-volatile memory of one reference card: files, counters, PIN values. It lives as long as the card, through resets and power cycles;
/// <see cref="ToSnapshot"/> and <see cref="Changed"/> are the seam for keeping it longer. Not thread-safe.
/// </summary>
public sealed class CardState
{
    private readonly List<FileNode> _files = [];
    private readonly List<FileNode> _applications = [];
    private readonly PinState[] _pins;
    private readonly Dictionary<string, byte> _generated = new(StringComparer.Ordinal);
    private readonly List<byte[]> _generatedRules = [];

    /// <summary>The memory of a card as issued.</summary>
    /// <param name="image">A sound image, or a sound image that deviations have changed.</param>
    public CardState(CardImage image)
    {
        Image = image;
        _pins = [.. image.Pins.Select(p => new PinState(p))];
        MasterFile = AddDirectory(image.MasterFile, null, "MF");
        if (_generatedRules.Count > 0)
            FillGeneratedArr();
    }

    /// <summary>The memory of a card as a store kept it.</summary>
    /// <param name="image">The image the snapshot was taken from.</param>
    /// <param name="snapshot">Result of <see cref="ToSnapshot"/>.</param>
    /// <exception cref="ArgumentException">The snapshot is not one of this image.</exception>
    public CardState(CardImage image, CardSnapshot snapshot)
        : this(image)
    {
        foreach (var kept in snapshot.Pins)
        {
            var pin = Pin(kept.Reference);
            if (pin is null || kept.Value.Length != 8)
                throw new ArgumentException($"the snapshot has a PIN {kept.Reference:X2} of {kept.Value.Length} octets, which is not one of '{image.Name}'", nameof(snapshot));
            pin.Value = [.. kept.Value];
            pin.TriesLeft = Math.Clamp(kept.TriesLeft, 0, pin.MaxTries);
            pin.UnblockTriesLeft = Math.Clamp(kept.UnblockTriesLeft, 0, pin.MaxUnblockTries);
            pin.Enabled = kept.Enabled;
            pin.Replacement = kept.Replacement;
        }

        foreach (var kept in snapshot.Files)
        {
            var file = _files.Find(f => f.Path == kept.Path);
            if (file is null || file.Content.Length != kept.Content.Length)
                throw new ArgumentException($"the snapshot has a file {kept.Path} of {kept.Content.Length} octets, which is not one of '{image.Name}'", nameof(snapshot));
            kept.Content.CopyTo(file.Content, 0);
            file.LifeCycle = kept.LifeCycle;
        }
    }

    /// <summary>Raised after each change, within the command that made it.</summary>
    public event EventHandler? Changed;

    /// <summary>The image the card was issued from.</summary>
    public CardImage Image { get; }

    internal FileNode MasterFile { get; }

    /// <summary>All ADFs, in the order in which partial selection meets them.</summary>
    internal IReadOnlyList<FileNode> Applications => _applications;

    /// <summary>A copy of everything that survives a reset.</summary>
    public CardSnapshot ToSnapshot() => new(
        [.. _pins.Select(p => new PinSnapshot(p.Reference, [.. p.Value], p.TriesLeft, p.UnblockTriesLeft, p.Enabled, p.Replacement))],
        [.. _files.Select(f => new FileSnapshot(f.Path, [.. f.Content], f.LifeCycle))]);

    internal void NotifyChanged() => Changed?.Invoke(this, EventArgs.Empty);

    internal PinState? Pin(byte reference)
    {
        foreach (var pin in _pins)
        {
            if (pin.Reference == reference)
                return pin;
        }

        return null;
    }

    internal bool IsReplacement(byte reference)
    {
        foreach (var pin in _pins)
        {
            if (!pin.Enabled && pin.Replacement == reference)
                return true;
        }

        return false;
    }

    internal void ForgetVerifications()
    {
        foreach (var pin in _pins)
            pin.Verified = false;
    }

    /// <summary>Verified, or disabled (then the PIN that replaces it, if any, has to be satisfied).</summary>
    internal bool IsSatisfied(byte reference)
    {
        if (Pin(reference) is not { } pin)
            return false;
        if (pin.Enabled)
            return pin.Verified;
        return pin.Replacement == 0 || (Pin(pin.Replacement) is { } other && (!other.Enabled || other.Verified));
    }

    /// <summary>Whether the rule that EF_ARR states for the file allows the operation now.</summary>
    internal bool Allows(FileNode file, byte mode, byte ins)
    {
        for (var directory = file.IsDirectory ? file : file.Parent; directory is not null; directory = directory.Parent)
        {
            if (directory.Child(file.ArrFid) is { Structure: FileStructure.LinearFixed } arr)
                return file.ArrRecord >= 1 && file.ArrRecord <= arr.RecordCount && ArrRule.Allows(arr.Record(file.ArrRecord), mode, ins, this);
        }

        return false;
    }

    private FileNode AddDirectory(DirectoryFile file, FileNode? parent, string path)
    {
        var status = file.PinStatus ?? [.. _pins.Select(p => p.Reference).Where(r => !CardPin.IsAdm(r))];
        var node = new FileNode(file, parent, path, status);
        Register(node, file);
        if (node.Aid is not null)
            _applications.Add(node);
        foreach (var child in file.Children)
        {
            var name = child.Fid is { } fid ? fid.ToString("X4", null) : Convert.ToHexString((child as DirectoryFile)?.Aid ?? []);
            if (child is DirectoryFile directory)
                node.Children.Add(AddDirectory(directory, node, $"{path}/{name}"));
            else if (child is ElementaryFile { Fid: not CardImage.GeneratedArr } or ElementaryFile { Records.Count: > 0 } || parent is not null)
                node.Children.Add(AddElementary((ElementaryFile)child, node, $"{path}/{name}"));
            else
                RuleOf(child);
        }

        return node;
    }

    private FileNode AddElementary(ElementaryFile file, FileNode parent, string path)
    {
        byte[] content;
        var recordLength = 0;
        if (file.Structure == FileStructure.Transparent)
        {
            var stated = path == "MF/2FE2" && file.Content.Length == 0 ? IccidCoding.Encode(Image.Iccid) : file.Content;
            content = new byte[Math.Max(file.EffectiveSize, stated.Length)];
            content.AsSpan().Fill(0xFF);
            stated.CopyTo(content, 0);
        }
        else
        {
            recordLength = file.EffectiveRecordLength;
            content = new byte[recordLength * file.EffectiveRecordCount];
            content.AsSpan().Fill(0xFF);
            for (var i = 0; i < file.Records.Count; i++)
                file.Records[i].CopyTo(content, i * recordLength);
        }

        var node = new FileNode(file, parent, path, content, recordLength);
        Register(node, file);
        return node;
    }

    private void Register(FileNode node, CardFile file)
    {
        _files.Add(node);
        (node.ArrFid, node.ArrRecord) = file.Arr is { } arr ? (arr.Fid, arr.Record) : (CardImage.GeneratedArr, RuleOf(file));
    }

    /// <summary>The record number of the file's conditions in the generated EF_ARR: rules are numbered in the order of their first use.</summary>
    private byte RuleOf(CardFile file)
    {
        if (file.Access is null)
            return 0;
        var rule = ArrEncoding.Encode(file.Access);
        var key = Convert.ToHexString(rule);
        if (!_generated.TryGetValue(key, out var number))
        {
            _generatedRules.Add(rule);
            number = (byte)_generatedRules.Count;
            _generated.Add(key, number);
        }

        return number;
    }

    private void FillGeneratedArr()
    {
        var stated = Image.MasterFile.Children.OfType<ElementaryFile>().FirstOrDefault(f => f.Fid == CardImage.GeneratedArr);
        // Everybody reads EF_ARR (ETSI TS 102 221, 13.4). Its own rule is one of its records.
        var file = stated ?? new ElementaryFile { Fid = CardImage.GeneratedArr, Sfi = 6, Access = AccessRules.ReadAlways };
        RuleOf(file);
        file = file with
        {
            Structure = FileStructure.LinearFixed,
            Records = _generatedRules,
        };
        MasterFile.Children.Add(AddElementary(file, MasterFile, "MF/2F06"));
    }
}

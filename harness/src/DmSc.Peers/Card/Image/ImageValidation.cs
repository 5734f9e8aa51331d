namespace DmSc.Peers.Card.Image;

/// <summary>Finds everything that is wrong with an image in one pass.</summary>
internal sealed class ImageValidation
{
    /// <summary>READ BINARY reaches offset 32,767 and takes 256 octets from there; what lies behind could never be read.</summary>
    public const int MaxTransparentSize = 32767 + 256;
    private const int MaxDepth = 8;
    private const int MaxFiles = 2000;

    private readonly CardImage _image;
    private readonly List<ImageProblem> _problems = [];
    private readonly HashSet<byte> _keys = [];
    private readonly Dictionary<string, string> _aids = new(StringComparer.Ordinal);
    private readonly HashSet<AccessRules> _generated = [];
    private int _files;

    private ImageValidation(CardImage image) => _image = image;

    public static IReadOnlyList<ImageProblem> Run(CardImage image)
    {
        var validation = new ImageValidation(image);
        validation.Card();
        validation.Pins();
        validation.Directory(image.MasterFile, "MF", [], 0);
        validation.GeneratedArr();
        return validation._problems;
    }

    private void Report(string path, string message) => _problems.Add(new ImageProblem(path, message));

    private void Card()
    {
        if (_image.Name.Length == 0)
            Report("name", "the image has no name");
        if (UiccAtr.Check(_image.Atr, out var historical) is { } wrong)
            Report("atr", wrong);
        if (_image.LogicalChannels is < 1 or > 20)
            Report("channels", $"a UICC has 1 to 20 logical channels, got {_image.LogicalChannels}");
        else if (UiccAtr.AnnouncedChannels(historical) is { } announced && announced != Math.Min(_image.LogicalChannels, 8))
            Report("channels", $"the ATR announces {announced} logical channels, the image has {_image.LogicalChannels}");
        if (historical is not [] && UiccAtr.AnnouncesExtendedLength(historical) != _image.ExtendedLength)
            Report("atr", _image.ExtendedLength ? "the image has extended APDUs, the ATR does not announce them" : "the ATR announces extended APDUs, the image has none");
        if (_image.Iccid.Length is < 10 or > 20 || !_image.Iccid.All(char.IsAsciiDigit))
            Report("iccid", $"an ICCID has 10 to 20 digits, got '{_image.Iccid}'");
        if (_image.MasterFile.Fid is not (null or 0x3F00))
            Report("MF", $"the master file has the identifier 3F00, got {_image.MasterFile.Fid:X4}");
        if (_image.MasterFile.Aid is not null)
            Report("MF", "the master file has no AID");
    }

    private void Pins()
    {
        foreach (var pin in _image.Pins)
        {
            var path = $"pins/{pin.Reference:X2}";
            if (!_keys.Add(pin.Reference))
                Report(path, "the key reference is used twice");
            if (!CardPin.IsKnownReference(pin.Reference))
                Report(path, "key references are 01..08, 0A..0E, 11, 81..88 and 8A..8E");
            if (pin.Value.Length is 0 or > 8)
                Report(path, $"a PIN has 1 to 8 octets, got {pin.Value.Length}");
            else if (!CardPin.IsAdm(pin.Reference) && (pin.Value.Length < 4 || pin.Value.Any(b => b is < 0x30 or > 0x39)))
                Report(path, "a PIN of the user has 4 to 8 ASCII digits");
            if (pin.Tries is < 1 or > 15)
                Report(path, $"1 to 15 tries can be counted, got {pin.Tries}");
            if (pin.TriesLeft is { } left && (left < 0 || left > pin.Tries))
                Report(path, $"0 to {pin.Tries} tries can be left, got {left}");
            if (pin.UnblockTries is < 1 or > 15)
                Report(path, $"1 to 15 unblock tries can be counted, got {pin.UnblockTries}");
            if (pin.UnblockValue is { Length: 0 or > 8 })
                Report(path, $"an unblock PIN has 1 to 8 octets, got {pin.UnblockValue.Length}");
            if (!pin.Enabled && CardPin.IsAdm(pin.Reference))
                Report(path, "an ADM key cannot be disabled");
        }
    }

    private void Directory(DirectoryFile directory, string path, IReadOnlyList<DirectoryFile> parents, int depth)
    {
        _files++;
        if (depth > MaxDepth)
        {
            Report(path, $"directories nest at most {MaxDepth} deep");
            return;
        }

        if (directory.Aid is { } aid)
        {
            if (aid.Length is 0 or > 16)
                Report(path, $"an AID has 1 to 16 octets, got {aid.Length}");
            else if (!_aids.TryAdd(Convert.ToHexString(aid), path))
                Report(path, $"AID {Convert.ToHexString(aid)} is that of {_aids[Convert.ToHexString(aid)]} too");
        }
        else if (directory.Fid is null && depth > 0)
        {
            Report(path, "a directory has a file identifier, an AID or both");
        }

        foreach (var reference in directory.PinStatus ?? [])
        {
            if (!_keys.Contains(reference))
                Report(path, $"the PIN status lists key reference {reference:X2}, which the card does not have");
        }

        IReadOnlyList<DirectoryFile> chain = [directory, .. parents];
        Security(directory, path, chain);
        var fids = new Dictionary<ushort, string>();
        var sfis = new Dictionary<byte, string>();
        var unnamed = 0;
        foreach (var child in directory.Children)
        {
            if (_files > MaxFiles)
            {
                Report(path, $"an image has at most {MaxFiles} files");
                return;
            }

            var name = child.Fid is { } fid ? fid.ToString("X4", null)
                : child is DirectoryFile { Aid: { } id } ? Convert.ToHexString(id) : $"#{++unnamed}";
            var at = $"{path}/{name}";
            Identifier(child, directory, at, fids);
            if (child is DirectoryFile below)
            {
                Directory(below, at, chain, depth + 1);
            }
            else if (child is ElementaryFile file)
            {
                _files++;
                Elementary(file, at, sfis);
                Security(file, at, chain);
            }
        }
    }

    private void Identifier(CardFile child, DirectoryFile parent, string path, Dictionary<ushort, string> fids)
    {
        if (child.Fid is not { } fid)
        {
            if (child is ElementaryFile)
                Report(path, "an elementary file has a file identifier");
            return;
        }

        if (fid is 0x3F00 or 0x7FFF or 0x3FFF or 0xFFFF)
            Report(path, $"file identifier {fid:X4} is reserved");
        if (!fids.TryAdd(fid, path))
            Report(path, $"file identifier {fid:X4} is used twice in the same directory");
        if (parent.Fid == fid)
            Report(path, $"file identifier {fid:X4} is that of the directory above");
    }

    private void Elementary(ElementaryFile file, string path, Dictionary<byte, string> sfis)
    {
        if (file is { Sfi: not null, SfiFromFid: true })
            Report(path, "the short file identifier is either stated or that of the file identifier");
        if (file.EffectiveSfi is { } sfi)
        {
            if (sfi is 0 or > 30)
                Report(path, $"a short file identifier is 1 to 30, got {sfi}");
            else if (!sfis.TryAdd(sfi, path))
                Report(path, $"short file identifier {sfi} is that of {sfis[sfi]} too");
        }

        if (IsGeneratedContent(file, path))
            return;
        if (file.Structure == FileStructure.Transparent)
        {
            if (file.EffectiveSize is < 1 or > MaxTransparentSize)
                Report(path, $"a transparent file has 1 to {MaxTransparentSize} octets (READ BINARY reaches no more), got {file.EffectiveSize}");
            if (file.Content.Length > file.EffectiveSize)
                Report(path, $"the content has {file.Content.Length} octets, the file {file.EffectiveSize}");
            if (file.Records.Count > 0)
                Report(path, "a transparent file has content, not records");
            return;
        }

        if (file.Content.Length > 0)
            Report(path, "a file with records has records, not content");
        if (file.EffectiveRecordLength is < 1 or > 255)
            Report(path, $"a record has 1 to 255 octets, got {file.EffectiveRecordLength}");
        if (file.EffectiveRecordCount is < 1 or > 254)
            Report(path, $"a file has 1 to 254 records, got {file.EffectiveRecordCount}");
        if (file.Records.Count > file.EffectiveRecordCount)
            Report(path, $"{file.Records.Count} records are stated, the file has {file.EffectiveRecordCount}");
        for (var i = 0; i < file.Records.Count; i++)
        {
            if (file.Records[i].Length > file.EffectiveRecordLength)
                Report($"{path}#{i + 1}", $"the record has {file.Records[i].Length} octets, the record length is {file.EffectiveRecordLength}");
        }
    }

    /// <summary>EF_ICCID and EF_ARR of the MF may be left empty: the card fills them.</summary>
    private bool IsGeneratedContent(ElementaryFile file, string path)
    {
        if (path == "MF/2FE2" && file.Structure == FileStructure.Transparent)
        {
            if (file.Content.Length == 0 && file.Size is null or 10)
                return true;
            if (file.Content.Length > 0 && !file.Content.AsSpan().SequenceEqual(IccidCoding.Encode(_image.Iccid)))
                Report(path, $"the content is not the image's ICCID {_image.Iccid}");
        }

        return path == "MF/2F06" && file is { Structure: FileStructure.LinearFixed, Records.Count: 0 };
    }

    private void Security(CardFile file, string path, IReadOnlyList<DirectoryFile> chain)
    {
        if (file.Access is null == file.Arr is null)
        {
            Report(path, "a file has either access conditions or a reference to EF_ARR");
            return;
        }

        if (file.Access is { } access)
        {
            _generated.Add(access);
            foreach (var condition in (AccessCondition[])[access.Read, access.Update, access.Activate, access.Deactivate, .. access.Increase is { } increase ? new[] { increase } : []])
                Condition(condition, path, 0);
            return;
        }

        var arr = chain.SelectMany(d => d.Children).OfType<ElementaryFile>().FirstOrDefault(f => f.Fid == file.Arr!.Fid);
        if (arr is null)
            Report(path, $"EF_ARR {file.Arr!.Fid:X4} is in none of the directories above");
        else if (arr.Structure != FileStructure.LinearFixed)
            Report(path, $"EF_ARR {file.Arr!.Fid:X4} has to be linear fixed");
        else if (file.Arr!.Record == 0 || file.Arr.Record > arr.Records.Count)
            Report(path, $"EF_ARR {file.Arr.Fid:X4} states {arr.Records.Count} records, record {file.Arr.Record} is referenced");
        else if (ArrRule.UnknownKey(arr.Records[file.Arr.Record - 1], _keys) is { } key)
            Report(path, $"record {file.Arr.Record} of EF_ARR {file.Arr.Fid:X4} names key reference {key:X2}, which the card does not have");
    }

    private void Condition(AccessCondition condition, string path, int depth)
    {
        var inner = condition switch
        {
            AccessCondition.AnyOf any => any.Conditions,
            AccessCondition.AllOf all => all.Conditions,
            _ => null,
        };
        if (condition is AccessCondition.Key key && !_keys.Contains(key.Reference))
            Report(path, $"key reference {key.Reference:X2} is not one of the card's PINs");
        if (inner is { Count: 0 })
            Report(path, "a group of conditions has at least one");
        if (inner is not null && depth >= ArrRule.MaxDepth - 1)
            Report(path, $"conditions nest at most {ArrRule.MaxDepth - 1} deep");
        else if (inner is not null)
            inner.ToList().ForEach(c => Condition(c, path, depth + 1));
    }

    private void GeneratedArr()
    {
        if (_generated.Count == 0)
            return;
        var arr = _image.MasterFile.Children.FirstOrDefault(f => f.Fid == CardImage.GeneratedArr);
        if (arr is not (null or ElementaryFile { Structure: FileStructure.LinearFixed, Records.Count: 0 }))
            Report("MF/2F06", "files state access conditions, so EF_ARR is generated: it has to be linear fixed and without records");
        if (_problems.Count > 0)
            return;
        var records = _generated.Select(ArrEncoding.Encode).DistinctBy(Convert.ToHexString).ToList();
        if (records.Count > 254)
            Report("MF/2F06", $"the files have {records.Count} different access rules, EF_ARR holds 254");
        if (records.Exists(r => r.Length > 255))
            Report("MF/2F06", "an access rule is longer than the 255 octets of a record");
        if (arr is ElementaryFile { RecordLength: { } length } && records.Exists(r => r.Length > length))
            Report("MF/2F06", $"an access rule is longer than the record length {length}");
        if (arr is ElementaryFile { RecordCount: { } count } && records.Count > count)
            Report("MF/2F06", $"the files have {records.Count} different access rules, EF_ARR has {count} records");
    }
}

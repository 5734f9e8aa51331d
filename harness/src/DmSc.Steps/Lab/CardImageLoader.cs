using System.Globalization;
using System.Text;
using DmSc.Engine.Loading;
using DmSc.Model.Text;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab;

/// <summary>Reads card images from YAML (fixtures/cards/README.md).</summary>
public static class CardImageLoader
{
    /// <summary>The keys of a card image.</summary>
    public static MapFormat Format => CardImageFormats.Image;

    /// <summary>Reads an image with everything it includes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="bag">Takes all complaints, each with its place.</param>
    /// <returns>A sound image, or <c>null</c> when the bag has an error, of this file or an earlier one.</returns>
    public static CardImage? Load(string path, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        return new Reading(path, bag).Image();
    }

    /// <summary>One image being read: knows where every part of it was written.</summary>
    private sealed class Reading(string root, DiagnosticBag bag)
    {
        private const int MaxContent = 65536;
        private const int MaxDepth = 8;

        private readonly Dictionary<string, SourceSpan> _places = new(StringComparer.Ordinal);
        private readonly List<string> _including = [];

        public CardImage? Image()
        {
            _including.Add(Path.GetFullPath(root));
            if (MapReader.Open(YamlReader.Read(root, bag), CardImageFormats.Image, bag) is not { } map)
                return null;
            var channels = (int)(map.Integer("channels")?.Value ?? 4);
            var extended = map.Boolean("extended-length")?.Value ?? false;
            var partial = map.Boolean("partial-aid")?.Value ?? true;
            foreach (var (key, place) in ((string, string)[])[("name", "name"), ("iccid", "iccid"), ("atr", "atr"), ("channels", "channels")])
                _places[place] = map.Any(key)?.Span ?? map.Span;
            _places["MF"] = map.KeySpan("files");
            var (name, iccid, atr) = (map.Text("name"), map.Text("iccid"), map.Hex("atr"));
            var t1 = map.Boolean("t1")?.Value ?? false;
            var terminalCapability = map.Boolean("terminal-capability")?.Value ?? false;
            var tolerant = map.Boolean("tolerant-class")?.Value ?? false;
            var pins = Pins(map);
            var files = Files(map, "MF", root, 0);
            // After everything is read: what does not read has complained by now.
            if (bag.HasErrors || name is null || iccid is null)
                return null;

            var image = new CardImage
            {
                Name = name.Value.Value,
                Iccid = iccid.Value.Value,
                Atr = atr?.Value ?? UiccAtr.Create(channels, partial, t1, extended),
                ExtendedLength = extended,
                TerminalCapability = terminalCapability,
                TolerantClass = tolerant,
                LogicalChannels = channels,
                PartialAid = partial,
                Pins = pins,
                MasterFile = new DirectoryFile { Fid = 0x3F00, Label = "MF", Access = AccessRules.IssuersDirectory, Children = files },
            };
            var problems = image.Validate();
            foreach (var problem in problems)
                Complain(LabRules.ImageUnsound, PlaceOf(problem.Path), $"{problem.Path}: {problem.Message}");
            return problems.Count == 0 ? image : null;
        }

        private void Complain(DiagnosticRule rule, SourceSpan span, string message) => bag.Add(rule, span, message);

        /// <summary>The place of what a problem's path names, or of the nearest thing around it.</summary>
        private SourceSpan PlaceOf(string path)
        {
            for (var at = path; ;)
            {
                if (_places.TryGetValue(at, out var span))
                    return span;
                var cut = at.LastIndexOfAny(['/', '#']);
                if (cut < 0)
                    return _places["MF"];
                at = at[..cut];
            }
        }

        private List<CardPin> Pins(MapReader map)
        {
            var pins = new List<CardPin>();
            foreach (var pin in map.Maps("pins"))
            {
                if (pin.Hex("key") is not { } key)
                    continue;
                _places.TryAdd($"pins/{key.Value[0]:X2}", key.Span);
                if (pin.Has("digits") == pin.Has("value"))
                {
                    Complain(Rules.MissingKey, pin.Span, "a PIN has exactly one of 'digits' and 'value'");
                    continue;
                }

                pins.Add(new CardPin
                {
                    Reference = key.Value[0],
                    Value = pin.Text("digits") is { } digits ? Encoding.ASCII.GetBytes(digits.Value) : pin.Hex("value")?.Value ?? [],
                    UnblockValue = pin.Text("unblock") is { } unblock ? Encoding.ASCII.GetBytes(unblock.Value) : null,
                    Tries = (int)(pin.Integer("tries")?.Value ?? 3),
                    TriesLeft = (int?)pin.Integer("tries-left")?.Value,
                    Enabled = pin.Boolean("enabled")?.Value ?? true,
                });
            }

            return pins;
        }

        private List<CardFile> Files(MapReader map, string path, string source, int depth)
        {
            var files = new List<CardFile>();
            var unnamed = 0;
            Collect(map, path, source, depth, files, ref unnamed);
            return files;
        }

        private void Collect(MapReader map, string path, string source, int depth, List<CardFile> files, ref int unnamed)
        {
            if (depth > MaxDepth)
            {
                Complain(LabRules.ImageUnsound, map.Span, $"directories nest at most {MaxDepth} deep");
                return;
            }

            foreach (var item in map.List("files"))
            {
                if (MapReader.Open(item, CardImageFormats.File, bag) is not { } file)
                    continue;
                string[] kinds = [.. ((string[])["ef", "df", "adf", "include"]).Where(file.Has)];
                if (kinds.Length != 1)
                {
                    Complain(LabRules.ImageFileKind, file.Span, $"an entry of files has exactly one of ef, df, adf and include, got {(kinds.Length == 0 ? "none" : string.Join(" and ", kinds))}");
                    continue;
                }

                if (kinds[0] == "include")
                    Include(file, path, source, depth, files, ref unnamed);
                else if (kinds[0] == "ef")
                    Add(Elementary(file, path, source), files);
                else
                    Add(Directory(file, path, source, depth, ref unnamed), files);
            }
        }

        private static void Add(CardFile? file, List<CardFile> files)
        {
            if (file is not null)
                files.Add(file);
        }

        private void Include(MapReader entry, string path, string source, int depth, List<CardFile> files, ref int unnamed)
        {
            if (entry.Text("include") is not { } name)
                return;
            var target = Beside(source, name.Value);
            var full = Path.GetFullPath(target);
            if (_including.Contains(full, StringComparer.Ordinal))
            {
                var way = string.Join(" -> ", _including.SkipWhile(p => p != full).Append(full).Select(Path.GetFileName));
                Complain(LabRules.ImageLoop, name.Span, $"the image includes itself: {way}");
                return;
            }

            if (!File.Exists(target))
            {
                Complain(Rules.FileUnreadable, name.Span, $"'{name.Value}' does not exist");
                return;
            }

            _including.Add(full);
            if (MapReader.Open(YamlReader.Read(target, bag), CardImageFormats.Part, bag) is { } part)
                Collect(part, path, target, depth, files, ref unnamed);
            _including.RemoveAt(_including.Count - 1);
        }

        private DirectoryFile? Directory(MapReader file, string path, string source, int depth, ref int unnamed)
        {
            var aid = file.Hex("adf");
            var fid = file.Hex("df") ?? file.Hex("fid");
            if (aid is null && fid is null)
                return null;
            var name = fid is { } id ? Convert.ToHexString(id.Value) : aid is { } a ? Convert.ToHexString(a.Value) : $"#{++unnamed}";
            var at = Place($"{path}/{name}", (aid ?? fid)!.Value.Span);
            return new DirectoryFile
            {
                Fid = Fid(fid),
                Aid = aid?.Value,
                Label = file.Text("label")?.Value ?? "",
                LifeCycle = Life(file),
                Access = Access(file, AccessRules.IssuersDirectory),
                Children = Files(file, at, source, depth + 1),
            };
        }

        private ElementaryFile? Elementary(MapReader file, string path, string source)
        {
            if (file.Hex("ef") is not { } fid)
                return null;
            var at = Place($"{path}/{Convert.ToHexString(fid.Value)}", fid.Span);
            var records = file.Texts("records");
            for (var i = 0; i < records.Count; i++)
                _places.TryAdd($"{at}#{i + 1}", records[i].Span);
            return new ElementaryFile
            {
                Fid = Fid(fid),
                Label = file.Text("label")?.Value ?? "",
                LifeCycle = Life(file),
                Access = Access(file, AccessRules.ReadAlways),
                Structure = file.Word("structure", FileStructure.Transparent, FileStructure.LinearFixed, FileStructure.Cyclic)?.Value ?? FileStructure.Transparent,
                Sfi = (byte?)file.Integer("sfi")?.Value,
                SfiFromFid = file.Boolean("sfi-from-fid")?.Value ?? false,
                Content = Content(file, source),
                Size = (int?)file.Integer("size")?.Value,
                Records = [.. records.Select(r => Convert.FromHexString(r.Value.Replace(" ", "", StringComparison.Ordinal)))],
                RecordLength = (int?)file.Integer("record-length")?.Value,
                RecordCount = (int?)file.Integer("record-count")?.Value,
            };
        }

        /// <summary>Remembers a place; two files of one name keep the second, which is the one to complain about.</summary>
        private string Place(string path, SourceSpan span)
        {
            _places[path] = span;
            return path;
        }

        private byte[] Content(MapReader file, string source)
        {
            if (file.Has("content") && file.Has("file"))
                Complain(LabRules.ImageContent, file.KeySpan("file"), "a file has 'content' or 'file', not both");
            if (file.Text("file") is not { } name)
            {
                if (file.Has("octets"))
                    Complain(LabRules.ImageContent, file.KeySpan("octets"), "'octets' goes with 'file'");
                return file.Hex("content")?.Value ?? [];
            }

            byte[] content;
            try
            {
                var info = new FileInfo(Beside(source, name.Value));
                if (info.Exists && info.Length > MaxContent)
                {
                    Complain(LabRules.ImageContent, name.Span, $"'{name.Value}' has {info.Length} octets, more than any file of a card");
                    return [];
                }

                content = File.ReadAllBytes(info.FullName);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Complain(LabRules.ImageContent, name.Span, $"'{name.Value}' cannot be read: {e.Message}");
                return [];
            }

            if (content.Length == 0)
                Complain(LabRules.ImageContent, name.Span, $"'{name.Value}' is empty");
            else if (file.Integer("octets") is { } octets && octets.Value != content.Length)
                Complain(LabRules.ImageContent, name.Span, $"'{name.Value}' has {content.Length.ToString(CultureInfo.InvariantCulture)} octets, {octets.Value} were expected");
            return content;
        }

        private AccessRules Access(MapReader file, AccessRules rules)
        {
            if (file.Map("access") is not { } map)
                return rules;
            return new AccessRules(
                Condition(map, "read", rules.Read),
                Condition(map, "update", rules.Update),
                Condition(map, "activate", rules.Activate),
                Condition(map, "deactivate", rules.Deactivate))
            {
                Increase = map.Has("increase") ? Condition(map, "increase", new AccessCondition.Never()) : null,
            };
        }

        private AccessCondition Condition(MapReader map, string key, AccessCondition standard)
        {
            if (map.Text(key) is not { } text)
                return standard;
            if (AccessWords.Parse(text.Value) is { } condition)
                return condition;
            Complain(LabRules.ImageAccess, text.Span, $"'{text.Value}': always, never or key NN expected, joined by 'or' or by 'and'");
            return standard;
        }

        private static LifeCycle Life(MapReader file) =>
            file.Word("lifecycle", LifeCycle.Activated, LifeCycle.Deactivated, LifeCycle.Terminated)?.Value ?? LifeCycle.Activated;

        private static ushort? Fid(Located<byte[]>? fid) => fid is { Value: [var high, var low] } ? (ushort)((high << 8) | low) : null;

        private static string Beside(string source, string name) => Path.Combine(Path.GetDirectoryName(source) ?? "", name);
    }
}

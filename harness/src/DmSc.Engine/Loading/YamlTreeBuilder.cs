using DmSc.Model.Cases;
using DmSc.Model.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DmSc.Engine.Loading;

/// <summary>Builds the tree of one file from the parser's events.</summary>
internal sealed class YamlTreeBuilder(SourceFile file, DiagnosticBag bag)
{
    private readonly Parser _parser = new(new StringReader(file.Text));
    private int _nodes;
    private bool _stopped;

    public SpecNode? Build()
    {
        if (file.Text.Length > YamlReader.MaxOctets)
        {
            bag.Add(Rules.FileTooLarge, new SourceSpan(file.Name, 0, 0), $"the file has more than {YamlReader.MaxOctets} octets");
            return null;
        }

        if (!CharactersAreFine())
            return null;

        var root = Document();
        return _stopped ? null : root;
    }

    private SpecNode? Document()
    {
        SpecNode? root = null;
        var documents = 0;
        while (Next() is not null)
        {
            switch (_parser.Current)
            {
                case DocumentStart start:
                    if (++documents == 2)
                        Stop(Rules.YamlSeveralDocuments, SpanOf(start.Start), "a second document starts here; a file holds one");
                    break;
                case NodeEvent or AnchorAlias:
                    root = Node(_parser.Current, 1);
                    break;
            }
        }

        // A file of comments is a document with one empty scalar, or none at all.
        if (!_stopped && root is null or ScalarNode { Text: "" })
            Stop(Rules.YamlEmpty, new SourceSpan(file.Name, 1, 1), "the file is empty");
        return root;
    }

    private SpecNode? Node(ParsingEvent start, int depth)
    {
        var span = SpanOf(start.Start);
        if (++_nodes > YamlReader.MaxNodes)
            return Stop(Rules.YamlTooManyNodes, span, $"the file has more than {YamlReader.MaxNodes} nodes");
        if (depth > YamlReader.MaxDepth)
            return Stop(Rules.YamlTooDeep, span, $"nested deeper than {YamlReader.MaxDepth} levels");
        if (start is AnchorAlias alias)
            return Stop(Rules.YamlAlias, span, $"alias '*{alias.Value}': aliases are not read; write the value out, or use an included sequence");
        // The parser lets some keys without a value through.
        if (start is not NodeEvent node)
            return Stop(Rules.YamlSyntax, span, "this is no YAML: a value is missing");
        if (!node.Anchor.IsEmpty)
            bag.Add(Rules.YamlAnchor, span, $"anchor '&{node.Anchor}': anchors and aliases are not read; write the value out");
        if (!node.Tag.IsEmpty)
            bag.Add(Rules.YamlTag, span, $"tag '{node.Tag}': tags are not read; every scalar is text");

        return node switch
        {
            Scalar scalar => new ScalarNode(span, scalar.Value),
            SequenceStart => List(span, depth),
            MappingStart => Map(span, depth),
            _ => throw new InvalidOperationException($"a kind of YAML node that does not exist: {node}"),
        };
    }

    private ListNode List(SourceSpan span, int depth)
    {
        var items = new List<SpecNode>();
        while (Next() is { } item and not SequenceEnd)
        {
            if (Node(item, depth + 1) is { } node)
                items.Add(node);
        }

        return new ListNode(span, items);
    }

    private MapNode Map(SourceSpan span, int depth)
    {
        var entries = new List<MapEntry>();
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        while (Next() is { } keyEvent and not MappingEnd)
        {
            var key = Node(keyEvent, depth + 1);
            if (Next() is not { } valueEvent)
                break;
            var value = Node(valueEvent, depth + 1);
            switch (key)
            {
                case ScalarNode scalar when value is not null:
                    if (places.TryGetValue(scalar.Text, out var first))
                    {
                        bag.Add(Rules.YamlDuplicateKey, scalar.Span, $"key '{scalar.Text}' is already in line {first.Line}");
                        break;
                    }

                    places.Add(scalar.Text, scalar.Span);
                    entries.Add(new MapEntry(scalar.Span, scalar.Text, value));
                    break;
                case ListNode or MapNode:
                    bag.Add(Rules.YamlComplexKey, key.Span, "a key must be a scalar");
                    break;
            }
        }

        return new MapNode(span, entries);
    }

    private ParsingEvent? Next()
    {
        if (_stopped)
            return null;
        var last = _parser.Current?.End ?? Mark.Empty;
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException e)
        {
            Stop(Rules.YamlSyntax, SpanOf(e.Start), $"this is no YAML: {Sentence(e.Message)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // On some malformed text the parser's own assertions give way before its error handling; the last event is the best place known.
            Stop(Rules.YamlSyntax, SpanOf(last), $"this is no YAML after this place: {Sentence(e.Message)}");
        }

        return null;
    }

    private SpecNode? Stop(DiagnosticRule rule, SourceSpan span, string message)
    {
        if (!_stopped)
            bag.Add(rule, span, message);
        _stopped = true;
        return null;
    }

    // The parser takes U+0000 for the end of the file and forgives some tabs: both would silently change what is judged.
    private bool CharactersAreFine()
    {
        var text = file.Text;
        var line = 1;
        var lineStart = 0;
        var indentation = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var span = new SourceSpan(file.Name, line, i - lineStart + 1);
            switch (c)
            {
                case '\n':
                case '\r' when i + 1 == text.Length || text[i + 1] != '\n':
                    line++;
                    lineStart = i + 1;
                    indentation = true;
                    break;
                case '\r' or ' ':
                    break;
                case '\t':
                    if (indentation && !RestIsBlank(text, i))
                    {
                        bag.Add(Rules.YamlTab, span, "a tab in the indentation; indent with spaces");
                        return false;
                    }

                    break;
                case < ' ' or (>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF':
                    bag.Add(Rules.YamlControlCharacter, span, $"control character U+{(int)c:X4}");
                    return false;
                default:
                    indentation = false;
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        i++;
                    }
                    else if (char.IsSurrogate(c))
                    {
                        bag.Add(Rules.YamlControlCharacter, span, $"half a surrogate pair U+{(int)c:X4}");
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private static bool RestIsBlank(string text, int at)
    {
        var rest = text.AsSpan(at);
        var end = rest.IndexOfAny('\n', '\r');
        return (end < 0 ? rest : rest[..end]).IsWhiteSpace();
    }

    private SourceSpan SpanOf(Mark mark) => new(file.Name, (int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));

    private static string Sentence(string message)
    {
        // "While scanning X, found Y." stays as it is; only a position prefix of older parsers and the final stop go.
        var end = message.EndsWith('.') ? message.Length - 1 : message.Length;
        return end == 0 ? "unreadable" : string.Concat(char.ToLowerInvariant(message[0]).ToString(), message.AsSpan(1, end - 1));
    }
}

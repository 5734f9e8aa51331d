using DmSc.Engine.Verbs;

namespace DmSc.Engine.Cases;

/// <summary>One step of a path.</summary>
/// <param name="Field">A field name, or the field an item is chosen by; <c>null</c> for an index.</param>
/// <param name="Value">The value that field has in the chosen item; <c>null</c> for a plain field.</param>
/// <param name="Index">0-based index.</param>
public readonly record struct PathSegment(string? Field, string? Value, int Index);

/// <summary>A path into a result: <c>sw</c>, <c>objects[oid=2.23.43.7.1].label</c>, <c>records[0].aid</c>.</summary>
/// <param name="Text">As written.</param>
/// <param name="Segments">Its steps.</param>
/// <param name="Shape">The shape of what it leads to.</param>
public sealed record ValuePath(string Text, IReadOnlyList<PathSegment> Segments, ValueShape Shape)
{
    /// <summary>Parses a path and follows it through a shape.</summary>
    /// <param name="text">As written. A leading <c>[</c> applies to the record's main list, <paramref name="mainField"/>.</param>
    /// <param name="root">The verb's result.</param>
    /// <param name="mainField">The verb's main field, or <c>null</c>.</param>
    /// <param name="error">What is wrong.</param>
    /// <returns>The path, or <c>null</c> with <paramref name="error"/> set.</returns>
    public static ValuePath? Parse(string text, RecordShape root, string? mainField, out string? error)
    {
        error = null;
        var segments = new List<PathSegment>();
        ValueShape shape = root;
        var at = 0;
        if (text.StartsWith('[') && mainField is not null)
        {
            segments.Add(new(mainField, null, 0));
            shape = root.Find(mainField)!.Shape;
        }

        while (at < text.Length)
        {
            if (text[at] == '[')
            {
                var end = text.IndexOf(']', at);
                if (end < 0)
                {
                    error = $"'[' at character {at + 1} of path '{text}' has no closing bracket";
                    return null;
                }

                if (shape is not ListShape list)
                {
                    error = $"'{text[..at]}' in path '{text}' is no list";
                    return null;
                }

                var inside = text[(at + 1)..end];
                var equals = inside.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    var field = inside[..equals];
                    if (list.Item is not RecordShape item || item.Find(field) is null)
                    {
                        error = $"items of '{text[..at]}' have no field '{field}'{Known(list.Item)}";
                        return null;
                    }

                    segments.Add(new(field, inside[(equals + 1)..], -1));
                }
                else if (int.TryParse(inside, System.Globalization.NumberStyles.None, null, out var index))
                {
                    segments.Add(new(null, null, index));
                }
                else
                {
                    error = $"'[{inside}]' in path '{text}' is neither an index nor field=value";
                    return null;
                }

                shape = list.Item;
                at = end + 1;
                continue;
            }

            var dot = text[at] == '.';
            if (dot != segments.Count > 0)
            {
                error = $"character {at + 1} of path '{text}' is not what was expected: a dot stands between two fields, and only there";
                return null;
            }

            if (dot)
                at++;
            var stop = text.AsSpan(at).IndexOfAny('.', '[');
            var name = stop < 0 ? text[at..] : text.Substring(at, stop);
            if (shape is not RecordShape record || record.Find(name) is not { } found)
            {
                error = $"there is no field '{name}' in path '{text}'{Known(shape)}";
                return null;
            }

            segments.Add(new(name, null, -1));
            shape = found.Shape;
            at += name.Length;
        }

        return new ValuePath(text, segments, shape);
    }

    /// <summary>Follows the path; <see cref="StepValue.Absent"/> when it leads nowhere.</summary>
    /// <param name="root">The result.</param>
    public StepValue Follow(StepValue root)
    {
        var value = root;
        foreach (var segment in Segments)
        {
            value = (value, segment) switch
            {
                (RecordValue record, { Field: { } field, Value: null }) => record[field],
                (ListValue list, { Field: { } field, Value: { } wanted }) => list.Items.FirstOrDefault(i => i is RecordValue r && Matcher.SameText(r[field], wanted)) ?? StepValue.Absent,
                (ListValue list, { Field: null, Index: var index }) when index < list.Items.Count => list.Items[index],
                _ => StepValue.Absent,
            };
        }

        return value;
    }

    private static string Known(ValueShape shape) =>
        shape is RecordShape record ? $"; there are {string.Join(", ", record.Fields.Select(f => f.Name))}" : "; it is no record";
}

using System.Globalization;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab;

/// <summary>Access conditions as card images write them: <c>always</c>, <c>never</c>, <c>key 01</c>, <c>key 01 or key 81</c>, <c>key 01 and key 0A</c>.</summary>
internal static class AccessWords
{
    /// <summary>The condition, or <c>null</c> when the text is none.</summary>
    public static AccessCondition? Parse(string text)
    {
        var any = text.Split(" or ", StringSplitOptions.TrimEntries);
        var all = text.Split(" and ", StringSplitOptions.TrimEntries);
        if (any.Length > 1 && all.Length > 1)
            return null;
        var parts = (any.Length > 1 ? any : all).Select(One).ToList();
        if (parts.Contains(null))
            return null;
        var conditions = parts.OfType<AccessCondition>().ToList();
        if (conditions.Count == 1)
            return conditions[0];
        return any.Length > 1 ? new AccessCondition.AnyOf(conditions) : new AccessCondition.AllOf(conditions);
    }

    private static AccessCondition? One(string text) => text switch
    {
        "always" => new AccessCondition.Always(),
        "never" => new AccessCondition.Never(),
        _ when text.Length == 6 && text.StartsWith("key ", StringComparison.Ordinal)
            && byte.TryParse(text.AsSpan(4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) => new AccessCondition.Key(key),
        _ => null,
    };
}

using System.Collections.Immutable;

namespace DmSc.Dm.Tree;

/// <summary>Finds the place of management objects that come to the Inbox, and mends the references between them (OMA DM Bootstrap 1.2, 5.4.5).</summary>
internal sealed class ObjectPlacer(ManagementTree tree)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Identifier of the object of a node: the declared one, or that of an account that its nodes make known.</summary>
    public static string IdOf(TndsDraft top)
    {
        if (top.ObjectId.Length > 0)
            return top.ObjectId;
        return top.Find("ServerID") is not null && (top.Find("AppID") is not null || top.Find("AppAddr") is not null) ? StandardObjects.DmAcc : "";
    }

    public ObjectPlace? PlaceOf(TndsDraft top)
    {
        var id = IdOf(top);
        return tree.Options.Places.FirstOrDefault(place => place.ObjectId.Equals(id, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Where each object goes; objects that the device does not know are left out.</summary>
    public ImmutableArray<(TndsDraft Top, string Uri, string Sent)> Plan(IEnumerable<TndsDraft> tops) =>
        [.. tops.Select(top => (Top: top, Place: PlaceOf(top)))
            .Where(one => one.Place is not null)
            .Select(one => (one.Top, Reserve(one.Place!), one.Top.Name))];

    /// <summary>The next free URI of a place.</summary>
    public string Reserve(ObjectPlace place)
    {
        for (var number = 1; ; number++)
        {
            var uri = $"{place.Parent}/{place.Prefix}{number}";
            if (tree.Find(uri) is null && _taken.Add(uri))
                return uri;
        }
    }

    /// <summary>Writes the new URIs into PrefConRef and ConRef of all objects of the plan.</summary>
    /// <returns>References to the Inbox that lead to none of the objects.</returns>
    public ImmutableArray<string> Rewrite(ImmutableArray<(TndsDraft Top, string Uri, string Sent)> plan)
    {
        var dangling = ImmutableArray.CreateBuilder<string>();
        foreach (var node in plan.SelectMany(one => one.Top.All()))
        {
            if (node.Name is not ("PrefConRef" or "ConRef") || (node.NewText ?? node.Declaration?.Value?.Text) is not { } reference)
                continue;
            if (Resolve(reference.Trim(), plan) is { } uri)
                node.NewText = uri;
            else if (InInbox(reference.Trim()) is not null)
                dangling.Add(reference);
        }

        return dangling.ToImmutable();
    }

    private static string? Resolve(string reference, ImmutableArray<(TndsDraft Top, string Uri, string Sent)> plan)
    {
        if (InInbox(reference) is not { } path)
            return null;
        foreach (var (_, uri, sent) in plan)
        {
            var name = TreeUri.Escape(sent);
            if (path == name || path == sent)
                return uri;
            if (path.StartsWith(name + "/", StringComparison.Ordinal))
                return uri + path[name.Length..];
        }

        return null;
    }

    private static string? InInbox(string reference)
    {
        var path = reference.StartsWith("./", StringComparison.Ordinal) ? reference[2..] : reference;
        return path.StartsWith("Inbox/", StringComparison.Ordinal) ? path["Inbox/".Length..] : null;
    }
}

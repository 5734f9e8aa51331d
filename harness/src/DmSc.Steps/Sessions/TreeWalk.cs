using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary>What a Get of one node came to.</summary>
/// <param name="Uri">The node.</param>
/// <param name="Status">Status of the Get; <c>null</c> when none came.</param>
/// <param name="Value">The value in its Results, if any came.</param>
internal sealed record NodeRead(string Uri, int? Status, ServerResult? Value)
{
    /// <summary>The value; <c>null</c> when Get was refused, or answered by nothing.</summary>
    public string? Text => Status == 200 ? Value?.Text : null;

    /// <summary>Get answers with format node for what has names below it; all else is a leaf.</summary>
    public bool IsInterior => Text is not null && Value?.Format == "node";

    /// <summary>The names below an interior node.</summary>
    public IReadOnlyList<string> Names => Text is { } text ? [.. text.Split('/', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>Whether the device said what is there, or that this server may not know: 401 and 403 (not authorised), 404 (nothing there), 405 (no Get), 425
    /// (ACL). A device that could not just now has told neither.</summary>
    public bool IsDecided => Text is not null || Status is 401 or 403 or 404 or 405 or 425;
}

/// <summary>
/// Reads a device's tree with Get alone, in the session under way. Bounded in depth, and in nodes over the whole walk. A walk that was cut short, or not
/// answered, says so: what it did not find may be there.
/// </summary>
internal sealed class TreeWalk(DeviceParty party, int wait, IStepContext context, CancellationToken ct)
{
    private const int MaxDepth = 16;
    private const int MaxNodes = 4000;

    // Gets of one package: many a client holds no more commands than that.
    private const int MaxGets = 50;

    private int _nodesLeft = MaxNodes;

    /// <summary>Why the walk did not see all there is; <c>null</c> when it did.</summary>
    public string? CutShort { get; private set; }

    /// <summary>Gets nodes or properties. There is an entry for each of them; Gets behind one that nothing answered are not sent any more.</summary>
    public async ValueTask<IReadOnlyList<NodeRead>> GetAsync(IEnumerable<string> uris)
    {
        var reads = new List<NodeRead>();
        foreach (var some in uris.Chunk(MaxGets))
            reads.AddRange(await SomeAsync(some));
        return reads;
    }

    /// <summary>The leaves below a node that was read, level by level, and what Get is refused of.</summary>
    /// <param name="root">The node.</param>
    /// <param name="wanted">Ends the walk at the first leaf that is wanted; <c>null</c> to see all.</param>
    public async ValueTask<IReadOnlyList<NodeRead>> LeavesAsync(NodeRead root, Func<NodeRead, bool>? wanted = null)
    {
        var leaves = new List<NodeRead>();
        List<NodeRead> level = [root];
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth == MaxDepth)
            {
                CutShort ??= $"there are nodes more than {MaxDepth} levels below {root.Uri}";
                break;
            }

            var below = new List<NodeRead>();
            foreach (var some in level.SelectMany(node => node.Names.Select(name => $"{node.Uri}/{name}")).Chunk(MaxGets))
            {
                var reads = await SomeAsync(some);
                below.AddRange(reads.Where(read => read.IsInterior));
                leaves.AddRange(reads.Where(read => !read.IsInterior));
                if (CutShort is not null || (wanted is not null && reads.Any(wanted)))
                    return leaves;
            }

            level = below;
        }

        return leaves;
    }

    private async ValueTask<IReadOnlyList<NodeRead>> SomeAsync(string[] uris)
    {
        if (CutShort is null && _nodesLeft < uris.Length)
            CutShort = $"there are more than {MaxNodes} nodes";
        if (CutShort is not null)
            return [.. uris.Select(uri => new NodeRead(uri, null, null))];
        _nodesLeft -= uris.Length;
        var session = party.Session.Session;
        var from = session.Exchanges.Length;
        var result = await SessionSteps.RunAsync(party, session, [.. uris.Select(uri => ServerStep.Get(uri))], wait, context, ct);
        var reads = uris.Select(uri => Of(uri, session.Exchanges.Skip(from))).ToList();
        if (reads.Find(read => read.Status is null) is { } silent)
            CutShort = $"Get of {silent.Uri} was not answered ({result.Summary})";
        return reads;
    }

    private static NodeRead Of(string uri, IEnumerable<ServerExchange> exchanges)
    {
        var exchange = exchanges.FirstOrDefault(e => e.Command.Items is [{ Target.LocUri: { } target }, ..] && target == uri);
        return new NodeRead(uri, exchange?.Status, exchange is { Values: [var value, ..] } ? value : null);
    }
}
